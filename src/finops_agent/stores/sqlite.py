"""The default store: one SQLite file in WAL mode, shared by any number of processes.

Everything is read in pieces, each a statement of its own: no reader holds the write-ahead log for longer than that,
however slowly its caller goes on, and one that is given up half-way leaves nothing open.
"""

import sqlite3
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from finops_agent.errors import InvalidEvent, StoreUnavailable
from finops_agent.events import Event, timestamp
from finops_agent.events.items import decode
from finops_agent.stores import sqlite_damage, sqlite_removal, sqlite_rows, sqlite_tombstones
from finops_agent.stores.base import now_s
from finops_agent.stores.facts import Fact, Shape, StoredEvent, fact_from
from finops_agent.stores.sqlite_connections import Connections
from finops_agent.stores.sqlite_damage import is_damage
from finops_agent.stores.sqlite_identity import holds
from finops_agent.stores.sqlite_pages import SqlitePages
from finops_agent.stores.sqlite_reports import DAMAGED_KEPT_DAYS, Erasure, Mended

CLEAR_LOG_S = 5.0
"""How long an erasure tries again while readers need the write-ahead log; each try waits for them as well."""
FACTS_CHUNK = 1_000
_TELLING_ID = 16
"""Characters from which an id stands nowhere by chance."""
_FIRST_CHUNK, _SCAN_CHUNK = 50, 500
"""Whoever wants the newest few reads few; whoever goes on gets more at a time."""
_ALWAYS = 2**62

_FACTS = (
    "SELECT seq, timestamp_us, ttl, session.text, shape, number, name, elapsed_ms, size, rows FROM event "
    "JOIN session ON session.id = event.session WHERE seq > ? AND ttl > ? ORDER BY seq LIMIT ?"
)
_NEXT = {
    False: "SELECT timestamp_us, seq, item FROM event JOIN event_body USING (seq) WHERE timestamp_us >= ?1 "
    "AND (timestamp_us > ?1 OR seq > ?2) AND timestamp_us < ?3 AND ttl > ?4 ORDER BY timestamp_us, seq LIMIT ?5",
    True: "SELECT timestamp_us, seq, item FROM event JOIN event_body USING (seq) WHERE timestamp_us <= ?1 "
    "AND (timestamp_us < ?1 OR seq < ?2) AND timestamp_us >= ?3 AND ttl > ?4 "
    "ORDER BY timestamp_us DESC, seq DESC LIMIT ?5",
}
_WATERMARK = "SELECT watermark FROM state"
_NEWER = "SELECT timestamp_us, seq FROM event WHERE seq > ? AND +timestamp_us >= ? AND +timestamp_us < ? AND ttl > ?"


class SqliteStore(SqlitePages):
    """Events in the SQLite file at `path`, which is made when missing. Safe for several threads and processes.

    Args:
        path: the file; its folder is made too.
        durable: whether a commit waits for the disk, so that it outlasts the machine and not only the process.
    """

    def __init__(self, path: Path, *, durable: bool = False) -> None:
        self.path = path
        self._connections = Connections(path, durable=durable)
        try:
            self._open()
        except _StoreMended:
            self._open()

    def put_many(self, events: Sequence[Event], bodies: Sequence[bytes] | None = None) -> int:
        """Keep all or none; return how many were new. Known ids stay as they are, so a retry is safe.

        Events of erased sessions are left out.

        Raises:
            InvalidEvent, ValueError, OverflowError, TypeError: one of them can never be kept.
        """
        if not events:
            return 0
        batch = sqlite_rows.prepare(events, bodies)
        try:
            return self._insert(batch)
        except _StoreMended:
            return self._insert(batch)

    def scan(
        self, start_us: int | None = None, end_us: int | None = None, *, after: int = 0, newest_first: bool = False
    ) -> Iterator[StoredEvent]:
        """Yield the events of the half-open window by time, read piece by piece as they are asked for."""
        start, end = -_ALWAYS if start_us is None else start_us, _ALWAYS if end_us is None else end_us
        if after > 0:
            yield from self._newer(after, start, end, newest_first=newest_first)
            return
        at, seq, stop = (end - 1, _ALWAYS, start) if newest_first else (start, 0, end)
        size = _FIRST_CHUNK
        while True:
            with self._doing("read"), self._connections.one() as db:
                rows = db.execute(_NEXT[newest_first], (at, seq, stop, now_s(), size)).fetchall()
            with self._doing("read"):
                for at, seq, item in rows:
                    yield StoredEvent(seq, at, decode(item))
            if len(rows) < size:
                return
            size = min(2 * size, _SCAN_CHUNK)

    def facts(self, *, after: int = 0) -> Iterator[Fact]:
        """Yield the facts with seq > after, in order of seq."""
        shapes: dict[int, Shape] = {}
        while True:
            with self._doing("read"), self._connections.one() as db:
                rows = db.execute(_FACTS, (after, now_s(), FACTS_CHUNK)).fetchall()
                if any(row[4] not in shapes for row in rows):
                    shapes = sqlite_rows.all_shapes(db)
                model = sqlite_rows.model_uses(db, rows[0][0], rows[-1][0]) if rows else {}
            for seq, moment, ttl, session_id, shape, *rest in rows:
                fact = fact_from(seq, moment, ttl, session_id, (shapes[shape], *rest))
                yield fact._replace(model=model[seq]) if seq in model else fact
            if len(rows) < FACTS_CHUNK:
                return
            after = rows[-1][0]

    def session(self, session_id: str) -> list[Event]:
        """All events of one session, in order of time and of their number in the session."""
        query = (
            "SELECT item FROM event JOIN event_body USING (seq) "
            "WHERE session = (SELECT id FROM session WHERE text = ?) AND ttl > ? ORDER BY seq"
        )
        with self._doing("read"), self._connections.one() as db:
            events = [decode(item) for (item,) in db.execute(query, (session_id, now_s())).fetchall()]
        return sorted(events, key=lambda event: (event.timestamp, event.seq))

    def erase_session(self, session_id: str) -> int:
        """Delete one session and overwrite its bytes, in the file and in the write-ahead log."""
        return self.erase(session_id).events

    def erase(self, session_id: str) -> Erasure:
        """As `erase_session`, with what of it remains."""
        with self._doing("erase from"), self._connections.transaction() as db:
            sqlite_tombstones.add(db, session_id, now_s())  # first: whatever is written after this is left out
        events = sum(self._delete("session = (SELECT id FROM session WHERE text = ?)", session_id).values())
        return Erasure(events, wal_cleared=self._clear_log(), copies=self._damaged_with(session_id))

    def erased_among(self, session_ids: Iterable[str]) -> set[str]:
        """Those of the sessions that were erased."""
        with self._doing("read"), self._connections.one() as db:
            return sqlite_tombstones.among(db, session_ids)

    def erasures(self) -> int:
        """The number of the last erasure."""
        return self._number(sqlite_tombstones.LAST)

    def traces(self, session_id: str) -> list[str]:
        """The files in which the id still stands, byte for byte; a short one only as the attribute of an item."""
        wanted = session_id if len(session_id) >= _TELLING_ID else f'"session_id":"{session_id}"'
        log = self.path.with_name(self.path.name + "-wal")
        later = "a program reads an older state of the store; erase again when it is done"
        with self._doing("search"):
            places = [(path, later) for path in (self.path, log) if path.exists() and holds(path, wanted.encode())]
            places += [
                (path, f"a damaged file kept aside for {DAMAGED_KEPT_DAYS} days; delete it where it may not wait")
                for path in self._damaged_with(wanted)
            ]
        return [f"{path.name} still holds the session: {why}." for path, why in places]

    def expire(self, now_us: int | None = None) -> int:
        """Delete what has expired, in chunks."""
        return sum(self.expire_by_type(now_us).values())

    def expire_by_type(self, now_us: int | None = None) -> dict[str, int]:
        """Delete what has expired, in chunks; return how many of each event type."""
        deadline = now_s() if now_us is None else now_us // timestamp.US_PER_S
        deleted = self._delete("ttl <= ?", deadline)
        with self._doing("erase from"), self._connections.transaction() as db:
            sqlite_tombstones.drop(db, deadline)
        self._clear_log(once=True)  # the next expiry does it where a reader needs the log now
        with self._doing("erase from"):
            sqlite_damage.drop_copies(self.path, now_s() - DAMAGED_KEPT_DAYS * timestamp.S_PER_DAY)
        types: Counter[str] = Counter()
        for shape, count in deleted.items():
            types[self._shapes()[shape][0]] += count
        return types

    def shorten(self, retention_days: Mapping[str, int]) -> dict[str, int]:
        """Bring the `ttl` of events forward, in chunks; return how many of each event type."""
        changed: Counter[str] = Counter()
        for event_type, days in retention_days.items():
            shapes = [number for number, shape in self._shapes().items() if shape[0] == event_type]
            seqs = [0]
            while seqs:
                with self._doing("write to"), self._connections.transaction() as db:
                    seqs = sqlite_removal.shorten(db, shapes, days, seqs[-1])
                changed[event_type] += len(seqs)
        return +changed

    def watermark(self) -> int:
        """The largest seq ever given."""
        return self._number(_WATERMARK)

    def epoch(self) -> int:
        """A number that grows with every deletion."""
        return self._number("SELECT epoch FROM state")

    def mended(self) -> list[Mended]:
        """What damage was mended in this file's place, oldest first."""
        with self._doing("read"), self._connections.one() as db:
            rows = db.execute("SELECT at_us, kept_as, salvaged FROM mended ORDER BY at_us").fetchall()
        return [Mended(*row) for row in rows]

    def close(self) -> None:
        """Close the idle connections."""
        self._connections.close()

    def _open(self) -> None:
        with self._doing("open"), self._connections.one() as db:
            db.execute(_WATERMARK).fetchone()

    def _insert(self, batch: sqlite_rows.Batch) -> int:
        with self._doing("write to"), self._connections.transaction() as db:
            return sqlite_rows.insert(db, sqlite_tombstones.living(db, batch))

    def _newer(self, after: int, start: int, end: int, *, newest_first: bool) -> Iterator[StoredEvent]:
        """What was written after a number: found by number, since the index of times would be read from end to end."""
        with self._doing("read"), self._connections.one() as db:
            found = sorted(db.execute(_NEWER, (after, start, end, now_s())).fetchall(), reverse=newest_first)
        for first in range(0, len(found), _SCAN_CHUNK):
            part = found[first : first + _SCAN_CHUNK]
            with self._doing("read"), self._connections.one() as db:
                items = sqlite_rows.bodies(db, [seq for _, seq in part])
                events = [StoredEvent(seq, at, decode(items[seq])) for at, seq in part if seq in items]
            yield from events

    def _delete(self, condition: str, value: str | int) -> Counter[int]:
        """Delete in chunks; return how many events of each shape."""
        deleted: Counter[int] = Counter()
        while True:
            with self._doing("erase from"), self._connections.transaction() as db:
                shapes = sqlite_removal.delete(db, condition, value)
            deleted.update(shapes)
            if len(shapes) < sqlite_removal.CHUNK:
                return deleted

    def _clear_log(self, *, once: bool = False) -> bool:
        """Move all of the write-ahead log into the file and cut it off; False when a reader still needs it."""
        deadline = time.monotonic() + CLEAR_LOG_S
        while True:
            with self._doing("compact"), self._connections.one() as db:
                busy = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            if not busy or once or time.monotonic() > deadline:
                return not busy

    def _damaged_with(self, text: str) -> tuple[Path, ...]:
        """Copies of damaged files in which a text still stands."""
        with self._doing("read"):
            return tuple(path for path in sqlite_damage.copies(self.path) if holds(path, text.encode()))

    def _shapes(self) -> dict[int, Shape]:
        with self._doing("read"), self._connections.one() as db:
            return sqlite_rows.all_shapes(db)

    def _number(self, query: str) -> int:
        with self._doing("read"), self._connections.one() as db:
            return int(db.execute(query).fetchone()[0])

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection to read with."""
        with self._doing("read"), self._connections.one() as db:
            yield db

    @contextmanager
    def _doing(self, verb: str) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            if is_damage(error) and self._mended():
                raise _StoreMended(
                    f"Cannot {verb} the event store {str(self.path)!r}: it was damaged. What could be read of it is in "
                    "a new one now; try again."
                ) from error
            raise self._unavailable(verb, error) from error
        except (OSError, InvalidEvent) as error:
            raise self._unavailable(verb, error) from error

    def _mended(self) -> bool:
        try:
            return self._connections.mend()
        except (sqlite3.Error, OSError) as error:
            raise self._unavailable("mend", error) from error

    def _unavailable(self, verb: str, error: Exception) -> StoreUnavailable:
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
            return StoreUnavailable(
                f"Cannot {verb} the event store {str(self.path)!r}: the disk is full. Make room; what was recorded "
                "waits in the journal and is stored then."
            )
        return StoreUnavailable(
            f"Cannot {verb} the event store {str(self.path)!r}: {error}. Check that its folder exists and can "
            "be written and that the file is an event store, or set FINOPS_AGENT_STORE to another file."
        )


class _StoreMended(StoreUnavailable):
    """The store was damaged and is whole again: a second try may succeed."""
