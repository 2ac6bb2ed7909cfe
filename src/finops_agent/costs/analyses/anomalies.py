"""Days that cost much more than the same weekday usually does, found per usage type and per service.

For each series (account, service, usage type) a day is expected to cost the median of the same weekday in the four
weeks before; so weekends are no news, and a single odd day spoils no expectation. A day stands out when it exceeds
that by the usual error of the last 28 days (median absolute error, times `SPREADS`), by `least_percent`, and by
`least_amount`. Runs of such days are one event. What started out of nothing is told by `first_seen` instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from finops_agent.costs.analyses.footing import NO_DATE, NOT_USAGE, Kept, footing_of
from finops_agent.costs.analyses.worksheet import MONEY_TYPE, Worksheet
from finops_agent.costs.semantic.sql import Sql, bound, joined, raw

if TYPE_CHECKING:
    from finops_agent.costs.analyses.result import Result, Row
    from finops_agent.costs.analyses.source import Source
    from finops_agent.costs.analyses.view import CostView, Scope
    from finops_agent.costs.semantic.period import Calendar

LEAST_DAYS: Final = 21
"""Days of data below which no weekday has two earlier ones to be judged by."""
SPREADS: Final = 4 * 1.4826
"""Median absolute errors that make a day stand out: four standard deviations of a normal error."""
USAGE: Final = "\"ChargeCategory\" = 'Usage'"
"""Fees, taxes and credits come once a month and would be odd on that day every time."""
ALL_TYPES: Final = "all usage types"
"""Stands for the usage type where a whole service is meant."""
COLUMNS: Final = (
    "account", "service", "usage_type", "first_day", "last_day", "days", "expected", "actual", "impact", "resource",
    "resource_impact",
)  # fmt: skip


_USAGE_TYPE: Final = COLUMNS.index("usage_type")


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """What is small enough to be no news."""

    least_amount: float = 5.0
    """Money above the expectation on one day, in the bill's currency."""
    least_percent: float = 20.0


DEFAULT = Sensitivity()


def anomalies(view: CostView, scope: Scope, sensitivity: Sensitivity = DEFAULT) -> Result:
    """Events of unusually high cost inside the scope's period; earlier days serve as history.

    `value` counts the events. A service's event is left out where an event of one of its usage types or resources that
    began shortly before explain most of it.

    Returns:
        Rows (`COLUMNS`): the largest impact first; `resource` is the one that rose most, with its part of the impact.
    """
    sheet = Worksheet(view, "anomalies", scope.during(None), "effective")
    if view.calendar is None:
        return sheet.refuse("The rows have no readable date, so no day can be told from another.")
    if view.calendar.whole.days < LEAST_DAYS:
        return sheet.refuse(
            f"The data covers {view.calendar.whole.days} days; to tell an unusual day from a weekday's habit takes at "
            f"least {LEAST_DAYS}. Load the months before as well."
        )
    refusal = sheet.mixed_currency() or not_daily(sheet)
    if refusal:
        return sheet.refuse(refusal)
    days = view.calendar
    events = sheet.summed(
        "Unusual days by usage type, and by service", lambda source: _events(sheet, source, days, scope, sensitivity)
    )
    by_type = tuple(row for row in events if row[_USAGE_TYPE] != ALL_TYPES)
    by_service = tuple(row for row in events if row[_USAGE_TYPE] == ALL_TYPES)
    if by_service:
        left = sheet.summed(
            "Those that nothing narrower explains", lambda source: _unexplained(sheet, source, by_service, by_type)
        )
        by_service = tuple(by_service[int(str(number))] for (number,) in left)
    found = tuple(sorted((*by_type, *by_service), key=lambda row: (-float(str(row[8])), str(row))))
    rest = (
        "Each day against the median of its weekday in the four weeks before; taxes, fees and credits left out. "
        "What began within the last two weeks before a day has no such median and is told as first seen."
    )
    sheet.notes.append(rest)
    footing = footing_of(
        sheet,
        kept=lambda _: (Kept(NOT_USAGE, raw(USAGE)), Kept(NO_DATE, raw('"x_Day" IS NOT NULL'))),
        follows="Each day of these charges is judged by the days before it; the impact of an event is the cost of its "
        "own days less what they were expected to cost.",
    )
    return sheet.result(len(found), "events", COLUMNS, found, period=scope.period, footing=footing)


def not_daily(sheet: Worksheet) -> str | None:
    """A sentence where most days have no usage at all: rows of whole months say nothing of single days."""
    calendar = sheet.view.calendar
    ((used,),) = sheet.summed(
        "Days with usage",
        lambda source: raw(f'SELECT count(DISTINCT "x_Day") AS days\nFROM {source}') + sheet.where(USAGE),
    )
    days = calendar.whole.days if calendar else 0
    if 2 * int(str(used)) >= days:
        return None
    return (
        f"There is usage on {used} of {days} days only, so the rows are not daily, and nothing can be said of "
        "single days or weekdays. Export the bill at daily or hourly grain."
    )


def _days(sheet: Worksheet, source: Source, calendar: Calendar, sensitivity: Sensitivity) -> Sql:
    """Cost of each series and day, days without a row as zero, from the first day of the series on.

    A series is one of a usage type, or one of a whole service, whose `usage_type` is missing. Those that cannot stand
    out are left out: an expectation is a median of the series' own days of the same weekday, so no day exceeds it by
    more than the largest of them exceeds the smallest; zero is one of them where a day may have no row.
    """
    last = bound(calendar.last)
    has_all = (
        raw("min(day) - CAST(")
        + bound(calendar.first)
        + " AS DATE) < 7 AND count(cost) = (CAST("
        + last
        + " AS DATE) - min(day)) // 7 + 1"
    )
    return (
        raw(
            f"WITH typed AS (SELECT {source.account} AS account, {source.service} AS service, "
            f'{source.usage_type} AS usage_type, "x_Day" AS day, sum({sheet.cost}) AS cost\nFROM {source}'
        )
        + sheet.where(USAGE, '"x_Day" IS NOT NULL')
        + "\nGROUP BY ALL),\n"
        "daily AS (SELECT account, service, usage_type, day, cost FROM typed UNION ALL "
        "SELECT account, service, NULL AS usage_type, day, sum(cost) AS cost FROM typed "
        "GROUP BY account, service, day),\n"
        "weekdays AS (SELECT account, service, usage_type, min(day) AS birth, "
        "CAST(CASE WHEN " + has_all + " THEN max(cost) ELSE greatest(max(cost), 0) END AS DOUBLE) AS most, "
        "CAST(CASE WHEN " + has_all + " THEN min(cost) ELSE least(min(cost), 0) END AS DOUBLE) AS least_cost "
        "FROM daily GROUP BY account, service, usage_type, isodow(day)),\n"
        "born AS (SELECT row_number() OVER () AS line, account, service, usage_type, min(birth) AS birth FROM weekdays "
        "GROUP BY account, service, usage_type\n"
        "HAVING bool_or(most - least_cost > " + _threshold(sensitivity, "least_cost") + ")),\n"
        "grid AS (SELECT line, account, service, usage_type, CAST(unnest(generate_series(birth, CAST("
        + last
        + " AS DATE), INTERVAL 1 DAY)) AS DATE) AS day FROM born),\n"
        "series AS (SELECT grid.*, CAST(coalesce(cost, 0) AS DOUBLE) AS cost FROM grid LEFT JOIN daily "
        "ON daily.account = grid.account AND daily.service = grid.service AND daily.day = grid.day "
        "AND daily.usage_type IS NOT DISTINCT FROM grid.usage_type)"
    )


def _threshold(sensitivity: Sensitivity, expected: str) -> Sql:
    """What a day's cost has to exceed `expected` by."""
    return (
        raw("greatest(")
        + bound(sensitivity.least_percent)
        + f" / 100 * {expected}, "
        + bound(sensitivity.least_amount)
        + ")"
    )


def _judged(sheet: Worksheet, source: Source, calendar: Calendar, sensitivity: Sensitivity) -> Sql:
    """Each day with its expectation and the usual error before it, in series where a day is high enough at all."""
    window = "OVER (PARTITION BY line ORDER BY day{rows})"
    lags = ", ".join(f"lag(cost, {7 * week}) {window.format(rows='')}" for week in (1, 2, 3, 4))
    before = window.format(rows=" ROWS BETWEEN 28 PRECEDING AND 1 PRECEDING")
    return (
        _days(sheet, source, calendar, sensitivity)
        + f",\nlagged AS (SELECT *, list_filter([{lags}], lambda x: x IS NOT NULL) AS earlier FROM series),\n"
        "expected AS (SELECT *, CASE WHEN len(earlier) >= 2 THEN list_median(earlier) END AS expected FROM lagged),\n"
        "told AS (SELECT *, cost - expected AS excess, coalesce(cost - expected > "
        + _threshold(sensitivity, "expected")
        + ", false) AS is_high FROM expected),\n"
        "suspected AS (SELECT * FROM told QUALIFY bool_or(is_high) OVER (PARTITION BY line)),\n"
        f"judged AS (SELECT *, median(abs(excess)) {before} AS usual_error FROM suspected)"
    )


def _events(sheet: Worksheet, source: Source, calendar: Calendar, scope: Scope, sensitivity: Sensitivity) -> Sql:
    """Unusual days as events: days that follow each other, one quiet day allowed, are one."""
    inside = raw("true")
    if scope.period is not None:
        inside = raw("day >= ") + bound(scope.period.start) + " AND day < " + bound(scope.period.end)
    flagged = (
        _judged(sheet, source, calendar, sensitivity)
        + ",\nflagged AS (SELECT * FROM judged WHERE is_high AND excess > "
        + bound(SPREADS)
        + " * coalesce(usual_error, 0) AND "
        + inside
        + "),\n"
    )
    window = "OVER (PARTITION BY line ORDER BY day)"
    events = (
        f"gaps AS (SELECT *, CASE WHEN day - lag(day) {window} <= 2 THEN 0 ELSE 1 END AS is_start FROM flagged),\n"
        f"runs AS (SELECT *, sum(is_start) {window} AS run FROM gaps),\n"
        "events AS (SELECT line, run, account, service, usage_type, min(day) AS first_day, max(day) AS last_day, "
        f"CAST(count(*) AS INTEGER) AS days, {_money('sum(expected)')} AS expected, {_money('sum(cost)')} AS actual, "
        f"{_money('sum(excess)')} AS impact FROM runs GROUP BY ALL)"
    )
    return flagged + events + _with_cause(sheet, source)


def _with_cause(sheet: Worksheet, source: Source) -> Sql:
    """Each event with the resource that rose most against its own average day of the four weeks before."""
    during = "costs_day BETWEEN first_day AND last_day"
    before = "costs_day < first_day AND costs_day >= first_day - 28"
    rise = (
        f"coalesce(sum(cost) FILTER (WHERE {during}), 0) - coalesce(sum(cost) FILTER (WHERE {before}), 0) "
        "/ 28.0 * any_value(last_day - first_day + 1)"
    )
    charged = raw(
        f"SELECT {source.account} AS in_account, {source.service} AS in_service, {source.usage_type} AS in_type, "
        f'"ResourceId" AS resource, "x_Day" AS costs_day, {sheet.cost} AS cost\nFROM {source}'
    ) + sheet.where(USAGE, '"ResourceId" IS NOT NULL')
    return (
        raw(f",\nrises AS (SELECT line, run, resource, {_money(rise)} AS rise\nFROM events JOIN (")
        + charged
        + ") ON in_account = account AND in_service = service AND (usage_type IS NULL OR in_type = usage_type)\n"
        "GROUP BY line, run, resource),\n"
        "causes AS (SELECT line, run, arg_max(resource, rise) AS resource, max(rise) AS rise FROM rises GROUP BY ALL)\n"
        f"SELECT account, service, coalesce(usage_type, '{ALL_TYPES}') AS usage_type, first_day, last_day, days, "
        "expected, actual, impact, resource, rise AS resource_impact\n"
        "FROM events LEFT JOIN causes USING (line, run)\n"
        "ORDER BY impact DESC, account, service, usage_type, first_day"
    )


def _unexplained(sheet: Worksheet, source: Source, services: tuple[Row, ...], types: tuple[Row, ...]) -> Sql:
    """Places (from 0) of the events in `services` of which neither `types` nor young resources explain half."""
    births = raw(f'SELECT "ResourceId" AS resource, min("x_Day") AS born\nFROM {source}') + sheet.where(
        USAGE, '"ResourceId" IS NOT NULL'
    )
    spent = raw(
        f'SELECT {source.account} AS in_account, {source.service} AS in_service, "ResourceId" AS resource, '
        f'"x_Day" AS day, {sheet.cost} AS cost\nFROM {source}'
    ) + sheet.where(USAGE, '"ResourceId" IS NOT NULL')
    return (
        raw("WITH s AS (")
        + _listed(services)
        + "),\nt AS ("
        + _listed(types)
        + "),\nbirths AS ("
        + births
        + '\nGROUP BY "ResourceId"),\nyoung AS (SELECT number, sum(cost) AS explained FROM s JOIN ('
        + spent
        + ") AS spent\nON in_account = account AND in_service = service AND day BETWEEN first_day AND last_day "
        "JOIN births USING (resource)\n"
        "WHERE day - born <= 28 AND born > (SELECT min(born) FROM births) GROUP BY number),\n"
        "narrower AS (SELECT s.number, sum(t.impact) AS explained FROM s JOIN t ON t.account = s.account "
        "AND t.service = s.service AND t.first_day <= s.last_day AND t.last_day >= s.first_day GROUP BY s.number)\n"
        "SELECT number FROM s LEFT JOIN young USING (number) LEFT JOIN narrower USING (number)\n"
        "WHERE coalesce(young.explained, 0) + coalesce(narrower.explained, 0) < impact / 2\nORDER BY number"
    )


def _listed(events: tuple[Row, ...]) -> Sql:
    """Events that were found, as a table: place, account, service, first and last day, impact."""
    columns = "number, account, service, first_day, last_day, impact"
    if not events:
        nothing = "0, '', '', DATE '2000-01-01', DATE '2000-01-01', CAST(0 AS DOUBLE)"
        return raw(f"SELECT * FROM (VALUES ({nothing})) AS found({columns}) WHERE false")
    rows = [
        raw(f"({number}, ")
        + joined([bound(row[COLUMNS.index(name)]) for name in ("account", "service")], ", ")
        + "".join(f", DATE '{row[COLUMNS.index(name)]}'" for name in ("first_day", "last_day"))
        + f", CAST({row[COLUMNS.index('impact')]} AS {MONEY_TYPE}))"
        for number, row in enumerate(events)
    ]
    return raw("SELECT * FROM (VALUES ") + joined(rows, ", ") + f") AS found({columns})"


def _money(expression: str) -> str:
    return f"CAST(round({expression}, 6) AS {MONEY_TYPE})"
