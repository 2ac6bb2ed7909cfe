"""What takes events away, in chunks, so that writers get their turn in between."""

import sqlite3

import msgspec

from finops_agent.events.items import decode, encode
from finops_agent.stores.base import ttl_of
from finops_agent.stores.sqlite_rows import bodies, lookup, marks, parts
from finops_agent.stores.sqlite_schema import split_id

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
    chosen = db.execute(f"SELECT seq, session, shape FROM event WHERE {condition} LIMIT {CHUNK}", (value,)).fetchall()  # noqa: S608 - see above
    if not chosen:
        return []
    seqs = [seq for seq, *_ in chosen]
    names = [split_id(_named.decode(item).interaction_id) for item in bodies(db, seqs).values()]
    owners = lookup(db, "session", {owner for owner, _ in names})
    ids = [(owners[owner], rest) for owner, rest in names]
    db.executemany("DELETE FROM event_id WHERE owner = ? AND rest = ?", ids)
    for part in parts(seqs):
        db.execute(f"DELETE FROM event WHERE seq IN ({marks(part)})", part)  # noqa: S608 - only placeholders
        db.execute(f"DELETE FROM event_body WHERE seq IN ({marks(part)})", part)  # noqa: S608 - same
    for part in parts(list({session for _, session, _ in chosen} | set(owners.values()))):
        db.execute(_UNUSED.format(marks(part)), part)
    db.execute("UPDATE state SET epoch = epoch + 1")
    return [shape for *_, shape in chosen]


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
    query = (
        f"SELECT seq, timestamp_us, item FROM event JOIN event_body USING (seq) WHERE shape IN ({marks(shapes)}) "  # noqa: S608 - only placeholders
        f"AND seq > ? AND ttl > timestamp_us / 1000000 + ? * 86400 ORDER BY seq LIMIT {CHUNK}"
    )
    rows = db.execute(query, (*shapes, after, days)).fetchall()
    changed = [(seq, ttl_of(moment, days), item) for seq, moment, item in rows]
    db.executemany("UPDATE event SET ttl = ? WHERE seq = ?", [(ttl, seq) for seq, ttl, _ in changed])
    items = [(encode(msgspec.structs.replace(decode(item), ttl=ttl)).decode(), seq) for seq, ttl, item in changed]
    db.executemany("UPDATE event_body SET item = ? WHERE seq = ?", items)
    return [seq for seq, *_ in changed]
