"""Figures that a question names: what is measured, divided by, set beside another, or tested."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from finops_agent.agent.reading.draft import Bound
from finops_agent.agent.reading.percentages import Percentages
from finops_agent.agent.reading.times.spans_of_time import CALENDAR_UNITS
from finops_agent.agent.refusal import Refusal
from finops_agent.costs.semantic import Clause, Condition
from finops_agent.costs.semantic.budgets import LEFT, OVER, OVER_WORDS, UNDER_WORDS
from finops_agent.costs.semantic.model import COSTS
from finops_agent.costs.semantic.phrase import phrase_of
from finops_agent.costs.semantic.query import MEASURE_PREFIX

if TYPE_CHECKING:
    from finops_agent.agent.reading.parts import Part
    from finops_agent.costs.semantic.query import Operator

BOUNDS: dict[str, Operator] = {"over": ">", "under": "<", "at_least": ">=", "at_most": "<=", "exactly": "="}


class Figuring(Percentages):
    """Handlers of measures."""

    def _take_measure(self, part: Part) -> None:
        draft = self.draft
        if "unblended" in part.text.lower():
            draft.says_unblended = part.text
        if self._is_bound_next():
            self.tested = part.meaning
            return
        self._list_things_with()
        if self._is_apposition(part) or self._is_divided_by(part) or self._only_says_charged(part):
            draft.tied.append(part)
            return
        if part.meaning == "credits" and self.mode in {"exclude", "include", "with"}:
            self._take_credits(part)
            return
        if self._takes_none(part):
            return
        self._keep_over_budget(part)
        self._take_count_of(part)
        if self.mode == "per":
            draft.per = part.meaning
        elif draft.measure not in {None, part.meaning}:
            self._second(part)
        elif draft.beside is not None and draft.has_change and draft.share_at is not None:
            # "The gap between list and billed in percent of list" says what is the hundred.
            draft.measure, draft.beside = draft.beside, draft.measure
        else:
            draft.measure, self.measure_at = part.meaning, self.at
        self._end_mode()
        if part.meaning == "net" and part.text.lower().endswith("after credits"):
            self._goes_on_from_credits("include")

    def _keep_over_budget(self, part: Part) -> None:
        """In "which teams are over budget" the words say which ones are meant, besides the figure."""
        draft, said = self.draft, phrase_of(part.text)
        is_state = (part.meaning == OVER and said in OVER_WORDS) or (part.meaning == LEFT and said in UNDER_WORDS)
        if is_state and self.mode in {"exclude", "missing"}:
            raise Refusal(part.text, "Say it without a negation: 'over budget' or 'under budget'.")
        if is_state and draft.is_count and draft.counts is None and draft.noun is None:
            raise Refusal(part.text, "How often in what? Ask, for example, how many months it was over budget.")
        noun = self.model.dimensions.get(draft.noun or "")
        if is_state and noun is not None and noun.is_entity and not (draft.dimensions or draft.counts):
            draft.dimensions = [noun.name]
        if is_state and (draft.dimensions or draft.counts) and self.by_text not in {"by", "per"}:
            draft.bounds.append(Bound(self.at, ">", Decimal(0), part.text, part.meaning))
            draft.measure = part.meaning

    def _list_things_with(self) -> None:
        """List the things of "mysql databases with their cost" by the figure, which is no sum of all of them."""
        draft, at = self.draft, -2 if self._is_operator(-1, "same") else -1
        joins = self._is_operator(at, "with") or (at != -1 and self._is_operator(at, "and"))
        noun = self.model.dimensions.get(draft.noun or "")
        # "List all volumes with their size" asks for each, as "their" says.
        is_sum = draft.has_total and at != -2  # noqa: PLR2004 - two places back
        asks_figure = draft.measure is not None or draft.has_cost or is_sum or draft.has_average
        asks_other = draft.is_count or draft.counts or draft.order or draft.dimensions or draft.share_at is not None
        if joins and noun is not None and noun.is_entity and not (asks_figure or asks_other or self.mode == "exclude"):
            draft.dimensions = [noun.name]

    def _take_count_of(self, part: Part) -> None:
        """Read "how many credits" as their amount, and "how many hours" as a quantity."""
        draft = self.draft
        if draft.is_count and draft.counts is None and draft.measure is None:
            draft.is_count = False
            is_money = self.model.measures[part.meaning].kind == "money"
            draft.tied += [read for read in self.parts[: self.at] if is_money and read.meaning == "count"]

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
        said = [read.meaning for read in self.parts[: self.at]]
        if self.mode == "exclude" and self.is_minus and "gross" in said:
            # "Gross minus credits" is what net is.
            draft.measure, self.has_excluded = "net", True
            draft.notes.append("Read as net cost: gross less the size of the credits.")
            draft.tied += [part, *(read for read in self.parts[: self.at] if read.meaning == "exclude")]
            self._end_mode()
            return
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

    def _only_says_charged(self, part: Part) -> bool:
        """In "how many services are we billed for" the word says that they are on the bill, as all of them are."""
        is_word = part.text.lower() == "billed" and self.model.table == COSTS
        is_word = is_word and all(read.kind == "when" for read in self.parts[self.at + 1 :])
        return is_word and self.draft.counts is not None and self.draft.measure is None and not self.draft.has_cost

    def _is_divided_by(self, part: Part) -> bool:
        """Whether both words of "cost per GiB of storage" are of what is divided by."""
        draft = self.draft
        return draft.per == part.meaning and (draft.has_cost or draft.measure is not None)

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
        joint = self._near(-1)
        if joint is not None and joint.text.lower() in {"plus", "+"}:
            raise Refusal(
                joint.text, "The sum of two figures is not worked out. Ask for each of them, or for the total."
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
        if self._is_operator(offset, *BOUNDS) and self._is_kind(offset + 1, "measure") and self._lists_rows():
            return True
        if self._is_operator(offset, *BOUNDS):
            return self._is_amount(offset + 1)
        return offset == 2 and self._is_kind(2, "number") and not self._is_kind(3, "dimension")  # noqa: PLR2004

    def _lists_rows(self) -> bool:
        """Whether rows of a table are asked for: "vendors where used seats exceed seats"."""
        draft = self.draft
        return self.model.table != COSTS and bool(draft.noun or draft.dimensions or draft.counts)

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
        behind = self._near(2)
        is_unit = behind is not None and behind.text.lower() in CALENDAR_UNITS
        ends = behind is None or is_unit or self._is_operator(2, "comma", "and") or self._is_kind(2, "symbol")
        return ends and self.model.measures[part.meaning].kind == "quantity"

    def _is_amount(self, offset: int) -> bool:
        return self._is_kind(offset, "number") or (
            self._is_operator(offset, "money", "exactly", "verb") and self._is_kind(offset + 1, "number")
        )
