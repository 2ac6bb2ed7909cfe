"""Numbers in a question: how many groups, and the amounts that figures are set against."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from finops_agent.agent.reading.draft import Bound
from finops_agent.agent.reading.figuring import BOUNDS, Figuring
from finops_agent.agent.reading.times.spans_of_time import CALENDAR_UNITS, in_unit_of
from finops_agent.agent.refusal import Refusal
from finops_agent.costs.semantic import Clause, Condition, Link
from finops_agent.costs.semantic.model import COSTS
from finops_agent.costs.semantic.query import MEASURE_PREFIX

if TYPE_CHECKING:
    from decimal import Decimal

    from finops_agent.agent.reading.parts import Part

_TURNED = {"over": "at_most", "under": "at_least", "at_least": "under", "at_most": "over"}
_MOST_GROUPS = 1000
_DOLLARS = frozenset({"USD", "AUD", "CAD", "NZD", "SGD", "HKD", "TWD"})
"""Currencies that people call dollars."""


class Bounding(Figuring):
    """Handlers of numbers and of words that compare with one."""

    def _op_over(self, part: Part) -> None:
        if self._is_kind(1, "when") and part.text.lower() == "over":
            # "Over August" is throughout it; "beyond August" would be what came later.
            return
        self._bound(part, "over")

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
        following = self._near(1)
        if self.tested is not None and following is not None and following.kind == "measure":
            self._set_against(part, following, side)
            return
        if part.text.lower() in {"above", "below"} and self._sets_apart(side):
            return
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
        if self.mode == "exclude" and self._lacks_column():
            # "Without owner over $100" are those without one that cost so much.
            self._end_mode()
        if self.mode == "exclude" and (self.has_excluded or side not in _TURNED):
            raise Refusal(part.text, "Say it without a negation: 'more than' or 'at most' and an amount.")
        if self.mode == "exclude":
            # "Exclude anything under 200" keeps what is at least that.
            self.draft.tied += [read for read in (self._near(-1),) if read is not None]
            side, self.mode = _TURNED[side], ""
        if self._is_operator(-1, "verb") and self._is_kind(-2, "measure"):
            self.tested = self.tested or self.parts[self.at - 2].meaning
        self._end_mode()
        self.mode = side
        self.bound_text = part.text

    def _lacks_column(self) -> bool:
        """Whether a column of a list, which the rows are to have nothing in, stands right before."""
        before = self._near(-1)
        is_column = before is not None and before.kind == "dimension" and not before.is_plural
        return self.model.table != COSTS and self.has_excluded and is_column

    def _set_against(self, part: Part, other: Part, side: str) -> None:
        """Two figures of a row against each other: "vendors where used seats are below seats"."""
        measure, self.tested = self.model.measures[self.tested or ""], None
        against = self.model.measures[other.meaning]
        entity = next((d for d in self.model.dimensions.values() if d.is_entity), None)
        groups = [name for name in self.draft.dimensions if entity is not None and name != entity.name]
        is_denied = self.mode in {"exclude", "missing"} or self._is_operator(-1, "exclude")
        if entity is None or groups or is_denied or measure.unit != against.unit or self._is_operator(2, "percent"):
            raise Refusal(
                part.text,
                f"Which of them have {measure.label} beyond {against.label} is not worked out here. "
                f"Ask for {measure.label} and {against.label} side by side.",
            )
        condition = Condition(MEASURE_PREFIX + measure.name, BOUNDS[side], other=against.name)
        label = f"{measure.label} {BOUNDS[side]} {against.label}"
        self.draft.clauses.append((self.at, Clause((condition,), label)))
        self.draft.tied += [part, other, *(read for read in (self._near(-1), self._near(-2)) if read is not None)]
        self._end_mode()
        self.at += 1

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
        if following is not None and following.kind == "measure" and self._is_set_to(number, following):
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

    def _is_set_to(self, number: Decimal, measure: Part) -> bool:
        """Whether "functions with 0 errors" and "instances with 8 vCPUs" set the figure of a row to the number."""
        is_row = (
            self.mode == "with" and bool(self.draft.noun) and self.model.measures[measure.meaning].kind == "quantity"
        )
        return self.model.table != COSTS and (number == 0 or is_row)

    def _length(self, part: Part, measure: str) -> str:
        """The unit of a length of time that a figure is set against: the "days" of "retention over 7 days"."""
        is_next = self._raw(part, -1) is self._near(0) and self.model.measures[measure].kind == "quantity"
        if not is_next:
            # "A year" behind an amount says how often it is paid.
            return ""
        if part.kind == "dimension":
            return self.model.dimensions[part.meaning].grain or ""
        return CALENDAR_UNITS.get(part.text.lower(), "") if part.kind == "measure" and part.meaning != measure else ""

    def _version(self, part: Part) -> Part | None:
        """The number as a name, where a column of versions has it: the 12.18 of "postgres on 12.18"."""
        columns = [d for d in self.model.dimensions.values() if d.words and d.words[0][-1] == "version"]
        found = [d for d in columns for known in self.catalog.values.get(d.name, {}).values() if part.text in known]
        if len(found) != 1 or self._is_operator(-1, "money") or self._is_operator(1, "money", "percent"):
            return None
        name = found[0].name
        link = Link(name, (Condition(name, "equals", (part.text,)),), part.text)
        return replace(part, kind="value", links=(link,))

    def _check_currency(self, part: Part) -> None:
        """Raise Refusal where dollars are said of amounts that are in none; a "$" may only stand for money."""
        known, words = set(self.catalog.currencies), part.text.lower()
        is_plain = words == "$" or words.startswith("in absolute")
        meant = {"USD"} if "us" in words else _DOLLARS
        if known and not is_plain and not known & meant:
            raise Refusal(
                part.text, f"The amounts of this data are in {', '.join(sorted(known))} and are never converted."
            )

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
        measure, self.tested = self.tested, None
        last = self.draft.bounds[-1] if self.draft.bounds else None
        first = last if last is not None and {last.operator[:1], operator[:1]} == {"<", ">"} else None
        if first is not None and measure is None and not self._is_kind(1, "measure") and self._is_of_kind(first):
            # The second limit of "cpu over 10 and under 50" is on the same figure.
            measure = first.measure
        if self._is_operator(1, "percent"):
            measure = self._take_percent_of(measure)
            if measure is None and (self.model.table == COSTS or self.draft.movement is not None):
                self._take_percent_bound(part, number, operator)
                return
            if measure is None or self.model.measures[measure].unit not in {"%", None} or measure == "rows":
                raise Refusal(
                    part.text, "Limits in percent are not understood. Ask for the shares, or name an amount of money."
                )
            self.at += 1
        else:
            measure, number = self._take_unit(part, number, measure)
        if first is not None and first.measure is None and self._is_kind(0, "measure"):
            # So is the first of "over 100 and under 200 errors".
            self.draft.bounds[-1] = replace(first, measure=measure)
        self.draft.bounds.append(Bound(self.at, operator, number, part.text, measure, self._kind_of_bound()))
        self.mode = ""

    def _is_of_kind(self, first: Bound) -> bool:
        """Whether a second limit can be on the figure of the first: "under 10 % cpu, over $100" has two figures."""
        is_money = self._is_operator(1, "money") or self._is_operator(-1, "money")
        return not is_money or first.measure is None or self.model.measures[first.measure].kind == "money"

    def _take_percent_of(self, measure: str | None) -> str | None:
        """The figure of "under 10 % cpu", where none stands before it."""
        after = self._near(2)
        if measure is not None or after is None or after.kind != "measure":
            return measure
        self.at += 1
        return after.meaning

    def _take_unit(self, part: Part, number: Decimal, measure: str | None) -> tuple[str | None, Decimal]:
        """The figure and the amount of a limit, after its unit: the "vcpus" of "8 vcpus", the "weeks" of "2 weeks"."""
        following = self._near(1)
        if measure is not None and following is not None and (span := self._length(following, measure)):
            number = in_unit_of(self.model.measures[measure], span, number, f"{part.text} {following.text}")
            self.draft.tied += [part, following]
            self.at += 1
        elif following is not None and following.kind == "measure" and measure in {None, following.meaning}:
            measure = following.meaning
            self.at += 1
            again = self._near(1)
            if again is not None and again.kind == "measure" and again.meaning == measure:
                # In "more than 500 GB storage" both words are of the limit.
                self.draft.tied.append(again)
                self.at += 1
        elif self._is_operator(1, "money") and following is not None:
            self._check_currency(following)
            self.at += 1
        return measure, number

    def _kind_of_bound(self) -> Literal["", "size", "money"]:
        word = self.bound_text.lower()
        if any(size in word for size in ("larger", "bigger", "smaller")):
            return "size"
        is_money = "cheaper" in word or self._is_operator(-1, "money") or self._is_operator(0, "money")
        return "money" if is_money else ""
