"""Numbers in a question: how many groups, and the amounts that figures are set against."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from finops_agent.agent.draft import Bound
from finops_agent.agent.percentages import Percentages
from finops_agent.agent.refusal import Refusal
from finops_agent.costs.semantic import Clause, Condition, Link
from finops_agent.costs.semantic.model import COSTS
from finops_agent.costs.semantic.query import MEASURE_PREFIX

if TYPE_CHECKING:
    from finops_agent.agent.parts import Part
    from finops_agent.costs.semantic.query import Operator

BOUNDS: dict[str, Operator] = {"over": ">", "under": "<", "at_least": ">=", "at_most": "<=", "exactly": "="}
_MOST_GROUPS = 1000


class Bounding(Percentages):
    """Handlers of numbers and of words that compare with one."""

    # -------------------------------------------------------------- measures
    def _take_measure(self, part: Part) -> None:
        draft = self.draft
        if "unblended" in part.text.lower():
            draft.says_unblended = part.text
        if self._is_bound_next():
            self.tested = part.meaning
            return
        if self._is_apposition(part):
            draft.tied.append(part)
            return
        if part.meaning == "credits" and self.mode in {"exclude", "include", "with"}:
            self._take_credits(part)
            return
        if self._takes_none(part):
            return
        if draft.is_count and draft.counts is None and draft.measure is None:
            draft.is_count = False
        if self.mode == "per":
            draft.per = part.meaning
        elif draft.measure not in {None, part.meaning}:
            self._second(part)
        else:
            self._first(part)
        self._end_mode()
        if part.meaning == "net" and part.text.lower().endswith("after credits"):
            self._goes_on_from_credits("include")

    def _takes_none(self, part: Part) -> bool:
        """Take "with no errors" of the rows of a table: those whose figure is zero or empty."""
        draft = self.draft
        is_said = self.mode in {"exclude", "missing"} and not self.has_excluded and self.model.table != COSTS
        if not is_said or not (draft.noun or draft.counts or draft.dimensions) or draft.measure == part.meaning:
            return False
        name = MEASURE_PREFIX + part.meaning
        tests = (Condition(name, "=", amount=Decimal(0)), Condition(name, "missing"))
        draft.clauses.append((self.at, Clause(tests, f"no {self.model.measures[part.meaning].label}")))
        draft.tied += [part, *(near for near in (self._near(-1),) if near is not None)]
        self.has_excluded = True
        self._end_mode()
        return True

    def _take_credits(self, part: Part) -> None:
        """Credits that are left out or counted in, where they stand beside the cost."""
        draft = self.draft
        if self.mode == "exclude" and self.is_minus:
            raise Refusal(
                part.text,
                "Credits are negative: say 'net' for the cost after credits, or 'gross' for the cost before them.",
            )
        # Credits stand beside the cost here, so leaving them out is another measure and no filter.
        draft.measure = self.model.default_measure if self.mode == "exclude" else "net"
        draft.notes.append("Credits stand in a column of their own: without them is gross, with them is net cost.")
        self.has_excluded = True
        self._goes_on_from_credits("exclude" if self.mode == "exclude" else "include")
        if self.mode:
            draft.tied.append(part)

    def _is_apposition(self, part: Part) -> bool:
        """In "how many use gp2 storage" the noun only says what `gp2` is a type of."""
        before, named = self._near(-1), self.draft.named
        if not self.draft.is_count or before is None or before.kind != "value" or not named:
            return False
        words = self.model.dimensions[named[-1].link.dimension].words
        return any(phrase[0] == part.text.lower() and len(phrase) > 1 for phrase in words)

    def _first(self, part: Part) -> None:
        draft = self.draft
        if draft.beside is not None and draft.has_change and draft.share_at is not None:
            # "The gap between list and billed in percent of list" says what is the hundred.
            draft.measure, draft.beside = draft.beside, draft.measure
        else:
            draft.measure, self.measure_at = part.meaning, self.at

    def _second(self, part: Part) -> None:
        """A second measure: the first is said by it more exactly, or both are wanted side by side."""
        draft = self.draft
        if draft.beside not in {None, part.meaning}:
            raise Refusal(part.text, "Three figures at once. Ask for two at most.")
        if self.connector not in {"and", "or", "versus"} and not draft.has_change and draft.share_at is None:
            first, second = (self.model.measures[name].label for name in (draft.measure or "", part.meaning))
            raise Refusal(
                part.text,
                f"Two figures at once ({first} and {second}). Ask for one, or for both with 'and' or 'vs'.",
            )
        draft.beside = part.meaning
        is_behind_share = draft.share_at is not None and draft.share_at < self.measure_at
        if is_behind_share and any(at > self.measure_at for at in draft.verb_at):
            # "What share of billed cost are credits" names the whole first.
            draft.measure, draft.beside = draft.beside, draft.measure

    def _is_bound_next(self) -> bool:
        """Whether the measure is set against an amount: "cost over 5", "cpu is below 10"."""
        if self._is_set_beside():
            return True
        offset = 2 if self._is_operator(1, "verb") else 1
        if self._is_operator(offset, *BOUNDS):
            return self._is_amount(offset + 1)
        return offset == 2 and self._is_kind(2, "number") and not self._is_kind(3, "dimension")  # noqa: PLR2004

    def _is_set_beside(self) -> bool:
        """Whether a table's figure is given as a mark of the rows: the "retention 0" of "(retention 0)"."""
        part = self.parts[self.at]
        if (
            self.model.table == COSTS
            or self.mode not in {"", "with"}
            or self.draft.order
            or not self._is_kind(1, "number")
        ):
            return False
        ends = self._near(2) is None or self._is_operator(2, "comma", "and") or self._is_kind(2, "symbol")
        return ends and self.model.measures[part.meaning].kind == "quantity"

    def _is_amount(self, offset: int) -> bool:
        return self._is_kind(offset, "number") or (
            self._is_operator(offset, "money", "exactly", "verb") and self._is_kind(offset + 1, "number")
        )

    # ---------------------------------------------------------------- bounds
    def _op_over(self, part: Part) -> None:
        if self._is_kind(1, "when") and part.text.lower() == "over":
            # "Over August" is throughout it; "beyond August" would be what came later.
            return
        self._bound(part, "over")

    def _op_between(self, part: Part) -> None:
        raise Refusal(
            part.text, "A figure between two amounts is not understood. Ask with one limit, such as 'over $50'."
        )

    def _op_under(self, part: Part) -> None:
        self._bound(part, "under")

    def _op_at_least(self, part: Part) -> None:
        self._bound(part, "at_least")

    def _op_at_most(self, part: Part) -> None:
        self._bound(part, "at_most")

    def _op_exactly(self, part: Part) -> None:
        if self._is_amount(1):
            self._bound(part, "exactly")

    def _bound(self, part: Part, side: str) -> None:
        if not self._is_amount(1) and self._is_kind(1, "when", "value") and "than" in part.text.lower():
            # "Is October higher than September" sets the two against each other.
            if self.draft.dimensions and self._is_kind(1, "value"):
                group = self.model.dimensions[self.draft.dimensions[0]].plural
                raise Refusal(
                    part.text,
                    f"Which {group} have more of one than of another is not worked out. Ask for both by {group}.",
                )
            self._take_as("compare", part)
            self.draft.has_cost = True
            self.draft.tied.append(part)
            return
        if not self._is_amount(1):
            raise Refusal("an amount", f"{part.text!r} needs an amount after it, such as 'more than $100'.")
        if self.mode == "exclude":
            raise Refusal(part.text, "Say it without a negation: 'more than' or 'at most' and an amount.")
        if self._is_operator(-1, "verb") and self._is_kind(-2, "measure"):
            self.tested = self.tested or self.parts[self.at - 2].meaning
        self._end_mode()
        self.mode = side
        self.bound_text = part.text

    def _take_number(self, part: Part) -> None:
        number = part.number
        if number is None:
            return
        ending = self._ending()
        if ending and self.mode not in BOUNDS:
            self.mode = ending
        if self.mode in BOUNDS or (
            self.tested is not None and (self._is_operator(-1, "verb") or self._is_kind(-1, "measure"))
        ):
            self._take_bound(part, number)
            return
        if self._is_operator(1, "percent"):
            self._take_percentage(part, number)
            return
        following = self._near(1)
        if number == 0 and following is not None and following.kind == "measure" and self.model.table != COSTS:
            # "Functions with 0 errors" sets the figure to zero.
            self._take_bound(part, number)
            return
        is_count = number == int(number) and 0 < number <= _MOST_GROUPS
        beside = self._is_operator(-1, "top", "bottom", "which", "movers") or self._is_operator(
            1, "top", "bottom", "movers"
        )
        if following is not None and following.kind == "dimension" and self.model.dimensions[following.meaning].grain:
            is_count = is_count and beside
        before_group = self._is_kind(1, "dimension") or (self._is_kind(1, "value") and self._is_kind(2, "dimension"))
        if not (is_count and (beside or before_group)) or self.draft.limit is not None:
            version = self._version(part)
            if version is not None:
                self._take_value(version)
                return
            raise Refusal(part.text, f"I do not know what the number {part.text!r} stands for here.")
        self.draft.limit = int(number)

    def _version(self, part: Part) -> Part | None:
        """The number as a name, where a column of versions has it: the 12.18 of "postgres on 12.18"."""
        columns = [d for d in self.model.dimensions.values() if d.words and d.words[0][-1] == "version"]
        found = [d for d in columns for known in self.catalog.values.get(d.name, {}).values() if part.text in known]
        if len(found) != 1 or self._is_operator(-1, "money") or self._is_operator(1, "money", "percent"):
            return None
        name = found[0].name
        link = Link(name, (Condition(name, "equals", (part.text,)),), part.text)
        return replace(part, kind="value", links=(link,))

    def _ending(self) -> str:
        """The "or more" after an amount and its unit."""
        for offset in (1, 2):
            if self._is_operator(offset, "or_more"):
                return "at_least"
            if self._is_operator(offset, "or_less"):
                return "at_most"
            if not (self._is_kind(offset, "measure") or self._is_operator(offset, "money", "percent")):
                return ""
        return ""

    def _op_or_more(self, part: Part) -> None:
        self._check_after_bound(part)

    def _op_or_less(self, part: Part) -> None:
        self._check_after_bound(part)

    def _check_after_bound(self, part: Part) -> None:
        if not self.draft.bounds or self.draft.bounds[-1].at != self.at - 1:
            raise Refusal(part.text, f"{part.text!r} needs an amount before it, such as '500 GB or more'.")

    def _take_bound(self, part: Part, number: Decimal) -> None:
        operator = BOUNDS.get(self.mode, "=")
        following = self._near(1)
        measure, self.tested = self.tested, None
        if self._is_operator(1, "percent"):
            after = self._near(2)
            if measure is None and after is not None and after.kind == "measure":
                measure = after.meaning
                self.at += 1
            if measure is None and self.model.table == COSTS:
                self._take_percent_bound(part, number, operator)
                return
            if measure is None or self.model.measures[measure].unit not in {"%", None} or measure == "rows":
                raise Refusal(
                    part.text, "Limits in percent are not understood. Ask for the shares, or name an amount of money."
                )
            self.at += 1
        elif following is not None and following.kind == "measure" and measure in {None, following.meaning}:
            measure = following.meaning
            self.at += 1
            again = self._near(1)
            if again is not None and again.kind == "measure" and again.meaning == measure:
                # In "more than 500 GB storage" both words are of the limit.
                self.draft.tied.append(again)
                self.at += 1
        elif self._is_operator(1, "money"):
            self.at += 1
        word = self.bound_text.lower()
        kind: Literal["", "size", "money"] = ""
        if any(size in word for size in ("larger", "bigger", "smaller")):
            kind = "size"
        elif "cheaper" in word or self._is_operator(-1, "money"):
            kind = "money"
        self.draft.bounds.append(Bound(self.at, operator, number, part.text, measure, kind))
        self.mode = ""
