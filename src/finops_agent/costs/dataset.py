"""What is known of the cost data that was loaded: files, columns, warnings, and the engine that holds it.

The data itself stays in DuckDB, in a database of this data set alone:

- `costs`: all billing rows of all files in one FOCUS-shaped view (only where a billing format was detected);
- `file_1`, `file_2`, …: each file as it came, origin columns kept.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from decimal import Decimal

    import duckdb

    from finops_agent.costs.workspace import Workspace

_MOST_READ: Final = 64
Role = Literal["measure", "dimension", "time", "tag", "quantity", "other"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a queryable table: its name there, DuckDB type, and part in questions."""

    name: str
    type: str
    role: Role


@dataclass(frozen=True, slots=True)
class Table:
    """A table that can be asked: the `costs` view or one profiled file."""

    name: str
    columns: tuple[Column, ...]
    rows: int
    values: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Column of texts or of a tag -> all of its values, where they were met while loading; others are to be looked up.
    """
    tags: dict[str, tuple[str, ...]] | None = None
    """Tag key -> all of its values, where they were met while loading."""
    tag_columns: dict[str, str] = field(default_factory=dict)
    """Tag key -> a column of its own, which bills from 20,000 rows on have; quicker to read than the map `Tags`."""
    by_day: frozenset[str] = frozenset()
    """Columns of `costs_by_day`, the same rows added up by day (`costs.daysums`); none where there is no such table."""
    title: str = ""
    """What the file is called, without its ending."""
    whole_cost: str | None = None
    """Of several columns of costs the one that is the whole, where it says so or is the sum of the others."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A plain warning about the data: a stable `code` for tests and events, a sentence for people."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class CostFile:
    """One file, described (the shape that `finops-agent describe` prints)."""

    path: str
    """The name as the user gave it; for uploads the bare file name."""
    table: str
    """The raw table of this file (`file_1`, …)."""
    format: str
    """A name of the registry `costs.formats`, `monthly_trend` for months across, or `table` for anything else."""
    provider: str | None
    rows: int
    columns: int
    size_bytes: int
    period: tuple[date, date] | None
    """First day and last day with charges, both inclusive."""
    currency: str | None
    total: Decimal | None
    """Sum of the default basis over all rows."""
    basis: str | None
    """The origin column behind `total`, such as `line_item_unblended_cost`."""
    format_version: str | None = None
    mapping: dict[str, str] = field(default_factory=dict)
    """FOCUS column -> origin column or expression."""
    warnings: tuple[Notice, ...] = ()
    load_time_s: float = 0.0


@dataclass(frozen=True, slots=True)
class LoadResult:
    """What became of one offered file: its description, or the sentence that says why not."""

    name: str
    file: CostFile | None
    error: str | None = None


@dataclass(slots=True)
class Dataset:
    """Loaded cost data, ready to be asked. Close it to free the engine. One thread at a time."""

    connection: duckdb.DuckDBPyConnection
    files: tuple[CostFile, ...]
    tables: tuple[Table, ...]
    """Askable tables, the `costs` view first where there is one."""
    workspace: Workspace | None = None
    """The engine's private folder, gone when the data set is closed."""
    _read: dict[str, duckdb.Statement] = field(default_factory=dict, repr=False, compare=False)
    """The texts of queries that ran last, read: that takes the engine a millisecond for each kilobyte."""

    @property
    def warnings(self) -> tuple[Notice, ...]:
        """The warnings of all files, each once, in order."""
        return tuple(dict.fromkeys(notice for file in self.files for notice in file.warnings))

    @property
    def rows(self) -> int:
        """Rows over all files."""
        return sum(file.rows for file in self.files)

    def run(self, text: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """All rows of one query; errors are the engine's."""
        statement = self._read.pop(text, None) or self.connection.extract_statements(text)[0]
        self._read[text] = statement
        if len(self._read) > _MOST_READ:
            del self._read[next(iter(self._read))]
        return self.connection.execute(statement, list(values)).fetchall()

    def close(self) -> None:
        """Free the engine and its memory; what is still being added up ends first."""
        if self.workspace is not None:
            self.workspace.close()
        self.connection.close()
