"""Turns a `SemanticQuery` into DuckDB SQL. All arithmetic of an answer happens in this SQL."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from finops_agent.costs.semantic.by_day import over_day_sums
from finops_agent.costs.semantic.conditions import all_of, clause_sql, where_sql, without_value
from finops_agent.costs.semantic.figure import (
    DISTINCT_PREFIX,
    aggregate_sql,
    figure_sql,
    is_additive,
    measure_of,
    passes_sql,
    period_figure,
    rows_sql,
)
from finops_agent.costs.semantic.medians import finds_median, median_sql
from finops_agent.costs.semantic.over_units import over_units_sql
from finops_agent.costs.semantic.part_of_change import PART_COLUMNS, part_of_change_sql
from finops_agent.costs.semantic.sql import Sql, bound, joined, name, raw

if TYPE_CHECKING:
    from finops_agent.costs.semantic.model import SemanticModel
    from finops_agent.costs.semantic.query import Clause, SemanticQuery

_COUNTED = "counted"


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


def compile_query(query: SemanticQuery, model: SemanticModel) -> Compiled:
    """The query's SQL. Raises KeyError for a measure or dimension that the model lacks."""
    compiled, summed = _compiled(query, model), over_day_sums(query, model)
    if summed is None:
        return compiled
    return replace(compiled, sql=replace(compiled.sql, ran=_compiled(query, summed).sql))


def _compiled(query: SemanticQuery, model: SemanticModel) -> Compiled:
    if query.period is not None and (query.over is not None or finds_median(query)):
        column = _column(query, model)
        of_units = median_sql if query.over is None else over_units_sql
        return Compiled(of_units(query, model, column, query.period), (), (column,))
    if query.sides or query.beside is not None:
        return _sides(query, model)
    if query.baseline is not None:
        is_part = query.change == "part"
        return Compiled(part_of_change_sql(query, model), (), PART_COLUMNS) if is_part else _comparison(query, model)
    if query.share and not query.dimensions:
        return _share(query, model)
    if query.threshold is not None and not query.dimensions and query.measure.startswith(DISTINCT_PREFIX):
        return _counted(query, model)
    return _figures(query, model)


def compile_context(query: SemanticQuery, model: SemanticModel) -> Sql:
    """The reconciliation of a query: whole figure, rows, first and last day of the rows it rests on."""
    summed = over_day_sums(query, model)
    context = _context(query, model)
    return context if summed is None else replace(context, ran=_context(query, summed))


def _context(query: SemanticQuery, model: SemanticModel) -> Sql:
    days = f", min({model.day}) AS first_day, max({model.day}) AS last_day" if model.day else ""
    figure = aggregate_sql(measure_of(model, query.measure), query.aggregate)
    select = raw("SELECT ") + figure + " AS figure, " + rows_sql(model) + f" AS row_count{days}\n"
    select = select + f"FROM {name(model.table)}"
    return select + where_sql(replace(query, ranked=False), model, (query.period, query.baseline))


def compile_unranked(query: SemanticQuery, model: SemanticModel) -> Sql:
    """Figure and rows that a ranking leaves out, because they have no value in its dimensions."""
    summed = over_day_sums(query, model)
    unranked = _left_unranked(query, model)
    return unranked if summed is None else replace(unranked, ran=_left_unranked(query, summed))


def _left_unranked(query: SemanticQuery, model: SemanticModel) -> Sql:
    where = where_sql(replace(query, ranked=False), model, (query.period, query.baseline))
    test = (where + "\n  AND " if where.parts else raw("\nWHERE ")) + without_value(query, model)
    figure = aggregate_sql(measure_of(model, query.measure), query.aggregate)
    select = raw("SELECT ") + figure + " AS figure, " + rows_sql(model)
    return select + f" AS row_count\nFROM {name(model.table)}" + test


# ------------------------------------------------------------------- shapes
def _figures(query: SemanticQuery, model: SemanticModel) -> Compiled:
    """A total, or one row per group; with `share` also each group's part of the whole."""
    column = _column(query, model)
    picked = [clause for clause in query.clauses if clause.scope == "share"] if query.share else []
    value = figure_sql(query, model, all_of(picked, model)) if picked else figure_sql(query, model)
    if picked:
        value = raw("coalesce(") + value + ", 0)"
    labels = tuple(model.dimensions[key].label for key in query.dimensions)
    select = [*(raw(label) for label in _labels(query, model)), value + f" AS {name(column)}"]
    figures: tuple[str, ...] = (column,)
    if query.share:
        figures = (column, "share_percent")
        # A part that is named is a share of each group; without one each group is a share of them all.
        whole = raw("nullif(sum(") + value + ") OVER (), 0)"
        if picked:
            whole = raw("nullif(") + figure_sql(query, model) + ", 0)"
        select.append(raw("round(100.0 * ") + value + " / " + whole + ", 6) AS share_percent")
    if query.cumulative:
        figures = (*figures, "so_far")
        select.append(
            raw("sum(") + value + ") OVER (ORDER BY 1) AS so_far" if not labels else _so_far(value, query, model)
        )
    sql = raw("SELECT ") + joined(select, ", ") + f"\nFROM {name(model.table)}"
    sql = sql + where_sql(query, model, (query.period,)) + _group(query) + _having(query, model)
    if query.within is not None:
        return Compiled(_ranked_within(sql, query, model, column), labels, figures)
    return Compiled(_ordered(sql, query, model, column), labels, figures)


def _so_far(value: Sql, query: SemanticQuery, model: SemanticModel) -> Sql:
    time = next((key for key in query.dimensions if model.dimensions[key].grain), query.dimensions[0])
    label, _, _ = _labels(replace(query, dimensions=(time,)), model)[0].rpartition(" AS ")
    return raw("sum(") + value + f") OVER (ORDER BY {label}) AS so_far"


def _ranked_within(sql: Sql, query: SemanticQuery, model: SemanticModel, column: str) -> Sql:
    """The first `limit` of each group of `within`, counted around the groups: a column may be called as a label."""
    outer = name(model.dimensions[query.within or ""].label)
    labels = ", ".join(name(model.dimensions[key].label) for key in query.dimensions)
    direction = "ASC" if query.order == "ascending" else "DESC"
    order = f"{name(column)} {direction}, {labels}"
    groups = raw("SELECT *\nFROM (\n") + sql + ") AS grouped"
    place = f"row_number() OVER (PARTITION BY {outer} ORDER BY {order})"
    ranked = groups + f"\nQUALIFY {place} <= " + bound(query.limit or 1)
    return ranked + f"\nORDER BY {outer}, {order}"


def _counted(query: SemanticQuery, model: SemanticModel) -> Compiled:
    """How many groups pass the threshold."""
    dimension = query.measure.removeprefix(DISTINCT_PREFIX)
    threshold = query.threshold
    tested = threshold.measure if threshold is not None and threshold.measure else model.default_measure
    inner = replace(query, measure=tested, dimensions=(dimension,), limit=None, ranked=True)
    if threshold is not None:
        inner = replace(inner, threshold=replace(threshold, measure=None))
    groups = _figures(replace(inner, order="label"), model).sql
    return Compiled(raw(f"SELECT count(*) AS {_COUNTED}\nFROM (") + groups + ")", (), (_COUNTED,))


def _share(query: SemanticQuery, model: SemanticModel) -> Compiled:
    """The part that the share clauses pick, the whole, and the part's percentage."""
    picked = all_of((clause for clause in query.clauses if clause.scope == "share"), model)
    measure = measure_of(model, query.measure)
    part = aggregate_sql(measure, query.aggregate, picked)
    sql = (
        raw("SELECT part, whole, round(100.0 * part / nullif(whole, 0), 6) AS share_percent\nFROM (SELECT coalesce(")
        + part
        + ", 0) AS part, "
        + aggregate_sql(measure, query.aggregate)
        + f" AS whole\nFROM {name(model.table)}"
        + where_sql(query, model, (query.period,))
        + ")"
    )
    return Compiled(sql, (), ("part", "whole", "share_percent"))


def _sides(query: SemanticQuery, model: SemanticModel) -> Compiled:
    """Two sides of "A vs B", their difference (first less second) and its percentage of the second, per group."""
    labels = tuple(model.dimensions[key].label for key in query.dimensions)
    if query.beside is not None:
        first, second = figure_sql(query, model), figure_sql(replace(query, measure=query.beside), model)
    else:
        # A mean of weekdays divides by weekdays: the days that a side leaves in.
        first, second = (
            figure_sql(replace(query, clauses=(*query.clauses, *side)), model, all_of(side, model))
            for side in query.sides
        )
    if is_additive(query, model):
        first, second = (raw("coalesce(") + side + ", 0)" for side in (first, second))
    select = [*(raw(label) for label in _labels(query, model)), first + " AS first", second + " AS second"]
    inner = raw("SELECT ") + joined(select, ", ") + f"\nFROM {name(model.table)}"
    inner = inner + where_sql(query, model, (query.period,)) + _group(query)
    outer = [*(name(label) for label in labels), "first", "second", "first - second AS difference"]
    outer.append("round(100.0 * (first - second) / nullif(second, 0), 6) AS difference_percent")
    outer.append("round(100.0 * first / nullif(second, 0), 6) AS first_percent")
    sql = raw("SELECT " + ", ".join(outer) + "\nFROM (") + inner + ")"
    if labels:
        sql = sql + "\nORDER BY " + ", ".join(name(label) for label in labels)
    return Compiled(sql, labels, ("first", "second", "difference", "difference_percent", "first_percent"))


def _comparison(query: SemanticQuery, model: SemanticModel) -> Compiled:
    """Figures of both periods, their difference and its percentage, per group or in all."""
    labels = tuple(model.dimensions[key].label for key in query.dimensions)
    inner = joined(
        [
            *(raw(label) for label in _labels(query, model)),
            period_figure(query, model, query.baseline) + " AS earlier",
            period_figure(query, model, query.period) + " AS later",
        ],
        ", ",
    )
    outer = [*(name(label) for label in labels), "earlier", "later", "later - earlier AS change"]
    outer.append("round(100.0 * (later - earlier) / nullif(earlier, 0), 6) AS change_percent")
    sql = (
        raw("SELECT " + ", ".join(outer) + "\nFROM (SELECT ")
        + inner
        + f"\nFROM {name(model.table)}"
        + where_sql(query, model, (query.baseline, query.period))
        + _group(query)
        + ")"
    )
    if query.threshold is not None:
        tested = "abs(change)" if query.rank == "move" else "change" if query.rank == "rise" else "later"
        tested = "-change" if query.rank == "fall" else tested
        if query.threshold.is_percent:
            tested = {"rise": "change_percent", "fall": "-change_percent"}.get(query.rank, "abs(change_percent)")
        sql = sql + "\nWHERE " + passes_sql(raw(tested), query.threshold)
    if labels:
        by = "change_percent" if query.change == "percent" else "change"
        first = {
            "figure": "later DESC",
            "rise": f"{by} DESC NULLS LAST",
            "fall": f"{by} NULLS LAST",
            "move": f"abs({by}) DESC NULLS LAST",
        }[query.rank]
        sql = sql + f"\nORDER BY {first}, " + ", ".join(name(label) for label in labels) + _limit(query)
    return Compiled(sql, labels, ("earlier", "later", "change", "change_percent"))


# ------------------------------------------------------------------- pieces
def _column(query: SemanticQuery, model: SemanticModel) -> str:
    measure = measure_of(model, query.measure)
    plain = measure.label.partition(" (")[0] if measure.kind == "money" and "(" in measure.label else measure.label
    column = plain.replace(" ", "_")
    if query.aggregate:
        column = f"{query.aggregate}_{column}"
    if query.per:
        column = f"{column}_per_{query.per.removeprefix(DISTINCT_PREFIX).removeprefix('tag:')}"
    return f"{column}_per_{query.average_per}" if query.average_per else column


def _labels(query: SemanticQuery, model: SemanticModel) -> list[str]:
    return [
        f"coalesce({dimension.expression}, {_text(dimension.none_label)}) AS {name(dimension.label)}"
        for dimension in (model.dimensions[key] for key in query.dimensions)
    ]


def _text(label: str) -> str:
    return "'" + label.replace("'", "''") + "'"


def _group(query: SemanticQuery) -> Sql:
    positions = ", ".join(str(index + 1) for index in range(len(query.dimensions)))
    return raw(f"\nGROUP BY {positions}") if query.dimensions else Sql()


def _having(query: SemanticQuery, model: SemanticModel) -> Sql:
    threshold = query.threshold
    if threshold is None or not query.dimensions:
        return Sql()
    if threshold.is_percent:
        return raw("\nQUALIFY ") + passes_sql(raw("share_percent"), threshold)
    tested = replace(query, measure=threshold.measure, aggregate=None) if threshold.measure else query
    return raw("\nHAVING ") + passes_sql(figure_sql(tested, model), threshold)


def _ordered(sql: Sql, query: SemanticQuery, model: SemanticModel, figure: str) -> Sql:
    if not query.dimensions:
        return sql
    labels = ", ".join(name(model.dimensions[key].label) for key in query.dimensions)
    if query.order in {"label", "latest"}:
        return sql + f"\nORDER BY {labels}{' DESC' if query.order == 'latest' else ''}" + _limit(query)
    direction = "DESC NULLS LAST" if query.order == "descending" else "ASC NULLS LAST"
    return sql + f"\nORDER BY {name(figure)} {direction}, {labels}" + _limit(query)


def _limit(query: SemanticQuery) -> Sql:
    if query.limit is None:
        return Sql()
    limit = raw("\nLIMIT ") + bound(query.limit)
    return limit + raw("\nOFFSET ") + bound(query.offset) if query.offset else limit


def compile_clauses(clauses: tuple[Clause, ...], model: SemanticModel) -> list[Sql]:
    """The test of each clause, to stand in the WHERE of a query that is no `SemanticQuery`."""
    return [clause_sql(clause, model) for clause in clauses]
