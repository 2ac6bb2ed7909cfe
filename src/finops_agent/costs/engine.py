"""The database of one data set: in memory, alone with its data, locked once the data is in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finops_agent.errors import CostFileError, MissingExtra

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

    from finops_agent.costs.header import Header

MEMORY_LIMIT = "4GB"
_BEFORE = {
    "TimeZone": "UTC",
    "threads": 2,
    "memory_limit": MEMORY_LIMIT,
    "python_enable_replacements": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "preserve_insertion_order": "true",
    # Its time grows with the square of the columns: four seconds to type a table of 2,000.
    "disabled_optimizers": "common_subexpressions",
}
LONGEST_RECORD = 2_000_000
"""Bytes of a record, its quoted line ends included."""


def connect() -> duckdb.DuckDBPyConnection:
    """A new empty database.

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
    return connection


def failures() -> type[Exception]:
    """The base of the engine's own errors, for `except` clauses; DuckDB must have been connected."""
    import duckdb  # noqa: PLC0415 - as in connect

    return duckdb.Error


def lock(connection: duckdb.DuckDBPyConnection) -> None:
    """No file, no network, no setting from here on; DuckDB does not take this back while the database lives."""
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


def quoted(name: str) -> str:
    """`name` as an SQL identifier, whatever is in it."""
    return '"' + name.replace('"', '""') + '"'


def read_text(connection: duckdb.DuckDBPyConnection, table: str, path: Path, header: Header, name: str) -> None:
    """Read a plain UTF-8 text table into `table`, every column as text; lines that do not fit are left out.

    Raises:
        CostFileError: the engine cannot make lines and cells of it.
    """
    import duckdb  # noqa: PLC0415 - as in connect

    columns = "{" + ", ".join(f"{_text(column)}: 'VARCHAR'" for column in header.names) + "}"
    source = (
        f"read_csv({_text(str(path))}, auto_detect = false, header = true, delim = {_text(header.delimiter)}, "
        f"quote = '\"', escape = '\"', columns = {columns}, nullstr = ['', 'NULL', 'null'], compression = 'none', "
        f"max_line_size = {LONGEST_RECORD}, ignore_errors = true, skip = {header.blank_lines})"
    )
    try:
        connection.execute(f"CREATE TABLE {quoted(table)} AS SELECT * FROM {source}")  # noqa: S608 - quoted above
    except duckdb.OutOfMemoryException as error:
        raise _out_of_memory(name) from error
    except duckdb.Error as error:
        raise CostFileError(
            "unreadable",
            f"{name} cannot be cut into lines and cells. Check that the first line is the header and that every quote "
            "is closed, or export it again.",
        ) from error


def read_parquet(connection: duckdb.DuckDBPyConnection, table: str, path: Path, name: str) -> None:
    """Read a Parquet file into `table`.

    Raises:
        CostFileError: it is damaged or no Parquet file.
    """
    import duckdb  # noqa: PLC0415 - as in connect

    try:
        connection.execute(f"CREATE TABLE {quoted(table)} AS SELECT * FROM read_parquet({_text(str(path))})")  # noqa: S608 - a literal
    except duckdb.OutOfMemoryException as error:
        raise _out_of_memory(name) from error
    except duckdb.Error as error:
        raise CostFileError(
            "unreadable",
            f"{name} is damaged or no Parquet file, so it cannot be read. Export or download it again.",
        ) from error


def _out_of_memory(name: str) -> CostFileError:
    return CostFileError(
        "too_large", f"{name} needs more than {MEMORY_LIMIT.replace('GB', ' GB')} of memory. Split it by month."
    )


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
