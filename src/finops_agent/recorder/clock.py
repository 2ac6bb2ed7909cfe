"""What time it is and how long something took; a test turns another clock by hand (`finops_agent.testing.Clock`)."""

import time
from typing import Final, Protocol

from finops_agent.events import timestamp


class Clock(Protocol):
    """Two readings, since the time of day may be set back while something is timed."""

    def now_us(self) -> int:
        """Now, in UTC microseconds since 1970, cut to whole milliseconds."""
        ...

    def elapsed_s(self) -> float:
        """Seconds since some moment; only differences mean something."""
        ...


class SystemClock:
    """The machine's."""

    now_us = staticmethod(timestamp.now_us)
    elapsed_s = staticmethod(time.perf_counter)


SYSTEM_CLOCK: Final = SystemClock()
