"""Running sums by time: how much up to each moment, so that any window is one subtraction."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.integer[Any]]
_FIRST_ROWS: Final = 96
_FIRST_COLUMNS: Final = 32


class RunningSums:
    """Columns of integers by slot, kept as sums from the beginning up to each slot.

    A window costs the same however long it is; adding costs the slots from the earliest one touched to the newest.
    Only days with something in them have slots: one event of years ago costs one day and not the years between.
    """

    def __init__(self, slots_a_day: int, dtype: type[np.integer[Any]] = np.int64) -> None:
        self.slots_a_day = slots_a_day
        self.days: Ints = np.empty(0, np.int64)
        """Days since 1970 that have slots, ascending."""
        self.width = 0
        """Columns in use."""
        self._sums: Ints = np.zeros((1, _FIRST_COLUMNS), dtype)

    def widen(self, width: int) -> None:
        """Have columns 0 to `width` - 1."""
        if width > self._sums.shape[1]:
            wider = np.zeros((len(self._sums), max(width, 2 * self._sums.shape[1])), self._sums.dtype)
            wider[:, : self.width] = self._sums[:, : self.width]
            self._sums = wider
        self.width = max(self.width, width)

    def add(self, slots: Ints, columns: Ints, values: Ints) -> None:
        """Add each value to its column at its slot."""
        if not len(slots):
            return
        self._reach(np.unique(slots // self.slots_a_day))
        rows = self.row(slots)
        low, height = int(rows.min()), self._height
        used, place = np.unique(columns, return_inverse=True)
        change = np.zeros((height - low, len(used)), np.int64)
        np.add.at(change, (rows - low, place), values)
        np.cumsum(change, axis=0, out=change)
        self._sums[low + 1 : height + 1, used] += change.astype(self._sums.dtype, copy=False)

    def row(self, slots: Ints) -> Ints:
        """The rows before each slot: where its sum up to then stands."""
        day = slots // self.slots_a_day
        at = np.searchsorted(self.days, day)
        if not len(self.days):
            return at
        is_there = self.days[np.minimum(at, len(self.days) - 1)] == day
        return at * self.slots_a_day + np.where(is_there & (at < len(self.days)), slots % self.slots_a_day, 0)

    def of_day(self, day: int) -> Ints:
        """What happened on a day: a row for each of its slots, all columns."""
        rows = self.row(np.arange(day * self.slots_a_day, (day + 1) * self.slots_a_day + 1))
        if day in self.days:
            rows[-1] = rows[-2] + 1
        sums = self._sums[rows, : self.width].astype(np.int64)
        return sums[1:] - sums[:-1]

    def up_to(self, slots: Ints, columns: Ints) -> Ints:
        """Sums of `columns` together before each of `slots`."""
        rows = self.row(slots)
        found = np.zeros(len(rows), np.int64)
        for column in columns.tolist():
            found += self._sums[rows, column]
        return found

    def between(self, start: int | None, end: int | None) -> Ints:
        """Sums of all columns over the slots start <= slot < end; None means no bound."""
        low = 0 if start is None else int(self.row(np.array([start]))[0])
        high = self._height if end is None else int(self.row(np.array([end]))[0])
        return self._sums[max(low, high), : self.width] - self._sums[low, : self.width]

    def span(self, columns: Ints) -> tuple[int, int] | None:
        """The first slot with anything in `columns`, and the one after the last; None for nothing."""
        so_far = self._sums[: self._height + 1, columns].sum(axis=1)
        filled = np.flatnonzero(np.diff(so_far))
        if not len(filled):
            return None
        return self._slot(int(filled[0])), self._slot(int(filled[-1])) + 1

    def state(self) -> tuple[Ints, Ints]:
        """Days and sums, to be kept in a file."""
        return self.days, self._sums[: self._height + 1, : self.width]

    def restore(self, days: Ints, sums: Ints) -> None:
        """Take over what `state` gave."""
        self.days, self.width, self._sums = days, sums.shape[1], sums

    @property
    def dtype(self) -> np.dtype[Any]:
        """What the sums are kept as."""
        return self._sums.dtype

    @property
    def nbytes(self) -> int:
        """Memory held, in bytes."""
        return self._sums.nbytes

    @property
    def _height(self) -> int:
        return len(self.days) * self.slots_a_day

    def _slot(self, row: int) -> int:
        return int(self.days[row // self.slots_a_day]) * self.slots_a_day + row % self.slots_a_day

    def _reach(self, days: Ints) -> None:
        """Make room for `days`."""
        fresh = np.setdiff1d(days, self.days, assume_unique=True)
        if not len(fresh):
            return
        before, sums = self._height, self._sums
        reached = np.union1d(self.days, fresh)
        height = len(reached) * self.slots_a_day
        if len(self.days) == 0 or fresh[0] > self.days[-1]:
            if height + 1 > len(sums):
                higher = np.zeros((max(height + 1, len(sums) * 5 // 4, _FIRST_ROWS + 1), sums.shape[1]), sums.dtype)
                higher[: before + 1] = sums[: before + 1]
                self._sums = sums = higher
            sums[before + 1 : height + 1] = sums[before]
            self.days = reached
            return
        # A day before others: nothing happened on it yet, so its sums are those up to it.
        kept = np.zeros((height + 1, sums.shape[1]), sums.dtype)
        source = np.searchsorted(self.days, reached)
        is_old = np.isin(reached, self.days)
        offset = np.arange(1, self.slots_a_day + 1)
        rows = source[:, None] * self.slots_a_day + np.where(is_old[:, None], offset[None, :], 0)
        kept[1:] = sums[rows.ravel()]
        self._sums, self.days = kept, reached
