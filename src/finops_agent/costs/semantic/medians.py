"""The median over days or months: of their sums, those without charges among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finops_agent.costs.semantic.conditions import where_sql
from finops_agent.costs.semantic.figure import aggregate_sql, measure_of
from finops_agent.costs.semantic.sql import Sql, name, raw
from finops_agent.costs.semantic.units import tests_days

if TYPE_CHECKING:
    from finops_agent.costs.semantic.model import SemanticModel
    from finops_agent.costs.semantic.period import Period
    from finops_agent.costs.semantic.query import SemanticQuery

_UNITS = frozenset({"day", "month"})


def is_median_of_sums(query: SemanticQuery) -> bool:
    """Whether it asks for the median of the sums of a unit of time."""
    return query.aggregate is not None and query.average_per is not None


def finds_median(query: SemanticQuery) -> bool:
    """Whether such a median is worked out: as one figure, of days or months none of which is left out."""
    others = (
        query.dimensions, query.sides, query.baseline, query.beside, query.share, query.per, query.factor,
        query.threshold, query.cumulative, query.limit,
    )  # fmt: skip
    is_plain = query.aggregate == "median" and not any(others)
    return is_plain and query.average_per in _UNITS and not any(tests_days(clause) for clause in query.clauses)


def median_sql(query: SemanticQuery, model: SemanticModel, column: str, period: Period) -> Sql:
    """The sums of all units of `period`, and the middle one of them."""
    sums = sums_sql(query, model, period, query.average_per or "day")
    return raw(f"SELECT median(coalesce(part, 0)) AS {name(column)}\nFROM (\n") + sums + ")"


def sums_sql(query: SemanticQuery, model: SemanticModel, period: Period, unit: str) -> Sql:
    """One row for each `unit` of `period`: when it begins, and the `part` that falls on it, NULL where none does."""
    first = period.start.replace(day=1) if unit == "month" else period.start
    units = raw(f"SELECT date_trunc('{unit}', moment) AS unit\nFROM generate_series(")
    units = units + f"DATE '{first}', DATE '{period.last_day}', INTERVAL 1 {unit}) AS moments(moment)"
    parts = raw(f"SELECT date_trunc('{unit}', {model.day}) AS unit, ") + aggregate_sql(measure_of(model, query.measure))
    parts = parts + f" AS part\nFROM {name(model.table)}" + where_sql(query, model, (query.period,)) + "\nGROUP BY 1"
    return (
        raw("SELECT unit, part\nFROM (\n") + units + "\n) AS units\nLEFT JOIN (\n" + parts + "\n) AS parts USING (unit)"
    )
