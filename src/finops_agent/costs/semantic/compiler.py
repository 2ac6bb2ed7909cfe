"""Turns a `SemanticQuery` into DuckDB SQL. All arithmetic of an answer happens in this SQL."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from finops_agent.costs.semantic.model import ANY_TAG, Measure, SemanticModel
from finops_agent.costs.semantic.sql import Sql, bound, joined, name, raw

if TYPE_CHECKING:
    from finops_agent.costs.semantic.period import Period
    from finops_agent.costs.semantic.query import Clause, Condition, SemanticQuery

DISTINCT_PREFIX = "distinct:"


@dataclass(frozen=True, slots=True)
class Compiled:
    """SQL and what its columns are: `labels` dimension columns first, then `figures`."""

    sql: Sql
    labels: tuple[str, ...]
    figures: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns in order."""
        return self.labels + self.figures


def measure_of(model: SemanticModel, measure: str) -> Measure:
    """The measure by name; `distinct:<dimension>` counts the different values of a dimension."""
    if measure.startswith(DISTINCT_PREFIX):
        dimension = model.dimensions[measure.removeprefix(DISTINCT_PREFIX)]
        return Measure(measure, dimension.plural, "distinct", dimension.expression)
    return model.measures[measure]


def compile_query(query: SemanticQuery, model: SemanticModel) -> Compiled:
    """The query's SQL. Raises KeyError for a measure or dimension that the model lacks."""
    if query.baseline is not None:
        return _comparison(query, model)
    if query.share and not query.dimensions:
        return _share(query, model)
    return _figures(query, model)


def compile_context(query: SemanticQuery, model: SemanticModel) -> Sql:
    """The reconciliation of a query: whole figure, rows, first and last day of the rows it rests on."""
    measure = measure_of(model, query.measure)
    days = f", min({model.day}) AS first_day, max({model.day}) AS last_day" if model.day else ""
    select = f"SELECT {_aggregate(measure)} AS figure, count(*) AS row_count{days}\nFROM {name(model.table)}"
    return raw(select) + _where(replace(query, ranked=False), model, (query.period, query.baseline))


def compile_unranked(query: SemanticQuery, model: SemanticModel) -> Sql:
    """Figure and rows that a ranking leaves out, because they have no value in its dimensions."""
    measure = measure_of(model, query.measure)
    names = [model.dimensions[key].expression for key in query.dimensions if model.dimensions[key].grain is None]
    where = _where(replace(query, ranked=False), model, (query.period, query.baseline))
    empty = "(" + " OR ".join(f"{expression} IS NULL" for expression in names or ["false"]) + ")"
    test = (where + "\n  AND " if where.parts else raw("\nWHERE ")) + empty
    return raw(f"SELECT {_aggregate(measure)} AS figure, count(*) AS row_count\nFROM {name(model.table)}") + test


# ------------------------------------------------------------------- shapes
def _figures(query: SemanticQuery, model: SemanticModel) -> Compiled:
    """A total, or one row per group; with `share` also each group's part of the whole."""
    measure = measure_of(model, query.measure)
    figure = _column(measure, query)
    value = _averaged(_aggregate(measure), query)
    labels = tuple(model.dimensions[key].label for key in query.dimensions)
    select = [*_labels(query, model), f"{value} AS {name(figure)}"]
    figures: tuple[str, ...] = (figure,)
    if query.share:
        figures = (figure, "share_percent")
        total = f"sum({_aggregate(measure)}) OVER ()"
        select.append(f"round(100.0 * {_aggregate(measure)} / nullif({total}, 0), 6) AS share_percent")
    sql = raw("SELECT " + ", ".join(select) + f"\nFROM {name(model.table)}")
    sql = sql + _where(query, model, (query.period,)) + _group(query) + _having(query, value)
    return Compiled(_ordered(sql, query, model, figure), labels, figures)


def _share(query: SemanticQuery, model: SemanticModel) -> Compiled:
    """The part that the share clauses pick, the whole, and the part's percentage."""
    measure = measure_of(model, query.measure)
    picked = _all([_clause(clause, model) for clause in query.clauses if clause.scope == "share"])
    whole = _aggregate(measure)
    part = raw(f"{whole} FILTER (WHERE ") + picked + ")"
    sql = (
        raw("SELECT part, whole, round(100.0 * part / nullif(whole, 0), 6) AS share_percent\nFROM (SELECT coalesce(")
        + part
        + f", 0) AS part, {whole} AS whole\nFROM {name(model.table)}"
        + _where(query, model, (query.period,))
        + ")"
    )
    return Compiled(sql, (), ("part", "whole", "share_percent"))


def _comparison(query: SemanticQuery, model: SemanticModel) -> Compiled:
    """Figures of both periods, their difference and its percentage, per group or in all."""
    measure = measure_of(model, query.measure)
    labels = tuple(model.dimensions[key].label for key in query.dimensions)
    inner = joined(
        [
            *(raw(label) for label in _labels(query, model)),
            _filtered(measure, query.baseline, model) + " AS earlier",
            _filtered(measure, query.period, model) + " AS later",
        ],
        ", ",
    )
    outer = [*(name(label) for label in labels), "earlier", "later", "later - earlier AS change"]
    outer.append("round(100.0 * (later - earlier) / nullif(earlier, 0), 6) AS change_percent")
    sql = (
        raw("SELECT " + ", ".join(outer) + "\nFROM (SELECT ")
        + inner
        + f"\nFROM {name(model.table)}"
        + _where(query, model, (query.baseline, query.period))
        + _group(query)
        + ")"
    )
    if query.threshold is not None:
        sql = sql + f"\nWHERE later {query.threshold.operator} " + bound(query.threshold.amount)
    if labels:
        first = {"figure": "later DESC", "rise": "change DESC", "fall": "change", "move": "abs(change) DESC"}[
            query.rank
        ]
        sql = sql + f"\nORDER BY {first}, " + ", ".join(name(label) for label in labels)
        sql = sql + _limit(query)
    return Compiled(sql, labels, ("earlier", "later", "change", "change_percent"))


# ------------------------------------------------------------------- pieces
def _aggregate(measure: Measure) -> str:
    if measure.kind == "rows":
        return "count(*)"
    if measure.kind == "distinct":
        return f"count(DISTINCT {measure.column})"
    return f"sum({name(measure.column or '')})"


def _averaged(value: str, query: SemanticQuery) -> str:
    if query.average_per is None or query.period is None:
        return value
    units = query.period.days if query.average_per == "day" else _months(query.period)
    return f"{value} / {units}"


def _months(period: Period) -> int:
    last = period.last_day
    return (last.year - period.start.year) * 12 + last.month - period.start.month + 1


def _column(measure: Measure, query: SemanticQuery) -> str:
    plain = measure.label.partition(" (")[0] if measure.kind == "money" and "(" in measure.label else measure.label
    column = plain.replace(" ", "_")
    return f"{column}_per_{query.average_per}" if query.average_per else column


def _labels(query: SemanticQuery, model: SemanticModel) -> list[str]:
    return [
        f"coalesce({dimension.expression}, {_text(dimension.none_label)}) AS {name(dimension.label)}"
        for dimension in (model.dimensions[key] for key in query.dimensions)
    ]


def _text(label: str) -> str:
    return "'" + label.replace("'", "''") + "'"


def _filtered(measure: Measure, period: Period | None, model: SemanticModel) -> Sql:
    if period is None or model.day is None:
        return raw(_aggregate(measure))
    return raw(f"coalesce({_aggregate(measure)} FILTER (WHERE ") + _days(model.day, period) + "), 0)"


def _days(day: str, period: Period) -> Sql:
    return raw(f"{day} >= ") + bound(period.start) + f" AND {day} < " + bound(period.end)


def _where(query: SemanticQuery, model: SemanticModel, periods: tuple[Period | None, ...]) -> Sql:
    tests = [_clause(clause, model) for clause in query.clauses if clause.scope == "rows"]
    given = [_days(model.day, period) for period in periods if period is not None and model.day is not None]
    if len(given) == 1:
        tests.append(given[0])
    elif given:
        tests.append(raw("((") + joined(given, ") OR (") + "))")
    if query.ranked:
        tests += [
            raw(f"{model.dimensions[key].expression} IS NOT NULL")
            for key in query.dimensions
            if model.dimensions[key].grain is None
        ]
    return raw("\nWHERE ") + joined(tests, "\n  AND ") if tests else Sql()


def _all(tests: list[Sql]) -> Sql:
    return joined(tests, " AND ") if tests else raw("true")


def _clause(clause: Clause, model: SemanticModel) -> Sql:
    any_of = joined([_condition(condition, model) for condition in clause.conditions], " OR ")
    if clause.negated:
        # A row without a value is not the excluded value, so an unknown test keeps the row.
        return raw("coalesce(NOT (") + any_of + "), true)"
    return raw("(") + any_of + ")" if len(clause.conditions) > 1 else any_of


def _condition(condition: Condition, model: SemanticModel) -> Sql:
    if condition.dimension == ANY_TAG:
        count = 'coalesce(cardinality("Tags"), 0)'
        return raw(f"{count} > 0" if condition.match == "present" else f"{count} = 0")
    expression = name(condition.column) if condition.column else model.dimensions[condition.dimension].expression
    if condition.match == "missing":
        return raw(f"{expression} IS NULL")
    if condition.match == "present":
        return raw(f"{expression} IS NOT NULL")
    if condition.match == "equals":
        values = [bound(value) for value in condition.values]
        test = raw(f"CAST({expression} AS VARCHAR)" if model.table != "costs" else expression)
        return test + " = " + values[0] if len(values) == 1 else test + " IN (" + joined(values, ", ") + ")"
    function = "contains" if condition.match == "contains" else "ends_with"
    tests = [raw(f"{function}({expression}, ") + bound(value) + ")" for value in condition.values]
    return tests[0] if len(tests) == 1 else raw("(") + joined(tests, " OR ") + ")"


def _group(query: SemanticQuery) -> Sql:
    positions = ", ".join(str(index + 1) for index in range(len(query.dimensions)))
    return raw(f"\nGROUP BY {positions}") if query.dimensions else Sql()


def _having(query: SemanticQuery, value: str) -> Sql:
    if query.threshold is None or not query.dimensions:
        return Sql()
    return raw(f"\nHAVING {value} {query.threshold.operator} ") + bound(query.threshold.amount)


def _ordered(sql: Sql, query: SemanticQuery, model: SemanticModel, figure: str) -> Sql:
    if not query.dimensions:
        return sql
    labels = ", ".join(name(model.dimensions[key].label) for key in query.dimensions)
    if query.order == "label":
        return sql + f"\nORDER BY {labels}" + _limit(query)
    direction = "DESC" if query.order == "descending" else "ASC"
    return sql + f"\nORDER BY {name(figure)} {direction}, {labels}" + _limit(query)


def _limit(query: SemanticQuery) -> Sql:
    return raw("\nLIMIT ") + bound(query.limit) if query.limit is not None else Sql()


def compile_clauses(clauses: tuple[Clause, ...], model: SemanticModel) -> list[Sql]:
    """The test of each clause, to stand in the WHERE of a query that is no `SemanticQuery`."""
    return [_clause(clause, model) for clause in clauses]
