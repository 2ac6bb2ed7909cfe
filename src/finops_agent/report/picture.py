"""A table as a picture: bars, columns, a ring, a grid, or the rows themselves, on white, in fonts of the package.

The pages draw their charts in HTML, which a browser does not hand out as a picture. Here the same rows are drawn with
the same colours, axes and orders. Text is drawn as it is: nothing in a picture can be run.
"""

import io
from typing import Any, Final

from finops_agent.errors import MissingExtra
from finops_agent.report.drawings import drawing_of
from finops_agent.report.pen import MARGIN, PALE, SCALE, WIDTH, Pen, fitted
from finops_agent.web.sheet import Sheet

_HEAD: Final = 74
"""Title and the line below it."""


def picture(sheet: Sheet, told: str = "") -> bytes:
    """The sheet as PNG, with `told` below its name.

    Raises:
        MissingExtra: the library that draws is not installed.
    """
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


def _library() -> tuple[Any, Any]:
    try:
        from PIL import Image, ImageDraw  # noqa: PLC0415 - loaded when a picture is asked for
    except ImportError as error:
        raise MissingExtra("A picture needs Pillow. Install it with: pip install 'finops-genai-agent[app]'") from error
    return Image, ImageDraw
