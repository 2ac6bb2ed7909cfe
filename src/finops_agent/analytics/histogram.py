"""Times in buckets of at most 0.8 % width: integers only, so that every engine agrees on each bucket.

Up to 255 each value has its own bucket; from there each doubling is cut into 128. A percentile read as the middle
of its bucket is at most 0.4 % off.
"""

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.integer[Any]]
EXACT: Final = 256
"""Values below this have a bucket each."""
PER_OCTAVE: Final = 128
_OCTAVES: Final = 40
BUCKETS: Final = EXACT + _OCTAVES * PER_OCTAVE
"""Buckets in all; the last one takes whatever is larger."""
_HALF: Final = 2


def bucket_of(values: Ints) -> Ints:
    """The bucket of each value; negative ones count as 0."""
    capped = np.clip(values.astype(np.int64, copy=False), 0, (EXACT << _OCTAVES) - 1)
    # frexp is exact here: below 2 ** 53 a float holds every integer.
    octave = np.maximum(np.frexp(capped.astype(np.float64))[1].astype(np.int64) - 8, 0)
    return np.where(octave > 0, EXACT + (octave - 1) * PER_OCTAVE + (capped >> octave) - PER_OCTAVE, capped)


def middle_of(bucket: int) -> float:
    """The value a bucket stands for.

    >>> middle_of(200), middle_of(int(bucket_of(np.array([1_000]))[0]))
    (200.0, 1001.5)
    """
    if bucket < EXACT:
        return float(bucket)
    octave, step = divmod(bucket - EXACT, PER_OCTAVE)
    width = _HALF << octave
    return float((PER_OCTAVE + step) * width) + (width - 1) / _HALF


def rank_of(count: int, share: float) -> int:
    """The place of a percentile among `count` sorted values, from 1: nearest rank."""
    return max(1, int(np.ceil(share * count)))


class Histogram(NamedTuple):
    """How many values fall into which buckets, of which there may be several entries."""

    buckets: Ints
    """Ascending."""
    up_to: Ints
    """How many values are in a bucket or one before it."""

    @property
    def n(self) -> int:
        """How many values there are."""
        return int(self.up_to[-1]) if len(self.up_to) else 0

    def percentile(self, share: float) -> float | None:
        """The middle of the bucket that holds the nearest-rank percentile; None without values."""
        if not self.n:
            return None
        return middle_of(int(self.buckets[self.up_to.searchsorted(rank_of(self.n, share))]))
