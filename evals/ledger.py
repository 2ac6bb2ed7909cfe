"""Truths by plain reading: `csv` rows, `Decimal` sums; nothing of the application."""

from __future__ import annotations

import csv
import json
import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

Row = dict[str, str]
Table = list[list[Any]]


@dataclass(frozen=True, slots=True)
class Ledger:
    """The rows of one file, with its cost, its day and its dimensions by the words that people use for them."""

    rows: list[Row]
    cost: str
    day: Callable[[Row], date] | None = None
    dimensions: dict[str, Callable[[Row], str]] = field(default_factory=dict)

    def amount(self, row: Row) -> Decimal:
        """The cost of a row."""
        return number(row[self.cost])

    def total(self, where: Callable[[Row], bool] = lambda _: True) -> Decimal:
        """The sum of the rows that pass."""
        return sum((self.amount(row) for row in self.rows if where(row)), Decimal(0))

    def by(self, dimension: str, where: Callable[[Row], bool] = lambda _: True) -> Table:
        """[[label, sum], ...] by sum, highest first; rows without a label count under ''."""
        label = self.dimensions[dimension]
        return group((label(row), self.amount(row)) for row in self.rows if where(row))

    def by_day(self, where: Callable[[Row], bool] = lambda _: True) -> Table:
        """[[ISO day, sum], ...] in order."""
        return self._by_time("%Y-%m-%d", where)

    def by_month(self, where: Callable[[Row], bool] = lambda _: True) -> Table:
        """[[YYYY-MM, sum], ...] in order."""
        return self._by_time("%Y-%m", where)

    def days(self) -> list[date]:
        """All days, in order."""
        return sorted({self.on(row) for row in self.rows})

    def on(self, row: Row) -> date:
        """The day of a row."""
        if self.day is None:
            raise LookupError("This file has no days.")
        return self.day(row)

    def is_month(self, month: str) -> Callable[[Row], bool]:
        """Whether a row lies in `YYYY-MM`."""
        return lambda row: f"{self.on(row):%Y-%m}" == month

    def has(self, dimension: str, value: str) -> Callable[[Row], bool]:
        """Whether a row has this value."""
        label = self.dimensions[dimension]
        return lambda row: label(row) == value

    def _by_time(self, form: str, where: Callable[[Row], bool]) -> Table:
        return sorted(group((self.on(row).strftime(form), self.amount(row)) for row in self.rows if where(row)))


def group(pairs: Iterable[tuple[str, Decimal]]) -> Table:
    """[[label, sum], ...], highest first."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for label, value in pairs:
        sums[label] += value
    return sorted(([label, value] for label, value in sums.items()), key=lambda pair: (-pair[1], pair[0]))


def number(text: str) -> Decimal:
    """A cell as a number; an empty one is nothing."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal(0)


def read(path: Path) -> list[Row]:
    """All rows of a CSV file."""
    with path.open(newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def both(*tests: Callable[[Row], bool]) -> Callable[[Row], bool]:
    """Whether a row passes all."""
    return lambda row: all(test(row) for test in tests)


def neither(*tests: Callable[[Row], bool]) -> Callable[[Row], bool]:
    """Whether a row passes none."""
    return lambda row: not any(test(row) for test in tests)


def column(name: str) -> Callable[[Row], str]:
    """The text of a column."""
    return lambda row: row[name]


def _us_day(name: str) -> Callable[[Row], date]:
    return lambda row: datetime.strptime(row[name], "%m/%d/%Y").date()  # noqa: DTZ007 - a day has no zone


def _iso_day(name: str) -> Callable[[Row], date]:
    return lambda row: date.fromisoformat(row[name][:10])


def _braceless(key: str) -> Callable[[Row], str]:
    return lambda row: json.loads("{" + row["Tags"] + "}").get(key, "")


def _json_tag(name: str, key: str) -> Callable[[Row], str]:
    return lambda row: json.loads(row[name] or "{}").get(key, "")


def _label(key: str) -> Callable[[Row], str]:
    return lambda row: next((each["value"] for each in json.loads(row["labels"]) if each["key"] == key), "")


def credit(row: Row, kind: str = "") -> Decimal:
    """The credits of a Google row, of one kind or all."""
    given = json.loads(row["credits"])
    return sum((Decimal(str(each["amount"])) for each in given if kind in each["type"]), Decimal(0))


def family(row: Row) -> str:
    """The usage type without its region's prefix."""
    return re.sub(r"^[A-Z]{2,4}\d-", "", row["line_item_usage_type"])


_AZURE_EA = {
    "service": column("MeterCategory"),
    "region": column("ResourceLocation"),
    "resource group": column("ResourceGroup"),
    "subscription": column("SubscriptionName"),
    "service family": column("ServiceFamily"),
    "meter": column("MeterName"),
    "resource": column("ResourceName"),
    "team": _braceless("team"),
    "env": _braceless("env"),
    "charge type": column("ChargeType"),
}
_AZURE_MCA = {
    "service": column("meterCategory"),
    "region": column("resourceLocation"),
    "resource group": column("resourceGroupName"),
    "subscription": column("subscriptionName"),
    "service family": column("serviceFamily"),
    "meter": column("meterName"),
    "product": _json_tag("tags", "product"),
}
_OCI = {
    "service": column("product/service"),
    "region": column("product/region"),
    "compartment": column("product/compartmentName"),
    "resource": column("product/resourceId"),
    "team": column("tags/ops.team"),
}
_GCP = {
    "service": column("service.description"),
    "region": column("location.region"),
    "project": column("project.name"),
    "sku": column("sku.description"),
    "team": _label("team"),
}
_FOCUS = {
    "service": column("ServiceName"),
    "provider": column("ProviderName"),
    "region": column("RegionId"),
    "account": column("SubAccountName"),
    "service category": column("ServiceCategory"),
    "charge category": column("ChargeCategory"),
    "app": _json_tag("Tags", "app"),
    "resource": column("ResourceId"),
}
_CUR = {
    "service": column("line_item_product_code"),
    "region": column("product_region_code"),
    "account": column("line_item_usage_account_name"),
    "usage type": column("line_item_usage_type"),
    "resource": column("line_item_resource_id"),
    "instance type": column("product_instance_type"),
    "line item type": column("line_item_line_item_type"),
    "team": lambda row: json.loads(row["resource_tags"] or "{}").get("user_team", ""),
}


def open_ledger(bill: str, path: Path) -> Ledger:
    """The ledger of a made file."""
    rows = read(path)
    made: dict[str, tuple[str, Callable[[Row], date] | None, dict[str, Callable[[Row], str]]]] = {
        "azure_ea": ("CostInBillingCurrency", _us_day("Date"), _AZURE_EA),
        "azure_mca": ("costInBillingCurrency", _us_day("date"), _AZURE_MCA),
        "oci": ("cost/myCost", _iso_day("lineItem/intervalUsageStart"), _OCI),
        "gcp": ("cost", _iso_day("usage_start_time"), _GCP),
        "focus": ("BilledCost", _iso_day("ChargePeriodStart"), _FOCUS),
        "cur2": ("line_item_unblended_cost", _iso_day("line_item_usage_start_date"), _CUR),
        "ebs": ("MonthlyCost", _iso_day("CreateTime"), {}),
        "s3": ("MonthlyCostUSD", _iso_day("CreationDate"), {}),
        "ec2": ("MonthlyCostUSD", _iso_day("LaunchTime"), {}),
        "rds": ("MonthlyCost", None, {}),
    }
    if bill in made:
        return Ledger(rows, *made[bill])
    cells = _turned_trend(rows) if bill == "trend" else _turned_explorer(rows)
    return Ledger(cells, "cost", _iso_day("day"), {"service": column("service")})


def _turned_trend(rows: list[Row]) -> list[Row]:
    found = []
    for row in rows:
        for name, cell in row.items():
            if name != "Service":
                day = datetime.strptime(name, "%b %Y").date()  # noqa: DTZ007 - a month has no zone
                found.append({"service": row["Service"], "day": f"{day}", "cost": cell})
    return found


def _turned_explorer(rows: list[Row]) -> list[Row]:
    return [
        {"service": name.removesuffix("($)"), "day": row["Service"], "cost": cell}
        for row in rows
        if row["Service"] != "Service total"
        for name, cell in row.items()
        if name not in {"Service", "Total costs($)"}
    ]
