"""Visits as their events tell them: where each began, when it was last active, how it ended, how far it came.

What a visit adds to the cube stands at the quarter hour of its first event (and once, as `last`, at that of its
last activity), so that any window of visits is a subtraction like any other. Only visits of the last hours are held
one by one; an event that comes later for an older one has it read from the store again.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np

from finops_agent.analytics.batch import Batch, Bools, Ints
from finops_agent.analytics.codes import distinct
from finops_agent.analytics.cube import EVERYTHING, Changes, Cube, Filter, Key
from finops_agent.analytics.origins import Origins
from finops_agent.analytics.window import SLOT_US, Window
from finops_agent.events import timestamp

IDLE_US: Final = 30 * 60 * timestamp.US_PER_S
"""A session without `session_end` is over once its last event is this old."""
HELD_US: Final = 2 * 60 * 60 * timestamp.US_PER_S
"""How long after its last activity a session is held one by one."""
WATCHED_US: Final = 2 * IDLE_US
"""Sessions without an end are looked at one by one for this long: whether they are over depends on the time."""
DEPTHS: Final = ("0", "1", "2", "3 to 5", "6 to 10", "more than 10")
_DEPTH_EDGES: Final = np.array((0, 1, 2, 3, 6, 11))
DURATIONS: Final = ("< 10 s", "10 s to 1 min", "1 to 5 min", "5 to 15 min", "15 to 60 min", "≥ 1 h")
_DURATION_EDGES_MS: Final = np.array((0, 10_000, 60_000, 300_000, 900_000, 3_600_000))
FUNNEL: Final = ("begun", "uploaded", "asked", "answered", "charted", "liked")
"""Each step counts the sessions that did it and all steps before, in any order."""
ENDS: Final = ("unknown", "user", "disconnect", "timeout", "shutdown")
_EVER_US: Final = 1 << 62
_END_CODE: Final = {name: place for place, name in enumerate(ENDS)}


class SessionRow(NamedTuple):
    """A visit as its events tell it; moments in UTC microseconds, -1 where there is none."""

    first_us: int
    active_us: int = -1
    """Its last activity, the recorded end not counted."""
    ended_us: int = -1
    end: int = 0
    """How it ended, as a place in `ENDS`."""
    origin: int = 0
    """Where it comes from, as a number of `Origins`. All that follows adds up."""
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


Reread = Callable[[Sequence[int], int], Iterable[Batch]]
"""All events of the sessions with these numbers up to a seq, from the store."""


class Sessions:
    """Folds events in any order into the rows of recent visits, and all visits into the cube."""

    def __init__(self, cube: Cube, origins: Origins, reread: Reread | None = None) -> None:
        """`reread` brings back visits that are no longer held; without it all are held."""
        self.rows: dict[int, SessionRow] = {}
        """The visits held, by number of the session."""
        self.highest = -1
        """The largest number of a session seen; numbers grow in order of first writing."""
        self.newest_us = 0
        """The newest event seen."""
        self._cube, self._origins = cube, origins
        self._reread = reread
        self._watched: set[int] = set()
        self._open: tuple[list[SessionRow], Ints] | None = None
        """The watched visits, with first and last activity; None after every change."""
        self._let_go_us = 0

    def fold(self, batch: Batch, changes: Changes) -> None:
        """Add events, each once; `changes` gets what that means for the cube."""
        if not len(batch):
            return
        self._open = None
        added = _added(batch, self._origins)
        gone = [number for number in added if number <= self.highest and number not in self.rows]
        if gone and self._reread is not None:
            self._bring_back(gone, int(batch.seq[0]) - 1)
        before = [row for number in added if (row := self.rows.get(number)) is not None]
        for number, more in added.items():
            row = self.rows.get(number)
            self.rows[number] = more if row is None else self._merged(row, more)
        after = [self.rows[number] for number in added]
        self.contribute([*before, *after], changes, np.repeat((-1, 1), (len(before), len(after))))
        self._watch(added)
        self.highest = max(self.highest, *added)
        self.newest_us = max(self.newest_us, int(batch.timestamp_us.max()))
        if self.newest_us >= self._let_go_us + IDLE_US:
            self._let_go()

    def contribute(self, rows: Sequence[SessionRow] | Ints, changes: Changes, signs: Ints | None = None) -> None:
        """What visits add to the cube, or with the sign -1 take from it; they need not be held here."""
        if not len(rows):
            return
        sign = np.ones(len(rows), np.int64) if signs is None else signs
        columns = dict(zip(SessionRow._fields, np.array(rows, np.int64).T, strict=True))
        slot, origin = columns["first_us"] // SLOT_US, columns["origin"]
        for name, values in _figures(columns):
            places = np.flatnonzero(values)
            if len(places):
                keys = self._columns("sessions", name, origin[places])
                changes.add(slot[places], keys, sign[places] * values[places])
        changes.add(_last(columns) // SLOT_US, self._columns("last", None, origin), sign)

    def open_in(self, window: Window, now_us: int, view: Filter = EVERYTHING) -> list[SessionRow]:
        """Sessions that began in the window and are not over yet."""
        start = -1 if window.start_us is None else window.start_us
        end = _EVER_US if window.end_us is None else window.end_us
        if self._open is None:
            rows = [self.rows[number] for number in self._watched]
            self._open = rows, np.array([(row.first_us, row.last_us) for row in rows], np.int64).reshape(-1, 2)
        rows, moments = self._open
        first, last = moments.T
        is_open = (start <= first) & (first < end) & (now_us - last < IDLE_US)
        found = [rows[place] for place in np.flatnonzero(is_open).tolist()]
        return [row for row in found if view.lets_origin(self._origins.known[row.origin])]

    def forget(self, numbers: Iterable[int]) -> None:
        """Drop rows, as for sessions that were erased."""
        self._open = None
        for number in numbers:
            self.rows.pop(number, None)
            self._watched.discard(number)

    def take_over(self, numbers: Sequence[int], other: "Sessions") -> None:
        """Replace the rows of sessions by what others folded of them, which has been added to the cube."""
        self.forget(numbers)
        self.rows.update(other.rows)
        self._watch(other.rows)
        self._let_go()

    def restore(self, rows: dict[int, SessionRow], highest: int, newest_us: int) -> None:
        """Take over what was kept in a file."""
        self.rows, self.highest, self.newest_us = rows, highest, newest_us
        self._open = None
        self._watched.clear()
        self._watch(rows)
        self._let_go()

    def _columns(self, what: str, name: str | None, origins: Ints) -> Ints:
        """The column of each visit for a figure, by where it comes from."""
        if origins.min() == origins.max():
            key = Key(what, None, None, None, None, None, name, *self._origins.known[int(origins[0])])
            return np.full(len(origins), self._cube.column(key))
        found, place = distinct(origins, len(self._origins.known))
        known = [self._origins.known[number] for number in found.tolist()]
        columns = [self._cube.column(Key(what, None, None, None, None, None, name, *origin)) for origin in known]
        return np.array(columns, np.int64)[place]

    def _bring_back(self, numbers: Sequence[int], upto: int) -> None:
        assert self._reread is not None  # noqa: S101 - for the type checker; asked for by the only caller
        for batch in self._reread(numbers, upto):
            for number, more in _added(batch, self._origins).items():
                row = self.rows.get(number)
                self.rows[number] = more if row is None else self._merged(row, more)

    def _merged(self, row: SessionRow, more: SessionRow) -> SessionRow:
        ended, end = (more.ended_us, more.end) if 0 <= more.ended_us >= row.ended_us else (row.ended_us, row.end)
        moments = min(row.first_us, more.first_us), max(row.active_us, more.active_us), ended, end
        origin = self._origins.of_visit((row.origin, more.origin))
        counts = (mine + its for mine, its in zip(row[5:], more[5:], strict=True))
        return SessionRow(*moments, origin, *counts)

    def _watch(self, numbers: Iterable[int]) -> None:
        """Look at those of the visits that may still be open, and no longer at those that ended."""
        for number in numbers:
            if self.rows[number].is_ended:
                self._watched.discard(number)
            else:
                self._watched.add(number)

    def _let_go(self) -> None:
        self._let_go_us = self.newest_us
        if self._reread is not None:
            for number in [n for n, row in self.rows.items() if row.last_us < self.newest_us - HELD_US]:
                self.forget([number])
        self._watched = {
            number
            for number in self._watched
            if not self.rows[number].is_ended and self.rows[number].last_us >= self.newest_us - WATCHED_US
        }


def _last(columns: dict[str, Ints]) -> Ints:
    return np.where(columns["active_us"] < 0, columns["first_us"], columns["active_us"])


def _figures(columns: dict[str, Ints]) -> Iterator[tuple[str, Ints | Bools]]:
    """What visits count as, by name: a value for each visit."""
    last = _last(columns)
    duration = (last - columns["first_us"]) // timestamp.US_PER_MS
    is_ended = (columns["ended_us"] >= 0) & (columns["ended_us"] >= last)
    queries, uploads = columns["queries"], columns["uploads"]
    yield "begun", np.ones(len(last), np.int64)
    yield "duration_ms", duration
    yield "queries", queries
    yield "uploads", uploads
    yield "questioning", queries > 0
    yield "failing", columns["failures"] > 0
    yield "bounced", columns["events"] <= 1
    yield "unended", ~is_ended
    for place, name in enumerate(ENDS):
        yield f"ended {name}", is_ended & (columns["end"] == place)
    ranges = np.searchsorted(_DURATION_EDGES_MS, duration, side="right") - 1
    for place, name in enumerate(DURATIONS):
        yield f"lasted {name}", ranges == place
    ranges = np.searchsorted(_DEPTH_EDGES, queries, side="right") - 1
    for place, name in enumerate(DEPTHS):
        yield f"asked {name}", ranges == place
    came_here: Bools = np.ones(len(last), bool)
    for name, did in zip(FUNNEL[1:], ("uploads", "queries", "answers", "charts", "likes"), strict=True):
        came_here = came_here & (columns[did] > 0)
        yield name, came_here


def _added(batch: Batch, origins: Origins) -> dict[int, SessionRow]:
    """Each session of the batch, with what its events there say."""
    order = np.argsort(batch.session, kind="stable")
    session, moment = batch.session[order], batch.timestamp_us[order]
    starts = np.flatnonzero(np.diff(session, prepend=session[0] - 1))
    is_end = batch.of("session_end")
    is_answer = batch.of("agent_response") & batch.having("status", "ok")
    is_good = batch.having("flag", value=True)

    def count(chosen: Bools) -> list[int]:
        found: list[int] = np.add.reduceat(chosen[order].astype(np.int64), starts).tolist()
        return found

    numbers = session[starts].tolist()
    ends = _ends(batch)
    no_end = (-1, 0)
    columns = (
        np.minimum.reduceat(moment, starts).tolist(),
        np.maximum.reduceat(np.where(is_end[order], -1, moment), starts).tolist(),
        [ends.get(number, no_end)[0] for number in numbers],
        [ends.get(number, no_end)[1] for number in numbers],
        _origins(batch, order, starts, origins),
        count(~is_end),
        count(batch.of("user_query")),
        count(batch.of("file_upload")),
        count(is_answer),
        count(is_answer & is_good),
        count(batch.of("custom_event") & is_good),
        count(batch.having("status", "error")),
    )
    return dict(zip(numbers, map(SessionRow._make, zip(*columns, strict=True)), strict=True))


def _origins(batch: Batch, order: Ints, starts: Ints, origins: Origins) -> list[int]:
    """Where each session comes from, as its events in the batch tell."""
    of_forms = np.array([origins.number(form.origin) for form in batch.forms], np.int64)
    numbers = of_forms[batch.form[order]]
    least, most = np.minimum.reduceat(numbers, starts), np.maximum.reduceat(numbers, starts)
    found: list[int] = least.tolist()
    ends = [*starts[1:].tolist(), len(numbers)]
    for place in np.flatnonzero(least != most).tolist():
        found[place] = origins.of_visit(set(numbers[starts[place] : ends[place]].tolist()))
    return found


def _ends(batch: Batch) -> dict[int, tuple[int, int]]:
    """The latest recorded end of each session, and how."""
    ends: dict[int, tuple[int, int]] = {}
    places = np.flatnonzero(batch.of("session_end"))
    columns = (part[places].tolist() for part in (batch.session, batch.timestamp_us, batch.seq))
    for number, moment, seq in zip(*columns, strict=True):
        if number not in ends or moment >= ends[number][0]:
            ends[number] = moment, _END_CODE.get(batch.names.get(seq, ""), 0)
    return ends
