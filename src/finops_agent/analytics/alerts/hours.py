"""The hours in which a rule is looked at, such as `Mon-Fri 09:00-17:00 Europe/Berlin`."""

import re
from dataclasses import dataclass
from datetime import time
from typing import Final

from finops_agent.analytics.window import Window, local, zone
from finops_agent.errors import SettingsError

_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_FORM: Final = re.compile(
    r"(?P<first>\w{3})(?:-(?P<last>\w{3}))? (?P<start>\d\d:\d\d)-(?P<end>\d\d:\d\d)(?: (?P<tz>\S+))?"
)
_MIDNIGHT: Final = "24:00"


@dataclass(frozen=True, slots=True)
class Hours:
    """Weekdays (0 is Monday) and minutes of the day, from `start` up to `end`, in the time zone `tz`."""

    days: frozenset[int]
    start: int
    end: int
    tz: str

    @property
    def length_us(self) -> int:
        """How long they are on one day."""
        return (self.end - self.start) * 60_000_000

    def hold(self, window: Window) -> bool:
        """Whether all of the window is within them, on one day."""
        if window.start_us is None or window.end_us is None:
            return False
        begin, last = local(window.start_us, self.tz), local(window.end_us - 1, self.tz)
        is_one_day = begin.date() == last.date() and begin.weekday() in self.days
        return is_one_day and self.start <= begin.hour * 60 + begin.minute and last.hour * 60 + last.minute < self.end


def parse_hours(text: str) -> Hours:
    """Read hours as they stand in a rule.

    >>> parse_hours("Sat 10:00-12:00").days
    frozenset({5})

    Raises:
        SettingsError: they cannot be read, or end before they begin.
    """
    match = _FORM.fullmatch(text.strip())
    if match is None:
        raise SettingsError(f"Cannot read the hours {text!r}. Write them as Mon-Fri 09:00-17:00 Europe/Berlin.")
    first, last = match["first"].title(), (match["last"] or match["first"]).title()
    if first not in _DAYS or last not in _DAYS:
        raise SettingsError(f"Unknown weekday in the hours {text!r}. The weekdays are {', '.join(_DAYS)}.")
    start, end = _minutes(match["start"], text), _minutes(match["end"], text)
    if start >= end:
        raise SettingsError(f"The hours {text!r} end before they begin. Write nights as two rules.")
    tz = match["tz"] or "UTC"
    zone(tz)
    count = (_DAYS.index(last) - _DAYS.index(first)) % len(_DAYS) + 1
    days = frozenset((_DAYS.index(first) + step) % len(_DAYS) for step in range(count))
    return Hours(days, start, end, tz)


def _minutes(text: str, hours: str) -> int:
    if text == _MIDNIGHT:
        return 24 * 60
    try:
        moment = time.fromisoformat(text)
    except ValueError as error:
        raise SettingsError(f"Cannot read the time {text!r} in the hours {hours!r}. Write it as 09:00.") from error
    return moment.hour * 60 + moment.minute
