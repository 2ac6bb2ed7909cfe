"""What goes on from the one thing that the question before came out with: "which day was dearest", "why?"."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from finops_agent.costs.semantic import Clause, Condition
from finops_agent.costs.semantic.period import days_between, month_of

if TYPE_CHECKING:
    from finops_agent.agent.meaning.spans import Past
    from finops_agent.agent.reading.draft import Draft
    from finops_agent.costs.semantic import Period, SemanticModel, SemanticQuery

_PLAIN: dict[str, Any] = {
    "dimensions": (), "order": "descending", "limit": None, "offset": 0, "ranked": False, "within": None,
}  # fmt: skip
"""What a query has that ranks nothing."""
_EDGES = frozenset({"label", "latest"})
"""Orders of the first and the last day with charges."""


def at_told_time(draft: Draft, previous: SemanticQuery, past: Past, model: SemanticModel) -> SemanticQuery:
    """`previous` as the plain question for the time that it came out with, where `draft` is about that time.

    After the first or last day of something, "what has it cost" is asked of all its days, as before.
    """
    first = _first(draft, previous, past, model)
    if first is not None:
        return replace(previous, clauses=(*previous.clauses, first), **_PLAIN)
    told = _told(previous, past, model)
    if told is None:
        return previous
    plain = replace(previous, **_PLAIN)
    if previous.order in _EDGES:
        asks_cost = draft.has_cost and not (draft.end_of_days or draft.dimensions or draft.order or draft.tool)
        return plain if asks_cost else previous
    return replace(plain, period=told) if _is_about(draft, model) else previous


def _first(draft: Draft, previous: SemanticQuery, past: Past, model: SemanticModel) -> Clause | None:
    """The one group that a ranking told, where "how much of the total is it" asks for its share."""
    others = draft.named or draft.clauses or draft.dimensions or draft.whens or previous.share or previous.baseline
    asks = draft.points_back and draft.asks_amount and draft.share_at is not None and not others
    if not asks or not len(previous.dimensions) == previous.limit == len(past.labels) == 1:
        return None
    dimension, label = model.dimensions[previous.dimensions[0]], past.labels[0]
    if dimension.grain is not None or label == dimension.none_label:
        return None
    return Clause((Condition(dimension.name, "equals", (label,)),), label)


def _told(previous: SemanticQuery, past: Past, model: SemanticModel) -> Period | None:
    """The one day or month that a ranking of times told."""
    is_one = len(previous.dimensions) == previous.limit == len(past.labels) == 1
    if not is_one or previous.baseline is not None or previous.sides or previous.share:
        return None
    grain, label = model.dimensions[previous.dimensions[0]].grain, past.labels[0]
    if grain not in {"day", "month"}:
        return None
    start = date.fromisoformat(label if grain == "day" else f"{label}-01")
    return days_between(start, start + timedelta(days=1)) if grain == "day" else month_of(start)


def _is_about(draft: Draft, model: SemanticModel) -> bool:
    """Whether it asks for the reason, a split or the cost of something at that time, and names no other."""
    if any(when.relation != "same" for when in draft.whens) or draft.has_average or draft.tool == "forecast":
        return False
    says_time = bool(draft.whens) or draft.tool is not None
    splits = bool(draft.dimensions) and not any(model.dimensions[name].grain for name in draft.dimensions)
    asks_part = bool(draft.named or draft.clauses) and (draft.has_cost or draft.points_back)
    return says_time or splits or asks_part
