"""Times that lean: on the question before, on the month named before, or on all of the data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from finops_agent.agent.reading.times.calendar_times import MONTH_WORDS
from finops_agent.agent.reading.times.moments import UNITS, Moments
from finops_agent.agent.reading.vocabulary import NUMBER_WORDS
from finops_agent.agent.refusal import Refusal

if TYPE_CHECKING:
    from finops_agent.costs.semantic.period import Period, Unit

_PREVIOUS = frozenset({"previous", "prior", "preceding", "earlier"})
_STEPS = frozenset({"day", "month", "quarter"})
_BACK = frozenset({"that", "it", "then", "", "?", ".", ",", "!"})
"""What stands behind "the month after" where it points back, and to no event: "the month after the launch"."""
_WHOLE_OF = frozenset({"whole", "entire", "full"})
"""Words for all of the period that was spoken of."""
_DAYS_OF_YEAR = 366


@dataclass(frozen=True, slots=True)
class When:
    """A time in a question: a `period`, or one that leans on the question before; with both, `period` where none is.

    `ends` holds the two sides of "from A to B", which a comparison takes apart again.
    """

    period: Period | None = None
    relation: Literal["before", "after", "same", "alike"] | None = None
    """ "alike" means the same days in another month, `period`."""
    unit: Unit | None = None
    ends: tuple[Period, Period] | None = None
    days: int = 0
    """Of the relation "before": how many days, where they are counted."""
    months: int = 0
    """Of the relation "before": how many months, where they are counted."""
    is_part: bool = False
    """It is a part of the month that the words name before: "before the 10th"."""
    is_so_far: bool = False
    """It only says that the data goes to its last day."""
    is_age: bool = False
    """It says how old things are, counted to the last day in the data."""


Reading = tuple[int, When]


class Leaning(Moments):
    """The rules for times that need more than their own words; each returns its length and meaning, or None."""

    is_apart = False
    """A comma stands before this place."""

    def _leaning(self) -> Reading | None:
        """`the month before`, `previous quarter`, `the same month`."""
        at = 1 if self.word(0) in {"the", "that", "a", "one"} else 0
        if self.word(at) in _PREVIOUS and (unit := UNITS.get(self.word(at + 1))):
            return at + 2, When(relation="before", unit=unit)
        unit = UNITS.get(self.word(at))
        if unit and self.word(at + 1) in {"before", "prior", "earlier"}:
            more = 1 if self.word(at + 2) in {"that", "it", "then"} else 0
            return at + 2 + more, When(relation="before", unit=unit)
        if unit in _STEPS and self.word(at + 1) == "after" and self.word(at + 2) in _BACK:
            return at + (3 if self.word(at + 2).isalpha() else 2), When(relation="after", unit=unit)
        return self._alike() or self._counted_before(at) or self._said_again(at)

    def _said_again(self, at: int) -> Reading | None:
        """`the same month`, `the whole month`, `that period`."""
        if self.word(at) == "same" and (self.word(at + 1) in UNITS or self.word(at + 1) in {"period", "time"}):
            return at + 2, When(relation="same")
        if (
            self.word(at) in _WHOLE_OF
            and (unit := UNITS.get(self.word(at + 1)))
            and not self.word(at + 1).endswith("s")
        ):
            return at + 2, When(self.calendar.latest(unit), relation="same")
        is_period = self.word(0) in {"that", "this", "same"} and self.word(1) in {"period", "time"}
        if is_period or (self.word(0) == "that" and self.word(1) in UNITS):
            return 2, When(relation="same")
        return None

    def _counted_before(self, at: int) -> Reading | None:
        """The 7 days before (that), the previous three months."""
        is_ahead = self.word(at) in _PREVIOUS
        start = at + 1 if is_ahead else at
        count, unit = _count_of(self.word(start)), UNITS.get(self.word(start + 1))
        if not count or unit not in {"day", "week", "month"}:
            return None
        end, more = start + 2, 0
        if not is_ahead:
            if self.word(end) not in {"before", "prior", "earlier", "preceding"} or self.word(end + 1) in MONTH_WORDS:
                return None
            end += 1
            more = 1 if self.word(end) in {"that", "it", "then", "those", "this"} else 0
        if unit == "month":
            return end + more, When(relation="before", unit=unit, months=count)
        return end + more, When(relation="before", unit=unit, days=count * (7 if unit == "week" else 1))

    def _alike(self) -> Reading | None:
        """The same (25) days of December, the same period in December."""
        at = 1 if self.word(0) == "the" else 0
        if self.word(at) != "same":
            return None
        at += 2 if self.word(at + 1).isdigit() else 1
        if self.word(at) not in {"days", "period", "time", "timeframe", "span", "dates"} or self.word(at + 1) not in {
            "of",
            "in",
            "from",
        }:
            return None
        month = self.single(at + 2)
        if month is None or month[1].unit != "month":
            return None
        return at + 2 + month[0], When(month[1], relation="alike")

    def _counted_whole(self) -> Reading | None:
        """Over the 3 months, all nine months, "EC2, 3 months": the whole data, where it has so many."""
        at = 1 if self.word(0) in {"over", "across", "for", "in", "during"} else 0
        start = at
        while self.word(at) in {"all", "the", "these", "of"}:
            at += 1
        number = self.word(at)
        count = NUMBER_WORDS.get(number) or (int(number) if number.isascii() and number.isdigit() else 0)
        first, last = self.calendar.first, self.calendar.last
        months = (last.year - first.year) * 12 + last.month - first.month + 1
        is_aside = self.is_apart and at == 0 and self.word(2) in {"", "?", ".", ",", ")"}
        is_said = at != start or self.word(0) == "over" or is_aside
        if self.word(at + 1) != "months" or not count or not is_said:
            return None
        if count != months:
            if at > start and self.word(0) in {"over", "all"} and self.word(at + 2) in {"", "?", ".", ","}:
                raise Refusal(
                    f"{number} months", f"Which {number} months? This data has {months}. Name the first and the last."
                )
            return None
        return at + 2, When(self.calendar.whole)

    def _whole_data(self) -> Reading | None:
        phrases = (
            ("all", "time"), ("whole", "period"), ("the", "whole", "period"), ("entire", "period"), ("so", "far"),
            ("the", "entire", "period"), ("to", "date"), ("full", "period"), ("the", "full", "period"),
            ("all", "months"),
            *((*the, whole, file) for the in ((), ("the",), ("over", "the"), ("in", "the")) for whole in _WHOLE_OF
              for file in ("file", "dataset", "data", "export", "range", "timeframe", "span")),
            ("whole", "time"), ("the", "whole", "time"), ("all", "days"), ("all", "dates"),
        )  # fmt: skip
        if self.calendar.whole.days <= _DAYS_OF_YEAR:
            year = (
                ("fy",),
                ("fiscal", "year"),
                ("financial", "year"),
                ("full", "year"),
                ("whole", "year"),
                ("all", "12", "months"),
            )
            phrases += tuple((*the, *phrase) for phrase in year for the in ((), ("the",)))
        lengths = [len(phrase) for phrase in phrases if tuple(self.words[: len(phrase)]) == phrase]
        if not lengths:
            return None
        is_so_far = max(lengths) == len(("so", "far")) and self.words[0] in {"so", "to"}
        return max(lengths), When(self.calendar.whole, is_so_far=is_so_far)


def _count_of(word: str) -> int:
    """A number of days or months in figures or in words, or 0."""
    if word in NUMBER_WORDS:
        return NUMBER_WORDS[word]
    return int(word) if word.isascii() and word.isdigit() and len(word) < len("1000") else 0
