"""Response times: a histogram a day for whole days, single values of single days where a window cuts one.

Days are those of UTC. The newest two days are at hand value by value; an older one is read from the store when a
window begins or ends within it, and kept for the next time.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple

import numpy as np

from finops_agent.analytics.batch import Ints
from finops_agent.analytics.cube import SLOTS_A_DAY, Filter, bounds
from finops_agent.analytics.histogram import BUCKETS
from finops_agent.analytics.running import RunningSums
from finops_agent.analytics.window import Window

MEASURES: Final = ("response", "first token")
NEWEST_DAYS: Final = 2
MAX_DAYS: Final = 16
"""Days that are held value by value at the most."""


class Group(NamedTuple):
    """Whose times a histogram holds."""

    measure: str
    analysis_type: str | None
    engine: str | None


class Values(NamedTuple):
    """Single times of a day."""

    slots: Ints
    groups: Ints
    buckets: Ints


ReadDay = Callable[[int], Values]
"""The single times of a day (number since 1970), from the store."""


class Times:
    """Histograms of times by day and group."""

    def __init__(self, read_day: ReadDay | None = None) -> None:
        """`read_day` brings single values of a day back; without it all are held."""
        self.groups: list[Group] = []
        self.sums = RunningSums(1, np.int32)
        self.cells: list[int] = []
        """For each column of `sums`, group * BUCKETS + bucket."""
        self._column_of: dict[int, int] = {}
        self._days: OrderedDict[int, list[Values]] = OrderedDict()
        self._read_day = read_day

    def add(self, values: Values) -> None:
        """Add single times, each once."""
        if not len(values.slots):
            return
        cells, place = np.unique(values.groups * BUCKETS + values.buckets, return_inverse=True)
        columns = np.array([self._column(cell) for cell in cells.tolist()], np.int64)
        days = values.slots // SLOTS_A_DAY
        for day in np.unique(days).tolist():
            # A day whose earlier values are not at hand is read from the store as a whole when it is asked for.
            if self._read_day is None or day in self._days or not self.sums.between(day, day + 1).any():
                chosen = days == day
                self._days.setdefault(day, []).append(Values(*(part[chosen] for part in values)))
        self.sums.add(days, columns[place], np.ones(len(days), np.int64))
        self._let_go(int(self.sums.days[-1]))

    def group(self, measure: str, analysis_type: str | None, engine: str | None) -> int:
        """The number of a group, made when it is new."""
        group = Group(measure, analysis_type, engine)
        if group not in self.groups:
            self.groups.append(group)
        return self.groups.index(group)

    def histogram(self, measure: str, window: Window, view: Filter) -> Ints:
        """How many times fall into each bucket."""
        groups = np.array(
            [
                group.measure == measure
                and view.analysis_type in {None, group.analysis_type}
                and view.engine in {None, group.engine}
                for group in self.groups
            ],
            bool,
        )
        counts = np.zeros(BUCKETS, np.int64)
        if not groups.any():
            return counts
        for first, last in self._whole_days(window):
            cells = np.array(self.cells, np.int64)
            sums = self.sums.between(first, last)
            chosen = np.flatnonzero(groups[cells // BUCKETS] & (sums != 0))
            np.add.at(counts, cells[chosen] % BUCKETS, sums[chosen])
        for start, end in self._cut_days(window):
            for values in self._values_of(start // SLOTS_A_DAY):
                chosen = (values.slots >= start) & (values.slots < end) & groups[values.groups]
                np.add.at(counts, values.buckets[chosen], 1)
        return counts

    def values_of(self, days: Iterable[int]) -> Iterator[Values]:
        """The single times of days, as far as they are at hand."""
        for day in days:
            yield from self._days.get(day, ())

    def forget_days(self, days: Iterable[int]) -> None:
        """Take everything of these days out, as before they are read anew."""
        for day in days:
            self._days.pop(day, None)
            sums = self.sums.between(day, day + 1)
            columns = np.flatnonzero(sums)
            self.sums.add(np.full(len(columns), day), columns, -sums[columns])

    def restore(self, groups: list[Group], cells: list[int]) -> None:
        """Take over what was kept in a file; `sums` is restored by itself."""
        self.groups, self.cells = groups, cells
        self._column_of = {cell: column for column, cell in enumerate(cells)}

    def _column(self, cell: int) -> int:
        found = self._column_of.get(cell)
        if found is None:
            found = self._column_of[cell] = len(self.cells)
            self.cells.append(cell)
            self.sums.widen(len(self.cells))
        return found

    def _whole_days(self, window: Window) -> list[tuple[int | None, int | None]]:
        start, end = bounds(window)
        first = None if start is None else -(-start // SLOTS_A_DAY)
        last = None if end is None else end // SLOTS_A_DAY
        return [] if first is not None and last is not None and first >= last else [(first, last)]

    def _cut_days(self, window: Window) -> list[tuple[int, int]]:
        """The parts of days at both ends of the window, as slots."""
        start, end = bounds(window)
        first = None if start is None else -(-start // SLOTS_A_DAY) * SLOTS_A_DAY
        last = None if end is None else end // SLOTS_A_DAY * SLOTS_A_DAY
        if start is not None and end is not None and first is not None and last is not None and first > last:
            return [(start, end)]
        cuts = []
        if start is not None and first is not None and start < first:
            cuts.append((start, first))
        if end is not None and last is not None and last < end:
            cuts.append((last, end))
        return cuts

    def _values_of(self, day: int) -> list[Values]:
        if day not in self._days:
            if self._read_day is None or not self.sums.between(day, day + 1).any():
                return []
            self._days[day] = [self._read_day(day)]
            self._let_go(int(self.sums.days[-1]))
        self._days.move_to_end(day)
        return self._days[day]

    def _let_go(self, newest: int) -> None:
        """Hold no more than the newest days and those last asked for."""
        if self._read_day is None:
            return
        for day in list(self._days):
            if len(self._days) <= MAX_DAYS:
                return
            if day <= newest - NEWEST_DAYS:
                del self._days[day]
