"""Tables of a page as files, with numbers as numbers and nothing that a spreadsheet would run."""

import io
import json
from collections.abc import Sequence
from datetime import date
from typing import Final

from finops_agent.analytics import parquet, write_rows
from finops_agent.analytics.archive_table import Column, Kind
from finops_agent.report.picture import picture
from finops_agent.web.sheet import Sheet
from finops_agent.web.workbook import workbook

__all__ = ["Sheet", "csv_of", "jsonl_of", "parquet_of", "png_of", "xlsx_of"]

_KINDS: Final[tuple[tuple[tuple[type, ...], Kind], ...]] = (
    ((bool,), "flag"),
    ((int,), "whole"),
    ((int, float), "real"),
    ((date,), "day"),
)
"""Types of all cells of a column, and the narrowest kind that holds them; anything else is text."""
_WHOLE: Final = 1 << 63


def csv_of(sheet: Sheet) -> bytes:
    """The table as CSV in UTF-8 with a byte order mark."""
    out = io.BytesIO()
    write_rows(sheet.columns, sheet.rows, out)
    return out.getvalue()


def jsonl_of(sheet: Sheet) -> bytes:
    """The table as JSON, an object a line."""
    lines = (dict(zip(sheet.columns, map(_json, row), strict=True)) for row in sheet.rows)
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()


def parquet_of(sheet: Sheet) -> bytes:
    """The table as Parquet, each column with the type of its cells."""
    rows = list(sheet.rows)
    columns = [Column(name, _kind([row[place] for row in rows])) for place, name in enumerate(sheet.columns)]
    typed = (
        {column.name: _typed(cell, column.kind) for column, cell in zip(columns, row, strict=True)} for row in rows
    )
    out = io.BytesIO()
    parquet.write(typed, columns, out, {"title": sheet.name})
    return out.getvalue()


def xlsx_of(sheets: Sequence[Sheet]) -> bytes:
    """The tables as a workbook, one a sheet."""
    return workbook(sheets)


def png_of(sheet: Sheet, told: str) -> bytes:
    """The table as a picture, drawn as the page draws it; `told` stands below the title."""
    return picture(sheet, told)


def _json(cell: object) -> object:
    return cell.isoformat() if isinstance(cell, date) else cell


def _kind(cells: Sequence[object]) -> Kind:
    filled = [cell for cell in cells if cell is not None]
    for types, kind in _KINDS:
        if filled and all(type(cell) in types for cell in filled):
            beyond = kind == "whole" and any(isinstance(cell, int) and abs(cell) >= _WHOLE for cell in filled)
            return "text" if beyond else kind
    return "text"


def _typed(cell: object, kind: Kind) -> object:
    return str(cell) if kind == "text" and cell is not None else cell
