"""What is behind a change of cost: the resources that moved most in the service that did."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from finops_agent.agent.telling.wording import found_in

if TYPE_CHECKING:
    from finops_agent.costs.analyses import CostView, Result, Scope
    from finops_agent.costs.semantic import Period

_NAMED = 3
"""Resources that are named."""
_REST = "everything else"


def with_resources(view: CostView, scope: Scope, baseline: Period | None, found: Result) -> tuple[Result, str]:
    """A change by service with the query for its largest mover's resources, and these in a sentence."""
    from finops_agent.costs.analyses import explain_change  # noqa: PLC0415 - few questions need it
    from finops_agent.costs.semantic import Clause, Condition  # noqa: PLC0415 - as above

    moves = [(Decimal(str(row["change"] or 0)), str(row["service"])) for row in found.records()]
    named = [move for move in moves if move[0] and move[1] not in {_REST, "None"}]
    if not named:
        return found, ""
    service = max(named, key=lambda move: abs(move[0]))[1]
    clause = Clause((Condition("service", "equals", (service,)),), service)
    inside = replace(scope, clauses=(*scope.clauses, clause))
    inner = explain_change(view, inside, baseline, level="resource", limit=_NAMED)
    currency = found.unit if len(found.unit) == len("USD") else None
    said = found_in(inner, currency) if inner.is_answered and inner.rows else None
    if not said:
        return found, ""
    return replace(
        found, steps=(*found.steps, *inner.steps)
    ), f" In {service}: {said.removeprefix('The biggest moves: ')}"
