"""The analytics of one store: what was folded so far, brought up to date at each refresh."""

import threading
from collections.abc import Callable, Iterator
from functools import wraps
from itertools import islice
from typing import Concatenate, Final, ParamSpec, TypeVar

from finops_agent.analytics.cube import Cube
from finops_agent.analytics.sessions import Sessions
from finops_agent.events import timestamp
from finops_agent.stores import Fact, Store

_BATCH: Final = 20_000
P = ParamSpec("P")
R = TypeVar("R")


class Analytics:
    """Cube and sessions over `store`. Every reader folds for itself; several threads may share one.

    Events that expire between two refreshes are dropped at the next deletion in the store, which happens hourly.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self.cube = Cube()
        self.sessions = Sessions()
        self.folded = 0
        """Events folded so far."""
        self._watermark = 0
        self._epoch = store.epoch()
        self.lock = threading.RLock()
        """Held while folding. Whoever reads `cube` or `sessions` holds it too: see `between_folds`."""

    def refresh(self, now_us: int | None = None) -> int:
        """Fold what is new; return how many events that was. Begins anew when events were deleted.

        Raises:
            StoreUnavailable: the store cannot be read now; what was folded stays.
        """
        with self.lock:
            epoch = self.store.epoch()
            if epoch != self._epoch:
                self.cube, self.sessions = Cube(), Sessions()
                self.folded = self._watermark = 0
                self._epoch = epoch
            before = self.folded
            facts = self.store.facts(after=self._watermark)
            now = timestamp.now_us() if now_us is None else now_us
            while batch := list(islice(facts, _BATCH)):
                self._fold(batch, now)
            return self.folded - before

    def _fold(self, batch: list[Fact], now_us: int) -> None:
        self.cube.fold(batch, now_us)
        self.sessions.fold(self._in_range(batch, now_us))
        self._watermark = batch[-1].seq
        self.folded += len(batch)

    def _in_range(self, batch: list[Fact], now_us: int) -> Iterator[Fact]:
        return (fact for fact in batch if self.cube.is_in_range(fact.timestamp_us, now_us))


def between_folds(read: Callable[Concatenate[Analytics, P], R]) -> Callable[Concatenate[Analytics, P], R]:
    """The same function, which waits while another thread folds, so that it never reads half of a refresh."""

    @wraps(read)
    def reading(analytics: Analytics, /, *args: P.args, **kwargs: P.kwargs) -> R:
        with analytics.lock:
            return read(analytics, *args, **kwargs)

    return reading
