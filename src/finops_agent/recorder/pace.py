"""When to deliver: not while the app records in a hurry, unless that goes on.

Delivery costs about as much of the processor as recording, and both want the interpreter. A burst is over in a moment;
the events are safe in the journal meanwhile.
"""

import time
from collections.abc import Callable
from typing import Final

HURRY_PER_S: Final = 5_000
"""Events a second from which the app is said to be in a hurry."""
LOOK_S: Final = 0.02
GIVE_WAY_S: Final = 1.0
"""How long delivery waits for a burst to end."""


class Pace:
    """Watches how fast `recorded`, the count of all recorded events, grows. One thread."""

    def __init__(self, recorded: Callable[[], int], clock: Callable[[], float] = time.monotonic) -> None:
        self._recorded = recorded
        self._clock = clock
        self._looked_at, self._count = clock(), recorded()
        self._is_hurry = False
        self._waited_since: float | None = None

    def gives_way(self) -> bool:
        """Whether delivery should wait a moment."""
        now = self._clock()
        elapsed = now - self._looked_at
        if elapsed >= LOOK_S:
            count = self._recorded()
            self._is_hurry = count - self._count > HURRY_PER_S * elapsed
            self._looked_at, self._count = now, count
        if not self._is_hurry:
            self._waited_since = None
            return False
        if self._waited_since is None:
            self._waited_since = now
        return now - self._waited_since < GIVE_WAY_S

    def caught_up(self) -> None:
        """All is delivered: the next burst may be given way to again."""
        self._waited_since = None
