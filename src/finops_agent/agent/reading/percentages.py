"""Numbers in per cent: limits on shares and changes, assumptions, and how far one figure is above another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finops_agent.agent.reading.draft import Bound
from finops_agent.agent.reading.splitting import Splitting
from finops_agent.agent.refusal import Refusal

if TYPE_CHECKING:
    from decimal import Decimal

    from finops_agent.agent.reading.parts import Part
    from finops_agent.costs.semantic.query import Operator


class Percentages(Splitting):
    """Handlers of numbers before "%"."""

    def _take_percent_bound(self, part: Part, number: Decimal, operator: Operator) -> None:
        """In "grew by more than 10 %" the change is tested, in "make up more than 20 %" the share."""
        draft = self.draft
        self.at += 1
        if draft.is_yes_or_no and draft.named and not draft.dimensions and draft.share_at is None:
            # "Is EC2 more than 40 % of the bill" is answered with the share.
            draft.tied += self.parts[self.at - 2 : self.at]
            draft.share_at, draft.has_cost, self.mode = self.at, True, ""
            return
        draft.bounds.append(Bound(self.at, operator, number, part.text, is_percent=True))
        draft.has_percent = True
        if not draft.has_change and draft.share_at is None:
            draft.share_at = self.at
        self.mode = ""

    def _take_percentage(self, part: Part, number: Decimal) -> None:
        """The 20 % of "if we move it at 20 % cheaper"."""
        if self.draft.has_move and self.draft.movement in {"rise", "fall"}:
            # "If EC2 rises by 10 %" assumes a change; it does not ask for one.
            self.draft.is_cheaper = self.draft.movement == "fall"
            self.draft.movement, self.draft.has_change, self.draft.has_cost = None, False, True
        if not (self.draft.has_saving or self.draft.has_move or self._is_operator(2, "cheaper", "dearer")):
            raise Refusal(
                part.text, "Limits in percent are not understood. Ask for the shares, or name an amount of money."
            )
        if self.draft.percent_of_price is not None:
            raise Refusal(part.text, "Two assumptions at once. Ask with one percentage.")
        self.draft.percent_of_price = number
        self.at += 1

    def _sets_apart(self, side: str) -> bool:
        """In "how many percent is June above April" and "effective above billed cost" two figures are set apart."""
        draft, part = self.draft, self.parts[self.at]
        are_times = self._is_kind(1, "when") and len(draft.whens) == 1
        are_costs = self._is_kind(1, "measure") and draft.measure is not None and side in {"over", "under"}
        if not (are_times or are_costs):
            return False
        self._take_as("compare", part)
        draft.has_change = draft.has_cost = True
        draft.wants_amount = not draft.has_percent
        draft.tied.append(part)
        return True
