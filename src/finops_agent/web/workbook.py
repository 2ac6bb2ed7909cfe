"""Tables as an Excel workbook: numbers stay numbers, texts stay texts whatever they begin with.

A text cell of a workbook is never run; one that looks like a formula is also marked as text (Excel's quote prefix), so
that it stays one when somebody edits it.
"""

import io
import itertools
import math
import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from finops_agent.analytics.export import without_bidi
from finops_agent.errors import MissingExtra
from finops_agent.web.sheet import Sheet

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_LONGEST_TEXT: Final = 32_767
"""Characters in a cell and rows in a sheet, Excel's limits: https://support.microsoft.com/office/1672b34d."""
_MOST_ROWS: Final = 1_048_575
_LONGEST_NAME: Final = 31
_WIDEST: Final = 60
_FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f\U00010000-\U0010ffff]")
"""In the name of a sheet; what is beyond 16 bits would count twice there."""
_NO_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that no XML file may hold: https://www.w3.org/TR/xml/#charsets."""
_EXACT: Final = 10**15
"""Whole numbers from here on would lose digits in a spreadsheet, so they stay texts."""


def workbook(sheets: Iterable[Sheet]) -> bytes:
    """The sheets as the content of an .xlsx file.

    Raises:
        MissingExtra: the library that writes workbooks is not installed.
    """
    try:
        import xlsxwriter  # noqa: PLC0415 - loaded when a workbook is asked for
    except ImportError as error:
        raise MissingExtra(
            "Workbooks need xlsxwriter. Install it with: pip install 'finops-genai-agent[app]'"
        ) from error
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        styles = _Styles(book)
        taken: set[str] = set()
        for sheet in sheets:
            name = _sheet_name(sheet.name, taken)
            taken.add(name.lower())
            _write(book.add_worksheet(name), sheet, styles)
    return out.getvalue()


class _Styles:
    """The few formats of a workbook."""

    def __init__(self, book: "Workbook") -> None:
        self.head: Format = book.add_format({"bold": True, "bg_color": "#0b6e75", "font_color": "#ffffff"})
        self.text: Format = book.add_format({"quote_prefix": True})
        self.note: Format = book.add_format({"italic": True, "font_color": "#52636e", "quote_prefix": True})
        self.number: Format = book.add_format({"num_format": "#,##0.00######"})
        self.day: Format = book.add_format({"num_format": "yyyy-mm-dd"})
        self.time: Format = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})


def _write(page: "Worksheet", sheet: Sheet, styles: _Styles) -> None:
    for row, note in enumerate(sheet.notes):
        page.write_string(row, 0, _text(note), styles.note)
    top = len(sheet.notes) + (1 if sheet.notes else 0)
    widths = [len(column) for column in sheet.columns]
    for at, column in enumerate(sheet.columns):
        page.write_string(top, at, _text(column), styles.head)
    last = top
    for last, cells in enumerate(itertools.islice(sheet.rows, _MOST_ROWS - top), top + 1):
        for at, cell in enumerate(cells):
            _write_cell(page, (last, at), cell, styles)
            widths[at] = max(widths[at], len(_shown(cell)))
    for at, width in enumerate(widths):
        page.set_column(at, at, min(width + 2, _WIDEST))
    if sheet.columns:
        page.freeze_panes(top + 1, 0)
        page.autofilter(top, 0, max(last, top + 1), len(sheet.columns) - 1)


def _write_cell(page: "Worksheet", place: tuple[int, int], cell: Any, styles: _Styles) -> None:  # noqa: ANN401 - any
    row, column = place
    if cell is None:
        return
    if isinstance(cell, bool):
        page.write_boolean(row, column, cell)
    elif isinstance(cell, datetime):
        page.write_datetime(row, column, cell.replace(tzinfo=None), styles.time)
    elif isinstance(cell, date):
        page.write_datetime(row, column, datetime(cell.year, cell.month, cell.day), styles.day)  # noqa: DTZ001 - a day has no zone
    elif _is_number(cell):
        page.write_number(row, column, float(cell), None if isinstance(cell, int) else styles.number)
    else:
        text = _text(str(cell))
        page.write_string(row, column, text, styles.text if text.startswith(_FORMULA) else None)


def _text(text: str) -> str:
    return without_bidi(_NO_XML.sub("", text)[:_LONGEST_TEXT])


def _is_number(cell: object) -> bool:
    if isinstance(cell, int):
        return abs(cell) < _EXACT
    return isinstance(cell, float | Decimal) and math.isfinite(cell)


def _shown(cell: object) -> str:
    return f"{cell:,.2f}" if isinstance(cell, float | Decimal) else str(cell)


def _sheet_name(name: str, taken: set[str]) -> str:
    """A name that Excel takes: no forbidden character, at most 31 characters, unique without regard to case.

    >>> _sheet_name("What cost [S3]?", set()), _sheet_name("Q1", {"q1"})
    ('What cost  S3', 'Q1 (2)')
    """
    plain = _FORBIDDEN.sub(" ", _text(name)).strip(" '")[:_LONGEST_NAME] or "Sheet"
    number, found = 1, plain
    while found.lower() in taken:
        number += 1
        end = f" ({number})"
        found = plain[: _LONGEST_NAME - len(end)] + end
    return found
