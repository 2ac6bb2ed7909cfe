"""The connections to one SQLite file: made as needed, kept for the next user, dropped when the file is another one."""

import os
import sqlite3
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from finops_agent.stores import sqlite_schema

BUSY_TIMEOUT_MS = 10_000
"""How long a connection waits for another writer; only the drain and the commands wait, never a caller."""
CHECKPOINT_PAGES = 2_000
"""Pages in the write-ahead log (16 MB) at which a commit moves them into the file: fewer are written twice."""
WAL_LIMIT_BYTES = 64 * 1024 * 1024
"""What a log that grew beside a long reader is cut back to."""
CACHE_KIB = 16_384

_FileId = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Link:
    """A connection and which file it has open: a path can come to mean another one."""

    db: sqlite3.Connection
    file: _FileId


class Connections:
    """Connections to the store at `path`; any thread may ask. `durable` waits for the disk at each commit."""

    def __init__(self, path: Path, *, durable: bool) -> None:
        self._path = path
        self._durable = durable
        self._idle: deque[_Link] = deque()

    @contextmanager
    def one(self) -> Iterator[sqlite3.Connection]:
        """An idle connection or a new one; one that failed is not used again."""
        link = self._take()
        try:
            yield link.db
        except BaseException:
            link.db.close()
            raise
        else:
            self._idle.append(link)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing; takes the write lock at once, so that it never fails half-way for want of it."""
        with self.one() as db:
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
            except BaseException:
                db.execute("ROLLBACK")
                raise
            db.execute("COMMIT")

    def close(self) -> None:
        """Close the idle ones."""
        while self._idle:
            self._idle.pop().db.close()

    def _take(self) -> _Link:
        file = _file_id(self._path)
        while self._idle:
            link = self._idle.pop()
            if link.file == file:
                return link
            link.db.close()
        return self._open()

    def _open(self) -> _Link:
        """A connection to a file that is there and has the present schema."""
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if _file_id(self._path) is None:
            os.close(os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600))
        db = connect(self._path)
        try:
            sqlite_schema.bring_up_to_date(db, str(self._path))
            db.execute(f"PRAGMA synchronous = {'FULL' if self._durable else 'NORMAL'}")
            db.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}").fetchall()
            db.execute(f"PRAGMA journal_size_limit = {WAL_LIMIT_BYTES}").fetchall()
            db.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
            file = _file_id(self._path)
        except BaseException:
            db.close()
            raise
        return _Link(db, file or (0, 0))


def connect(path: Path) -> sqlite3.Connection:
    """A plain connection that overwrites what it deletes and commits only when told."""
    db = sqlite3.connect(path, timeout=BUSY_TIMEOUT_MS / 1_000, isolation_level=None, check_same_thread=False)
    db.execute("PRAGMA secure_delete = ON").fetchall()
    return db


def _file_id(path: Path) -> _FileId | None:
    try:
        found = os.stat(path)  # noqa: PTH116 - a third of the cost of Path.stat, paid at every use
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino
