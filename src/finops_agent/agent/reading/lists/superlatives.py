"""Superlatives that say by themselves what is ranked: "slowest" by duration, "idlest" by the use of the processor."""

from __future__ import annotations

from dataclasses import replace
from itertools import takewhile
from typing import TYPE_CHECKING

from finops_agent.agent.reading.parts import Part
from finops_agent.agent.refusal import Refusal
from finops_agent.costs.semantic.model import COSTS
from finops_agent.costs.semantic.words import column_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from finops_agent.costs.semantic import Catalog

_BY_WORDS: dict[str, tuple[str, frozenset[str]]] = {
    "slowest": ("top", frozenset({"duration", "latency", "runtime"})),
    "fastest": ("bottom", frozenset()),
    "idlest": ("bottom", frozenset({"cpu"})),
    "laziest": ("bottom", frozenset({"cpu"})),
    "busiest": ("top", frozenset({"cpu", "invocations", "requests", "connections"})),
    "chattiest": ("top", frozenset({"invocations", "requests"})),
}
"""Word -> which end of the ranking, and the words of columns of which exactly one has to be there.

The lowest duration is that of what never ran, so "fastest" stands for none.
"""

_MOVES = frozenset({"rise", "fall", "change", "movers", "percent_change"})


def as_superlative(parts: Sequence[Part], catalog: Catalog) -> list[Part]:
    """`parts` of a question about a list with a ranking by the column that such a word stands for.

    Raises:
        Refusal: "fastest" is said of no growth, and no column says of what else.
    """
    model, parts = catalog.model, _as_asked(parts)
    at = next((at for at, part in enumerate(parts) if part.said.removeprefix("the ") in _BY_WORDS), None)
    others = [part for place, part in enumerate(parts) if place != at]
    if at is None or any(part.meaning in {*_MOVES, "top", "bottom", "by"} for part in others):
        return list(parts)
    end, words = _BY_WORDS[parts[at].said.removeprefix("the ")]
    found = [name for name, measure in model.measures.items() if measure.column and words & {*column_words(name)}]
    if model.table == COSTS or len(found) != 1:
        if parts[at].kind == "operator":
            raise Refusal(parts[at].text, f"{parts[at].text!r} in what? Name the figure, or ask what grew fastest.")
        return list(parts)
    ranked = replace(parts[at], kind="operator", meaning=end)
    by = Part("operator", "by", 1, "by", words="by")
    measure = Part("measure", model.measures[found[0]].label, 1, found[0])
    return [*parts[:at], ranked, *parts[at + 1 :], by, measure]


def _as_asked(parts: Sequence[Part]) -> Sequence[Part]:
    """`parts` with "which engine is most used" for "what is the most used engine"."""
    at = next((at for at, part in enumerate(parts[:-1]) if part.kind == "operator" and part.meaning == "used"), None)
    nouns = takewhile(
        lambda part: part.kind == "dimension" and not part.is_plural, parts[at + 1 :] if at is not None else ()
    )
    following = next(iter([*nouns][::-1]), None)
    if at is None or following is None:
        return parts
    asks = [
        replace(part, kind="filler", meaning="") if part.meaning in {"which", "verb"} else part for part in parts[:at]
    ]
    which = Part("operator", "which", 1, "which", words="which")
    verb = Part("operator", "is", 1, "verb", words="is")
    return [*asks, which, following, verb, parts[at], *parts[parts.index(following) + 1 :]]
