"""Single times of one day, packed: about a byte for each, so that those of all days stay in memory.

A time is a number: its quarter hour of the day, then its column (group and bucket). Sorted, the steps from one to the
next are small; their bytes, the highest of all first, compress to little.
"""

import zlib
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.integer[Any]]
_COLUMN_BITS: Final = 24
_BYTES: Final = 4
_LEVEL: Final = 1


def coded(slots_of_day: Ints, columns: Ints) -> Ints:
    """One number for each time; 31 bits are enough."""
    return ((slots_of_day << _COLUMN_BITS) | columns).astype(np.int32)


def decoded(codes: Ints) -> tuple[Ints, Ints]:
    """Quarter hours of the day, and columns."""
    return codes >> _COLUMN_BITS, columns_in(codes)


def columns_in(codes: Ints) -> Ints:
    """The columns alone."""
    return codes & ((1 << _COLUMN_BITS) - 1)


def pack(codes: Ints) -> bytes:
    """The codes in any order, as bytes.

    >>> unpack(pack(np.array([7, 5, 5]))).tolist()
    [5, 5, 7]
    """
    steps = np.diff(np.sort(codes), prepend=0).astype("<u4")
    return zlib.compress(steps.view(np.uint8).reshape(-1, _BYTES).T.tobytes(), _LEVEL)


def unpack(packed: bytes) -> Ints:
    """The codes, ascending."""
    planes = np.frombuffer(zlib.decompress(packed), np.uint8).reshape(_BYTES, -1)
    return np.cumsum(np.ascontiguousarray(planes.T).view("<u4").ravel(), dtype=np.int32)
