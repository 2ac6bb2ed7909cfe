"""What is done about a damaged file: nobody has to delete anything by hand, and no event that can be read is lost.

The damaged file is kept beside the new one as `events.db.damaged-<UTC time>`, with its log. Everything happens under
the lock of the file; the new store is complete before it takes the place of the old one, so that a process which
dies in the middle leaves the old one where it was.
"""

import contextlib
import glob
import logging
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from finops_agent.errors import InvalidEvent
from finops_agent.events import Event
from finops_agent.events.items import decode
from finops_agent.stores import sqlite_rows, sqlite_schema, sqlite_tombstones
from finops_agent.stores.sqlite_identity import side_file

_log = logging.getLogger("finops_agent")
_CHUNK = 500
_NO_MORE = 2**62


def is_damage(error: BaseException) -> bool:
    """Whether SQLite says by `error` that the file itself is broken."""
    code = getattr(error, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def mend(path: Path) -> bool:
    """Put a new store with what can still be read in the place of a damaged one; False when it is sound after all.

    The caller holds the lock of the file and knows that it is ours.
    """
    if _is_sound(path):
        return False
    fresh, aside = side_file(path, ".fresh"), _free_name(path)
    for old in (fresh, side_file(fresh, "-wal"), side_file(fresh, "-shm")):
        old.unlink(missing_ok=True)
    fresh.touch(mode=0o600)
    with closing(sqlite_schema.connect(path)) as damaged:
        damaged.text_factory = bytes
        _hold_writers(damaged)
        salvaged = _salvage(damaged, fresh, aside.name)
        _exchange(path, fresh, aside)
    _log.error(
        "The event store %r was damaged. It is kept as %r; %d events of it could be read and are in the new store.",
        str(path),
        aside.name,
        salvaged,
    )
    return True


def _hold_writers(damaged: sqlite3.Connection) -> None:
    """Take the write lock: who waits for it sees afterwards that the file is another one. None, where none can write.

    Raises:
        sqlite3.OperationalError: a writer does not let go; its events must not end in the file that is put aside.
    """
    try:
        damaged.execute("BEGIN IMMEDIATE")
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise


def copies(path: Path) -> list[Path]:
    """The damaged files and logs that are kept beside the store."""
    return sorted(path.parent.glob(f"{glob.escape(path.name)}.damaged-*"))


def drop_copies(path: Path, older_than_s: int) -> None:
    """Delete the damaged files that were kept aside before a Unix second."""
    for copy in copies(path):
        if copy.stat().st_mtime < older_than_s:
            copy.unlink(missing_ok=True)


def _is_sound(path: Path) -> bool:
    try:
        with closing(sqlite_schema.connect(path)) as db:
            return bool(db.execute("PRAGMA integrity_check(1)").fetchone()[0] == "ok")
    except sqlite3.DatabaseError as error:
        if is_damage(error):
            return False
        raise


def _salvage(damaged: sqlite3.Connection, fresh: Path, kept_as: str) -> int:
    """Write what can be read into the new store; return how many events that was."""
    count = 0
    with closing(sqlite_schema.connect(fresh)) as db:
        sqlite_schema.bring_up_to_date(db, str(fresh))
        with sqlite_schema.transaction(db):
            sqlite_tombstones.copy(damaged, db)
        for events in _chunks(_events(damaged)):
            with sqlite_schema.transaction(db):
                count += sqlite_rows.insert(db, sqlite_tombstones.living(db, sqlite_rows.prepare(events)))
        with sqlite_schema.transaction(db):
            db.execute("UPDATE state SET watermark = max(watermark, ?)", (_old_watermark(damaged),))
            db.execute("INSERT INTO mended VALUES (?, ?, ?)", (time.time_ns() // 1_000, kept_as, count))
    return count


def _events(db: sqlite3.Connection) -> Iterator[Event]:
    """The events that can still be read, by number; past unreadable pages in steps that double."""
    at, step = 0, 1
    while at < _NO_MORE:
        try:
            for seq, item in db.execute("SELECT seq, item FROM event_body WHERE seq >= ? ORDER BY seq", (at,)):
                at, step = seq + 1, 1
                with contextlib.suppress(InvalidEvent):
                    yield decode(item)
        except sqlite3.DatabaseError:
            at, step = at + step, 2 * step
        else:
            return


def _chunks(events: Iterator[Event]) -> Iterator[list[Event]]:
    chunk: list[Event] = []
    for event in events:
        chunk.append(event)
        if len(chunk) == _CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _old_watermark(damaged: sqlite3.Connection) -> int:
    for query in ("SELECT watermark FROM state", "SELECT max(seq) FROM event_body"):
        with contextlib.suppress(sqlite3.DatabaseError):
            return int(damaged.execute(query).fetchone()[0] or 0)
    return 0


def _exchange(path: Path, fresh: Path, aside: Path) -> None:
    """Name the damaged file anew and give its place to the fresh one; the place is never empty.

    The log goes first: SQLite would apply it to whatever file bears the name. Connections to the old file are safe,
    SQLite touches no log by name once it sees that its database was moved.
    """
    with contextlib.suppress(FileNotFoundError):
        side_file(path, "-wal").replace(side_file(aside, "-wal"))
    side_file(path, "-shm").unlink(missing_ok=True)
    try:
        os.link(path, aside)
    except OSError:  # a file system without links
        path.replace(aside)
    fresh.replace(path)


def _free_name(path: Path) -> Path:
    stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    names = (side_file(path, f".damaged-{stamp}{suffix}") for suffix in ("", *(f"-{n}" for n in range(2, 1_000))))
    return next(name for name in names if not name.exists())
