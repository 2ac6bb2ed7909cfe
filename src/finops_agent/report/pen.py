"""What a picture is drawn with: a pen, the fonts of the package, and the measures of the sheet of paper."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

_FONTS: Final = Path(__file__).with_name("fonts")
SCALE: Final = 2
"""Pixels of the file for one of the screen, for screens and paper that show more."""
WIDTH: Final = 960
MARGIN: Final = 28
INK, PALE, RULE = "#16242f", "#52636e", "#d7dee2"


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


def _line(text: str) -> str:
    """The text without what a line of a picture has no place for."""
    return "".join(character if character.isprintable() else " " for character in text)


def _scaled(place: tuple[float, float]) -> tuple[int, int]:
    return round(place[0] * SCALE), round(place[1] * SCALE)
