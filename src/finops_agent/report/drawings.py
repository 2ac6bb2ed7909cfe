"""What is drawn of a sheet: each drawing says how high it is, and draws itself from a line downwards."""

from collections.abc import Callable, Mapping, Sequence
from itertools import cycle
from typing import Final

from finops_agent.report.pen import INK, MARGIN, PALE, RULE, WIDTH, Pen, fitted, width_of
from finops_agent.web.chart import ACCENT, PALETTE
from finops_agent.web.columns import nice
from finops_agent.web.sheet import Sheet

Rows = Sequence[tuple[object, ...]]
Draw = Callable[[Pen, float], None]
_RIGHT: Final = WIDTH - MARGIN
_MOST_LINES: Final = 60
_LINE: Final = 24
_PLOT: Final = 260
_LABELS: Final = 9
_WIDEST_CELL: Final = 300
_PADDING: Final = 14
_RADIUS: Final = 88
_HOLE: Final = 0.62
_CELL: Final = 26
_NAMES: Final = 60
"""Pixels for the names of the lines of a grid."""
_EVERY: Final = 3
_SHARE: Final = 2


def drawing_of(sheet: Sheet, rows: Rows) -> tuple[float, Draw]:
    """The height of the drawing, and what draws it."""
    if not rows:
        return _LINE, lambda pen, top: pen.text((MARGIN, top + 16), "None in this window.", ink=PALE)
    drawings = {"bars": _bars, "stacks": _columns, "levels": _columns, "ring": _ring, "heat": _heat, "table": _table}
    return drawings[sheet.drawn](sheet, rows)


def _bars(sheet: Sheet, rows: Rows) -> tuple[float, Draw]:
    shown = rows[:_MOST_LINES]
    most = max((_amount(row[1]) for row in shown), default=0)
    left, right = MARGIN + 300, _RIGHT - 180

    def draw(pen: Pen, top: float) -> None:
        for number, row in enumerate(shown):
            middle, amount = top + number * _LINE + _LINE / 2, _amount(row[1])
            pen.text((MARGIN, middle), fitted(str(row[0]), 290), at="lm")
            pen.box(left, middle - 7, left + (right - left) * (amount / most if most > 0 else 0), middle + 7, ACCENT)
            pen.text((_RIGHT - 66, middle), _told(sheet, row[1]), at="rm")
            pen.text((_RIGHT, middle), _share(row), ink=PALE, at="rm")
        _tell_more(pen, top, rows)

    return _height(rows), draw


def _columns(sheet: Sheet, rows: Rows) -> tuple[float, Draw]:
    kinds = {
        kind: sheet.colors.get(kind, color) for kind, color in zip(sheet.columns[1:], cycle(PALETTE), strict=False)
    }
    colors = list(kinds.values())
    is_stack = sheet.drawn == "stacks"
    amounts = [[_amount(cell) for cell in row[1:]] for row in rows]
    heights = [sum(line) if is_stack else max(line, default=0) for line in amounts]
    whole = all(isinstance(cell, int) for row in rows for cell in row[1:] if cell is not None)
    top_of_axis = nice(max(heights, default=0), whole=whole)
    legend = _LINE if len(kinds) > 1 else 0

    def draw(pen: Pen, top: float) -> None:
        if legend:
            _legend(pen, top, kinds)
        floor = top + legend + _PLOT
        ticks = [sheet.show(top_of_axis * part / 4) for part in range(5)]
        left = MARGIN + max(map(width_of, ticks)) + 12
        for part, tick in enumerate(ticks):
            y = floor - _PLOT * part / 4
            pen.text((left - 10, y), tick, size=12, ink=PALE, at="rm")
            pen.box(left, y, _RIGHT, y + 1, RULE)
        step = (_RIGHT - left) / len(rows)
        for number, (row, line) in enumerate(zip(rows, amounts, strict=True)):
            begin = left + number * step + step * 0.12
            told = zip(line, colors, row[1:], strict=True)
            _column(
                pen,
                [(amount, color) for amount, color, cell in told if cell is not None],
                (begin, begin + step * 0.76, floor),
                top_of_axis,
                is_stack=is_stack,
            )
            if number % max(1, -(-len(rows) // _LABELS)) == 0:
                middle = begin + step * 0.38
                pen.text((middle, floor + 18), fitted(str(row[0]), 90, size=12), size=12, ink=PALE, at="ms")

    return legend + _PLOT + 28, draw


def _column(
    pen: Pen, line: list[tuple[float, str]], place: tuple[float, float, float], most: float, *, is_stack: bool
) -> None:
    left, right, floor = place
    for amount, color in line:
        height = _PLOT * amount / most
        if is_stack:
            pen.box(left, floor - height, right, floor, color)
            floor -= height
        else:
            pen.box(left, floor - height - 2, right, floor - height + 2, color)


def _legend(pen: Pen, top: float, kinds: Mapping[str, str]) -> None:
    left = float(MARGIN)
    for kind, color in kinds.items():
        pen.box(left, top, left + 11, top + 11, color)
        pen.text((left + 17, top + 10), fitted(kind, 300, size=12), size=12)
        left += width_of(kind, size=12) + 38


def _ring(sheet: Sheet, rows: Rows) -> tuple[float, Draw]:
    shown = [row for row in rows if _amount(row[1])][:_MOST_LINES]
    whole = sum(_amount(row[1]) for row in shown)

    def draw(pen: Pen, top: float) -> None:
        middle, start = (MARGIN + _RADIUS, top + _RADIUS), 0.0
        for number, row in enumerate(shown):
            color = sheet.colors.get(str(row[0]), PALETTE[number % len(PALETTE)])
            share = _amount(row[1]) / whole
            pen.pie(middle, _RADIUS, start, start + 360 * share, color)
            start += 360 * share
            left, y = MARGIN + 2 * _RADIUS + 32, top + number * _LINE + 14
            pen.box(left, y - 6, left + 11, y + 5, color)
            pen.text(
                (left + 20, y), f"{fitted(str(row[0]), 400)}  {100 * share:.1f} % ({_told(sheet, row[1])})", at="lm"
            )
        pen.pie(middle, _RADIUS * _HOLE, 0, 360, "#ffffff")
        pen.text(middle, sheet.show(whole), size=17, bold=True, at="mm")

    return max(2 * _RADIUS + 8, len(shown) * _LINE), draw


def _heat(sheet: Sheet, rows: Rows) -> tuple[float, Draw]:
    most = max((_amount(cell) for row in rows for cell in row[1:]), default=0)
    width = (_RIGHT - MARGIN - _NAMES) / max(1, len(sheet.columns) - 1)

    def draw(pen: Pen, top: float) -> None:
        for number, name in enumerate(sheet.columns[1:]):
            if number % _EVERY == 0:
                pen.text((MARGIN + _NAMES + (number + 0.5) * width, top + 12), name, size=12, ink=PALE, at="ms")
        for line, row in enumerate(rows):
            y = top + _LINE + line * _CELL
            pen.text((MARGIN, y + _CELL / 2), str(row[0]), size=12, ink=PALE, at="lm")
            for number, cell in enumerate(row[1:]):
                x = MARGIN + _NAMES + number * width
                pen.box(x + 1, y + 1, x + width - 1, y + _CELL - 1, _shade(_amount(cell), most))

    return _LINE + len(rows) * _CELL, draw


def _shade(count: float, most: float) -> str:
    """The accent, the fuller the higher, on white."""
    share = 0.16 + 0.84 * count / most if count and most else 0.0
    if not share:
        return "#eef1f3"
    ground = (int(ACCENT[place : place + 2], 16) for place in (1, 3, 5))
    return "#" + "".join(f"{round(255 + (color - 255) * share):02x}" for color in ground)


def _table(sheet: Sheet, rows: Rows) -> tuple[float, Draw]:
    shown = [[_told(sheet, cell) for cell in row] for row in rows[:_MOST_LINES]]
    widths = [
        min(_WIDEST_CELL, max(width_of(text) for text in (name, *(line[place] for line in shown))))
        for place, name in enumerate(sheet.columns)
    ]
    room = _RIGHT - MARGIN - _PADDING * (len(widths) - 1)
    if sum(widths) > room:
        widths = [width * room / sum(widths) for width in widths]

    def draw(pen: Pen, top: float) -> None:
        for number, cells in enumerate([list(sheet.columns), *shown]):
            y, left = top + number * _LINE, float(MARGIN)
            for place, (text, width) in enumerate(zip(cells, widths, strict=True)):
                is_amount = number > 0 and _is_number(rows[number - 1][place])
                x = left + width if is_amount else left
                ink = PALE if number == 0 else INK
                pen.text((x, y + _LINE / 2), fitted(text, width), ink=ink, at="rm" if is_amount else "lm")
                left += width + _PADDING
            pen.box(MARGIN, y + _LINE - 1, _RIGHT, y + _LINE, RULE)
        _tell_more(pen, top + _LINE, rows)

    return _LINE + _height(rows), draw


def _height(rows: Rows) -> float:
    return _LINE * (min(len(rows), _MOST_LINES) + (len(rows) > _MOST_LINES))


def _tell_more(pen: Pen, top: float, rows: Rows) -> None:
    if len(rows) > _MOST_LINES:
        pen.text((MARGIN, top + _MOST_LINES * _LINE + 16), f"and {len(rows) - _MOST_LINES:,} more", ink=PALE)


def _amount(cell: object) -> float:
    return max(0.0, float(cell)) if isinstance(cell, int | float) else 0.0


def _share(row: tuple[object, ...]) -> str:
    """The share of all that a row tells in its third place."""
    share = row[2] if len(row) > _SHARE else None
    return f"{share:.1f} %" if isinstance(share, int | float) else ""


def _is_number(cell: object) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def _told(sheet: Sheet, cell: object) -> str:
    if cell is None:
        return "-"
    return sheet.show(cell) if isinstance(cell, int | float) and not isinstance(cell, bool) else str(cell)
