"""The second of two figures that stand side by side: named, carried on, or the cost that credits are a share of."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from finops_agent.agent.reading.draft import Draft
    from finops_agent.costs.semantic import SemanticModel, SemanticQuery


class Beside:
    """What is set beside the figure of one draft."""

    draft: Draft
    previous: SemanticQuery | None
    model: SemanticModel

    def _beside(self) -> str | None:
        """The second figure: its own, the cost that credits are a share of, or that of the question before."""
        draft, previous = self.draft, self.previous
        if draft.beside is not None or previous is None:
            return draft.beside
        if draft.measure or draft.counts or draft.is_count or draft.has_rows or draft.tool:
            return None
        return self.model.default_measure if self._is_of_cost() else previous.beside

    def _is_of_cost(self) -> bool:
        """Whether "as a share of its cost" sets the credits of the question before against their cost."""
        draft, previous = self.draft, self.previous
        if previous is None or draft.share_at is None or not (draft.is_part_first and draft.names_cost):
            return False
        figure = self.model.measures.get(previous.measure)
        is_part = figure is not None and figure.kind == "money" and figure.name != self.model.default_measure
        return is_part and not (draft.named or draft.dimensions or draft.measure or draft.is_of_whole)
