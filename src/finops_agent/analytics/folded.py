"""What was folded from events: cube, sessions, questions and times together."""

from collections.abc import Iterable

import numpy as np

from finops_agent.analytics.batch import Batch, Form, Ints, batch_of, in_range
from finops_agent.analytics.codes import distinct
from finops_agent.analytics.cube import Changes, Cube, Key
from finops_agent.analytics.histogram import bucket_of
from finops_agent.analytics.origins import Origins
from finops_agent.analytics.questions import Questions
from finops_agent.analytics.ranges import ROW_LABELS, SIZE_LABELS, row_range, size_range
from finops_agent.analytics.sessions import Reread, Sessions
from finops_agent.analytics.times import Group, Times, Values
from finops_agent.stores.facts import ModelUse
from finops_agent.stores.pages import Page

_MODEL_FIGURES = ("input_tokens", "output_tokens", "cost_micro_usd", "tool_calls")


class Folded:
    """Everything that analytics holds in memory; pages go in, each once, in any order."""

    def __init__(self, reread: Reread | None = None, origins: Origins | None = None) -> None:
        """`reread` brings visits back from the store that are not held; without it all are held.

        What is folded apart, to be put together, shares its `origins`.
        """
        self.cube = Cube()
        self.origins = Origins() if origins is None else origins
        self.sessions = Sessions(self.cube, self.origins, reread)
        self.questions = Questions(self.cube)
        self.times = Times()
        self.out_of_range = 0
        """Events left out since their time is more than ten years ago or more than a day ahead."""

    def fold(self, page: Page, now_us: int, recorder: int | None) -> None:
        """Add a page; `recorder` is the number of the session of what recorders tell of themselves."""
        whole = batch_of(page, self.origins)
        batch = whole.where(in_range(whole.timestamp_us, now_us))
        self.out_of_range += len(whole) - len(batch)
        if not len(batch):
            return
        changes = Changes()
        self._count(batch, changes)
        self._count_names(batch, changes)
        self._count_ranges(batch, changes)
        self._count_model(batch, page.model, changes)
        visits = batch if recorder is None else batch.where(batch.session != recorder)
        self.sessions.fold(visits, changes)
        self.questions.fold(visits, changes, self.sessions.newest_us)
        self.cube.apply(changes)
        self.times.add(self.times_in(batch, page.model))

    def times_in(self, batch: Batch, model: Iterable[tuple[int, ModelUse]] = ()) -> Values:
        """The response times and first-token times of the answers given in a batch."""
        given = batch.of("agent_response") & batch.having("status", "ok")
        timed = np.flatnonzero(given & (batch.elapsed_ms >= 0))
        seqs, used = _used(batch, model)
        first = np.array([-1 if use.first_token_ms is None else use.first_token_ms for use in used], np.int64)
        is_timed = (first >= 0) & given[seqs]
        places = np.concatenate([timed, seqs[is_timed]])
        groups = [self._groups("response", batch, timed), self._groups("first token", batch, seqs[is_timed])]
        values = np.concatenate([batch.elapsed_ms[timed], first[is_timed]])
        return Values(batch.slot[places], np.concatenate(groups), bucket_of(values))

    def _count(self, batch: Batch, changes: Changes) -> None:
        every = np.arange(len(batch))
        changes.add(batch.slot, self._columns("events", batch, every), np.ones(len(batch), np.int64))
        is_ok = batch.having("status", "ok")
        for what, values, chosen in (
            ("elapsed_ms", batch.elapsed_ms, is_ok),
            ("size", batch.size, is_ok | ~batch.of("file_upload")),
            ("rows", batch.rows, is_ok),
        ):
            places = np.flatnonzero(chosen & (values > 0))
            changes.add(batch.slot[places], self._columns(what, batch, places), values[places])

    def _count_names(self, batch: Batch, changes: Changes) -> None:
        for event_type, what in (("custom_event", "custom"), ("file_upload", "format")):
            places = np.flatnonzero(batch.of(event_type))
            names = (batch.names.get(seq, "(none)") for seq in batch.seq[places].tolist())
            named = list(zip(names, batch.form[places].tolist(), strict=True))
            columns = {
                (name, code): self.cube.column(self.cube.named(what, name, batch.forms[code].origin))
                for name, code in dict.fromkeys(named)
            }
            columns_of = np.fromiter(map(columns.__getitem__, named), np.int64, len(named))
            changes.add(batch.slot[places], columns_of, np.ones(len(places), np.int64))

    def _count_ranges(self, batch: Batch, changes: Changes) -> None:
        places = np.flatnonzero(batch.of("file_upload") & batch.having("status", "ok"))
        for what, labels, ranges in (
            ("file size", SIZE_LABELS, size_range(batch.size[places])),
            ("file rows", ROW_LABELS, row_range(batch.rows[places])),
        ):
            pairs, which = distinct(batch.form[places] * len(labels) + ranges, len(batch.forms) * len(labels))
            columns = [
                self.cube.column(range_key(what, batch.forms[pair // len(labels)], labels[pair % len(labels)]))
                for pair in pairs.tolist()
            ]
            changes.add(batch.slot[places], np.array(columns, np.int64)[which], np.ones(len(places), np.int64))

    def _count_model(self, batch: Batch, model: Iterable[tuple[int, ModelUse]], changes: Changes) -> None:
        places, used = _used(batch, model)
        for what in _MODEL_FIGURES:
            values = np.array([getattr(use, what) or 0 for use in used], np.int64)
            filled = np.flatnonzero(values)
            changes.add(batch.slot[places[filled]], self._columns(what, batch, places[filled]), values[filled])
        changes.add(batch.slot[places], self._columns("by model", batch, places), np.ones(len(places), np.int64))

    def _columns(self, what: str, batch: Batch, places: Ints) -> Ints:
        """The column of each of the events, which share few forms."""
        forms, which = distinct(batch.form[places], len(batch.forms))
        columns = [self.cube.column(key_of(what, batch.forms[code])) for code in forms.tolist()]
        return np.array(columns, np.int64)[which]

    def _groups(self, measure: str, batch: Batch, places: Ints) -> Ints:
        forms, which = distinct(batch.form[places], len(batch.forms))
        named = [batch.forms[code] for code in forms.tolist()]
        groups = [self.times.group(Group(measure, form.analysis_type, form.engine, *form.origin)) for form in named]
        return np.array(groups, np.int64)[which]


def key_of(what: str, form: Form) -> Key:
    """The column in which an event of that form counts."""
    if what == "events":
        return Key(what, form.event_type, form.analysis_type, form.status, form.flag, form.engine, None, *form.origin)
    return Key(what, form.event_type, form.analysis_type, None, None, form.engine, None, *form.origin)


def range_key(what: str, form: Form, label: str) -> Key:
    """The column of a range, such as of the sizes of files."""
    return Key(what, None, form.analysis_type, None, None, None, label, *form.origin)


def _used(batch: Batch, model: Iterable[tuple[int, ModelUse]]) -> tuple[Ints, list[ModelUse]]:
    """Places in the batch of the answers that a model gave, and what it needed."""
    found = list(model)
    seqs = np.array([seq for seq, _ in found], np.int64)
    order = np.argsort(batch.seq)
    at = np.searchsorted(batch.seq, seqs, sorter=order)
    is_here = at < len(batch)
    places = order[np.minimum(at, len(batch) - 1)]
    is_here &= batch.seq[places] == seqs
    return places[is_here], [use for (_, use), here in zip(found, is_here.tolist(), strict=True) if here]
