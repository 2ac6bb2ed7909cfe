"""From the whole of the data to the figure of one question: what the days leave out, what the filters leave out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from finops_agent.costs.semantic.bills import costs_model
from finops_agent.costs.semantic.compiler import compile_context
from finops_agent.costs.semantic.figure import is_additive, measure_of
from finops_agent.costs.semantic.model import COSTS, TAG_PREFIX, SemanticModel

if TYPE_CHECKING:
    from finops_agent.costs.dataset import Dataset
    from finops_agent.costs.semantic.query import SemanticQuery
    from finops_agent.costs.semantic.sql import Sql

_BILLED = "BilledCost"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the account: what, how much, how many rows."""

    label: str
    amount: Decimal
    rows: int


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Lines that add up: the whole, less what is left out, is what the answer rests on."""

    lines: tuple[Line, ...]
    """The whole first, then what is left out (amounts of opposite sign), the answer's own last."""
    files_total: Decimal | None
    """What the files themselves add up to, where the measure is the one they were totalled by."""
    currency: str
    figured: Decimal | None = None
    """What an analysis added the same charges up to by itself; None where it works with more than their sum."""
    follows: str = ""
    """How the figure of an analysis follows from these charges, in words."""

    @property
    def agrees(self) -> bool | None:
        """Whether the data holds what the files say, to the cent; None where they say nothing."""
        return _is_same(self.files_total, self.lines[0].amount)

    @property
    def holds(self) -> bool | None:
        """Whether the analysis has these charges, to the cent; None where it adds nothing up."""
        return _is_same(self.figured, self.lines[-1].amount)


def reconcile(dataset: Dataset, query: SemanticQuery) -> Reconciliation | None:
    """The account of a question about the bill; None for figures that do not add up, such as averages and counts."""
    model = model_for(dataset, query)
    if model is None or not is_additive(query, model) or measure_of(model, query.measure).kind != "money":
        return None
    currencies = {file.currency for file in dataset.files if file.currency}
    if len(currencies) > 1:
        return None
    everything = replace(query, clauses=(), sides=(), period=None, baseline=None, ranked=False)
    days = replace(everything, period=query.period, baseline=query.baseline)
    whole, in_days, answered = (_sum(dataset, compile_context(one, model)) for one in (everything, days, query))
    lines = [
        Line("All charges in the data", *whole),
        Line("Other days", in_days[0] - whole[0], in_days[1] - whole[1]),
        Line("Left out by the question", answered[0] - in_days[0], answered[1] - in_days[1]),
        Line("What this answer rests on", *answered),
    ]
    kept = tuple(line for at, line in enumerate(lines) if line.rows or at in {0, len(lines) - 1})
    is_billed = measure_of(model, query.measure).column == _BILLED
    return Reconciliation(kept, files_total(dataset) if is_billed else None, next(iter(currencies), ""))


def model_for(dataset: Dataset, query: SemanticQuery) -> SemanticModel | None:
    """The model of the bill with the tag keys that `query` names; None where the query is about another table."""
    table = next((table for table in dataset.tables if table.name == COSTS), None)
    if table is None:
        return None
    model = costs_model(table, tag_keys_of(query))
    needed = names_of(query)
    measures = {name for name in (query.measure, query.beside) if name and not name.startswith("distinct:")}
    return model if needed <= set(model.dimensions) and measures <= set(model.measures) else None


def names_of(query: SemanticQuery) -> frozenset[str]:
    """The dimensions that a query splits, counts or filters by."""
    clauses = (*query.clauses, *(clause for side in query.sides for clause in side))
    tested = {condition.dimension for clause in clauses for condition in clause.conditions}
    counted = {name.removeprefix("distinct:") for name in (query.measure, query.per or "") if ":" in name}
    named = {*query.dimensions, *tested, *counted}
    return frozenset(name for name in named if name != "tags" and not name.startswith("measure:"))


def tag_keys_of(query: SemanticQuery) -> tuple[str, ...]:
    """The tag keys that a query names."""
    return tuple(sorted(name.removeprefix(TAG_PREFIX) for name in names_of(query) if name.startswith(TAG_PREFIX)))


def _sum(dataset: Dataset, sql: Sql) -> tuple[Decimal, int]:
    row = dataset.connection.execute(sql.text, sql.values).fetchone()
    figure, rows = (row[0], row[1]) if row else (None, 0)
    return Decimal(figure or 0), int(rows)


def files_total(dataset: Dataset) -> Decimal | None:
    """What the files themselves say they add up to; None where none says it."""
    totals = [file.total for file in dataset.files if file.total is not None]
    return sum(totals, Decimal(0)) if totals else None


def _is_same(told: Decimal | None, amount: Decimal) -> bool | None:
    return None if told is None else abs(told - amount) < Decimal("0.005")
