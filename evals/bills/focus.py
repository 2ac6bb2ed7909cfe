"""A FOCUS 1.2 file over three clouds, with tax, a credit and an unused commitment."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from evals.formats.focus import Company, bare, unused, used
from evals.formats.plain import amount, days, write

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
)  # fmt: skip
_COMPANY = Company("USD", ("app",), plan="sp-91")


def focus_three_clouds(path: Path, seed: int) -> None:
    """January and February 2026; billed = paid share of list; effective is lower for the committed AWS instance."""
    rng = Random(seed)
    rows = []
    for day in days("2026-01-01", 59):
        rows += [used(_COMPANY, day, line, amount(rng, line[7])) for line in _LINES]
        rows.append(unused(_COMPANY, day, _LINES[0], amount(rng, 1.7)))
        if day.day == 1:
            rows.append(bare(_COMPANY, day, _LINES[0], amount(rng, 51), "Purchase"))
        if day.day == 27:
            rows.append(bare(_COMPANY, day, _LINES[0], amount(rng, 120), "Tax"))
            rows.append(bare(_COMPANY, day, _LINES[7], amount(rng, -40), "Credit"))
    write(path, [_own(row) for row in rows])


def _own(row):
    is_use = row["ChargeCategory"] == "Usage"
    return {
        **row,
        "BillingAccountName": f"{row['ProviderName']} billing",
        "ConsumedQuantity": "1" if is_use else "",
        "ConsumedUnit": "Units" if is_use else "",
        "InvoiceId": f"inv-{row['ChargePeriodStart'][5:7]}",
        "PricingQuantity": "1",
        "PricingUnit": "Units",
        "ResourceName": row["SkuId"].removeprefix("sku-"),
    }
