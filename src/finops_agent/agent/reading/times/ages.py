"""Ages in words: "older than 90 days", "less than a year old": of things that an inventory says when they were made."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from finops_agent.agent.reading.vocabulary import NUMBER_WORDS
from finops_agent.costs.semantic.period import add_months, days_between

if TYPE_CHECKING:
    from finops_agent.costs.semantic.period import Calendar, Period

OLDEST: Final = (
    "oldest", "the oldest", "longest existing", "longest lived", "earliest created", "created first",
    "created earliest", "first created", "longest running", "oldest first",
)  # fmt: skip
NEWEST: Final = (
    "newest", "the newest", "youngest", "the youngest", "most recent", "the most recent", "most recently created",
    "most recently launched", "most recently made", "latest created", "created last", "last created", "created latest",
    "most recently", "newest first", "latest launched",
)  # fmt: skip
_OPENINGS: Final = {
    ("older", "than"): (True, False),
    ("more", "than"): (True, True),
    ("over",): (True, True),
    ("younger", "than"): (False, False),
    ("newer", "than"): (False, False),
    ("less", "than"): (False, True),
    ("under",): (False, True),
    ("not", "older", "than"): (False, False),
    ("no", "older", "than"): (False, False),
    ("no", "more", "than"): (False, True),
}
"""Words before a length of time -> whether they ask for the older ones, and whether "old" has to stand behind.

"Not older than 30 days" is read as younger: who says it draws a line and does not mind the day on it.
"""
_UNITS: Final = {"day": 1, "days": 1, "week": 7, "weeks": 7}
_MONTHS: Final = {"month": 1, "months": 1, "quarter": 3, "quarters": 3, "year": 12, "years": 12}
_MOST: Final = 4
"""Digits of a count."""


def aged(words: list[str], calendar: Calendar) -> tuple[int, Period] | None:
    """How many words say an age, and the days on which things of such an age were made, by the last day of the data."""
    for opening, (is_older, needs_old) in _OPENINGS.items():
        if tuple(words[: len(opening)]) != opening:
            continue
        at = len(opening)
        count, unit = _count(words[at : at + 1]), words[at + 1 : at + 2]
        if count is None or not unit:
            return None
        turn = _turn(calendar.last, count, unit[0])
        is_said = words[at + 2 : at + 3] in (["old"], ["ago"]) or words[at + 2 : at + 4] == ["of", "age"]
        if turn is None or (needs_old and not is_said):
            return None
        length = at + 2 + (0 if not is_said else 1 if words[at + 2] in {"old", "ago"} else 2)
        return length, _made(calendar, turn, is_older=is_older)
    return None


def _made(calendar: Calendar, turn: date, *, is_older: bool) -> Period:
    """The days before `turn`, or those after it: on it, a thing is just as old as that."""
    whole = calendar.whole
    if is_older:
        return days_between(min(whole.start, turn - timedelta(days=1)), turn)
    return days_between(min(turn + timedelta(days=1), whole.last_day), whole.end)


def _turn(last: date, count: int, unit: str) -> date | None:
    """The day that lies so far before the last one; None for a word that is no unit, or a day before all calendars."""
    try:
        if unit in _UNITS:
            return last - timedelta(days=count * _UNITS[unit])
        if unit not in _MONTHS:
            return None
        month = add_months(last, -count * _MONTHS[unit])
        end = add_months(month, 1) - timedelta(days=1)
        return month.replace(day=min(last.day, end.day))
    except (OverflowError, ValueError):
        return None


def _count(word: list[str]) -> int | None:
    text = word[0] if word else ""
    if text in {"a", "an", "one"}:
        return 1
    if text in NUMBER_WORDS:
        return NUMBER_WORDS[text]
    is_count = text.isascii() and text.isdigit() and len(text) <= _MOST
    return int(text) if is_count and int(text) > 0 else None


def age_note(calendar: Calendar) -> str:
    """By which day ages are counted."""
    return f"Ages are counted to {calendar.last}, the last day on which one was made: the file does not say its own."
