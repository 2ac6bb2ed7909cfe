"""The grammar of time: months, quarters, days and ranges in a question, resolved against the data's calendar.

Relative words count from the last day in the data: "last month" is the latest month of the bill.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from finops_agent.agent.moments import UNITS, Moments, day_number, exact_date
from finops_agent.costs.semantic.period import Period, days_between, month_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from finops_agent.agent.tokens import Token
    from finops_agent.costs.semantic.period import Calendar, Unit

_PREVIOUS = frozenset({"previous", "prior", "preceding", "earlier"})
_TO = frozenset({"to", "through", "until", "till", "thru", "-", "\u2013", "\u2014"})


@dataclass(frozen=True, slots=True)
class When:
    """A time in a question: a `period`, or one that leans on the previous question.

    `ends` holds the two sides of "from A to B", which a comparison takes apart again.
    """

    period: Period | None = None
    relation: Literal["before", "same"] | None = None
    unit: Unit | None = None
    ends: tuple[Period, Period] | None = None


Reading = tuple[int, When]


class Grammar(Moments):
    """The rules for one place in a question; each returns its length and meaning, or None."""

    def __init__(self, words: list[str], calendar: Calendar) -> None:
        super().__init__(words, calendar)
        self.rules: tuple[Callable[[], Reading | None], ...] = (
            self._range, self._days_of_month, self._single, self._open_range, self._leaning, self._whole_data,
        )  # fmt: skip

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
        day = day_number(self.word(at))
        if first.unit != "day" or day is None or start + 1 >= at:
            return None
        last = exact_date(first.start.year, first.start.month, day)
        if last is None or last < first.start:
            return None
        return at + 1, When(days_between(first.start, last + timedelta(days=1)))

    def _days_of_month(self) -> Reading | None:
        """Between 10 and 20 September, 10 to 20 Sep 2026."""
        start = self._past_the(1 if self.word(0) in {"from", "between"} else 0)
        day = day_number(self.word(start))
        joiners = _TO | {"and"} if self.word(0) == "between" else _TO
        if day is None or self.word(start + 1) not in joiners:
            return None
        end = self._past_the(start + 2)
        last = self._day_month(end)
        if last is None:
            return None
        first = exact_date(last[1].start.year, last[1].start.month, day)
        if first is None or first > last[1].start:
            return None
        return end + last[0], When(days_between(first, last[1].end))

    def _past_the(self, at: int) -> int:
        return at + 1 if self.word(at) == "the" else at

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
        if self.word(at) in _PREVIOUS and (unit := UNITS.get(self.word(at + 1))):
            return at + 2, When(relation="before", unit=unit)
        unit = UNITS.get(self.word(at))
        if unit and self.word(at + 1) in {"before", "prior", "earlier"}:
            more = 1 if self.word(at + 2) in {"that", "it", "then"} else 0
            return at + 2 + more, When(relation="before", unit=unit)
        if self.word(at) == "same" and (self.word(at + 1) in UNITS or self.word(at + 1) in {"period", "time"}):
            return at + 2, When(relation="same")
        if self.word(0) in {"that", "this", "same"} and self.word(1) in {"period", "time"}:
            return 2, When(relation="same")
        if self.word(0) == "that" and self.word(1) in UNITS:
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


def read_when(
    tokens: tuple[Token, ...], at: int, calendar: Calendar, grammar: type[Grammar] = Grammar
) -> tuple[int, When] | None:
    """The longest time that starts at token `at`: how many tokens it takes, and what it means."""
    words = [token.text for token in tokens[at : at + 16]]
    place = grammar(words, calendar)
    if words[0] in {"the", "on"}:
        place.month_before = _month_before(tokens[:at], calendar)
    found = [reading for rule in place.rules if (reading := rule()) is not None]
    return max(found, key=lambda reading: reading[0], default=None)


def _month_before(tokens: tuple[Token, ...], calendar: Calendar) -> Period | None:
    """The month of the time that stands nearest before, where a day without a month can only be of that."""
    for at in range(len(tokens) - 1, -1, -1):
        single = Moments([token.text for token in tokens[at : at + 16]], calendar).single(at=0)
        if single is not None:
            return month_of(single[1].start) if single[1].unit in {"month", "day"} else None
    return None
