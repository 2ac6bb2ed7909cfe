"""Facts of the SQLite store in columns: what a reader of ten million events asks for."""

import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Final

from finops_agent.events.items import decode
from finops_agent.stores import sqlite_rows
from finops_agent.stores.base import now_s
from finops_agent.stores.facts import ModelUse, Shape, StoredEvent
from finops_agent.stores.pages import Page, cells_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

PAGE: Final = 50_000
"""Events a page: enough for the work by column, few enough to hold some pages at once."""
_SESSIONS_AT_ONCE: Final = 500
_SHAPE: Final = 3
"""The column of shapes."""
_COLUMNS: Final = (
    "seq, timestamp_us, session, shape, ifnull(number, -1), ifnull(elapsed_ms, -1), ifnull(size, -1), ifnull(rows, -1)"
)
_NEWER: Final = f"SELECT {_COLUMNS} FROM event WHERE seq > ? AND ttl > ? ORDER BY seq LIMIT ?"  # noqa: S608 - constants
_BETWEEN: Final = (
    f"SELECT {_COLUMNS} FROM event INDEXED BY event_time "  # noqa: S608 - constants
    "WHERE timestamp_us >= ? AND timestamp_us < ? AND seq <= ? AND ttl > ?"
)
_OF_SESSIONS: Final = f"SELECT {_COLUMNS} FROM event WHERE session IN ({{}}) AND seq <= ? AND ttl > ?"  # noqa: S608 - constants

_NEWEST: Final = (
    "SELECT seq, timestamp_us FROM (SELECT seq, timestamp_us, shape FROM event "
    "WHERE timestamp_us >= ? AND timestamp_us < ? AND ttl > ? ORDER BY timestamp_us DESC, seq DESC LIMIT ?) "
    "WHERE shape IN ({}) LIMIT ?"
)
"""Without a join SQLite stops at the last event asked for; with one it would read all the depth first."""
_NAMES: Final = "SELECT seq, name FROM event WHERE seq >= ? AND seq <= ? AND name IS NOT NULL"
_MODEL_OF: Final = "SELECT * FROM model_use WHERE seq IN ({})"
_NAMES_OF: Final = "SELECT seq, name FROM event WHERE seq IN ({}) AND name IS NOT NULL"


class SqlitePages(ABC):
    """The part of the SQLite store that `Pages` asks for."""

    @abstractmethod
    def reading(self) -> AbstractContextManager[sqlite3.Connection]:
        """A connection to read with; faults of the file become sentences."""

    def pages(self, *, after: int = 0) -> Iterator[Page]:
        """Pages of the events with seq > after, each read when it is asked for."""
        shapes: dict[int, Shape] = {}
        while True:
            with self.reading() as db:
                cells = cells_of(db.execute(_NEWER, (after, now_s(), PAGE)))
                if len(cells):
                    first, after = int(cells[0, 0]), int(cells[-1, 0])
                    names = dict(db.execute(_NAMES, (first, after)))
                    model = sqlite_rows.model_uses(db, first, after)
                    shapes = _known(db, cells, shapes)
            if len(cells):
                yield Page(cells, names, shapes, list(model.items()))
            if len(cells) < PAGE:
                return

    def pages_between(self, start_us: int, end_us: int, *, upto: int) -> Iterator[Page]:
        """One page of the events of a span of time with seq <= upto."""
        with self.reading() as db:
            page = _page(db, cells_of(db.execute(_BETWEEN, (start_us, end_us, upto, now_s()))))
        if len(page):
            yield page

    def pages_of_sessions(self, numbers: Sequence[int], *, upto: int) -> Iterator[Page]:
        """Pages of all events of some sessions with seq <= upto; no session is cut."""
        for low in range(0, len(numbers), _SESSIONS_AT_ONCE):
            part = numbers[low : low + _SESSIONS_AT_ONCE]
            with self.reading() as db:
                found = db.execute(_OF_SESSIONS.format(sqlite_rows.marks(part)), (*part, upto, now_s()))
                page = _page(db, cells_of(found))
            if len(page):
                yield page

    def newest(
        self, start_us: int, end_us: int, *, wanted: Callable[[Shape], bool], count: int, depth: int
    ) -> list[StoredEvent]:
        """The newest events of a span with a wanted shape, newest first; only those are decoded."""
        with self.reading() as db:
            shapes = [number for number, shape in sqlite_rows.all_shapes(db).items() if wanted(shape)]
            asked = (start_us, end_us, now_s(), depth, *shapes, count)
            found = db.execute(_NEWEST.format(sqlite_rows.marks(shapes)), asked).fetchall()
            items = sqlite_rows.bodies(db, [seq for seq, _ in found])
            return [StoredEvent(seq, moment_us, decode(items[seq])) for seq, moment_us in found if seq in items]

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


def _known(db: sqlite3.Connection, cells: "NDArray[Any]", shapes: dict[int, Shape]) -> dict[int, Shape]:
    return shapes if set(cells[:, _SHAPE].tolist()) <= shapes.keys() else sqlite_rows.all_shapes(db)


def _page(db: sqlite3.Connection, found: "NDArray[Any]") -> Page:
    """A page of rows from here and there, in order, with their names."""
    cells = found[found[:, 0].argsort()]
    names: dict[int, str] = {}
    model: list[tuple[int, ModelUse]] = []
    for part in sqlite_rows.parts(cells[:, 0].tolist()):
        names.update(db.execute(_NAMES_OF.format(sqlite_rows.marks(part)), part))
        rows_of = db.execute(_MODEL_OF.format(sqlite_rows.marks(part)), part)
        model += [(seq, ModelUse(*use)) for seq, *use in rows_of]
    return Page(cells, names, _known(db, cells, {}), model)
