"""Facts of the SQLite store in columns: what a reader of ten million events asks for."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Final

from finops_agent.stores import sqlite_rows
from finops_agent.stores.base import now_s
from finops_agent.stores.facts import Shape
from finops_agent.stores.pages import Page

PAGE: Final = 20_000
"""Events a page: enough for the work by column, few enough to hold some pages at once."""
_SESSIONS_AT_ONCE: Final = 500
_COLUMNS: Final = (
    "seq, timestamp_us, session, shape, ifnull(number, -1), name, ifnull(elapsed_ms, -1), ifnull(size, -1), "
    "ifnull(rows, -1)"
)
_NEWER: Final = f"SELECT {_COLUMNS} FROM event WHERE seq > ? AND ttl > ? ORDER BY seq LIMIT ?"  # noqa: S608 - constants
_BETWEEN: Final = (
    f"SELECT {_COLUMNS} FROM event INDEXED BY event_time "  # noqa: S608 - constants
    "WHERE timestamp_us >= ? AND timestamp_us < ? AND seq <= ? AND ttl > ?"
)
_OF_SESSIONS: Final = f"SELECT {_COLUMNS} FROM event WHERE session IN ({{}}) AND seq <= ? AND ttl > ?"  # noqa: S608 - constants

Row = tuple[int, int, int, int, int, str | None, int, int, int]


class SqlitePages:
    """The part of the SQLite store that `Pages` asks for."""

    def reading(self) -> AbstractContextManager[sqlite3.Connection]:
        """A connection to read with; faults of the file become sentences."""
        raise NotImplementedError

    def pages(self, *, after: int = 0) -> Iterator[Page]:
        """Pages of the events with seq > after, each read when it is asked for."""
        shapes: dict[int, Shape] = {}
        while True:
            with self.reading() as db:
                rows = db.execute(_NEWER, (after, now_s(), PAGE)).fetchall()
                shapes = _known(db, rows, shapes)
            if rows:
                yield _page(rows, shapes)
                after = rows[-1][0]
            if len(rows) < PAGE:
                return

    def pages_between(self, start_us: int, end_us: int, *, upto: int) -> Iterator[Page]:
        """One page of the events of a span of time with seq <= upto."""
        with self.reading() as db:
            rows = db.execute(_BETWEEN, (start_us, end_us, upto, now_s())).fetchall()
            shapes = _known(db, rows, {})
        if rows:
            yield _page(sorted(rows), shapes)

    def pages_of_sessions(self, numbers: Sequence[int], *, upto: int) -> Iterator[Page]:
        """Pages of all events of some sessions with seq <= upto; no session is cut."""
        for low in range(0, len(numbers), _SESSIONS_AT_ONCE):
            part = numbers[low : low + _SESSIONS_AT_ONCE]
            with self.reading() as db:
                rows = db.execute(_OF_SESSIONS.format(sqlite_rows.marks(part)), (*part, upto, now_s())).fetchall()
                shapes = _known(db, rows, {})
            if rows:
                yield _page(sorted(rows), shapes)

    def session_number(self, session_id: str) -> int | None:
        """The number of a session; None for an unknown one."""
        with self.reading() as db:
            row = db.execute("SELECT id FROM session WHERE text = ?", (session_id,)).fetchone()
        return None if row is None else int(row[0])

    def deletions(self, after: int) -> list[tuple[int, int]] | None:
        """The spans of time in which events were deleted since epoch `after`; None where that is not known."""
        with self.reading() as db:
            epoch = int(db.execute("SELECT epoch FROM state").fetchone()[0])
            rows = db.execute("SELECT first_us, last_us FROM deletion WHERE epoch > ?", (after,)).fetchall()
        return rows if len(rows) == epoch - after else None


def _known(db: sqlite3.Connection, rows: Sequence[Row], shapes: dict[int, Shape]) -> dict[int, Shape]:
    return sqlite_rows.all_shapes(db) if any(row[3] not in shapes for row in rows) else shapes


def _page(rows: Sequence[Row], shapes: dict[int, Shape]) -> Page:
    seq, moment, session, shape, number, name, elapsed, size, count = zip(*rows, strict=True)
    return Page(seq, moment, session, shape, number, name, elapsed, size, count, shapes)
