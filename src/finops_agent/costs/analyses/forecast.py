"""What a coming period will cost: weekday season, monthly one-offs apart, an 80 % interval, and how well it did before.

Each coming day costs the median of its weekday over four weeks, moved by half of the drift of the last eight weeks
(damped: drifts seldom go on). One-offs (taxes, credits and fees that come once or twice a month) are left out of the
days and added as the average month's. The back-test makes the same forecast after each earlier day that has as many
days behind it as ahead. Choosing among methods by it was tried and did worse: tests overlap, so luck looks like skill.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from finops_agent.costs.analyses.anomalies import not_daily
from finops_agent.costs.analyses.comparison import NO_DAYS
from finops_agent.costs.analyses.days_ahead import LEAST_DAYS, Plan, Span, daily_sql, tested_span
from finops_agent.costs.analyses.footing import NO_DATE, Kept, footing_of
from finops_agent.costs.analyses.months_ahead import (
    COLUMNS,
    Months,
    about,
    monthly_sql,
    next_month,
    parts_of,
    unfit,
)
from finops_agent.costs.analyses.worksheet import Worksheet
from finops_agent.costs.semantic.period import Period, month_of
from finops_agent.costs.semantic.sql import Sql, raw

if TYPE_CHECKING:
    from finops_agent.costs.analyses.result import Result
    from finops_agent.costs.analyses.source import Source
    from finops_agent.costs.analyses.view import Basis, CostView, Scope
    from finops_agent.costs.semantic.period import Calendar

_FARTHEST_DAYS: Final = 31


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
    span = Span(max(1, (target.start - last).days), (target.end - last).days - 1)
    tested = tested_span(span, calendar.whole.days)
    plan = Plan(calendar, target, span, tested)
    (row,) = sheet.summed("Forecast", lambda source: daily_sql(sheet, source, plan))
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
    (row,) = sheet.summed("Forecast by month", lambda source: monthly_sql(_charged(sheet, source), months))
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


def _about(error: object, origins: int, tested: Span | None) -> str:
    if not origins or tested is None or error is None:
        return "The data is too short to test this forecast on the past, so take it as a rough guess."
    return (
        f"Made on {origins} earlier days, the same forecast missed the sum of {tested.days} days ahead by {error} % on "
        "average. The days overlap, so these tests are not independent."
    )
