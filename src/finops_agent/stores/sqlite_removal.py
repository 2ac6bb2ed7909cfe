"""What takes events away, in chunks, so that writers get their turn in between."""

import sqlite3

import msgspec

from finops_agent.events import RECORDER_SESSION
from finops_agent.events.items import decode, encode
from finops_agent.stores.base import now_s, shortened_ttl
from finops_agent.stores.sqlite_rows import bodies, lookup, marks, parts
from finops_agent.stores.sqlite_schema import split_id

DELETIONS_KEPT = 20_000
"""Deletions of which the time is remembered; a reader that is further behind reads everything again."""
CHUNK = 400
"""Events a transaction: at this size it holds the write lock for less than 50 ms."""


class _Named(msgspec.Struct):
    """Of an item only what its deletion needs, so that any item can be deleted."""

    interaction_id: str


_named = msgspec.json.Decoder(_Named)


def delete(db: sqlite3.Connection, condition: str, value: str | int) -> list[int]:
    """Delete at most `CHUNK` events inside the transaction that is open; return the shape of each.

    `condition` is on the columns of `event`, with one placeholder for `value`; it is ours, never a caller's.
    """
    query = f"SELECT seq, session, shape, timestamp_us FROM event WHERE {condition} LIMIT {CHUNK}"  # noqa: S608 - above
    chosen = db.execute(query, (value,)).fetchall()
    if not chosen:
        return []
    seqs = [seq for seq, *_ in chosen]
    names = [split_id(_named.decode(item).interaction_id) for item in bodies(db, seqs).values()]
    owners = lookup(db, "session", {owner for owner, _ in names})
    ids = [(owners[owner], rest) for owner, rest in names]
    db.executemany("DELETE FROM event_id WHERE owner = ? AND rest = ?", ids)
    moments = [moment for *_, moment in chosen]
    sessions = {session for _, session, *_ in chosen}
    first_us, last_us = _span(db, list(sessions), (min(moments), max(moments)))
    for part in parts(seqs):
        db.execute(f"DELETE FROM event WHERE seq IN ({marks(part)})", part)  # noqa: S608 - only placeholders
        db.execute(f"DELETE FROM event_body WHERE seq IN ({marks(part)})", part)  # noqa: S608 - same
        db.execute(f"DELETE FROM model_use WHERE seq IN ({marks(part)})", part)  # noqa: S608 - same
    for part in parts(list(sessions | set(owners.values()))):
        db.execute(_UNUSED.format(marks(part)), part)
    db.execute("UPDATE state SET epoch = epoch + 1")
    db.execute("INSERT INTO deletion SELECT epoch, ?, ? FROM state", (first_us, last_us))
    db.execute("DELETE FROM deletion WHERE epoch <= (SELECT epoch FROM state) - ?", (DELETIONS_KEPT,))
    return [shape for _, _, shape, _ in chosen]


def _span(db: sqlite3.Connection, sessions: list[int], span: tuple[int, int]) -> tuple[int, int]:
    """From the first to the last event of the sessions, and of `span`: what they add to a figure may be on any of it.

    A recorder's own events are no visit; theirs would reach over all time.
    """
    for part in parts(sessions):
        query = _SPAN.format(marks(part))
        first, last = db.execute(query, (*part, RECORDER_SESSION)).fetchone()
        if first is not None:
            span = min(span[0], first), max(span[1], last)
    return span


_SPAN = (
    "SELECT min(timestamp_us), max(timestamp_us) FROM event "
    "WHERE session IN ({}) AND session NOT IN (SELECT id FROM session WHERE text = ?)"
)


_UNUSED = (
    "DELETE FROM session WHERE id IN ({}) AND NOT EXISTS (SELECT 1 FROM event WHERE event.session = session.id) "
    "AND NOT EXISTS (SELECT 1 FROM event_id WHERE owner = session.id)"
)


def shorten(db: sqlite3.Connection, shapes: list[int], days: int, after: int) -> list[int]:
    """Bring the `ttl` of at most `CHUNK` events forward, inside the transaction that is open.

    Args:
        db: the connection.
        shapes: which events, by their shape.
        days: how long after its time an event may live.
        after: the number behind which to look.

    Returns:
        The numbers of the events that changed, in order.
    """
    now = now_s()
    query = (
        f"SELECT seq, timestamp_us, item FROM event JOIN event_body USING (seq) WHERE shape IN ({marks(shapes)}) "  # noqa: S608 - only placeholders
        f"AND seq > ? AND ttl > min(timestamp_us / 1000000, ?) + ? * 86400 ORDER BY seq LIMIT {CHUNK}"
    )
    rows = db.execute(query, (*shapes, after, now, days)).fetchall()
    changed = [(seq, shortened_ttl(moment, days, now), item) for seq, moment, item in rows]
    db.executemany("UPDATE event SET ttl = ? WHERE seq = ?", [(ttl, seq) for seq, ttl, _ in changed])
    items = [(encode(msgspec.structs.replace(decode(item), ttl=ttl)).decode(), seq) for seq, ttl, item in changed]
    db.executemany("UPDATE event_body SET item = ? WHERE seq = ?", items)
    return [seq for seq, *_ in changed]
