"""The ledgers of the fourth set's files: plain rows, the words people use for their columns."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from evals.ledger import Ledger, Row, column, number, read
from evals.third.kinds import read_json, read_workbook, unpacked

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def _us(name: str) -> Callable[[Row], date]:
    return lambda row: datetime.strptime(row[name], "%m/%d/%Y").date()  # noqa: DTZ007 - a day has no zone


def _iso(name: str) -> Callable[[Row], date]:
    return lambda row: date.fromisoformat(row[name][:10])


def _braceless(key: str) -> Callable[[Row], str]:
    return lambda row: json.loads("{" + row["Tags"] + "}").get(key, "")


def _tag(name: str, key: str) -> Callable[[Row], str]:
    return lambda row: json.loads(row[name] or "{}").get(key, "")


def _label(key: str) -> Callable[[Row], str]:
    return lambda row: next((each["value"] for each in json.loads(row["labels"]) if each["key"] == key), "")


def _columns(**names: str) -> dict[str, Callable[[Row], str]]:
    return {word: column(name) for word, name in names.items()}


_EA = {
    **_columns(service="MeterCategory", family="ServiceFamily", meter="MeterName", region="ResourceLocation"),
    **_columns(group="ResourceGroup", subscription="SubscriptionName", resource="ResourceName", charge="ChargeType"),
    "unit": _braceless("unit"),
    "env": _braceless("env"),
}
_MCA = {
    **_columns(service="meterCategory", family="serviceFamily", region="resourceLocation", group="resourceGroupName"),
    **_columns(subscription="subscriptionName", charge="chargeType"),
    "crew": _tag("tags", "crew"),
}
_OCI = {
    **_columns(service="product/service", region="product/region", compartment="product/compartmentName"),
    **_columns(owner="tags/org.owner", resource="product/resourceId"),
}
_GCP = {
    **_columns(service="service.description", sku="sku.description", region="location.region", project="project.name"),
    "team": _label("team"),
}
_FOCUS = {
    **_columns(service="ServiceName", provider="ProviderName", region="RegionId", account="SubAccountName"),
    **_columns(category="ServiceCategory", charge="ChargeCategory", resource="ResourceId"),
    "product": _tag("Tags", "product"),
    "env": _tag("Tags", "env"),
}
_CUR = {
    **_columns(service="line_item_product_code", region="product_region_code", usage="line_item_usage_type"),
    **_columns(account="line_item_usage_account_name", resource="line_item_resource_id"),
    **_columns(instance="product_instance_type", type="line_item_line_item_type"),
    "team": _tag("resource_tags", "user_team"),
    "env": _tag("resource_tags", "user_env"),
}


def _packed(path: Path) -> list[Row]:
    return list(csv.DictReader(io.StringIO(unpacked(path))))


def _turned(path: Path) -> list[Row]:
    return [
        {"service": row["Service"], "cost": cell, "day": f"{datetime.strptime(name, '%b %Y'):%Y-%m-%d}"}  # noqa: DTZ007 - a month has no zone
        for row in read(path)
        for name, cell in row.items()
        if name != "Service"
    ]


_OPENERS: dict[str, Callable[[Path], Ledger]] = {
    "ea_sek": lambda path: Ledger(read(path), "CostInBillingCurrency", _us("Date"), _EA),
    "mca_cad": lambda path: Ledger(read_workbook(path), "costInBillingCurrency", _us("date"), _MCA),
    "oci_brl": lambda path: Ledger(_packed(path), "cost/myCost", _iso("lineItem/intervalUsageStart"), _OCI),
    "gcp_gbp": lambda path: Ledger(read(path), "cost", _iso("usage_start_time"), _GCP),
    "focus_eur": lambda path: Ledger(read(path), "BilledCost", _iso("ChargePeriodStart"), _FOCUS),
    "cur_lark": lambda path: Ledger(read(path), "line_item_unblended_cost", _iso("line_item_usage_start_date"), _CUR),
    "disks": lambda path: Ledger(
        read(path), "MonthlyCost", _iso("CreateTime"), _columns(type="VolumeType", state="State", project="Project")
    ),
    "objects": lambda path: Ledger(
        read(path),
        "MonthlyCost",
        _iso("CreationDate"),
        _columns(bucket="BucketName", kind="StorageClass", region="Region"),
    ),
    "servers": lambda path: Ledger(
        read_json(path),
        "MonthlyCost",
        _iso("LaunchTime"),
        _columns(type="InstanceType", name="Name", env="Environment"),
    ),
    "nine_months": lambda path: Ledger(_turned(path), "cost", _iso("day"), _columns(service="service")),
}


def open_fourth(bill: str, path: Path) -> Ledger:
    """The ledger of a made file."""
    return _OPENERS[bill](path)


def effective(row: Row) -> Decimal:
    """The amortized cost of a row of CUR 2.0."""
    kind = row["line_item_line_item_type"]
    cell = {
        "SavingsPlanCoveredUsage": "savings_plan_savings_plan_effective_cost",
        "DiscountedUsage": "reservation_effective_cost",
        "RIFee": "reservation_unused_recurring_fee",
    }.get(kind, "line_item_unblended_cost")
    if kind == "SavingsPlanNegation":
        return Decimal(0)
    if kind == "SavingsPlanRecurringFee":
        return number(row["savings_plan_total_commitment_to_date"]) - number(row["savings_plan_used_commitment"])
    return number(row[cell])
