"""What the SQLite store tells of a damage that it mended, and of an erasure."""

from pathlib import Path
from typing import NamedTuple

DAMAGED_KEPT_DAYS = 90
"""How long a damaged file is kept aside: as long as its events would have been by default."""


class Mended(NamedTuple):
    """A damaged file that was replaced."""

    at_us: int
    kept_as: str
    """Name of the damaged file, which lies beside the store."""
    salvaged: int
    """Events that could be read of it and are in the store."""


class Erasure(NamedTuple):
    """What an erasure did, and what it could not do."""

    events: int
    wal_cleared: bool
    """False: another program reads an old state, for which the deleted bytes stay in the log; erase again later."""
    copies: tuple[Path, ...]
    """Damaged files, kept aside, in which the session's id still stands; they are deleted after `DAMAGED_KEPT_DAYS`."""
