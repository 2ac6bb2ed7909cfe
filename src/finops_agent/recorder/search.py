"""What nobody writes any more: full segments of this process, and those of processes that ended."""

import time
from collections.abc import Callable
from typing import Final

from finops_agent.recorder import dead_letters
from finops_agent.recorder.delivery import Delivery
from finops_agent.recorder.erasures import delivering
from finops_agent.recorder.journal import Journal
from finops_agent.recorder.segment import SegmentFile, adopt, is_own, sweep
from finops_agent.recorder.upkeep import Upkeep
from finops_agent.stores import Store

ADOPT_EVERY_S: Final = 10.0
SEARCH_S: Final = 0.25
"""How long the store is kept in one go; whoever forks waits that long."""


class Search:
    """Delivers and deletes such segments. One thread; any may read the counts or ask for a search.

    Args:
        journal: this process's journal.
        delivery: takes a batch at a time.
        upkeep: what the journal needs meanwhile.
        must_pause: whether to end after the batch that is on its way.
    """

    def __init__(self, journal: Journal, delivery: Delivery, upkeep: Upkeep, must_pause: Callable[[], bool]) -> None:
        self._journal = journal
        self._delivery = delivery
        self._upkeep = upkeep
        self._must_pause = must_pause
        self._next_at = 0.0
        self.begun = self.done = 0
        """Searches; one is done when it left nothing behind, and then those before it are too."""
        self.recovered = 0
        """Events of processes that ended."""

    def ask(self) -> None:
        """Let the next one begin at once."""
        self._next_at = 0.0

    def is_due(self) -> bool:
        """Whether there is something to look for, or it was not looked for a while."""
        return bool(self._journal.sealed()) or time.monotonic() >= self._next_at

    def run(self, store: Store) -> bool:
        """Deliver for `SEARCH_S`; return whether there was any or may be more."""
        self._begin()
        sweep(self._journal.folder)
        with delivering(self._journal.folder) as is_free:
            if is_free:
                dead_letters.finish_removal(self._journal.folder)
        before = self._delivery.counts.stored
        is_complete = self._deliver_all(store, time.monotonic() + SEARCH_S)
        self.note_delivered()
        if is_complete:
            self.done = self.begun
        else:
            self.ask()
        return not is_complete or self._delivery.counts.stored > before

    def leave_to_others(self, *, at_once: bool) -> None:
        """Instead of a search: let go of what is recorded, every now and then; any other process delivers it."""
        if at_once or time.monotonic() >= self._next_at:
            self._begin()
            self._journal.let_go()
            self.done = self.begun
        self.note_delivered()

    def note_delivered(self) -> None:
        """Segments of ours that are gone were delivered, by us or by another process."""
        for path in self._journal.sealed():
            if not path.exists():
                self._journal.delivered(path)

    def _begin(self) -> None:
        self.begun += 1
        self._next_at = time.monotonic() + ADOPT_EVERY_S

    def _deliver_all(self, store: Store, deadline: float) -> bool:
        """Deliver segment by segment until `deadline`; return whether that was all."""
        return all(self._deliver(store, file, deadline) for file in adopt(self._journal.folder))

    def _deliver(self, store: Store, file: SegmentFile, deadline: float) -> bool:
        """Deliver a segment, and delete it when it is done; return whether it is."""
        before = self._delivery.counts.stored
        try:
            while self._delivery.deliver(store, file):
                self._upkeep.run(give_up_oldest=False)
                if self._must_pause() or time.monotonic() >= deadline:
                    return False
            file.delete()
            return True
        finally:
            if not is_own(file.path):
                self.recovered += self._delivery.counts.stored - before
            file.forget()
