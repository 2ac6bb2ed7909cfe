"""Half-open time spans, in the viewer's time zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from finops_agent.errors import SettingsError
from finops_agent.events import timestamp

SLOT_US = 15 * 60 * timestamp.US_PER_S
"""A quarter of an hour: every time zone in use is a multiple of it away from UTC."""
PRESETS: dict[str, int | None] = {
    "Today": 1,
    "Last 7 days": 7,
    "Last 30 days": 30,
    "Last 90 days": 90,
    "All": None,
}
"""Name -> days up to and with today in the viewer's zone; None for all events."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Window:
    """`[start_us, end_us)` in UTC microseconds; None means no bound."""

    start_us: int | None = None
    end_us: int | None = None

    @property
    def is_whole(self) -> bool:
        """Whether both ends are on a quarter hour, so that the cube alone tells all of it."""
        return not (self.start_us or 0) % SLOT_US and not (self.end_us or 0) % SLOT_US

    def previous(self) -> Window | None:
        """The window of the same length right before this one; None where this one has no bounds."""
        if self.start_us is None or self.end_us is None:
            return None
        return Window(2 * self.start_us - self.end_us, self.start_us)

    def describe(self, tz: str = "UTC") -> str:
        """The window in words, as people write it in `tz`."""
        start = "the first event" if self.start_us is None else f"{local(self.start_us, tz):%Y-%m-%d %H:%M}"
        end = "the last event" if self.end_us is None else f"{local(self.end_us, tz):%Y-%m-%d %H:%M}"
        return f"from {start} to {end} ({tz})"

    def to_json(self, tz: str = "UTC") -> dict[str, str | None]:
        """Start, end (no longer included) and zone, times in `tz`."""
        return {
            "start": None if self.start_us is None else local(self.start_us, tz).isoformat(),
            "end": None if self.end_us is None else local(self.end_us, tz).isoformat(),
            "tz": tz,
        }


def zone(tz: str) -> ZoneInfo:
    """The time zone named `tz`.

    Raises:
        SettingsError: there is none of that name.
    """
    try:
        return ZoneInfo(tz)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise SettingsError(f"Unknown time zone {tz!r}. Name one as Europe/Berlin or UTC.") from error


@lru_cache(maxsize=8_192)
def local(moment_us: int, tz: str) -> datetime:
    """The moment as people in `tz` read it."""
    return (_EPOCH + timedelta(microseconds=moment_us)).astimezone(zone(tz))


def microseconds(moment: datetime) -> int:
    """UTC microseconds of a moment with a time zone."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


@lru_cache(maxsize=8_192)
def of_days(first: date, last: date, tz: str = "UTC") -> Window:
    """The days `first` to `last`, both with, in `tz`."""
    begin = datetime.combine(first, time(), zone(tz))
    end = datetime.combine(last + timedelta(days=1), time(), zone(tz))
    return Window(microseconds(begin), microseconds(end))


def preset(name: str, tz: str = "UTC", *, now_us: int | None = None) -> Window:
    """The window of a preset, up to the end of today in `tz`."""
    days = PRESETS[name]
    if days is None:
        return Window()
    today = local(timestamp.now_us() if now_us is None else now_us, tz).date()
    return of_days(today - timedelta(days=days - 1), today, tz)


def parse_window(since: str | None, until: str | None, tz: str = "UTC") -> Window:
    """The window from `since` up to `until`, dates or ISO times, read in `tz` where they name no offset.

    Raises:
        SettingsError: a time cannot be read, or the window would be empty.
    """
    start, end = (None if text is None else _parse(text, tz) for text in (since, until))
    if start is not None and end is not None and start >= end:
        raise SettingsError(f"The window is empty: --since {since!r} is not before --until {until!r}. Swap them.")
    return Window(start, end)


def _parse(text: str, tz: str) -> int:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise SettingsError(f"Cannot read the time {text!r}. Write it as 2026-11-01 or 2026-11-01T08:30.") from error
    return microseconds(moment.replace(tzinfo=zone(tz)) if moment.tzinfo is None else moment)
