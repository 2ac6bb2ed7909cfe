"""Figures out of the rows of the portable queries: the same metric table over an archive of any size."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Final

import numpy as np

from finops_agent.analytics.batch import Form, form_of, in_range
from finops_agent.analytics.cube import Changes, Key
from finops_agent.analytics.figures import Figures
from finops_agent.analytics.folded import Folded, key_of, range_key
from finops_agent.analytics.origins import Origin
from finops_agent.analytics.portable import END_CODES, queries_over
from finops_agent.analytics.questions import Asked, settled_key
from finops_agent.analytics.ranges import ROW_LABELS, SIZE_LABELS
from finops_agent.analytics.sessions import SessionRow
from finops_agent.analytics.times import Group, Values
from finops_agent.analytics.window import SLOT_US
from finops_agent.events import timestamp

Rows = Iterable[Sequence[Any]]
Run = Callable[[str], Rows]
"""Runs a query on an engine and gives its rows, best piece by piece."""
_AT_ONCE: Final = 50_000
_MODEL: Final = ("input_tokens", "output_tokens", "cost_micro_usd", "tool_calls")


def figures_of(run: Run, table: str, now_us: int | None = None) -> Figures:
    """The figures over the archive as `table`, for `measure` and the charts.

    Where more names of custom events come than are counted by name, which ones are is up to the order of the rows.
    """
    now = timestamp.now_us() if now_us is None else now_us
    queries = queries_over(table)
    filling = _Filling(now)
    filling.visits(run(queries["visits"]))
    filling.cube(run(queries["cube"]))
    filling.outcomes(run(queries["outcomes"]))
    filling.times(run(queries["times"]))
    return Figures(filling.folded)


class _Filling:
    """Fills what was folded, query by query; visits come first, since they say what is newest."""

    def __init__(self, now_us: int) -> None:
        self.folded = Folded()
        self._now_us = now_us

    def visits(self, rows: Rows) -> None:
        sessions, newest, open_ones = self.folded.sessions, 0, []
        for part in _parts(rows):
            cells = np.array([row[:-2] for row in part], np.int64)
            origins = [[self.folded.origins.number(Origin(*row[-2:]))] for row in part]
            ended, code = np.divmod(cells[:, 2], END_CODES)
            has_end = cells[:, 2] >= 0
            ends = np.stack([np.where(has_end, ended, -1), np.where(has_end, code, 0)], axis=1)
            whole = np.hstack([cells[:, :2], ends, np.array(origins, np.int64), cells[:, 3:]])
            whole = whole[in_range(whole[:, 0], self._now_us)]
            changes = Changes()
            sessions.contribute(whole, changes)
            self.folded.cube.apply(changes)
            newest = max(newest, int(whole[:, :3].max(initial=0)))
            open_ones += [row for row in map(SessionRow._make, whole.tolist()) if not row.is_ended]
        sessions.restore(dict(enumerate(open_ones)), len(open_ones), newest)

    def cube(self, rows: Rows) -> None:
        for part in _parts(rows):
            changes = Changes()
            for row in part:
                self._count(row, changes)
            self.folded.cube.apply(changes)

    def outcomes(self, rows: Rows) -> None:
        cube, questions = self.folded.cube, self.folded.questions
        for part in _parts(rows):
            changes = Changes()
            for moment_us, analysis_type, is_answered, status, engine, app, environment, count in part:
                about = form_of("user_query", analysis_type, None, None, flag=False).analysis_type
                origin = self._origin(app, environment)
                if is_answered:
                    key = settled_key(about, status or "ok", engine, origin)
                    changes.add_one(moment_us // SLOT_US, cube.column(key), count)
                elif in_range(np.array(moment_us), self._now_us):
                    asked = Asked(moment_us, about, origin)
                    questions.waiting[len(questions.waiting)] = deque([asked] * count)
            cube.apply(changes)

    def times(self, rows: Rows) -> None:
        times = self.folded.times
        for part in _parts(rows):
            slots, measures, kinds, engines, apps, environments, buckets, counts = zip(*part, strict=True)
            groups = [
                times.group(Group(measure, _answered(kind), engine, *self._origin(app, environment)))
                for measure, kind, engine, app, environment in zip(
                    measures, kinds, engines, apps, environments, strict=True
                )
            ]
            columns = (np.repeat(np.array(column, np.int64), counts) for column in (slots, groups, buckets))
            times.add(self._inside(Values(*columns)))

    def _inside(self, values: Values) -> Values:
        inside = in_range(values.slots * SLOT_US, self._now_us)
        return Values(*(column[inside] for column in values))

    def _count(self, row: Sequence[Any], changes: Changes) -> None:
        slot, event_type, analysis_type, status, is_good, engine, name, size_range, row_range, by_model, *rest = row
        app, environment, events, elapsed_ms, amount, row_count, *model = rest
        if not in_range(np.array(slot * SLOT_US), self._now_us):
            self.folded.out_of_range += events
            return
        origin = self._origin(app, environment)
        form = form_of(event_type, analysis_type, status, engine, flag=bool(is_good), origin=origin)
        found = {key_of("events", form): events}
        if by_model:
            found |= {key_of(what, form): value for what, value in zip(_MODEL, model, strict=True)}
            found[key_of("by model", form)] = events
        found |= self._of_files(form, events, size_range, row_range)
        found |= self._amounts(form, elapsed_ms, amount, row_count)
        if event_type in {"custom_event", "file_upload"}:
            what = "custom" if event_type == "custom_event" else "format"
            found[self.folded.cube.named(what, name or "(none)", origin)] = events
        for key, value in found.items():
            if value:
                changes.add_one(slot, self.folded.cube.column(key), value)

    def _amounts(self, form: Form, elapsed_ms: int, amount: int, row_count: int) -> dict[Key, int]:
        found = {key_of("elapsed_ms", form): elapsed_ms, key_of("rows", form): row_count} if form.is_ok else {}
        if form.is_ok or form.event_type != "file_upload":
            found[key_of("size", form)] = amount
        return found

    def _of_files(self, form: Form, events: int, size_range: int | None, row_range: int | None) -> dict[Key, int]:
        if size_range is None or row_range is None:
            return {}
        return {
            range_key("file size", form, SIZE_LABELS[size_range]): events,
            range_key("file rows", form, ROW_LABELS[row_range]): events,
        }

    def _origin(self, app: str | None, environment: str | None) -> Origin:
        return self.folded.origins.within(Origin(app, environment))


def _answered(analysis_type: str | None) -> str | None:
    return form_of("agent_response", analysis_type, None, None, flag=False).analysis_type


def _parts(rows: Rows) -> Iterator[list[Sequence[Any]]]:
    remaining = iter(rows)
    while part := list(islice(remaining, _AT_ONCE)):
        yield part
