"""The stores that are measured: a million made-up events, and ten million out of them within a minute.

Ten million are one million ten times over, each copy 37 seconds later and in sessions of its own, copied by SQLite.
Items with their texts are copied for the newest day alone (what a page shows of single events): nothing else that is
measured reads any, and they would be 5 GB.
"""

import shutil
import sqlite3
import time
from itertools import islice
from pathlib import Path

from finops_agent.events import timestamp
from finops_agent.events.synthetic import generate
from finops_agent.stores import SqliteStore

DAYS = 90
TIMES = 10
APART_S = 37
_BATCH = 2_000
_TTL_DAYS = 30
"""Added to the lives of made events, so that stores of some days ago still hold all."""
_NUMBERS = f"(WITH RECURSIVE c(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM c WHERE n < {TIMES - 1}) SELECT n FROM c)"
_COPY = (
    "ALTER TABLE event RENAME TO event_old",
    (
        "CREATE TABLE event (seq INTEGER PRIMARY KEY, timestamp_us INTEGER NOT NULL, ttl INTEGER NOT NULL, "
        "session INTEGER NOT NULL, shape INTEGER NOT NULL, number INTEGER, name TEXT, elapsed_ms INTEGER, "
        "size INTEGER, rows INTEGER)"
    ),
    (
        f"INSERT INTO event SELECT seq * {TIMES} + n, timestamp_us + n * {APART_S * timestamp.US_PER_S}, ttl, "
        f"session * {TIMES} + n, shape, number, name, elapsed_ms, size, rows FROM event_old, {_NUMBERS} "
        "ORDER BY seq, n"
    ),
    "DROP TABLE event_old",
    "CREATE TABLE uses AS SELECT * FROM model_use",
    "DELETE FROM model_use",
    (
        f"INSERT INTO model_use SELECT seq * {TIMES} + n, first_token_ms, input_tokens, output_tokens, "
        f"cost_micro_usd, tool_calls FROM uses, {_NUMBERS} ORDER BY seq, n"
    ),
    "DROP TABLE uses",
    f"CREATE TABLE named AS SELECT id * {TIMES} + n AS id, text || '-' || n AS text FROM session, {_NUMBERS}",
    "DELETE FROM session",
    "INSERT INTO session SELECT * FROM named",
    "DROP TABLE named",
    (
        f"CREATE TABLE items AS SELECT seq * {TIMES} + n AS seq, item FROM event_body, {_NUMBERS} WHERE seq > "
        "(SELECT max(seq) FROM event_body) - 12000"
    ),
    "DELETE FROM event_body",
    "INSERT INTO event_body SELECT * FROM items",
    "DROP TABLE items",
    "DELETE FROM event_id",
    *(
        f"CREATE INDEX event_{name} ON event ({column})"
        for name, column in (("time", "timestamp_us"), ("session", "session"), ("ttl", "ttl"))
    ),
    "UPDATE state SET watermark = (SELECT max(seq) FROM event), epoch = epoch + 1",
)


def million(path: Path, count: int = 1_000_000) -> Path:
    """A store of `count` events as the app would have written them; made once."""
    if not path.exists():
        fresh = path.with_name(f"{path.name}.part")
        fresh.unlink(missing_ok=True)
        store = SqliteStore(fresh)
        events = generate(count, DAYS, seed=3)
        while batch := list(islice(events, _BATCH)):
            store.put_many(batch)
        store.close()
        lasting(fresh)
        fresh.rename(path)
    return path


def ten_million(path: Path, one: Path) -> Path:
    """The store of `one` ten times over; made once."""
    if not path.exists():
        fresh = path.with_name(f"{path.name}.part")
        shutil.copy(one, fresh)
        with unsafe(fresh) as db:
            for name in ("time", "session", "ttl"):
                db.execute(f"DROP INDEX event_{name}")
            for statement in _COPY:
                began = time.perf_counter()
                db.execute(statement)
                print(f"  {time.perf_counter() - began:6.1f} s  {statement[:70]}", flush=True)
            db.execute("COMMIT")
        fresh.rename(path)
    return path


def lasting(path: Path) -> None:
    """Put off the expiry of everything."""
    with unsafe(path) as db:
        db.execute("UPDATE event SET ttl = ttl + ?", (_TTL_DAYS * timestamp.S_PER_DAY,))
        db.execute("COMMIT")


class unsafe:  # noqa: N801 - used as a word
    """A transaction without any care for crashes: the file is thrown away when one happens."""

    def __init__(self, path: Path) -> None:
        self.db = sqlite3.connect(path, isolation_level=None)

    def __enter__(self) -> sqlite3.Connection:
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -400000", "temp_store = FILE"):
            self.db.execute(f"PRAGMA {pragma}").fetchall()
        self.db.execute("BEGIN")
        return self.db

    def __exit__(self, *_: object) -> None:
        self.db.close()
