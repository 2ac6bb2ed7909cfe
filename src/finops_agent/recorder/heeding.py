"""Heeding erasures that were made elsewhere: what a journal still holds of a session that the store no longer has.

An erasure from another home or machine does not see this folder. Events that wait here are refused by the store; those
that were delivered still stand in segments that are being written. So the store is asked now and then whether
something was erased, and what is found here of it is overwritten.
"""

import time
from pathlib import Path
from typing import Final

from finops_agent.recorder.blanking import sessions_in
from finops_agent.recorder.erasure import erase_journals
from finops_agent.recorder.erasures import erased_from
from finops_agent.stores import Erasures, Store

HEED_EVERY_S: Final = 60.0
WAIT_S: Final = 0.25
"""How long the deliveries of other processes are waited for; no batch of this one goes out meanwhile."""


class Heeding:
    """Looks after one folder. One thread.

    Erasures from before its first look need no search: what an ended process left is delivered and deleted.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen: int | None = None
        self._look_at = 0.0

    def run(self, store: Store) -> None:
        """Look, if it is time, and overwrite what was erased.

        Raises:
            StoreUnavailable: the store cannot be reached.
        """
        now = time.monotonic()
        if now < self._look_at or not isinstance(store, Erasures):
            return
        self._look_at = now + HEED_EVERY_S
        number = store.erasures()
        if self._seen in {None, number} or self._overwrite(store):
            self._seen = number

    def _overwrite(self, store: Store) -> bool:
        """Overwrite what the folder holds of erased sessions; False when it has to be tried again."""
        reports = [
            erase_journals([self._folder], session_id, wait_s=WAIT_S)
            for session_id in erased_from(store, sessions_in(self._folder))
        ]
        return all(report.searched for report in reports)
