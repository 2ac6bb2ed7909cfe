"""The lock under which a file is opened, changed in its schema or replaced.

It is a SQLite file of its own: that works on every platform, waits with a limit, and ends with the process however
that ends.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from finops_agent.stores import sqlite_schema
from finops_agent.stores.sqlite_identity import side_file


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold the lock of the store at `path`; at most `BUSY_TIMEOUT_MS` are spent waiting for it.

    Where nothing can be written beside the store there is no lock, and nothing that it would guard can happen.
    """
    lock = side_file(path, ".lock")
    try:
        lock.touch(mode=0o600)
    except OSError:
        yield
        return
    with closing(sqlite3.connect(lock, timeout=sqlite_schema.BUSY_TIMEOUT_MS / 1_000, isolation_level=None)) as db:
        db.execute("BEGIN EXCLUSIVE")
        yield
