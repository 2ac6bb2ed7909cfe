"""The tests of a query as SQL: clauses, periods, and rows without a value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finops_agent.costs.daysums import BY_DAY, HAS_TAGS
from finops_agent.costs.semantic.model import ANY_TAG, COSTS, SemanticModel
from finops_agent.costs.semantic.query import MEASURE_PREFIX
from finops_agent.costs.semantic.sql import Sql, bound, joined, name, raw

if TYPE_CHECKING:
    from collections.abc import Iterable

    from finops_agent.costs.semantic.period import Period
    from finops_agent.costs.semantic.query import Clause, Condition, SemanticQuery


def where_sql(query: SemanticQuery, model: SemanticModel, periods: tuple[Period | None, ...]) -> Sql:
    """The WHERE of `query`: its clauses, and that a row is in one of `periods`."""
    tests = [clause_sql(clause, model) for clause in query.clauses if clause.scope == "rows"]
    if query.sides:
        tests.append(raw("(") + joined([raw("(") + all_of(side, model) + ")" for side in query.sides], " OR ") + ")")
    given = [days_sql(model.day, period) for period in periods if period is not None and model.day is not None]
    if len(given) == 1:
        tests.append(given[0])
    elif given:
        tests.append(raw("((") + joined(given, ") OR (") + "))")
    if query.ranked:
        tests += [raw(f"{expression} IS NOT NULL") for expression in _split_by(query, model)]
    return raw("\nWHERE ") + joined(tests, "\n  AND ") if tests else Sql()


def without_value(query: SemanticQuery, model: SemanticModel) -> str:
    """SQL that is true for rows with no value in one of the dimensions."""
    return "(" + " OR ".join(f"{expression} IS NULL" for expression in _split_by(query, model) or ["false"]) + ")"


def _split_by(query: SemanticQuery, model: SemanticModel) -> list[str]:
    return [model.dimensions[key].expression for key in query.dimensions if model.dimensions[key].grain is None]


def days_sql(day: str, period: Period) -> Sql:
    """The days of `period`, half-open."""
    return raw(f"{day} >= ") + bound(period.start) + f" AND {day} < " + bound(period.end)


def all_of(clauses: Iterable[Clause], model: SemanticModel) -> Sql:
    """All of `clauses` at once."""
    tests = [clause_sql(clause, model) for clause in clauses]
    return joined(tests, " AND ") if tests else raw("true")


def clause_sql(clause: Clause, model: SemanticModel) -> Sql:
    """One clause; a row whose test is unknown is kept where the clause leaves something out."""
    any_of = joined([_condition(condition, model) for condition in clause.conditions], " OR ")
    if clause.negated:
        # A row without a value is not the excluded value, so an unknown test keeps the row.
        return raw("coalesce(NOT (") + any_of + "), true)"
    return raw("(") + any_of + ")" if len(clause.conditions) > 1 else any_of


def _condition(condition: Condition, model: SemanticModel) -> Sql:
    if condition.dimension == ANY_TAG and model.table == BY_DAY:
        return raw(name(HAS_TAGS) if condition.match == "present" else f"NOT {name(HAS_TAGS)}")
    if condition.dimension == ANY_TAG:
        count = 'coalesce(cardinality("Tags"), 0)'
        return raw(f"{count} > 0" if condition.match == "present" else f"{count} = 0")
    if condition.dimension.startswith(MEASURE_PREFIX):
        return _measured(condition, model)
    expression = name(condition.column) if condition.column else model.dimensions[condition.dimension].expression
    if condition.match == "new":
        first = f"(SELECT {expression} FROM {name(model.table)} GROUP BY 1 HAVING min({model.day}) >= "  # noqa: S608 - quoted names
        return raw(f"{expression} IN ") + first + bound(condition.since) + ")"
    if condition.match in {"missing", "present"}:
        return raw(f"{expression} IS {'NOT ' if condition.match == 'present' else ''}NULL")
    return _named(condition, f"CAST({expression} AS VARCHAR)" if model.table != COSTS else expression)


def _measured(condition: Condition, model: SemanticModel) -> Sql:
    """The test of a row's figure: that it has none, or how it stands to an amount or to another figure of the row."""
    value = model.measures[condition.dimension.removeprefix(MEASURE_PREFIX)].value
    if condition.match == "missing":
        return raw(f"{value} IS NULL")
    if condition.other is not None:
        return raw(f"{value} {condition.match} {model.measures[condition.other].value}")
    return raw(f"{value} {condition.match} ") + bound(condition.amount)


def _named(condition: Condition, expression: str) -> Sql:
    """The test of `expression` by the condition's values."""
    if condition.match == "equals":
        values = [bound(value) for value in condition.values]
        test = raw(expression)
        return test + " = " + values[0] if len(values) == 1 else test + " IN (" + joined(values, ", ") + ")"
    function = {"ends": "ends_with", "starts": "starts_with"}.get(condition.match, "contains")
    tests = [raw(f"{function}({expression}, ") + bound(value) + ")" for value in condition.values]
    return tests[0] if len(tests) == 1 else raw("(") + joined(tests, " OR ") + ")"
