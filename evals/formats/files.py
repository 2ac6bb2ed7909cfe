"""Kinds of files beside plain CSV: workbooks, JSON, JSON lines, packed CSV."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from evals.ledger import Row


def read_workbook(path: Path) -> list[Row]:
    """The rows of the first sheet as text."""
    from openpyxl import load_workbook  # noqa: PLC0415 - only who computes truths needs it

    sheet = load_workbook(path, read_only=True).worksheets[0]
    names, *rows = sheet.iter_rows(values_only=True)
    return [
        {str(name): "" if cell is None else str(cell) for name, cell in zip(names, row, strict=True)} for row in rows
    ]


def write_json(path: Path, rows: Sequence[Mapping[str, object]]) -> None:
    """One array of objects."""
    path.write_text(json.dumps([dict(row) for row in rows], default=str), encoding="utf-8")


def read_json(path: Path) -> list[Row]:
    """The objects of an array, everything as text."""
    return [
        {name: "" if cell is None else str(cell) for name, cell in row.items()}
        for row in json.loads(path.read_text(encoding="utf-8"))
    ]


def write_json_lines(path: Path, rows: Sequence[Mapping[str, object]]) -> None:
    """An object a line."""
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")


def read_json_lines(path: Path) -> list[Row]:
    """The objects of the lines, flat: a cell of an inner object as `outer.inner`, a list as JSON."""
    return [_flat(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def _flat(record: dict[str, Any]) -> Row:
    row = {}
    for name, cell in record.items():
        if isinstance(cell, dict):
            row.update({f"{name}.{inner}": str(value) for inner, value in cell.items()})
        else:
            row[name] = json.dumps(cell) if isinstance(cell, list) else str(cell)
    return row


def packed(path: Path, write: Callable[[Path], None]) -> None:
    """Write a CSV file, then pack it as `path` says: `.zip` or `.gz`."""
    inner = path.with_name(path.stem if path.suffix == ".gz" else f"{path.stem}.csv")
    write(inner)
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(inner.read_bytes(), mtime=0))
    else:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(inner, inner.name)
    inner.unlink()


def read_packed(path: Path) -> list[Row]:
    """All rows of a packed CSV file."""
    if path.suffix == ".gz":
        text = gzip.decompress(path.read_bytes()).decode()
    else:
        with zipfile.ZipFile(path) as archive:
            text = archive.read(archive.namelist()[0]).decode()
    return list(csv.DictReader(io.StringIO(text)))
