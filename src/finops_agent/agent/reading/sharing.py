"""Words that ask for a whole or for a part of it: total, percent, share, half, makes up."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from finops_agent.agent.reading.asides import Asides
from finops_agent.agent.refusal import Refusal
from finops_agent.costs.semantic import Factor

if TYPE_CHECKING:
    from finops_agent.agent.reading.parts import Part

_PAIR = 2
_UP = frozenset({"increase", "growth", "rise"})
_DOWN = frozenset({"decrease", "drop", "fall"})
_OVERALL = frozenset({"overall", "everything", "of everything", "in all", "all in all", "altogether"})
"""Words for a total that is one of all there is."""
_AS_ONE = frozenset({
    "together", "altogether", "all together", "combined", "add up", "adds up", "added up", "add up to", "adds up to",
    "sum up to", "sums up to", "summed up",
})  # fmt: skip


class Sharing(Asides):
    """Handlers of totals and shares."""

    def _op_percent(self, part: Part) -> None:
        self._end_mode()
        lacks_part = self._says_as_part(part)
        self.draft.has_percent = True
        is_of_change = self._says_of(part) and self._is_operator(1, "rise", "fall", "change")
        self.draft.asks_part = self.draft.asks_part or is_of_change
        if self.draft.share_at is None and not lacks_part:
            self.draft.share_at = self.at

    def _says_of(self, part: Part) -> bool:
        after = self._raw(part, 1)
        return part.text.lower().endswith(" of") or (after is not None and after.text.lower().split()[0] == "of")

    def _op_percent_change(self, part: Part) -> None:
        self._op_percent(part)
        self.draft.has_change = True
        said = set(part.text.lower().split())
        if self.draft.order is not None and self.draft.movement is None:
            self.draft.movement = "fall" if said & _DOWN else "rise" if said & _UP else "move"

    def _op_share(self, part: Part) -> None:
        self._end_mode()
        lacks_part = self._says_as_part(part)
        self.draft.is_gap = self.draft.is_gap or part.text.lower() == "ratio"
        totals = self._is_operator(-1, "total", "grand") or (
            self._is_operator(-1, "cost") and self._is_operator(-2, "total")
        )
        if totals and part.text.lower().startswith("of ") and self.draft.share_at is None:
            # "The total of the bill" is all of it and no part.
            self._op_grand(part)
            return
        self.draft.is_of_whole = self.draft.is_of_whole or part.text.lower().startswith("of ")
        self.draft.is_of_bill = self.draft.is_of_bill or part.text.lower().endswith(" bill")
        # "The change of the bill" names what changed, "the share of the change" a part.
        is_what_changed = self.draft.is_of_whole and self._is_operator(-1, "change", "rise", "fall", "percent_change")
        self.draft.asks_part = self.draft.asks_part or not is_what_changed
        says_whole = self._says_of(part) or part.text.lower() in {"of total", "of the total"}
        is_how_much = self._is_operator(-1, "cost") and self.parts[self.at - 1].text.lower() == "how much"
        self.draft.asks_amount = is_how_much and part.text.lower().startswith("of ")
        if self.draft.asks_amount:
            # By months or accounts amounts are told, and no whole.
            self.draft.tied.append(part)
        if self._is_kind(-1, "value") and self._is_kind(1, "value") and says_whole:
            # "Production share of EC2" names the part, then the whole.
            self.draft.is_part_first = True
        if self.draft.share_at is None and not lacks_part:
            self.draft.share_at = self.at

    def _says_as_part(self, part: Part) -> bool:
        """Note whether it is said "as % of": then the part stands before and the whole behind. True where none does."""
        before, after = (self._raw(part, offset) for offset in (-1, 1))
        words = part.text.lower().split()
        says_as = words[0] in {"as", "in"} or (before is not None and before.text.lower() in {"as", "in", "as a", "a"})
        says_of = words[-1] == "of" or "of" in words or (after is not None and after.text.lower().split()[0] == "of")
        self.draft.is_part_first = self.draft.is_part_first or (says_as and says_of)
        self.draft.is_in_percent = says_as and not says_of
        begins = all(read.meaning in {"and", "again"} for read in self.parts[: self.at])
        if says_as and says_of and self._near(1) is None and not part.text.lower().startswith("of "):
            behind = [read.text for read in self.read[self._place_of(part) + 1 :] if read.text.lower() != "of"]
            raise Refusal(
                "a whole", f"In percent of what? {' '.join(behind)!r} is no figure here. Name part and whole."
            )
        lacks_part = says_as and says_of and begins and self._is_kind(1, "value", "component")
        if lacks_part:
            # In "as % of EC2" the part is what was asked before.
            self.draft.is_against = self.draft.is_relative = self.draft.has_percent = self.draft.leans = True
            self.draft.points_back = True
        return lacks_part

    def _op_compose(self, part: Part) -> None:
        """Read "EC2 makes up how much" as a share, and "which types make up S3 costs" as the costs themselves."""
        self._end_mode()
        if self._is_operator(-1, "who") and "responsible" in part.text.lower():
            raise Refusal(
                part.text, "A bill does not say who is responsible for something. Ask by a team or an account."
            )
        self.draft.has_cost = True
        if not self.draft.dimensions and self.draft.share_at is None:
            self.draft.share_at = self.at

    def _op_half(self, part: Part) -> None:
        """Answer "is EC2 more than half of the bill" with the share and its two figures."""
        self._end_mode()
        before = self.parts[: self.at]
        if (
            part.text.lower() == "half"
            and not self._is_kind(1, "dimension", "number")
            and all(read.meaning in {"which", "verb", "cost"} for read in before)
        ):
            # "What is half of the EC2 cost": no group is asked for.
            after = self._raw(part, 1)
            if after is not None and after.text.lower().split()[0] in {"of", "our", "the"}:
                self.draft.unit_factor, self.draft.has_cost = Factor(Decimal("0.5"), "half of it"), True
                return
        if not (self.draft.is_yes_or_no or {"more", "over", "less", "under", "least"} & set(part.text.lower().split())):
            raise Refusal(
                part.text, "Half a figure is not worked out. Ask for the figure, or whether it is more than half."
            )
        self.draft.has_cost = True
        if self.draft.share_at is None:
            self.draft.share_at = self.at

    def _op_grand(self, part: Part) -> None:
        """The whole bill: nothing that was asked before narrows it."""
        self._op_total(part)
        self.draft.is_everything = True
        self.draft.is_grand = self.draft.share_at is None

    def _check_share_of_each(self, part: Part) -> None:
        """Tell "the dev share of each product" from "the share of dev by product", and ask where it can be both."""
        draft, each = self.draft, self._near(1)
        is_time = (
            each is not None and each.kind == "dimension" and self.model.dimensions[each.meaning].grain is not None
        )
        if draft.share_at is not None and is_time and self.by_text in {"each", "every"} and self._is_behind_of(part):
            # "As a share of each month's bill" says what the whole is.
            draft.is_of_whole = True
        if draft.share_at is None or not draft.named or self._is_kind(1, "dimension") is False:
            return
        following = self._near(1)
        if following is not None and self.model.dimensions[following.meaning].grain is not None:
            return
        says_of = self._is_behind_of(part)
        if self.by_text in {"in each", "of each", "within each"} or (says_of and self.by_text in {"each", "every"}):
            draft.is_of_each = True
        elif self._is_operator(-1, "share") and draft.named[-1].at == self.at - _PAIR and following is not None:
            name, group = draft.named[-1].text, self.model.dimensions[following.meaning].label
            raise Refusal(
                "a share of what",
                f"The part of each {group} that is {name}, or how {name} is spread? "
                f"Say '{name} share of each {group}' or 'share of {name} by {group}'.",
                (f"{name} share of each {group}", f"{name} by {group} in percent"),
            )

    def _is_behind_of(self, part: Part) -> bool:
        before = self._raw(part, -1)
        return before is not None and before.text.lower().split()[-1] in {"of", "in", "within"}

    def _is_whole_of_measure(self, part: Part) -> bool:
        """Whether the cost of "credits as a share of cost" is what another figure is a part of."""
        draft = self.draft
        measure = self.model.measures.get(draft.measure or "")
        if not draft.is_part_first or draft.named or draft.beside is not None or part.text.lower() == "how much":
            return False
        return measure is not None and measure.kind == "money" and measure.name != self.model.default_measure

    def _op_total(self, part: Part) -> None:
        self.draft.has_total = True
        self.draft.lists_totals = part.text.lower() == "totals"
        self.draft.says_overall = self.draft.says_overall or part.text.lower() in _OVERALL
        self.draft.adds_up = self.draft.adds_up or part.text.lower() in _AS_ONE
        self.draft.is_of_whole = self.draft.is_of_whole or self.draft.share_at is not None
        if "everything" in part.text.lower():
            self.draft.is_everything = True
        if self.mode in {"exclude", "missing"} and self.has_excluded:
            self._end_mode()
