"""Store files as earlier versions wrote them."""

import sqlite3

from finops_agent.events.items import encode
from finops_agent.stores import StoredEvent, fact_of
from finops_agent.stores.facts import moment_us

SCHEMA_1 = """
PRAGMA journal_mode = WAL;
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
PRAGMA user_version = 1;
"""
INSERT_1 = "INSERT OR IGNORE INTO event VALUES (" + ", ".join("?" * 15) + ")"


def write_schema_1(path, batch, *, gone=0):
    """A file as version 1 wrote it, from which the newest `gone` events were deleted again."""
    db = sqlite3.connect(path, isolation_level=None)
    db.executescript(SCHEMA_1)
    for seq, event in enumerate(batch, 1):
        fact = fact_of(StoredEvent(seq, moment_us(event), event))
        db.execute(INSERT_1, (seq, event.interaction_id, *fact[1:14]))
        db.execute("INSERT INTO event_body VALUES (?, ?)", (seq, encode(event).decode()))
    last = len(batch) - gone
    db.execute("DELETE FROM event WHERE seq > ?", (last,))
    db.execute("DELETE FROM event_body WHERE seq > ?", (last,))
    db.execute("UPDATE epoch SET value = value + ?", (gone,))
    db.close()
