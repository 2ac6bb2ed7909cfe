"""FOCUS 1.2 over AWS, Google and Oracle in US dollars, and FOCUS 1.0 in Norwegian crowns as JSON."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

from evals.bills.plain import amount, days, json_text, write
from evals.third.kinds import write_json

if TYPE_CHECKING:
    from pathlib import Path

# provider, service, category, region, account, resource, cost centre, stage, list cost a day, share paid
_THREE = (
    ("AWS", "Amazon Elastic Kubernetes Service", "Containers", "eu-north-1", "sagas-prod", "eks-sagas", "1001", "prod", 7.2, "1"),
    ("AWS", "Amazon Elastic Compute Cloud", "Compute", "eu-north-1", "sagas-prod", "i-node1", "1001", "prod", 44.0, "0.75"),
    ("AWS", "Amazon Kinesis", "Analytics", "eu-north-1", "sagas-data", "ks-clicks", "2040", "prod", 9.1, "1"),
    ("AWS", "AmazonCloudWatch", "Management and Governance", "eu-north-1", "sagas-prod", "lg-nodes", "", "", 3.6, "1"),
    ("Google Cloud", "Vertex AI", "AI and Machine Learning", "europe-north1", "sagas-ml", "ep-rank", "3300", "prod", 19.4, "1"),
    ("Google Cloud", "Cloud Storage", "Storage", "europe-north1", "sagas-ml", "gs-features", "3300", "test", 2.7, "1"),
    ("Google Cloud", "Cloud Composer", "Analytics", "europe-north1", "sagas-ml", "cmp-nightly", "2040", "prod", 12.5, "0.9"),
    ("Oracle", "Autonomous Database", "Databases", "eu-stockholm-1", "sagas-fin", "adb-ledger", "5100", "prod", 31.0, "0.8"),
    ("Oracle", "Object Storage", "Storage", "eu-stockholm-1", "sagas-fin", "os-archive", "", "", 1.8, "1"),
)  # fmt: skip


def three(path: Path, seed: int) -> None:
    """2025-10-01 to 2025-12-31; Kinesis x3 in December; an unused commitment; tax, refund as adjustment, credits."""
    rng = Random(seed)
    rows = []
    for day in days("2025-10-01", 92):
        for line in _THREE:
            grown = 3 if line[1] == "Amazon Kinesis" and day.month == 12 else 1
            listed = amount(rng, line[8] * grown, 0.1)
            paid = _micro(listed * Decimal(line[9]))
            rows.append(_committed(_row(day, line, listed, paid, paid, "Usage"), line))
        unused = amount(rng, 2.6)
        left = {
            **_row(day, _THREE[1], unused, Decimal(0), unused, "Usage"),
            "ResourceId": "",
            "ResourceName": "",
            "Tags": "",
        }
        rows.append({**left, "CommitmentDiscountStatus": "Unused", "CommitmentDiscountType": "Savings Plan", "CommitmentDiscountId": "sp-204"})  # fmt: skip
        if day.day == 1:
            rows.append(_bare(day, _THREE[1], amount(rng, 78), "Purchase", effective=False))
        if day.day == 30:
            rows.append(_bare(day, _THREE[1], amount(rng, 160), "Tax"))
            rows.append(_bare(day, _THREE[7], amount(rng, -55), "Credit"))
    rows.append(_bare(next(days("2025-11-18", 1)), _THREE[4], Decimal("-33.5"), "Adjustment"))
    write(path, rows)


def _committed(row, line):
    if line[9] != "0.75":
        return row
    return {**row, "CommitmentDiscountStatus": "Used", "CommitmentDiscountType": "Savings Plan", "CommitmentDiscountId": "sp-204"}  # fmt: skip


def _bare(day, line, cost, category, *, effective=True):
    row = _row(day, line, cost, cost, cost if effective else Decimal(0), category)
    return {**row, "ResourceId": "", "ResourceName": "", "Tags": ""}


def _micro(value):
    return value.quantize(Decimal("0.000001"))


def _row(day, line, listed, billed, effective, category):  # noqa: PLR0917 - as many as a charge has figures
    provider, service, kind, region, account, resource, centre, stage, *_ = line
    following = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    tags = {key: value for key, value in (("cost_center", centre), ("stage", stage)) if value}
    return {
        "AvailabilityZone": "",
        "BilledCost": str(billed),
        "BillingAccountId": f"ba-{provider[:2].lower()}",
        "BillingAccountName": f"{provider} payer",
        "BillingCurrency": "USD",
        "BillingPeriodEnd": f"{following}T00:00:00Z",
        "BillingPeriodStart": f"{day.replace(day=1)}T00:00:00Z",
        "ChargeCategory": category,
        "ChargeClass": "Correction" if category == "Adjustment" else "",
        "ChargeDescription": f"{service} charge",
        "ChargePeriodEnd": f"{day + timedelta(days=1)}T00:00:00Z",
        "ChargePeriodStart": f"{day}T00:00:00Z",
        "CommitmentDiscountId": "",
        "CommitmentDiscountStatus": "",
        "CommitmentDiscountType": "",
        "ConsumedQuantity": "24" if category == "Usage" else "",
        "ConsumedUnit": "Hours" if category == "Usage" else "",
        "ContractedCost": str(billed),
        "EffectiveCost": str(effective),
        "InvoiceId": f"inv-{provider[:2]}-{day:%m}",
        "InvoiceIssuerName": provider,
        "ListCost": str(listed),
        "PricingQuantity": "24",
        "PricingUnit": "Hours",
        "ProviderName": provider,
        "PublisherName": provider,
        "RegionId": region,
        "RegionName": region,
        "ResourceId": resource,
        "ResourceName": resource,
        "ServiceCategory": kind,
        "ServiceName": service,
        "SkuId": f"sku-{resource}",
        "SkuMeter": f"meter {resource}",
        "SubAccountId": f"id-{account}",
        "SubAccountName": account,
        "SubAccountType": "account",
        "Tags": json_text(tags),
    }


# as above, in crowns
_TWO = (
    ("AWS", "Amazon Relational Database Service", "Databases", "eu-west-1", "fjord-core", "db-fjord", "nav", "prod", 310.0, "1"),
    ("AWS", "Amazon CloudFront", "Networking", "global", "fjord-core", "cf-fjord", "web", "prod", 120.0, "1"),
    ("AWS", "Amazon OpenSearch Service", "Analytics", "eu-west-1", "fjord-core", "os-fjord", "web", "prod", 205.0, "1"),
    ("Microsoft", "Azure Functions", "Compute", "norwayeast", "fjord-azure", "func-tide", "nav", "prod", 44.0, "1"),
    ("Microsoft", "Azure Synapse Analytics", "Analytics", "norwayeast", "fjord-azure", "syn-tide", "bi", "test", 260.0, "1"),
    ("Microsoft", "Key Vault", "Security", "norwaywest", "fjord-azure", "kv-tide", "", "", 6.0, "1"),
)  # fmt: skip
_SINCE_12 = {"InvoiceId", "SubAccountType"}


def two(path: Path, seed: int) -> None:
    """FOCUS 1.0, January and February 2025; Synapse paused from February 10 on; a support fee each month."""
    rng = Random(seed)
    rows = []
    for day in days("2025-01-01", 59):
        for line in _TWO:
            if line[5] == "syn-tide" and f"{day}" >= "2025-02-10":
                continue
            listed = amount(rng, line[8], 0.09)
            rows.append(_row(day, line, listed, listed, listed, "Usage"))
        if day.day == 1:
            support = ("AWS", "AWS Support", "Other", "", "fjord-core", "", "", "", 0, "1")
            rows.append(_row(day, support, *([amount(rng, 900)] * 3), "Purchase"))
    old = [{name: cell for name, cell in row.items() if name not in _SINCE_12} for row in rows]
    write_json(path, [{**row, "BillingCurrency": "NOK", **_numbers(row)} for row in old])


def _numbers(row):
    return {name: float(row[name]) for name in ("BilledCost", "EffectiveCost", "ListCost", "ContractedCost")}
