"""The forecast from daily rows as SQL: the season of the week, a damped drift, monthly one-offs, and the back-test."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from finops_agent.costs.analyses.worksheet import MONEY_TYPE
from finops_agent.costs.semantic.period import month_of
from finops_agent.costs.semantic.sql import Sql, bound, joined, raw

if TYPE_CHECKING:
    from finops_agent.costs.analyses.source import Source
    from finops_agent.costs.analyses.worksheet import Worksheet
    from finops_agent.costs.semantic.period import Calendar, Period

LEAST_DAYS: Final = 14
"""Days of data below which no weekday was seen twice."""
SEASON_DAYS: Final = 28
DRIFT_DAYS: Final = 56
_DRIFT_WEEKS: Final = 4
"""Weeks below which there is no drift, only noise."""
Z_80: Final = 1.2816
"""Standard errors on either side of an 80 % interval."""
_MONTH: Final = "strftime(day, '%Y-%m')"


@dataclass(frozen=True, slots=True)
class Span:
    """Days after an origin that are summed: from `start` to `end`, counted from 1, both inclusive."""

    start: int
    end: int

    @property
    def days(self) -> int:
        """How many days it covers."""
        return self.end - self.start + 1


@dataclass(frozen=True, slots=True)
class Plan:
    """What is forecast from which days, and by which days it is tested."""

    calendar: Calendar
    target: Period
    span: Span
    tested: Span | None


def tested_span(span: Span, days: int) -> Span | None:
    """The days ahead that the past can test: the same ones, or as many as fit; None with too little past."""
    longest = days - LEAST_DAYS
    if span.end <= longest - 1:
        return span
    return Span(1, min(span.days, longest)) if longest >= 1 else None


def daily_sql(sheet: Worksheet, source: Source, plan: Plan) -> Sql:
    """One row: known, forecast days, one-offs, estimate, low, high, back-test error, origins."""
    calendar, span, tested = plan.calendar, plan.span, plan.tested
    scale = f"sqrt({span.days} / {tested.days}.0)" if tested else "1.0"
    # The error of a day was measured against levels of four days each, its own among them, so it is a quarter larger in
    # truth; the level, a median, errs by 1.2 times the variance of a mean.
    # Whether the drift goes on is not known: the forecasts with and without it are `apart` by this much.
    own_error = f"sigma * sqrt(4 / 3 * {span.days} * (1 + 1.2 * {span.days} / {SEASON_DAYS}))"
    half = f"{Z_80} * sqrt(greatest(coalesce(error_of_sum, 0) * {scale}, {own_error}) ** 2 + apart ** 2)"
    return (
        _series(sheet, source, calendar)
        + ",\n"
        + _days_ahead(calendar, span, tested)
        + ",\nscores AS (SELECT avg(abs(actual - ahead) / nullif(abs(actual), 0)) AS mape, "
        "sqrt(avg((actual - ahead) ** 2)) AS error_of_sum, count(*) AS origins FROM sums WHERE actual IS NOT NULL),\n"
        "next AS (SELECT max(origin) AS last FROM origins),\n"
        "sigmas AS (SELECT coalesce(stddev_samp(cost - level), 0) AS sigma FROM series CROSS JOIN next JOIN levels "
        f"ON origin = last AND weekday = isodow(day) WHERE day > last - {SEASON_DAYS}),\n"
        + _known(plan.target)
        + ",\n"
        + _one_offs(plan)
        + f"\nSELECT known, {_money('ahead')} AS forecast_days, one_offs, "
        f"{_money('known + ahead + one_offs')} AS estimate, {_money(f'known + ahead + one_offs - {half}')} AS low, "
        f"{_money(f'known + ahead + one_offs + {half}')} AS high, "
        "round(100 * mape, 2) AS back_test_error, coalesce(origins, 0) AS origins\n"
        "FROM sums JOIN next ON origin = last, scores, sigmas, known, one_off_sum"
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


def _origins(calendar: Calendar, tested: Span | None) -> Sql:
    """The last day of the data, and before it the days after which a forecast could have been made and checked."""
    last = raw("SELECT CAST(") + bound(calendar.last) + " AS DATE) AS origin"
    if tested is None:
        return last
    first = calendar.first + timedelta(days=LEAST_DAYS - 1)
    final = calendar.last - timedelta(days=tested.end)
    return (
        raw("SELECT CAST(unnest(generate_series(CAST(")
        + bound(first)
        + " AS DATE), CAST("
        + bound(final)
        + " AS DATE), INTERVAL 1 DAY)) AS DATE) AS origin UNION ALL "
        + last
    )


def _days_ahead(calendar: Calendar, span: Span, tested: Span | None) -> Sql:
    """For each origin the sum of the days ahead, and what they did cost where it is known."""
    back = f"series.day > origin - {SEASON_DAYS} AND series.day <= origin"
    moved = f"(step + {(SEASON_DAYS - 1) / 2})"
    return (
        raw("origins AS (")
        + _origins(calendar, tested)
        + "),\nlevels AS (SELECT origin, isodow(day) AS weekday, median(cost) AS level "
        f"FROM origins JOIN series ON {back} GROUP BY ALL),\n"
        "weeks AS (SELECT origin, CAST((origin - day) // 7 AS INTEGER) AS week, sum(cost) AS cost "
        f"FROM origins JOIN series ON day > origin - {DRIFT_DAYS} AND day <= origin GROUP BY ALL "
        "HAVING count(*) = 7),\n"
        # Theil and Sen's slope: the median over all pairs of weeks, which an odd week does not turn.
        "drifts AS (SELECT w.origin, median((w.cost - v.cost) / (v.week - w.week)) / 49 AS drift "
        "FROM weeks AS w JOIN weeks AS v ON w.origin = v.origin AND w.week < v.week "
        f"GROUP BY ALL HAVING max(v.week) + 1 >= {_DRIFT_WEEKS}),\n"
        f"ahead AS (SELECT origin, level, coalesce(drift, 0) * {moved} AS drift, cost AS actual\nFROM ("
        + _steps(calendar, span, tested)
        + ") AS steps\nJOIN levels USING (origin) LEFT JOIN drifts USING (origin)\n"
        "LEFT JOIN series ON series.day = origin + step\nWHERE weekday = isodow(origin + step)),\n"
        "sums AS (SELECT origin, sum(level + drift / 2) AS ahead, sum(drift) AS apart, sum(actual) AS actual "
        "FROM ahead GROUP BY origin)"
    )


def _steps(calendar: Calendar, span: Span, tested: Span | None) -> Sql:
    """Each origin with the days after it that are forecast, counted from 1: fewer in tests where the past is short."""

    def of(days: Span) -> str:
        return f"SELECT origin, CAST(unnest(range({days.start}, {days.end + 1})) AS INTEGER) AS step FROM origins"

    if tested is None or tested == span:
        return raw(of(span))
    last = bound(calendar.last)
    return raw(f"{of(span)} WHERE origin = ") + last + f" UNION ALL {of(tested)} WHERE origin < " + last


def _known(target: Period) -> Sql:
    inside = raw("day >= ") + bound(target.start) + " AND day < " + bound(target.end)
    return raw("known AS (SELECT coalesce(sum(cost), 0) AS known FROM lines WHERE ") + inside + ")"


def _one_offs(plan: Plan) -> Sql:
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


def _money(expression: str) -> str:
    return f"CAST(round({expression}, 6) AS {MONEY_TYPE})"
