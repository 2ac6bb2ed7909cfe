"""The ranges that files are counted by: exact for any window, since each is a column of its own."""

from typing import Final

import numpy as np

from finops_agent.analytics.batch import Ints

SIZE_LABELS: Final = ("< 10 kB", "≥ 10 kB", "≥ 100 kB", "≥ 1 MB", "≥ 10 MB", "≥ 100 MB")
ROW_LABELS: Final = ("< 100", "≥ 100", "≥ 1k", "≥ 10k", "≥ 100k", "≥ 1M")
_SIZE_EDGES: Final = np.array((0, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000))
"""Bytes; each range reaches from one edge up to the next, the last one has no end."""
_ROW_EDGES: Final = np.array((0, 100, 1_000, 10_000, 100_000, 1_000_000))


def size_range(sizes: Ints) -> Ints:
    """The place of each size in `SIZE_LABELS`."""
    return np.searchsorted(_SIZE_EDGES, np.maximum(sizes, 0), side="right") - 1


def row_range(rows: Ints) -> Ints:
    """The place of each number of rows in `ROW_LABELS`."""
    return np.searchsorted(_ROW_EDGES, np.maximum(rows, 0), side="right") - 1
