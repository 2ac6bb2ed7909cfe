"""The ledgers of the third set's files: plain rows, the words people use for their columns."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date, datetime
from typing import TYPE_CHECKING

from evals.ledger import Ledger, Row, column, read
from evals.third.kinds import read_json, read_workbook, unpacked

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal
    from pathlib import Path

Test = "Callable[[Row], bool]"


def _packed(path: Path) -> list[Row]:
    return list(csv.DictReader(io.StringIO(unpacked(path))))


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


_EA = {
    "service": column("MeterCategory"),
    "family": column("ServiceFamily"),
    "meter": column("MeterName"),
    "region": column("ResourceLocation"),
    "group": column("ResourceGroup"),
    "subscription": column("SubscriptionName"),
    "resource": column("ResourceName"),
    "owner": _braceless("owner"),
    "stage": _braceless("stage"),
    "charge": column("ChargeType"),
}
_MCA = {
    "service": column("meterCategory"),
    "region": column("resourceLocation"),
    "group": column("resourceGroupName"),
    "subscription": column("subscriptionName"),
    "squad": _tag("tags", "squad"),
    "charge": column("chargeType"),
}
_OCI = {
    "service": column("product/service"),
    "text": column("product/Description"),
    "region": column("product/region"),
    "compartment": column("product/compartmentName"),
    "centre": column("tags/fin.costcentre"),
    "correction": column("lineItem/isCorrection"),
}
_GCP = {
    "service": column("service.description"),
    "sku": column("sku.description"),
    "region": column("location.region"),
    "project": column("project.name"),
    "squad": _label("squad"),
    "type": column("cost_type"),
}
_FOCUS = {
    "service": column("ServiceName"),
    "provider": column("ProviderName"),
    "region": column("RegionId"),
    "account": column("SubAccountName"),
    "category": column("ServiceCategory"),
    "charge": column("ChargeCategory"),
    "centre": _tag("Tags", "cost_center"),
    "stage": _tag("Tags", "stage"),
    "commitment": column("CommitmentDiscountStatus"),
}
_CUR = {
    "service": column("line_item_product_code"),
    "region": column("product_region_code"),
    "account": column("line_item_usage_account_name"),
    "usage": lambda row: re.sub(r"^(EU|APS1)-", "", row["line_item_usage_type"]),
    "resource": column("line_item_resource_id"),
    "instance": column("product_instance_type"),
    "type": column("line_item_line_item_type"),
    "squad": _tag("resource_tags", "user_squad"),
}
_LEGACY = {
    "service": column("product/ProductName"),
    "code": column("lineItem/ProductCode"),
    "account": column("lineItem/UsageAccountId"),
    "region": column("product/region"),
    "application": column("resourceTags/user:Application"),
    "type": column("lineItem/LineItemType"),
}


def open_third(bill: str, path: Path) -> Ledger:
    """The ledger of a made file."""
    return _OPENERS[bill](path)


def _columns(*names: str) -> dict[str, Callable[[Row], str]]:
    return {name: column(name) for name in names}


_OPENERS: dict[str, Callable[[Path], Ledger]] = {
    "ea_chf": lambda path: Ledger(read(path), "CostInBillingCurrency", _us("Date"), _EA),
    "mca_gbp": lambda path: Ledger(read_workbook(path), "costInBillingCurrency", _us("date"), _MCA),
    "oci_aud": lambda path: Ledger(_packed(path), "cost/myCost", _iso("lineItem/intervalUsageStart"), _OCI),
    "gcp_eur": lambda path: Ledger(_packed(path), "cost", _iso("usage_start_time"), _GCP),
    "focus_three": lambda path: Ledger(read(path), "BilledCost", _iso("ChargePeriodStart"), _FOCUS),
    "focus_nok": lambda path: Ledger(read_json(path), "BilledCost", _iso("ChargePeriodStart"), _FOCUS),
    "cur_kepler": lambda path: Ledger(read(path), "line_item_unblended_cost", _iso("line_item_usage_start_date"), _CUR),
    "cur_legacy": lambda path: Ledger(
        _packed(path), "lineItem/UnblendedCost", _iso("lineItem/UsageStartDate"), _LEGACY
    ),
    "volumes": lambda path: Ledger(
        read_workbook(path), "MonthlyCost", _iso("CreateTime"), _columns("VolumeType", "State", "Department")
    ),
    "buckets": lambda path: Ledger(
        read_json(path), "MonthlyCost", None, _columns("Bucket", "StorageClass", "Region", "PublicAccess")
    ),
    "machines": lambda path: Ledger(
        read(path), "MonthlyCost", _iso("LaunchTime"), _columns("InstanceType", "Owner", "OS", "Hostname")
    ),
    "databases": lambda path: Ledger(
        read(path), "MonthlyCost", None, _columns("Engine", "Stage", "DBInstanceIdentifier")
    ),
    "year": lambda path: Ledger(_turned_year(path), "cost", _iso("day"), _columns("department")),
    "daily": lambda path: Ledger(_turned_daily(path), "cost", _iso("day"), _columns("service")),
}


def _turned_year(path: Path) -> list[Row]:
    return [
        {"department": row["Department"], "cost": cell, "day": f"{datetime.strptime(name, '%b %Y'):%Y-%m-%d}"}  # noqa: DTZ007 - a month has no zone
        for row in read_workbook(path)
        for name, cell in row.items()
        if name != "Department"
    ]


def _turned_daily(path: Path) -> list[Row]:
    return [
        {"service": name.removesuffix("($)"), "day": row["Service"], "cost": cell}
        for row in read(path)
        if row["Service"] != "Service total"
        for name, cell in row.items()
        if name not in {"Service", "Total costs($)"}
    ]


def has(ledger: Ledger, dimension: str, *values: str) -> Callable[[Row], bool]:
    """Whether a row has one of these."""
    label = ledger.dimensions[dimension]
    return lambda row: label(row) in values


def lacks(ledger: Ledger, dimension: str, *values: str) -> Callable[[Row], bool]:
    """Whether a row has none of these."""
    return lambda row: not has(ledger, dimension, *values)(row)


def between(ledger: Ledger, start: str, end: str) -> Callable[[Row], bool]:
    """Whether a row lies in these days, both ends included."""
    return lambda row: start <= f"{ledger.on(row)}" <= end


def over(table: list[list[object]], limit: float) -> list[list[object]]:
    """The rows above a limit."""
    return [row for row in table if row[1] > limit]  # type: ignore[operator]


def changes(before: list[list[str | Decimal]], after: list[list[str | Decimal]]) -> list[list[object]]:
    """[[label, after - before], ...], the greatest rise first."""
    old, new = dict(before), dict(after)
    found = [[name, new.get(name, 0) - old.get(name, 0)] for name in {*old, *new}]
    return sorted(found, key=lambda row: -row[1])  # type: ignore[operator]
