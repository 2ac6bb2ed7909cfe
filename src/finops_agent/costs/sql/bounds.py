"""How much one free query may take."""

from __future__ import annotations

from dataclasses import dataclass

MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Bounds:
    """Limits of one data set's worker; each is met by a sentence, and none by a hang."""

    timeout_s: float = 10.0
    """A query is interrupted after this."""
    grace_s: float = 2.0
    """What does not heed the interrupt (one huge cell) is killed this much later."""
    max_rows: int = 10_000
    """Rows that come back; the result says that there are more."""
    max_bytes: int = 16 * MB
    """Bytes that come back, packed; past it fewer rows come."""
    memory_bytes: int = 768 * MB
    """The engine's own limit for its operators."""
    headroom_bytes: int = 512 * MB
    """Address space beside it, for what the engine's limit does not see: one-row functions."""
    max_characters: int = 20_000
    """Length of the query's text."""
    growth: int = 50
    """A query may be estimated to go through this many times the rows of the data."""
    idle_s: float = 900.0
    """An unused worker ends after this; the next query starts one."""
    threads: int = 2


FEW_ROWS = 1_000_000
"""As many rows anyone's query may go through, however small the data."""
