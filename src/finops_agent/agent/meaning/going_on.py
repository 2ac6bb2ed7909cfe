"""Whether a question goes on from the one before it, and so takes over what it leaves open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finops_agent.agent.meaning.rates import is_bare_rate

if TYPE_CHECKING:
    from finops_agent.agent.reading.draft import Draft
    from finops_agent.costs.semantic import SemanticQuery


def goes_on(draft: Draft, previous: SemanticQuery | None, *, continues: bool) -> bool:
    """Whether `draft` leans on `previous`; `continues` where both stand in one text."""
    if previous is None:
        return False
    in_text = continues and not (draft.named or draft.clauses)
    asks_why = draft.tool == "explain" and not (draft.named or draft.whens or draft.dimensions or draft.has_cost)
    ranks_on = draft.only_ranks and previous.dimensions == tuple(draft.dimensions)
    leans = draft.leans or not draft.stands_alone or in_text or ranks_on or asks_why
    return leans or sums_up(draft) or is_bare_rate(draft) or _splits_part(draft, previous)


def sums_up(draft: Draft) -> bool:
    """Whether "how much together" and "their total" add up what was told before: it names nothing itself."""
    others = (
        draft.named, draft.clauses, draft.dimensions, draft.whens, draft.bounds, draft.measure, draft.order,
        draft.movement, draft.counts, draft.is_count, draft.tool, draft.has_average, draft.is_everything,
        draft.is_grand, draft.share_at is not None, draft.rest, draft.has_compare, draft.has_change,
    )  # fmt: skip
    return draft.has_total and (draft.adds_up or draft.points_back) and not any(others)


def _splits_part(draft: Draft, previous: SemanticQuery) -> bool:
    """Whether "cost by month" after "what share of the bill is S3" asks for the cost of S3, and not of all."""
    others = (
        draft.named, draft.clauses, draft.whens, draft.bounds, draft.included, draft.has_total, draft.is_everything,
        draft.measure, draft.order, draft.movement, draft.counts, draft.is_count, draft.tool, draft.has_average,
    )  # fmt: skip
    has_part = any(clause.scope == "share" and not clause.negated for clause in previous.clauses)
    return (
        previous.share
        and has_part
        and draft.has_cost
        and bool(draft.dimensions)
        and draft.share_at is None
        and not any(others)
    )
