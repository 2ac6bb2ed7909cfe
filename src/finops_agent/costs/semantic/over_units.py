"""Figures of the days or months one by one: the mean of their growth, or all of them without the highest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from finops_agent.costs.semantic.medians import sums_sql
from finops_agent.costs.semantic.sql import Sql, name, raw

if TYPE_CHECKING:
    from finops_agent.costs.semantic.model import SemanticModel
    from finops_agent.costs.semantic.period import Period
    from finops_agent.costs.semantic.query import SemanticQuery

_STEPS: Final = {
    "growth": "avg(100.0 * (part - before) / nullif(before, 0))",
    "step": "avg(part - before)",
}
_REST: Final = {"less_top": "sum(part) - max(part)", "less_bottom": "sum(part) - min(part)"}


def over_units_sql(query: SemanticQuery, model: SemanticModel, column: str, period: Period) -> Sql:
    """The figure of `query.over`; a unit without charges is zero for a step, and never the lowest that is left out."""
    sums = sums_sql(query, model, period, query.over_unit)
    if query.over in _REST:
        rest = _REST[query.over]
        mean = " / nullif(count(*) - 1, 0)" if query.average_per is not None else ""
        return raw(f"SELECT ({rest}){mean} AS {name(column)}\nFROM (\n") + sums + ")"
    steps = raw("SELECT coalesce(part, 0) AS part, lag(coalesce(part, 0)) OVER (ORDER BY unit) AS before\nFROM (\n")
    return raw(f"SELECT {_STEPS[query.over or 'step']} AS {name(column)}\nFROM (\n") + steps + sums + "\n))"
