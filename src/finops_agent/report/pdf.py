"""A report as PDF: pages, tables, bars and queries, in fonts that print the names of any bill.

Every text goes through `_marked`, which escapes what the layout library would take for markup, and gives each stretch
of characters a font that has them: DejaVu Sans (Latin, Greek, Cyrillic, Hebrew and more) is within the file, Chinese,
Japanese and Korean are set in the reader's own.
"""

import io
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape

from finops_agent.errors import MissingExtra
from finops_agent.report.content import Part, Report, Table

_FONTS: Final = Path(__file__).with_name("fonts")
_REGULAR, _BOLD = "DejaVuSans", "DejaVuSans-Bold"
_ELSEWHERE: Final = (
    ("HYSMyeongJo-Medium", re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]")),
    ("HeiseiMin-W3", re.compile("[\u3040-\u30ff]")),
    ("STSong-Light", re.compile("[\u2e80-\u2fff\u3000-\u303f\u3400-\u4dbf\u4e00-\u9fff\uff00-\uffef]")),
)
"""Fonts that PDF readers bring along, and the characters that they are taken for, the first that fits."""
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ud800-\udfff\ufeff]")
_MOST_ROWS: Final = 25
_MOST_BARS: Final = 12
_NAME_AND_FIGURE: Final = 2
"""Columns of a table that its bars say in full."""
_LONGEST_CELL: Final = 300
"""Characters: a cell must not be taller than a page. The workbook has all of it."""
_LONGEST_LINE: Final = 4_000
_BREAKS: Final = (60, 44, 32, 24, 18, 14, 11, 9)
"""Characters of a line of a cell, from what is best to what must do."""
_CHARACTER: Final = 4.9
"""Points of a character in a cell."""
_TEAL: Final = "#0b6e75"
_MARGIN: Final = 48
_PADDING: Final = 6
"""Points at each side that the layout library keeps free within the margins."""


def pdf(report: Report) -> bytes:
    """The content of a PDF file.

    Raises:
        MissingExtra: the library that lays it out is not installed.
    """
    try:
        from reportlab.platypus import SimpleDocTemplate  # noqa: PLC0415 - loaded when a report is asked for
    except ImportError as error:
        raise MissingExtra("A PDF needs reportlab. Install it with: pip install 'finops-genai-agent[app]'") from error
    _register_fonts()
    out = io.BytesIO()
    document = SimpleDocTemplate(
        out,
        title=report.title,
        author="FinOps GenAI Agent",
        subject=_clean(report.subtitle),
        leftMargin=_MARGIN,
        rightMargin=_MARGIN,
        topMargin=_MARGIN,
        bottomMargin=_MARGIN,
    )
    story = [_line(report.title, "title"), _line(report.subtitle, "note"), _space(10)]
    for part in report.parts:
        story += _part(part, document.width - 2 * _PADDING)
    document.build(story, onFirstPage=_footer, onLaterPages=_footer)
    return out.getvalue()


# --------------------------------------------------------------------- parts
def _part(part: Part, width: float) -> Iterator[Any]:
    yield _line(part.title, "heading" if part.level == 1 else "subheading")
    for text in part.paragraphs:
        yield _line(text, "body")
    for table in part.tables:
        yield from _table(table, width)
    for text in part.notes:
        yield _line(f"• {text}", "note")
    if part.commands:
        yield _line("Commands to review", "label")
    yield from (_line(text, "code") for text in part.commands[:_MOST_ROWS])
    if len(part.commands) > _MOST_ROWS:
        yield _line(f"… and {len(part.commands) - _MOST_ROWS:,} more; the workbook has all.", "note")
    if part.queries:
        yield _line("Computed by", "label")
    yield from (_line(text, "code") for text in part.queries)


def _table(table: Table, width: float) -> Iterator[Any]:
    from reportlab.platypus import Table as Grid  # noqa: PLC0415 - as above

    if table.title:
        yield _line(table.title, "label")
    if table.chart in table.columns and len(table.rows) > 1:
        yield _bars(table, table.columns.index(table.chart), width)
        if len(table.columns) == _NAME_AND_FIGURE and len(table.rows) <= _MOST_BARS:
            return
    rows = table.rows[:_MOST_ROWS]
    numeric = [_is_numeric([row[at] for row in rows]) for at in range(len(table.columns))]
    cells = [
        [_line(name, "head_right" if right else "head") for name, right in zip(table.columns, numeric, strict=True)]
    ]
    cells += [
        [_line(_shown(cell), "cell_right" if right else "cell") for cell, right in zip(row, numeric, strict=True)]
        for row in rows
    ]
    yield Grid(cells, colWidths=_widths(table, rows, width), repeatRows=1, style=_GRID, spaceBefore=2, spaceAfter=6)
    if len(table.rows) > len(rows):
        yield _line(f"The first {len(rows)} of {len(table.rows):,} rows; the workbook has all.", "note")


_GRID: Final = (
    ("LINEBELOW", (0, 0), (-1, 0), 0.8, _TEAL),
    ("LINEBELOW", (0, 1), (-1, -1), 0.25, "#d9e1e6"),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("LEFTPADDING", (0, 0), (-1, -1), 3),
    ("RIGHTPADDING", (0, 0), (-1, -1), 3),
    ("TOPPADDING", (0, 0), (-1, -1), 2),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
)


def _widths(table: Table, rows: Sequence[Sequence[Any]], width: float) -> list[float]:
    """Columns as wide as their longest text, filling the page; the longest are broken first where there is no room."""
    texts = [[name, *(_shown(row[at]) for row in rows)] for at, name in enumerate(table.columns)]
    longest = [max(len(text) for text in column) for column in texts]
    wanted: list[float] = []
    for most in _BREAKS:
        wanted = [_CHARACTER * min(length, most) + 8 for length in longest]
        if sum(wanted) <= width:
            break
    return [width * part / sum(wanted) for part in wanted]


def _bars(table: Table, at: int, width: float) -> Any:  # noqa: ANN401 - the layout library has no types
    """Bars of the figures in column `at`, in the table's order; negative ones to the left."""
    from reportlab.graphics.shapes import Drawing, Rect, String  # noqa: PLC0415 - as above
    from reportlab.lib.colors import HexColor  # noqa: PLC0415 - same

    rows = [(str(row[0]), float(row[at])) for row in table.rows if _is_number(row[at])][:_MOST_BARS]
    step, label, room = 15, 150.0, width - 150.0 - 80.0
    most, least = max((value for _, value in rows), default=0.0), min((value for _, value in rows), default=0.0)
    most, least = max(most, 0.0), min(least, 0.0)
    scale = room / ((most - least) or 1.0)
    drawing = Drawing(width, step * len(rows) + 4)
    for place, (name, value) in enumerate(rows):
        y = step * (len(rows) - place - 1) + 4
        start = label + (min(value, 0.0) - least) * scale
        drawing.add(Rect(start, y, abs(value) * scale, 9, fillColor=HexColor("#0f8b8d"), strokeColor=None))
        font = _font_of(name) or _REGULAR
        drawing.add(String(label - 6, y + 1.5, _cut(name, 26), fontName=font, fontSize=7.5, textAnchor="end"))
        end = label + (max(value, 0.0) - least) * scale
        drawing.add(String(end + 5, y + 1.5, f"{value:,.2f}", fontName=_REGULAR, fontSize=7.5))
    return drawing


# --------------------------------------------------------------------- texts
def _line(text: str, style: str) -> Any:  # noqa: ANN401 - the layout library has no types
    from reportlab.platypus import Paragraph  # noqa: PLC0415 - as above

    return Paragraph(_marked(_cut(text, _LONGEST_CELL if "cell" in style else _LONGEST_LINE)), _styles()[style])


def _marked(text: str) -> str:
    """The text as the layout library's markup that shows exactly its characters."""
    stretches: list[tuple[str | None, str]] = []
    for character in _clean(text):
        font = _font_of(character)
        if stretches and stretches[-1][0] == font:
            stretches[-1] = (font, stretches[-1][1] + character)
        else:
            stretches.append((font, character))
    marked = "".join(
        f'<font name="{font}">{escape(stretch)}</font>' if font else escape(stretch) for font, stretch in stretches
    )
    return marked.replace("\n", "<br/>")


def _font_of(text: str) -> str | None:
    """The font of the reader's for what ours lacks."""
    return next((font for font, characters in _ELSEWHERE if characters.search(text)), None)


def _clean(text: str) -> str:
    return _UNPRINTABLE.sub("", text)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _shown(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, int):
        return f"{cell:,}"
    if _is_number(cell):
        return f"{cell:,.2f}"
    return str(cell)


def _is_number(cell: object) -> bool:
    return isinstance(cell, int | float | Decimal) and not isinstance(cell, bool)


def _is_numeric(cells: Sequence[object]) -> bool:
    return any(_is_number(cell) for cell in cells) and all(cell is None or _is_number(cell) for cell in cells)


@cache
def _styles() -> dict[str, Any]:
    from reportlab.lib.styles import ParagraphStyle  # noqa: PLC0415 - as above

    ink, faint = "#16242f", "#52636e"
    body = ParagraphStyle("body", fontName=_REGULAR, fontSize=9.5, leading=14, textColor=ink, spaceAfter=4)
    cell = ParagraphStyle("cell", body, fontSize=7.5, leading=10, spaceAfter=0)
    head = ParagraphStyle("head", cell, fontName=_BOLD, textColor=_TEAL)
    return {
        "body": body,
        "title": ParagraphStyle("title", body, fontName=_BOLD, fontSize=22, leading=28, textColor=_TEAL),
        "heading": ParagraphStyle(
            "heading", body, fontName=_BOLD, fontSize=15, leading=20, spaceBefore=16, keepWithNext=1
        ),
        "subheading": ParagraphStyle(
            "subheading", body, fontName=_BOLD, fontSize=11, leading=15, spaceBefore=12, keepWithNext=1
        ),
        "label": ParagraphStyle("label", body, fontName=_BOLD, fontSize=8.5, spaceBefore=8),
        "note": ParagraphStyle("note", body, fontSize=8, leading=11, textColor=faint, spaceAfter=2),
        "code": ParagraphStyle(
            "code", body, fontSize=7, leading=10, textColor=faint, backColor="#f3f6f8", borderPadding=4
        ),
        "cell": cell,
        "cell_right": ParagraphStyle("cell_right", cell, alignment=2),
        "head": head,
        "head_right": ParagraphStyle("head_right", head, alignment=2),
    }


def _space(points: float) -> Any:  # noqa: ANN401 - the layout library has no types
    from reportlab.platypus import Spacer  # noqa: PLC0415 - as above

    return Spacer(1, points)


def _footer(canvas: Any, document: Any) -> None:  # noqa: ANN401 - the layout library has no types
    canvas.saveState()
    canvas.setFont(_REGULAR, 7.5)
    canvas.setFillColor("#52636e")
    canvas.drawString(_MARGIN, _MARGIN / 2, "FinOps GenAI Agent")
    canvas.drawRightString(document.pagesize[0] - _MARGIN, _MARGIN / 2, str(canvas.getPageNumber()))
    canvas.restoreState()


@cache
def _register_fonts() -> None:
    from reportlab.pdfbase import pdfmetrics  # noqa: PLC0415 - as above
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont  # noqa: PLC0415 - same
    from reportlab.pdfbase.ttfonts import TTFont  # noqa: PLC0415 - same

    for name in (_REGULAR, _BOLD):
        pdfmetrics.registerFont(TTFont(name, _FONTS / f"{name}.ttf"))
    for name, _ in _ELSEWHERE:
        pdfmetrics.registerFont(UnicodeCIDFont(name))
