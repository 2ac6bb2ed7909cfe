"""The one set of health figures that app, dashboard and command line show."""

import itertools
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Stats:
    """Figures of one recorder since it started."""

    recorded: int = 0
    """Events safe in the journal."""
    stored: int = 0
    """Events the store has committed, those recovered from earlier processes included."""
    recovered: int = 0
    """Events taken over from journals of processes that ended."""
    pending_bytes: int = 0
    """Journal bytes of this process that wait for the store."""
    dropped: dict[str, int] = field(default_factory=dict)
    """Events lost, by reason; every loss is counted here."""
    damaged: int = 0
    """Places in journals that could not be read."""
    dead: int = 0
    """Events that the store can never take; kept in the dead-letter file."""
    erased: int = 0
    """Events not delivered because their session was erased."""
    store_errors: int = 0
    """Failed deliveries so far; each is tried again."""
    last_error: str | None = None
    """The sentence of the last failed delivery; None after a success."""
    metrics_error: str | None = None
    """The sentence of the last failure to tell metrics; None after a success, and where none are told."""
    journal: str = "append"
    """How events are kept: `mapped` or `append`."""

    def to_json(self) -> dict[str, Any]:
        """The figures as a mapping."""
        return asdict(self)


class Tally:
    """A count that any thread may raise without a lock: `next` on a C iterator is one step for the interpreter."""

    def __init__(self) -> None:
        self.ticks = itertools.count()
        """Taking one counts one: a `for` loop does so even where the stack has no room left for a call."""
        self.add = self.ticks.__next__
        """Count one."""

    def value(self) -> int:
        """The count, read off its text form: that takes no tick and no lock, which a fork could leave taken."""
        return int(repr(self.ticks)[len("count(") : -1])
