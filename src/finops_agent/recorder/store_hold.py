"""The drain's hold on the store: opened when it is needed, and let go of around every fork."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from finops_agent.stores import Store

FORK_WAIT_S: Final = 1.0


class StoreHold:
    """One store at a time, as `open_store` gives it; `held` is for the drain's thread, the rest for whoever forks."""

    def __init__(self, open_store: Callable[[], Store]) -> None:
        self._open_store = open_store
        self._store: Store | None = None
        self._in_use = threading.Lock()
        self._forks: set[int] = set()
        """Threads about to fork."""
        self._held_for_fork: set[int] = set()
        """Those of them that hold the store."""

    @contextmanager
    def held(self) -> Iterator[Store]:
        """Use the store; whoever forks waits that long."""
        with self._in_use:
            if self._store is None:
                self._store = self._open_store()
            yield self._store

    def is_wanted(self) -> bool:
        """Whether a thread waits to fork: then the store is not to be taken, or to be given back soon."""
        return bool(self._forks)

    def close(self) -> None:
        """Close the store, if it is open."""
        if self._store is not None:
            store, self._store = self._store, None
            store.close()

    def before_fork(self) -> None:
        """Let go of the store: a child that inherits a connection in use finds its locks taken for ever.

        Waits for the batch that is on its way, and goes on without after `FORK_WAIT_S`.
        """
        thread = threading.get_ident()
        self._forks.add(thread)  # the drain takes no other batch: it would win the lock again and again
        if self._in_use.acquire(timeout=FORK_WAIT_S):
            self._held_for_fork.add(thread)
            self.close()

    def after_fork_in_parent(self) -> None:
        """Give the store back to the drain."""
        thread = threading.get_ident()
        self._forks.discard(thread)
        if thread in self._held_for_fork:
            self._held_for_fork.discard(thread)
            self._in_use.release()

    def was_free_at_fork(self) -> bool:
        """In the child: whether no call of the store was under way when this thread forked."""
        return threading.get_ident() in self._held_for_fork
