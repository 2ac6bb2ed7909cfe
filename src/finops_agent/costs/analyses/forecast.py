"""What a coming period will cost: weekday season, monthly one-offs apart, an 80 % interval, and how well it did before.

Each coming day costs the median of its weekday over four weeks, moved by half of the drift of the last eight weeks
(damped: drifts seldom go on). One-offs (taxes, credits and fees that come once or twice a month) are left out of the
days and added as the average month's. The back-test makes the same forecast after each earlier day that has as many
days behind it as ahead. Choosing among methods by it was tried and did worse: tests overlap, so luck looks like skill.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from finops_agent.costs.analyses.anomalies import not_daily
from finops_agent.costs.analyses.comparison import NO_DAYS
from finops_agent.costs.analyses.footing import NO_DATE, Kept, footing_of
from finops_agent.costs.analyses.months_ahead import (
    COLUMNS,
    Months,
    about,
    forecast_sql,
    next_month,
    parts_of,
    unfit,
)
from finops_agent.costs.analyses.worksheet import MONEY_TYPE, Worksheet
from finops_agent.costs.semantic.period import Period, month_of
from finops_agent.costs.semantic.sql import Sql, bound, joined, raw

if TYPE_CHECKING:
    from finops_agent.costs.analyses.result import Result
    from finops_agent.costs.analyses.source import Source
    from finops_agent.costs.analyses.view import Basis, CostView, Scope
    from finops_agent.costs.semantic.period import Calendar

LEAST_DAYS: Final = 14
"""Days of data below which no weekday was seen twice."""
_FARTHEST_DAYS: Final = 31
SEASON_DAYS: Final = 28
DRIFT_DAYS: Final = 56
_DRIFT_WEEKS: Final = 4
"""Weeks below which there is no drift, only noise."""
Z_80: Final = 1.2816
"""Standard errors on either side of an 80 % interval."""
_MONTH: Final = "strftime(day, '%Y-%m')"


@dataclass(frozen=True, slots=True)
class _Span:
    """Days after an origin that are summed: from `start` to `end`, counted from 1, both inclusive."""

    start: int
    end: int

    @property
    def days(self) -> int:
        return self.end - self.start + 1


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is forecast from which days, and by which days it is tested."""

    calendar: Calendar
    target: Period
    span: _Span
    tested: _Span | None


def forecast(view: CostView, scope: Scope, *, default_basis: Basis = "billed") -> Result:
    """The cost of the scope's period, of which a part may lie in the data already.

    Without a period: the month in which the data stops, or the next one where it stops at a month's end.

    Returns:
        `value` is the estimate; rows (part, amount): known so far, forecast days, one-offs, estimate, low, high, and
        `back-test error` in percent of earlier forecasts over as many days.
    """
    calendar = view.calendar
    target = scope.period or (coming(calendar) if calendar else None)
    sheet = Worksheet(view, "forecast", scope.during(None), default_basis)
    if calendar is None or target is None:
        return sheet.refuse(NO_DAYS)
    if _is_monthly(sheet):
        return _by_month(sheet, calendar, scope.period)
    refusal = _refusal(calendar, target) or sheet.mixed_currency() or not_daily(sheet)
    if refusal:
        return sheet.refuse(refusal)
    last = calendar.last
    span = _Span(max(1, (target.start - last).days), (target.end - last).days - 1)
    tested = _tested(span, calendar.whole.days)
    plan = _Plan(calendar, target, span, tested)
    (row,) = sheet.summed("Forecast", lambda source: _forecast(sheet, source, plan))
    known, days, one_offs, estimate, low, high, error, origins = row
    if estimate is None:
        return sheet.refuse("There is no cost in this part of the bill to forecast from.")
    parts = (
        ("known so far", known),
        (f"forecast of {span.days} days", days),
        ("monthly one-offs", one_offs),
        ("estimate", estimate),
        ("low (80 %)", low),
        ("high (80 %)", high),
        ("back-test error (%)", error),
    )
    sheet.notes.append(_about(error, int(str(origins)), tested))
    footing = footing_of(
        sheet,
        kept=lambda _: (Kept(NO_DATE, raw('"x_Day" IS NOT NULL')),),
        follows=f"{sheet.told(known)} of these charges lie in {target.label} already; with {sheet.told(days)} for "
        f"{span.days} days to come and {sheet.told(one_offs)} of monthly one-offs the estimate is "
        f"{sheet.told(estimate)}.",
    )
    return sheet.result(estimate, sheet.currency, ("part", "amount"), parts, period=target, footing=footing)


def _is_monthly(sheet: Worksheet) -> bool:
    """Whether all rows stand on the first of a month: they speak of whole months."""
    days = sheet.summed(
        "Days of the month",
        lambda source: (
            raw(f'SELECT DISTINCT day("x_Day") AS day, count(DISTINCT "x_Day") AS days\nFROM {source}')
            + sheet.where('"x_Day" IS NOT NULL')
            + "\nGROUP BY 1"
        ),
    )
    return len(days) == 1 and days[0][0] == 1 and int(str(days[0][1])) > 1


def _by_month(sheet: Worksheet, calendar: Calendar, period: Period | None) -> Result:
    """The forecast from sums of whole months."""
    months = Months(calendar.first, calendar.last, period or next_month(calendar.last))
    refusal = unfit(months) or sheet.mixed_currency()
    if refusal:
        return sheet.refuse(refusal)
    (row,) = sheet.summed("Forecast by month", lambda source: forecast_sql(_charged(sheet, source), months))
    sheet.notes.append(about(row, months))
    known, ahead, estimate = row[:3]
    footing = footing_of(
        sheet,
        kept=lambda _: (Kept(NO_DATE, raw('"x_Day" IS NOT NULL')),),
        follows=f"{sheet.told(known)} of these charges lie in {months.target.label} already; with {sheet.told(ahead)} "
        f"for the months to come the estimate is {sheet.told(estimate)}.",
    )
    return sheet.result(estimate, sheet.currency, COLUMNS, parts_of(row, months), period=months.target, footing=footing)


def _charged(sheet: Worksheet, source: Source) -> Sql:
    return raw(f'SELECT "x_Day" AS day, {sheet.cost} AS cost\nFROM {source}') + sheet.where('"x_Day" IS NOT NULL')


def coming(calendar: Calendar) -> Period:
    """The month that the data has not whole: the one it stops in, or the next."""
    latest = calendar.latest_month
    return latest if calendar.last < latest.last_day else month_of(latest.end)


def _refusal(calendar: Calendar, target: Period) -> str | None:
    days = calendar.whole.days
    if days < LEAST_DAYS:
        return (
            f"The data covers {days} day{'' if days == 1 else 's'}; a forecast needs at least {LEAST_DAYS}, so that "
            "every weekday was seen twice. Load more days."
        )
    if target.last_day <= calendar.last:
        return f"{target.label} lies in the data already: ask for its cost instead of a forecast."
    if (target.last_day - calendar.last).days > max(days, _FARTHEST_DAYS):
        return (
            f"{target.label} ends {(target.last_day - calendar.last).days} days after the data, which covers {days}. "
            "A forecast reaches a month ahead, or as far as the data reaches back."
        )
    return None


def _tested(span: _Span, days: int) -> _Span | None:
    """The days ahead that the past can test: the same ones, or as many as fit; None with too little past."""
    longest = days - LEAST_DAYS
    if span.end <= longest - 1:
        return span
    return _Span(1, min(span.days, longest)) if longest >= 1 else None


def _forecast(sheet: Worksheet, source: Source, plan: _Plan) -> Sql:
    """One row: known, forecast days, one-offs, estimate, low, high, back-test error, origins."""
    calendar, span, tested = plan.calendar, plan.span, plan.tested
    last = bound(calendar.last)
    scale = f"sqrt({span.days} / {tested.days}.0)" if tested else "1.0"
    # The error of a day was measured against levels of four days each, its own among them, so it is a quarter larger in
    # truth; the level, a median, errs by 1.2 times the variance of a mean.
    # Whether the drift goes on is not known: the forecasts with and without it are `apart` by this much.
    own_error = f"sigma * sqrt(4 / 3 * {span.days} * (1 + 1.2 * {span.days} / {SEASON_DAYS}))"
    half = f"{Z_80} * sqrt(greatest(coalesce(error_of_sum, 0) * {scale}, {own_error}) ** 2 + apart ** 2)"
    return (
        _series(sheet, source, calendar)
        + ",\n"
        + _days_ahead("test", _origins(calendar, tested), tested or _Span(1, 0))
        + ",\nscores AS (SELECT avg(abs(actual - ahead) / nullif(abs(actual), 0)) AS mape, "
        "sqrt(avg((actual - ahead) ** 2)) AS error_of_sum, count(*) AS origins FROM test_sums "
        "WHERE actual IS NOT NULL),\n"
        + _days_ahead("next", raw("SELECT CAST(") + last + " AS DATE) AS origin", span)
        + ",\nsigmas AS (SELECT coalesce(stddev_samp(cost - level), 0) AS sigma FROM series JOIN next_levels "
        f"ON weekday = isodow(day) WHERE day > next_levels.origin - {SEASON_DAYS}),\n"
        + _known(plan.target)
        + ",\n"
        + _one_offs(plan)
        + f"\nSELECT known, {_money('ahead')} AS forecast_days, one_offs, "
        f"{_money('known + ahead + one_offs')} AS estimate, {_money(f'known + ahead + one_offs - {half}')} AS low, "
        f"{_money(f'known + ahead + one_offs + {half}')} AS high, "
        "round(100 * mape, 2) AS back_test_error, coalesce(origins, 0) AS origins\n"
        "FROM next_sums, scores, sigmas, known, one_off_sum"
    )


def _series(sheet: Worksheet, source: Source, calendar: Calendar) -> Sql:
    """Cost by line and day, told whether the line is a one-off, and of every day of the data without these."""
    return (
        raw(
            f'WITH charged AS (SELECT {source.service} AS service, "ChargeCategory" AS category, '
            f'coalesce("x_LineItemType", \'\') AS type, "x_Day" AS day, sum({sheet.cost}) AS cost\nFROM {source}'
        )
        + sheet.where()
        + "\nGROUP BY ALL),\nlumpy AS (SELECT service, category, type, true AS is_lumpy FROM charged "
        f"WHERE category <> 'Usage' GROUP BY ALL HAVING count(DISTINCT day) <= 2 * count(DISTINCT {_MONTH})),\n"
        "lines AS (SELECT charged.*, coalesce(is_lumpy, false) AS is_lumpy "
        "FROM charged LEFT JOIN lumpy USING (service, category, type)),\n"
        "daily AS (SELECT day, sum(cost) AS cost FROM lines WHERE NOT is_lumpy GROUP BY day),\n"
        "series AS (SELECT CAST(days.day AS DATE) AS day, CAST(coalesce(cost, 0) AS DOUBLE) AS cost "
        "FROM (SELECT unnest(generate_series(CAST("
        + bound(calendar.first)
        + " AS DATE), CAST("
        + bound(calendar.last)
        + " AS DATE), INTERVAL 1 DAY)) AS day) AS days LEFT JOIN daily ON daily.day = CAST(days.day AS DATE))"
    )


def _origins(calendar: Calendar, tested: _Span | None) -> Sql:
    """The days after which a forecast could have been made and checked."""
    if tested is None:
        return raw("SELECT CAST(NULL AS DATE) AS origin WHERE false")
    first = calendar.first + timedelta(days=LEAST_DAYS - 1)
    final = calendar.last - timedelta(days=tested.end)
    return (
        raw("SELECT CAST(unnest(generate_series(CAST(")
        + bound(first)
        + " AS DATE), CAST("
        + bound(final)
        + " AS DATE), INTERVAL 1 DAY)) AS DATE) AS origin"
    )


def _days_ahead(name: str, origins: Sql, span: _Span) -> Sql:
    """For each origin the sum of the days ahead, and what they did cost where it is known."""
    back = f"series.day > origin - {SEASON_DAYS} AND series.day <= origin"
    step = f"(step + {(SEASON_DAYS - 1) / 2})"
    return (
        raw(f"{name}_origins AS (")
        + origins
        + f"),\n{name}_levels AS (SELECT origin, isodow(day) AS weekday, median(cost) AS level "
        f"FROM {name}_origins JOIN series ON {back} GROUP BY ALL),\n"
        f"{name}_weeks AS (SELECT origin, CAST((origin - day) // 7 AS INTEGER) AS week, sum(cost) AS cost "
        f"FROM {name}_origins JOIN series ON day > origin - {DRIFT_DAYS} AND day <= origin GROUP BY ALL "
        "HAVING count(*) = 7),\n"
        # Theil and Sen's slope: the median over all pairs of weeks, which an odd week does not turn.
        f"{name}_drifts AS (SELECT w.origin, median((w.cost - v.cost) / (v.week - w.week)) / 49 AS drift "
        f"FROM {name}_weeks AS w JOIN {name}_weeks AS v ON w.origin = v.origin AND w.week < v.week "
        f"GROUP BY ALL HAVING max(v.week) + 1 >= {_DRIFT_WEEKS}),\n"
        f"{name}_days AS (SELECT origin, level, coalesce(drift, 0) * {step} AS drift, cost AS actual\n"
        f"FROM {name}_origins CROSS JOIN (SELECT unnest(range({span.start}, {span.end + 1})) AS step)\n"
        f"JOIN {name}_levels USING (origin) LEFT JOIN {name}_drifts USING (origin)\n"
        "LEFT JOIN series ON series.day = origin + CAST(step AS INTEGER)\n"
        "WHERE weekday = isodow(origin + CAST(step AS INTEGER))),\n"
        f"{name}_sums AS (SELECT origin, sum(level + drift / 2) AS ahead, sum(drift) AS apart, sum(actual) AS actual "
        f"FROM {name}_days GROUP BY origin)"
    )


def _known(target: Period) -> Sql:
    inside = raw("day >= ") + bound(target.start) + " AND day < " + bound(target.end)
    return raw("known AS (SELECT coalesce(sum(cost), 0) AS known FROM lines WHERE ") + inside + ")"


def _one_offs(plan: _Plan) -> Sql:
    """The average month's one-offs, for each month of the target that begins in it and has none of that kind yet."""
    complete = complete_months(plan.calendar)
    begun = joined([raw("(") + bound(f"{month.start:%Y-%m}") + ")" for month in months_begun(plan.target)], ", ")
    months = raw("VALUES ") + begun if begun.parts else raw("SELECT CAST(NULL AS VARCHAR) WHERE false")
    return (
        raw(f"one_off_months AS (SELECT service, category, type, {_MONTH} AS month, sum(cost) AS cost FROM lines ")
        + "WHERE is_lumpy GROUP BY ALL),\n"
        f"one_off_averages AS (SELECT service, category, type, sum(cost) / {max(1, len(complete))} AS average "
        "FROM one_off_months WHERE month IN ("
        + joined([bound(f"{month.start:%Y-%m}") for month in complete] or [raw("NULL")], ", ")
        + ") GROUP BY ALL),\ntarget_months AS (FROM ("
        + months
        + ") AS begun(month)),\n"
        f"one_off_sum AS (SELECT coalesce({_money('sum(average)')}, 0) AS one_offs "
        "FROM one_off_averages AS a CROSS JOIN target_months WHERE NOT EXISTS (SELECT 1 FROM one_off_months AS o "
        "WHERE o.service = a.service AND o.category = a.category AND o.type = a.type "
        "AND o.month = target_months.month))"
    )


def complete_months(calendar: Calendar) -> tuple[Period, ...]:
    """The months that the data covers from the first day to the last."""
    return tuple(month for month in months_begun(calendar.whole) if month.end <= calendar.whole.end)


def months_begun(period: Period) -> tuple[Period, ...]:
    """The months whose first day lies in the period."""
    month = month_of(period.start)
    found = []
    while month.start < period.end:
        if month.start >= period.start:
            found.append(month)
        month = month_of(month.end)
    return tuple(found)


def _about(error: object, origins: int, tested: _Span | None) -> str:
    if not origins or tested is None or error is None:
        return "The data is too short to test this forecast on the past, so take it as a rough guess."
    return (
        f"Made on {origins} earlier days, the same forecast missed the sum of {tested.days} days ahead by {error} % on "
        "average. The days overlap, so these tests are not independent."
    )


def _money(expression: str) -> str:
    return f"CAST(round({expression}, 6) AS {MONEY_TYPE})"
