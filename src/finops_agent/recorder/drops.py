"""Losses: every event that could not be kept, counted by reason, with the time of the first and the last."""

import contextlib
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from finops_agent.events import timestamp
from finops_agent.recorder.receipt import DROP_REASONS, DropReason
from finops_agent.recorder.stats import Tally

LOG_EVERY_S: Final = 60.0

_log = logging.getLogger("finops_agent")


@dataclass(frozen=True, slots=True)
class Loss:
    """What was lost between two moments (UTC microseconds), by reason."""

    reasons: Mapping[str, int]
    since_us: int
    until_us: int

    @property
    def count(self) -> int:
        """Events lost in all."""
        return sum(self.reasons.values())


class Drops:
    """Counts of lost events. Any thread may add; one thread at a time tells."""

    def __init__(self) -> None:
        self._tallies: dict[DropReason, Tally] = {reason: Tally() for reason in DROP_REASONS}
        self._too_deep = Tally()
        self.too_deep = self._too_deep.ticks
        """Taking one counts an event as an internal error, where the stack has no room left for `add`."""
        self._told: dict[str, int] = {}
        self._since_us: int | None = None
        self._until_us = 0
        self._log_after = 0.0

    def add(self, reason: DropReason, what: str, error: object = "", count: int = 1) -> None:
        """Count losses; the log hears of them once a minute at most."""
        for _ in range(count):
            self._tallies[reason].add()
        self._until_us = timestamp.now_us()
        if self._since_us is None:
            self._since_us = self._until_us
        now = time.monotonic()
        if now >= self._log_after:
            self._log_after = now + LOG_EVERY_S
            with contextlib.suppress(Exception):  # a handler of the app's that fails must not fail the caller
                # Its text alone: a log that keeps an error keeps the frames it came through, and these a segment.
                _log.warning("Dropped %s: %s %s", what, reason, str(error))

    def by_reason(self) -> dict[str, int]:
        """The counts so far, reasons without any left out."""
        counts: dict[str, int] = {reason: tally.value() for reason, tally in self._tallies.items()}
        counts["internal_error"] += self._too_deep.value()
        return {reason: count for reason, count in counts.items() if count}

    def untold(self) -> Loss | None:
        """What was lost since `mark_told`; None when nothing was."""
        counts = self.by_reason()
        if counts == self._told:
            return None
        new = {reason: count - self._told.get(reason, 0) for reason, count in counts.items()}
        now = timestamp.now_us()
        since, until = self._since_us or now, self._until_us or now
        return Loss({reason: count for reason, count in new.items() if count}, since, max(since, until))

    def mark_told(self, loss: Loss) -> None:
        """`loss` is recorded as an event."""
        self._since_us = None
        for reason, count in loss.reasons.items():
            self._told[reason] = self._told.get(reason, 0) + count
        if self.by_reason() != self._told:  # more was lost meanwhile
            self._since_us = loss.until_us
