"""Single times in words: a month, a quarter, a day, the last seven days, the second week of September."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from finops_agent.agent.refusal import Refusal
from finops_agent.agent.vocabulary import NUMBER_WORDS
from finops_agent.costs.semantic.period import (
    MONTH_NAMES,
    Period,
    add_months,
    days_between,
    month_of,
    quarter_of,
    year_of,
)

if TYPE_CHECKING:
    from finops_agent.costs.semantic.period import Calendar, Unit

MONTH_WORDS = {
    spelling: number
    for number, name in enumerate(MONTH_NAMES, start=1)
    for spelling in (name.lower(), name.lower()[:3], *(("sept",) if name == "September" else ()))
}
_LATEST = frozenset({"last", "latest", "this", "current", "most", "recent", "final", "newest", "past"})
_WHOLE = frozenset({"whole", "entire", "full", "complete", "completed", "closed", "finished"})
_FULL = frozenset({"full", "complete", "completed", "closed", "finished", "whole"})
UNITS: dict[str, Unit] = {
    "day": "day", "days": "day", "week": "week", "weeks": "week", "month": "month", "months": "month",
    "quarter": "quarter", "quarters": "quarter", "year": "year", "years": "year",
}  # fmt: skip
_ORDINALS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}
TIME_WORDS = frozenset({
    *_LATEST, *_WHOLE, *UNITS, *_ORDINALS, *MONTH_WORDS, "next", "coming", "following", "upcoming", "previous", "prior",
    "between", "since", "after", "before", "until", "till", "through", "starting", "half", "second", "earlier",
})  # fmt: skip
"""Words of times: where no rule reads them, they are no slip of the pen for another word."""
_YEARS = range(1990, 2101)
_LAST_DAY_OF_MONTH = 31
_HALF_OF_MONTH = 15
_HALVES = 2
_AFTER_A_DAY = frozenset({*"?.,!)", "and", "or", "to", "vs", "versus", "in", "for", "by", "per", "compared", "alone"})
"""What may follow a day without its month; elsewhere "the 2nd" is a place in a ranking."""
_DIGITS_OF_DAY = 2
_DIGITS_OF_COUNT = 3
_QUARTERS = ("q1", "q2", "q3", "q4")

Single = tuple[int, Period]
"""How many words a time takes, and what it means."""


class Moments:
    """The rules for a single time at one place of a question; each returns its length and meaning, or None."""

    month_before: Period | None = None
    """The month that the question names before this place."""

    def __init__(self, words: list[str], calendar: Calendar) -> None:
        self.words, self.calendar = words, calendar

    def word(self, at: int) -> str:
        """The word at `at`, or nothing past the end."""
        return self.words[at] if at < len(self.words) else ""

    def single(self, at: int) -> Single | None:
        """The longest single period from `at` on."""
        rules = (
            self._iso, self._month, self._day_month, self._quarter, self._year, self._last_count, self._latest_unit,
            self._to_date, self._half_year, self._days_of_month_counted, self._part_of_month, self._day_of_month,
            self._next,
            self._numbered_week, self._bare_day,
        )  # fmt: skip
        found = [single for rule in rules if (single := rule(at)) is not None]
        return max(found, key=lambda single: single[0], default=None)

    def _iso(self, at: int) -> Single | None:
        """2026-09-01, 2026/09/01, 2026-09."""
        year, month = _year_number(self.word(at)), _small(self.word(at + 2), 12)
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
        elif self.word(start) in _ORDINALS and self.word(start + 1) == "quarter":
            number, length = _ORDINALS[self.word(start)], 2
        if number is None:
            return None
        if year is None:
            taken, year = self._year_after(start + length)
            length += taken
        first_month = number * 3 - 2
        year = year or self._in_year(first_month, None).start.year
        return start - at + length, quarter_of(date(year, first_month, 1))

    def _days_of_month_counted(self, at: int) -> Single | None:
        """The first 10 days of February, the last three days of Sep."""
        start = at + (1 if self.word(at) == "the" else 0)
        count = _count(self.word(start + 1))
        if self.word(start) not in {"first", "last"} or count is None or self.word(start + 2) not in {"days", "day"}:
            return None
        if self.word(start + 3) not in {"of", "in"}:
            return None
        month = self._month(start + 4) or self._latest_unit(start + 4)
        if month is None or month[1].unit != "month" or count > month[1].days:
            return None
        begin, end, length = month[1].start, month[1].end, start - at + 4 + month[0]
        step = timedelta(days=count)
        return length, days_between(begin, begin + step) if self.word(start) == "first" else days_between(
            end - step, end
        )

    def _half_year(self, at: int) -> Single | None:
        """H1, H2 2025, first half of 2025."""
        word, length = self.word(at), 1
        number = {"h1": 1, "h2": 2}.get(word)
        if number is None and word in {"first", "second", "1st", "2nd"} and self.word(at + 1) == "half":
            number, length = _ORDINALS[word], 2
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

    def _last_count(self, at: int) -> Single | None:
        """Last 7 days, past three months."""
        start = at + (1 if self.word(at) == "the" else 0)
        count = _count(self.word(start + 1))
        unit = UNITS.get(self.word(start + 2))
        if self.word(start) not in {"last", "past", "latest", "final", "recent"} or count is None or unit is None:
            return None
        if unit in {"day", "week"}:
            return start - at + 3, self.calendar.last_days(count * (7 if unit == "week" else 1))
        months = count * {"month": 1, "quarter": 3, "year": 12}[unit]
        return start - at + 3, self.calendar.last_months(months)

    def _latest_unit(self, at: int) -> Single | None:
        """Last month, the latest month, this quarter, the whole quarter, the month."""
        start = at
        while self.word(start) == "the" or self.word(start) in _LATEST or self.word(start) in _WHOLE:
            start += 1
        unit = UNITS.get(self.word(start))
        is_plain = start - at == 1 and self.word(at) == "the"
        if start == at or unit is None or self.word(start).endswith("s"):
            return None
        if self.word(start - 1) == "most" or unit == "year":
            return None
        if is_plain and (unit != "quarter" or self.word(start + 1) in {"before", "prior", "of"}):
            return None
        latest = self.calendar.latest(unit)
        said = set(self.words[at:start])
        if said & _FULL and said & _LATEST and unit in {"month", "quarter"} and self.calendar.is_partial(latest):
            # The last whole one is the one before that the data stops in.
            latest = latest.before()
        return start - at + 1, latest

    def _numbered_week(self, at: int) -> Single | None:
        """Week 2 of September (its days 8 to 14), week 36 (of the ISO calendar)."""
        number = _small(self.word(at + 1), 53)
        if self.word(at) not in {"week", "wk", "cw", "kw"} or number is None:
            return None
        start = at + (3 if self.word(at + 2) in {"of", "in"} else 2)
        month = self._month(start)
        if month is not None and month[1].unit == "month":
            begin = month[1].start + timedelta(days=7 * (number - 1))
            last = min(begin + timedelta(days=7), month[1].end)
            return (start - at + month[0], days_between(begin, last)) if begin < last else None
        taken, year = self._year_after(at + 2)
        try:
            monday = date.fromisocalendar(year or self.calendar.last.year, number, 1)
        except ValueError:
            return None
        return 2 + taken, days_between(monday, monday + timedelta(days=7))

    def _next(self, at: int) -> Single | None:
        """Next month, the coming quarter: after the latest in the data, which only a forecast can tell of."""
        start = at + (1 if self.word(at) == "the" else 0)
        if self.word(start) not in {"next", "coming", "following", "upcoming"}:
            return None
        count, unit = _count(self.word(start + 1)), UNITS.get(self.word(start + 1))
        if count is not None and UNITS.get(self.word(start + 2)) == "month":
            first = self.calendar.latest_month.end
            last = add_months(first, count)
            return start - at + 3, Period(first, last, f"the {count} months from {month_of(first).label}")
        if unit not in {"month", "quarter"}:
            return None
        latest = self.calendar.latest(unit)
        return start - at + 2, month_of(latest.end) if unit == "month" else quarter_of(latest.end)

    def _to_date(self, at: int) -> Single | None:
        if self.word(at) == "mtd" or tuple(self.words[at : at + 3]) == ("month", "to", "date"):
            return 1 if self.word(at) == "mtd" else 3, self.calendar.latest_month
        if self.word(at) == "ytd" or tuple(self.words[at : at + 3]) == ("year", "to", "date"):
            whole = self.calendar.whole
            start = date(whole.last_day.year, 1, 1)
            return 1 if self.word(at) == "ytd" else 3, days_between(start, whole.end)
        return None

    def _part_of_month(self, at: int) -> Single | None:
        """First half of September, second week of Sep."""
        the = 1 if self.word(at) == "the" else 0
        if the:
            inner = self._part_of_month(at + 1)
            return None if inner is None else (inner[0] + 1, inner[1])
        ahead = self._month(at)
        if ahead is not None:
            # "June first half" says the month first.
            return self._part_said(at + ahead[0], ahead[1], 2 + ahead[0])
        start = at + (3 if self.word(at + 2) in {"of", "in"} else 2)
        month = self._month(start) or self._latest_unit(start)
        return None if month is None else self._part_said(at, month[1], start - at + month[0])

    def _part_said(self, at: int, month: Period, length: int) -> Single | None:
        """The part of `month` that the words at `at` name; `length` is how many words month and part take."""
        order = _ORDINALS.get(self.word(at)) or (4 if self.word(at) == "last" else None)
        part = self.word(at + 1)
        if order is None or part not in {"half", "week"} or month.unit != "month":
            return None
        first, end = month.start, month.end
        if part == "half" and order <= _HALVES:
            middle = first + timedelta(days=_HALF_OF_MONTH)
            return length, days_between(first, middle) if order == 1 else days_between(middle, end)
        if part == "week" and self.word(at) == "last":
            return length, days_between(end - timedelta(days=7), end)
        if part == "week":
            begin = first + timedelta(days=7 * (order - 1))
            return length, days_between(begin, begin + timedelta(days=7))
        return None

    def _day_of_month(self, at: int) -> Single | None:
        """The 15th of September (without "the" it is `_day_month`)."""
        if self.word(at) != "the":
            return None
        inner = self._day_month(at + 1)
        return None if inner is None else (inner[0] + 1, inner[1])

    def _bare_day(self, at: int) -> Single | None:
        """The 13th, of the only month that it can be of: that of the data, or the one that the words name before."""
        word = self.word(at + 1)
        if (
            self.word(at) not in {"the", "on"}
            or not word.endswith(("st", "nd", "rd", "th"))
            or day_number(word) is None
        ):
            return None
        after = self.word(at + 2)
        if after and after not in _AFTER_A_DAY:
            return None
        months = {month_of(self.calendar.first), month_of(self.calendar.last)}
        month = self.month_before or (months.pop() if len(months) == 1 else None)
        exact = exact_date(month.start.year, month.start.month, day_number(word) or 0) if month else None
        return (2, days_between(exact, exact + timedelta(days=1))) if exact is not None else None


# ---------------------------------------------------------------------- numbers
def exact_date(year: int, month: int, day: int) -> date | None:
    """The day, or None where the calendar has none such."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _year_number(word: str) -> int | None:
    return int(word) if len(word) == len("2026") and word.isascii() and word.isdigit() and int(word) in _YEARS else None


def _small(word: str, highest: int) -> int | None:
    if not (word.isascii() and word.isdigit() and len(word) <= _DIGITS_OF_DAY):
        return None
    return int(word) if 1 <= int(word) <= highest else None


def day_number(word: str) -> int | None:
    """1 to 31, also as 1st or 22nd."""
    return _small(word[:-2] if word.endswith(("st", "nd", "rd", "th")) else word, _LAST_DAY_OF_MONTH)


def _count(word: str) -> int | None:
    if word in NUMBER_WORDS:
        return NUMBER_WORDS[word]
    return (
        int(word) if word.isascii() and word.isdigit() and 0 < len(word) <= _DIGITS_OF_COUNT and int(word) > 0 else None
    )
