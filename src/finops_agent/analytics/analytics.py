"""The analytics of one store: what was folded so far, brought up to date at each refresh."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import wraps
from itertools import islice
from pathlib import Path
from typing import Concatenate, Final, ParamSpec, TypeVar

import numpy as np

from finops_agent.analytics.batch import Batch, batch_of
from finops_agent.analytics.cube import Cube
from finops_agent.analytics.folded import Folded
from finops_agent.analytics.questions import Questions
from finops_agent.analytics.refold import MAX_DAYS, days_of, refold
from finops_agent.analytics.saved import Position, load, save
from finops_agent.analytics.sessions import Sessions
from finops_agent.analytics.times import Times, Values
from finops_agent.events import RECORDER_SESSION, timestamp
from finops_agent.stores import Store
from finops_agent.stores.pages import Numbering, Page, Pages

_PAGE: Final = 20_000
_KEEP_AFTER: Final = 10_000
"""New events after which the file is written again, or a hundredth of all where that is more."""
P = ParamSpec("P")
R = TypeVar("R")


class Analytics:
    """Cube, sessions, questions and times over `store`. Every reader folds for itself; threads may share one.

    Events that expire between two refreshes are dropped at the next deletion in the store, which happens hourly.
    """

    def __init__(self, store: Store, saved: Path | None = None) -> None:
        """`saved` is where what was folded is kept between processes; only for a store that has `Pages`."""
        self.store = store
        self._saved = saved if isinstance(store, Pages) else None
        self._kept_at = 0
        self._pages = store if isinstance(store, Pages) else None
        self.lock = threading.RLock()
        """Held while folding. Whoever reads what was folded holds it too: see `between_folds`."""
        self.folded = 0
        """Events folded so far."""
        self.watermark = 0
        """The last event folded."""
        self._epoch = 0
        self._folded = Folded()
        self._numbering = Numbering()
        self._begin()

    @property
    def cube(self) -> Cube:
        """Counts and sums by quarter hour."""
        return self._folded.cube

    @property
    def sessions(self) -> Sessions:
        """Visits."""
        return self._folded.sessions

    @property
    def questions(self) -> Questions:
        """Questions that wait for an answer."""
        return self._folded.questions

    @property
    def times(self) -> Times:
        """Response times."""
        return self._folded.times

    @property
    def newest_us(self) -> int | None:
        """The newest event of a visit; None without any."""
        return self.sessions.newest_us or None

    @property
    def out_of_range(self) -> int:
        """Events left out since their clock was years off."""
        return self._folded.out_of_range

    def refresh(self, now_us: int | None = None) -> int:
        """Fold what is new; return how many events that was. Begins anew when events were deleted.

        Raises:
            StoreUnavailable: the store cannot be read now; what was folded stays.
        """
        with self.lock:
            now = timestamp.now_us() if now_us is None else now_us
            self._follow_deletions(now)
            before = self.folded
            for page in self._newer(self.watermark):
                self._folded.fold(page, now, self._recorder())
                self.watermark = page.last
                self.folded += len(page.rows)
            if self.folded - self._kept_at >= max(_KEEP_AFTER, self.folded // 100):
                self.keep()
            return self.folded - before

    def keep(self) -> None:
        """Write what was folded to the file, where there is one. A full disk is no reason to fail: next time."""
        if self._saved is None or self.folded == self._kept_at:
            return
        with self.lock, suppress(OSError):
            save(self._saved, self._folded, Position(self._identity, self._epoch, self.watermark, self.folded))
            self._kept_at = self.folded

    def _follow_deletions(self, now_us: int) -> None:
        epoch = self.store.epoch()
        if epoch == self._epoch:
            return
        spans = None if self._pages is None else self._pages.deletions(self._epoch)
        days = None if spans is None else days_of(spans)
        if self._pages is None or days is None or len(days) > MAX_DAYS:
            self._begin()
            return
        refold(self._folded, self._pages, days, upto=self.watermark, now_us=now_us, recorder=self._recorder())
        self._epoch = epoch

    def _begin(self) -> None:
        self._epoch = self.store.epoch()
        self._numbering = Numbering()
        self._folded = Folded() if self._pages is None else Folded(self._sessions_again, self._day_again)
        self.folded = self.watermark = self._kept_at = 0
        self._resume()

    def _resume(self) -> None:
        """Go on where the file ends, if it is of this store."""
        if self._saved is None:
            return
        position = load(self._saved, self._identity, self._folded)
        if position is None:
            self._folded = Folded(self._sessions_again, self._day_again)
            return
        self._epoch = position.epoch
        self.watermark, self.folded = position.watermark, position.folded
        self._kept_at = position.folded

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
        return map(batch_of, self._pages.pages_of_sessions(numbers, upto=upto))

    def _day_again(self, day: int) -> Values:
        assert self._pages is not None  # noqa: S101 - handed on only where it is
        start = day * timestamp.US_PER_DAY
        pages = self._pages.pages_between(start, start + timestamp.US_PER_DAY, upto=self.watermark)
        parts = [self._folded.times_in(batch_of(page), page.model) for page in pages]
        empty = np.empty(0, np.int64)
        return Values(*(np.concatenate(column) for column in zip((empty, empty, empty), *parts, strict=True)))


def between_folds(read: Callable[Concatenate[Analytics, P], R]) -> Callable[Concatenate[Analytics, P], R]:
    """The same function, which waits while another thread folds, so that it never reads half of a refresh."""

    @wraps(read)
    def reading(analytics: Analytics, /, *args: P.args, **kwargs: P.kwargs) -> R:
        with analytics.lock:
            return read(analytics, *args, **kwargs)

    return reading
