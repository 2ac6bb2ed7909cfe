"""An inventory is one moment: it says what was made when, and not how costs and sizes went over time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finops_agent.agent.refusal import Refusal
from finops_agent.costs.semantic.table_days import AGE
from finops_agent.costs.semantic.words import column_words

if TYPE_CHECKING:
    from finops_agent.costs.semantic import Measure, SemanticModel, SemanticQuery

_STANDING = frozenset({"monthly", "month", "annual", "yearly", "size", "storage", "capacity", "allocated"})
"""Words of figures that a thing has for as long as it is there, unlike the hours of a ticket."""


def check_moment(query: SemanticQuery, model: SemanticModel) -> None:
    """Raise Refusal where the standing figures of things made in one time are set against those of another."""
    measure = model.measures.get(query.measure)
    if query.baseline is None or AGE not in model.measures or measure is None or not _is_standing(measure):
        return
    things = next((d.plural for d in model.dimensions.values() if d.is_entity), "things")
    raise Refusal(
        "more than one moment",
        f"This inventory is one moment: it tells when the {things} were made, not how their {measure.label} changed. "
        "Inventories of two days, or a bill, would tell that.",
        (f"how many {things} by month",),
    )


def _is_standing(measure: Measure) -> bool:
    return measure.kind in {"money", "quantity"} and bool(_STANDING & set(column_words(measure.name)))
