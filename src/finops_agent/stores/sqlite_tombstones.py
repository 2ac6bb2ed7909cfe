"""The tombstones of the SQLite store: asked inside the transaction that writes, so that an erasure always wins.

SQLite has one writer at a time. A batch is committed either before the tombstone, and then deleted by the erasure
that follows it, or after it, and then left out.
"""

import contextlib
import sqlite3
from collections.abc import Iterable

from finops_agent.stores.sqlite_rows import Batch, marks, parts
from finops_agent.stores.sqlite_schema import ERASED
from finops_agent.stores.tombstones import KEPT_S, digest

LAST = f"SELECT coalesce(max(number), 0) FROM {ERASED}"  # noqa: S608 - constant
"""Asks for the number of the last erasure; 0 where there was none."""


def add(db: sqlite3.Connection, session_id: str, at_s: int) -> None:
    """Note an erasure, inside the transaction that is open; one that is noted already gets a new number."""
    db.execute(f"INSERT OR REPLACE INTO {ERASED} (digest, at_s) VALUES (?, ?)", (digest(session_id), at_s))  # noqa: S608 - constant


def among(db: sqlite3.Connection, session_ids: Iterable[str]) -> set[str]:
    """Those of the sessions that were erased."""
    by_digest = {digest(session_id): session_id for session_id in session_ids}
    erased: set[str] = set()
    for part in parts(list(by_digest)):
        query = f"SELECT digest FROM {ERASED} WHERE digest IN ({marks(part)})"  # noqa: S608 - only placeholders
        erased.update(by_digest[found] for (found,) in db.execute(query, part))
    return erased


def living(db: sqlite3.Connection, batch: Batch) -> Batch:
    """The batch without the events of erased sessions; asked inside the transaction that writes it."""
    if not db.execute(LAST).fetchone()[0]:
        return batch
    erased = among(db, set(batch.sessions))
    if not erased:
        return batch
    return batch.only([place for place, session_id in enumerate(batch.sessions) if session_id not in erased])


def drop(db: sqlite3.Connection, now_s: int) -> None:
    """Delete the tombstones that have outlasted every event."""
    db.execute(f"DELETE FROM {ERASED} WHERE at_s <= ?", (now_s - KEPT_S,))  # noqa: S608 - constant


def copy(damaged: sqlite3.Connection, fresh: sqlite3.Connection) -> None:
    """Bring what can be read of the tombstones from a damaged file into a new one."""
    with contextlib.suppress(sqlite3.DatabaseError):
        for found, at_s in damaged.execute(f"SELECT digest, at_s FROM {ERASED} ORDER BY number"):  # noqa: S608 - constant
            row = (found.decode() if isinstance(found, bytes) else found, at_s)
            fresh.execute(f"INSERT OR REPLACE INTO {ERASED} (digest, at_s) VALUES (?, ?)", row)  # noqa: S608 - constant
