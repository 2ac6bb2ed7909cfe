"""A FOCUS 1.2 file over three clouds, with tax, a credit and an unused commitment."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

from evals.bills.plain import amount, days, json_text, write

if TYPE_CHECKING:
    from pathlib import Path

# provider, service, category, region, account, resource, app tag, list cost a day, share paid
_LINES = (
    ("AWS", "Amazon Elastic Compute Cloud", "Compute", "eu-central-1", "aws-prod", "i-aa01", "checkout", 30.0, "0.8"),
    ("AWS", "Amazon Simple Storage Service", "Storage", "eu-central-1", "aws-prod", "b-media", "media", 8.0, "1"),
    ("AWS", "AWS Lambda", "Compute", "us-east-1", "aws-dev", "fn-thumb", "media", 2.0, "1"),
    ("AWS", "Amazon DynamoDB", "Databases", "us-east-1", "aws-prod", "t-cart", "checkout", 6.0, "1"),
    ("Microsoft", "Virtual Machines", "Compute", "swedencentral", "az-erp", "vm-erp", "erp", 17.0, "0.9"),
    ("Microsoft", "Azure SQL Database", "Databases", "swedencentral", "az-erp", "sql-erp", "erp", 11.0, "1"),
    ("Microsoft", "Storage Accounts", "Storage", "swedencentral", "az-erp", "st-erp", "", 3.0, "1"),
    ("Google Cloud", "BigQuery", "Analytics", "europe-west4", "gcp-bi", "ds-bi", "bi", 14.0, "1"),
    ("Google Cloud", "Compute Engine", "Compute", "europe-west4", "gcp-bi", "gce-etl", "bi", 5.0, "0.85"),
    ("Google Cloud", "Cloud Storage", "Storage", "europe-west4", "gcp-bi", "gs-raw", "", 1.2, "1"),
)


def focus_three_clouds(path: Path, seed: int) -> None:
    """January and February 2026; billed = paid share of list; effective is lower for the committed AWS instance."""
    rng = Random(seed)
    rows = []
    for day in days("2026-01-01", 59):
        for line in _LINES:
            listed = amount(rng, line[7])
            paid = (listed * Decimal(line[8])).quantize(Decimal("0.000001"))
            rows.append(_row(day, line, listed, paid, paid, "Usage"))
        unused = amount(rng, 1.7)
        rows.append(
            {
                **_row(day, _LINES[0], unused, Decimal(0), unused, "Usage"),
                "CommitmentDiscountStatus": "Unused",
                "CommitmentDiscountType": "Savings Plan",
                "CommitmentDiscountId": "sp-91",
                "ResourceId": "",
                "Tags": "",
            }
        )
        if day.day == 1:
            fee = amount(rng, 51)
            rows.append({**_row(day, _LINES[0], fee, fee, Decimal(0), "Purchase"), "ResourceId": "", "Tags": ""})
        if day.day == 27:
            tax, credit = amount(rng, 120), amount(rng, -40)
            rows.append({**_row(day, _LINES[0], tax, tax, tax, "Tax"), "ResourceId": "", "Tags": ""})
            rows.append({**_row(day, _LINES[7], credit, credit, credit, "Credit"), "ResourceId": "", "Tags": ""})
    write(path, rows)


def _row(day, line, listed, billed, effective, category):  # noqa: PLR0917 - as many as a charge has figures
    provider, service, kind, region, account, resource, app, *_ = line
    following = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    return {
        "AvailabilityZone": "",
        "BilledCost": str(billed),
        "BillingAccountId": f"ba-{provider[:2].lower()}",
        "BillingAccountName": f"{provider} billing",
        "BillingCurrency": "USD",
        "BillingPeriodEnd": f"{following}T00:00:00Z",
        "BillingPeriodStart": f"{day.replace(day=1)}T00:00:00Z",
        "ChargeCategory": category,
        "ChargeClass": "",
        "ChargeDescription": f"{service} charge",
        "ChargePeriodEnd": f"{day + timedelta(days=1)}T00:00:00Z",
        "ChargePeriodStart": f"{day}T00:00:00Z",
        "CommitmentDiscountId": "",
        "CommitmentDiscountStatus": "",
        "CommitmentDiscountType": "",
        "ConsumedQuantity": "1" if category == "Usage" else "",
        "ConsumedUnit": "Units" if category == "Usage" else "",
        "ContractedCost": str(billed),
        "EffectiveCost": str(effective),
        "InvoiceId": f"inv-{day:%m}",
        "InvoiceIssuerName": provider,
        "ListCost": str(listed),
        "PricingQuantity": "1",
        "PricingUnit": "Units",
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
        "Tags": json_text({"app": app}) if app else "{}",
    }
