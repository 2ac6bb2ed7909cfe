"""What is settled of a draft when all words are read: which end, which things, and whether of each group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finops_agent.agent.reading.extremes import settle_extremes
from finops_agent.agent.reading.names_of_things import settle_names
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
