"""Times as people say them of what goes on now: yesterday, last week, on Monday, the last 24 hours.

The grammar of bills counts from the last day of the data, where "last month" is the latest one. Here today is known:
"last week" is the whole one before this one, from Monday, and "this month" goes up to today.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from finops_agent.agent.reading.numerals import number_at
from finops_agent.agent.reading.times.dates import Grammar
from finops_agent.agent.reading.times.moments import UNITS
from finops_agent.costs.semantic.period import Period, days_between, month_of, quarter_of, year_of

if TYPE_CHECKING:
    from finops_agent.agent.reading.times.calendar_times import Single
    from finops_agent.agent.reading.times.leaning import Reading
    from finops_agent.agent.reading.tokens import Token
    from finops_agent.costs.semantic.period import Unit

_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_THIS: Final = frozenset({"this", "current"})
_LAST: Final = frozenset({"last", "previous", "prior", "preceding"})
_ROLLING: Final = {"week": 7, "month": 30, "year": 365}
"""Days of "the past week"."""
_MINUTES: Final = {"minute": 1, "minutes": 1, "mins": 1, "min": 1, "hour": 60, "hours": 60, "h": 60, "hrs": 60}
_WEEK: Final = 7


class Clock(Grammar):
    """The rules for one place in a question. `calendar` ends today."""

    def single(self, at: int) -> Single | None:
        """The longest time from `at` on; where two are as long, the one that counts from today."""
        the = 1 if self.word(at) == "the" else 0
        ours = (self._named_day(at), self._weekday(at), self._of_today(at + the, the), super().single(at))
        return max((found for found in ours if found is not None), key=lambda found: found[0], default=None)

    def _latest_unit(self, at: int) -> Single | None:
        """The most recent week, but not the "most last week" of "asked most last week"."""
        is_ranking = self.word(at) == "most" and self.word(at + 1) != "recent"
        return None if is_ranking else super()._latest_unit(at)

    def _leaning(self) -> Reading | None:
        """`the week before`, but not `the previous week`, which is the one before this."""
        found = super()._leaning()
        return None if found is not None and self.single(0) is not None else found

    def _named_day(self, at: int) -> Single | None:
        phrases = {("today",): 0, ("yesterday",): 1, ("day", "before", "yesterday"): 2}
        phrases |= {("the", "day", "before", "yesterday"): 2}
        for phrase, ago in phrases.items():
            if tuple(self.words[at : at + len(phrase)]) == phrase:
                return len(phrase), self._day(ago)
        return None

    def _weekday(self, at: int) -> Single | None:
        """The latest Monday up to today; `last Monday` lies before today."""
        is_last = self.word(at) in _LAST
        length = 2 if is_last else 1
        name = self.word(at + length - 1)
        if name not in _WEEKDAYS:
            return None
        ago = (self._today.weekday() - _WEEKDAYS.index(name)) % _WEEK
        return length, self._day(ago or (_WEEK if is_last else 0))

    def _of_today(self, at: int, before: int) -> Single | None:
        """This week, last month, the past year; `before` is how many words of it stand before `at`."""
        head, unit = self.word(at), UNITS.get(self.word(at + 1))
        if unit is None or self.word(at + 1).endswith("s"):
            return None
        length = before + 2
        if head == "past" and unit in _ROLLING:
            return length, self.calendar.last_days(_ROLLING[unit])
        if head in _THIS:
            return length, self._containing(unit, self._today)
        if head in _LAST:
            return length, self._containing(unit, self._containing(unit, self._today).start - timedelta(days=1))
        return None

    @property
    def _today(self) -> date:
        return self.calendar.last

    def _day(self, ago: int) -> Period:
        day = self._today - timedelta(days=ago)
        return days_between(day, day + timedelta(days=1))

    @staticmethod
    def _containing(unit: Unit, day: date) -> Period:
        if unit == "week":
            monday = day - timedelta(days=day.weekday())
            return days_between(monday, monday + timedelta(days=_WEEK))
        if unit == "day":
            return days_between(day, day + timedelta(days=1))
        if unit == "year":
            return year_of(day.year)
        return month_of(day) if unit == "month" else quarter_of(day)


def minutes_at(tokens: tuple[Token, ...], at: int) -> tuple[int, int] | None:
    """`the last 24 hours`, `past hour`: how many tokens it takes, and the minutes up to now."""
    start = at + 1 if tokens[at].text == "the" else at
    if start + 1 >= len(tokens) or tokens[start].text not in {"last", "past"}:
        return None
    number = number_at(tokens, start + 1)
    length, count = (0, 1) if number is None else (number[0], int(number[1]))
    unit_at = start + 1 + length
    minutes = _MINUTES.get(tokens[unit_at].text) if unit_at < len(tokens) else None
    return None if minutes is None or count < 1 else (unit_at + 1 - at, count * minutes)
