"""What one window holds, ready to be asked by the metric table: every figure is a sum of a few columns."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np

from finops_agent.analytics.cube import EVERYTHING, Filter, Ints
from finops_agent.analytics.figures import Figures
from finops_agent.analytics.histogram import Histogram
from finops_agent.analytics.sessions import SessionRow
from finops_agent.analytics.window import Window
from finops_agent.events import timestamp

_SLOTS_AN_HOUR: Final = 4


@dataclass(frozen=True)
class Slice:
    """The figures of a window in a view. Read while the lock of `analytics` is held."""

    analytics: Figures
    window: Window
    view: Filter = EVERYTHING
    now_us: int = field(default_factory=timestamp.now_us)

    @cached_property
    def totals(self) -> list[int]:
        """The sum of each column of the cube over the window."""
        totals: list[int] = self.analytics.cube.totals(self.window).tolist()
        return totals

    def sum(self, what: str, **parts: object) -> int:
        """The sum over the columns of `what` with these parts in their key."""
        return self._sum_of(self.analytics.cube.choose(what, self.view, **parts))

    def count(self, event_type: str, **parts: object) -> int:
        """Events of a type."""
        return self.sum("events", event_type=event_type, **parts)

    def sessions(self, name: str) -> int:
        """A figure of the sessions that began in the window; see `sessions.py` for the names."""
        return self.sum("sessions", name=name)

    def by(self, what: str, part: str, **parts: object) -> dict[str, int]:
        """Sums of `what` by a part of the key, largest first; zeros left out."""
        groups = self.analytics.cube.groups(what, part, self.view, **parts)
        sums = {name: self._sum_of(columns) for name, columns in groups.items()}
        return dict(sorted(((n, s) for n, s in sums.items() if s), key=lambda pair: (-pair[1], pair[0])))

    @cached_property
    def open_sessions(self) -> list[SessionRow]:
        """Sessions that began in the window and are not over."""
        return self.analytics.sessions.open_in(self.window, self.now_us, self.view)

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
        times = self._histogram(measure)
        value = times.percentile(share) if times.n >= least else None
        return (None if value is None else value / 1_000), times.n

    @cached_property
    def active_sessions(self) -> int:
        """Sessions whose time from first to last activity touches the window."""
        before = self._begun[0] - self._over[0]
        return int(before) + self.sessions("begun")

    @cached_property
    def peak_sessions(self) -> int:
        """The most sessions that were active in one quarter of an hour."""
        return int((self._begun[1:] - self._over[:-1]).max(initial=0))

    @cached_property
    def peak_queries(self) -> int:
        """The most questions within one hour by the clock of UTC."""
        cube = self.analytics.cube
        asked = cube.along(self._rows, cube.choose("events", self.view, event_type="user_query"))
        by_hour = asked[-self._rows[0] % _SLOTS_AN_HOUR :: _SLOTS_AN_HOUR]
        return int(np.diff(np.concatenate([asked[:1], by_hour, asked[-1:]])).max())

    def freshness_s(self) -> float | None:
        """Seconds since the newest event, whatever the window; None without events."""
        newest = self.analytics.newest_us
        return None if newest is None else max(0.0, (self.now_us - newest) / timestamp.US_PER_S)

    @cached_property
    def _rows(self) -> tuple[int, int]:
        return self.analytics.cube.rows(self.window)

    @cached_property
    def _begun(self) -> Ints:
        """Sessions that began before each quarter hour, and before the end."""
        return self.analytics.cube.along(self._rows, self.analytics.cube.choose("sessions", self.view, name="begun"))

    @cached_property
    def _over(self) -> Ints:
        """Sessions whose last activity was before each quarter hour, and before the end."""
        return self.analytics.cube.along(self._rows, self.analytics.cube.choose("last", self.view))

    @cached_property
    def _times(self) -> Ints:
        return self.analytics.times.counts(self.window)

    def _histogram(self, measure: str) -> Histogram:
        cache: dict[str, Histogram] = self.__dict__.setdefault("_by_measure", {})
        if measure not in cache:
            cache[measure] = self.analytics.times.histogram_of(self._times, measure, self.view)
        return cache[measure]

    def _sum_of(self, columns: Ints) -> int:
        return sum(map(self.totals.__getitem__, columns.tolist()))
