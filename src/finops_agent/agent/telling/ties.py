"""Groups that share the place of the last one shown: "which team has most" may be answered by two."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from finops_agent.costs.semantic.model import COSTS

if TYPE_CHECKING:
    from finops_agent.agent.telling.narrate import Result
    from finops_agent.costs.semantic import SemanticModel, SemanticQuery

MOST = 10
"""Groups looked at beyond those asked for."""
SHOWN = 5
"""Names of them that a sentence has."""
Rows = tuple[tuple[Any, ...], ...]


def may_tie(query: SemanticQuery, model: SemanticModel) -> bool:
    """Whether a ranking stops at a place that two groups can have: numbers and the figures of lists are often equal."""
    is_plain = query.baseline is None and not query.sides and query.beside is None and query.within is None
    is_ranking = query.limit is not None and query.order in {"descending", "ascending"} and not query.lead
    is_number = query.measure == "rows" or query.measure.startswith("distinct:")
    return is_plain and is_ranking and bool(query.dimensions) and (model.table != COSTS or is_number)


def wider(query: SemanticQuery) -> SemanticQuery:
    """The same ranking, some groups longer."""
    return replace(query, limit=(query.limit or 1) + MOST)


def split_ties(rows: Rows, query: SemanticQuery) -> tuple[Rows, Rows]:
    """The groups that the question asks for, and those behind them with the figure of the last one."""
    limit, split = query.limit or 1, len(query.dimensions)
    shown, behind = rows[:limit], rows[limit:]
    return shown, tuple(row for row in behind if shown and row[split] == shown[-1][split])


def told_ties(result: Result) -> tuple[str, ...]:
    """The notice of groups that are not shown though they have the figure of the last one that is."""
    names = _names(result)
    if not names or len(result.rows) == 1:
        return ()
    return (f"{names} {'has' if len(result.tied) == 1 else 'have'} the same figure as the last one shown.",)


def told_as_equal(result: Result) -> str:
    """The end of the sentence on the first group, where others have its figure too."""
    names = _names(result)
    return f", as {'is' if len(result.tied) == 1 else 'are'} {names}" if names else ""


def _names(result: Result) -> str:
    split = len(result.query.dimensions)
    names = [" / ".join(str(part) for part in row[:split]) for row in result.tied]
    if len(names) > SHOWN:
        return f"{', '.join(names[:SHOWN])} and others"
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
