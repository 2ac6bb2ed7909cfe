"""The database of one data set: in memory, alone with its data, locked once the data is in."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from finops_agent.costs.header import too_wide
from finops_agent.costs.limits import MB
from finops_agent.errors import CostFileError, MissingExtra

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import duckdb

    from finops_agent.costs.header import Header
    from finops_agent.costs.limits import Limits

MEMORY_LIMIT = "1300MB"
"""Of the engine; the process needs some 200 MB beside it."""
_BEFORE = {
    "TimeZone": "UTC",
    "threads": 2,
    "memory_limit": MEMORY_LIMIT,
    "python_enable_replacements": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "preserve_insertion_order": "true",
    "max_temp_directory_size": "16GB",
    # The time of the first grows with the square of the columns: four seconds to type a table of 2,000. The second is a
    # tenth of an analysis of 100,000 rows: it looks for parts that are written twice, which stand in WITH here.
    "disabled_optimizers": "common_subexpressions,common_subplan",
}
_CELLS_ANYWAY = 10_000_000
"""Small Parquet files may pack as well as they like."""
GROUP_ROWS = 122_880
"""Rows of a table that the engine reads together, in one thread."""
LONGEST_RECORD = 2_000_000
"""Bytes of a record, its quoted line ends included."""


def connect(spill: Path) -> duckdb.DuckDBPyConnection:
    """A new empty database; what does not fit into memory goes to the folder `spill`, which it makes.

    Raises:
        MissingExtra: DuckDB is not installed.
    """
    try:
        import duckdb  # noqa: PLC0415 - the engine costs 35 MB and is needed only with data
    except ImportError as error:
        raise MissingExtra(
            "Reading cost files needs DuckDB. Install it with: pip install 'finops-genai-agent[app]'"
        ) from error
    connection = duckdb.connect(":memory:")
    for name, value in _BEFORE.items():
        connection.execute(f"SET {name} = {value!r}")
    connection.execute(f"SET temp_directory = {literal(str(spill))}")
    return connection


def failures() -> type[Exception]:
    """The base of the engine's own errors, for `except` clauses; DuckDB must have been connected."""
    import duckdb  # noqa: PLC0415 - as in connect

    return duckdb.Error


def lock(connection: duckdb.DuckDBPyConnection, rows: int, kept: Sequence[str] = ()) -> None:
    """No file but `kept`, no network, no setting from here on; DuckDB never takes this back.

    `rows` are those of the longest table. One thread reads a group of them, so others would only be waited for.
    """
    if rows <= GROUP_ROWS:
        connection.execute("SET threads = 1")
    if kept:
        connection.execute(f"SET allowed_paths = [{', '.join(literal(path) for path in kept)}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


def quoted(name: str) -> str:
    """`name` as an SQL identifier, whatever is in it."""
    return '"' + name.replace('"', '""') + '"'


def text_source(path: Path, header: Header) -> str:
    """A plain UTF-8 text table as a source of rows, every column as text; lines that do not fit are left out."""
    columns = "{" + ", ".join(f"{literal(column)}: 'VARCHAR'" for column in header.names) + "}"
    return (
        f"read_csv({literal(str(path))}, auto_detect = false, header = true, delim = {literal(header.delimiter)}, "
        f"quote = '\"', escape = '\"', columns = {columns}, nullstr = ['', 'NULL', 'null'], compression = 'none', "
        f"max_line_size = {LONGEST_RECORD}, ignore_errors = true, skip = {header.blank_lines})"
    )


def parquet_source(connection: duckdb.DuckDBPyConnection, path: Path, name: str, limits: Limits) -> str:
    """A Parquet file as a source of rows, if what its footer announces is within `limits`.

    Raises:
        CostFileError: it is damaged, no Parquet file, or too large.
    """
    with translated(name, f"{name} is damaged or no Parquet file, so it cannot be read. Export or download it again."):
        _bound_parquet(connection, path, name, limits)
    return f"read_parquet({literal(str(path))})"


@contextmanager
def translated(name: str, sentence: str) -> Iterator[None]:
    """The engine's failure to read the file `name` as a refusal that says `sentence`."""
    import duckdb  # noqa: PLC0415 - as in connect

    try:
        yield
    except duckdb.OutOfMemoryException as error:
        raise _out_of_memory(name) from error
    except duckdb.Error as error:
        raise CostFileError("unreadable", sentence) from error


def _bound_parquet(connection: duckdb.DuckDBPyConnection, path: Path, name: str, limits: Limits) -> None:
    """Refuse by the footer: a column of equal values packs a hundred million rows into a few kilobytes."""
    source, size = literal(str(path)), path.stat().st_size
    described = connection.execute(f"DESCRIBE SELECT * FROM read_parquet({source})").fetchall()  # noqa: S608 - a literal
    if len(described) > limits.max_columns:
        raise too_wide(name, limits)
    announced = (
        f"SELECT (SELECT sum(num_rows) FROM parquet_file_metadata({source})), "  # noqa: S608 - a literal
        f"(SELECT coalesce(sum(total_uncompressed_size), 0) FROM parquet_metadata({source}))"
    )
    rows, unpacked = connection.execute(announced).fetchone() or (0, 0)
    if size > limits.max_bytes or unpacked > limits.max_unpacked_bytes:
        raise CostFileError(
            "too_large",
            f"{name} has {size / MB:,.1f} MB and unpacks to {unpacked / MB:,.1f} MB; "
            f"up to {limits.max_bytes / MB:,.0f} MB and {limits.max_unpacked_bytes / MB:,.0f} MB are read. "
            "Split it by month.",
        )
    if rows * len(described) > max(_CELLS_ANYWAY, size * limits.max_cells_per_byte):
        raise CostFileError(
            "too_large",
            f"{name} packs {rows:,} rows into {size / MB:,.1f} MB, as no billing file does. It was not read. "
            "Export only the rows and columns that you need.",
        )


def _out_of_memory(name: str) -> CostFileError:
    return CostFileError(
        "too_large", f"{name} needs more than {MEMORY_LIMIT.replace('MB', ' MB')} of memory. Split it by month."
    )


def literal(value: str) -> str:
    """`value` as an SQL text, whatever is in it."""
    return "'" + value.replace("'", "''") + "'"
