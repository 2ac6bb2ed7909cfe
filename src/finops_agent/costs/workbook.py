"""Excel workbooks: the sheet that holds the table, written as text with exact dates and the shortest exact numbers."""

from __future__ import annotations

import csv
import zipfile
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from finops_agent.costs.dataset import Notice
from finops_agent.costs.limits import MB
from finops_agent.errors import CostFileError, MissingExtra

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from finops_agent.costs.limits import Limits

_ZIP_MAGIC = b"PK\x03\x04"
_LOOKED_AT = 30
"""Rows among which the header is looked for; titles and notes stand above it."""
_MOST_SHEETS = 50


@dataclass(frozen=True, slots=True)
class Sheet:
    """The sheet that was written."""

    title: str
    notices: tuple[Notice, ...]


def is_workbook(path: Path) -> bool:
    """Whether `path` is an .xlsx, whatever its name says."""
    with path.open("rb") as file:
        if file.read(len(_ZIP_MAGIC)) != _ZIP_MAGIC:
            return False
    try:
        with zipfile.ZipFile(path) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        return False


def write_sheet(path: Path, target: Path, name: str, limits: Limits) -> Sheet:
    """Write the sheet with the most cells as CSV.

    Raises:
        CostFileError: the workbook is damaged, too large, or holds no table.
        MissingExtra: the library that reads workbooks is not installed.
    """
    try:
        import python_calamine  # noqa: PLC0415 - only for workbooks
    except ImportError as error:
        raise MissingExtra(
            "Reading Excel workbooks needs python-calamine. Install it with: pip install 'finops-genai-agent[app]'"
        ) from error
    _bound(path, name, limits)
    try:
        with python_calamine.load_workbook(str(path)) as book:
            titles = book.sheet_names[:_MOST_SHEETS]
            sizes = {title: _cells(book.get_sheet_by_name(title)) for title in titles}
            title = max(titles, key=lambda each: sizes[each], default="")
            rows = book.get_sheet_by_name(title).to_python(skip_empty_area=True) if titles else []
    except (python_calamine.CalamineError, zipfile.BadZipFile, ValueError, OSError) as error:
        raise CostFileError(
            "unreadable", f"{name} is a damaged or protected workbook. Save it again without a password, or as CSV."
        ) from error
    top = _header_row(rows)
    if not rows or not any(any(cell != "" for cell in row) for row in rows):
        raise CostFileError("empty", f"{name} is an empty workbook, so there is nothing to ask. Export it again.")
    with target.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerows([_text(cell) for cell in row] for row in rows[top:] if any(cell != "" for cell in row))
    return Sheet(title, _notices(title, top, [other for other in titles if other != title and sizes[other]]))


def _bound(path: Path, name: str, limits: Limits) -> None:
    """Refuse by the archive's directory: sheets are unpacked into memory as a whole."""
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile as error:
        raise CostFileError("unreadable", f"{name} is a damaged workbook. Save it again, or as CSV.") from error
    if unpacked > min(limits.max_document_bytes, limits.max_unpacked_bytes):
        raise CostFileError(
            "too_large",
            f"{name} is a workbook that unpacks to {unpacked / MB:,.0f} MB; up to "
            f"{limits.max_document_bytes / MB:,.0f} MB are read. Save the sheet as CSV.",
        )


def _cells(sheet: object) -> int:
    return int(getattr(sheet, "height", 0)) * int(getattr(sheet, "width", 0))


def _header_row(rows: Sequence[Sequence[object]]) -> int:
    """The first row that is filled as far as the table below it and holds names alone."""
    width = max((_filled(row) for row in rows[: 2 * _LOOKED_AT]), default=0)
    for place, row in enumerate(rows[:_LOOKED_AT]):
        texts = sum(isinstance(cell, str) and cell != "" for cell in row)
        if texts >= max(2, 0.6 * width) and texts >= 0.5 * _filled(row):
            return place
    return 0


def _filled(row: Sequence[object]) -> int:
    return sum(cell != "" for cell in row)


def _text(cell: object) -> str:
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)  # noqa: PLR2004 - exact up to here
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)


def _notices(title: str, top: int, others: Sequence[str]) -> tuple[Notice, ...]:
    notices = []
    if others:
        shown = ", ".join(repr(other) for other in others[:5])
        notices.append(Notice("other_sheets", f"Only the sheet {title!r}, the largest, was read; not read: {shown}."))
    if top:
        lines = "line" if top == 1 else "lines"
        notices.append(Notice("lines_above", f"{top} {lines} above the header of the sheet {title!r} were left out."))
    return tuple(notices)
