"""Names beside "reservation" and "savings plan": they name the commitment, and no group or resource of that name."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from finops_agent.agent.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from finops_agent.agent.reading.parts import Part

_COMMITMENT: Final = "commitment"
_KIND: Final = "commitment_type"
_KINDS_SAID: Final = ("reservation", "savings plan")


def as_committed(parts: Sequence[Part]) -> list[Part]:
    """`parts` where a part of a name beside a kind of commitment is the commitment of that name.

    Raises:
        Refusal: the words are part of other names, and no commitment has them in its own.
    """
    kept = list(parts)
    for at, part in enumerate(parts):
        if part.kind != "component" or not any(_is_kind(parts[near]) for near in _beside(parts, at)):
            continue
        links = tuple(link for link in part.links if link.dimension == _COMMITMENT)
        if not links:
            raise Refusal(
                part.text,
                f"No commitment of this data has {part.text!r} in its name. Ask for the commitments one by one, or "
                f"for all of {part.links[0].label!r} without the word.",
            )
        kept[at] = replace(part, links=links)
    return kept


def _beside(parts: Sequence[Part], at: int) -> list[int]:
    return [near for near in (at - 1, at + 1) if 0 <= near < len(parts)]


def _is_kind(part: Part) -> bool:
    if part.kind == "value":
        return any(link.dimension == _KIND for link in part.links)
    return part.meaning == "waste" and any(kind in part.said for kind in _KINDS_SAID)
