"""Words that tie names together: and, or, the comma; the "/" of "cost/day"; and the "lines" of a kind of charge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finops_agent.agent.reading.sharing import Sharing
from finops_agent.agent.refusal import Refusal

if TYPE_CHECKING:
    from finops_agent.agent.reading.parts import Part


class Joining(Sharing):
    """Handlers of what stands between two names."""

    def _op_and(self, part: Part) -> None:
        if (
            self.draft.has_compare
            and len(self.draft.named) == 1
            and not self.draft.has_versus
            and self._is_kind(1, "value")
        ):
            self._take_as("compare", part)
            return
        if part.text.lower() in {"+", "plus"} and self._is_kind(-1, "when") and self._is_kind(1, "when"):
            # "Nov + Dec" is one sum.
            self.draft.is_one_time = True
        self._connect("and")

    def _op_or(self, part: Part) -> None:
        following = self._near(1)
        if part.text == "/" and self._is_operator(1, "count"):
            raise Refusal(
                part.text, "One figure divided by a number is asked as 'cost per', such as 'average cost per account'."
            )
        is_time = following is not None and following.kind == "dimension" and not following.is_plural
        if part.text == "/" and is_time and following and self.model.dimensions[following.meaning].grain:
            # "Average cost/day" is one per day.
            if self.mode != "by":
                self._end_mode()
                self.mode, self.by_text = "by", "per"
            return
        self._connect("or")

    def _op_comma(self, _: Part) -> None:
        self._connect("comma")

    def _connect(self, connector: str) -> None:
        following = self._near(1)
        if connector == "and" and following is not None and following.kind == "value" and not self.draft.named:
            sums = self.draft.has_total or (self.draft.has_cost and self.parts[self.at].text.lower() in {"plus", "+"})
            is_charge = following.links[0].dimension in {"charge", "line_item_type"}
            if sums and is_charge and self.mode != "exclude" and not self.draft.has_compare:
                # Billed cost has these charges in it: to add them again would count them twice.
                self.draft.notes.append(f"{following.text!r} is part of the total already.")
                self.mode = "include"
                return
        if self.connector in {"none", "comma"} or connector == "or":
            self.connector = "and" if connector == "and" else "or" if connector == "or" else "comma"
        if self.mode == "by" and not self._is_kind(1, "dimension"):
            self.mode = ""

    def _op_rows(self, part: Part) -> None:
        if self.draft.is_count and self.draft.counts is None:
            self.draft.is_count = False
            self.draft.measure = "rows"
        before = self._near(-1)
        is_charge = before is not None and any(link.dimension in {"charge", "line_item_type"} for link in before.links)
        sums = is_charge and (self.draft.has_cost or self.draft.has_total or self._says_total_of())
        if (
            (self.has_excluded or sums)
            and (self._is_kind(-1, "value", "component") or self._is_operator(-1, "waste"))
            and self.draft.counts is None
            and self.draft.measure != "rows"
        ):
            # The "lines" of "without the correction lines" only says what is left out.
            self.draft.tied.append(part)
            return
        self.draft.has_rows = True
        if self.mode == "by":
            raise Refusal("what to split by", self._ways_to_split())

    def _says_total_of(self) -> bool:
        return any(read.text.lower() in {"total of", "sum of"} for read in self.read)
