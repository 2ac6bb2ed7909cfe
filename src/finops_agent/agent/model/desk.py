"""The desk of one question: the tools as the model uses them, and what they returned.

Nothing here knows of a model library. A tool returns what JSON can hold, and raises BadArgument for what can be mended.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from finops_agent.agent.answer import Answer, SqlStep
from finops_agent.agent.meaning.resolve import Resolved
from finops_agent.agent.model.arguments import Arguments, BadArgument
from finops_agent.agent.model.evidence import Evidence, evidence_of, sent_figure
from finops_agent.agent.model.labels import LONGEST_CELL, Labels, clean, cut
from finops_agent.agent.refusal import AnswerFailed, Refusal
from finops_agent.agent.telling.running import Runner, Told
from finops_agent.agent.telling.toolbox import Toolbox

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from finops_agent.costs.dataset import Dataset
    from finops_agent.costs.semantic import Catalog, SemanticQuery
    from finops_agent.costs.sql import SqlDoor

LONGEST_SENTENCE: Final = 600
SQL_NOTICE: Final = "The model wrote this query itself; read it under 'How this was computed'."


@dataclass(frozen=True, slots=True)
class Bench:
    """What the desks of one data set share."""

    dataset: Dataset
    catalogs: tuple[Catalog, ...]
    labels: Labels
    rows: int
    """Rows of one result that the model sees."""
    door: Callable[[], SqlDoor]
    """The guarded door for SQL that the model writes, made at the first call."""


@dataclass(slots=True)
class Desk:
    """The tools at work on one question. One thread at a time."""

    bench: Bench
    question: str
    evidence: list[Evidence] = field(default_factory=list)
    calls: int = 0

    def catalog(self, table: str | None) -> Catalog:
        """The catalog of `table`, or of the first. Raises BadArgument for a table that is not there."""
        known = {catalog.model.table: catalog for catalog in self.bench.catalogs}
        if not known:
            raise BadArgument("There is no data.")
        if table is None:
            return self.bench.catalogs[0]
        if table not in known:
            raise BadArgument(f"Unknown table {table!r}. Known: {', '.join(known)}.")
        return known[table]

    def arguments(self, catalog: Catalog) -> Arguments:
        """The check of arguments against one table."""
        return Arguments(catalog, self.bench.labels)

    def figures(self, name: str, catalog: Catalog, query: SemanticQuery) -> dict[str, Any]:
        """Run a query of the semantic model; the result as the model sees it."""
        resolved = Resolved(query, is_follow_up=False, notes=(), alternatives=())
        with self._mendable():
            answer = Runner(self.bench.dataset).run(catalog, Told(self.question, resolved))
        return self._sent(name, answer)

    def analysis(self, name: str, catalog: Catalog, query: SemanticQuery, tool: str, kind: str = "") -> dict[str, Any]:
        """Run an analysis of the toolbox; the result as the model sees it."""
        resolved = Resolved(query, is_follow_up=False, notes=(), alternatives=(), tool=tool, tool_kind=kind)
        with self._mendable():
            answer = Toolbox(self.bench.dataset).run(catalog, Told(self.question, resolved))
        return self._sent(name, answer)

    def sql(self, sql: str) -> dict[str, Any]:
        """Run free SQL through the guard; the result as the model sees it."""
        from finops_agent.costs.sql import SqlBlocked  # noqa: PLC0415 - few questions need it

        sql = self.bench.labels.put_back_sql(sql)
        try:
            result = self.bench.door().run(sql)
        except SqlBlocked as error:
            raise BadArgument(f"Refused: {error}") from error
        only = result.rows[0][0] if len(result.rows) == 1 and len(result.columns) == 1 else None
        answer = Answer(
            question=self.question,
            text=f"{len(result.rows)} rows.",
            value=only if isinstance(only, int | float | Decimal) and not isinstance(only, bool) else None,
            sql=(SqlStep(sql, len(result.rows)),),
            columns=result.columns,
            rows=result.rows,
            warnings=(SQL_NOTICE, *(("There are more rows than these.",) if result.truncated else ())),
            interpretation=(("Computed by", "SQL that the model wrote"),),
        )
        return self._sent("run_sql", answer)

    @contextmanager
    def _mendable(self) -> Iterator[None]:
        """What a query cannot do goes back to the model in words."""
        import duckdb  # noqa: PLC0415 - keeps `import finops_agent.agent` light

        try:
            yield
        except Refusal as refusal:
            raise BadArgument(self._sentence(refusal.message)) from refusal
        except AnswerFailed as error:
            raise BadArgument(self._sentence(str(error))) from error
        except duckdb.Error as error:
            raise BadArgument("The analysis failed on this data. Try another tool, or narrow the question.") from error

    # ---------------------------------------------------------------- sending
    def _sent(self, name: str, answer: Answer) -> dict[str, Any]:
        """Keep `answer` as evidence; what of it goes to the model."""
        self.calls += 1
        rows = answer.rows[: self.bench.rows]
        dimensions = _dimensions(answer)
        shown = [[self._cell(cell, dimensions.get(i, "value")) for i, cell in enumerate(row)] for row in rows]
        texts = {cell for row in rows for cell in row if isinstance(cell, str)}
        seen = {cell for row in shown for cell in row if isinstance(cell, str)}
        names = {clause.label for clause in (answer.query.clauses if answer.query else ())}
        self.evidence.append(evidence_of(name, answer, rows, texts | seen | names))
        sent: dict[str, Any] = {
            "columns": [cut(clean(column)) for column in answer.columns],
            "rows": shown,
            "rows_in_all": len(answer.rows),
            "unit": answer.unit,
            "basis": answer.basis,
            "first_day": answer.period[0] if answer.period else None,
            "last_day": answer.period[1] if answer.period else None,
            "in_words": self._sentence(answer.text),
            "notes": [self._sentence(warning) for warning in answer.warnings],
        }
        return {key: value for key, value in sent.items() if value not in (None, [])}

    def _cell(self, cell: object, dimension: str) -> Any:  # noqa: ANN401 - JSON
        if cell is None or isinstance(cell, bool):
            return cell
        if isinstance(cell, int | float | Decimal):
            exact = Decimal(str(cell))
            return sent_figure(exact) if exact.is_finite() and exact != exact.to_integral_value() else _whole(exact)
        if isinstance(cell, date | datetime):
            return cell.isoformat()
        return self.bench.labels.show(cell if isinstance(cell, str) else cut(str(cell), LONGEST_CELL), dimension)

    def _sentence(self, text: str) -> str:
        """A sentence of ours, which may quote the data."""
        return cut(clean(self.bench.labels.hide(text)), LONGEST_SENTENCE)


def _whole(value: Decimal) -> int | str:
    return int(value) if value.is_finite() else str(value)


def _dimensions(answer: Answer) -> dict[int, str]:
    """Column -> the dimension whose values it holds; the columns of a split come first, in its order."""
    query = answer.query
    named = dict(enumerate(query.dimensions)) if query is not None else {}
    return {i: named.get(i, column) for i, column in enumerate(answer.columns)}
