"""FOCUS 1.2 over AWS, Google and Oracle in US dollars, and FOCUS 1.0 in Norwegian crowns as JSON."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

from evals.formats.files import write_json
from evals.formats.focus import Company, bare, row, unused, used
from evals.formats.plain import amount, days, write

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
_SAGAS = Company("USD", ("cost_center", "stage"), plan="sp-204", share="0.75")


def three(path: Path, seed: int) -> None:
    """2025-10-01 to 2025-12-31; Kinesis x3 in December; an unused commitment; tax, refund as adjustment, credits."""
    rng = Random(seed)
    rows = []
    for day in days("2025-10-01", 92):
        for line in _THREE:
            grown = 3 if line[1] == "Amazon Kinesis" and day.month == 12 else 1
            rows.append(used(_SAGAS, day, line, amount(rng, line[8] * grown, 0.1)))
        rows.append(unused(_SAGAS, day, _THREE[1], amount(rng, 2.6)))
        if day.day == 1:
            rows.append(bare(_SAGAS, day, _THREE[1], amount(rng, 78), "Purchase"))
        if day.day == 30:
            rows.append(bare(_SAGAS, day, _THREE[1], amount(rng, 160), "Tax"))
            rows.append(bare(_SAGAS, day, _THREE[7], amount(rng, -55), "Credit"))
    rows.append(bare(_SAGAS, next(days("2025-11-18", 1)), _THREE[4], Decimal("-33.5"), "Adjustment"))
    write(path, rows)


# as above, in crowns
_TWO = (
    ("AWS", "Amazon Relational Database Service", "Databases", "eu-west-1", "fjord-core", "db-fjord", "nav", "prod", 310.0, "1"),
    ("AWS", "Amazon CloudFront", "Networking", "global", "fjord-core", "cf-fjord", "web", "prod", 120.0, "1"),
    ("AWS", "Amazon OpenSearch Service", "Analytics", "eu-west-1", "fjord-core", "os-fjord", "web", "prod", 205.0, "1"),
    ("Microsoft", "Azure Functions", "Compute", "norwayeast", "fjord-azure", "func-tide", "nav", "prod", 44.0, "1"),
    ("Microsoft", "Azure Synapse Analytics", "Analytics", "norwayeast", "fjord-azure", "syn-tide", "bi", "test", 260.0, "1"),
    ("Microsoft", "Key Vault", "Security", "norwaywest", "fjord-azure", "kv-tide", "", "", 6.0, "1"),
)  # fmt: skip
_FJORD = Company("NOK", _SAGAS.tags)
_SUPPORT = ("AWS", "AWS Support", "Other", "", "fjord-core", "", "", "", 0, "1")
_SINCE_12 = {"InvoiceId", "SubAccountType"}


def two(path: Path, seed: int) -> None:
    """FOCUS 1.0, January and February 2025; Synapse paused from February 10 on; a support fee each month."""
    rng = Random(seed)
    rows = []
    for day in days("2025-01-01", 59):
        for line in _TWO:
            if line[5] == "syn-tide" and f"{day}" >= "2025-02-10":
                continue
            rows.append(row(_FJORD, day, line, *([amount(rng, line[8], 0.09)] * 3)))
        if day.day == 1:
            rows.append(row(_FJORD, day, _SUPPORT, *([amount(rng, 900)] * 3), "Purchase"))
    old = [{name: cell for name, cell in each.items() if name not in _SINCE_12} for each in rows]
    write_json(path, [{**each, **_numbers(each)} for each in old])


def _numbers(each):
    return {name: float(each[name]) for name in ("BilledCost", "EffectiveCost", "ListCost", "ContractedCost")}
