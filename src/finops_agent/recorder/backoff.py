"""When to try again what failed: after ever longer pauses, without end."""

import contextlib
import logging
import random
import time
from typing import Final

FIRST_S: Final = 0.1
CAP_S: Final = 30.0
_DOUBLINGS: Final = 16
"""More would not fit a float one day; the cap is reached long before."""

_log = logging.getLogger("finops_agent")


class Backoff:
    """Counts failures and says how long to rest after each. One thread; any may read."""

    def __init__(self) -> None:
        self.errors = 0
        """Failures in all."""
        self.failures = 0
        """Failures since the last success."""
        self.last_error: str | None = None
        """The sentence of the last one; None after a success."""
        self._retry_at = 0.0

    def failed(self, error: Exception) -> float:
        """Count a failure and tell the log of the first; return the seconds to rest."""
        self.errors += 1
        self.failures += 1
        is_first, self.last_error = self.last_error is None, str(error)
        if is_first:
            with contextlib.suppress(Exception):  # a handler of the app's that fails must not end the delivery
                # Its text alone: a log that keeps an error keeps the frames it came through, and these a segment.
                _log.warning("Events wait in the journal: %s", self.last_error)
        # Full jitter: many processes that lost the same store do not come back at the same moment.
        pause = random.uniform(FIRST_S, min(CAP_S, FIRST_S * 2 ** min(self.failures, _DOUBLINGS)))  # noqa: S311
        self._retry_at = time.monotonic() + pause
        return pause

    def succeeded(self) -> None:
        """Begin anew with the next failure."""
        self.failures, self.last_error = 0, None

    def left_s(self) -> float:
        """Seconds until the next try is due; not above zero when it is."""
        return self._retry_at - time.monotonic()

    def retry_now(self) -> None:
        """Someone waits: rest no longer."""
        self._retry_at = 0.0
