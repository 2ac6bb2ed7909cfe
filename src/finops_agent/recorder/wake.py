"""What ends the drain's rest."""

import threading


class Wake:
    """Wakes one sleeper. `ring` takes no lock and may be called anywhere, a signal handler included."""

    def __init__(self) -> None:
        self._rung = threading.Lock()
        self._rung.acquire()

    def ring(self) -> None:
        """End the sleep, or the next one."""
        try:
            self._rung.release()
        except RuntimeError:
            return  # it rings already

    def sleep(self, timeout_s: float) -> None:
        """Wait for the ring, at most so long."""
        self._rung.acquire(timeout=max(0.0, timeout_s))
