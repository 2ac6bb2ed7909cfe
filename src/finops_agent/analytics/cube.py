"""Counts by quarter hour, event type, analysis type, status and flag: dense integers, folded from facts.

A refresh costs what is new, a reading costs what the window spans; neither costs what exists. Times and sizes, which do
not add up to percentiles, are kept as narrow columns beside the counts.
"""

from collections.abc import Iterable
from typing import Final

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

Counts = NDArray[np.int64]


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
    """Counts of events, by slot; slots are numbered in quarter hours since 1970."""

    def __init__(self) -> None:
        self.first = 0
        self.counts: Counts = np.zeros((0, *SHAPE), np.int64)
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
            self._reach(int(index[:, 0].min()), int(index[:, 0].max()))
            index[:, 0] -= self.first
            np.add.at(self.counts, tuple(index.T), 1)

    @staticmethod
    def is_in_range(moment_us: int, now_us: int) -> bool:
        """Whether an event of that moment is counted."""
        return now_us - OLDEST_US <= moment_us <= now_us + AHEAD_US

    def select(self, window: Window, analysis_type: str | None = None) -> Counts:
        """Counts of the window: slot x event type x analysis type x status x flag, other analysis types left out."""
        part = self.counts[window.slots(self.first, len(self.counts))]
        if analysis_type is None:
            return part
        code = _ANALYSIS_CODE[analysis_type]
        return part[:, :, code : code + 1]

    def span(self) -> Window | None:
        """From the first to the last slot with events; None for none."""
        filled = np.flatnonzero(self.counts.any(axis=(1, 2, 3, 4))) if len(self.counts) else np.empty(0, np.int64)
        if not len(filled):
            return None
        return Window((self.first + int(filled[0])) * SLOT_US, (self.first + int(filled[-1]) + 1) * SLOT_US)

    def _reach(self, low: int, high: int) -> None:
        """Grow the array so that slots `low` to `high` fit, with a day to spare at the end."""
        spare = 96
        if not len(self.counts):
            self.first = low
            self.counts = np.zeros((high - low + 1 + spare, *SHAPE), np.int64)
            return
        before = max(0, self.first - low)
        after = max(0, high - (self.first + len(self.counts)) + 1)
        if before or after:
            after += spare if after else 0
            self.counts = np.pad(self.counts, ((before, after), *[(0, 0)] * len(SHAPE)))
            self.first -= before


def type_code(event_type: str) -> int:
    """The position of an event type in the cube."""
    return _TYPE_CODE[event_type]


def status_code(status: str) -> int:
    """The position of a status in the cube."""
    return _STATUS_CODE[status]
