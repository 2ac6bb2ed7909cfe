"""Runs a `SemanticQuery` on a data set and makes an `Answer` of it: figures, steps, warnings, chart."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from finops_agent.agent.analysis import analysis_type_of
from finops_agent.agent.answer import Answer, SqlStep
from finops_agent.agent.refusal import AnswerFailed, Refusal
from finops_agent.agent.telling.chips import chips_of
from finops_agent.agent.telling.left_out import check_left_out
from finops_agent.agent.telling.making import told_of_first
from finops_agent.agent.telling.narrate import Result, narrate
from finops_agent.agent.telling.notices import notices_for
from finops_agent.agent.telling.present import (
    basis_of,
    chart_of,
    covered_days,
    interpretation_of,
    moved_as_asked,
    unit_of,
    value_of,
    zero_filled,
)
from finops_agent.agent.telling.suggest import follow_ups
from finops_agent.agent.telling.ties import may_tie, split_ties, told_ties, wider
from finops_agent.costs.semantic import (
    Catalog,
    Condition,
    Sql,
    compile_context,
    compile_query,
    compile_unranked,
    measure_of,
)
from finops_agent.costs.semantic.period import days_between
from finops_agent.costs.semantic.table_days import AGE

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from finops_agent.agent.meaning.resolve import Resolved
    from finops_agent.costs.dataset import Dataset
    from finops_agent.costs.semantic import Compiled, SemanticQuery

_SAME_UNIT = {"hrs": "hours", "hours": "hrs"}
"""Units that exports write in two ways."""


@dataclass(frozen=True, slots=True)
class Told:
    """A question as it was understood, and the first and last day of the rows behind its answer."""

    question: str
    resolved: Resolved
    notes: tuple[str, ...] = ()
    days: tuple[date | None, date | None] = (None, None)


class Runner:
    """Runs queries on one data set. One thread at a time."""

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset

    def run(self, catalog: Catalog, told: Told) -> Answer:
        """The answer to `told`.

        Raises:
            Refusal: its amounts or quantities do not add up to one figure.
            AnswerFailed: DuckDB fails.
        """
        query, model = told.resolved.query, catalog.model
        query = self._with_days(catalog, query)
        check_left_out(query, told.resolved, lambda asked: self.has_rows(catalog, asked))
        context = self._execute(compile_context(query, model))[0]
        whole, row_count = context[0], int(context[1])
        days = (context[2], context[3]) if model.day is not None else (None, None)
        told = replace(told, days=days)
        if told.resolved.from_first and days[0] is not None:
            query = self._since_first(query, days[0], catalog)
        currency = self._currency(catalog, query)
        unit = self._unit(catalog, query)
        if not row_count:
            check_contradiction(query, catalog)
            monthly = self._monthly_unit(query, catalog)
            if monthly is not None:
                return self.run(catalog, replace(told, resolved=monthly(told.resolved)))
        compiled = compile_query(query, model)
        ran = compile_query(wider(query), model) if may_tie(query, model) else compiled
        rows = tuple(tuple(row) for row in self._execute(ran.sql))
        rows, tied = split_ties(rows, query) if ran is not compiled else (rows, ())
        rows = moved_as_asked(rows, query)
        if query.share and not query.dimensions and not rows[0][0]:
            check_contradiction(query, catalog)
        result = Result(
            query=query, model=model, measure=measure_of(model, query.measure), columns=compiled.columns, rows=rows,
            whole=whole, row_count=row_count, currency=currency, unit=unit,
            unranked=self._unranked(query, catalog), period=query.period.label if query.period else None, tied=tied,
        )  # fmt: skip
        if not row_count and not query.dimensions:
            result = replace(result, rows=zero_filled(rows))
        return self._told(told, result, compiled, catalog)

    def check(self, catalog: Catalog, query: SemanticQuery) -> None:
        """Raise Refusal where amounts of several currencies would be added up. Reads no rows."""
        self._currency(catalog, query)

    def has_rows(self, catalog: Catalog, query: SemanticQuery) -> bool:
        """Whether any row is what `query` is about."""
        return bool(self._execute(compile_context(self._with_days(catalog, query), catalog.model))[0][1])

    def _told(self, told: Told, result: Result, compiled: Compiled, catalog: Catalog) -> Answer:
        query = result.query
        steps = [SqlStep(compiled.sql.shown, len(result.rows))]
        if query.dimensions or query.baseline is not None:
            steps.append(SqlStep(compile_context(query, catalog.model).shown, 1))
        made, step = told_of_first(self._dataset.connection, result)
        empty = ("No charges match that.",) if not result.row_count else ()
        interpretation = interpretation_of(result, told.resolved)
        warnings = (
            *told.notes,
            *told.resolved.notes,
            *empty,
            *told_ties(result),
            *notices_for(result, self._dataset, catalog),
        )
        return Answer(
            question=told.question,
            text=narrate(result) + made,
            value=value_of(result),
            unit=unit_of(result),
            basis=basis_of(result),
            period=covered_days(query, told.days, catalog),
            sql=(*steps, *step),
            columns=result.columns,
            rows=result.rows,
            chart=chart_of(result),
            warnings=tuple(dict.fromkeys(warnings)),
            interpretation=interpretation,
            chips=chips_of(interpretation, result, catalog),
            query=query,
            suggestions=tuple(dict.fromkeys((*told.resolved.alternatives, *follow_ups(query, catalog))))[:3],
            analysis_type=analysis_type_of(told.question),
            engine="offline",
        )

    def _with_days(self, catalog: Catalog, query: SemanticQuery) -> SemanticQuery:
        """An average needs a length of time: the days asked for that the data covers."""
        if (query.average_per is None and query.over is None) or catalog.calendar is None:
            return query
        whole = catalog.calendar.whole
        period = query.period.within(whole) if query.period is not None else whole
        before = query.baseline.within(whole) if query.baseline is not None else None
        return replace(query, period=period or whole, baseline=before or query.baseline)

    @staticmethod
    def _since_first(query: SemanticQuery, first: date, catalog: Catalog) -> SemanticQuery:
        """The query over the days since the first one with charges, over which a mean is taken."""
        end = catalog.calendar.whole.end if catalog.calendar is not None else first
        return replace(query, period=days_between(first, end)) if first < end else query

    def _unranked(self, query: SemanticQuery, catalog: Catalog) -> tuple[Any, int]:
        if not query.ranked:
            return None, 0
        figure, rows = self._execute(compile_unranked(query, catalog.model))[0]
        return figure, int(rows)

    def _execute(self, sql: Sql) -> list[tuple[Any, ...]]:
        import duckdb  # noqa: PLC0415 - keeps `import finops_agent.agent` light

        try:
            return self._dataset.run(sql.text, sql.values)
        except duckdb.Error as error:
            reason = str(error).partition("\n")[0]
            message = f"The query for this question failed: {reason}. Load the file again, or ask in other words."
            raise AnswerFailed(message) from error

    def _currency(self, catalog: Catalog, query: SemanticQuery) -> str | None:
        """The one currency of the rows; amounts of several are never added."""
        if not catalog.currencies:
            return None
        if len(catalog.currencies) == 1 or measure_of(catalog.model, query.measure).kind != "money":
            return catalog.currencies[0] if len(catalog.currencies) == 1 else None
        named = [
            c
            for clause in query.clauses
            if not clause.negated and clause.scope == "rows"
            for c in clause.conditions
            if c.dimension == "currency"
        ]
        if len(named) == 1 and len(named[0].values) == 1:
            return named[0].values[0]
        if "currency" in query.dimensions and not query.share:
            return None
        known = ", ".join(catalog.currencies)
        raise Refusal(
            "one currency",
            f"This data has charges in {known}, which cannot be added up. "
            f"Name one, such as 'total cost in {catalog.currencies[0]}', or split by currency.",
            tuple(f"total cost in {currency}" for currency in catalog.currencies[:3]),
        )

    def _monthly_unit(self, query: SemanticQuery, catalog: Catalog) -> Callable[[Resolved], Resolved] | None:
        """Reads GB as GB-Mo in one month, where it is the mean size held; elsewhere the wrong unit is refused.

        A quantity of zero is nearly always the wrong unit.
        """
        others = tuple(clause for clause in query.clauses if "unit" not in clause.dimensions)
        divides = query.per == "quantity"
        is_quantity = divides or measure_of(catalog.model, query.measure).kind == "quantity"
        if not is_quantity or others == query.clauses:
            return None
        probe = replace(
            query, measure="rows", clauses=others, dimensions=("unit",), limit=None, threshold=None, ranked=False,
            average_per=None, per=None, share=False,
        )  # fmt: skip
        units = [str(row[0]) for row in self._execute(compile_query(probe, catalog.model).sql)]
        asked = next(clause for clause in query.clauses if "unit" in clause.dimensions)
        named = {value.lower() for condition in asked.conditions for value in condition.values}
        is_month = divides or (query.period is not None and query.period.unit == "month")
        held = [unit for unit in units if any(unit.lower().startswith(f"{name}-mo") for name in named)]
        same = [unit for unit in units if _SAME_UNIT.get(unit.lower()) in named]
        if same and units == same:
            # An export that writes "Hrs" here and "Hours" there means one unit.
            values = replace(
                asked, conditions=(Condition("unit", "equals", tuple(same)),), label=same[0], detail=same[0]
            )
            return lambda resolved: replace(resolved, query=replace(resolved.query, clauses=(*others, values)))
        if is_month and len(held) == 1 and (divides or len(units) == 1):
            unit = held[0]
            clause = replace(asked, conditions=(Condition("unit", "equals", (unit,)),), label=unit, detail=unit)
            note = f"Measured in {unit}: the average size held over the month."
            if divides:
                note = f"Measured in {unit}: a size held for a month counts once for each month."

            def read(resolved: Resolved) -> Resolved:
                monthly = replace(resolved.query, clauses=(*others, clause))
                return replace(resolved, query=monthly, notes=(*resolved.notes, note))

            return read
        known = ", ".join(units) or "no unit"
        raise Refusal("another unit", f"Nothing there is measured in that unit. It is measured in {known}.")

    def _unit(self, catalog: Catalog, query: SemanticQuery) -> str | None:
        """The one unit of a quantity; hours and gigabytes are never added."""
        measure = measure_of(catalog.model, query.measure)
        if measure.name == AGE:
            return measure.unit
        if measure.kind != "quantity" or "unit" not in catalog.model.dimensions or "unit" in query.dimensions:
            return None
        units = self._execute(
            compile_query(
                replace(
                    query,
                    measure="rows",
                    dimensions=("unit",),
                    baseline=None,
                    share=False,
                    average_per=None,
                    limit=None,
                    threshold=None,
                    ranked=False,
                    within=None,
                    cumulative=False,
                    order="label",
                ),
                catalog.model,
            ).sql
        )
        if len(units) > 1:
            names = ", ".join(str(row[0]) for row in units[:6])
            raise Refusal(
                "one unit",
                f"The quantities are in different units ({names}) and cannot be added up. "
                f"Name one, such as 'how many {units[0][0]}', or split by unit.",
            )
        return str(units[0][0]) if units else None


def check_contradiction(query: SemanticQuery, catalog: Catalog) -> None:
    """Raise Refusal where two things are asked at once that no charge is.

    Two things bought that no charge is at once are a misreading more often than a true zero.
    """
    dimensions = catalog.model.dimensions
    kept = [set(clause.conditions) for clause in query.clauses if not clause.negated]
    if any(clause.negated and set(clause.conditions) in kept for clause in query.clauses):
        raise Refusal("matching charges", "The same charges are named and left out. Ask for one of the two.")
    bought = [
        clause
        for clause in query.clauses
        if not clause.negated and all(name in dimensions and dimensions[name].is_what for name in clause.dimensions)
    ]
    if len(bought) > 1:
        names = " and ".join(repr(clause.label) for clause in bought)
        raise Refusal("matching charges", f"No charge is {names} at once. Ask for one of them.")
