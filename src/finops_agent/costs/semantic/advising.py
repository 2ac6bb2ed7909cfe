"""Tables of recommendations: which they are, and their savings by the month and by the year."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from finops_agent.costs.semantic.model import Measure, phrases
from finops_agent.costs.semantic.sql import name as quoted
from finops_agent.costs.semantic.words import column_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from finops_agent.costs.dataset import Table
    from finops_agent.costs.semantic.model import SemanticModel

BY_YEAR, BY_MONTH = "x_SavingsByYear", "x_SavingsByMonth"
"""Savings of a year where the column holds those of a month, and the other way round."""
MONTHS_A_YEAR = 12
_SAVING = frozenset({"saving", "savings"})
_YEARLY = frozenset({"annual", "yearly", "annually"})
_ADVICE = frozenset({
    "recommendation", "recommendations", "recommended", "recommender", "finding", "findings", "advice", "advisor",
})  # fmt: skip
"""Words of columns that only a table of recommendations has."""
ROWS = phrases(["recommendation", "recommendations", "opportunity", "opportunities", "savings opportunities"])
"""What the rows of such a table are called."""


def saved_columns(measures: Iterable[Measure]) -> list[Measure]:
    """The amounts that could be saved, of which a table can have some before and some after discount."""
    return [m for m in measures if m.kind == "money" and m.column and _SAVING & {*column_words(m.name)}]


def gives_advice(model: SemanticModel) -> bool:
    """Whether the rows of a table are recommendations: it says what could be saved, or what was found."""
    words = {word for name in model.columns for word in column_words(name)}
    return bool(saved_columns(model.measures.values())) and bool(words & _ADVICE or len(model.measures) <= len("two"))


def savings_by_time(measures: dict[str, Measure]) -> dict[str, Measure]:
    """The savings by the year, or by the month, where one column or its namesake has them by the other."""
    saved = saved_columns(measures.values())
    meant = saved if len(saved) == 1 else [m for m in saved if ("savings",) in m.words]
    if len(meant) != 1:
        return {}
    words, column = set(column_words(meant[0].name)), quoted(meant[0].column or "")
    taken = {phrase for measure in measures.values() for phrase in measure.words}
    if "monthly" in words:
        name, label, said, formula = BY_YEAR, "savings of a year", "annual", f"({column} * {MONTHS_A_YEAR})"
    elif words & _YEARLY:
        name, label, said, formula = BY_MONTH, "savings of a month", "monthly", f"({column} / {MONTHS_A_YEAR})"
    else:
        return {}
    ways = [f"{said} savings", f"estimated {said} savings", f"potential {said} savings"]
    free = tuple(phrase for phrase in phrases(ways) if phrase not in taken)
    return {name: Measure(name, label, "money", None, free, unit=meant[0].unit, formula=formula)}


def with_rows_called(model: SemanticModel, table: Table) -> SemanticModel:
    """The model where "recommendations" are the rows, unless a column goes by that word or says what was found."""
    named = {phrase for dimension in model.dimensions.values() for phrase in dimension.words}
    named |= {phrase for measure in model.measures.values() for phrase in measure.words}
    named |= {phrase for dimension in model.dimensions.values() for phrase in dimension.plurals}
    has_found = any("finding" in column_words(column.name) for column in table.columns)
    if has_found or not gives_advice(model) or named.intersection(ROWS):
        return model
    entity = next((dimension for dimension in model.dimensions.values() if dimension.is_unique), None)
    if entity is not None:
        singular, plural = ROWS[::2], ROWS[1::2]
        called = replace(entity, words=(*entity.words, *singular[:2]), plurals=(*entity.plurals, *plural, ROWS[-1]))
        return replace(model, dimensions={**model.dimensions, entity.name: called})
    rows = model.measures["rows"]
    return replace(model, measures={**model.measures, "rows": replace(rows, words=(*rows.words, *ROWS))})
