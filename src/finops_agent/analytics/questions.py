"""Questions and their answers, joined by session and number: what became of each question, where it was asked.

The first answer with a number belongs to the first question with it, the second to the second (a session that
another process goes on with counts from one again), in the order of writing.
"""

from collections import deque
from collections.abc import Iterable
from typing import Final, NamedTuple

import numpy as np

from finops_agent.analytics.batch import Batch, Form, Ints
from finops_agent.analytics.codes import distinct
from finops_agent.analytics.cube import Changes, Cube, Filter, Key
from finops_agent.analytics.origins import UNTOLD, Origin
from finops_agent.analytics.window import SLOT_US, Window
from finops_agent.events import timestamp

SETTLE_US: Final = 15 * 60 * timestamp.US_PER_S
"""A question without an answer is settled, as not answered, after this."""
_WATCHED_US: Final = 4 * SETTLE_US
_NUMBERS: Final = 1 << 22
"""Numbers of questions within a session that have a key of their own."""


class Asked(NamedTuple):
    """A question that waits."""

    moment_us: int
    analysis_type: str | None
    origin: Origin = UNTOLD


class Questions:
    """Joins questions and answers as they come; the outcome of a question counts at the time it was asked."""

    def __init__(self, cube: Cube) -> None:
        self._cube = cube
        self.waiting: dict[int, deque[Asked]] = {}
        """Questions without an answer that are young enough to be waited for, by session and number."""
        self.unanswered: dict[int, deque[Asked]] = {}
        """The older ones: an answer may still come out of a journal."""
        self.early: dict[int, deque[Form]] = {}
        """Answers whose question has not come yet."""
        self._columns: dict[tuple[str | None, Origin, Form], int] = {}

    def fold(self, batch: Batch, changes: Changes, newest_us: int) -> None:
        """Add events, each once; `changes` gets the outcomes."""
        is_numbered = batch.number >= 0
        asked: Ints = np.flatnonzero(is_numbered & batch.of("user_query"))
        answered: Ints = np.flatnonzero(is_numbered & batch.of("agent_response"))
        key = batch.session * _NUMBERS + batch.number % _NUMBERS
        asked, answered = self._settle_pairs(batch, key, asked, answered, changes)
        for place in np.sort(np.concatenate([asked, answered])).tolist():
            form = batch.forms[batch.form[place]]
            if form.event_type == "user_query":
                self._ask(
                    int(key[place]), Asked(int(batch.timestamp_us[place]), form.analysis_type, form.origin), changes
                )
            else:
                self._answer(int(key[place]), form, changes)
        self._watch(newest_us)

    def waiting_in(self, window: Window, view: Filter, now_us: int) -> int:
        """Questions asked in the window that may still be answered."""
        return sum(
            now_us - asked.moment_us < SETTLE_US
            and (window.start_us is None or asked.moment_us >= window.start_us)
            and (window.end_us is None or asked.moment_us < window.end_us)
            and view.analysis_type in {None, asked.analysis_type}
            and view.lets_origin(asked.origin)
            for queue in self.waiting.values()
            for asked in queue
        )

    def forget(self, numbers: Iterable[int]) -> None:
        """Drop what waits of the sessions with these numbers."""
        gone = set(numbers)
        self.waiting = {key: queue for key, queue in self.waiting.items() if key // _NUMBERS not in gone}
        self.unanswered = {key: queue for key, queue in self.unanswered.items() if key // _NUMBERS not in gone}
        self.early = {key: forms for key, forms in self.early.items() if key // _NUMBERS not in gone}

    def take_over(self, numbers: Iterable[int], other: "Questions") -> None:
        """Replace what waits of sessions by what others folded of them."""
        self.forget(numbers)
        self.waiting |= other.waiting
        self.unanswered |= other.unanswered
        self.early |= other.early

    def _settle_pairs(
        self, batch: Batch, key: Ints, asked: Ints, answered: Ints, changes: Changes
    ) -> tuple[Ints, Ints]:
        """Settle what is asked and answered here, once each; return the places of the rest."""
        first_asked, times_asked = _once(key[asked])
        first_answered, times_answered = _once(key[answered])
        common, left, right = np.intersect1d(first_asked, first_answered, assume_unique=True, return_indices=True)
        is_plain = (times_asked[left] == 1) & (times_answered[right] == 1)
        known = self._known_among(set(common.tolist()))
        if known:
            is_plain &= ~np.isin(common, np.fromiter(known, np.int64))
        common = common[is_plain]
        asked_at = _places(key, asked, common)
        answered_at = _places(key, answered, common)
        self._settle_all(batch, asked_at, answered_at, changes)
        return np.setdiff1d(asked, asked_at), np.setdiff1d(answered, answered_at)

    def _settle_all(self, batch: Batch, asked_at: Ints, answered_at: Ints, changes: Changes) -> None:
        pair = batch.form[asked_at] * len(batch.forms) + batch.form[answered_at]
        kinds, place = distinct(pair, len(batch.forms) ** 2)
        forms = [
            (batch.forms[kind // len(batch.forms)], batch.forms[kind % len(batch.forms)]) for kind in kinds.tolist()
        ]
        columns = [self._column(asked.analysis_type, asked.origin, answered) for asked, answered in forms]
        slots = batch.timestamp_us[asked_at] // SLOT_US
        changes.add(slots, np.array(columns, np.int64)[place], np.ones(len(slots), np.int64))

    def _known_among(self, keys: set[int]) -> set[int]:
        return {key for held in (self.waiting, self.unanswered, self.early) for key in held.keys() & keys}

    def _ask(self, key: int, asked: Asked, changes: Changes) -> None:
        early = self.early.get(key)
        if early is None:
            self.waiting.setdefault(key, deque()).append(asked)
            return
        self._settle(asked, early.popleft(), changes)
        if not early:
            del self.early[key]

    def _answer(self, key: int, form: Form, changes: Changes) -> None:
        for queues in (self.unanswered, self.waiting):
            queue = queues.get(key)
            if queue is not None:
                self._settle(queue.popleft(), form, changes)
                if not queue:
                    del queues[key]
                return
        self.early.setdefault(key, deque()).append(form)

    def _settle(self, asked: Asked, form: Form, changes: Changes) -> None:
        changes.add_one(asked.moment_us // SLOT_US, self._column(asked.analysis_type, asked.origin, form), 1)

    def _column(self, analysis_type: str | None, origin: Origin, form: Form) -> int:
        """Where a question counts, by what it was about, where it was asked, and the form of its answer."""
        found = self._columns.get((analysis_type, origin, form))
        if found is None:
            key = settled_key(analysis_type, form.status, form.engine, origin)
            found = self._columns[analysis_type, origin, form] = self._cube.column(key)
        return found

    def _watch(self, newest_us: int) -> None:
        """Put aside what has waited long; a queue is put aside as a whole, and stays in order."""
        old = [key for key, queue in self.waiting.items() if queue[-1].moment_us < newest_us - _WATCHED_US]
        for key in old:
            self.unanswered.setdefault(key, deque()).extend(self.waiting.pop(key))


def settled_key(analysis_type: str | None, status: str | None, engine: str | None, origin: Origin) -> Key:
    """The column of the questions that were settled so."""
    return Key("settled", "user_query", analysis_type, status, None, engine, None, *origin)


def _once(keys: Ints) -> tuple[Ints, Ints]:
    values, counts = np.unique(keys, return_counts=True)
    return values, counts


def _places(key: Ints, chosen: Ints, wanted: Ints) -> Ints:
    """For each of `wanted`, the place of the one event among `chosen` that has this key."""
    order = chosen[np.argsort(key[chosen], kind="stable")]
    return order[np.searchsorted(key[order], wanted)]
