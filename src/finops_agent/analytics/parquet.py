"""Rows as Parquet: typed columns, zstd, a group of rows at a time."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import IO, Any, Final

from finops_agent.analytics.archive_table import Column
from finops_agent.errors import MissingExtra

ROWS: Final = 20_000
"""Rows of a group, which is what is held in memory at once."""


def write(
    rows: Iterable[Mapping[str, Any]], columns: Iterable[Column], target: Path | IO[bytes], told: Mapping[str, str]
) -> int:
    """Write rows in their order, with `told` in the file's footer; return how many.

    Raises:
        MissingExtra: what writes Parquet is not installed.
        OSError: the file cannot be written.
    """
    pa, parquet = _pyarrow()
    types = {"text": pa.string(), "whole": pa.int64(), "real": pa.float64(), "flag": pa.bool_(), "day": pa.date32()}
    schema = pa.schema([(column.name, types[column.kind]) for column in columns], metadata=dict(told))
    count = 0
    remaining = iter(rows)
    with parquet.ParquetWriter(target, schema, compression="zstd") as writer:
        while batch := list(islice(remaining, ROWS)):
            cells = {name: [row.get(name) for row in batch] for name in schema.names}
            writer.write_table(pa.table(cells, schema=schema))
            count += len(batch)
    return count


def told_by(path: Path | IO[bytes]) -> dict[str, str]:
    """What was told in the footer of a file; nothing where there is no file of Parquet."""
    pa, parquet = _pyarrow()
    try:
        metadata = parquet.read_schema(path).metadata or {}
    except (OSError, pa.ArrowInvalid):
        return {}
    return {name.decode(): text.decode(errors="replace") for name, text in metadata.items()}


def rows_of(path: Path | IO[bytes], columns: list[str] | None = None) -> Iterator[dict[str, Any]]:
    """The rows of a file, a group at a time."""
    _, parquet = _pyarrow()
    with parquet.ParquetFile(path) as file:
        for batch in file.iter_batches(ROWS, columns=columns):
            yield from batch.to_pylist()


def _pyarrow() -> tuple[Any, Any]:
    try:
        import pyarrow as pa  # noqa: PLC0415 - 170 MB that only this needs
        from pyarrow import parquet  # noqa: PLC0415 - same
    except ImportError as error:
        raise MissingExtra("Parquet needs pyarrow. Install it with: pip install 'finops-genai-agent[app]'") from error
    return pa, parquet
