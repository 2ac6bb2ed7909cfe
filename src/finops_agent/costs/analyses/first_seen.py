"""Resources that began or stopped within the data: what is new on the bill, and what no longer is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from finops_agent.costs.analyses.worksheet import Worksheet
from finops_agent.costs.semantic.model import COSTS
from finops_agent.costs.semantic.sql import bound, raw

if TYPE_CHECKING:
    from decimal import Decimal

    from finops_agent.costs.analyses.result import Result
    from finops_agent.costs.analyses.view import CostView, Scope

HISTORY_DAYS: Final = 7
"""Days of data before its first one that make a resource new: on the first days of a file everything seems new."""
SILENT_DAYS: Final = 7
"""Days without a charge, at least, that make a resource stopped."""
COLUMNS: Final = ("resource", "service", "usage_type", "account", "region", "first_day", "last_day", "days", "cost")
_NO_RESOURCES = (
    "This data has no resource ids with dates, so nothing can be told to be new. In AWS, turn on «Include resource "
    "IDs» in the report."
)
_ABOUT = (
    'SELECT "ResourceId" AS resource, min("ServiceName") AS service, '
    'arg_max(coalesce("x_UsageType", "SkuId", "ChargeDescription"), {cost}) AS usage_type, '
    'min(coalesce("SubAccountName", "SubAccountId")) AS account, '
    'min(coalesce("RegionId", "RegionName")) AS region, '
    'min("x_Day") AS first_day, max("x_Day") AS last_day, CAST(count(DISTINCT "x_Day") AS INTEGER) AS days'
)


def first_seen(view: CostView, scope: Scope, least_amount: Decimal | int = 0) -> Result:
    """Resources whose first charge lies in the scope's period (default: anywhere after the first week of the data).

    `value` is their cost in that period; rows (`COLUMNS`) come by it, from `least_amount` on. The cost basis is billed
    unless the scope says otherwise.
    """
    sheet = Worksheet(view, "first_seen", scope.during(None), "billed")
    if view.calendar is None or not view.has("ResourceId"):
        return sheet.refuse(_NO_RESOURCES)
    whole = view.calendar.whole
    if whole.days <= HISTORY_DAYS:
        return sheet.refuse(
            f"The data covers {whole.days} days; only after the first {HISTORY_DAYS} can a resource be told to be new."
        )
    mixed = sheet.mixed_currency()
    if mixed:
        return sheet.refuse(mixed)
    period = (scope.period or whole).within(whole)
    if period is None:
        return sheet.refuse(f"The data has no day of {scope.period.label if scope.period else 'the period'}.")
    sums = raw(f', sum({sheet.cost}) FILTER (WHERE "x_Day" < ') + bound(period.end) + ") AS cost"
    rows = sheet.rows(
        "Resources by first day",
        raw(f"SELECT {', '.join(COLUMNS)}\nFROM (" + _ABOUT.format(cost=sheet.cost))
        + sums
        + f"\nFROM {COSTS}"
        + sheet.where('"ResourceId" IS NOT NULL', "\"ChargeCategory\" = 'Usage'")
        + '\nGROUP BY "ResourceId")\nWHERE first_day >= '
        + bound(period.start)
        + " AND first_day < "
        + bound(period.end)
        + f' AND first_day >= (SELECT min("x_Day") + {HISTORY_DAYS} FROM {COSTS}) AND cost >= '
        + bound(least_amount)
        + "\nORDER BY cost DESC, resource",
    )
    return sheet.result(_sum(sheet, rows), sheet.currency, COLUMNS, rows, period=period)


def last_seen(view: CostView, scope: Scope, least_amount: Decimal | int = 0) -> Result:
    """Resources whose last charge lies in the scope's period, well before the end of the data.

    Silent means at least `SILENT_DAYS` and more than twice their longest earlier pause, so that weekend work and
    monthly charges do not count. `value` is what they cost in all; rows (`COLUMNS`) come by it.
    """
    sheet = Worksheet(view, "last_seen", scope.during(None), "billed")
    if view.calendar is None or not view.has("ResourceId"):
        return sheet.refuse(_NO_RESOURCES)
    mixed = sheet.mixed_currency()
    if mixed:
        return sheet.refuse(mixed)
    whole = view.calendar.whole
    period = (scope.period or whole).within(whole) or whole
    about = (
        raw(_ABOUT.format(cost=sheet.cost) + f", sum({sheet.cost}) AS cost\nFROM {COSTS}")
        + sheet.where('"ResourceId" IS NOT NULL', "\"ChargeCategory\" = 'Usage'")
        + '\nGROUP BY "ResourceId"'
    )
    # Pauses are looked for only where the last day can be the end of a resource.
    ended = (
        raw("SELECT * FROM about WHERE days >= 7 AND last_day < ")
        + bound(view.calendar.last)
        + f" - {SILENT_DAYS - 1} AND last_day >= "
        + bound(period.start)
        + " AND last_day < "
        + bound(period.end)
        + " AND cost >= "
        + bound(least_amount)
    )
    days = (
        raw("SELECT resource, max(pause) AS pause\nFROM (SELECT resource, day - lag(day) OVER (PARTITION BY resource ")
        + 'ORDER BY day) AS pause\nFROM (SELECT DISTINCT "ResourceId" AS resource, "x_Day" AS day\nFROM '
        + COSTS
        + sheet.where("\"ChargeCategory\" = 'Usage'", '"ResourceId" IN (SELECT resource FROM ended)')
        + "))\nGROUP BY resource"
    )
    rows = sheet.rows(
        "Resources by last day",
        raw("WITH about AS (")
        + about
        + "),\nended AS ("
        + ended
        + f")\nSELECT {', '.join(COLUMNS)}\nFROM ended JOIN ("
        + days
        + ") USING (resource)\nWHERE "
        + bound(view.calendar.last)
        + f" - last_day > greatest({SILENT_DAYS - 1}, 2 * coalesce(pause, 1))"
        + "\nORDER BY cost DESC, resource",
    )
    return sheet.result(_sum(sheet, rows), sheet.currency, COLUMNS, rows, period=period)


def _sum(sheet: Worksheet, rows: tuple[tuple[object, ...], ...]) -> object:
    """The sum of the rows, by the engine as all figures."""
    listed = ", ".join(str(row[-1]) for row in rows)
    if not rows:
        return 0
    return sheet.row("Their sum", raw(f"SELECT list_sum([{listed}]) AS cost"))[0]
