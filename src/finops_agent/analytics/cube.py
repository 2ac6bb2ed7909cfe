"""Counts by quarter hour, event type, analysis type, status and flag: dense integers, folded from facts.

A refresh costs what is new, a reading costs what the window spans; neither costs what exists. Times and sizes, which do
not add up to percentiles, are kept as narrow columns beside the counts.
"""

from collections.abc import Iterable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from finops_agent.analytics.window import SLOT_US, Window
from finops_agent.events import EVENT_TYPES, AnalysisType, timestamp
from finops_agent.stores import Fact

ANALYSIS: Final[tuple[str, ...]] = (*(str(kind) for kind in AnalysisType), "none")
STATUS: Final[tuple[str, ...]] = ("none", "ok", "error", "refused")
_TYPE_CODE = {name: code for code, name in enumerate(EVENT_TYPES)}
_ANALYSIS_CODE = {name: code for code, name in enumerate(ANALYSIS)}
_STATUS_CODE = {name: code for code, name in enumerate(STATUS)}
_OTHER = _ANALYSIS_CODE[str(AnalysisType.OTHER)]
SHAPE: Final = (len(EVENT_TYPES), len(ANALYSIS), len(STATUS), 2)
OLDEST_US: Final = 3_650 * timestamp.US_PER_DAY
"""Events older than ten years are left out and counted: a broken clock must not make the arrays explode."""
AHEAD_US: Final = timestamp.US_PER_DAY
"""Events further than a day in the future likewise."""

Counts = NDArray[np.integer[Any]]
SLOTS_A_DAY: Final = timestamp.US_PER_DAY // SLOT_US


class Series:
    """A column of integers that grows at its end."""

    def __init__(self) -> None:
        self._values = np.empty(1_024, np.int64)
        self._length = 0

    def append(self, value: int) -> None:
        """Add one value."""
        if self._length == len(self._values):
            self._values = np.resize(self._values, 2 * self._length)
        self._values[self._length] = value
        self._length += 1

    @property
    def values(self) -> Counts:
        """What was added so far; a view, not a copy."""
        return self._values[: self._length]


class Samples:
    """Moments with figures, to select by window and analysis type."""

    def __init__(self, *names: str) -> None:
        self._slots, self._kinds = Series(), Series()
        self._columns = {name: Series() for name in names}

    def add(self, slot: int, kind: int, **figures: int) -> None:
        """Add one moment."""
        self._slots.append(slot)
        self._kinds.append(kind)
        for name, column in self._columns.items():
            column.append(figures[name])

    def select(self, name: str, window: Window, analysis_type: str | None = None) -> Counts:
        """The figures `name` of the window."""
        slots = self._slots.values
        chosen = np.ones(len(slots), bool)
        if window.start_us is not None:
            chosen &= slots >= window.start_us // SLOT_US
        if window.end_us is not None:
            chosen &= slots < window.end_us // SLOT_US
        if analysis_type is not None:
            chosen &= self._kinds.values == _ANALYSIS_CODE[analysis_type]
        return self._columns[name].values[chosen]


class Cube:
    """Counts of events, by slot; slots are numbered in quarter hours since 1970.

    Only days (UTC) with an event have slots, so that one event of years ago costs one day and not the years between.
    """

    def __init__(self) -> None:
        self._slots = np.empty(0, np.int64)
        self._counts: Counts = np.zeros((0, *SHAPE), np.int32)
        self.responses = Samples("elapsed_ms")
        self.uploads = Samples("size", "rows")
        self.out_of_range = 0
        """Events left out since their time is more than ten years ago or more than a day ahead."""

    def fold(self, facts: Iterable[Fact], now_us: int) -> None:
        """Add facts, each once."""
        cells: list[tuple[int, int, int, int, int]] = []
        for fact in facts:
            if not self.is_in_range(fact.timestamp_us, now_us):
                self.out_of_range += 1
                continue
            slot = fact.timestamp_us // SLOT_US
            kind = _ANALYSIS_CODE.get(fact.analysis_type or "none", _OTHER)
            status = _STATUS_CODE.get(fact.status or "none", 0)
            cells.append((slot, _TYPE_CODE[fact.event_type], kind, status, int(fact.flag)))
            if fact.event_type == "agent_response" and status in {0, 1} and fact.elapsed_ms is not None:
                self.responses.add(slot, kind, elapsed_ms=fact.elapsed_ms)
            elif fact.event_type == "file_upload" and status in {0, 1}:
                self.uploads.add(slot, kind, size=fact.size or 0, rows=fact.rows or 0)
        if cells:
            index = np.array(cells, np.int64)
            self._reach(index[:, 0])
            index[:, 0] = np.searchsorted(self._slots, index[:, 0])
            np.add.at(self._counts.reshape(-1), np.ravel_multi_index(tuple(index.T), self._counts.shape), np.int32(1))

    @staticmethod
    def is_in_range(moment_us: int, now_us: int) -> bool:
        """Whether an event of that moment is counted."""
        return now_us - OLDEST_US <= moment_us <= now_us + AHEAD_US

    def select(self, window: Window, analysis_type: str | None = None) -> Counts:
        """Counts of the window: slot x event type x analysis type x status x flag, other analysis types left out."""
        part = self._counts[self._part(window)]
        if analysis_type is None:
            return part
        code = _ANALYSIS_CODE[analysis_type]
        return part[:, :, code : code + 1]

    def slots(self, window: Window) -> Counts:
        """The numbers of the slots that `select` returns, ascending."""
        return self._slots[self._part(window)]

    def span(self) -> Window | None:
        """From the first to the last slot with events; None for none."""
        if not len(self._slots):
            return None
        day = SLOTS_A_DAY
        first = self._slots[np.flatnonzero(self._counts[:day].any(axis=(1, 2, 3, 4)))[0]]
        last = self._slots[-day:][np.flatnonzero(self._counts[-day:].any(axis=(1, 2, 3, 4)))[-1]]
        return Window(int(first) * SLOT_US, (int(last) + 1) * SLOT_US)

    def _part(self, window: Window) -> slice:
        low = 0 if window.start_us is None else int(np.searchsorted(self._slots, window.start_us // SLOT_US))
        high = None if window.end_us is None else int(np.searchsorted(self._slots, window.end_us // SLOT_US))
        return slice(low, high)

    def _reach(self, slots: Counts) -> None:
        """Make room for the days of `slots`, in order."""
        days = np.union1d(self._slots[::SLOTS_A_DAY] // SLOTS_A_DAY, slots // SLOTS_A_DAY)
        if len(days) * SLOTS_A_DAY == len(self._slots):
            return
        reached = (days[:, None] * SLOTS_A_DAY + np.arange(SLOTS_A_DAY)).ravel()
        counts = np.zeros((len(reached), *SHAPE), np.int32)
        counts[np.searchsorted(reached, self._slots)] = self._counts
        self._slots, self._counts = reached, counts


def type_code(event_type: str) -> int:
    """The position of an event type in the cube."""
    return _TYPE_CODE[event_type]


def status_code(status: str) -> int:
    """The position of a status in the cube."""
    return _STATUS_CODE[status]
