"""Visits as their events tell them: where each began, when it was last active, how it ended, how far it came.

What a visit adds to the cube stands at the quarter hour of its first event (and once, as `last`, at that of its
last activity), so that any window of visits is a subtraction like any other. Only visits of the last day are held
one by one; an event that comes later for an older one has it read from the store again.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from finops_agent.analytics.batch import Batch, Bools
from finops_agent.analytics.cube import Changes, Cube, Key
from finops_agent.analytics.window import SLOT_US, Window
from finops_agent.events import timestamp

IDLE_US: Final = 30 * 60 * timestamp.US_PER_S
"""A session without `session_end` is over once its last event is this old."""
HELD_US: Final = timestamp.US_PER_DAY
"""How long after its last activity a session is held one by one."""
WATCHED_US: Final = 2 * IDLE_US
"""Sessions without an end are looked at one by one for this long: whether they are over depends on the time."""
DEPTHS: Final = ("0", "1", "2", "3 to 5", "6 to 10", "more than 10")
_DEPTH_EDGES: Final = np.array((0, 1, 2, 3, 6, 11))
DURATIONS: Final = ("< 10 s", "10 s to 1 min", "1 to 5 min", "5 to 15 min", "15 to 60 min", "≥ 1 h")
_DURATION_EDGES_MS: Final = np.array((0, 10_000, 60_000, 300_000, 900_000, 3_600_000))
FUNNEL: Final = ("begun", "uploaded", "asked", "answered", "charted", "liked")
"""Each step counts the sessions that did it and all steps before, in any order."""
ENDS: Final = ("user", "disconnect", "timeout", "shutdown", "unknown")


@dataclass(slots=True)
class SessionRow:
    """A visit as its events tell it; moments in UTC microseconds, -1 where there is none."""

    first_us: int
    active_us: int = -1
    """Its last activity, the recorded end not counted."""
    ended_us: int = -1
    end_reason: str | None = None
    events: int = 0
    queries: int = 0
    uploads: int = 0
    answers: int = 0
    charts: int = 0
    likes: int = 0
    failures: int = 0

    @property
    def last_us(self) -> int:
        """The last activity."""
        return self.first_us if self.active_us < 0 else self.active_us

    @property
    def is_ended(self) -> bool:
        """Whether its end was recorded and nothing came after it."""
        return self.ended_us >= 0 and self.ended_us >= self.last_us

    @property
    def duration_ms(self) -> int:
        """First to last activity."""
        return (self.last_us - self.first_us) // timestamp.US_PER_MS

    def is_closed(self, now_us: int) -> bool:
        """Whether it ended, explicitly or by half an hour without an event."""
        return self.is_ended or now_us - self.last_us >= IDLE_US


Reread = Callable[[Sequence[int], int], Iterable[Batch]]
"""All events of the sessions with these numbers up to a seq, from the store."""


class Sessions:
    """Folds events in any order into the rows of recent visits, and all visits into the cube."""

    def __init__(self, cube: Cube, reread: Reread | None = None) -> None:
        """`reread` brings back visits that are no longer held; without it all are held."""
        self.rows: dict[int, SessionRow] = {}
        """The visits held, by number of the session."""
        self.highest = -1
        """The largest number of a session seen; numbers grow in order of first writing."""
        self.newest_us = 0
        """The newest event seen."""
        self._cube = cube
        self._reread = reread
        self._watched: set[int] = set()
        self._columns: dict[str, int] = {}
        self._last = cube.column(Key("last"))

    def fold(self, batch: Batch, changes: Changes) -> None:
        """Add events, each once; `changes` gets what that means for the cube."""
        if not len(batch):
            return
        highest = self.highest
        added = dict(_added(batch))
        gone = [number for number in added if number <= highest and number not in self.rows]
        if gone and self._reread is not None:
            self._bring_back(gone, int(batch.seq[0]) - 1)
        for number, more in added.items():
            row = self.rows.get(number)
            if row is None:
                row = self.rows[number] = SessionRow(more.first_us)
            else:
                self._contribute(row, changes, -1)
            _merge(row, more)
            self._contribute(row, changes, 1)
            self._watched.add(number)
        self.highest = max(highest, *added)
        self.newest_us = max(self.newest_us, int(batch.timestamp_us.max()))
        self._let_go()

    def open_in(self, window: Window, now_us: int) -> list[SessionRow]:
        """Sessions that began in the window and are not over yet."""
        watched = (self.rows[number] for number in self._watched)
        return [row for row in watched if not row.is_closed(now_us) and _within(row.first_us, window)]

    def forget(self, numbers: Iterable[int]) -> None:
        """Drop rows, as for sessions that were erased."""
        for number in numbers:
            self.rows.pop(number, None)
            self._watched.discard(number)

    def restore(self, rows: dict[int, SessionRow], highest: int, newest_us: int) -> None:
        """Take over what was kept in a file."""
        self.rows, self.highest, self.newest_us = rows, highest, newest_us
        self._watched = set(rows)
        self._let_go()

    def _bring_back(self, numbers: Sequence[int], upto: int) -> None:
        assert self._reread is not None  # noqa: S101 - for the type checker; asked for by the only caller
        for batch in self._reread(numbers, upto):
            for number, more in _added(batch):
                row = self.rows.setdefault(number, SessionRow(more.first_us))
                _merge(row, more)

    def _let_go(self) -> None:
        if self._reread is not None:
            for number in [n for n, row in self.rows.items() if row.last_us < self.newest_us - HELD_US]:
                self.forget([number])
        self._watched = {
            number
            for number in self._watched
            if not self.rows[number].is_ended and self.rows[number].last_us >= self.newest_us - WATCHED_US
        }

    def _contribute(self, row: SessionRow, changes: Changes, sign: int) -> None:
        slot = row.first_us // SLOT_US
        for name, value in _figures(row):
            column = self._columns.get(name)
            if column is None:
                column = self._columns[name] = self._cube.column(Key("sessions", name=name))
            changes.add_one(slot, column, sign * value)
        changes.add_one(row.last_us // SLOT_US, self._last, sign)


def _figures(row: SessionRow) -> Iterator[tuple[str, int]]:
    """What a visit counts as, by name; zeros left out."""
    duration = row.duration_ms
    yield "begun", 1
    if duration:
        yield "duration_ms", duration
    yield DURATIONS[int(np.searchsorted(_DURATION_EDGES_MS, duration, side="right")) - 1], 1
    yield "depth " + DEPTHS[int(np.searchsorted(_DEPTH_EDGES, row.queries, side="right")) - 1], 1
    yield (f"ended {row.end_reason or 'unknown'}" if row.is_ended else "unended"), 1
    if row.queries:
        yield "queries", row.queries
        yield "questioning", 1
    if row.uploads:
        yield "uploads", row.uploads
    if row.failures:
        yield "failing", 1
    if row.events <= 1:
        yield "bounced", 1
    for name, did in zip(FUNNEL[1:], (row.uploads, row.queries, row.answers, row.charts, row.likes), strict=True):
        if not did:
            break
        yield name, 1


def _merge(row: SessionRow, more: SessionRow) -> None:
    row.first_us = min(row.first_us, more.first_us)
    row.active_us = max(row.active_us, more.active_us)
    if more.ended_us >= 0 and more.ended_us >= row.ended_us:
        row.ended_us, row.end_reason = more.ended_us, more.end_reason
    row.events += more.events
    row.queries += more.queries
    row.uploads += more.uploads
    row.answers += more.answers
    row.charts += more.charts
    row.likes += more.likes
    row.failures += more.failures


def _added(batch: Batch) -> Iterator[tuple[int, SessionRow]]:
    """Each session of the batch, with what its events there say."""
    order = np.argsort(batch.session, kind="stable")
    session, moment = batch.session[order], batch.timestamp_us[order]
    starts = np.flatnonzero(np.diff(session, prepend=session[0] - 1))
    is_end = batch.of("session_end")[order]

    def count(chosen: Bools) -> list[int]:
        found: list[int] = np.add.reduceat(chosen.astype(np.int64), starts).tolist()
        return found

    is_answer = batch.of("agent_response") & batch.having("status", "ok")
    is_like = batch.of("custom_event") & batch.having("flag", value=True)
    ends = _ends(batch)
    columns = (
        session[starts].tolist(),
        np.minimum.reduceat(moment, starts).tolist(),
        np.maximum.reduceat(np.where(is_end, -1, moment), starts).tolist(),
        count(~is_end),
        count(batch.of("user_query")[order]),
        count(batch.of("file_upload")[order]),
        count(is_answer[order]),
        count((is_answer & batch.having("flag", value=True))[order]),
        count(is_like[order]),
        count(batch.having("status", "error")[order]),
    )
    for number, first, active, events, queries, uploads, answers, charts, likes, failures in zip(*columns, strict=True):
        ended, reason = ends.get(number, (-1, None))
        yield (
            number,
            SessionRow(first, active, ended, reason, events, queries, uploads, answers, charts, likes, failures),
        )


def _ends(batch: Batch) -> dict[int, tuple[int, str | None]]:
    """The latest recorded end of each session."""
    ends: dict[int, tuple[int, str | None]] = {}
    for place in np.flatnonzero(batch.of("session_end")).tolist():
        number, moment = int(batch.session[place]), int(batch.timestamp_us[place])
        if number not in ends or moment >= ends[number][0]:
            ends[number] = moment, batch.name[place]
    return ends


def _within(moment_us: int, window: Window) -> bool:
    return (window.start_us is None or moment_us >= window.start_us) and (
        window.end_us is None or moment_us < window.end_us
    )
