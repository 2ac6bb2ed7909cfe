"""What is settled of a draft when all words are read: which end, which things, and whether of each group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finops_agent.agent.reading.lists.extremes import settle_extremes
from finops_agent.agent.reading.lists.names_of_things import settle_names
from finops_agent.agent.reading.worst import settle_worst

if TYPE_CHECKING:
    from collections.abc import Sequence

    from finops_agent.agent.reading.draft import Draft
    from finops_agent.agent.reading.parts import Part
    from finops_agent.costs.semantic import SemanticModel


def settle(draft: Draft, read: Sequence[Part], parts: Sequence[Part], model: SemanticModel) -> None:
    """Settle `draft`; `read` are all parts, `parts` those with a meaning. Raises Refusal where an end is open."""
    settle_worst(draft, parts, model)
    settle_names(draft, read, model)
    settle_extremes(draft, parts, model)
    _settle_which_one(draft, read)


def _settle_which_one(draft: Draft, read: Sequence[Part]) -> None:
    """Let "which one went up?" ask for one of those that were told before, and not for a service."""
    words = [word for part in read for word in part.text.lower().split()]
    names = draft.named or draft.clauses or any(part.kind == "dimension" for part in read)
    if words[:2] in (["which", "one"], ["which", "ones"]) and draft.movement and not names:
        draft.dimensions.clear()
        draft.leans = draft.points_back = True
