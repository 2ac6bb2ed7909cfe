"""Single times in words: a month, a quarter, a day, the last seven days, the second week of September."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from finops_agent.agent.reading.times.calendar_times import (
    MONTH_WORDS,
    ORDINALS,
    CalendarTimes,
    Single,
    day_number,
    exact_date,
    small_number,
)
from finops_agent.agent.reading.vocabulary import NUMBER_WORDS
from finops_agent.costs.semantic.period import (
    Period,
    add_months,
    days_between,
    month_of,
    quarter_of,
)

if TYPE_CHECKING:
    from finops_agent.costs.semantic.period import Unit

_LATEST = frozenset({"last", "latest", "this", "current", "most", "recent", "final", "newest", "past"})
_WHOLE = frozenset({"whole", "entire", "full", "complete", "completed", "closed", "finished"})
_FULL = frozenset({"full", "complete", "completed", "closed", "finished", "whole"})
UNITS: dict[str, Unit] = {
    "day": "day", "days": "day", "week": "week", "weeks": "week", "month": "month", "months": "month",
    "quarter": "quarter", "quarters": "quarter", "year": "year", "years": "year",
}  # fmt: skip
TIME_WORDS = frozenset({
    *_LATEST, *_WHOLE, *UNITS, *ORDINALS, *MONTH_WORDS, "next", "coming", "following", "upcoming", "previous", "prior",
    "between", "since", "after", "before", "until", "till", "through", "starting", "half", "second", "earlier",
})  # fmt: skip
"""Words of times: where no rule reads them, they are no slip of the pen for another word."""
_HALF_OF_MONTH = 15
_HALVES = 2
_AFTER_A_DAY = frozenset({*"?.,!)", "and", "or", "to", "vs", "versus", "in", "for", "by", "per", "compared", "alone"})
"""What may follow a day without its month; elsewhere "the 2nd" is a place in a ranking."""
_DIGITS_OF_COUNT = 3


class Moments(CalendarTimes):
    """The rules for a single time at one place of a question, those that count from the data's last day among them."""

    def single(self, at: int) -> Single | None:
        """The longest single period from `at` on."""
        rules = (
            self._iso, self._month, self._day_month, self._quarter, self._year, self._last_count, self._latest_unit,
            self._to_date, self._half_year, self._days_of_month_counted, self._part_of_month, self._day_of_month,
            self._edge_of_month,
            self._next,
            self._numbered_week, self._week_of, self._bare_day,
        )  # fmt: skip
        found = [single for rule in rules if (single := rule(at)) is not None]
        return max(found, key=lambda single: single[0], default=None)

    def _days_of_month_counted(self, at: int) -> Single | None:
        """The first 10 days of February, the last three days of Sep, the first two weeks of April (days 1 to 14)."""
        start = at + (1 if self.word(at) == "the" else 0)
        count = _count(self.word(start + 1))
        days = {"day": 1, "week": 7}.get(UNITS.get(self.word(start + 2), ""))
        if self.word(start) not in {"first", "last"} or count is None or days is None:
            return None
        if self.word(start + 3) not in {"of", "in"}:
            return None
        month = self._month(start + 4) or self._latest_unit(start + 4)
        if month is None or month[1].unit != "month" or count * days > month[1].days:
            return None
        begin, end, length = month[1].start, month[1].end, start - at + 4 + month[0]
        step = timedelta(days=count * days)
        return length, days_between(begin, begin + step) if self.word(start) == "first" else days_between(
            end - step, end
        )

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
        if start - at <= 1 and (first := self._first_unit(start)) is not None:
            return start - at + first[0], first[1]
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

    def _week_of(self, at: int) -> Single | None:
        """The week of May 4: Monday to Sunday around the day."""
        start = at + (1 if self.word(at) == "the" else 0)
        behind = start + (2 if self.word(start + 1) == "of" else 1)
        if self.word(start) != "week" or self.word(start + 1) not in {"of", "starting", "beginning"}:
            return None
        day = self.single(behind)
        if day is None or day[1].unit != "day":
            return None
        monday = day[1].start - timedelta(days=day[1].start.weekday() if self.word(start + 1) == "of" else 0)
        return behind - at + day[0], days_between(monday, monday + timedelta(days=7))

    def _first_unit(self, at: int) -> Single | None:
        """The first month, the first week of the data."""
        unit = UNITS.get(self.word(at + 1))
        if self.word(at) != "first" or unit is None or self.word(at + 1).endswith("s") or unit == "year":
            return None
        behind = at + 3 + (1 if self.word(at + 3) == "the" else 0)
        is_of_data = self.word(at + 2) in {"of", "in"} and self.word(behind) in {"data", "bill", "export", "file"}
        if not is_of_data and (unit in {"day", "week"} or self.word(at + 2) in {"of", "in"}):
            return None
        start = self.calendar.first
        days = {"day": 1, "week": 7}.get(unit)
        period = (
            days_between(start, start + timedelta(days=days))
            if days is not None
            else month_of(start)
            if unit == "month"
            else quarter_of(start)
        )
        return (behind + 1 - at if is_of_data else 2), period

    def _numbered_week(self, at: int) -> Single | None:
        """Week 2 of September (its days 8 to 14), week 36 (of the ISO calendar)."""
        number = small_number(self.word(at + 1), 53)
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
        last = self.calendar.whole.last_day
        before = self._year(at)
        start = at + (before[0] if before is not None else 0)
        length = 1 if self.word(start) == "ytd" else 3 if self.words[start : start + 3] == ["year", "to", "date"] else 0
        behind = self._year(start + length) if length and before is None else None
        if not length:
            return None
        said = before or behind
        year = said[1].start.year if said is not None else last.year
        # Of an earlier year the same days: "2025 YTD" beside that of 2026.
        end = exact_date(year, last.month, last.day) or date(year, 2, 28)
        taken = start - at + length + (behind[0] if behind is not None else 0)
        return taken, days_between(date(year, 1, 1), end + timedelta(days=1))

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

    def _edge_of_month(self, at: int) -> Single | None:
        """The first day of May, the last day of the month."""
        start = at + (1 if self.word(at) == "the" else 0)
        if self.word(start) not in {"first", "last"} or self.word(start + 1) != "day" or self.word(start + 2) != "of":
            return None
        month = self._month(start + 3)
        if month is None or month[1].unit != "month":
            return None
        day = month[1].start if self.word(start) == "first" else month[1].last_day
        return start - at + 3 + month[0], days_between(day, day + timedelta(days=1))

    def _part_said(self, at: int, month: Period, length: int) -> Single | None:
        """The part of `month` that the words at `at` name; `length` is how many words month and part take."""
        order = ORDINALS.get(self.word(at)) or (4 if self.word(at) == "last" else None)
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
        if self.follows_day and self.month_before is not None and self.word(at).endswith(("st", "nd", "rd", "th")):
            # The "18th" of "the 17th and 18th".
            listed = exact_date(
                self.month_before.start.year, self.month_before.start.month, day_number(self.word(at)) or 0
            )
            return (1, days_between(listed, listed + timedelta(days=1))) if listed is not None else None
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


def _count(word: str) -> int | None:
    if word in NUMBER_WORDS:
        return NUMBER_WORDS[word]
    return (
        int(word) if word.isascii() and word.isdigit() and 0 < len(word) <= _DIGITS_OF_COUNT and int(word) > 0 else None
    )
