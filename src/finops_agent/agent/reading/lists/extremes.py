"""Extremes of each group: "peak CPU per instance" is the highest figure of each one, and no ranking of means."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from finops_agent.costs.semantic.model import COSTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from finops_agent.agent.reading.draft import Draft
    from finops_agent.agent.reading.parts import Part
    from finops_agent.costs.semantic import SemanticModel

_EXTREMES = frozenset({"max", "maximum", "min", "minimum", "peak", "peaks"})
"""Words that ask for the extreme of any figure; "highest" and the like do of a level, and rank sums."""
_RANKING = frozenset({"highest", "the highest", "lowest", "the lowest", *_EXTREMES})


def settle_extremes(draft: Draft, parts: Sequence[Part], model: SemanticModel) -> None:
    """Turn the ranking of a table's groups into the extreme of each, where the word stands before the figure."""
    measure = model.measures.get(draft.measure or "")
    asks_other = draft.limit or draft.offset or draft.is_singular or draft.tool is not None or draft.has_average
    is_split = bool(draft.by) and set(draft.by) == set(draft.dimensions)
    if model.table == COSTS or measure is None or asks_other or not is_split or draft.aggregate is not None:
        return
    for part, following in itertools.pairwise(parts):
        word = part.text.lower()
        is_rank = part.meaning in {"top", "bottom"} and word in _RANKING
        is_extreme = word in _EXTREMES or measure.aggregate == "avg"
        if is_rank and is_extreme and following.kind == "measure" and following.meaning == draft.measure:
            draft.aggregate = "max" if part.meaning == "top" else "min"
            draft.order = None
            return
