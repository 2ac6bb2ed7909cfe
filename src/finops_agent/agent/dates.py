"""The grammar of time: months, quarters, days and ranges in a question, resolved against the data's calendar.

Relative words count from the last day in the data: "last month" is the latest month of the bill.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from finops_agent.agent.vocabulary import NUMBER_WORDS
from finops_agent.costs.semantic.period import MONTH_NAMES, Period, days_between, month_of, quarter_of, year_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from finops_agent.agent.tokens import Token
    from finops_agent.costs.semantic.period import Calendar, Unit

MONTH_WORDS = {
    spelling: number
    for number, name in enumerate(MONTH_NAMES, start=1)
    for spelling in (name.lower(), name.lower()[:3], *(("sept",) if name == "September" else ()))
}
_LATEST = frozenset({"last", "latest", "this", "current", "most", "recent", "final", "newest", "past"})
_PREVIOUS = frozenset({"previous", "prior", "preceding", "earlier"})
_WHOLE = frozenset({"whole", "entire", "full", "complete"})
_UNITS: dict[str, Unit] = {
    "day": "day", "days": "day", "week": "week", "weeks": "week", "month": "month", "months": "month",
    "quarter": "quarter", "quarters": "quarter", "year": "year", "years": "year",
}  # fmt: skip
_TO = frozenset({"to", "through", "until", "till", "thru", "-", "\u2013", "\u2014"})
_ORDINALS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}
_YEARS = range(1990, 2101)
_LAST_DAY_OF_MONTH = 31
_HALF_OF_MONTH = 15
_HALVES = 2
_DIGITS_OF_DAY = 2
_DIGITS_OF_COUNT = 3
_QUARTERS = ("q1", "q2", "q3", "q4")


@dataclass(frozen=True, slots=True)
class When:
    """A time in a question: a `period`, or one that leans on the previous question.

    `ends` holds the two sides of "from A to B", which a comparison takes apart again.
    """

    period: Period | None = None
    relation: Literal["before", "same"] | None = None
    unit: Unit | None = None
    ends: tuple[Period, Period] | None = None


def read_when(tokens: tuple[Token, ...], at: int, calendar: Calendar) -> tuple[int, When] | None:
    """The longest time that starts at token `at`: how many tokens it takes, and what it means."""
    words = [token.text for token in tokens[at : at + 16]]
    grammar = _Grammar(words, calendar)
    found = [reading for rule in grammar.rules if (reading := rule()) is not None]
    return max(found, key=lambda reading: reading[0], default=None)


Reading = tuple[int, When]
Single = tuple[int, Period]


class _Grammar:
    """The rules for one place in a question; each returns its length and meaning, or None."""

    def __init__(self, words: list[str], calendar: Calendar) -> None:
        self.words = words
        self.calendar = calendar
        self.rules: tuple[Callable[[], Reading | None], ...] = (
            self._range, self._days_of_month, self._single, self._open_range, self._leaning, self._whole_data,
        )  # fmt: skip

    def word(self, at: int) -> str:
        return self.words[at] if at < len(self.words) else ""

    # ----------------------------------------------------------- composite
    def _single(self) -> Reading | None:
        single = self.single(0)
        return None if single is None else (single[0], When(single[1]))

    def _range(self) -> Reading | None:
        start = 1 if self.word(0) in {"from", "between"} else 0
        first = self.single(start)
        if first is None:
            return None
        at = start + first[0]
        joiners = _TO | {"and"} if self.word(0) == "between" else _TO
        if self.word(at) not in joiners:
            return None
        at += 1
        second = self.single(at)
        if second is None:
            return self._same_month_range(at, first[1], start)
        begin, end = first[1], second[1]
        if end.start < begin.start:
            return None
        period = days_between(begin.start, end.end)
        if (begin.unit, end.unit) == ("month", "month"):
            period = Period(begin.start, end.end, f"{begin.label} to {end.label}")
        return at + second[0], When(period, ends=(begin, end))

    def _same_month_range(self, at: int, first: Period, start: int) -> Reading | None:
        """The "15" of "Sep 1 - 15"."""
        day = _day_number(self.word(at))
        if first.unit != "day" or day is None or start + 1 >= at:
            return None
        last = _date(first.start.year, first.start.month, day)
        if last is None or last < first.start:
            return None
        return at + 1, When(days_between(first.start, last + timedelta(days=1)))

    def _days_of_month(self) -> Reading | None:
        """Between 10 and 20 September, 10 to 20 Sep 2026."""
        start = 1 if self.word(0) in {"from", "between"} else 0
        day = _day_number(self.word(start))
        joiners = _TO | {"and"} if self.word(0) == "between" else _TO
        if day is None or self.word(start + 1) not in joiners:
            return None
        last = self._day_month(start + 2)
        if last is None:
            return None
        first = _date(last[1].start.year, last[1].start.month, day)
        if first is None or first > last[1].start:
            return None
        return start + 2 + last[0], When(days_between(first, last[1].end))

    def _open_range(self) -> Reading | None:
        """`since`, `after`, `before`, `until`, bounded by the data."""
        word = self.word(0)
        length = 2 if (word, self.word(1)) in {("up", "to"), ("starting", "in"), ("starting", "from")} else 1
        if length == 1 and word not in {"since", "after", "before", "until", "till", "starting"}:
            return None
        single = self.single(length)
        if single is None:
            return None
        period, whole = single[1], self.calendar.whole
        if word in {"since", "starting"}:
            start, end = period.start, max(whole.end, period.end)
        elif word == "after":
            start, end = period.end, max(whole.end, period.end + timedelta(days=1))
        elif word == "before":
            start, end = min(whole.start, period.start - timedelta(days=1)), period.start
        else:
            start, end = min(whole.start, period.start), period.end
        return length + single[0], When(days_between(start, end))

    def _leaning(self) -> Reading | None:
        """`the month before`, `previous quarter`, `the same month`."""
        at = 1 if self.word(0) in {"the", "that", "a", "one"} else 0
        if self.word(at) in _PREVIOUS and (unit := _UNITS.get(self.word(at + 1))):
            return at + 2, When(relation="before", unit=unit)
        unit = _UNITS.get(self.word(at))
        if unit and self.word(at + 1) in {"before", "prior", "earlier"}:
            more = 1 if self.word(at + 2) in {"that", "it", "then"} else 0
            return at + 2 + more, When(relation="before", unit=unit)
        if self.word(at) == "same" and (self.word(at + 1) in _UNITS or self.word(at + 1) in {"period", "time"}):
            return at + 2, When(relation="same")
        if self.word(0) in {"that", "this", "same"} and self.word(1) in {"period", "time"}:
            return 2, When(relation="same")
        if self.word(0) == "that" and self.word(1) in _UNITS:
            return 2, When(relation="same")
        return None

    def _whole_data(self) -> Reading | None:
        phrases = (
            ("all", "time"), ("whole", "period"), ("the", "whole", "period"), ("entire", "period"), ("so", "far"),
            ("the", "entire", "period"), ("to", "date"), ("full", "period"), ("the", "full", "period"),
            ("all", "months"),
            ("whole", "time"), ("the", "whole", "time"), ("all", "days"), ("all", "dates"),
        )  # fmt: skip
        lengths = [len(phrase) for phrase in phrases if tuple(self.words[: len(phrase)]) == phrase]
        return (max(lengths), When(self.calendar.whole)) if lengths else None

    # -------------------------------------------------------------- singles
    def single(self, at: int) -> Single | None:
        """The longest single period from `at` on."""
        rules = (
            self._iso, self._month, self._day_month, self._quarter, self._year, self._last_count, self._latest_unit,
            self._to_date, self._part_of_month, self._day_of_month, self._next,
            self._numbered_week,
        )  # fmt: skip
        found = [single for rule in rules if (single := rule(at)) is not None]
        return max(found, key=lambda single: single[0], default=None)

    def _iso(self, at: int) -> Single | None:
        """2026-09-01, 2026/09/01, 2026-09."""
        year, month = _year_number(self.word(at)), _small(self.word(at + 2), 12)
        if year is None or month is None or self.word(at + 1) not in {"-", "/", "."}:
            return None
        if self.word(at + 3) == self.word(at + 1) and (day := _day_number(self.word(at + 4))):
            exact = _date(year, month, day)
            return None if exact is None else (5, days_between(exact, exact + timedelta(days=1)))
        return (3, month_of(date(year, month, 1))) if len(self.word(at + 2)) == len("09") else None

    def _month(self, at: int) -> Single | None:
        """September, Sep 2026, September, 2026, Sep 15, Sep 15 2026."""
        month = MONTH_WORDS.get(self.word(at))
        if month is None:
            return None
        length = 2 if self.word(at + 1) == "." and self.word(at)[:3] == self.word(at) else 1
        day = _day_number(self.word(at + length))
        if day is not None and self.word(at + length + 1) not in {"days", "months", "most", "services"}:
            return self._dated(at, length + 1, month, day)
        taken, year = self._year_after(at + length)
        return length + taken, self._in_year(month, year)

    def _dated(self, at: int, length: int, month: int, day: int) -> Single | None:
        taken, year = self._year_after(at + length)
        exact = _date(year or self._in_year(month, None).start.year, month, day)
        return None if exact is None else (length + taken, days_between(exact, exact + timedelta(days=1)))

    def _day_month(self, at: int) -> Single | None:
        """15 Sep, 15th of September 2026."""
        day = _day_number(self.word(at))
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
        """The month in `year`, or its latest occurrence in the data's calendar."""
        last = self.calendar.last
        return month_of(date(year or (last.year if month <= last.month else last.year - 1), month, 1))

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

    def _year(self, at: int) -> Single | None:
        year = _year_number(self.word(at))
        return None if year is None else (1, year_of(year))

    def _last_count(self, at: int) -> Single | None:
        """Last 7 days, past three months."""
        start = at + (1 if self.word(at) == "the" else 0)
        count = _count(self.word(start + 1))
        unit = _UNITS.get(self.word(start + 2))
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
        unit = _UNITS.get(self.word(start))
        is_plain = start - at == 1 and self.word(at) == "the"
        if start == at or unit is None or self.word(start).endswith("s"):
            return None
        if self.word(start - 1) == "most" or unit == "year":
            return None
        if is_plain and (unit != "quarter" or self.word(start + 1) in {"before", "prior", "of"}):
            return None
        return start - at + 1, self.calendar.latest(unit)

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
        unit = _UNITS.get(self.word(start + 1))
        if self.word(start) not in {"next", "coming", "following", "upcoming"} or unit not in {"month", "quarter"}:
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
        order = _ORDINALS.get(self.word(at)) or (4 if self.word(at) == "last" else None)
        part = self.word(at + 1)
        start = at + (3 if self.word(at + 2) in {"of", "in"} else 2)
        month = self._month(start) or self._latest_unit(start)
        if order is None or part not in {"half", "week"} or month is None or month[1].unit != "month":
            return None
        first, end = month[1].start, month[1].end
        length = start - at + month[0]
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


# ---------------------------------------------------------------------- numbers
def _date(year: int, month: int, day: int) -> date | None:
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


def _day_number(word: str) -> int | None:
    return _small(word[:-2] if word.endswith(("st", "nd", "rd", "th")) else word, _LAST_DAY_OF_MONTH)


def _count(word: str) -> int | None:
    if word in NUMBER_WORDS:
        return NUMBER_WORDS[word]
    return (
        int(word) if word.isascii() and word.isdigit() and 0 < len(word) <= _DIGITS_OF_COUNT and int(word) > 0 else None
    )
