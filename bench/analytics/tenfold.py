"""A large store made quickly: events of 90 days written by the store itself, then ten of each by SQL.

Each copy is a visit of its own, 37 s later than the one before, with the store's own numbers, indexes and watermark;
items are there for the newest events, which is all that a page reads of them.

    python bench/analytics/tenfold.py OUT.db [--events 1000000]
"""

import argparse
import sqlite3
import time
from itertools import islice
from pathlib import Path

from finops_agent.events.synthetic import generate
from finops_agent.stores import SqliteStore

DAYS = 90
BODIES = 400_000
"""Newest events that get an item."""
_TEN = "(WITH RECURSIVE c(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM c WHERE n < 9) SELECT n FROM c)"
_COLUMNS = (
    "seq INTEGER PRIMARY KEY, timestamp_us INTEGER NOT NULL, ttl INTEGER NOT NULL, session INTEGER NOT NULL, "
    "shape INTEGER NOT NULL, number INTEGER, name TEXT, elapsed_ms INTEGER, size INTEGER, rows INTEGER"
)
_INDEXES = (("event_time", "timestamp_us"), ("event_session", "session"), ("event_ttl", "ttl"))


def make(path: Path, events: int) -> None:
    """Write `events` / 10 events by the store, then multiply."""
    store = SqliteStore(path)
    made = generate(events // 10, DAYS, seed=3)
    while batch := list(islice(made, 2_000)):
        store.put_many(batch)
    store.close()
    multiply(path)


def multiply(path: Path) -> None:
    """Ten events for each one in the store at `path`."""
    db = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-400000"):
        db.execute(f"PRAGMA {pragma}")
    db.execute("BEGIN")
    for index, _ in _INDEXES:
        db.execute(f"DROP INDEX {index}")
    db.execute("ALTER TABLE event RENAME TO event_old")
    db.execute(f"CREATE TABLE event ({_COLUMNS})")
    order = "ORDER BY timestamp_us + n * 37000000, event_old.seq, n"
    db.execute(
        "CREATE TEMP TABLE source AS SELECT event_old.seq AS old, n, row_number() OVER "
        f"({order}) AS seq FROM event_old, {_TEN}"
    )
    db.execute(
        "INSERT INTO event SELECT source.seq, timestamp_us + n * 37000000, ttl + n * 37, session * 10 + n, shape, "
        "number, name, elapsed_ms, size, rows FROM source JOIN event_old ON event_old.seq = old ORDER BY source.seq"
    )
    total = db.execute("SELECT max(seq) FROM event").fetchone()[0]
    db.execute("CREATE TEMP TABLE body AS SELECT * FROM event_body")
    db.execute("DELETE FROM event_body")
    db.execute(
        "INSERT INTO event_body SELECT source.seq, item FROM source JOIN body ON body.seq = old "
        f"WHERE source.seq > {total - BODIES} ORDER BY source.seq"
    )
    db.execute("CREATE TEMP TABLE used AS SELECT * FROM model_use")
    db.execute("DELETE FROM model_use")
    db.execute(
        "INSERT INTO model_use SELECT source.seq, first_token_ms, input_tokens, output_tokens, cost_micro_usd, "
        "tool_calls FROM source JOIN used ON used.seq = old ORDER BY source.seq"
    )
    db.execute("DELETE FROM event_id")
    db.execute(f"CREATE TEMP TABLE visit AS SELECT id * 10 + n AS id, text || '-' || n AS text FROM session, {_TEN}")
    db.execute("DELETE FROM session")
    db.execute("INSERT INTO session SELECT * FROM visit")
    db.execute("DROP TABLE event_old")
    for index, column in _INDEXES:
        db.execute(f"CREATE INDEX {index} ON event ({column})")
    db.execute("UPDATE state SET watermark = (SELECT max(seq) FROM event), epoch = epoch + 1")
    db.execute("COMMIT")
    db.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("path", type=Path)
    parser.add_argument("--events", type=int, default=1_000_000)
    asked = parser.parse_args()
    began = time.perf_counter()
    make(asked.path, asked.events)
    print(f"{asked.events:,} events in {time.perf_counter() - began:.0f} s, {asked.path.stat().st_size / 1e6:,.0f} MB")


if __name__ == "__main__":
    main()
