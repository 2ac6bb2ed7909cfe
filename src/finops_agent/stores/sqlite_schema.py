"""The tables of the SQLite store, and how an older file becomes a present one.

Schema 5. What many events share is kept once, in `session` and `shape` (a JSON array of the enumerations), so that a
row of `event` is a few small integers; the whole item with its texts lies apart in `event_body`, so that analytics
reads little and loads no text. `event_id` is what makes a second writing of an event change nothing: the random part
of an id, which is its session's, stands there as the number of that session, so that the ids of present visits lie
on the same few pages and not all over the index. `watermark` is kept in `state`, not taken from the rows: a number
given out twice after a deletion would hide the new event from a reader that is past it.

Schema 4 had no app and environment in a `shape`. Schema 3 had no `deletion` (the times that a deletion touched, for
readers that folded them) and no `model_use`. Schema 2 had no `erased_session`, the tombstones. Schema 1 had the texts
in every row of `event` and the watermark in `sqlite_sequence`.
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from finops_agent.errors import StoreUnavailable

SCHEMA = 5
APPLICATION_ID = 0x46696E4F
"""Says in the file's header that a database is an event store ("FinO"); files of schema 1 have none."""
BUSY_TIMEOUT_MS = 10_000
"""How long a connection waits for another writer; only the drain and the commands wait, never a caller."""
PAGE_BYTES = 8_192
"""Half as many pages to write as with the default. 16,384 writes a burst 5 to 10 % cheaper still, but in a store of
many sessions each new one touches a page of the index of their ids at random, and that page is then twice as large."""

_SESSIONS = "CREATE TABLE session (id INTEGER PRIMARY KEY AUTOINCREMENT, text TEXT NOT NULL UNIQUE)"
"""Numbers of sessions are never given twice: a reader holds what it knows of a session by its number."""
_TABLES = (
    "CREATE TABLE state (id INTEGER PRIMARY KEY CHECK (id = 1), watermark INTEGER NOT NULL, epoch INTEGER NOT NULL)",
    _SESSIONS,
    "CREATE TABLE shape (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE)",
    (
        "CREATE TABLE event_id (owner INTEGER NOT NULL, rest TEXT NOT NULL, seq INTEGER NOT NULL, "
        "PRIMARY KEY (owner, rest)) WITHOUT ROWID"
    ),
    (
        "CREATE TABLE event (seq INTEGER PRIMARY KEY, timestamp_us INTEGER NOT NULL, ttl INTEGER NOT NULL, "
        "session INTEGER NOT NULL, shape INTEGER NOT NULL, number INTEGER, name TEXT, elapsed_ms INTEGER, "
        "size INTEGER, rows INTEGER)"
    ),
)
_MENDED = "CREATE TABLE mended (at_us INTEGER NOT NULL, kept_as TEXT NOT NULL, salvaged INTEGER NOT NULL)"
_BODIES = "CREATE TABLE event_body (seq INTEGER PRIMARY KEY, item TEXT NOT NULL)"
_INDEXES = (
    "CREATE INDEX event_time ON event (timestamp_us)",
    "CREATE INDEX event_session ON event (session)",
    "CREATE INDEX event_ttl ON event (ttl)",
)
ERASED = "erased_session"
"""The table of the tombstones."""
_ERASED = f"CREATE TABLE {ERASED} (number INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE, at_s INTEGER NOT NULL)"
_DELETIONS = "CREATE TABLE deletion (epoch INTEGER PRIMARY KEY, first_us INTEGER NOT NULL, last_us INTEGER NOT NULL)"
_MODEL_USE = (
    "CREATE TABLE model_use (seq INTEGER PRIMARY KEY, first_token_ms INTEGER, input_tokens INTEGER, "
    "output_tokens INTEGER, cost_micro_usd INTEGER, tool_calls INTEGER)"
)
_FILL_MODEL_USE = (
    "INSERT INTO model_use SELECT seq, CAST(round(1000 * json_extract(item, '$.time_to_first_token')) AS INTEGER), "
    "json_extract(item, '$.input_tokens'), json_extract(item, '$.output_tokens'), "
    "CAST(round(1000000 * json_extract(item, '$.cost_usd')) AS INTEGER), json_extract(item, '$.tool_calls') "
    "FROM event_body WHERE json_valid(item) AND coalesce(json_extract(item, '$.input_tokens'), "
    "json_extract(item, '$.output_tokens'), json_extract(item, '$.cost_usd'), "
    "json_extract(item, '$.time_to_first_token')) IS NOT NULL"
)
_FROM_3 = (
    _DELETIONS,
    _MODEL_USE,
    _FILL_MODEL_USE,
    "ALTER TABLE session RENAME TO session_3",
    _SESSIONS,
    "INSERT INTO session SELECT id, text FROM session_3",
    "DROP TABLE session_3",
)
_APP, _ENVIRONMENT = "json_extract(item, '$.app')", "json_extract(item, '$.environment')"
_START = "'session_start', NULL, NULL, 0, NULL"
_FROM_4 = (
    "CREATE TEMP TABLE told (seq INTEGER PRIMARY KEY, text TEXT NOT NULL)",
    (
        f"INSERT INTO told SELECT seq, json_array({_START}, {_APP}, {_ENVIRONMENT}) "  # noqa: S608 - constants
        "FROM event JOIN event_body USING (seq) WHERE shape IN "
        f"(SELECT id FROM shape WHERE text = json_array({_START})) "
        f"AND json_valid(item) AND coalesce({_APP}, {_ENVIRONMENT}) IS NOT NULL"
    ),
    "INSERT OR IGNORE INTO shape (text) SELECT DISTINCT text FROM told",
    (
        "UPDATE event SET shape = (SELECT id FROM shape JOIN told USING (text) WHERE told.seq = event.seq) "
        "WHERE seq IN (SELECT seq FROM told)"
    ),
    "DROP TABLE told",
)
"""App and environment of the starts of visits, which told them before all events did."""
_TABLES_1 = {"event", "event_body", "epoch"}


def connect(path: Path) -> sqlite3.Connection:
    """A plain connection that overwrites what it deletes and commits only when told."""
    db = sqlite3.connect(path, timeout=BUSY_TIMEOUT_MS / 1_000, isolation_level=None, check_same_thread=False)
    db.execute("PRAGMA secure_delete = ON").fetchall()
    return db


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """All or nothing; takes the write lock at once, so that it never fails half-way for want of it."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:  # a full disk rolls back by itself
            db.execute("ROLLBACK")
        raise


def check(db: sqlite3.Connection, path: str) -> bool:
    """Whether the file has the present schema; False when it is empty or older.

    Raises:
        StoreUnavailable: it is a database of something else, or of a newer version.
    """
    version: int = db.execute("PRAGMA user_version").fetchone()[0]
    mark: int = db.execute("PRAGMA application_id").fetchone()[0]
    if mark == APPLICATION_ID and version == SCHEMA:
        return True
    if mark == APPLICATION_ID and version in _STEPS:
        return False
    tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    is_first = version == 1 and mark == 0 and tables >= _TABLES_1
    if version > SCHEMA and mark == APPLICATION_ID:
        raise StoreUnavailable(
            f"Cannot use the event store {path!r}: it was written by a newer version (schema {version}, this one "
            f"knows {SCHEMA}). Upgrade finops-genai-agent, or set FINOPS_AGENT_STORE to another file."
        )
    if not is_first and (tables or mark):
        raise StoreUnavailable(
            f"Cannot open the event store {path!r}: file is a database of something else. It stays as it is; "
            "move it away, or set FINOPS_AGENT_STORE to another file."
        )
    return False


def bring_up_to_date(db: sqlite3.Connection, path: str) -> None:
    """Make the tables of an empty file, or the present ones out of older ones: all or nothing, however it ends.

    Raises:
        StoreUnavailable: as `check`.
    """
    if check(db, path):
        return
    db.execute(f"PRAGMA page_size = {PAGE_BYTES}")
    db.execute("PRAGMA journal_mode = WAL").fetchall()
    with transaction(db):
        if not check(db, path):  # another process may have been faster
            _change(db)
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def split_id(interaction_id: str) -> tuple[str, str]:
    """The UUID in an id, or nothing, and the rest of the id; no two ids have both in common.

    >>> split_id("query_0c5a3f0e-8d0b-4c8e-a2f1-5b8f3c1d2e4f_7")
    ('0c5a3f0e-8d0b-4c8e-a2f1-5b8f3c1d2e4f', 'query_-_7')
    >>> split_id("custom_saved_2026-11-25T10:30:00.000Z")
    ('', 'custom_saved_2026-11-25T10:30:00.000Z')
    """
    at = interaction_id.find("-") - _FIRST_DASH
    if at < 0:
        return "", interaction_id
    owner = interaction_id[at : at + _UUID_CHARS]
    if len(owner) == _UUID_CHARS and owner[13:24:5] == "---":
        # The first dash of the id is the UUID's, so the first dash of the rest says where the UUID was.
        return owner, f"{interaction_id[:at]}-{interaction_id[at + _UUID_CHARS :]}"
    return "", interaction_id


_FIRST_DASH, _UUID_CHARS = 8, 36


def _change(db: sqlite3.Connection) -> None:
    statements: tuple[str, ...]
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if version in _STEPS:
        statements = _STEPS[version]
    elif db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        db.create_function("owner_of", 1, lambda name: split_id(name)[0], deterministic=True)
        db.create_function("rest_of", 1, lambda name: split_id(name)[1], deterministic=True)
        statements = (*_FROM_1, _ERASED, _DELETIONS, _MODEL_USE, _FILL_MODEL_USE, *_FROM_4)
    else:
        # The epoch differs from that of any file which was in this one's place before.
        epoch = f"INSERT INTO state VALUES (1, 0, {time.time_ns() // 1_000})"  # noqa: S608 - a number
        statements = (*_TABLES, _BODIES, _MENDED, _ERASED, _DELETIONS, _MODEL_USE, *_INDEXES, epoch)
    for statement in (*statements, f"PRAGMA application_id = {APPLICATION_ID}", f"PRAGMA user_version = {SCHEMA}"):
        db.execute(statement)


_STEPS: dict[int, tuple[str, ...]] = {2: (_ERASED, *_FROM_3, *_FROM_4), 3: (*_FROM_3, *_FROM_4), 4: _FROM_4}
_SHAPE_1 = "json_array(event_type, analysis_type, status, flag, engine)"
_FROM_1 = (
    "DROP INDEX event_time",
    "DROP INDEX event_session",
    "DROP INDEX event_ttl",
    "ALTER TABLE event RENAME TO event_1",
    *_TABLES,
    "INSERT INTO state SELECT 1, coalesce((SELECT max(seq) FROM sqlite_sequence), 0), value FROM epoch",
    "INSERT OR IGNORE INTO session (text) SELECT session_id FROM event_1 ORDER BY seq",
    "INSERT OR IGNORE INTO session (text) SELECT owner_of(interaction_id) FROM event_1",
    f"INSERT INTO shape (text) SELECT DISTINCT {_SHAPE_1} FROM event_1",  # noqa: S608 - constant
    (
        "INSERT INTO event_id SELECT session.id, rest_of(interaction_id), seq "
        "FROM event_1 JOIN session ON session.text = owner_of(interaction_id)"
    ),
    (
        "INSERT INTO event SELECT seq, timestamp_us, ttl, session.id, shape.id, number, name, elapsed_ms, size, rows "  # noqa: S608 - constant
        f"FROM event_1 JOIN session ON session.text = session_id JOIN shape ON shape.text = {_SHAPE_1} ORDER BY seq"
    ),
    _MENDED,
    *_INDEXES,
    "DROP TABLE event_1",
    "DROP TABLE epoch",
)
