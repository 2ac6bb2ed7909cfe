"""Two sorts of things of a list side by side, and what adds up over time: what each question leaves out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finops_agent.agent.reading.parts import Part
from finops_agent.agent.refusal import Refusal
from finops_agent.costs.semantic.model import COSTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from finops_agent.costs.semantic import Catalog

_MONTH = "month"


def as_of_lists(parts: Sequence[Part], catalog: Catalog) -> list[Part]:
    """`parts` of a question about a list, a running total split by month where it has months.

    Raises:
        Refusal: two sorts of things are compared, and not in what.
    """
    if catalog.model.table == COSTS:
        return list(parts)
    _check_sides(parts, catalog)
    split = any(part.kind == "dimension" or part.meaning == "by" for part in parts)
    is_running = any(part.kind == "operator" and part.meaning == "cumulative" for part in parts)
    if not is_running or split or _MONTH not in catalog.model.dimensions:
        return list(parts)
    return [*parts, Part("operator", "by", 1, "by", words="by"), Part("dimension", _MONTH, 1, _MONTH, words=_MONTH)]


def _check_sides(parts: Sequence[Part], catalog: Catalog) -> None:
    """In "gp2 volumes vs gp3 volumes" their number may be meant, or their cost."""
    told = [part for part in parts if part.kind not in {"filler", "symbol"}]
    if not any(part.kind == "operator" and part.meaning == "compare" for part in told):
        return
    nouns = [part for part in told if part.kind == "dimension"]
    is_of_things = bool(nouns) and all(catalog.model.dimensions[part.meaning].is_entity for part in nouns)
    says_no_more = all(part.kind in {"value", "dimension"} or part.meaning == "compare" for part in told)
    if is_of_things and says_no_more:
        thing = catalog.model.dimensions[nouns[0].meaning].plural
        raise Refusal("a figure", f"Their number or their cost? Ask 'how many {thing}' or 'cost of' both.")
