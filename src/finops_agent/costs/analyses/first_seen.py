"""Resources that began or stopped within the data: what is new on the bill, and what no longer is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from finops_agent.costs.analyses.footing import NOT_USAGE, Kept, footing_of
from finops_agent.costs.analyses.worksheet import Worksheet
from finops_agent.costs.semantic.sql import Sql, bound, joined, raw

if TYPE_CHECKING:
    from decimal import Decimal

    from finops_agent.costs.analyses.footing import Footing
    from finops_agent.costs.analyses.result import Result, Row
    from finops_agent.costs.analyses.source import Source
    from finops_agent.costs.analyses.view import CostView, Scope

HISTORY_DAYS: Final = 7
"""Days of data before its first one that make a resource new: on the first days of a file everything seems new."""
SILENT_DAYS: Final = 7
"""Days without a charge, at least, that make a resource stopped."""
_MOST_NAMED: Final = 1_000
"""Resources that an account names one by one."""
COLUMNS: Final = ("resource", "service", "usage_type", "account", "region", "first_day", "last_day", "days", "cost")
_USAGE: Final = "\"ChargeCategory\" = 'Usage'"
_NO_RESOURCES = (
    "This data has no resource ids with dates, so nothing can be told to be new. In AWS, turn on «Include resource "
    "IDs» in the report."
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
    spent = raw("sum(spent) FILTER (WHERE day < ") + bound(period.end) + ")"
    chosen = (
        raw("SELECT * FROM charged WHERE first_day >= ")
        + bound(period.start)
        + " AND first_day < "
        + bound(period.end)
        + " AND first_day >= CAST("
        + bound(whole.start)
        + f" AS DATE) + {HISTORY_DAYS} AND cost >= "
        + bound(least_amount)
    )
    rows = sheet.summed(
        "Resources by first day",
        lambda source: (
            raw("WITH charged AS (")
            + _charged(sheet, source, spent)
            + "),\nchosen AS MATERIALIZED ("
            + chosen
            + "),\n"
            + _described(sheet, source)
            + f"\nSELECT {', '.join(COLUMNS)}\nFROM chosen JOIN described USING (resource)\n"
            "ORDER BY cost DESC, resource"
        ),
    )
    total = _sum(sheet, rows)
    before_end = raw('"x_Day" < ') + bound(period.end)
    footing = _footing(sheet, rows, total, Kept("Charges after the period", before_end))
    return sheet.result(total, sheet.currency, COLUMNS, rows, period=period, footing=footing)


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
    last = view.calendar.last
    # Pauses are looked for only where the last day can be the end of a resource.
    chosen = (
        raw("SELECT * FROM charged WHERE days >= 7 AND last_day < CAST(")
        + bound(last)
        + f" AS DATE) - {SILENT_DAYS - 1} AND last_day >= "
        + bound(period.start)
        + " AND last_day < "
        + bound(period.end)
        + " AND cost >= "
        + bound(least_amount)
    )
    rows = sheet.summed(
        "Resources by last day",
        lambda source: (
            raw("WITH charged AS (")
            + _charged(sheet, source, "sum(spent)")
            + "),\nchosen AS MATERIALIZED ("
            + chosen
            + "),\n"
            + _described(sheet, source)
            + ",\npauses AS (SELECT resource, max(pause) AS pause\nFROM (SELECT resource, day - lag(day) OVER "
            '(PARTITION BY resource ORDER BY day) AS pause\nFROM (SELECT DISTINCT "ResourceId" AS resource, '
            f'"x_Day" AS day\nFROM {source}'
            + sheet.where(_USAGE, '"ResourceId" IN (SELECT resource FROM chosen)')
            + f"))\nGROUP BY resource)\nSELECT {', '.join(COLUMNS)}\n"
            "FROM chosen JOIN described USING (resource) JOIN pauses USING (resource)\nWHERE CAST("
            + bound(last)
            + f" AS DATE) - last_day > greatest({SILENT_DAYS - 1}, 2 * coalesce(pause, 1))"
            "\nORDER BY cost DESC, resource"
        ),
    )
    total = _sum(sheet, rows)
    footing = _footing(sheet, rows, total)
    return sheet.result(total, sheet.currency, COLUMNS, rows, period=period, footing=footing)


def _charged(sheet: Worksheet, source: Source, cost: str | Sql) -> Sql:
    """Each resource with its first and last day, its days with a charge, and `cost` over its `day` and their `spent`.

    Added up by day first: the engine counts different days beside sums in two passes.
    """
    by_day = (
        raw(f'SELECT "ResourceId" AS resource, "x_Day" AS day, sum({sheet.cost}) AS spent\nFROM {source}')
        + sheet.where('"ResourceId" IS NOT NULL', _USAGE)
        + "\nGROUP BY ALL"
    )
    return (
        raw("SELECT resource, min(day) AS first_day, max(day) AS last_day, CAST(count(day) AS INTEGER) AS days, ")
        + cost
        + " AS cost\nFROM ("
        + by_day
        + ")\nGROUP BY resource"
    )


def _described(sheet: Worksheet, source: Source) -> Sql:
    """The resources of `chosen` with service, the usage type that cost most, account and region."""
    parts = (
        raw(
            f'SELECT "ResourceId" AS resource, "ServiceName" AS service, {source.usage_type} AS usage_type, '
            'coalesce("SubAccountName", "SubAccountId") AS account, coalesce("RegionId", "RegionName") AS region, '
            f"sum({sheet.cost}) AS spent\nFROM {source}"
        )
        + sheet.where(_USAGE, '"ResourceId" IN (SELECT resource FROM chosen)')
        + "\nGROUP BY ALL"
    )
    return (
        raw(
            "described AS (SELECT resource, min(service) AS service, arg_max(usage_type, spent) AS usage_type, "
            "min(account) AS account, min(region) AS region\nFROM ("
        )
        + parts
        + " ORDER BY ALL)\nGROUP BY resource)"
    )


def _footing(sheet: Worksheet, rows: tuple[Row, ...], total: object, *more: Kept) -> Footing | None:
    """All usage of the resources in `rows`; where these are too many to be named, of all resources."""
    named = len(rows) <= _MOST_NAMED
    listed = joined([bound(row[0]) for row in rows] or [raw("NULL")], ", ")
    ours = [Kept("Other resources", raw('"ResourceId" IN (') + listed + ")"), *more] if named else []
    return footing_of(
        sheet,
        kept=lambda _: (
            Kept(NOT_USAGE, raw(_USAGE)),
            Kept("Charges without a resource id", raw('"ResourceId" IS NOT NULL')),
            *ours,
        ),
        figured=total if named else None,
        follows=f"{len(rows):,} resource{'' if len(rows) == 1 else 's'} of these: {sheet.told(total)} in all.",
    )


def _sum(sheet: Worksheet, rows: tuple[tuple[object, ...], ...]) -> object:
    """The sum of the rows, by the engine as all figures."""
    listed = ", ".join(str(row[-1]) for row in rows)
    if not rows:
        return 0
    return sheet.row("Their sum", raw(f"SELECT list_sum([{listed}]) AS cost"))[0]
