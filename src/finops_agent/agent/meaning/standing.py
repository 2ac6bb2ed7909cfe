"""Figures that stand for a moment, such as a headcount: added up over months they count the same people again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finops_agent.agent.refusal import Refusal
from finops_agent.costs.semantic.model import COSTS
from finops_agent.costs.semantic.table_days import AGE
from finops_agent.costs.semantic.words import column_words

if TYPE_CHECKING:
    from finops_agent.costs.semantic import Catalog, Measure, SemanticQuery

_HEADS = frozenset({
    "headcount", "heads", "employees", "employee", "fte", "ftes", "staff", "people", "users", "seats", "licences",
    "licenses", "subscribers", "instances", "nodes", "servers", "vms", "hosts", "machines",
})  # fmt: skip
_AHEAD = frozenset({"renewal", "renewals", "renews", "renew", "expiry", "expires", "expiration", "signed"})
"""Words of days that a contract has, and on which nothing was counted."""
_ADDED = frozenset({"new", "added", "hired", "joined", "left", "hours"})
"""Words of figures that tell what came in a month, which does add up."""


def check_standing(query: SemanticQuery, catalog: Catalog) -> None:
    """Raise Refusal where a figure that stands for a moment is added up over several of them."""
    model, calendar = catalog.model, catalog.calendar
    measure = model.measures.get(query.measure)
    if model.table == COSTS or calendar is None or measure is None or not _stands(measure) or query.per is not None:
        return
    is_list = (
        AGE in model.measures
        or bool(_AHEAD & {*column_words(model.day or "")})
        or any(column.is_unique for column in model.dimensions.values())
    )
    step = "month" if calendar.is_monthly else "day"
    split = {model.dimensions[name].grain for name in query.dimensions}
    is_one = query.period is not None and query.period.unit == step
    if is_list or is_one or step in split or query.aggregate is not None or calendar.whole.days <= 1:
        return
    raise Refusal(
        measure.label,
        f"{measure.label[0].upper()}{measure.label[1:]} stands for a {step}: added up over several it counts the same "
        f"ones again. Ask for it in one {step}, by {step}, or for the average.",
        (f"{measure.label} by {step}", f"average {measure.label}"),
    )


def _stands(measure: Measure) -> bool:
    words = set(column_words(measure.column or ""))
    return measure.aggregate == "sum" and measure.kind == "quantity" and bool(_HEADS & words) and not _ADDED & words
