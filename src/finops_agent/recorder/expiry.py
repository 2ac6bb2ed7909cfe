"""The end of what is kept too long, wherever it is: in the store, and among the dead letters."""

import time
from pathlib import Path
from typing import Final

from finops_agent.recorder import dead_letters
from finops_agent.recorder.drops import Drops
from finops_agent.recorder.erasures import ErasureHeldUp, erasing
from finops_agent.stores import Store
from finops_agent.stores.base import now_s

EVERY_S: Final = 3_600.0
WAIT_S: Final = 0.25
"""How long the deliveries of other processes are waited for."""


class Expiry:
    """Deletes once an hour what has expired; `drops` counts the dead letters, which nobody will see any more."""

    def __init__(self, folder: Path, drops: Drops) -> None:
        self._folder = folder
        self._drops = drops
        self._next_at = 0.0

    def run(self, store: Store) -> None:
        """Do it, if it is due.

        Raises:
            StoreUnavailable: as `Store.expire`.
        """
        now = time.monotonic()
        if now < self._next_at:
            return
        self._next_at = now + EVERY_S
        store.expire()
        self._drop_letters()

    def _drop_letters(self) -> None:
        if not dead_letters.count(self._folder):
            return
        try:
            with erasing(self._folder, WAIT_S):  # nobody buries meanwhile
                dropped = dead_letters.expire(self._folder, now_s())
        except ErasureHeldUp:
            return  # another process delivers without a pause, or erases; they go with the next expiry
        if dropped:
            self._drops.add("expired", "dead letters that nobody tried again", count=dropped)
