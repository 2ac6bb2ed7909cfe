"""The default store: one SQLite file in WAL mode, shared by any number of processes.

The numbers and enumerations of an event (`Fact`) are columns of `event`; the whole item with its texts lies
apart in `event_body`, so that analytics reads little and loads no text. `seq` is AUTOINCREMENT: a plain rowid
could be given out twice after a deletion, and a reader past it would never see the new event.
"""

import sqlite3
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from finops_agent.errors import InvalidEvent, StoreUnavailable
from finops_agent.events import Event, timestamp
from finops_agent.events.items import decode, encode
from finops_agent.stores.base import Fact, StoredEvent, fact_of, now_s

SCHEMA = 1
BUSY_TIMEOUT_MS = 10_000
"""How long a connection waits for another writer; only the drain and the commands wait, never a caller."""
DELETE_CHUNK = 500
"""Rows per deleting transaction: other writers get their turn in between."""

_DDL = """
CREATE TABLE IF NOT EXISTS event (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    interaction_id TEXT NOT NULL UNIQUE,
    timestamp_us INTEGER NOT NULL,
    ttl INTEGER NOT NULL,
    event_type TEXT NOT NULL,
    session_id TEXT NOT NULL,
    number INTEGER,
    analysis_type TEXT,
    status TEXT,
    flag INTEGER NOT NULL,
    engine TEXT,
    name TEXT,
    elapsed_ms INTEGER,
    size INTEGER,
    rows INTEGER
);
CREATE TABLE IF NOT EXISTS event_body (seq INTEGER PRIMARY KEY, item TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS epoch (id INTEGER PRIMARY KEY CHECK (id = 1), value INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS event_time ON event (timestamp_us);
CREATE INDEX IF NOT EXISTS event_session ON event (session_id, timestamp_us);
CREATE INDEX IF NOT EXISTS event_ttl ON event (ttl);
INSERT OR IGNORE INTO epoch VALUES (1, 0);
"""

_FACT_COLUMNS = ", ".join(Fact._fields)
_INSERT = (
    "INSERT OR IGNORE INTO event (interaction_id, "
    + ", ".join(Fact._fields[1:])
    + ") VALUES (?"
    + ", ?" * (len(Fact._fields) - 1)
    + ")"
)


class SqliteStore:
    """Events in the SQLite file at `path`, which is made when missing. Safe for several threads and processes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._idle: deque[sqlite3.Connection] = deque()
        with self._doing("open"):
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with self._connection() as db:
                self._prepare(db)

    def put_many(self, events: Sequence[Event]) -> int:
        """Keep all or none; return how many were new. Known ids stay as they are, so a retry is safe."""
        rows = [(fact_of(StoredEvent(0, timestamp.parse(event.timestamp)[0], event)), event) for event in events]
        with self._doing("write to"), self._connection() as db, _transaction(db):
            new = 0
            for fact, event in rows:
                cursor = db.execute(_INSERT, (event.interaction_id, *fact[1:]))
                if cursor.rowcount:
                    body = (cursor.lastrowid, encode(event).decode())
                    db.execute("INSERT INTO event_body VALUES (?, ?)", body)
                    new += 1
            return new

    def scan(
        self, start_us: int | None = None, end_us: int | None = None, *, after: int = 0, newest_first: bool = False
    ) -> Iterator[StoredEvent]:
        """Yield the events of the half-open window by time, read as they are asked for."""
        order = "DESC" if newest_first else "ASC"
        query = (
            "SELECT seq, timestamp_us, item FROM event JOIN event_body USING (seq) "  # noqa: S608 - order is ours
            "WHERE timestamp_us >= ? AND timestamp_us < ? AND seq > ? AND ttl > ? "
            f"ORDER BY timestamp_us {order}, seq {order}"
        )
        window = (_or(start_us, -(2**62)), _or(end_us, 2**62), after, now_s())
        with self._doing("read"), self._connection() as db:
            for seq, moment, item in db.execute(query, window):
                yield StoredEvent(seq, moment, decode(item))

    def facts(self, *, after: int = 0) -> Iterator[Fact]:
        """Yield the facts with seq > after, in order of seq."""
        query = f"SELECT {_FACT_COLUMNS} FROM event WHERE seq > ? AND ttl > ? ORDER BY seq"  # noqa: S608 - constant
        with self._doing("read"), self._connection() as db:
            yield from map(_fact, db.execute(query, (after, now_s())))

    def session(self, session_id: str) -> list[Event]:
        """All events of one session, in order of time and of their number in the session."""
        query = (
            "SELECT item FROM event JOIN event_body USING (seq) "
            "WHERE session_id = ? AND ttl > ? ORDER BY timestamp_us, seq"
        )
        with self._doing("read"), self._connection() as db:
            events = [decode(item) for (item,) in db.execute(query, (session_id, now_s()))]
        return sorted(events, key=lambda event: (event.timestamp, event.seq))

    def erase_session(self, session_id: str) -> int:
        """Delete one session and overwrite its bytes, in the file and in the write-ahead log."""
        deleted = self._delete("session_id = ?", session_id)
        if deleted:
            with self._doing("compact"), self._connection() as db:
                db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        return deleted

    def expire(self, now_us: int | None = None) -> int:
        """Delete what has expired, in chunks."""
        return self._delete("ttl <= ?", now_s() if now_us is None else now_us // timestamp.US_PER_S)

    def watermark(self) -> int:
        """The largest seq ever given."""
        return self._number("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'event'")

    def epoch(self) -> int:
        """How often something was deleted."""
        return self._number("SELECT value FROM epoch")

    def close(self) -> None:
        """Close the idle connections."""
        while self._idle:
            self._idle.pop().close()

    def _delete(self, condition: str, value: str | int) -> int:
        chosen = f"SELECT seq FROM event WHERE {condition} LIMIT {DELETE_CHUNK}"  # noqa: S608 - conditions are ours
        deleted = 0
        with self._doing("erase from"), self._connection() as db:
            while True:
                with _transaction(db):
                    seqs = db.execute(chosen, (value,)).fetchall()
                    db.executemany("DELETE FROM event_body WHERE seq = ?", seqs)
                    db.executemany("DELETE FROM event WHERE seq = ?", seqs)
                    if seqs:
                        db.execute("UPDATE epoch SET value = value + 1")
                deleted += len(seqs)
                if len(seqs) < DELETE_CHUNK:
                    return deleted

    def _number(self, query: str) -> int:
        with self._doing("read"), self._connection() as db:
            return int(db.execute(query).fetchone()[0])

    def _prepare(self, db: sqlite3.Connection) -> None:
        version = db.execute("PRAGMA user_version").fetchone()[0]
        if version > SCHEMA:
            raise StoreUnavailable(
                f"Cannot use the event store {str(self.path)!r}: it was written by a newer version "
                f"(schema {version}, this one knows {SCHEMA}). Upgrade finops-genai-agent, or set "
                "FINOPS_AGENT_STORE to another file."
            )
        if version < SCHEMA:
            db.execute("PRAGMA journal_mode = WAL").fetchall()
            db.executescript(_DDL + f"PRAGMA user_version = {SCHEMA};")
            self.path.chmod(0o600)

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        """An idle connection or a new one; a connection that failed is not used again."""
        db = self._idle.pop() if self._idle else self._connect()
        try:
            yield db
        except BaseException:
            db.close()
            raise
        else:
            self._idle.append(db)

    def _connect(self) -> sqlite3.Connection:
        db = sqlite3.connect(self.path, timeout=BUSY_TIMEOUT_MS / 1_000, isolation_level=None, check_same_thread=False)
        db.execute("PRAGMA synchronous = NORMAL")
        db.execute("PRAGMA secure_delete = ON").fetchall()
        return db

    @contextmanager
    def _doing(self, verb: str) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError, InvalidEvent) as error:
            raise StoreUnavailable(
                f"Cannot {verb} the event store {str(self.path)!r}: {error}. Check that its folder exists and can "
                "be written and that the file is an event store, or set FINOPS_AGENT_STORE to another file."
            ) from error


@contextmanager
def _transaction(db: sqlite3.Connection) -> Iterator[None]:
    """All or nothing; takes the write lock at once, so that it never fails half-way for want of it."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


def _fact(row: tuple[object, ...]) -> Fact:
    return Fact._make(row)._replace(flag=bool(row[_FLAG]))


def _or(value: int | None, default: int) -> int:
    return default if value is None else value


_FLAG = Fact._fields.index("flag")
