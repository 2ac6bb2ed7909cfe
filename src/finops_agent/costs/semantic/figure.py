"""The figure of a query as SQL: what is aggregated, and what it is divided by."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from finops_agent.costs.semantic.conditions import days_sql
from finops_agent.costs.semantic.model import Measure, SemanticModel
from finops_agent.costs.semantic.sql import Sql, bound, name, raw
from finops_agent.costs.semantic.units import units_sql

if TYPE_CHECKING:
    from finops_agent.costs.semantic.model import Aggregate
    from finops_agent.costs.semantic.period import Period
    from finops_agent.costs.semantic.query import SemanticQuery, Threshold

DISTINCT_PREFIX = "distinct:"


def measure_of(model: SemanticModel, measure: str) -> Measure:
    """The measure by name; `distinct:<dimension>` counts the different values of a dimension."""
    if measure.startswith(DISTINCT_PREFIX):
        dimension = model.dimensions[measure.removeprefix(DISTINCT_PREFIX)]
        return Measure(measure, dimension.plural, "distinct", dimension.expression)
    return model.measures[measure]


def aggregate_sql(measure: Measure, aggregate: Aggregate | None = None, test: Sql | None = None) -> Sql:
    """The measure over rows; `test` limits the rows."""
    if measure.kind == "rows" and measure.column:
        return _counted(measure.column, test)
    if measure.kind == "rows":
        text = "count(*)"
    elif measure.kind == "distinct":
        text = f"count(DISTINCT {measure.column})"
    else:
        text = f"{aggregate or measure.aggregate}({measure.value})"
    return raw(text) if test is None else raw(f"{text} FILTER (WHERE ") + test + ")"


def rows_sql(model: SemanticModel) -> Sql:
    """The number of rows of the data."""
    rows = model.measures.get("rows")
    return aggregate_sql(rows) if rows is not None and rows.column else raw("count(*)")


def _counted(column: str, test: Sql | None) -> Sql:
    """The number of rows where `column` holds how many each one stands for."""
    text = raw(f"CAST(coalesce(sum({name(column)})")
    return (text if test is None else text + " FILTER (WHERE " + test + ")") + ", 0) AS BIGINT)"


def figure_sql(query: SemanticQuery, model: SemanticModel, test: Sql | None = None) -> Sql:
    """The figure of `query` over rows, divided and scaled as asked; `test` limits the rows."""
    value = aggregate_sql(measure_of(model, query.measure), query.aggregate, test)
    if query.per is not None:
        value = value + " / nullif(" + aggregate_sql(measure_of(model, query.per), None, test) + ", 0)"
    if query.average_per is not None and query.period is not None:
        value = value + f" / {units_sql(query, query.period)}"
    return value + f" * {query.factor.factor}" if query.factor is not None else value


def period_figure(query: SemanticQuery, model: SemanticModel, period: Period | None) -> Sql:
    """The figure over the rows of `period` alone; additive figures are zero where there are none."""
    if period is None or model.day is None:
        return figure_sql(query, model)
    value = figure_sql(replace(query, period=period), model, days_sql(model.day, period))
    return raw("coalesce(") + value + ", 0)" if is_additive(query, model) else value


def is_additive(query: SemanticQuery, model: SemanticModel) -> bool:
    """Whether figures of groups add up to the whole."""
    measure = measure_of(model, query.measure)
    summed = (query.aggregate or measure.aggregate) == "sum" and measure.kind != "distinct"
    return summed and query.per is None


def passes_sql(figure: Sql, threshold: Threshold) -> Sql:
    """The test of a limit on `figure`."""
    test = figure + f" {threshold.operator} " + bound(threshold.amount)
    return (
        test
        if threshold.upper is None
        else test + " AND " + figure + f" {threshold.upper_operator} " + bound(threshold.upper)
    )
