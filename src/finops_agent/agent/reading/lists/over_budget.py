"""Which ones are over budget, where the words stand before their noun, and how often: "over budget months"."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from finops_agent.agent.reading.parts import Part
from finops_agent.costs.semantic.budgets import LEFT, OVER, OVER_WORDS, UNDER_WORDS
from finops_agent.costs.semantic.phrase import phrase_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from finops_agent.costs.semantic import Catalog

_MONTH = "month"


def as_those_over(parts: Sequence[Part], catalog: Catalog) -> list[Part]:
    """`parts` with "which months are over budget" for "over budget months", and months for the "how often" of it."""
    at = next((at for at, part in enumerate(parts) if _is_state(part)), None)
    if at is None:
        return list(parts)
    following = parts[at + 1] if at + 1 < len(parts) else None
    is_noun = following is not None and following.kind == "dimension" and following.is_plural
    if following is not None and is_noun and not any(part.meaning in {"by", "which", "count"} for part in parts[:at]):
        which = Part("operator", "which", 1, "which", words="which")
        verb = Part("operator", "are", 1, "verb", words="are")
        return [*parts[:at], which, following, verb, parts[at], *parts[at + 2 :]]
    often = next((place for place, part in enumerate(parts) if part.said == "how often"), None)
    month = catalog.model.dimensions.get(_MONTH)
    if often is None or month is None or any(part.kind == "dimension" for part in parts):
        return list(parts)
    noun = Part("dimension", "months", 1, _MONTH, is_plural=True, words="months")
    return [*parts[:often], replace(parts[often], text="how many", words="how many"), noun, *parts[often + 1 :]]


def _is_state(part: Part) -> bool:
    said = phrase_of(part.text)
    is_over = part.meaning == OVER and said in OVER_WORDS
    return part.kind == "measure" and (is_over or (part.meaning == LEFT and said in UNDER_WORDS))
