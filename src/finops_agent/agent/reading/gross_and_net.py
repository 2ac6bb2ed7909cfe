"""Cost before and after credits, which are rows of their own in some bills and a column beside the cost in others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finops_agent.agent.reading.leaving import Leaving
from finops_agent.agent.refusal import Refusal
from finops_agent.costs.semantic.model import COSTS

if TYPE_CHECKING:
    from finops_agent.agent.reading.parts import Part
    from finops_agent.costs.semantic import Link

_BASES = frozenset({"billed", "net", "credits"})
"""Figures of a bill with credits beside the cost, which stand side by side."""


class GrossAndNet(Leaving):
    """Handlers of "gross", "net" and their like."""

    def _op_gross(self, part: Part) -> None:
        """Before credits: without their rows, or the cost beside which they stand."""
        self._end_mode()
        self._check_bill(part)
        credit = self._credit_rows()
        if credit is not None:
            self._leave_out(credit, "credits")
        self._take_basis("billed", f"Read {part.text!r} as cost before credits.")
        if "credits" in part.text.lower():
            self._goes_on_from_credits("exclude")

    def _op_net(self, part: Part) -> None:
        """After credits, where the bill has any."""
        self._end_mode()
        self._check_bill(part)
        if "credits" in part.text.lower():
            self._goes_on_from_credits("include")
        if "net" in self.model.measures:
            self._take_basis("net", f"Read {part.text!r} as cost after credits.")
        elif self._credit_rows() is not None:
            self._take_basis(
                "billed", f"Read {part.text!r} as cost after credits, which are charges of their own here."
            )
        else:
            raise Refusal(
                part.text, "This bill has no credits, so gross and net do not differ. Ask for the cost, or without tax."
            )

    def _check_bill(self, part: Part) -> None:
        if self.model.table != COSTS:
            raise Refusal(part.text, "This table has no credits, so gross and net do not differ. Ask for its cost.")

    def _credit_rows(self) -> Link | None:
        return next((link for link in self.catalog.links.get(("credits",), ()) if link.dimension == "charge"), None)

    def _take_basis(self, measure: str, note: str) -> None:
        draft = self.draft
        if draft.measure not in {None, measure} and {draft.measure, measure} <= _BASES and draft.beside is None:
            draft.beside = measure
            return
        if draft.measure not in {None, measure}:
            raise Refusal(measure, "Two figures at once. Ask for one of them.")
        draft.measure, draft.has_cost = measure, True
        draft.leans = draft.leans or not any(_says_more(read) for read in self.parts)
        draft.notes.append(note)


def _says_more(part: Part) -> bool:
    """Whether a word beside "before credits" says what charges, or how split: without one it goes on from before."""
    is_plain = part.kind == "operator" and part.meaning in {
        "gross",
        "net",
        "and",
        "again",
        "same",
        "exclude",
        "include",
    }
    return not is_plain and part.kind not in {"filler", "symbol", "when"}
