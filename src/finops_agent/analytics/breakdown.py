"""What the dashboard's charts show: plain rows, counted from the cube, ready to draw."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np

from finops_agent.analytics.analytics import Analytics, between_folds
from finops_agent.analytics.cube import SLOTS_A_DAY, Filter, Ints
from finops_agent.analytics.ranges import ROW_LABELS, SIZE_LABELS
from finops_agent.analytics.slices import Slice, slots_in
from finops_agent.analytics.window import SLOT_US, Window, local, of_days
from finops_agent.events import EVENT_TYPES, timestamp

MAX_DAYS: Final = 400
"""Bars of a chart by day at the most; the newest ones."""
_WEEK: Final = 7
_MONDAY: Final = 3
"""1970-01-01 was a Thursday."""
_SLOTS_AN_HOUR: Final = 4


@dataclass(frozen=True, slots=True)
class DayCount:
    """Events of one kind on one day of the viewer's zone."""

    day: date
    kind: str
    count: int


@dataclass(frozen=True, slots=True)
class Trend:
    """Questions a day over a week, and over the week before; None where that is not whole."""

    per_day: float
    before: float | None


@between_folds
def bounded(analytics: Analytics, window: Window) -> Window | None:
    """The window with its open ends closed by the first and last event; None without events."""
    span = analytics.cube.span()
    if span is None:
        return None
    start = span.start_us if window.start_us is None else window.start_us
    end = span.end_us if window.end_us is None else window.end_us
    return Window(start, end)


@between_folds
def comparable(analytics: Analytics, window: Window) -> Window | None:
    """The window before, where the events reach back over all of it up to a day: growth over nothing says nothing."""
    previous, span = window.previous(), analytics.cube.span()
    if previous is None or span is None or previous.start_us is None or span.start_us is None:
        return None
    return previous if span.start_us <= previous.start_us + timestamp.US_PER_DAY else None


@between_folds
def activity(analytics: Analytics, window: Window, tz: str, analysis_type: str | None = None) -> list[DayCount]:
    """Events by day and type, days without any included."""
    edges = _days(analytics, window, tz)
    counts = {
        kind: _between(analytics, edges, "events", Filter(analysis_type), event_type=kind) for kind in EVENT_TYPES
    }
    return [
        DayCount(day, kind, int(counts[kind][number])) for number, (day, _) in enumerate(edges[:-1]) for kind in counts
    ]


@between_folds
def uploads_by_day(analytics: Analytics, window: Window, tz: str, analysis_type: str | None = None) -> list[DayCount]:
    """Uploads by day."""
    return _daily(analytics, window, tz, "file_upload", analysis_type)


@between_folds
def queries_by_day(analytics: Analytics, window: Window, tz: str, analysis_type: str | None = None) -> list[DayCount]:
    """Questions by day."""
    return _daily(analytics, window, tz, "user_query", analysis_type)


@between_folds
def analysis_types(analytics: Analytics, window: Window, event_type: str) -> dict[str, int]:
    """How many queries or uploads there were of each analysis type, most first; types without any left out."""
    return Slice(analytics, window).by("events", "analysis_type", event_type=event_type)


@between_folds
def flags(analytics: Analytics, window: Window, event_type: str, analysis_type: str | None = None) -> tuple[int, int]:
    """Without and with the flag: custom and suggested queries, answers without and with a chart."""
    part = Slice(analytics, window, Filter(analysis_type))
    return part.count(event_type, flag=False), part.count(event_type, flag=True)


@between_folds
def file_sizes(analytics: Analytics, window: Window, analysis_type: str | None = None) -> dict[str, int]:
    """Usable uploads by size."""
    return _ranges(analytics, window, analysis_type, "file size", SIZE_LABELS)


@between_folds
def file_rows(analytics: Analytics, window: Window, analysis_type: str | None = None) -> dict[str, int]:
    """Usable uploads by number of rows."""
    return _ranges(analytics, window, analysis_type, "file rows", ROW_LABELS)


@between_folds
def has_events(analytics: Analytics, window: Window, analysis_type: str | None = None) -> bool:
    """Whether anything happened in the window."""
    part = Slice(analytics, window)
    asked = {} if analysis_type is None else {"analysis_type": analysis_type}
    return part.sum("events", **asked) > 0


@between_folds
def hours(analytics: Analytics, window: Window, tz: str, analysis_type: str | None = None) -> dict[str, int]:
    """Questions by hour of the day in `tz`, `00` to `23`."""
    sums = week(analytics, window, tz, analysis_type).sum(axis=0)
    return {f"{number:02d}": int(count) for number, count in enumerate(sums)}


@between_folds
def week(analytics: Analytics, window: Window, tz: str, analysis_type: str | None = None) -> Ints:
    """Questions by weekday (Monday first) and hour of the day in `tz`: 7 x 24."""
    slots = slots_in(analytics, window)
    columns = analytics.cube.choose("events", Filter(analysis_type), event_type="user_query")
    counts = analytics.cube.before(slots + 1, columns) - analytics.cube.before(slots, columns)
    clock = _local_slots(slots, tz)
    weekday = (clock // SLOTS_A_DAY + _MONDAY) % _WEEK
    result = np.zeros((_WEEK, 24), np.int64)
    np.add.at(result, (weekday, clock % SLOTS_A_DAY // _SLOTS_AN_HOUR), counts)
    return result


@between_folds
def trend(
    analytics: Analytics, window: Window, tz: str, analysis_type: str | None = None, now_us: int | None = None
) -> Trend | None:
    """Questions a day in the last week of the window, against the week before; None for less than a week.

    Only whole days count: neither the day of the first event nor today.
    """
    span = analytics.cube.span()
    if span is None or span.start_us is None:
        return None
    today = local(timestamp.now_us() if now_us is None else now_us, tz).date()
    first = local(span.start_us, tz).date()
    daily = _daily(analytics, window, tz, "user_query", analysis_type)
    days = [entry.count for entry in daily if first < entry.day < today]
    if len(days) < _WEEK:
        return None
    before = days[-2 * _WEEK : -_WEEK]
    return Trend(sum(days[-_WEEK:]) / _WEEK, sum(before) / _WEEK if len(before) == _WEEK else None)


def _ranges(
    analytics: Analytics, window: Window, analysis_type: str | None, what: str, labels: tuple[str, ...]
) -> dict[str, int]:
    found = Slice(analytics, window, Filter(analysis_type)).by(what, "name")
    return {label: found.get(label, 0) for label in labels}


def _daily(analytics: Analytics, window: Window, tz: str, event_type: str, analysis_type: str | None) -> list[DayCount]:
    edges = _days(analytics, window, tz)
    counts = _between(analytics, edges, "events", Filter(analysis_type), event_type=event_type)
    return [DayCount(day, event_type, int(count)) for (day, _), count in zip(edges, counts, strict=False)]


def _between(
    analytics: Analytics, edges: list[tuple[date, int]], what: str, view: Filter, **parts: object
) -> list[int]:
    columns = analytics.cube.choose(what, view, **parts)
    slots = np.array([slot for _, slot in edges], np.int64)
    counts: list[int] = np.diff(analytics.cube.before(slots, columns)).tolist()
    return counts


def _days(analytics: Analytics, window: Window, tz: str) -> list[tuple[date, int]]:
    """The days of the window in `tz` with the slot each begins at, and one more for the end."""
    span = bounded(analytics, window)
    if span is None or span.start_us is None or span.end_us is None or span.start_us >= span.end_us:
        return []
    first, last = local(span.start_us, tz).date(), local(span.end_us - 1, tz).date()
    first = max(first, last - timedelta(days=MAX_DAYS - 1))
    days = [first + timedelta(days=number) for number in range((last - first).days + 2)]
    begins = [(of_days(day, day, tz).start_us or 0) // SLOT_US for day in days]
    start, end = span.start_us // SLOT_US, span.end_us // SLOT_US
    return [(day, min(max(slot, start), end)) for day, slot in zip(days, begins, strict=True)]


def _local_slots(slots: Ints, tz: str) -> Ints:
    """Slots as counted from 1970 by the clock of `tz`: every offset in use is a whole number of them."""
    shifted = slots.copy()
    days = slots // SLOTS_A_DAY
    for day in np.unique(days):
        begin, end = (_offset(int(slot), tz) for slot in (day * SLOTS_A_DAY, (day + 1) * SLOTS_A_DAY))
        chosen = days == day
        shifted[chosen] += begin if begin == end else [_offset(int(slot), tz) for slot in slots[chosen]]
    return shifted


def _offset(slot: int, tz: str) -> int:
    offset = local(slot * SLOT_US, tz).utcoffset() or timedelta()
    return offset // timedelta(microseconds=SLOT_US)
