"""Names asked of things: "names of the instances with 8 vCPUs" lists these, each by its name, and counts none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finops_agent.costs.semantic.model import COSTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from finops_agent.agent.reading.draft import Draft
    from finops_agent.agent.reading.parts import Part
    from finops_agent.costs.semantic import SemanticModel


_LISTING = frozenset({"list", "names"})


def settle_names(draft: Draft, read: Sequence[Part], model: SemanticModel) -> None:
    """Split by the things themselves where their names are asked, so that two of one name are two."""
    names = [name for name in draft.dimensions if model.dimensions[name].label == "name"]
    things = [column.name for column in model.dimensions.values() if column.is_entity]
    asks_other = draft.is_count or draft.counts or draft.order or draft.share_at is not None or draft.by
    if model.table == COSTS or not things or asks_other or things[0] in draft.dimensions:
        return
    is_figure = draft.has_cost or draft.measure is not None or draft.has_average or draft.tool is not None
    lists = any(part.kind == "filler" and _LISTING & set(part.text.lower().split()) for part in read)
    if not draft.dimensions and draft.noun == things[0] and lists and not is_figure:
        draft.dimensions.append(things[0])
    if not names:
        return
    if draft.noun == things[0] or draft.named or draft.clauses or draft.bounds:
        draft.dimensions.insert(0, things[0])
