"""How many days, weeks, months or quarters a mean over time divides by: those that the question leaves in."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from finops_agent.costs.semantic.period import Period
    from finops_agent.costs.semantic.query import Clause, Condition, SemanticQuery

_DAYS_PER_WEEK = 7
_MONTHS_PER_QUARTER = 3
_SATURDAY = 6
"""Day of the week, Monday being 1."""
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_OF_DAYS = frozenset({"day", "weekday", "part_of_week"})
"""Dimensions that say of a day whether it is meant."""


def units_sql(query: SemanticQuery, period: Period) -> str:
    """What a mean over `period` is divided by, as SQL; at least one."""
    if query.average_per == "day":
        return str(max(len(list(_days_left(query.clauses, period))), 1))
    if query.average_per == "week":
        return f"({period.days} / {_DAYS_PER_WEEK}.0)"
    months = max(len(_months_left(query.clauses, period)), 1)
    return str(months) if query.average_per == "month" else f"({months} / {_MONTHS_PER_QUARTER}.0)"


def splits_no_unit(query: SemanticQuery, period: Period) -> bool:
    """Whether the days that are left out are whole units of the mean, so that the rest is units as well."""
    left_out = [clause for clause in query.clauses if "day" in clause.dimensions]
    if not left_out or query.average_per == "day":
        return True
    if query.average_per != "month":
        return False
    months = _months_left(tuple(left_out), period)
    return sum(1 for day in _days(period) if _month(day) in months) == len(list(_days_left(tuple(left_out), period)))


def tests_days(clause: Clause) -> bool:
    """Whether it says nothing but which days are meant."""
    return bool(clause.dimensions) and clause.dimensions <= _OF_DAYS


def _days(period: Period) -> Iterator[date]:
    return (period.start + timedelta(days=offset) for offset in range(period.days))


def _days_left(clauses: tuple[Clause, ...], period: Period) -> Iterator[date]:
    tests = [clause for clause in clauses if tests_days(clause)]
    for day in _days(period):
        if all(any(_is(day, test) for test in clause.conditions) != clause.negated for clause in tests):
            yield day


def _months_left(clauses: tuple[Clause, ...], period: Period) -> set[tuple[int, int]]:
    return {_month(day) for day in _days_left(clauses, period)}


def _month(day: date) -> tuple[int, int]:
    return day.year, day.month


def _is(day: date, test: Condition) -> bool:
    if test.dimension == "day":
        return day.isoformat() in test.values
    if test.dimension == "weekday":
        return _WEEKDAYS[day.weekday()] in test.values
    return ("weekend" if day.isoweekday() >= _SATURDAY else "weekday") in test.values
