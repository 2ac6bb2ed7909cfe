"""Small whole numbers that stand for something: which of them occur, found without sorting where that is cheap."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.integer[Any]]
_SMALL: Final = 8_192
"""Codes below this are looked up in a table; larger ones where there are about as many of them."""


def distinct(codes: Ints, size: int) -> tuple[Ints, Ints]:
    """The codes that occur, ascending, and for each of `codes` its place among them; all are below `size`.

    >>> found, places = distinct(np.array([5, 2, 5]), 9)
    >>> found.tolist(), places.tolist()
    ([2, 5], [1, 0, 1])
    """
    if size > max(_SMALL, 8 * len(codes)):
        found, places = np.unique(codes, return_inverse=True)
        return found, places
    is_there = np.zeros(size, bool)
    is_there[codes] = True
    return np.flatnonzero(is_there), (np.cumsum(is_there) - 1)[codes]
