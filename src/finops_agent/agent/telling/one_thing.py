"""What one thing of a list is like, in words: the column that is asked for first, its figure beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from finops_agent.agent.telling.narrate import Result
    from finops_agent.costs.semantic import SemanticModel, SemanticQuery

_FEW = 5
"""Values that a sentence names."""
_DULL = frozenset({"next", "last", "first", "on", "at"})
"""Words of dates that do not say which."""


def is_of_one_thing(query: SemanticQuery, model: SemanticModel) -> bool:
    """Whether one column is told of one thing that is named, such as the state of an instance."""
    kept = [clause for clause in query.clauses if not clause.negated and clause.scope == "rows"]
    tested = [test for clause in kept for test in clause.conditions]
    named = [
        model.dimensions.get(test.dimension) for test in tested if test.match == "equals" and len(test.values) == 1
    ]
    is_thing = len(tested) == len(query.clauses) == 1 and any(
        column is not None and (column.is_entity or column.label == "name") for column in named
    )
    is_plain = query.limit is None and query.threshold is None and not (query.share or query.cumulative or query.ranked)
    return is_thing and is_plain and query.period is None and len(query.dimensions) == 1


def told_of_thing(result: Result) -> str:
    """The values of the column, each with its figure."""
    model = result.model
    column = model.dimensions[result.query.dimensions[0]]
    days = [" ".join(phrase) for phrase in model.day_words if not _DULL.intersection(phrase)]
    label = days[0] if column.grain is not None and days else column.label
    thing = result.query.clauses[0].label
    told = [f"{row[0]} ({result.measure.label} {result.figure(row[1])})" for row in result.rows[:_FEW]]
    more = f" and {len(result.rows) - _FEW} more" if len(result.rows) > _FEW else ""
    return f"{label[0].upper()}{label[1:]} of {thing}: {', '.join(told) or 'nothing'}{more}."
