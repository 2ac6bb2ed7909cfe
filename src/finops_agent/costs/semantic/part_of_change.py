"""What part of a change from one period to the next came from something: "EC2's share of the increase"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from finops_agent.costs.semantic.conditions import all_of, days_sql, where_sql
from finops_agent.costs.semantic.figure import aggregate_sql, measure_of
from finops_agent.costs.semantic.sql import Sql, name, raw

if TYPE_CHECKING:
    from finops_agent.costs.semantic.model import SemanticModel
    from finops_agent.costs.semantic.period import Period
    from finops_agent.costs.semantic.query import SemanticQuery

PART_COLUMNS: Final = ("part", "whole", "share_percent")


def part_of_change_sql(query: SemanticQuery, model: SemanticModel) -> Sql:
    """The change of the part, the whole change, and the one in per cent of the other."""
    picked = all_of((clause for clause in query.clauses if clause.scope == "share"), model)
    changes = raw("SELECT ") + _change(query, model, picked) + " AS part, " + _change(query, model) + " AS whole"
    changes = changes + f"\nFROM {name(model.table)}" + where_sql(query, model, (query.baseline, query.period))
    return raw("SELECT part, whole, round(100.0 * part / nullif(whole, 0), 6) AS share_percent\nFROM (") + changes + ")"


def _change(query: SemanticQuery, model: SemanticModel, picked: Sql | None = None) -> Sql:
    later, earlier = (_sum(query, model, period, picked) for period in (query.period, query.baseline))
    return later + " - " + earlier


def _sum(query: SemanticQuery, model: SemanticModel, period: Period | None, picked: Sql | None) -> Sql:
    days = days_sql(model.day or "", period) if period is not None else raw("TRUE")
    test = days if picked is None else days + " AND " + picked
    return raw("coalesce(") + aggregate_sql(measure_of(model, query.measure), query.aggregate, test) + ", 0)"
