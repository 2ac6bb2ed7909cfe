"""Running sums by time: how much up to each moment, so that any window is one subtraction."""

from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from finops_agent.analytics.codes import distinct

Ints = NDArray[np.integer[Any]]
_FIRST_ROWS: Final = 96
_FIRST_COLUMNS: Final = 32


class RunningSums:
    """Columns of integers by slot, kept as sums from the beginning up to each slot.

    A window costs the same however long it is; adding costs the slots from the earliest one touched to the newest.
    Only days with something in them have slots: one event of years ago costs one day and not the years between.
    """

    def __init__(self, slots_a_day: int, dtype: type[np.integer[Any]] = np.int64, *, by_column: bool = False) -> None:
        """`by_column` lays the sums of a column side by side: for charts over many slots of few columns."""
        self.slots_a_day = slots_a_day
        self._order: Literal["C", "F"] = "F" if by_column else "C"
        self.days: Ints = np.empty(0, np.int64)
        """Days since 1970 that have slots, ascending."""
        self.width = 0
        """Columns in use."""
        self.version = 0
        """Grows with every change."""
        self._sums: Ints = np.zeros((1, _FIRST_COLUMNS), dtype, self._order)

    def widen(self, width: int) -> None:
        """Have columns 0 to `width` - 1."""
        if width > self._sums.shape[1]:
            wider = self._empty(len(self._sums), max(width, self._sums.shape[1] * 5 // 4 + _FIRST_COLUMNS))
            wider[:, : self.width] = self._sums[:, : self.width]
            self._sums = wider
        self.width = max(self.width, width)

    def add(self, slots: Ints, columns: Ints, values: Ints) -> None:
        """Add each value to its column at its slot."""
        if not len(slots):
            return
        self.version += 1
        self._reach(np.unique(slots // self.slots_a_day))
        rows = self.row(slots)
        low, height = int(rows.min()), self._height
        used, place = distinct(columns, self.width)
        change = np.zeros((height - low, len(used)), np.int64)
        np.add.at(change, (rows - low, place), values)
        np.cumsum(change, axis=0, out=change)
        self._sums[low + 1 : height + 1, used] += change.astype(self._sums.dtype, copy=False)

    def row(self, slots: Ints) -> Ints:
        """The rows before each slot: where its sum up to then stands."""
        if not len(self.days):
            return np.zeros(len(slots), np.int64)
        if self.days[-1] - self.days[0] == len(self.days) - 1:
            rows: Ints = np.clip(slots - self.days[0] * self.slots_a_day, 0, self._height)
            return rows
        day, place = np.divmod(slots, self.slots_a_day)
        at = self.days.searchsorted(day)
        is_there = self.days.take(at, mode="clip") == day
        return at * self.slots_a_day + np.where(is_there, place, 0)

    def rows_between(self, start: int | None, end: int | None) -> tuple[int, int]:
        """The rows before the first slot and after the last one of start <= slot < end; None means no bound."""
        low = 0 if start is None else self._row_of(start)
        high = self._height if end is None else self._row_of(end)
        return low, max(low, high)

    def of_day(self, day: int) -> Ints:
        """What happened on a day: a row for each of its slots, all columns."""
        rows = self.row(np.arange(day * self.slots_a_day, (day + 1) * self.slots_a_day + 1))
        if day in self.days:
            rows[-1] = rows[-2] + 1
        sums = self._sums[rows, : self.width].astype(np.int64)
        return sums[1:] - sums[:-1]

    def up_to(self, slots: Ints, columns: Ints) -> Ints:
        """Sums of `columns` together before each of `slots`."""
        cells = self._sums[self.row(slots)[:, None], columns]
        found: Ints = cells.sum(axis=1, dtype=np.int64)
        return found

    def along(self, low: int, high: int, columns: Ints) -> Ints:
        """Sums of `columns` together at each of the rows `low` to `high`, both with."""
        found = np.zeros(high + 1 - low, np.int64)
        for column in columns.tolist():
            found += self._sums[low : high + 1, column]
        return found

    def slots_of(self, low: int, high: int) -> Ints:
        """The slots whose sums begin at the rows low <= row < high."""
        day, place = np.divmod(np.arange(low, high), self.slots_a_day)
        return self.days[day] * self.slots_a_day + place

    def between(self, start: int | None, end: int | None) -> Ints:
        """Sums of all columns over the slots start <= slot < end; None means no bound."""
        low, high = self.rows_between(start, end)
        return self._sums[high, : self.width] - self._sums[low, : self.width]

    def span(self, columns: Ints) -> tuple[int, int] | None:
        """The first slot with anything in `columns`, and the one after the last; None for nothing."""
        ends = np.arange(len(self.days) + 1) * self.slots_a_day
        by_day = np.flatnonzero(np.diff(self._sums[np.ix_(ends, columns)].sum(axis=1)))
        if not len(by_day):
            return None
        found = []
        for day, place in ((by_day[0], 0), (by_day[-1], -1)):
            rows = self._sums[ends[day] : ends[day + 1] + 1, columns].sum(axis=1)
            found.append(self._slot(int(ends[day] + np.flatnonzero(np.diff(rows))[place])))
        return found[0], found[1] + 1

    def state(self) -> tuple[Ints, Ints]:
        """Days and sums, to be kept in a file."""
        return self.days, self._sums[: self._height + 1, : self.width]

    def restore(self, days: Ints, sums: Ints) -> None:
        """Take over what `state` gave."""
        self.version += 1
        self.days, self.width, self._sums = days, sums.shape[1], sums

    def restore_steps(self, days: Ints, width: int, by_slot: Ints) -> None:
        """Take over what happened in each slot, column by column."""
        steps = by_slot.reshape(width, len(days) * self.slots_a_day)
        sums = self._empty(steps.shape[1] + 1, width)
        np.cumsum(steps.T, axis=0, out=sums[1:])
        self.restore(days, sums)

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

    def _empty(self, height: int, width: int) -> Ints:
        return np.zeros((height, width), self._sums.dtype, self._order)

    def _row_of(self, slot: int) -> int:
        day, place = divmod(slot, self.slots_a_day)
        at = int(self.days.searchsorted(day))
        return at * self.slots_a_day + (place if at < len(self.days) and self.days[at] == day else 0)

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
                higher = self._empty(max(height + 1, len(sums) * 5 // 4, _FIRST_ROWS + 1), sums.shape[1])
                higher[: before + 1] = sums[: before + 1]
                self._sums = sums = higher
            sums[before + 1 : height + 1] = sums[before]
            self.days = reached
            return
        # A day before others: nothing happened on it yet, so its sums are those up to it.
        kept = self._empty(height + 1, sums.shape[1])
        source = np.searchsorted(self.days, reached)
        is_old = np.isin(reached, self.days)
        offset = np.arange(1, self.slots_a_day + 1)
        rows = source[:, None] * self.slots_a_day + np.where(is_old[:, None], offset[None, :], 0)
        kept[1:] = sums[rows.ravel()]
        self._sums, self.days = kept, reached
