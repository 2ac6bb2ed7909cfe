"""Which queries of the bill its sums by day answer just as well, and the model to compile them with."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from finops_agent.costs.daysums import BY_DAY, HAS_TAGS, ROWS
from finops_agent.costs.semantic.figure import DISTINCT_PREFIX, measure_of
from finops_agent.costs.semantic.model import ANY_TAG, Measure
from finops_agent.costs.semantic.query import MEASURE_PREFIX

if TYPE_CHECKING:
    from collections.abc import Iterator

    from finops_agent.costs.semantic.model import SemanticModel
    from finops_agent.costs.semantic.query import Condition, SemanticQuery

_COLUMN: Final = re.compile(r'(\bAS )?"([^"]*)"')


def over_day_sums(query: SemanticQuery, model: SemanticModel) -> SemanticModel | None:
    """The model of the sums by day; None where `query` needs the rows themselves.

    Sums, counts of rows and of different values are the same over both. A mean, a largest row, a test of a row's amount
    and a column that was not kept are not.
    """
    if not model.by_day or not _is_summed(query, model):
        return None
    if not all(model.by_day.issuperset(columns_in(text)) for text in _tested(query, model)):
        return None
    rows = Measure("rows", model.measures["rows"].label, "rows", ROWS) if "rows" in model.measures else None
    measures = {**model.measures, "rows": rows} if rows else model.measures
    return replace(model, table=BY_DAY, measures=measures)


def columns_in(text: str) -> frozenset[str]:
    """The columns that SQL of our own reads: what it calls its results is no column."""
    return frozenset(column for called, column in _COLUMN.findall(text) if not called)


def _is_summed(query: SemanticQuery, model: SemanticModel) -> bool:
    if query.aggregate not in {None, "sum"}:
        return False
    tested = query.threshold.measure if query.threshold else None
    named = [measure_of(model, name) for name in (query.measure, query.per, query.beside, tested) if name]
    return all(
        measure.kind in {"rows", "distinct"} or (measure.aggregate == "sum" and measure.column in model.by_day)
        for measure in named
    )


def _tested(query: SemanticQuery, model: SemanticModel) -> Iterator[str]:
    """SQL of everything that rows are split, counted and filtered by; `"*"` for what sums cannot tell."""
    counted = [name.removeprefix(DISTINCT_PREFIX) for name in (query.measure, query.per or "") if ":" in name]
    yield from (model.dimensions[name].expression for name in (*query.dimensions, *counted))
    clauses = (*query.clauses, *(clause for side in query.sides for clause in side))
    for clause in clauses:
        yield from (_condition(condition, model) for condition in clause.conditions)


def _condition(condition: Condition, model: SemanticModel) -> str:
    if condition.dimension == ANY_TAG:
        return f'"{HAS_TAGS}"'
    if condition.dimension.startswith(MEASURE_PREFIX):
        return '"*"'
    return f'"{condition.column}"' if condition.column else model.dimensions[condition.dimension].expression
