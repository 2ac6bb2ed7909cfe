"""The offline engine: understands questions by matching them with the semantic model and the data's own values.

No model, no network. It answers what it can explain word by word, and refuses the rest with what is missing.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from finops_agent.agent.analysis import analysis_type_of
from finops_agent.agent.answer import Answer, SqlStep
from finops_agent.agent.assemble import assemble
from finops_agent.agent.narrate import Result, narrate
from finops_agent.agent.notices import notices_for
from finops_agent.agent.parts import Part, Reader
from finops_agent.agent.present import (
    basis_of,
    chart_of,
    covered_days,
    interpretation_of,
    moved_as_asked,
    unit_of,
    value_of,
    zero_filled,
)
from finops_agent.agent.refusal import AnswerFailed, Refusal
from finops_agent.agent.resolve import Resolved, resolve
from finops_agent.agent.spelling import corrected, nearest
from finops_agent.agent.suggest import follow_ups, starters
from finops_agent.agent.tokens import Token, tokenize
from finops_agent.costs.semantic import (
    Catalog,
    Sql,
    compile_context,
    compile_query,
    compile_unranked,
    measure_of,
    read_catalog,
)
from finops_agent.events import AnalysisType

if TYPE_CHECKING:
    from datetime import date

    from finops_agent.costs.dataset import Dataset
    from finops_agent.costs.semantic import Compiled, SemanticQuery

LONGEST_QUESTION = 1_000
"""Characters; longer texts are pasted by mistake and hold more than one question."""

_ANALYSES = {
    "commitment": AnalysisType.COMMITMENT,
    "forecast": AnalysisType.FORECAST,
    "anomaly": AnalysisType.ANOMALY,
    "architecture": AnalysisType.ARCHITECTURE,
}


@dataclass(slots=True)
class _Understanding:
    """One askable table with its reader and the last query that was answered from it."""

    catalog: Catalog
    reader: Reader


@dataclass(frozen=True, slots=True)
class _Told:
    """A question as it was understood, and the first and last day of the rows behind its answer."""

    question: str
    resolved: Resolved
    notes: tuple[str, ...]
    days: tuple[date | None, date | None]


class OfflineEngine:
    """Answers questions about one data set. Remembers the last answered query for follow-ups. One thread at a time.

    Raises AnswerFailed from `ask` where DuckDB fails on an understood question; never for a text it cannot read.
    """

    name = "offline"

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset
        self._tables = [_understanding(read_catalog(dataset.connection, table)) for table in dataset.tables]
        self._last: tuple[_Understanding, SemanticQuery] | None = None
        self._starters: tuple[str, ...] | None = None

    def reset(self) -> None:
        """Forget the last question: the next one stands alone."""
        self._last = None

    def suggest(self, n: int = 4) -> tuple[str, ...]:
        """Up to `n` questions made from this data, each of which is answered."""
        if self._starters is None:
            self._starters = self._answerable_starters()
        return self._starters[:n]

    def _answerable_starters(self) -> tuple[str, ...]:
        found: list[str] = []
        for table in self._tables:
            for question in starters(table.catalog, self._dataset.connection):
                if question not in found and self._is_answerable(table, question):
                    found.append(question)
        return tuple(found)

    def ask(self, question: str) -> Answer:
        """Answer `question`, or say in a refused answer what is missing."""
        started = time.perf_counter()
        try:
            answer = self._answer(question)
        except Refusal as refusal:
            answer = self._refused(question, refusal)
        return replace(answer, elapsed_s=time.perf_counter() - started)

    # ------------------------------------------------------------- answering
    def _answer(self, question: str) -> Answer:
        if not question.strip():
            raise Refusal("a question", "Ask about the cost data, such as 'top services last month'.")
        if len(question) > LONGEST_QUESTION:
            raise Refusal(
                "a shorter question", f"That is longer than {LONGEST_QUESTION} characters. Ask one question at a time."
            )
        if not self._tables:
            raise Refusal("data", "There is no data to ask yet. Load a cost file first.")
        refusals: list[Refusal] = []
        for table in self._in_turn():
            try:
                resolved, notes = self._understand(table, question)
                answer = self._run(table, question, resolved, notes)
            except Refusal as refusal:
                refusals.append(refusal)
            else:
                self._last = (table, resolved.query)
                return answer
        raise refusals[0]

    def _in_turn(self) -> list[_Understanding]:
        """The table of the last question first, so that follow-ups stay with it."""
        if self._last is None:
            return self._tables
        return [self._last[0], *(table for table in self._tables if table is not self._last[0])]

    def _previous(self, table: _Understanding) -> SemanticQuery | None:
        return self._last[1] if self._last is not None and self._last[0] is table else None

    def _understand(self, table: _Understanding, question: str) -> tuple[Resolved, tuple[str, ...]]:
        parts, notes = self._read(table, question)
        resolved = resolve(assemble(parts, table.catalog), self._previous(table), table.catalog)
        return resolved, notes

    def _read(self, table: _Understanding, question: str) -> tuple[list[Part], tuple[str, ...]]:
        """The parts of the question, clear slips of the pen corrected and noted."""
        tokens = tokenize(question)
        parts = table.reader.read(question, tokens)
        if not any(part.kind == "unknown" for part in parts):
            return parts, ()
        notes: list[str] = []
        mended: list[Token] = []
        known = table.reader.words
        unknown = {part.text for part in parts if part.kind == "unknown"}
        for token in tokens:
            typed = question[token.start : token.end]
            better = corrected(token.text, known) if token.is_word and typed in unknown else None
            if better is None:
                mended.append(token)
            else:
                mended.append(replace(token, text=better))
                notes.append(f"Read {typed!r} as {better!r}.")
        return table.reader.read(question, tuple(mended)), tuple(notes)

    def _is_answerable(self, table: _Understanding, question: str) -> bool:
        kept, self._last = self._last, None
        try:
            resolved, notes = self._understand(table, question)
            answer = self._run(table, question, resolved, notes)
        except Refusal:
            return False
        finally:
            self._last = kept
        return not answer.refused and bool(answer.rows)

    # --------------------------------------------------------------- running
    def _run(self, table: _Understanding, question: str, resolved: Resolved, notes: tuple[str, ...]) -> Answer:
        catalog, query = table.catalog, resolved.query
        model = catalog.model
        query = self._with_days(catalog, query)
        context = self._execute(compile_context(query, model))[0]
        whole, row_count = context[0], int(context[1])
        days = (context[2], context[3]) if model.day is not None else (None, None)
        currency = self._currency(catalog, query)
        unit = self._unit(catalog, query)
        if not row_count:
            _check_contradiction(query, catalog)
            self._check_units(query, catalog)
        compiled = compile_query(query, model)
        rows = tuple(tuple(row) for row in self._execute(compiled.sql))
        rows = moved_as_asked(rows, query)
        result = Result(
            query=query, model=model, measure=measure_of(model, query.measure), columns=compiled.columns, rows=rows,
            whole=whole, row_count=row_count, currency=currency, unit=unit,
            unranked=self._unranked(query, catalog), period=query.period.label if query.period else None,
        )  # fmt: skip
        if not row_count and not query.dimensions:
            rows = zero_filled(rows)
            result = replace(result, rows=rows)
        told = _Told(question, resolved, notes, days)
        return self._told(told, result, compiled, catalog)

    def _told(self, told: _Told, result: Result, compiled: Compiled, catalog: Catalog) -> Answer:
        query = result.query
        steps = [SqlStep(compiled.sql.shown, len(result.rows))]
        if query.dimensions or query.baseline is not None:
            steps.append(SqlStep(compile_context(query, catalog.model).shown, 1))
        empty = ("No charges match that.",) if not result.row_count else ()
        warnings = (*told.notes, *told.resolved.notes, *empty, *notices_for(result, self._dataset, catalog))
        return Answer(
            question=told.question,
            text=narrate(result),
            value=value_of(result),
            unit=unit_of(result),
            basis=basis_of(result),
            period=covered_days(query, told.days, catalog),
            sql=tuple(steps),
            columns=result.columns,
            rows=result.rows,
            chart=chart_of(result),
            warnings=tuple(dict.fromkeys(warnings)),
            interpretation=interpretation_of(result, told.resolved),
            suggestions=tuple(dict.fromkeys((*told.resolved.alternatives, *follow_ups(query, catalog))))[:3],
            analysis_type=analysis_type_of(told.question),
            engine=self.name,
        )

    def _with_days(self, catalog: Catalog, query: SemanticQuery) -> SemanticQuery:
        """An average needs a length of time: the days asked for that the data covers."""
        if query.average_per is None or catalog.calendar is None:
            return query
        whole = catalog.calendar.whole
        period = query.period.within(whole) if query.period is not None else whole
        return replace(query, period=period or whole)

    def _unranked(self, query: SemanticQuery, catalog: Catalog) -> tuple[Any, int]:
        if not query.ranked:
            return None, 0
        figure, rows = self._execute(compile_unranked(query, catalog.model))[0]
        return figure, int(rows)

    def _execute(self, sql: Sql) -> list[tuple[Any, ...]]:
        import duckdb  # noqa: PLC0415 - keeps `import finops_agent.agent` light

        try:
            return self._dataset.connection.execute(sql.text, sql.values).fetchall()
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

    def _check_units(self, query: SemanticQuery, catalog: Catalog) -> None:
        """A quantity of zero is nearly always the wrong unit: GB is not GB-Mo."""
        others = tuple(clause for clause in query.clauses if "unit" not in clause.dimensions)
        if measure_of(catalog.model, query.measure).kind != "quantity" or others == query.clauses:
            return
        probe = replace(
            query, measure="rows", clauses=others, dimensions=("unit",), limit=None, threshold=None, ranked=False
        )
        units = ", ".join(str(row[0]) for row in self._execute(compile_query(probe, catalog.model).sql))
        raise Refusal(
            "another unit", f"Nothing there is measured in that unit. It is measured in {units or 'no unit'}."
        )

    def _unit(self, catalog: Catalog, query: SemanticQuery) -> str | None:
        """The one unit of a quantity; hours and gigabytes are never added."""
        measure = measure_of(catalog.model, query.measure)
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

    # -------------------------------------------------------------- refusing
    def _refused(self, question: str, refusal: Refusal) -> Answer:
        suggestions = refusal.suggestions
        message = refusal.message
        if not suggestions and self._tables:
            table = self._tables[0]
            near = nearest(refusal.missing.lower(), table.reader.words)
            if near and message.startswith("I do not know"):
                message = f"{message} Did you mean {' or '.join(repr(word) for word in near)}?"
            elif message.startswith("I do not know"):
                message = f"{message} Nothing in this data or in my vocabulary fits it."
            suggestions = self.suggest(3)
        analysis = _ANALYSES.get(refusal.analysis or "", analysis_type_of(question))
        return Answer(
            question=question, text=message, refused=True, missing=refusal.missing, suggestions=suggestions,
            analysis_type=analysis, engine=self.name,
        )  # fmt: skip


def _understanding(catalog: Catalog) -> _Understanding:
    return _Understanding(catalog, Reader(catalog))


# ------------------------------------------------------------------ answer parts
def _check_contradiction(query: SemanticQuery, catalog: Catalog) -> None:
    """Two things bought that no charge is at once are a misreading more often than a true zero."""
    dimensions = catalog.model.dimensions
    bought = [
        clause
        for clause in query.clauses
        if not clause.negated and all(name in dimensions and dimensions[name].is_what for name in clause.dimensions)
    ]
    if len(bought) > 1:
        names = " and ".join(repr(clause.label) for clause in bought)
        raise Refusal("matching charges", f"No charge is {names} at once. Ask for one of them.")
