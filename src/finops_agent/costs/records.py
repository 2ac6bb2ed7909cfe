"""How many records a text table holds, counted apart from the engine, so that none is lost without a word.

The engine skips what does not fit and its own list of skipped lines takes minutes and gigabytes on an open quote.
"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from finops_agent.errors import CostFileError

if TYPE_CHECKING:
    from pathlib import Path

    from finops_agent.costs.header import Header


def count_records(path: Path, header: Header, name: str) -> int:
    """Records of a UTF-8 text table, blank lines and the header left out.

    Raises:
        CostFileError: a quote is opened and swallows the lines after it.
    """
    count = 0
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, delimiter=header.delimiter, strict=True)
        while True:
            before = reader.line_num
            try:
                cells = next(reader, None)
            except csv.Error as error:
                # One odd line is left out and counted; a quote that reaches over lines takes good ones with it.
                if reader.line_num - before > 1:
                    raise CostFileError(
                        "unreadable",
                        f"{name} opens a quote in line {before + 1:,} that is never closed, so the lines after it "
                        'cannot be told apart. Close the quote, or write it twice ("") where it belongs to a cell.',
                    ) from error
                cells = [""]
            if cells is None:
                return max(count - 1, 0)
            count += bool(cells)
