"""Which end of a ranking "worst" asks for: the highest cost, the lowest efficiency; of other figures it is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finops_agent.agent.refusal import Refusal
from finops_agent.costs.semantic.model import COSTS
from finops_agent.costs.semantic.words import column_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from finops_agent.agent.reading.draft import Draft
    from finops_agent.agent.reading.parts import Part
    from finops_agent.costs.semantic import Measure, SemanticModel

_BETTER_HIGH = (
    "efficien", "utili", "coverage", "covered", "availab", "uptime", "saving", "saved", "compliance", "compliant",
    "hit",
)  # fmt: skip
"""How words of figures begin that are good where they are high."""


def settle_worst(draft: Draft, parts: Sequence[Part], model: SemanticModel) -> None:
    """Turn the ranking of "worst" where the figure is better high. Raises Refusal where that is not known."""
    said = next((part for part in parts if part.meaning == "top" and "worst" in part.text.lower().split()), None)
    measured = model.measures.get(draft.measure or "")
    if said is None or measured is None or draft.tool is not None or draft.order != "descending":
        return
    if _is_better_high(measured):
        draft.order = "ascending"
    elif measured.kind == "quantity" and model.table != COSTS:
        raise Refusal(
            said.text,
            f"Is the worst {measured.label} the highest or the lowest? Ask for one of them.",
            (f"highest {measured.label}", f"lowest {measured.label}"),
        )


def _is_better_high(measure: Measure) -> bool:
    words = column_words(measure.name) if measure.column else tuple(measure.label.lower().split())
    return any(word.startswith(_BETTER_HIGH) for word in words)
