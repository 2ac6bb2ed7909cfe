"""Shapes of questions that look like simpler ones: two figures in one sentence are never answered as one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finops_agent.agent.reading.one_sided import check_one_sided, check_pairs
from finops_agent.agent.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from finops_agent.agent.reading.parts import Part

_EXTREMES = frozenset({"max", "maximum", "min", "minimum", "peak", "peaks"})
"""Superlatives that are figures themselves: "the daily max"."""
_SUMS = frozenset({"combined", "together", "altogether", "all together", "sum", "sum of", "in sum"})
_CHANGES = ("change", "rise", "fall", "percent_change")
_STEPS = frozenset({"daily", "weekly", "monthly", "quarterly", "yearly"})
_UNITS = frozenset({"day", "week", "month", "quarter", "year"})
_COMMITTED = frozenset({"commitment_type", "commitment", "commitment_category"})
_RELATIVE = frozenset({"that", "which", "when", "where", "whose"})
_THERE = frozenset({
    "appear", "appears", "appeared", "exist", "exists", "existed", "seen", "active", "present", "occur", "occurred",
    "occurs", "used", "use", "charged", "billed", "ran", "run", "running", "there",
})  # fmt: skip
"""Words that say of something that it is on the bill."""


def check_shapes(parts: Sequence[Part], rows: frozenset[str] = frozenset()) -> None:
    """Raise Refusal where a question holds another one that a single query would swallow.

    `rows` are the columns of which each value is one row.
    """
    shape = _Shape(parts)
    shape.check_ranked_clause()
    shape.check_only_then()
    shape.check_average_of_extremes()
    shape.check_average_of_changes()
    shape.check_sum_of_ranking()
    shape.check_having_none(rows)
    shape.check_would_without()
    check_pairs(shape.told)
    check_one_sided(shape.told)
    shape.check_charge()
    shape.check_both()
    shape.check_two_asked()


class _Shape:
    """The parts of one question, with and without its grammar words."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self.read = parts
        self.told = [part for part in parts if part.kind not in {"filler", "symbol"}]

    def _is(self, at: int, *meanings: str) -> bool:
        return 0 <= at < len(self.told) and self.told[at].kind == "operator" and self.told[at].meaning in meanings

    def _kind(self, at: int) -> str:
        return self.told[at].kind if 0 <= at < len(self.told) else ""

    def _between(self, first: Part, last: Part) -> list[str]:
        """The words from one part to another, both left out."""
        places = [index for index, part in enumerate(self.read) if part is first or part is last]
        return [word for part in self.read[places[0] + 1 : places[-1]] for word in part.text.lower().split()]

    # ------------------------------------------------------------- clauses
    def check_ranked_clause(self) -> None:
        """In "prod cost on the day with the highest EC2 spend" the day is found by one figure and asked for another."""
        for at in range(1, len(self.told)):
            if self._kind(at) != "dimension" or self._is(at - 1, "which", "by", "top", "bottom", "trend"):
                continue
            top = at + 2
            if not (self._has_relative(at) and self._is(top, "top", "bottom")):
                continue
            asks = [part for part in self.told[:at] if _is_figure(part) or part.kind in {"value", "component"}]
            ranks = [part for part in self.told[top + 1 :] if part.kind in {"value", "component", "measure", "absent"}]
            if asks and ranks:
                group = self.told[at].text
                raise Refusal(
                    ranks[0].text,
                    f"That picks one {group} by a figure and asks for another figure of it. "
                    f"Ask which {group} it is first, then for the figure.",
                )

    def _has_relative(self, at: int) -> bool:
        """Whether a clause about the group at `at` follows: "with the highest", "that had the most"."""
        if self._is(at + 1, "with"):
            return True
        is_verb = self._is(at + 1, "verb") or self._is(at + 1, "moment", "which")
        return is_verb and at + 2 < len(self.told) and bool(
            _RELATIVE.intersection(self._between(self.told[at], self.told[at + 2]))
        )  # fmt: skip

    def check_only_then(self) -> None:
        """In "which services appear only in July" the other months matter too, which a list for July leaves out."""
        if any(self._is(at, "top", "bottom", "over", "under", "at_least", "at_most") for at in range(len(self.told))):
            return
        for at, part in enumerate(self.told):
            if not self._is(at, "only") or part.text.lower() not in {"only", "just", "solely", "exclusively"}:
                continue
            is_said = self._kind(at + 1) in {"value", "component"} and bool(
                _THERE.intersection(self._between(part, self.told[at + 1]))
            )
            if (self._kind(at + 1) == "when" or is_said) and self._lists_things(at):
                period = self.told[at + 1].text
                raise Refusal(
                    part.text,
                    f"Whether something is there {period!r} and nowhere else is not worked out. "
                    "Ask for what is new or gone, or for the cost by both.",
                )

    def _lists_things(self, at: int) -> bool:
        """Whether the things of a column are asked for before `at`, and not their split."""
        for index, part in enumerate(self.told[:at]):
            if part.kind != "dimension" or self._is(index - 1, "by"):
                continue
            if self._is(index - 1, "which") or _THERE.intersection(self._between(part, self.told[at])):
                return True
        return False

    def check_having_none(self, rows: frozenset[str]) -> None:
        """In "which accounts have no EC2" rows of other things say nothing: each account has some of them."""
        for at, part in enumerate(self.told):
            asks = self._is(at - 1, "which") and part.kind == "dimension"
            if not asks or not self._says_none(at + 1):
                continue
            if part.meaning in rows and self._kind(at + 2 + (not self._is(at + 1, "missing"))) == "measure":
                # Of a list, each row has the figure: "which databases have no connections".
                continue
            last = at + (1 if self._is(at + 1, "missing") else 2)
            names = self._kind(last + 1) in {"value", "component", "narrow", "measure", "absent"}
            if names or self._is(last + 1, "cost", "total"):
                name = self.told[last + 1].text
                raise Refusal(
                    name,
                    f"Which {part.text} have none of {name!r} is not worked out. "
                    f"Ask for {name} by {part.text}: what is not in the list has none.",
                )

    def _says_none(self, at: int) -> bool:
        """Whether "have no" or the like stands at `at`."""
        if self._is(at, "missing"):
            return True
        has = self._is(at, "verb") and self.told[at].text.lower() in {"has", "have", "had"}
        return has and self._is(at + 1, "exclude") and self.told[at + 1].text.lower() in {"no", "not"}

    def check_would_without(self) -> None:
        """What a bill would be without a savings plan is more than its other rows: the use would be charged in full."""
        would = any("would" in part.text.lower().split() for part in self.read if part.kind in {"filler", "operator"})
        for at, part in enumerate(self.told):
            if not would or not self._is(at, "exclude") or self._kind(at + 1) != "value":
                continue
            if any(link.dimension in _COMMITTED for link in self.told[at + 1].links):
                raise Refusal(
                    part.text,
                    "What the same use would cost without it is its list cost. "
                    "Ask for the list cost, or for the savings against it.",
                )

    def check_charge(self) -> None:
        """The biggest charge is a line of the bill, or a service, or a resource."""
        for at, part in enumerate(self.told):
            says = part.text.lower() in {"charge", "charges", "expense", "expenses"} and self._is(at, "cost")
            says = says or (self._is(at, "rows") and part.text.lower() in {"line item", "line items"})
            before = at - 2 if self._kind(at - 1) == "number" else at - 1
            if says and self._is(before, "top", "bottom") and not any(p.kind == "dimension" for p in self.told):
                raise Refusal(
                    part.text,
                    "The highest of which charges: by service, by resource, by usage type? Name one of them.",
                )

    def check_two_asked(self) -> None:
        """In "which project was highest in May and how much was it in April" each question has a time of its own."""
        for at in range(1, len(self.told) - 1):
            asks = self.told[at + 1].text.lower() in {"how much", "how many", "what", "which"}
            if not (self._is(at, "and", "comma") and asks):
                continue
            sides = [{p.text.lower() for p in side if p.kind == "when"} for side in (self.told[:at], self.told[at:])]
            if all(sides) and sides[0] != sides[1]:
                raise Refusal(
                    self.told[at + 1].text, "Two questions at once, each with its own time. Ask one, then the other."
                )

    def check_both(self) -> None:
        """What is in both A and B is less than what is in one of them."""
        for place, part in enumerate(self.read):
            if part.text.lower() not in {"both", "in both"} or part.kind != "filler":
                continue
            behind = [other for other in self.read[place + 1 :] if other.kind not in {"filler", "symbol"}][:3]
            before = [other for other in self.read[:place] if other.kind not in {"filler", "symbol"}]
            is_pair = [other.kind == "value" for other in behind] == [True, False, True] and behind[1].meaning == "and"
            lists = [at for at, other in enumerate(before) if other.kind == "dimension" and other.is_plural]
            if is_pair and lists and (lists[-1] == 0 or before[lists[-1] - 1].meaning not in {"by", "count"}):
                raise Refusal(
                    part.text,
                    f"Which {before[lists[-1]].text} are in both is not worked out. "
                    "Ask for each of the two, or for the cost by both columns.",
                )

    # ------------------------------------------------------------ two steps
    def check_average_of_extremes(self) -> None:
        """The average of the daily maximum is neither the average nor the maximum."""
        if not any(self._is(at, "average") for at in range(len(self.told))):
            return
        for at, part in enumerate(self.told):
            is_extreme = self._is(at, "top", "bottom") and part.text.lower() in _EXTREMES
            if is_extreme and not self._is(at + 1, "average") and self._kind(at + 1) not in {"dimension", "number"}:
                raise Refusal(
                    part.text, f"An average and {part.text!r} at once are two figures. Ask for one, then for the other."
                )

    def check_average_of_changes(self) -> None:
        """The average growth from month to month is neither the last growth nor the change of an average."""
        for at in range(len(self.told)):
            if not self._is(at, "average"):
                continue
            steps = [after for after in range(at + 1, len(self.told)) if not self._is_time_word(after)][:1]
            before = [self.told[back].meaning for back in range(at) if self._is(back, *_CHANGES)]
            is_of_change = bool(steps) and self._is(steps[0], *_CHANGES)
            is_per_step = bool(before) and any(self._is_time_word(other) for other in range(len(self.told)))
            if is_of_change or is_per_step:
                raise Refusal(
                    self.told[at].text,
                    "The average of changes is not worked out. "
                    "Ask for the change between two times, or for the cost by month.",
                )

    def _is_time_word(self, at: int) -> bool:
        """Whether it names a unit of time, as "monthly", "per month" and "month to month" do."""
        return self._is(at, "by") or (
            self._kind(at) == "dimension" and bool({*_STEPS, *_UNITS}.intersection(self.told[at].text.lower().split()))
        )

    def check_sum_of_ranking(self) -> None:
        """The sum of the three highest is one figure more than the ranking, which shows each."""
        number = next((at for at in range(len(self.told)) if self._counts_ranked(at)), None)
        if number is None:
            return
        summed = next((part for part in self.read if self._says_sum(part)), None)
        if summed is not None:
            raise Refusal(
                summed.text,
                "The sum of the first few of a ranking is not worked out. "
                "Ask for the ranking, or for the sum of what you name.",
            )

    def _counts_ranked(self, at: int) -> bool:
        number = self.told[at].number
        return (
            number is not None and number > 1 and self._is(at - 1, "top", "bottom") | self._is(at + 1, "top", "bottom")
        )

    def _says_sum(self, part: Part) -> bool:
        """Whether the word adds up what is ranked: "combined", "the total cost of the top 3"."""
        if part.kind == "filler":
            return part.text.lower() in {"total of", "sum for"}
        if part.kind != "operator" or part.meaning != "total":
            return False
        if part.text.lower() in _SUMS:
            return True
        if part.text.lower() not in {"total", "the total"}:
            return False
        at = next(index for index, told in enumerate(self.told) if told is part)
        at += 2 if self._is(at + 1, "cost") else 1
        if not (self._is(at, "top", "bottom") or self._kind(at) == "number"):
            return False
        return bool({"of", "for"}.intersection(self._between(self.told[at - 1], self.told[at])))


def _is_figure(part: Part) -> bool:
    return part.kind == "measure" or (part.kind == "operator" and part.meaning in {"cost", "total", "count"})
