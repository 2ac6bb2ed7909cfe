"""The header of a text table: its delimiter and the names of its columns, told from the first line."""

import csv
import io
from dataclasses import dataclass

from finops_agent.costs.limits import Limits
from finops_agent.errors import CostFileError

DELIMITERS = (",", ";", "\t", "|")
_LONGEST_NAME = 200
_MOST_HEADER_LINES = 100


@dataclass(frozen=True, slots=True)
class Header:
    """How the lines are cut, the unique column names, and which were renamed."""

    delimiter: str
    names: tuple[str, ...]
    renamed: tuple[str, ...] = ()
    blank_lines: int = 0
    """Empty lines before the header."""


def read_header(head: str, name: str, limits: Limits) -> Header:
    """The header out of the first part of a file.

    Raises:
        CostFileError: it has one column, or too many.
    """
    line = _first_line(head)
    delimiter, count = _delimiter(line)
    check_width(head, name, limits)
    if not count:
        raise CostFileError(
            "one_column",
            f"{name} has a single column, so there is nothing to compare. Columns must be separated by commas, "
            "semicolons, tabs or |, with a header line first.",
        )
    try:
        cells = next(csv.reader(io.StringIO(line.rstrip("\r"), newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise CostFileError(
            "unreadable",
            f"{name} has a header line that cannot be cut into column names. Check its quotes, or export it again.",
        ) from error
    names, renamed = _unique(cells)
    return Header(delimiter, names, renamed, head[: len(head) - len(head.lstrip("\r\n"))].count("\n"))


def check_width(head: str, name: str, limits: Limits) -> None:
    """Refuse a table that is too wide, by the first part of the file.

    Raises:
        CostFileError: the first line has more columns than `limits` allow.
    """
    if _delimiter(_first_line(head))[1] >= limits.max_columns:
        raise too_wide(name, limits)


def too_wide(name: str, limits: Limits) -> CostFileError:
    """The refusal of a table with more columns than `limits` allow."""
    return CostFileError(
        "too_wide",
        f"{name} has more than {limits.max_columns:,} columns; a billing file has a few hundred at most. "
        "Check that rows and columns are not swapped, and export only the columns that you need.",
    )


def _first_line(head: str) -> str:
    """The header, with the line ends that its quoted names hold."""
    text = head.lstrip("\r\n")
    end = text.find("\n")
    for _ in range(_MOST_HEADER_LINES):
        if end < 0 or text.count('"', 0, end) % 2 == 0:
            break
        end = text.find("\n", end + 1)
    else:
        end = text.find("\n")
    return text if end < 0 else text[:end]


def _delimiter(line: str) -> tuple[str, int]:
    """The character that cuts the line most often outside of quotes, and how often."""
    counts = {delimiter: _outside_quotes(line, delimiter) for delimiter in DELIMITERS}
    best = max(DELIMITERS, key=lambda delimiter: counts[delimiter])
    return best, counts[best]


def _outside_quotes(line: str, delimiter: str) -> int:
    return sum(part.count(delimiter) for part in line.split('"')[::2])


def _unique(cells: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names made unique whatever their case (the engine's names have none), empty ones named by their place."""
    names: list[str] = []
    renamed: list[str] = []
    seen: set[str] = set()
    for place, cell in enumerate(cells, start=1):
        name = " ".join(cell.split())[:_LONGEST_NAME] or f"column_{place}"
        unique, number = name, 2
        while unique.lower() in seen:
            unique, number = f"{name}_{number}", number + 1
        seen.add(unique.lower())
        names.append(unique)
        if cell.strip() and unique != name:
            renamed.append(unique)
    return tuple(names), tuple(renamed)
