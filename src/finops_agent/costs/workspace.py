"""Where the data of one data set lies: small tables in memory, large ones in a private folder that goes with them.

A large Parquet file is kept as it is, a large text table becomes compressed columns in a database file; both are read
column by column, so a bill of ten million rows needs no more memory than the engine's limit.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import weakref
from pathlib import Path
from typing import TYPE_CHECKING

from finops_agent.costs.behind import Behind
from finops_agent.costs.engine import connect, literal, lock, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import duckdb

LARGE_BYTES = 64_000_000
"""Plain text or Parquet from which a file's rows stay on disk."""
LARGE_ROWS = 500_000
"""Rows from which a bill is stored in narrow columns."""
_PREFIX = "finops-agent-data-"
DISK = "data"
"""The database on disk, in queries. A file is called by its own name where it is opened alone: `data.duckdb`."""


class Workspace:
    """The engine and the private folder of one data set. Close it to give both back. One thread at a time."""

    def __init__(self) -> None:
        sweep()
        self.folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))
        self._remove = weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)
        try:
            self.connection = connect(self.folder / "spill")
        except BaseException:
            self._remove()
            raise
        self._has_disk = False
        self._on_disk: dict[str, str] = {}
        self._views: dict[str, str] = {}
        self._kept: list[Path] = []
        self._later: list[Callable[[duckdb.DuckDBPyConnection], None]] = []
        self._behind: Behind | None = None

    def create(self, table: str, query: str, *, is_large: bool = False) -> None:
        """Store the rows of `query` under the name `table`."""
        if not is_large:
            self.connection.execute(f"CREATE TABLE {quoted(table)} AS {query}")
            return
        stored = f"{self.disk()}.{quoted(f'{table}_{len(self._on_disk)}')}"
        # Keeping the order of rows costs a tenth of the time, and memory; sums have no order.
        self.connection.execute("SET preserve_insertion_order = false")
        self.connection.execute(f"CREATE TABLE {stored} AS {query}")
        self.connection.execute("SET preserve_insertion_order = true")
        self._on_disk[table] = stored
        self.view(table, f"SELECT * FROM {stored}", is_on_disk=True)  # noqa: S608 - a quoted name

    def view(self, table: str, query: str, *, is_on_disk: bool = False) -> None:
        """Let the name `table` stand for `query`, which `is_on_disk` where it reads nothing but the database there."""
        self.connection.execute(f"CREATE OR REPLACE VIEW {quoted(table)} AS {query}")
        self._views.pop(table, None)
        if is_on_disk:
            self._views[table] = query

    def replace(self, table: str, query: str) -> None:
        """Store the rows of `query`, which may read `table`, in place of `table`."""
        if not self.is_view(table):
            self.connection.execute(f"CREATE OR REPLACE TABLE {quoted(table)} AS {query}")
            return
        before = self._on_disk.pop(table, None)
        fresh = f"{self.disk()}.{quoted(f'{table}_typed')}"
        self.connection.execute(f"CREATE TABLE {fresh} AS {query}")
        self._on_disk[table] = fresh
        self.view(table, f"SELECT * FROM {fresh}", is_on_disk=True)  # noqa: S608 - a quoted name
        if before:
            self.connection.execute(f"DROP TABLE {before}")

    def rename(self, table: str, name: str) -> None:
        """Call a table in memory by another name; none has it yet."""
        self.connection.execute(f"ALTER TABLE {quoted(table)} RENAME TO {quoted(name)}")

    def widen(self, table: str, column: str, expression: str) -> None:
        """Give a table in memory a column of texts, the others left as they lie."""
        self.connection.execute(f"ALTER TABLE {quoted(table)} ADD COLUMN {quoted(column)} VARCHAR")
        filled = f"ALTER COLUMN {quoted(column)} SET DATA TYPE VARCHAR USING {expression}"
        self.connection.execute(f"ALTER TABLE {quoted(table)} {filled}")

    def drop(self, table: str) -> None:
        """Take `table` away, whatever it is."""
        if self.is_view(table):
            self.connection.execute(f"DROP VIEW {quoted(table)}")
            self._views.pop(table, None)
        self.connection.execute(f"DROP TABLE IF EXISTS {quoted(table)}")
        stored = self._on_disk.pop(table, None)
        if stored:
            self.connection.execute(f"DROP TABLE {stored}")

    def is_view(self, table: str) -> bool:
        """Whether `table` is a view, be it over a table on disk or over a file."""
        query = "SELECT count(*) FROM duckdb_views() WHERE view_name = ? AND NOT internal"
        return bool((self.connection.execute(query, [table]).fetchone() or (0,))[0])

    def disk(self) -> str:
        """The name of the database on disk, made when it is first needed."""
        if not self._has_disk:
            self.connection.execute(f"ATTACH {literal(str(self._columns))} AS {DISK}")
            self._has_disk = True
        return DISK

    @property
    def _columns(self) -> Path:
        return self.folder / "columns.duckdb"

    @property
    def views_on_disk(self) -> dict[str, str]:
        """Names that stand for a query of the database on disk alone, each after those that it reads."""
        return dict(self._views)

    def copy_disk(self, target: Path) -> None:
        """A copy of the database on disk, byte for byte, once what was put off is done."""
        self.wait()
        self.connection.execute(f"CHECKPOINT {self.disk()}")
        shutil.copyfile(self._columns, target)

    def keep(self, path: Path) -> Path:
        """A copy of `path` of our own, readable after the lock."""
        kept = self.folder / f"kept-{len(self._kept)}.parquet"
        shutil.copyfile(path, kept)
        self._kept.append(kept)
        return kept

    def path(self, name: str) -> Path:
        """A place for a file that is read right after."""
        return Path(tempfile.mkdtemp(dir=self.folder)) / name

    def tidy(self, paths: Sequence[Path]) -> None:
        """Delete files that have been read."""
        for path in paths:
            shutil.rmtree(path.parent, ignore_errors=True)

    def later(self, work: Callable[[duckdb.DuckDBPyConnection], None]) -> None:
        """Have `work` done once the database is locked, beside the first questions, by a connection of its own."""
        self._later.append(work)

    def lock(self, rows: int) -> None:
        """Nothing but the data from here on: no other file, no network, no setting. What was put off begins.

        `rows` are those of the longest table.
        """
        lock(self.connection, rows, [str(path) for path in self._kept])
        if self._later:
            self._behind = Behind(self.connection, tuple(self._later))

    def wait(self) -> None:
        """Until what was put off is done, or has failed."""
        if self._behind is not None:
            self._behind.wait()

    def close(self) -> None:
        """Free memory and folder; what is still being done ends."""
        if self._behind is not None:
            self._behind.stop()
        self.connection.close()
        self._remove()


def sweep() -> None:
    """Remove folders of processes that died without closing their data."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        owner = folder.name.removeprefix(_PREFIX).partition("-")[0]
        if owner.isdigit() and not _is_alive(int(owner)):
            with contextlib.suppress(OSError):
                shutil.rmtree(folder)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
