"""From one file to one raw table, by what the file is and not by its name: text, Parquet, JSON or a workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finops_agent.costs import engine, nested, workbook
from finops_agent.costs.engine import quoted
from finops_agent.costs.header import read_header
from finops_agent.costs.records import count_records
from finops_agent.costs.source import is_json, plain_text
from finops_agent.costs.told import check_reading
from finops_agent.costs.workspace import LARGE_BYTES
from finops_agent.errors import CostFileError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import duckdb

    from finops_agent.costs.dataset import Notice
    from finops_agent.costs.limits import Limits
    from finops_agent.costs.workspace import Workspace

_PARQUET_MAGIC = b"PAR1"
_MOST_RAGGED = 0.5
"""Share of lines that do not fit the header from which the file is refused."""
_DECIMAL_COMMA = r"-?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?"


def read(work: Workspace, table: str, path: Path, name: str, limits: Limits) -> list[Notice]:
    """Read `path` into the raw table `table`; say what had to be done for it.

    Raises:
        CostFileError: it is no table, or past a limit.
    """
    with path.open("rb") as file:
        start = file.read(len(_PARQUET_MAGIC))
    if start == _PARQUET_MAGIC:
        return _read_parquet(work, table, path, name, limits)
    if workbook.is_workbook(path):
        return _read_workbook(work, table, path, name, limits)
    if is_json(path):
        return nested.read_json(work, table, path, name, limits)
    return _read_text(work, table, path, name, limits)


def _read_parquet(work: Workspace, table: str, path: Path, name: str, limits: Limits) -> list[Notice]:
    source = engine.parquet_source(work.connection, path, name, limits)
    damaged = f"{name} is damaged or no Parquet file, so it cannot be read. Export or download it again."
    with engine.translated(name, damaged):
        if path.stat().st_size < LARGE_BYTES:
            work.create(table, f"SELECT * FROM {source}")  # noqa: S608 - a literal
        else:
            kept = engine.literal(str(work.keep(path)))
            work.view(table, f"SELECT * FROM read_parquet({kept})")  # noqa: S608 - a literal
        flat = nested.flattened(columns_of(work.connection, table))
        if flat and not work.is_view(table):
            work.replace(table, f"SELECT {flat} FROM {quoted(table)}")  # noqa: S608 - quoted names
        elif flat:
            work.view(table, f"SELECT {flat} FROM read_parquet({kept})")  # noqa: S608 - quoted names
    return []


def _read_text(work: Workspace, table: str, path: Path, name: str, limits: Limits) -> list[Notice]:
    unpacked = work.path("table.csv")
    try:
        text = plain_text(path, name, unpacked.parent, limits)
        header = read_header(text.head, name, limits)
        unclear = (
            f"{name} cannot be cut into lines and cells. Check that the first line is the header and that every quote "
            "is closed, or export it again."
        )
        with engine.translated(name, unclear):
            is_large = text.path.stat().st_size >= LARGE_BYTES
            work.create(table, f"SELECT * FROM {engine.text_source(text.path, header)}", is_large=is_large)  # noqa: S608 - quoted in there
        rows = count_of(work.connection, table)
        if header.delimiter == ";":
            _read_decimal_commas(work, table, header.names)
        # As many rows as lines: nothing was left out. Otherwise cells hold line ends, or lines did not fit.
        ragged = 0 if text.lines - 1 == rows else max(count_records(text.path, header, name) - rows, 0)
    finally:
        work.tidy([unpacked])
    if ragged > _MOST_RAGGED * max(rows + ragged, 1):
        raise CostFileError(
            "ragged",
            f"{name}: {ragged:,} of {rows + ragged:,} lines have another number of cells than the header's "
            f"{len(header.names)}. Check that the first line is the header and that cells with a "
            f"{header.delimiter!r} in them are quoted.",
        )
    return check_reading(text, header, ragged, rows)


def _read_workbook(work: Workspace, table: str, path: Path, name: str, limits: Limits) -> list[Notice]:
    """By way of text, so that cells are typed as those of any other table."""
    written = work.path("sheet.csv")
    try:
        sheet = workbook.write_sheet(path, written, name, limits)
        return [*sheet.notices, *_read_text(work, table, written, name, limits)]
    finally:
        work.tidy([written])


def _read_decimal_commas(work: Workspace, table: str, names: Sequence[str]) -> None:
    """Write 1.234,56 as 1234.56 in each column where every cell is such a number and one has a decimal comma.

    Only for files cut by semicolons: programs write those where the comma is taken by decimals.
    """
    checks = ", ".join(
        f"bool_and(regexp_full_match({quoted(name)}, '{_DECIMAL_COMMA}')) AND bool_or(contains({quoted(name)}, ','))"
        for name in names
    )
    row = work.connection.execute(f"SELECT {checks} FROM {quoted(table)}").fetchone() or ()  # noqa: S608 - quoted names
    changed = [name for name, is_german in zip(names, row, strict=True) if is_german]
    if changed:
        written = ", ".join(f"replace(replace({quoted(n)}, '.', ''), ',', '.') AS {quoted(n)}" for n in changed)
        work.replace(table, f"SELECT * REPLACE ({written}) FROM {quoted(table)}")  # noqa: S608 - quoted names


def columns_of(connection: duckdb.DuckDBPyConnection, table: str) -> dict[str, str]:
    """Column -> type."""
    rows: Sequence[tuple[str, ...]] = connection.execute(f"DESCRIBE {quoted(table)}").fetchall()
    return {row[0]: row[1] for row in rows}


def count_of(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    """Rows."""
    row = connection.execute(f"SELECT count(*) FROM {quoted(table)}").fetchone()  # noqa: S608 - a quoted name
    return int(row[0]) if row else 0
