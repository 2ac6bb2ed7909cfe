"""Periods of whole days, half-open, and the calendar of a data set that gives words such as "last month" a meaning."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Unit = Literal["day", "week", "month", "quarter", "year"]
MONTHS_PER_YEAR = 12
MONTHS_PER_QUARTER = 3
DAYS_PER_WEEK = 7

MONTH_NAMES = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days `[start, end)`; `unit` is set for one calendar unit, so that "the one before" is clear."""

    start: date
    end: date
    label: str
    unit: Unit | None = None

    @property
    def last_day(self) -> date:
        """The last day inside."""
        return self.end - timedelta(days=1)

    @property
    def days(self) -> int:
        """How many days it covers."""
        return (self.end - self.start).days

    def before(self) -> Period:
        """The period of the same length just before: the calendar unit before, or as many days."""
        if self.unit == "month":
            return month_of(self.start - timedelta(days=1))
        if self.unit == "quarter":
            return quarter_of(self.start - timedelta(days=1))
        if self.unit == "year":
            return year_of(self.start.year - 1)
        return days_between(self.start - timedelta(days=self.days), self.start)

    def within(self, other: Period) -> Period | None:
        """The part inside `other` (same label), or None where they do not meet."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        if start >= end:
            return None
        return Period(start, end, self.label, self.unit)


def add_months(day: date, months: int) -> date:
    """The first of the month that is `months` away from the month of `day`."""
    index = day.year * MONTHS_PER_YEAR + day.month - 1 + months
    return date(index // MONTHS_PER_YEAR, index % MONTHS_PER_YEAR + 1, 1)


def month_of(day: date) -> Period:
    """The calendar month of `day`."""
    start = day.replace(day=1)
    return Period(start, add_months(start, 1), f"{MONTH_NAMES[start.month - 1]} {start.year}", "month")


def quarter_of(day: date) -> Period:
    """The calendar quarter of `day`."""
    number = (day.month - 1) // MONTHS_PER_QUARTER + 1
    start = date(day.year, (number - 1) * MONTHS_PER_QUARTER + 1, 1)
    return Period(start, add_months(start, MONTHS_PER_QUARTER), f"Q{number} {day.year}", "quarter")


def year_of(year: int) -> Period:
    """The calendar year."""
    return Period(date(year, 1, 1), date(year + 1, 1, 1), str(year), "year")


def days_between(start: date, end: date) -> Period:
    """The days `[start, end)`, labelled by their first and last day."""
    last = end - timedelta(days=1)
    if start == last:
        return Period(start, end, start.isoformat(), "day")
    return Period(start, end, f"{start.isoformat()} to {last.isoformat()}")


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days that a data set covers, both ends inclusive; relative words count from `last`, never from today."""

    first: date
    last: date
    is_monthly: bool = False
    """All rows stand on the first of a month: they speak of whole months."""
    is_of_making: bool = False
    """The days are those on which the things of an inventory were made, so they have an age."""

    @property
    def whole(self) -> Period:
        """All days of the data."""
        return days_between(self.first, self.last + timedelta(days=1))

    @property
    def latest_month(self) -> Period:
        """The month of the last day."""
        return month_of(self.last)

    def latest(self, unit: Unit) -> Period:
        """The latest `unit` in the data; a week is the last seven days."""
        if unit == "month":
            return self.latest_month
        if unit == "quarter":
            return quarter_of(self.last)
        if unit == "year":
            return year_of(self.last.year)
        return self.last_days(DAYS_PER_WEEK if unit == "week" else 1)

    def last_days(self, count: int) -> Period:
        """The last `count` days of the data."""
        end = self.last + timedelta(days=1)
        return days_between(end - timedelta(days=count), end)

    def last_months(self, count: int) -> Period:
        """The latest month and the `count - 1` before it."""
        if count == 1:
            return self.latest_month
        end = self.latest_month.end
        return days_between(add_months(self.latest_month.start, 1 - count), end)

    def is_partial(self, period: Period) -> bool:
        """Whether the data starts or stops inside `period`."""
        covered = period.within(self.whole)
        return covered is not None and (covered.start, covered.end) != (period.start, period.end)
