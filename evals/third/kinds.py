"""What the third set's files share: other kinds of files, and one way to write a question down."""

from __future__ import annotations

import gzip
import json
import zipfile
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from evals.ledger import Row, Table

Case = dict[str, Any]


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


def unpacked(path: Path) -> str:
    """The text of a packed CSV file."""
    if path.suffix == ".gz":
        return gzip.decompress(path.read_bytes()).decode()
    with zipfile.ZipFile(path) as archive:
        return archive.read(archive.namelist()[0]).decode()


def ask(kind: str, question: str, value: Any, after: Sequence[str] = (), tolerance: float = 0.01, **how: Any) -> Case:  # noqa: ANN401 - a truth has many shapes
    """A question with its truth."""
    return {"kind": kind, "after": [*after], "question": question, "want": _want(value, tolerance, **how)}


def _want(value: Any, tolerance: float, **how: Any) -> dict[str, Any]:  # noqa: ANN401 - a truth has many shapes
    return {"value": plain(value), "tolerance": tolerance, **how}


def says(kind: str, question: str, *words: str, after: Sequence[str] = ()) -> Case:
    """A question whose answer must name these; `a|b` is either."""
    return {"kind": kind, "after": [*after], "question": question, "want": {"says": [*words]}}


def refuse(kind: str, question: str, after: Sequence[str] = ()) -> Case:
    """A question that the data cannot answer."""
    return {"kind": f"unanswerable: {kind}", "after": [*after], "question": question, "want": {"refuse": True}}


def either(case: Case, *others: Any, tolerance: float = 0.01, **how: Any) -> Case:  # noqa: ANN401 - a truth has many shapes
    """A case with further truths that are right as well."""
    wants = [case["want"], *(_want(other, tolerance, **how) for other in others)]
    return {**case, "want": {"any": wants, "value": case["want"].get("value", case["want"].get("says"))}}


def plain(value: Any) -> Any:  # noqa: ANN401 - a truth has many shapes
    """Decimals as floats, to the millionth."""
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return round(float(value), 6) if isinstance(value, Decimal) else value


def first(table: Table, count: int = 1) -> Table:
    """The highest rows."""
    return table[:count]


def last(table: Table, count: int = 1) -> Table:
    """The lowest rows, lowest first."""
    return table[::-1][:count]


def percent(part: Decimal, whole: Decimal) -> Decimal:
    """A share in percent."""
    return part / whole * 100
