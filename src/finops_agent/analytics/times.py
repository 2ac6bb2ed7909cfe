"""Response times: a histogram a day for whole days, single values of single days where a window cuts one.

Days are those of UTC. The single times of a day on which nothing new comes are packed (`day_values.py`); a window
that begins or ends within such a day unpacks it, which takes a millisecond.
"""

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

import numpy as np

from finops_agent.analytics.batch import Ints
from finops_agent.analytics.codes import distinct
from finops_agent.analytics.cube import SLOTS_A_DAY, Filter, bounds
from finops_agent.analytics.day_values import coded, columns_in, decoded, pack, unpack
from finops_agent.analytics.histogram import BUCKETS, Histogram
from finops_agent.analytics.origins import Origin
from finops_agent.analytics.running import RunningSums
from finops_agent.analytics.window import Window

MEASURES: Final = ("response", "first token")
MAX_UNPACKED: Final = 8
"""Days that are held unpacked for the next time somebody asks."""
_VIEWS_HELD: Final = 64
"""Views whose columns are held in order."""
MAX_LOOSE: Final = 200_000
"""Times that are not packed yet, beyond those of the newest day."""


class Group(NamedTuple):
    """Whose times a histogram holds."""

    measure: str
    analysis_type: str | None
    engine: str | None
    app: str | None = None
    environment: str | None = None


class Values(NamedTuple):
    """Single times."""

    slots: Ints
    groups: Ints
    buckets: Ints


class Times:
    """Histograms of times by day and group."""

    def __init__(self) -> None:
        self.groups: list[Group] = []
        self._numbers: dict[Group, int] = {}
        self.sums = RunningSums(1, np.int32)
        self.cells: list[int] = []
        """For each column of `sums`, group * BUCKETS + bucket."""
        self._of_columns: tuple[Ints, Ints] = (np.empty(0, np.int64), np.empty(0, np.int64))
        self._column_of: dict[int, int] = {}
        self._ordered: dict[tuple[str, Filter], tuple[Ints, Ints]] = {}
        self._packed: dict[int, bytes] = {}
        self._loose: dict[int, list[Ints]] = {}
        self._unpacked: OrderedDict[int, Ints] = OrderedDict()

    def add(self, values: Values) -> None:
        """Add single times, each once."""
        if not len(values.slots):
            return
        cells, place = distinct(values.groups * BUCKETS + values.buckets, len(self.groups) * BUCKETS)
        columns = np.array([self._column(cell) for cell in cells.tolist()], np.int64)[place]
        days = values.slots // SLOTS_A_DAY
        codes = coded(values.slots % SLOTS_A_DAY, columns)
        for day in np.unique(days).tolist():
            self._loose.setdefault(day, []).append(codes[days == day])
            self._unpacked.pop(day, None)
        self.sums.add(days, columns, np.ones(len(days), np.int64))
        if sum(len(part) for day, parts in self._loose.items() if day != self._newest for part in parts) > MAX_LOOSE:
            self._pack(day for day in list(self._loose) if day != self._newest)

    def group(self, group: Group) -> int:
        """The number of a group, made when it is new."""
        found = self._numbers.get(group)
        if found is None:
            found = self._numbers[group] = len(self.groups)
            self.groups.append(group)
        return found

    def histogram(self, measure: str, window: Window, view: Filter) -> Histogram:
        """How many times of the window fall into each bucket."""
        return self.histogram_of(self.counts(window), measure, view)

    def histogram_of(self, counts: Ints, measure: str, view: Filter) -> Histogram:
        """As `histogram`, out of the `counts` of a window."""
        columns, buckets = self._by_bucket(measure, view)
        return Histogram(buckets, np.cumsum(counts[columns], dtype=np.int64))

    def counts(self, window: Window) -> Ints:
        """How many times of the window each column has."""
        counts = np.zeros(len(self.cells), np.int64)
        for first, last in self._whole_days(window):
            counts += self.sums.between(first, last)
        for start, end in self._cut_days(window):
            counts += self._part_of_day(*divmod(start, SLOTS_A_DAY), end - start)
        return counts

    def values_of(self, days: Iterable[int]) -> Iterator[Values]:
        """The single times of days."""
        group_of, bucket_of = self._groups_and_buckets()
        for day in days:
            slots, columns = decoded(self._codes(day))
            yield Values(slots + day * SLOTS_A_DAY, group_of[columns], bucket_of[columns])

    def forget_days(self, days: Iterable[int]) -> None:
        """Take everything of these days out, as before they are read anew."""
        for day in days:
            for held in (self._packed, self._loose, self._unpacked):
                held.pop(day, None)
            sums = self.sums.between(day, day + 1)
            columns = np.flatnonzero(sums)
            self.sums.add(np.full(len(columns), day), columns, -sums[columns])

    def packed_days(self) -> dict[int, bytes]:
        """The single times of all days, to be kept in a file."""
        self._pack(list(self._loose))
        return self._packed

    def restore(self, groups: list[Group], cells: list[int], packed: dict[int, bytes]) -> None:
        """Take over what was kept in a file; `sums` is restored by itself."""
        self.groups, self.cells, self._packed = groups, cells, packed
        self._numbers = {group: number for number, group in enumerate(groups)}
        self._column_of = {cell: column for column, cell in enumerate(cells)}
        self._of_columns = (np.empty(0, np.int64), np.empty(0, np.int64))

    def counts_in(self, other: "Times", window: Window) -> Ints:
        """As `counts`, by the columns of other times, which hold these among others."""
        found = np.zeros(len(other.cells), np.int64)
        numbers = {group: number for number, group in enumerate(other.groups)}
        columns = {cell: column for column, cell in enumerate(other.cells)}
        for cell, count in zip(self.cells, self.counts(window).tolist(), strict=True):
            group, bucket = divmod(cell, BUCKETS)
            column = columns.get(numbers.get(self.groups[group], -1) * BUCKETS + bucket)
            if column is not None:
                found[column] += count
        return found

    def _part_of_day(self, day: int, first: int, length: int) -> Ints:
        """How many times each column has in some quarter hours of a day: counted, or what lies around them is."""
        codes, width = self._codes(day), len(self.cells)
        before, after = codes.searchsorted(coded(np.array([first, first + length]), np.zeros(2, np.int64)))
        if 2 * (after - before) <= len(codes):
            return np.bincount(columns_in(codes[before:after]), minlength=width)
        around = (np.bincount(columns_in(codes[part]), minlength=width) for part in (slice(before), slice(after, None)))
        return self.sums.between(day, day + 1) - sum(around)

    def _by_bucket(self, measure: str, view: Filter) -> tuple[Ints, Ints]:
        """The columns of what is asked for, and their buckets, which ascend."""
        found = self._ordered.get((measure, view))
        if found is None:
            is_in = [
                group.measure == measure
                and view.analysis_type in {None, group.analysis_type}
                and view.engine in {None, group.engine}
                and view.lets_origin(Origin(group.app, group.environment))
                for group in self.groups
            ]
            group_of, bucket_of = self._groups_and_buckets()
            columns = np.flatnonzero(np.array(is_in, bool)[group_of])
            columns = columns[np.argsort(bucket_of[columns], kind="stable")]
            if len(self._ordered) >= _VIEWS_HELD:
                self._ordered.clear()
            found = self._ordered[measure, view] = columns, bucket_of[columns]
        return found

    def _groups_and_buckets(self) -> tuple[Ints, Ints]:
        """Of each column."""
        known = len(self._of_columns[0])
        if known != len(self.cells):
            fresh = np.divmod(np.array(self.cells[known:], np.int64), BUCKETS)
            group, bucket = map(np.concatenate, zip(self._of_columns, fresh, strict=True))
            self._of_columns = group, bucket
        return self._of_columns

    def _column(self, cell: int) -> int:
        found = self._column_of.get(cell)
        if found is None:
            found = self._column_of[cell] = len(self.cells)
            self.cells.append(cell)
            self._ordered.clear()
            self.sums.widen(len(self.cells))
        return found

    @property
    def _newest(self) -> int:
        return int(self.sums.days[-1])

    def _codes(self, day: int) -> Ints:
        """The single times of a day, in order of their quarter hours."""
        found = self._unpacked.get(day)
        if found is None:
            packed = self._packed.get(day)
            parts = [*([] if packed is None else [unpack(packed)]), *self._loose.get(day, ())]
            found = self._unpacked[day] = np.sort(np.concatenate([np.empty(0, np.int32), *parts]), kind="stable")
            if len(self._unpacked) > MAX_UNPACKED:
                self._unpacked.popitem(last=False)
        self._unpacked.move_to_end(day)
        return found

    def _pack(self, days: Iterable[int]) -> None:
        for day in days:
            self._packed[day] = pack(self._codes(day))
            del self._loose[day]

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
