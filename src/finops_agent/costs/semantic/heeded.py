"""Which fields of a query its SQL does not heed: a comparison keeps no running total, a single figure has no ranking.

A field that is set and not heeded would be left out of the answer in silence, so callers refuse such a query.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from finops_agent.costs.semantic.figure import DISTINCT_PREFIX

if TYPE_CHECKING:
    from finops_agent.costs.semantic.model import SemanticModel
    from finops_agent.costs.semantic.query import SemanticQuery

_CALLED = {
    "baseline": "a comparison of periods", "share": "a share", "average_per": "an average over time",
    "per": "a figure per something", "aggregate": "an average or an extreme", "cumulative": "a running total",
    "within": "a ranking within each group", "factor": "an assumption", "ascending": "the lowest first",
    "lead": "the lead of the first", "over": "a figure of the days or months one by one",
    "limit": "a number of groups", "offset": "a place in a ranking", "threshold": "a limit on the figures",
}  # fmt: skip
_SIDES = frozenset(
    {"lead", "over", "baseline", "share", "cumulative", "within", "ascending", "limit", "offset", "threshold"}
)
_OVER = frozenset(_CALLED) - {"average_per", "over"}
_CHANGE = frozenset({"lead", "over", "share", "cumulative", "within", "ascending"})
_PART = frozenset({"lead", "over", "per", "average_per", "factor", "cumulative", "threshold"})
_COUNT = frozenset({"lead", "over", "share", "per", "average_per", "aggregate", "factor", "cumulative"})
_RUNNING = frozenset({"lead", "over", "average_per", "within", "share"})


def unheeded(query: SemanticQuery, model: SemanticModel) -> tuple[str, ...]:
    """What `query` asks for that its SQL does not work out, in words; nothing where all of it is."""
    left_out = _left_out(query, model) if query.over is None or query.dimensions else _left_out_over(query)
    return tuple(_CALLED[field] for field in _CALLED if field in left_out and _is_set(query, field))


def _left_out_over(query: SemanticQuery) -> frozenset[str]:
    """A figure of days or months one by one does without all but a mean of the days that are left."""
    return _OVER if query.over in {"less_top", "less_bottom"} else _OVER | {"average_per"}


def _left_out(query: SemanticQuery, model: SemanticModel) -> frozenset[str]:
    """The fields that the shape of the query does without, as `compile_query` chooses shapes."""
    if query.sides or query.beside is not None:
        return _SIDES
    if query.baseline is not None:
        return _CHANGE if query.dimensions else _CHANGE | {"threshold"}
    if query.share and not query.dimensions:
        return _PART
    if query.threshold is not None and not query.dimensions and query.measure.startswith(DISTINCT_PREFIX):
        return _COUNT
    if query.cumulative and query.dimensions:
        by_time = any(model.dimensions[name].grain for name in query.dimensions)
        return _RUNNING if by_time else frozenset({"cumulative"})
    return frozenset({"over"}) if query.dimensions else frozenset({"threshold", "lead"})


def _is_set(query: SemanticQuery, field: str) -> bool:
    if field == "ascending":
        return query.order == "ascending"
    return bool(getattr(query, field))
