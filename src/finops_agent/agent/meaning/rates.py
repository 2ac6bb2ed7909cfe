"""Rates: "what do we pay per day" asks for one figure, the mean, and not for each of ninety days."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from finops_agent.agent.reading.draft import Draft
    from finops_agent.costs.semantic import Period, SemanticQuery

_FEW_DAYS = 14
"""Days that a person still reads one by one."""


def asks_rate(draft: Draft, previous: SemanticQuery | None, covered: Period | None) -> bool:
    """Whether "per day" asks for the mean of the days in `covered`.

    After a question for one figure it does; in a question of its own where there are more days than a person reads.
    Months and weeks are few, so they are told one by one.
    """
    if not draft.is_rate or draft.per_time != "day" or draft.dimensions != ["day"] or _wants_more(draft):
        return False
    if previous is not None:
        return not previous.dimensions and not previous.sides and previous.baseline is None and not previous.share
    return covered is not None and covered.days > _FEW_DAYS


def is_bare_rate(draft: Draft) -> bool:
    """Whether it says "how much per day" and not of what, so that it goes on from the question before."""
    says_no_more = not (draft.names_cost or draft.measure or draft.named or draft.clauses or draft.whens)
    return draft.is_rate and says_no_more and len(draft.dimensions) == 1 and not _wants_more(draft)


def _wants_more(draft: Draft) -> bool:
    """Whether anything else is asked of the days: a ranking, their number, how they went."""
    asked = (
        draft.order, draft.limit, draft.has_trend, draft.is_cumulative, draft.has_breakdown, draft.is_count,
        draft.counts, draft.has_change, draft.has_compare, draft.movement, draft.share_at is not None, draft.bounds,
        draft.beside, draft.aggregate, draft.tool, draft.stepped,
    )  # fmt: skip
    return any(asked) or len(draft.whens) > 1
