"""From files to a data set: look, read, map, check; one database for each data set."""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from finops_agent.costs import engine, profile
from finops_agent.costs.checks import check_bill, check_reading, check_twice, reading_of
from finops_agent.costs.dataset import Column, CostFile, Dataset, Notice, Role, Table
from finops_agent.costs.engine import quoted
from finops_agent.costs.formats import FOCUS_COLUMNS, FORMATS, MONEY
from finops_agent.costs.header import read_header
from finops_agent.costs.limits import Limits
from finops_agent.costs.numbers import PLAIN, number_form
from finops_agent.costs.records import count_records
from finops_agent.costs.source import plain_text
from finops_agent.errors import CostFileError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import duckdb

    from finops_agent.costs.formats import Format, Mapped

COSTS = "costs"
_MEASURES = frozenset({"BilledCost", "EffectiveCost", "ListCost", "ContractedCost", "x_NetCost", "x_OnDemandCost"})
_PARQUET_MAGIC = b"PAR1"
_MOST_RAGGED = 0.5
"""Share of lines that do not fit the header from which the file is refused."""


_DECIMAL_COMMA = r"-?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?"


@dataclass(frozen=True, slots=True)
class _Bill:
    """A loaded bill that waits to be put into the view `costs`."""

    file: CostFile
    mapped: Mapped


class DatasetBuilder:
    """Takes files one by one; a refused file leaves the others as they are. One thread at a time.

    The engine reads each file while `add` runs, so a file may be deleted afterwards. `build` may be called once.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._connection = engine.connect()
        self._files: list[CostFile] = []
        self._bills: list[_Bill] = []
        self._tables: list[Table] = []

    def add(self, path: Path, name: str | None = None) -> CostFile:
        """Read one file and describe it; `name` is what people call it.

        Raises:
            CostFileError: it cannot be used; the message says why and what to do.
        """
        started = time.perf_counter()
        name = name or path.name
        if not path.exists():
            raise CostFileError("missing", f"{name} does not exist. Check the path and its spelling.")
        if not path.is_file():
            raise CostFileError("missing", f"{name} is a folder. Name the files in it, for instance {name}/*.csv.")
        table = f"file_{len(self._files) + 1}"
        try:
            notices = self._read(path, name, table)
            file = self._describe(path, name, table, notices, started)
        except OSError as error:
            self._forget(table)
            raise CostFileError(
                "unreadable", f"{name} cannot be opened: {error.strerror}. Check that you may read it."
            ) from error
        except engine.failures() as error:
            self._forget(table)
            raise CostFileError(
                "unreadable",
                f"{name} was read, but its values cannot be added up: numbers or dates are beyond any bill, or columns "
                "hold nested values. Export it again as a flat table.",
            ) from error
        except CostFileError:
            self._forget(table)
            raise
        file = replace(file, warnings=(*file.warnings, *check_twice(file, self._files)))
        self._files.append(file)
        return file

    def _forget(self, table: str) -> None:
        """Take a refused file's tables away."""
        for name in (table, f"map_{table}"):
            self._connection.execute(f"DROP TABLE IF EXISTS {quoted(name)}")
        self._tables = [kept for kept in self._tables if kept.name != table]
        self._bills = [kept for kept in self._bills if kept.file.table != table]

    def build(self) -> Dataset:
        """The data set of all files that were taken, its database locked.

        Raises:
            CostFileError: no file was taken.
        """
        if not self._files:
            raise CostFileError("missing", "There is no cost file to load. Name at least one .csv, .tsv or .parquet.")
        tables = list(self._tables)
        if self._bills:
            tables.insert(0, self._make_costs())
        engine.lock(self._connection)
        return Dataset(self._connection, tuple(self._files), tuple(tables))

    # ------------------------------------------------------------ reading

    def _read(self, path: Path, name: str, table: str) -> list[Notice]:
        if _is_parquet(path):
            engine.read_parquet(self._connection, table, path, name, self._limits)
            return []
        with tempfile.TemporaryDirectory(prefix="finops-agent-") as folder:
            text = plain_text(path, name, Path(folder), self._limits)
            header = read_header(text.head, name, self._limits)
            engine.read_text(self._connection, table, text.path, header, name)
            rows = _count(self._connection, table)
            if header.delimiter == ";":
                _read_decimal_commas(self._connection, table, header.names)
            # As many rows as lines: nothing was left out. Otherwise cells hold line ends, or lines did not fit.
            ragged = 0 if text.lines - 1 == rows else max(count_records(text.path, header, name) - rows, 0)
        if ragged > _MOST_RAGGED * max(rows + ragged, 1):
            raise CostFileError(
                "ragged",
                f"{name}: {ragged:,} of {rows + ragged:,} lines have another number of cells than the header's "
                f"{len(header.names)}. Check that the first line is the header and that cells with a "
                f"{header.delimiter!r} in them are quoted.",
            )
        return check_reading(text, header, ragged, rows)

    # ------------------------------------------------------------ describing

    def _describe(self, path: Path, name: str, table: str, notices: list[Notice], started: float) -> CostFile:
        columns = _columns(self._connection, table)
        rows = _count(self._connection, table)
        if not rows:
            raise CostFileError(
                "empty",
                f"{name} has a header but no rows, so there is nothing to ask. Export it for a period with charges.",
            )
        known = next((f for f in FORMATS if f.detect(columns)), None)
        if known is None:
            return self._describe_table(path, name, table, notices, started)
        mapped = known.map(columns, PLAIN)
        if columns[mapped.basis] == "VARCHAR":
            mapped = known.map(columns, number_form(self._connection, table, mapped.basis))
        view = f"map_{table}"
        _create_mapped(self._connection, view, table, mapped, name)
        reading = reading_of(self._connection, view)
        file = CostFile(
            path=name,
            table=table,
            format=known.name,
            format_version=mapped.version,
            provider=_provider(self._connection, view, known),
            rows=rows,
            columns=len(columns),
            size_bytes=path.stat().st_size,
            period=reading.period,
            currency=reading.currency,
            total=reading.total,
            basis=mapped.basis,
            mapping=mapped.origins,
            warnings=(*notices, *check_bill(self._connection, view, known, mapped, reading)),
            load_time_s=time.perf_counter() - started,
        )
        self._bills.append(_Bill(file, mapped))
        return file

    def _describe_table(self, path: Path, name: str, table: str, notices: list[Notice], started: float) -> CostFile:
        found = profile.profile(self._connection, table)
        self._tables.append(Table(table, found.columns, found.rows))
        return CostFile(
            path=name,
            table=table,
            format="table",
            provider=None,
            rows=found.rows,
            columns=len(found.columns),
            size_bytes=path.stat().st_size,
            period=found.period,
            currency=None,
            total=found.total,
            basis=found.cost_column,
            mapping={column.name: column.role for column in found.columns},
            warnings=(*notices, *found.notices),
            load_time_s=time.perf_counter() - started,
        )

    def _make_costs(self) -> Table:
        """All bills in one table, months under months."""
        names = [quoted(f"map_{bill.file.table}") for bill in self._bills]
        union = " UNION ALL BY NAME ".join(f"FROM {name}" for name in names)
        self._connection.execute(f"CREATE TABLE {COSTS} AS {union}")
        for name in names:
            self._connection.execute(f"DROP TABLE {name}")
        columns = _columns(self._connection, COSTS)
        filled = _filled(self._connection, columns)
        described = tuple(Column(c, t, _role(c, t)) for c, t in columns.items() if c in filled)
        return Table(COSTS, described, _count(self._connection, COSTS))


def load_files(paths: Iterable[Path | str], limits: Limits | None = None) -> Dataset:
    """The data set of `paths`; the first file that cannot be used ends it.

    Raises:
        CostFileError: as `DatasetBuilder.add` and `build`.
    """
    builder = DatasetBuilder(limits)
    for path in paths:
        builder.add(Path(path), str(path))
    return builder.build()


def _is_parquet(path: Path) -> bool:
    with path.open("rb") as file:
        magic = file.read(len(_PARQUET_MAGIC))
    return magic == _PARQUET_MAGIC


def _read_decimal_commas(connection: duckdb.DuckDBPyConnection, table: str, names: Sequence[str]) -> None:
    """Write 1.234,56 as 1234.56 in each column where every cell is such a number and one has a decimal comma.

    Only for files cut by semicolons: programs write those where the comma is taken by decimals.
    """
    checks = ", ".join(
        f"bool_and(regexp_full_match({quoted(name)}, '{_DECIMAL_COMMA}')) AND bool_or(contains({quoted(name)}, ','))"
        for name in names
    )
    row = connection.execute(f"SELECT {checks} FROM {quoted(table)}").fetchone() or ()  # noqa: S608 - quoted names
    changed = [name for name, is_german in zip(names, row, strict=True) if is_german]
    if changed:
        written = ", ".join(f"{quoted(n)} = replace(replace({quoted(n)}, '.', ''), ',', '.')" for n in changed)
        connection.execute(f"UPDATE {quoted(table)} SET {written}")  # noqa: S608 - quoted names


def _create_mapped(connection: duckdb.DuckDBPyConnection, view: str, table: str, mapped: Mapped, name: str) -> None:
    """The file in FOCUS shape: every column there, typed; NULL where the origin has none."""
    selected = [
        f"CAST({mapped.expressions.get(column, 'NULL')} AS {kind}) AS {quoted(column)}"
        for column, kind in FOCUS_COLUMNS.items()
    ]
    connection.execute(
        f"CREATE TABLE {quoted(view)} AS SELECT *, "  # noqa: S608 - quoted names and expressions of our own
        'strftime("ChargePeriodStart", \'%Y-%m\') AS "x_Month", CAST("ChargePeriodStart" AS DATE) AS "x_Day", '
        f'CAST(? AS VARCHAR) AS "x_File" FROM (SELECT {", ".join(selected)} FROM {quoted(table)})',
        [name],
    )


def _provider(connection: duckdb.DuckDBPyConnection, view: str, known: Format) -> str | None:
    if known.provider:
        return known.provider
    query = f'SELECT DISTINCT "ProviderName" FROM {quoted(view)} WHERE "ProviderName" IS NOT NULL ORDER BY 1 LIMIT 6'  # noqa: S608 - a quoted name
    return ", ".join(str(row[0]) for row in connection.execute(query).fetchall()) or None


def _columns(connection: duckdb.DuckDBPyConnection, table: str) -> dict[str, str]:
    rows: Sequence[tuple[str, ...]] = connection.execute(f"DESCRIBE {quoted(table)}").fetchall()
    return {row[0]: row[1] for row in rows}


def _filled(connection: duckdb.DuckDBPyConnection, columns: dict[str, str]) -> set[str]:
    """The columns that hold anything at all: an empty one is nothing to ask by."""
    counts = ", ".join(f"count({quoted(column)})" for column in columns)
    row = connection.execute(f"SELECT {counts} FROM {COSTS}").fetchone() or ()  # noqa: S608 - quoted names
    return {column for column, count in zip(columns, row, strict=True) if count}


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    row = connection.execute(f"SELECT count(*) FROM {quoted(table)}").fetchone()  # noqa: S608 - a quoted name
    return int(row[0]) if row else 0


def _role(column: str, kind: str) -> Role:
    if column in _MEASURES:
        return "measure"
    if kind == MONEY:
        return "quantity"
    if column == "Tags":
        return "tag"
    return "time" if kind in {"TIMESTAMP", "DATE"} or column == "x_Month" else "dimension"
