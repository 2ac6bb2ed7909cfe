"""What the offline engine keeps of the last question, and what of it the next one may point at."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from finops_agent.agent.meaning.spans import Past

if TYPE_CHECKING:
    from finops_agent.agent.answer import Answer
    from finops_agent.agent.reading.reader import Reader
    from finops_agent.costs.semantic import Catalog, SemanticQuery


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


def remembered(memory: Memory, answer: Answer) -> Past:
    """What of this turn the next one may point at, besides the query."""
    query, before = memory.query, memory.earlier
    labels = tuple(str(row[0]) for row in answer.value if row[0] is not None) if isinstance(answer.value, list) else ()
    period = before.period if before is not None and _differ_in_period(query, before) else None
    return Past(labels, period, _differ_in_names(query, before))


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
