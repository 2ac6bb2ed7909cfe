"""What is left out of a service must be part of it: "compute engine without storage" means none of Cloud Storage."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from finops_agent.agent.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from finops_agent.agent.meaning.resolve import Resolved
    from finops_agent.costs.semantic import SemanticQuery

_BOUGHT = frozenset({
    "category", "service", "subcategory", "instance_type", "instance_family", "usage_type", "operation", "sku", "meter",
    "description",
})  # fmt: skip
"""Dimensions of what was bought, from broad to narrow: a part of one thing is no part of another."""


def check_left_out(query: SemanticQuery, resolved: Resolved, has_rows: Callable[[SemanticQuery], bool]) -> None:
    """Raise Refusal where a name of what was bought is left out of another that has none of it, ever.

    `has_rows` tells whether any row is what a query is about. Kinds of charges, accounts and tags may well be missing
    from what they are left out of; a usage type of another service is a word that was read amiss. "Only the instances,
    no EBS" leaves out what is not in it, and means just that.
    """
    _check_written(query, has_rows)
    bought = [clause for clause in query.clauses if clause.scope == "rows" and clause.dimensions <= _BOUGHT]
    kept = [clause for clause in bought if not clause.negated]
    if resolved.narrows or not kept or len(kept) == len(bought):
        return
    for left in (clause for clause in bought if clause.negated):
        both = replace(query, clauses=(*kept, replace(left, negated=False)), period=None, baseline=None, sides=())
        if not has_rows(both):
            named = ", ".join(clause.label for clause in kept)
            raise Refusal(
                left.label,
                f"There is nothing of {left.label!r} in {named}, so leaving it out would change nothing. "
                "Name a usage type, a SKU or a meter of it, such as the ones that 'by usage type' tells.",
            )


def _check_written(query: SemanticQuery, has_rows: Callable[[SemanticQuery], bool]) -> None:
    """Raise Refusal where AWS's kinds of lines are left out of a bill that writes what they say in another way."""
    for left in query.clauses:
        if not left.negated or left.dimensions != {"line_item_type"}:
            continue
        if not has_rows(replace(query, clauses=(replace(left, negated=False),), period=None, baseline=None, sides=())):
            raise Refusal(
                left.label,
                f"No line of this data is marked as {left.label!r}, so leaving it out would change nothing. "
                "Ask for the cost by pricing category or by commitment.",
            )
