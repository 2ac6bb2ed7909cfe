"""A long piece of work in the background, and how far it has come."""

import threading
from collections.abc import Callable
from typing import NamedTuple

from finops_agent.errors import FinOpsAgentError


class Progress(NamedTuple):
    """How much is done, of how much."""

    done: int
    of: int

    @property
    def share(self) -> float:
        """Between 0 and 1."""
        return min(1.0, self.done / self.of)

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left to do."""
        return self.done >= self.of


class Background:
    """Runs `work` in a thread of its own, once at a time; any thread may ask."""

    def __init__(self, work: Callable[[], object]) -> None:
        self._work = work
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._failure: FinOpsAgentError | None = None
        self.is_stopping = False
        """Asks `work` to return soon."""

    @property
    def is_busy(self) -> bool:
        """Whether it runs."""
        return self._thread is not None and self._thread.is_alive()

    def run(self, wait_s: float) -> None:
        """Start the work unless it runs, and wait for its end, at most `wait_s`.

        Raises:
            FinOpsAgentError: the work failed, now or since the last call; the next call tries again.
        """
        with self._lock:
            if not self.is_busy and self._failure is None:
                self._thread = threading.Thread(target=self._run, name="finops-agent analytics", daemon=True)
                self._thread.start()
            thread = self._thread
        if thread is not None:
            thread.join(wait_s)
        failure, self._failure = self._failure, None
        if failure is not None:
            raise failure

    def stop(self) -> None:
        """Wait until the work has returned, which it is asked to do soon."""
        self.is_stopping = True
        if self._thread is not None:
            self._thread.join()
        self.is_stopping = False

    def _run(self) -> None:
        try:
            self._work()
        except FinOpsAgentError as failure:
            self._failure = failure
