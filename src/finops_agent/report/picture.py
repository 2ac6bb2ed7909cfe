"""A table as a picture: bars, columns, a ring, a grid, or the rows themselves, on white, in fonts of the package.

The pages draw their charts in HTML, which a browser does not hand out as a picture. Here the same rows are drawn with
the same colours, axes and orders. Text is drawn as it is: nothing in a picture can be run.
"""

import io
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from finops_agent.errors import MissingExtra
from finops_agent.web.sheet import Sheet

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

_FONTS: Final = Path(__file__).with_name("fonts")
SCALE: Final = 2
"""Pixels of the file for one of the screen, for screens and paper that show more."""
WIDTH: Final = 960
MARGIN: Final = 28
INK, PALE, RULE = "#16242f", "#52636e", "#d7dee2"
_HEAD: Final = 74
"""Title and the line below it."""


class Pen:
    """Draws on one picture; places and sizes are in pixels of the screen."""

    def __init__(self, draw: "ImageDraw") -> None:
        self._draw = draw

    def text(
        self,
        place: tuple[float, float],
        text: str,
        *,
        size: int = 13,
        bold: bool = False,
        ink: str = INK,
        at: str = "ls",
    ) -> None:
        """Write a line; `at` says which of its points `place` is: l, m or r, then s (foot) or m (middle)."""
        self._draw.text(_scaled(place), _line(text), font=font(size, bold=bold), fill=ink, anchor=at)

    def box(self, left: float, top: float, right: float, bottom: float, ink: str) -> None:
        """Fill a rectangle; nothing where it has no height or no width."""
        if right > left and bottom > top:
            self._draw.rectangle((*_scaled((left, top)), *_scaled((right, bottom))), fill=ink)

    def pie(self, middle: tuple[float, float], radius: float, start: float, end: float, ink: str) -> None:
        """Fill a part of a circle, degrees from the top, clockwise."""
        (x, y), r = middle, radius
        if end > start:
            around = (*_scaled((x - r, y - r)), *_scaled((x + r, y + r)))
            self._draw.pieslice(around, start - 90, end - 90, fill=ink)


def picture(sheet: Sheet, told: str = "") -> bytes:
    """The sheet as PNG, with `told` below its name.

    Raises:
        MissingExtra: the library that draws is not installed.
    """
    from finops_agent.report.drawings import drawing_of  # noqa: PLC0415 - draws with the pen above

    image_class, draw_class = _library()
    rows = [tuple(row) for row in sheet.rows]
    height, draw = drawing_of(sheet, rows)
    size = (WIDTH * SCALE, round(_HEAD + height + MARGIN) * SCALE)
    image = image_class.new("RGB", size, "white")
    pen = Pen(draw_class.Draw(image))
    pen.text((MARGIN, 36), fitted(sheet.name, WIDTH - 2 * MARGIN, size=18), size=18, bold=True)
    pen.text((MARGIN, 56), fitted(told, WIDTH - 2 * MARGIN, size=12), size=12, ink=PALE)
    draw(pen, _HEAD)
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def width_of(text: str, *, size: int = 13, bold: bool = False) -> float:
    """How wide a text is, in pixels of the screen."""
    return float(font(size, bold=bold).getlength(_line(text))) / SCALE


def fitted(text: str, width: float, *, size: int = 13) -> str:
    """One line of the text, its end cut off where it is wider."""
    line = _line(text)
    if width_of(line, size=size) <= width:
        return line
    low, high = 0, len(line)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if width_of(f"{line[:middle]}…", size=size) <= width else (low, middle - 1)
    return f"{line[:low]}…"


@cache
def font(size: int, *, bold: bool = False) -> "FreeTypeFont":
    """A font of the package."""
    from PIL import ImageFont  # noqa: PLC0415 - loaded when a picture is asked for

    return ImageFont.truetype(_FONTS / f"DejaVuSans{'-Bold' if bold else ''}.ttf", size * SCALE)


def _library() -> tuple[Any, Any]:
    try:
        from PIL import Image, ImageDraw  # noqa: PLC0415 - loaded when a picture is asked for
    except ImportError as error:
        raise MissingExtra("A picture needs Pillow. Install it with: pip install 'finops-genai-agent[app]'") from error
    return Image, ImageDraw


def _line(text: str) -> str:
    """The text without what a line of a picture has no place for."""
    return "".join(character if character.isprintable() else " " for character in text)


def _scaled(place: tuple[float, float]) -> tuple[int, int]:
    return round(place[0] * SCALE), round(place[1] * SCALE)
