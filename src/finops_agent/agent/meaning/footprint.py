"""Where names, figures and times of a question stand in its query: what a word of each kind is compared with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finops_agent.agent.reading.filters import matched_values
from finops_agent.costs.semantic import Condition, Link
from finops_agent.costs.semantic.figure import DISTINCT_PREFIX
from finops_agent.costs.semantic.query import MEASURE_PREFIX

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from finops_agent.agent.meaning.resolve import Resolved
    from finops_agent.agent.reading.draft import Draft
    from finops_agent.agent.reading.parts import Part
    from finops_agent.costs.semantic import Catalog, Clause, Period

BARE = frozenset({"filler", "symbol"})
"""Kinds of parts that carry no meaning."""
MEASURED_BY = {"coverage": {"list"}, "savings_rate": {"list", "effective", "savings"}, "waste": {"effective"}}
"""Analysis -> the costs that it sets against each other whatever is named."""


class Footprint:
    """What names, figures and times left in the query of one question; `_<kind>` answers for a part of that kind."""

    def __init__(self, parts: Sequence[Part], draft: Draft, resolved: Resolved, catalog: Catalog) -> None:
        self._parts = parts
        self._draft = draft
        self._tool = resolved.tool
        self._basis = resolved.measure
        self._follows = resolved.is_follow_up
        self._query = resolved.query
        self._catalog = catalog
        self._model = catalog.model
        self._tests = {condition for clause in self._clauses() for condition in clause.conditions}
        self._tested = {condition.dimension for condition in self._tests}

    # ------------------------------------------------------------------ names
    def _clauses(self) -> Iterator[Clause]:
        yield from self._query.clauses
        for side in self._query.sides:
            yield from side

    def _value(self, part: Part) -> bool:
        return any(self._is_linked(link) or self._is_included(link) for link in part.links)

    def _is_included(self, link: Link) -> bool:
        """Whether the charges are said to be counted in, as all charges are where none are left out."""
        values = {value for condition in link.conditions for value in condition.values}
        return bool(values) and values <= self._draft.included and not self._tests.intersection(link.conditions)

    _component = _value

    def _narrow(self, part: Part) -> bool:
        return Condition(part.meaning, "contains", part.values) in self._tests

    def _absent(self, part: Part) -> bool:
        alias = part.alias
        return alias is not None and Condition(alias.dimension, alias.match, alias.values) in self._tests

    def _is_linked(self, link: Link) -> bool:
        """Whether a clause tests what the link stands for, or a part of it."""
        if self._tests.issuperset(link.conditions):
            return True
        if link.dimension not in self._tested:
            return False
        wide = matched_values(link, self._catalog)
        for clause in self._clauses():
            tested = matched_values(Link(link.dimension, clause.conditions, ""), self._catalog)
            if tested and tested <= wide and clause.dimensions == {link.dimension}:
                return True
        return False

    def _dimension(self, part: Part) -> bool:
        """Split by, counted, tested, divided by; of a time, also the unit that a period or a monthly figure has."""
        query, name = self._query, part.meaning
        if name in query.dimensions or DISTINCT_PREFIX + name in {query.measure, query.per} or name in self._tested:
            return True
        grain = self._model.dimensions[name].grain
        if grain is None:
            return self._model.dimensions[name].is_entity
        periods = {period.unit for period in (query.period, query.baseline) if period is not None}
        return grain == query.average_per or grain in periods or name in query.measure.lower()

    # ---------------------------------------------------------------- figures
    def _measure(self, part: Part) -> bool:
        query, name = self._query, part.meaning
        if self._tool is not None:
            return self._tool == "quality" or name in MEASURED_BY.get(self._tool, ()) or name == self._basis
        tested = query.threshold.measure if query.threshold is not None else None
        return name in {query.measure, query.beside, query.per, tested} or MEASURE_PREFIX + name in self._tested

    def _number(self, part: Part) -> bool:
        query = self._query
        limits = (query.threshold.amount, query.threshold.upper) if query.threshold is not None else ()
        return part.number in {*(condition.amount for condition in self._tests), query.limit, *limits}

    def _after(self, part: Part) -> Part | None:
        """The next word with a meaning of its own."""
        at = next(index for index, read in enumerate(self._parts) if read is part)
        return next((other for other in self._parts[at + 1 :] if other.kind not in BARE), None)

    # -------------------------------------------------------------------- time
    def _when(self, part: Part) -> bool:
        """A period is seen where one of the query's is it or has it in it; one that leans on another, where any is."""
        when = part.when
        known = [period for period in (self._query.period, self._query.baseline) if period is not None]
        if when is not None and when.period is not None and self._is_picked(when.period):
            return True
        if when is not None and (when.is_so_far or (when.period is not None and when.relation is not None)):
            return when.is_so_far or bool(known)
        if when is None or when.period is None:
            same = when is not None and when.relation in {"same", "after"}
            return bool(known) if same else self._query.baseline is not None
        if when.ends is not None and set(when.ends) == set(known):
            return True
        if any(other.is_part and other.period and _holds(when.period, other.period) for other in self._draft.whens):
            return True
        return any(_holds(period, when.period) for period in known) or self._is_whole(when.period)

    def _is_picked(self, period: Period) -> bool:
        """Whether the period is left out, or one of those that do not follow each other."""
        first = period.start.isoformat()
        if any(test.dimension == period.unit and first[: len(test.values[0])] in test.values for test in self._tests):
            return True
        is_day = any(test.dimension == "day" and test.values[:1] == (first,) for test in self._tests)
        return is_day or any(
            test.dimension == period.unit and len(test.values) == 1 and first.startswith(test.values[0])
            for test in self._tests
        )

    def _is_whole(self, period: Period) -> bool:
        calendar = self._catalog.calendar
        return calendar is not None and self._query.period is None and _holds(period, calendar.whole)


def _holds(outer: Period, inner: Period) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end
