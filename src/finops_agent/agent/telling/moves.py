"""How a figure moved from one period to another, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finops_agent.agent import figures

if TYPE_CHECKING:
    from finops_agent.agent.telling.narrate import Result
    from finops_agent.costs.semantic import Period


def told_move(result: Result) -> str:
    """What changed from the earlier period to the later one, and by how much."""
    query = result.query
    if query.period is None or query.baseline is None or not result.rows:
        return f"{result.subject}{result.left_out}: no group changed that way."
    if query.change == "part":
        part, whole, share = result.rows[0]
        named = ", ".join(clause.label for clause in query.clauses if clause.scope == "share")
        told = f"{figures.percent(share)} of the change" if share is not None else "there was no change"
        ends = f"{query.baseline.label} to {query.period.label}"
        return f"{named}: {told} from {ends} ({result.figure(part)} of {result.figure(whole)})."
    split = len(query.dimensions)
    first = result.rows[0]
    earlier, later, change, share = first[split : split + 4]
    verb = "rose by" if change > 0 else "fell by" if change < 0 else "did not change"
    percentage = f" ({figures.percent(abs(share))})" if share is not None and change else ""
    move = f"{verb} {result.figure(abs(change))}{percentage}" if change else verb
    detail = (
        f"{move}, from {result.figure(earlier)} {_when(query.baseline)} to {result.figure(later)} {_when(query.period)}"
    )
    if not split:
        return f"{result.subject}{result.left_out} {detail}."
    label = " / ".join(str(part) for part in first[:split])
    return f"{result.subject}{result.left_out}: {label} {detail}."


def _when(period: Period) -> str:
    """A side of a comparison, in words."""
    return f"on {period.label}" if period.unit == "day" else f"in {period.label}"
