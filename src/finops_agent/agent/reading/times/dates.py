"""The grammar of time: months, quarters, days and ranges in a question, resolved against the data's calendar.

Relative words count from the last day in the data: "last month" is the latest month of the bill.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from finops_agent.agent.reading.times.ages import aged
from finops_agent.agent.reading.times.calendar_times import MONTH_WORDS, day_number, exact_date
from finops_agent.agent.reading.times.leaning import Leaning, Reading, When
from finops_agent.agent.reading.times.moments import UNITS, Moments
from finops_agent.agent.refusal import Refusal
from finops_agent.costs.semantic.period import Period, days_between, month_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from finops_agent.agent.reading.tokens import Token
    from finops_agent.costs.semantic.period import Calendar

_DAYS_OF_UNIT = {"day": 1, "week": 7, "month": 28, "quarter": 90, "year": 365}
_OPEN = frozenset({"since", "after", "before", "until", "till", "starting", "up"})
_TO = frozenset({"to", "through", "until", "till", "thru", "-", "\u2013", "\u2014"})
_ENDS = frozenset({"until", "till", "up", "to", "through"})
_EDGES = {
    ("not", "including"): True, ("not", "incl"): True, ("not", "counting"): True, ("excluding",): True, ("excl",): True,
    ("exclusive", "of"): True, ("without",): True, ("including",): False, ("incl",): False, ("inclusive", "of"): False,
}  # fmt: skip
"""Words before the end of a range -> whether that end is left out of it."""


class Grammar(Leaning):
    """The rules for one place in a question; each returns its length and meaning, or None."""

    def __init__(self, words: list[str], calendar: Calendar) -> None:
        super().__init__(words, calendar)
        self.rules: tuple[Callable[[], Reading | None], ...] = (
            self._range, self._days_of_month, self._numbered_days, self._leaning, self._single, self.open_range,
            self._whole_data, self._counted_whole, self._aged,
        )  # fmt: skip

    def _aged(self) -> Reading | None:
        """Older than 90 days, less than a year old; older than 2024, newer than June."""
        if not self.calendar.is_of_making:
            return None
        found = aged(self.words, self.calendar)
        if found is not None:
            return found[0], When(found[1], is_age=True)
        if self.word(0) not in {"older", "newer", "younger"} or self.word(1) != "than":
            return None
        turn = "before" if self.word(0) == "older" else "after"
        read = Grammar([turn, *self.words[2:]], self.calendar).open_range()
        return None if read is None else (read[0] + 1, read[1])

    # ----------------------------------------------------------- composite
    def _single(self) -> Reading | None:
        single = self.single(0)
        if single is None:
            ahead = self._so_far(0)
            single = self.single(ahead) if ahead else None
            return None if single is None or ahead is None else (ahead + single[0], When(single[1]))
        return single[0] + self._so_far(single[0]), When(single[1])

    def _so_far(self, at: int) -> int:
        """How many words say "so far": the data never goes on after its last day."""
        phrases = (
            ("so", "far"),
            ("to", "date"),
            ("until", "now"),
            ("till", "now"),
            ("up", "to", "now"),
            ("thus", "far"),
        )
        return next((len(phrase) for phrase in phrases if tuple(self.words[at : at + len(phrase)]) == phrase), 0)

    def _range(self) -> Reading | None:
        start = 1 if self.word(0) in {"from", "between", "since"} else 0
        first = self.single(start)
        if first is None:
            return None
        at = start + first[0]
        joined = self._joined(at)
        if joined is None:
            return None
        length, is_open = joined
        at += length
        second = self.single(at)
        if second is None:
            return None if is_open else self._same_month_range(at, first[1], start)
        begin, end = first[1], second[1]
        if is_open and end.start > begin.start:
            return at + second[0], When(days_between(begin.start, end.start))
        if end.start < begin.start or is_open:
            return None
        period = days_between(begin.start, end.end)
        if (begin.unit, end.unit) == ("month", "month"):
            period = Period(begin.start, end.end, f"{begin.label} to {end.label}")
        return at + second[0], When(period, ends=(begin, end))

    def _joined(self, at: int) -> tuple[int, bool] | None:
        """How many words join two ends of a range at `at`, and whether the second end is left out of it."""
        if self.word(0) == "between" and self.word(at) == "and":
            return 1, False
        length = 2 if (self.word(at), self.word(at + 1)) == ("up", "to") else 1
        if length == 1 and self.word(at) not in _TO:
            return None
        taken, is_open = self._edge(at + length)
        return length + taken, is_open

    def _edge(self, at: int) -> tuple[int, bool]:
        """How many words say whether the end that follows is left out: "but not including", "and including"."""
        for phrase, is_open in _EDGES.items():
            start = at + (1 if self.word(at) in {"but", "and", ","} else 0)
            if tuple(self.words[start : start + len(phrase)]) == phrase:
                return start - at + len(phrase), is_open
        return 0, False

    def _same_month_range(self, at: int, first: Period, start: int) -> Reading | None:
        """The "15" of "Sep 1 - 15"."""
        day = day_number(self.word(at))
        if first.unit != "day" or day is None or start + 1 >= at:
            return None
        last = exact_date(first.start.year, first.start.month, day)
        if last is None or last < first.start:
            return None
        return at + 1, When(days_between(first.start, last + timedelta(days=1)))

    def _numbered_days(self) -> Reading | None:
        """The 1st to the 7th, 1st-7th: of the month that the words name before."""
        start = self._past_the(1 if self.word(0) == "from" else 0)
        month, first = self.month_before, day_number(self.word(start))
        if month is None or first is None or self.word(start).isdigit() or self.word(start + 1) not in _TO:
            return None
        end = self._past_the(start + 2)
        last = day_number(self.word(end))
        days = [exact_date(month.start.year, month.start.month, day or 0) for day in (first, last)]
        if last is None or None in days or last < first or self.word(end + 1) in MONTH_WORDS:
            return None
        begin, close = days[0], days[1]
        return (end + 1, When(days_between(begin, close + timedelta(days=1)))) if begin and close else None

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

    def open_range(self) -> Reading | None:
        """`since`, `after`, `before`, `until`, bounded by the data."""
        word = self.word(0)
        length = 2 if (word, self.word(1)) in {("up", "to"), ("starting", "in"), ("starting", "from")} else 1
        if length == 1 and word not in _OPEN - {"up"}:
            return None
        taken, is_open = self._edge(length) if word in _ENDS else (0, False)
        length += taken
        single = self.single(length)
        if single is None:
            return None
        word = "before" if is_open else word
        period, whole = single[1], self.calendar.whole
        latest = self.calendar.latest_month
        if word == "since" and period.unit == "month" and period.end <= latest.start:
            # A change since May is one from May to the latest month.
            return length + single[0], When(days_between(period.start, whole.end), ends=(period, latest))
        if word in {"since", "starting"}:
            start, end = period.start, max(whole.end, period.end)
        elif word == "after":
            start, end = period.end, max(whole.end, period.end + timedelta(days=1))
        elif word == "before":
            start, end = min(whole.start, period.start - timedelta(days=1)), period.start
        else:
            start, end = min(whole.start, period.start), period.end
        month = self.month_before if self._bare_day(length) == single else None
        if month is not None:
            # "July before the 10th" is a part of July.
            start, end = max(start, month.start), min(end, month.end)
            return (length + single[0], When(days_between(start, end), is_part=True)) if start < end else None
        return length + single[0], When(days_between(start, end))


def read_when(
    tokens: tuple[Token, ...], at: int, calendar: Calendar, grammar: type[Grammar] = Grammar
) -> tuple[int, When] | None:
    """The longest time that starts at token `at`: how many tokens it takes, and what it means."""
    words = [token.text for token in tokens[at : at + 16]]
    place = grammar(words, calendar)
    if words[0] in {"the", "on", "from", *_OPEN} or (
        words[0][:1].isdigit() and words[0].endswith(("st", "nd", "rd", "th"))
    ):
        place.month_before = _month_before(tokens[:at], calendar)
    place.follows_day = at > 1 and tokens[at - 1].text in {"and", ",", "&"} and _is_ordinal(tokens[at - 2].text)
    place.is_apart = at > 0 and tokens[at - 1].text == ","
    found = [reading for rule in place.rules if (reading := rule()) is not None]
    longest = max(found, key=lambda reading: reading[0], default=None)
    if longest is not None:
        _check_repeated(words, longest)
    return longest


def _is_ordinal(word: str) -> bool:
    return word[:1].isdigit() and word.endswith(("st", "nd", "rd", "th"))


def _check_repeated(words: list[str], reading: Reading) -> None:
    """Refuse "the last day of each month": those are many days, and the words before name one."""
    length, when = reading
    behind = words[length : length + 3]
    if behind[:1] and behind[0] in {"of", "in"}:
        behind = behind[1:]
    if len(behind) < len(("each", "month")) or behind[0] not in {"each", "every"} or when.period is None:
        return
    unit = UNITS.get(behind[1])
    if unit is not None and when.period.days < _DAYS_OF_UNIT[unit]:
        said = " ".join(words[:length])
        raise Refusal(
            f"each {behind[1]}",
            f"{said!r} of each {behind[1]} are several times, which are not put together. Ask for one {behind[1]}.",
        )


def _month_before(tokens: tuple[Token, ...], calendar: Calendar) -> Period | None:
    """The month of the time that stands nearest before, where a day without a month can only be of that."""
    for at in range(len(tokens) - 1, -1, -1):
        single = Moments([token.text for token in tokens[at : at + 16]], calendar).single(at=0)
        if single is not None:
            return month_of(single[1].start) if single[1].unit in {"month", "day"} else None
    return None
