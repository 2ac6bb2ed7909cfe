"""What one window holds, ready to be asked by the metric table: every figure is a sum of a few columns."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np

from finops_agent.analytics.analytics import Analytics
from finops_agent.analytics.cube import EVERYTHING, SLOTS_A_DAY, Filter, Ints, bounds
from finops_agent.analytics.histogram import percentile
from finops_agent.analytics.sessions import SessionRow
from finops_agent.analytics.window import Window
from finops_agent.events import timestamp

_SLOTS_AN_HOUR: Final = 4


@dataclass(frozen=True)
class Slice:
    """The figures of a window in a view. Read while the lock of `analytics` is held."""

    analytics: Analytics
    window: Window
    view: Filter = EVERYTHING
    now_us: int = field(default_factory=timestamp.now_us)

    @cached_property
    def totals(self) -> Ints:
        """The sum of each column of the cube over the window."""
        return self.analytics.cube.totals(self.window)

    def sum(self, what: str, **parts: object) -> int:
        """The sum over the columns of `what` with these parts in their key."""
        return int(self.totals[self.analytics.cube.choose(what, self.view, **parts)].sum())

    def count(self, event_type: str, **parts: object) -> int:
        """Events of a type."""
        return self.sum("events", event_type=event_type, **parts)

    def sessions(self, name: str) -> int:
        """A figure of the sessions that began in the window; see `sessions.py` for the names."""
        return self.sum("sessions", name=name)

    def by(self, what: str, part: str, **parts: object) -> dict[str, int]:
        """Sums of `what` by a part of the key, largest first; zeros left out."""
        groups = self.analytics.cube.groups(what, part, self.view, **parts)
        sums = {name: int(self.totals[columns].sum()) for name, columns in groups.items()}
        return dict(sorted(((n, s) for n, s in sums.items() if s), key=lambda pair: (-pair[1], pair[0])))

    @cached_property
    def open_sessions(self) -> list[SessionRow]:
        """Sessions that began in the window and are not over."""
        return self.analytics.sessions.open_in(self.window, self.now_us)

    @property
    def closed_sessions(self) -> int:
        """Sessions that began in the window and are over."""
        return self.sessions("begun") - len(self.open_sessions)

    @property
    def closed_duration_ms(self) -> int:
        """Their durations together."""
        return self.sessions("duration_ms") - sum(row.duration_ms for row in self.open_sessions)

    @property
    def inferred_ends(self) -> int:
        """Closed sessions without a recorded end."""
        return self.sessions("unended") - len(self.open_sessions)

    @cached_property
    def settled(self) -> int:
        """Questions asked in the window that are answered, refused, failed, or too old to be answered.

        With an engine chosen: questions that it has answered, refused or failed at, since one that waits has none.
        """
        if self.view.engine is not None:
            return self.sum("settled")
        return self.count("user_query") - self.analytics.questions.waiting_in(self.window, self.view, self.now_us)

    def percentile_s(self, measure: str, share: float, least: int) -> tuple[float | None, int]:
        """A percentile of times in seconds, and how many times there are; None below `least`."""
        counts = self._histograms(measure)
        n = int(counts.sum())
        value = percentile(counts, share) if n >= least else None
        return (None if value is None else value / 1_000), n

    @cached_property
    def active_sessions(self) -> int:
        """Sessions whose time from first to last activity touches the window."""
        start = self.window.start_us
        cube = self.analytics.cube
        began = cube.totals(Window(None, self.window.end_us))[cube.choose("sessions", name="begun")]
        if start is None:
            return int(began.sum())
        return int(began.sum() - cube.totals(Window(None, self.window.start_us))[cube.choose("last")].sum())

    @cached_property
    def peak_sessions(self) -> int:
        """The most sessions that were active in one quarter of an hour."""
        slots = self._slots
        if len(slots) == 0:
            return 0
        cube = self.analytics.cube
        begun, last = cube.choose("sessions", name="begun"), cube.choose("last")
        return int((cube.before(slots + 1, begun) - cube.before(slots, last)).max())

    @cached_property
    def peak_queries(self) -> int:
        """The most questions within one hour by the clock of UTC."""
        slots = self._slots
        if len(slots) == 0:
            return 0
        edges = np.unique(np.concatenate([slots // _SLOTS_AN_HOUR, slots // _SLOTS_AN_HOUR + 1])) * _SLOTS_AN_HOUR
        start, end = bounds(self.window)
        edges = np.clip(edges, start, end)
        columns = self.analytics.cube.choose("events", self.view, event_type="user_query")
        return int(np.diff(self.analytics.cube.before(edges, columns)).max())

    def freshness_s(self) -> float | None:
        """Seconds since the newest event, whatever the window; None without events."""
        newest = self.analytics.newest_us
        return None if newest is None else max(0.0, (self.now_us - newest) / timestamp.US_PER_S)

    def _histograms(self, measure: str) -> Ints:
        cache = self.__dict__.setdefault("_by_measure", {})
        if measure not in cache:
            cache[measure] = self.analytics.times.histogram(measure, self.window, self.view)
        found: Ints = cache[measure]
        return found

    @property
    def _slots(self) -> Ints:
        return slots_in(self.analytics, self.window)


def slots_in(analytics: Analytics, window: Window) -> Ints:
    """The slots of the window that belong to days with events."""
    start, end = bounds(window)
    days, a_day = analytics.cube.days, SLOTS_A_DAY
    first = 0 if start is None else np.searchsorted(days, start // a_day)
    last = len(days) if end is None else np.searchsorted(days, -(-end // a_day))
    slots = (days[first:last, None] * a_day + np.arange(a_day)).ravel()
    inside = np.ones(len(slots), bool) if start is None else slots >= start
    return slots[inside if end is None else inside & (slots < end)]
