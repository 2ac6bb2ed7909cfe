"""The second of two figures that stand side by side: named, carried on, or the cost that credits are a share of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finops_agent.agent.refusal import Refusal

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

    def _check_gap(self) -> None:
        """Raise Refusal where a difference or a comparison without times is one between groups, or with a mean."""
        draft, previous = self.draft, self.previous
        names = previous.dimensions if previous is not None else ()
        groups = [self.model.dimensions[name].plural for name in names if self.model.dimensions[name].grain is None]
        is_of_groups = draft.is_gap and bool(groups) and previous is not None and previous.baseline is None
        if is_of_groups and not (draft.movement or draft.is_stepwise):
            raise Refusal(
                "which two", f"The difference between two {groups[0]}, or from one time to the next? Name the two."
            )
        if draft.has_compare and draft.has_average and not draft.has_change:
            raise Refusal("two sides", "One day or month against the mean of all is not worked out. Ask for each.")
