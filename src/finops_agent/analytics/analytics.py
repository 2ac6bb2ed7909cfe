"""The analytics of one store: what was folded so far, brought up to date at each refresh."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Final

from finops_agent.analytics.batch import AHEAD_US, Batch, batch_of
from finops_agent.analytics.edges import Edges
from finops_agent.analytics.figures import Figures, between_folds
from finops_agent.analytics.folded import Folded
from finops_agent.analytics.progress import Background, Progress
from finops_agent.analytics.refold import MAX_DAYS, Refold, days_of
from finops_agent.analytics.saved import Position, load, save
from finops_agent.analytics.window import Window
from finops_agent.events import RECORDER_SESSION, timestamp
from finops_agent.stores import Store
from finops_agent.stores.pages import Numbering, Page, Pages

__all__ = ["Analytics", "between_folds"]

_PAGE: Final = 20_000
_KEEP_AFTER: Final = 10_000
"""New events after which the file is written again, or a hundredth of all where that is more."""
_KEEP_WITHIN: Final = 2_500_000
"""New events after which the file is written during one refresh: who is interrupted goes on from there."""


class Analytics(Figures):
    """Cube, sessions, questions and times over `store`. Every reader folds for itself; threads may share one.

    Events that expire between two refreshes are dropped at the next deletion in the store, which happens hourly.
    """

    def __init__(self, store: Store, saved: Path | None = None) -> None:
        """`saved` is where what was folded is kept between processes; only for a store that has `Pages`."""
        super().__init__(Folded())
        self.store = store
        self._saved = saved if isinstance(store, Pages) else None
        self._pages = store if isinstance(store, Pages) else None
        self._kept_at = 0
        self.folded = 0
        """Events folded so far."""
        self.watermark = 0
        """The last event folded."""
        self._epoch = 0
        self._numbering = Numbering()
        self._turn = threading.RLock()
        self._first = self._target = 0
        self._background = Background(self.refresh)
        self._edges = Edges(store, lambda: (self._epoch, self.watermark))
        self._begin()
        self._resume()

    @property
    def progress(self) -> Progress:
        """How far the refresh under way has come, or that there is none.

        Raises:
            StoreUnavailable: the store cannot be read now.
        """
        if self._target:
            return Progress(max(0, self.watermark - self._first), max(1, self._target - self._first))
        if self._background.is_busy:
            return Progress(0, max(1, self.store.watermark() - self.watermark))
        return Progress(1, 1)

    def refresh(self, now_us: int | None = None) -> int:
        """Fold what is new; return how many events that was. Begins anew when events were deleted.

        What was folded can be read meanwhile: it grows page by page.

        Raises:
            StoreUnavailable: the store cannot be read now; what was folded stays.
        """
        with self._turn:
            now = timestamp.now_us() if now_us is None else now_us
            try:
                return self._fold_all(now)
            finally:
                self._first = self._target = 0

    def catch_up(self, wait_s: float = 0.25) -> Progress:
        """As `refresh`, in the background; return how far it is after `wait_s` at the most.

        For pages that show a progress bar while ten million events are read for the first time. What is read is read
        once, however many viewers ask.

        Raises:
            StoreUnavailable: the store cannot be read now; what was folded stays.
        """
        self._background.run(wait_s)
        return self.progress

    def cut(self, window: Window) -> Figures:
        """Figures that are exact for `window`: the quarter hours that an end cuts are read from the store.

        Raises:
            StoreUnavailable: the store cannot be read now.
        """
        return self if window.is_whole else self._edges.cut(self, window)

    def keep(self) -> None:
        """Write what was folded to the file, where there is one. A full disk is no reason to fail: next time."""
        if self._saved is None or self.folded == self._kept_at:
            return
        with self._turn, suppress(OSError):
            position = Position(self._identity, self._epoch, self.watermark, self.folded)
            save(self._saved, self._folded, position, self.lock)
            self._kept_at = self.folded

    def close(self) -> None:
        """End what goes on in the background, and keep what was folded so far. The store stays open."""
        self._background.stop()
        self.keep()

    def _fold_all(self, now_us: int) -> int:
        with self.lock:
            if not self._follow_deletions(now_us):
                return 0
        before = self.folded
        self._fold_newer(now_us)
        if self.folded - self._kept_at >= max(_KEEP_AFTER, self.folded // 100):
            self.keep()
        return self.folded - before

    def _fold_newer(self, now_us: int) -> None:
        for page in self._newer(self.watermark):
            if not self._target:
                self._first, self._target = page.first - 1, self.store.watermark()
            with self.lock:
                self._folded.fold(page, now_us, self._recorder())
                self.watermark = page.last
                self.folded += len(page)
            if self._background.is_stopping:
                return
            if self.folded - self._kept_at >= _KEEP_WITHIN:
                self.keep()

    def _follow_deletions(self, now_us: int) -> bool:
        """Whether what was folded has nothing of deleted events any more; not so where it is time to stop."""
        epoch = self.store.epoch()
        if epoch == self._epoch:
            return True
        spans = None if self._pages is None else self._pages.deletions(self._epoch)
        days = None if spans is None else days_of(spans)
        if self._pages is None or days is None or len(days) > MAX_DAYS:
            self._begin()
            return True
        again = Refold(self._pages, days, self.origins, upto=self.watermark, now_us=now_us, recorder=self._recorder())
        if not again.read(self._folded, lambda: self._background.is_stopping):
            return False
        again.replace(self._folded)
        self.sessions.newest_us = self._newest_left(now_us)
        self._epoch = epoch
        return True

    def _newest_left(self, now_us: int) -> int:
        """The newest event of a visit that a deletion left; 0 for none."""
        newest = self.store.scan(None, now_us + AHEAD_US + 1, newest_first=True)
        return next((stored.timestamp_us for stored in newest if stored.event.session_id != RECORDER_SESSION), 0)

    def _begin(self) -> None:
        """Begin with nothing. What is in the file is of before the deletion for which this is done."""
        self._epoch = self.store.epoch()
        self._numbering = Numbering()
        self._folded = self._nothing()
        self.folded = self.watermark = self._kept_at = 0

    def _resume(self) -> None:
        """Go on where the file ends, if it is of this store."""
        if self._saved is None:
            return
        position = load(self._saved, self._identity, self._folded)
        if position is None:
            self._folded = self._nothing()
            return
        self._epoch = position.epoch
        self.watermark, self.folded = position.watermark, position.folded
        self._kept_at = position.folded

    def _nothing(self) -> Folded:
        return Folded() if self._pages is None else Folded(self._sessions_again)

    @property
    def _identity(self) -> str:
        return str(getattr(self.store, "path", ""))

    def _newer(self, after: int) -> Iterator[Page]:
        if self._pages is not None:
            yield from self._pages.pages(after=after)
            return
        facts = self.store.facts(after=after)
        while part := list(islice(facts, _PAGE)):
            yield self._numbering.page(part)

    def _recorder(self) -> int | None:
        numbers = self._numbering if self._pages is None else self._pages
        return numbers.session_number(RECORDER_SESSION)

    def _sessions_again(self, numbers: Sequence[int], upto: int) -> Iterator[Batch]:
        assert self._pages is not None  # noqa: S101 - handed on only where it is
        for page in self._pages.pages_of_sessions(numbers, upto=upto):
            yield batch_of(page, self.origins)
