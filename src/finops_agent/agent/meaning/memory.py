"""What the offline engine keeps of the last question, and what of it the next one may point at."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from finops_agent.agent.meaning.spans import Past
from finops_agent.costs.semantic import measure_of

if TYPE_CHECKING:
    from finops_agent.agent.answer import Answer
    from finops_agent.agent.reading.reader import Reader
    from finops_agent.costs.semantic import Catalog, Clause, SemanticQuery


@dataclass(frozen=True, slots=True)
class Askable:
    """One askable table with the reader of its words."""

    catalog: Catalog
    reader: Reader


@dataclass(frozen=True, slots=True)
class Memory:
    """The last question that was answered: of which table, its query and analysis, and the query before it."""

    table: Askable
    query: SemanticQuery
    tool: str | None = None
    tool_kind: str = ""
    earlier: SemanticQuery | None = None


def remembered(memory: Memory, answer: Answer, past: Past) -> Past:
    """What of this turn, and of the turns before it in `past`, the next one may point at, besides the query."""
    query, before = memory.query, memory.earlier
    labels = tuple(str(row[0]) for row in answer.value if row[0] is not None) if isinstance(answer.value, list) else ()
    period = before.period if before is not None and _differ_in_period(query, before) else None
    names = _differ_in_names(query, before) or _differ_in_figure(memory, before)
    return Past(labels, period, names, _parts(query, before, past))


def _differ_in_period(one: SemanticQuery, other: SemanticQuery | None) -> bool:
    """Whether two questions in a row were the same but for their period."""
    return (
        other is not None
        and one.baseline is None
        and one.period != other.period
        and replace(one, period=other.period) == other
    )


def _differ_in_names(one: SemanticQuery, other: SemanticQuery | None) -> tuple[str, str] | None:
    """What two questions in a row named, where they were the same but for one name of one column."""
    if other is None or one.baseline is not None or replace(one, clauses=()) != replace(other, clauses=()):
        return None
    mine = [clause for clause in one.clauses if clause not in other.clauses]
    theirs = [clause for clause in other.clauses if clause not in one.clauses]
    is_pair = len(mine) == len(theirs) == 1 and mine[0].dimensions == theirs[0].dimensions
    is_pair = is_pair and not (mine[0].negated or theirs[0].negated)
    return (theirs[0].label, mine[0].label) if is_pair else None


def _differ_in_figure(memory: Memory, before: SemanticQuery | None) -> tuple[str, str] | None:
    """The figures of two questions in a row that were about the same charges, or the same but for some left out."""
    query, model = memory.query, memory.table.catalog.model
    if before is None or query.baseline is not None or memory.tool is not None or query == before:
        return None
    kept = [[clause for clause in one.clauses if not clause.negated] for one in (before, query)]
    is_alike = replace(query, measure=before.measure, clauses=before.clauses) == before and kept[0] == kept[1]
    labels = [measure_of(model, one.measure).label for one in (before, query)]
    return (f"the first {labels[0]}", f"the second {labels[1]}") if is_alike else None


def _parts(query: SemanticQuery, before: SemanticQuery | None, past: Past) -> tuple[Clause, ...]:
    """The parts whose share was asked in this turn, or earlier of what this turn still is about."""
    if query.share:
        return tuple(
            replace(clause, scope="rows") for clause in query.clauses if clause.scope == "share" and not clause.negated
        )
    return tuple(clause for clause in past.parts if clause in query.clauses) if before is not None else ()
