"""Single times that the calendar names: 2026-09-01, September, 15 Sep, Q3 2026, the first half of 2025."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from finops_agent.agent.refusal import Refusal
from finops_agent.costs.semantic.period import MONTH_NAMES, Period, days_between, month_of, quarter_of, year_of

if TYPE_CHECKING:
    from finops_agent.costs.semantic.period import Calendar

MONTH_WORDS = {
    spelling: number
    for number, name in enumerate(MONTH_NAMES, start=1)
    for spelling in (name.lower(), name.lower()[:3], *(("sept",) if name == "September" else ()))
}
ORDINALS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}
_YEARS = range(1990, 2101)
_LAST_DAY_OF_MONTH = 31
_DIGITS_OF_DAY = 2
_QUARTERS = ("q1", "q2", "q3", "q4")

Single = tuple[int, Period]
"""How many words a time takes, and what it means."""


class CalendarTimes:
    """The rules for one place of a question; each returns its length and meaning, or None."""

    month_before: Period | None = None
    follows_day = False
    """The words before are a day of a month and "and"."""
    """The month that the question names before this place."""

    def __init__(self, words: list[str], calendar: Calendar) -> None:
        self.words, self.calendar = words, calendar

    def word(self, at: int) -> str:
        """The word at `at`, or nothing past the end."""
        return self.words[at] if at < len(self.words) else ""

    def _iso(self, at: int) -> Single | None:
        """2026-09-01, 2026/09/01, 2026-09."""
        year, month = _year_number(self.word(at)), small_number(self.word(at + 2), 12)
        if year is None or month is None or self.word(at + 1) not in {"-", "/", "."}:
            return None
        if self.word(at + 3) == self.word(at + 1) and (day := day_number(self.word(at + 4))):
            exact = exact_date(year, month, day)
            if exact is None:
                written = "".join(self.word(at + offset) for offset in range(5))
                raise Refusal(written, f"The date {written} does not exist. Ask for another day.")
            return 5, days_between(exact, exact + timedelta(days=1))
        return (3, month_of(date(year, month, 1))) if len(self.word(at + 2)) == len("09") else None

    def _month(self, at: int) -> Single | None:
        """September, Sep 2026, September, 2026, Sep 15, Sep 15 2026."""
        month = MONTH_WORDS.get(self.word(at))
        if month is None:
            return None
        length = 2 if self.word(at + 1) == "." and self.word(at)[:3] == self.word(at) else 1
        short = self._short_year(at + length)
        if short is not None:
            return length + 1, month_of(date(short, month, 1))
        day = day_number(self.word(at + length))
        if day is not None and self.word(at + length + 1) not in {"days", "months", "most", "services"}:
            return self._dated(at, length + 1, month, day)
        taken, year = self._year_after(at + length)
        return length + taken, self._in_year(month, year)

    def _short_year(self, at: int) -> int | None:
        """The 25 of "Jul 25", where the data speaks of months and has that year."""
        year = 2000 + int(self.word(at)) if len(self.word(at)) == _DIGITS_OF_DAY and self.word(at).isdigit() else 0
        return (
            year if self.calendar.is_monthly and self.calendar.first.year <= year <= self.calendar.last.year else None
        )

    def _dated(self, at: int, length: int, month: int, day: int) -> Single | None:
        taken, year = self._year_after(at + length)
        exact = exact_date(year or self._in_year(month, None).start.year, month, day)
        return None if exact is None else (length + taken, days_between(exact, exact + timedelta(days=1)))

    def _day_month(self, at: int) -> Single | None:
        """15 Sep, 15th of September 2026."""
        day = day_number(self.word(at))
        length = 2 if self.word(at + 1) == "of" else 1
        month = MONTH_WORDS.get(self.word(at + length))
        return None if day is None or month is None else self._dated(at, length + 1, month, day)

    def _year_after(self, at: int) -> tuple[int, int | None]:
        for skipped in (0, 1):
            if skipped and self.word(at) not in {",", "of", "in", "'", "-", "/"}:
                break
            year = _year_number(self.word(at + skipped))
            if year is not None:
                return skipped + 1, year
        return 0, None

    def _in_year(self, month: int, year: int | None) -> Period:
        """The month in `year`, its latest occurrence in the data's calendar, or else the one nearest to it."""
        last = self.calendar.last
        if year is None and last < date(last.year, month, 1) and self._is_ahead(month):
            return month_of(date(last.year, month, 1))
        return month_of(date(year or (last.year if month <= last.month else last.year - 1), month, 1))

    def _is_ahead(self, month: int) -> bool:
        """Whether the data has no such month at all and its next one is nearer than its last one."""
        first, last = self.calendar.first, self.calendar.last
        earlier = month_of(date(last.year - 1, month, 1))
        return earlier.end <= first and month - last.month < (first.year - last.year + 1) * 12 + first.month - month

    def _quarter(self, at: int) -> Single | None:
        """Q3, Q3 2026, 2026 Q3, third quarter."""
        year = _year_number(self.word(at))
        start = at + (1 if year else 0)
        if self.word(start) == "-" and year:
            start += 1
        number, length = None, 1
        if self.word(start) in _QUARTERS:
            number = int(self.word(start)[1])
        elif self.word(start) in ORDINALS and self.word(start + 1) == "quarter":
            number, length = ORDINALS[self.word(start)], 2
        if number is None:
            return None
        if year is None:
            taken, year = self._year_after(start + length)
            length += taken
        first_month = number * 3 - 2
        year = year or self._in_year(first_month, None).start.year
        return start - at + length, quarter_of(date(year, first_month, 1))

    def _half_year(self, at: int) -> Single | None:
        """H1, H2 2025, first half of 2025."""
        word, length = self.word(at), 1
        number = {"h1": 1, "h2": 2}.get(word)
        if number is None and word in {"first", "second", "1st", "2nd"} and self.word(at + 1) == "half":
            number, length = ORDINALS[word], 2
            if self.word(at + 2) not in {"of", "in"} or _year_number(self.word(at + 3)) is None:
                return None
        if number is None:
            return None
        taken, year = self._year_after(at + length)
        first = number * 6 - 5
        year = year or self._in_year(first, None).start.year
        start = date(year, first, 1)
        end = date(year + number - 1, 7 if number == 1 else 1, 1)
        return length + taken, Period(start, end, f"H{number} {year}")

    def _year(self, at: int) -> Single | None:
        year = _year_number(self.word(at))
        return None if year is None else (1, year_of(year))


# ---------------------------------------------------------------------- numbers
def exact_date(year: int, month: int, day: int) -> date | None:
    """The day, or None where the calendar has none such."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _year_number(word: str) -> int | None:
    return int(word) if len(word) == len("2026") and word.isascii() and word.isdigit() and int(word) in _YEARS else None


def small_number(word: str, highest: int) -> int | None:
    """A number of one or two digits from 1 to `highest`."""
    if not (word.isascii() and word.isdigit() and len(word) <= _DIGITS_OF_DAY):
        return None
    return int(word) if 1 <= int(word) <= highest else None


def day_number(word: str) -> int | None:
    """1 to 31, also as 1st or 22nd."""
    return small_number(word[:-2] if word.endswith(("st", "nd", "rd", "th")) else word, _LAST_DAY_OF_MONTH)
