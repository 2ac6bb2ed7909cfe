"""The connections to one SQLite file: made as needed, kept for the next user, dropped when the file is another one."""

import sqlite3
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from finops_agent.errors import StoreUnavailable
from finops_agent.stores import sqlite_damage, sqlite_schema
from finops_agent.stores.sqlite_identity import FileId, Owner, connect_to, disconnect_from, file_id, owner_of, side_file
from finops_agent.stores.sqlite_lock import held

CHECKPOINT_PAGES = 2_000
"""Pages in the write-ahead log (16 MB) at which a commit moves them into the file: fewer are written twice."""
WAL_LIMIT_BYTES = 64 * 1024 * 1024
"""What a log that grew beside a long reader is cut back to."""
CACHE_KIB = 12_288
"""Pages that a connection holds once it has written: an event goes to four indexes. One that only reads needs few."""


@dataclass(slots=True)
class _Link:
    """A connection and which file it has open: a path can come to mean another one."""

    db: sqlite3.Connection
    file: FileId | None
    is_open: bool = True

    def close(self) -> None:
        """Close the connection; may be repeated."""
        if self.is_open:
            self.is_open = False
            self.db.close()
            disconnect_from(self.file)

    def __del__(self) -> None:
        """A store that was dropped without `close`."""
        self.close()


class Connections:
    """Connections to the store at `path`; any thread may ask. `durable` waits for the disk at each commit."""

    def __init__(self, path: Path, *, durable: bool) -> None:
        self._path = path
        self._durable = durable
        self._idle: deque[_Link] = deque()

    @contextmanager
    def one(self) -> Iterator[sqlite3.Connection]:
        """An idle connection or a new one; one that failed is not used again."""
        with self._link() as link:
            yield link.db

    @contextmanager
    def _link(self) -> Iterator[_Link]:
        link = self._take()
        try:
            yield link
        except BaseException:
            link.close()
            raise
        else:
            self._idle.append(link)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing, in the file that lies at the path once the write lock is held."""
        while True:
            with self._link() as link:
                link.db.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
                with sqlite_schema.transaction(link.db):
                    if link.file == file_id(self._path):
                        yield link.db
                        return

    def mend(self) -> bool:
        """Replace the file if it is damaged; return whether there is a sound one now. See `sqlite_damage`.

        Another process may have replaced it a moment ago: then it is sound already, and a second try finds it so.
        """
        self.close()
        with held(self._path):
            if self._owner() is not Owner.US:
                return False
            sqlite_damage.mend(self._path)
            return True

    def close(self) -> None:
        """Close the idle ones."""
        while self._idle:
            self._idle.pop().close()

    def _take(self) -> _Link:
        file = file_id(self._path)
        while self._idle:
            link = self._idle.pop()
            if link.file == file:
                return link
            link.close()
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._owner()
        with held(self._path):
            return self._open()

    def _open(self) -> _Link:
        """A connection to a file that is there and has the present schema."""
        if self._owner() is Owner.NOBODY:
            self._make_empty()
        file = file_id(self._path)
        connect_to(file)
        try:
            return _Link(self._connected_db(), file)
        except BaseException:
            disconnect_from(file)
            raise

    def _connected_db(self) -> sqlite3.Connection:
        db = sqlite_schema.connect(self._path)
        try:
            sqlite_schema.bring_up_to_date(db, str(self._path))
            db.execute(f"PRAGMA synchronous = {'FULL' if self._durable else 'NORMAL'}")
            db.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}").fetchall()
            db.execute(f"PRAGMA journal_size_limit = {WAL_LIMIT_BYTES}").fetchall()
        except BaseException:
            db.close()
            raise
        return db

    def _owner(self) -> Owner:
        """Whose file it is.

        Raises:
            StoreUnavailable: it is someone else's.
        """
        owner = owner_of(self._path)
        if owner in {Owner.OTHER_DATABASE, Owner.NO_DATABASE}:
            raise StoreUnavailable(
                f"Cannot open the event store {str(self._path)!r}: file is {owner.value}. It stays as it is; move it "
                "away, or set FINOPS_AGENT_STORE to another file."
            )
        return owner

    def _make_empty(self) -> None:
        """An empty file that only its owner may read. A log of a deleted file must not be applied to the new one."""
        if file_id(self._path) is None:
            for suffix in ("-wal", "-shm"):
                side_file(self._path, suffix).unlink(missing_ok=True)
            self._path.touch(mode=0o600)
