"""What the dashboard's charts show: plain rows, counted from the cube, ready to draw."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np

from finops_agent.analytics.analytics import Analytics, between_folds
from finops_agent.analytics.cube import ANALYSIS, SLOTS_A_DAY, Counts, type_code
from finops_agent.analytics.window import SLOT_US, Window, local
from finops_agent.events import EVENT_TYPES, timestamp

SIZE_EDGES: Final = (0, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000)
"""Bytes; each bar reaches from one edge up to the next, the last one has no end."""
SIZE_LABELS: Final = ("< 10 kB", "≥ 10 kB", "≥ 100 kB", "≥ 1 MB", "≥ 10 MB", "≥ 100 MB")
ROW_EDGES: Final = (0, 100, 1_000, 10_000, 100_000, 1_000_000)
ROW_LABELS: Final = ("< 100", "≥ 100", "≥ 1k", "≥ 10k", "≥ 100k", "≥ 1M")
MAX_DAYS: Final = 400
"""Bars of a chart by day at the most; the newest ones."""
_WEEK: Final = 7
_SLOTS_AN_HOUR: Final = 4
_DAY_ZERO: Final = date(1970, 1, 1)


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
    by_day = _by_day(analytics, window, tz, analytics.cube.select(window, analysis_type).sum(axis=(2, 3, 4)))
    return [DayCount(day, kind, int(row[code])) for day, row in by_day.items() for code, kind in enumerate(EVENT_TYPES)]


@between_folds
def uploads_by_day(analytics: Analytics, window: Window, tz: str, analysis_type: str | None = None) -> list[DayCount]:
    """Uploads by day."""
    counts = analytics.cube.select(window, analysis_type)[:, type_code("file_upload")].sum(axis=(1, 2, 3))
    return [
        DayCount(day, "file_upload", int(row[0]))
        for day, row in _by_day(analytics, window, tz, counts[:, None]).items()
    ]


@between_folds
def analysis_types(analytics: Analytics, window: Window, event_type: str) -> dict[str, int]:
    """How many queries or uploads there were of each analysis type, most first; types without any left out."""
    counts = analytics.cube.select(window)[:, type_code(event_type)].sum(axis=(0, 2, 3))
    pairs = {name: int(count) for name, count in zip(ANALYSIS, counts, strict=True) if count}
    return dict(sorted(pairs.items(), key=lambda pair: (-pair[1], pair[0])))


@between_folds
def flags(analytics: Analytics, window: Window, event_type: str, analysis_type: str | None = None) -> tuple[int, int]:
    """Without and with the flag: custom and suggested queries, answers without and with a chart."""
    counts = analytics.cube.select(window, analysis_type)[:, type_code(event_type)].sum(axis=(0, 1, 2))
    return int(counts[0]), int(counts[1])


@between_folds
def file_sizes(analytics: Analytics, window: Window, analysis_type: str | None = None) -> dict[str, int]:
    """Usable uploads by size."""
    return _histogram(analytics.cube.uploads.select("size", window, analysis_type), SIZE_EDGES, SIZE_LABELS)


@between_folds
def file_rows(analytics: Analytics, window: Window, analysis_type: str | None = None) -> dict[str, int]:
    """Usable uploads by number of rows."""
    return _histogram(analytics.cube.uploads.select("rows", window, analysis_type), ROW_EDGES, ROW_LABELS)


@between_folds
def has_events(analytics: Analytics, window: Window, analysis_type: str | None = None) -> bool:
    """Whether anything happened in the window."""
    return bool(analytics.cube.select(window, analysis_type).any())


@between_folds
def hours(analytics: Analytics, window: Window, tz: str, analysis_type: str | None = None) -> dict[str, int]:
    """Questions by hour of the day in `tz`, `00` to `23`."""
    counts = analytics.cube.select(window, analysis_type)[:, type_code("user_query")].sum(axis=(1, 2, 3))
    hour = _local_slots(analytics.cube.slots(window), tz) % SLOTS_A_DAY // _SLOTS_AN_HOUR
    sums = np.zeros(24, np.int64)
    np.add.at(sums, hour, counts)
    return {f"{number:02d}": int(count) for number, count in enumerate(sums)}


@between_folds
def trend(
    analytics: Analytics, window: Window, tz: str, analysis_type: str | None = None, now_us: int | None = None
) -> Trend | None:
    """Questions a day in the last week of the window, against the week before; None for less than a week.

    Only whole days count: neither the day of the first event nor today.
    """
    counts = analytics.cube.select(window, analysis_type)[:, type_code("user_query")].sum(axis=(1, 2, 3))
    span = analytics.cube.span()
    if span is None or span.start_us is None:
        return None
    today = local(timestamp.now_us() if now_us is None else now_us, tz).date()
    first = local(span.start_us, tz).date()
    days = [int(row[0]) for day, row in _by_day(analytics, window, tz, counts[:, None]).items() if first < day < today]
    if len(days) < _WEEK:
        return None
    before = days[-2 * _WEEK : -_WEEK]
    return Trend(sum(days[-_WEEK:]) / _WEEK, sum(before) / _WEEK if len(before) == _WEEK else None)


def _histogram(values: Counts, edges: tuple[int, ...], labels: tuple[str, ...]) -> dict[str, int]:
    places = np.searchsorted(np.array(edges), values, side="right") - 1
    counts = np.bincount(places, minlength=len(labels))
    return dict(zip(labels, map(int, counts), strict=True))


def _by_day(analytics: Analytics, window: Window, tz: str, by_slot: Counts) -> dict[date, Counts]:
    """Sums over the slots of each day in `tz`; daylight saving makes days of 92 or 100 slots."""
    span = bounded(analytics, window)
    if span is None or span.start_us is None or span.end_us is None or span.start_us >= span.end_us:
        return {}
    first, last = local(span.start_us, tz).date(), local(span.end_us - 1, tz).date()
    first = max(first, last - timedelta(days=MAX_DAYS - 1))
    sums = np.zeros(((last - first).days + 1, by_slot.shape[1]), np.int64)
    day = _local_slots(analytics.cube.slots(window), tz) // SLOTS_A_DAY - (first - _DAY_ZERO).days
    shown = (day >= 0) & (day < len(sums))
    np.add.at(sums, day[shown], by_slot[shown])
    return {first + timedelta(days=number): row for number, row in enumerate(sums)}


def _local_slots(slots: Counts, tz: str) -> Counts:
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
