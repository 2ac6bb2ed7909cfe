"""Months that a question names side by side: "how much in May and June" may mean each, or both together."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from finops_agent.costs.semantic import is_additive

if TYPE_CHECKING:
    from finops_agent.agent.telling.narrate import Result

_ASKS_ONE = re.compile(r"\bhow much\b(?!.*\b(?:each|per|by|monthly|respectively|separately)\b)", re.IGNORECASE)


def is_of_named_months(result: Result) -> bool:
    """Whether the months are those that the question names, so that their sum may be meant."""
    query = result.query
    is_named = query.period is not None and " and " in query.period.label and query.dimensions == ("month",)
    # Those that do not follow each other are a test of the rows.
    is_named = is_named or (
        query.dimensions in {("month",), ("day",)}
        and any(not c.negated and c.dimensions == set(query.dimensions) for c in query.clauses)
    )
    is_sum = is_additive(query, result.model) and not (query.average_per or query.factor or query.share)
    return is_named and is_sum and query.order == "label" and not query.cumulative


def value_of_months(question: str, result: Result, value: Any) -> Any:  # noqa: ANN401 - figures come from DuckDB untyped
    """The sum where "how much" asks one amount of the months, which the words and rows tell apart; else `value`."""
    return result.whole if _ASKS_ONE.search(question) and is_of_named_months(result) else value
