"""The viewer's calendar in quarter hours of the cube: where the days of a window begin, what clocks show."""

from datetime import date, timedelta
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np

from finops_agent.analytics.cube import SLOTS_A_DAY, Ints
from finops_agent.analytics.window import SLOT_US, Window, local, of_days

MAX_DAYS: Final = 400
"""Bars of a chart by day at the most; the newest ones."""


class Edges(NamedTuple):
    """The days of a window."""

    days: tuple[date, ...]
    slots: Ints
    """The quarter hour at which each begins within the window, and one more for the end of the last."""


NO_DAYS: Final = Edges((), np.empty(0, np.int64))


@lru_cache(maxsize=64)
def edges_of(window: Window, tz: str) -> Edges:
    """The days in `tz` of a window with bounds."""
    if window.start_us is None or window.end_us is None or window.start_us >= window.end_us:
        return NO_DAYS
    first, last = local(window.start_us, tz).date(), local(window.end_us - 1, tz).date()
    first = max(first, last - timedelta(days=MAX_DAYS - 1))
    days = tuple(first + timedelta(days=number) for number in range((last - first).days + 2))
    slots = np.array([of_days(day, day, tz).start_us for day in days], np.int64) // SLOT_US
    slots = np.clip(slots, window.start_us // SLOT_US, -(-window.end_us // SLOT_US))
    slots.flags.writeable = False
    return Edges(days[:-1], slots)


def local_slots(slots: Ints, tz: str) -> Ints:
    """Ascending slots as counted from 1970 by the clock of `tz`: every offset in use is a whole number of them."""
    if not len(slots):
        return slots
    first, last = (int(slots[end]) // SLOTS_A_DAY for end in (0, -1))
    offsets = np.array([_offset(day * SLOTS_A_DAY, tz) for day in range(first, last + 2)])
    days = slots // SLOTS_A_DAY - first
    shifted: Ints = slots + offsets[days]
    for change in np.flatnonzero(np.diff(offsets)):
        chosen = days == change
        shifted[chosen] = [slot + _offset(slot, tz) for slot in slots[chosen].tolist()]
    return shifted


@lru_cache(maxsize=8_192)
def _offset(slot: int, tz: str) -> int:
    offset = local(slot * SLOT_US, tz).utcoffset() or timedelta()
    return offset // timedelta(microseconds=SLOT_US)
