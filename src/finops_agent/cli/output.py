"""How commands write: JSON objects one a line, plain aligned tables, notes on stderr."""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any


def write_json(value: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> None:
    """One JSON object (or list of them) on one line of stdout; Decimals as numbers, dates as ISO text."""
    sys.stdout.write(json.dumps(value, default=_plain, ensure_ascii=False, allow_nan=False) + "\n")


def write_line(text: str = "") -> None:
    """A line of stdout."""
    sys.stdout.write(text + "\n")


def note(text: str) -> None:
    """A line of stderr: progress and hints, never an answer."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def write_table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Columns aligned by spaces; numbers to the right."""
    cells = [[_cell(value) for value in row] for row in rows]
    widths = [max(len(line[i]) for line in [list(header), *cells]) for i in range(len(header))]
    for line in [list(header), *cells]:
        padded = [
            text.rjust(width) if _is_number(text) else text.ljust(width)
            for text, width in zip(line, widths, strict=True)
        ]
        write_line("  ".join(padded).rstrip())


def printable(text: str) -> str:
    """`text` without what a terminal would obey: line ends and escape sequences of a cell become spaces."""
    return "".join(character if character.isprintable() else " " for character in text)


def _cell(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, float | Decimal):
        return f"{value:,.2f}"
    return printable(str(value))


def _is_number(text: str) -> bool:
    return text.replace(",", "").replace(".", "", 1).replace("-", "", 1).isdecimal()


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")
