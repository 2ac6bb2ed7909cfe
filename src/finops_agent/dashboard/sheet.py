"""Tables as files: CSV, JSON lines and XLSX, with numbers as numbers and nothing that a spreadsheet would run."""

import io
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from finops_agent.analytics import neutral, write_rows

Cell = str | int | float | bool | date | None
_MAX_NAME: Final = 31
"""Characters of a sheet's name at the most: https://support.microsoft.com/office/3f94acff-78de-4fe0-b4d5-c8d6c3d84d3e"""
_MAX_TEXT: Final = 32_767
"""Characters of a cell at the most."""
_FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\]")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with its title."""

    title: str
    header: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]


def csv_of(sheet: Sheet) -> bytes:
    """The table as CSV in UTF-8 with a byte order mark."""
    out = io.BytesIO()
    write_rows(sheet.header, sheet.rows, out)
    return out.getvalue()


def jsonl_of(sheet: Sheet) -> bytes:
    """The table as JSON, an object a line."""
    lines = (dict(zip(sheet.header, map(_json, row), strict=True)) for row in sheet.rows)
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()


def xlsx_of(sheets: Sequence[Sheet]) -> bytes:
    """The tables as a workbook, one a sheet."""
    import xlsxwriter  # noqa: PLC0415 - 60 ms that only this needs

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        for number, sheet in enumerate(sheets):
            page = book.add_worksheet(_sheet_name(sheet.title, number))
            page.freeze_panes(1, 0)
            for column, name in enumerate(sheet.header):
                page.write_string(0, column, name, bold)
                page.set_column(column, column, max(12, min(60, len(name) + 4)))
            for line, row in enumerate(sheet.rows, 1):
                for column, cell in enumerate(row):
                    _write(page, line, column, cell, day)
    return out.getvalue()


def _write(page: object, line: int, column: int, cell: Cell, day: object) -> None:
    if isinstance(cell, bool):
        page.write_boolean(line, column, cell)  # type: ignore[attr-defined]  # the library has no types
    elif isinstance(cell, (int, float)):
        page.write_number(line, column, cell)  # type: ignore[attr-defined]  # same
    elif isinstance(cell, date):
        page.write_datetime(line, column, cell, day)  # type: ignore[attr-defined]  # same
    elif cell is not None:
        page.write_string(line, column, str(neutral(cell))[:_MAX_TEXT])  # type: ignore[attr-defined]  # same


def _json(cell: Cell) -> Cell:
    return cell.isoformat() if isinstance(cell, date) else cell


def _sheet_name(title: str, number: int) -> str:
    """A name that every workbook takes and no other sheet of ours has."""
    return f"{number + 1} {_FORBIDDEN.sub(' ', title)}"[:_MAX_NAME].rstrip("' ")
