"""An inventory is one moment: it says what was made when, and not how costs and sizes went over time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finops_agent.agent.refusal import Refusal
from finops_agent.costs.semantic.figure import DISTINCT_PREFIX
from finops_agent.costs.semantic.table_days import AGE
from finops_agent.costs.semantic.words import column_words

if TYPE_CHECKING:
    from finops_agent.agent.reading.draft import Draft
    from finops_agent.costs.semantic import SemanticModel, SemanticQuery

_STANDING = frozenset({"monthly", "month", "annual", "yearly", "size", "storage", "capacity", "allocated"})
"""Words of figures that a thing has for as long as it is there, unlike the hours of a ticket."""


def check_moment(query: SemanticQuery, model: SemanticModel, draft: Draft) -> None:
    """Raise Refusal where the standing figures of things are asked for as they went over time.

    With a word of making, "cost of the volumes by month of creation", the days are those on which things were made.
    """
    if AGE not in model.measures:
        return
    is_standing = _is_standing(query, model)
    goes_on = draft.has_trend and (is_standing or _is_number(query))
    by_time = is_standing and any(model.dimensions[name].grain for name in query.dimensions)
    is_timed = is_standing and _is_of_a_time(query, draft)
    asks = (query.baseline is not None and is_standing) or (not draft.says_making and (goes_on or by_time or is_timed))
    if not asks:
        return
    things = next((d.plural for d in model.dimensions.values() if d.is_entity), "things")
    measure = model.measures.get(query.measure)
    told = "number" if measure is None or measure.name == "rows" else measure.label
    raise Refusal(
        "more than one moment",
        f"This inventory is one moment: it tells when the {things} were made, not how their {told} changed. "
        "Inventories of two days, or a bill, would tell that.",
        (f"how many {things} were created by month",),
    )


def _is_standing(query: SemanticQuery, model: SemanticModel) -> bool:
    measure = model.measures.get(query.measure)
    is_amount = measure is not None and measure.kind in {"money", "quantity"}
    return measure is not None and is_amount and bool(_STANDING & set(column_words(measure.name)))


def _is_number(query: SemanticQuery) -> bool:
    return query.measure == "rows" or query.measure.startswith(DISTINCT_PREFIX)


def _is_of_a_time(query: SemanticQuery, draft: Draft) -> bool:
    """Whether a cost is asked of a time, "ebs cost in July", and not of the things of a time, "volumes of 2024"."""
    is_aged = any(when.is_age for when in draft.whens)
    return query.period is not None and bool(draft.whens) and draft.noun is None and not is_aged
