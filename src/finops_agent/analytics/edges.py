"""Windows to the microsecond: the quarter hours that their ends cut, told apart by the events themselves.

The cube counts by quarter hours. What lies in a cut one but outside of the window is folded from the events of the
sessions that were active there, and put beyond the window, so that all that reads the cube over the window (cards,
charts by day, percentiles, peaks) is exact and none of it knows. What this adds is the reading of two quarter hours,
however long the window is.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from finops_agent.analytics.batch import AHEAD_US, Ints
from finops_agent.analytics.cube import Cube, bounds
from finops_agent.analytics.figures import Figures
from finops_agent.analytics.folded import Folded
from finops_agent.analytics.origins import OTHER, Origins
from finops_agent.analytics.questions import Questions
from finops_agent.analytics.sessions import Sessions
from finops_agent.analytics.times import Times
from finops_agent.analytics.window import SLOT_US, Window
from finops_agent.events import RECORDER_SESSION
from finops_agent.stores import Store, StoredEvent
from finops_agent.stores.facts import fact_of, moment_us
from finops_agent.stores.pages import Numbering, Page, Pages

_TIME: Final = 1
"""The column of a page's cells that holds the time."""
_KEPT: Final = 16
"""Moments whose edges are held for the next time somebody asks."""


@dataclass(frozen=True, slots=True)
class Edge:
    """What happened in a quarter hour before a moment within it."""

    slot: int
    at_slot: Folded
    """The sessions that were active in the quarter hour, folded as they are."""
    at_moment: Folded
    """The same, all of it earlier by as much as puts the moment on a quarter hour."""

    def counts(self, cube: Cube, *, after: bool) -> Ints:
        """By columns of `cube`: what lies in the quarter hour before the moment, or `after` it."""
        return self._outside(lambda folded, window: _as_in(cube, folded.cube, window), after=after)

    def times(self, times: Times, *, after: bool) -> Ints:
        """By columns of `times`: how many times lie there."""
        return self._outside(lambda folded, window: folded.times.counts_in(times, window), after=after)

    def _outside(self, read: Callable[[Folded, Window], Ints], *, after: bool) -> Ints:
        begin, end = Window(None, self.slot * SLOT_US), Window(None, (self.slot + 1) * SLOT_US)
        up_to_moment = read(self.at_moment, begin)
        return read(self.at_slot, end) - up_to_moment if after else up_to_moment - read(self.at_slot, begin)


def _as_in(cube: Cube, other: Cube, window: Window) -> Ints:
    """The totals of another cube, by the columns of `cube`."""
    found = np.zeros(2 * max(table.width for table in cube.tables), np.int64)
    totals = other.totals(window)
    for key, column in other.keys.items():
        known = cube.keys.get(key, cube.keys.get(key._replace(name=OTHER)))
        if known is not None:
            found[known] += totals[column]
    return found


class Edges:
    """Reads edges from a store and holds the last ones. Used while the lock of the figures is held."""

    def __init__(self, store: Store, state: Callable[[], tuple[int, int]]) -> None:
        """`state` is the epoch and the watermark of what was folded: edges are of the same events."""
        self._store, self._state = store, state
        self._held: OrderedDict[int, Edge] = OrderedDict()
        self._held_at = (0, 0)

    def cut(self, figures: Figures, window: Window) -> Figures:
        """`figures`, exact for the window.

        Raises:
            StoreUnavailable: the store cannot be read now.
        """
        span = figures.cube.span()
        if span is None or span.end_us is None:
            return figures
        start, end = (self._edge(moment, span.end_us, figures.origins) for moment in (window.start_us, window.end_us))
        return _Cut(figures, window, start, end)

    def _edge(self, moment: int | None, last_us: int, origins: Origins) -> Edge | None:
        if moment is None or not moment % SLOT_US:
            return None
        if self._state() != self._held_at:
            self._held.clear()
            self._held_at = self._state()
        found = self._held.get(moment)
        if found is None:
            found = self._held[moment] = self._read(moment, last_us, origins)
            while len(self._held) > _KEPT:
                self._held.popitem(last=False)
        self._held.move_to_end(moment)
        return found

    def _read(self, moment: int, last_us: int, origins: Origins) -> Edge:
        """`last_us` is the end of what was folded: later events are those of a broken clock."""
        slot, past = divmod(moment, SLOT_US)
        at_slot, at_moment = Folded(origins=origins), Folded(origins=origins)
        for page, recorder in self._pages(slot * SLOT_US):
            at_slot.fold(page, last_us - AHEAD_US, recorder)
            cells = page.cells.copy()
            cells[:, _TIME] -= past
            at_moment.fold(replace(page, cells=cells), last_us - AHEAD_US, recorder)
        return Edge(slot, at_slot, at_moment)

    def _pages(self, start_us: int) -> Iterator[tuple[Page, int | None]]:
        """All events of the sessions that were active in the quarter hour, and the recorder's number among them."""
        upto = self._held_at[1]
        if isinstance(self._store, Pages):
            numbers = {
                number
                for page in self._store.pages_between(start_us, start_us + SLOT_US, upto=upto)
                for number in page.cells[:, 2].tolist()
            }
            recorder = self._store.session_number(RECORDER_SESSION)
            for page in self._store.pages_of_sessions(sorted(numbers), upto=upto):
                yield page, recorder
            return
        active = {stored.event.session_id for stored in self._store.scan(start_us, start_us + SLOT_US)}
        events = [event for session in sorted(active) for event in self._store.session(session)]
        numbering = Numbering()
        stored = [StoredEvent(seq, moment_us(event), event) for seq, event in enumerate(events, 1)]
        if stored:
            yield numbering.page(list(map(fact_of, stored))), numbering.session_number(RECORDER_SESSION)


class _Cut(Figures):
    """Figures that read as if what lies in the cut quarter hours outside of the window lay in the ones beyond."""

    def __init__(self, figures: Figures, window: Window, start: Edge | None, end: Edge | None) -> None:
        self.lock = figures.lock
        self._figures, self._window = figures, window
        corrections = []
        if start is not None:
            corrections.append((start.slot, start.counts(figures.cube, after=False)))
        if end is not None:
            corrections.append((end.slot + 1, -end.counts(figures.cube, after=True)))
        self._cube = _CutCube(figures.cube, corrections)
        outside = [(edge, after) for edge, after in ((start, False), (end, True)) if edge is not None]
        self._times = _CutTimes(figures.times, outside)

    def cut(self, window: Window) -> Figures:
        """Figures that are exact for another window."""
        return self if window == self._window else self._figures.cut(window)

    def __getattr__(self, name: str) -> object:
        """What else the figures have, such as their store."""
        return getattr(self._figures, name)

    @property
    def cube(self) -> Cube:
        """Counts and sums."""
        return self._cube

    @property
    def sessions(self) -> Sessions:
        """Visits, each with its own moments."""
        return self._figures.sessions

    @property
    def questions(self) -> Questions:
        """Questions that wait, each with its own moment."""
        return self._figures.questions

    @property
    def times(self) -> Times:
        """Response times."""
        return self._times

    @property
    def out_of_range(self) -> int:
        """Events left out since their clock was years off."""
        return self._figures.out_of_range


class _CutCube(Cube):
    """A cube with sums before some slots corrected; the columns are those of `cube`."""

    def __init__(self, cube: Cube, corrections: list[tuple[int, Ints]]) -> None:
        super().__init__()
        self.__dict__.update(cube.__dict__)
        self._corrections = corrections

    def totals(self, window: Window) -> Ints:
        """The sum of every column over the window."""
        found = super().totals(window).copy()
        start, end = bounds(window)
        for slot, more in self._corrections:
            found[: len(more)] += ((end == slot) - (start == slot)) * more
        return found

    def before(self, slots: Ints, columns: Ints) -> Ints:
        """Sums of `columns` together before each of `slots`."""
        found = super().before(slots, columns)
        for slot, more in self._corrections:
            found[slots == slot] += more[columns].sum()
        return found

    def along(self, rows: tuple[int, int], columns: Ints) -> Ints:
        """Counts of `columns` together before each of the rows, and one more for their end."""
        found = super().along(rows, columns)
        for slot, more in self._corrections:
            at = self.rows(Window(slot * SLOT_US, slot * SLOT_US))[0] - rows[0]
            if 0 <= at < len(found):
                found[at] += more[columns].sum()
        return found


class _CutTimes(Times):
    """Times without those of the cut quarter hours that lie outside of the window."""

    def __init__(self, times: Times, outside: list[tuple[Edge, bool]]) -> None:
        super().__init__()
        self.__dict__.update(times.__dict__)
        self._outside = [(edge.slot, edge.times(times, after=after)) for edge, after in outside]

    def counts(self, window: Window) -> Ints:
        """How many times of the window each column has."""
        counts = super().counts(window)
        start, end = bounds(window)
        for slot, outside in self._outside:
            if (start is None or start <= slot) and (end is None or slot < end):
                counts = counts - outside
        return counts
