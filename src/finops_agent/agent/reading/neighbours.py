"""Words that the vocabulary does not know, where what stands beside them leaves them one meaning only."""

from __future__ import annotations

import itertools
from decimal import Decimal
from typing import TYPE_CHECKING

from finops_agent.agent.reading.lists.listed import LARGER_UNITS
from finops_agent.agent.reading.operators import Operators
from finops_agent.agent.reading.slots import COUNTABLE, THING_WORDS
from finops_agent.agent.refusal import Refusal
from finops_agent.costs.semantic import Factor
from finops_agent.costs.semantic.model import COSTS
from finops_agent.costs.semantic.phrase import phrase_of
from finops_agent.costs.semantic.words import UNIT_WORDS, column_words

if TYPE_CHECKING:
    from finops_agent.agent.reading.parts import Part
    from finops_agent.costs.semantic import Measure
    from finops_agent.costs.semantic.model import Dimension

_HOME = {"s3": "bucket", "ebs": "volume", "ec2": "instance", "rds": "db instance"}
"""A service and what its inventory lists: in a table of buckets all is S3."""
_ORCHESTRATED = frozenset({"kubernetes", "k8s"})
_STORED = frozenset({"stored", "store", "stores"})
_STORES = frozenset({"bucket", "volume", "snapshot", "disk"})
"""Things whose cost is that of their storage."""
_COMMITTED = frozenset({"utilisation", "coverage", "waste"})
_NODES = frozenset({"node", "nodes", "instances", "clusters"})
_LARGER = {unit: small for unit, (small, _) in LARGER_UNITS.items()}
"""Unit -> the unit of a column that it is the next larger one of."""
_STEP = dict(LARGER_UNITS.values())
_BOUGHT = frozenset({"seat", "seats", "license", "licenses"})
"""What a table of licences has a column of."""
_BUYS = frozenset({"tool", "tools", "contract", "contracts", "subscription", "subscriptions", "apps"})
"""Nouns for the rows of such a table."""

_UNIT_NAMES = frozenset(name for names in UNIT_WORDS.values() for name in names)
_FIGURES = frozenset({"how much", "how many", "how many of"})
_KINDS = frozenset({"type", "types", "kind", "kinds", "category"})
"""What credits are split by that have a column of their own."""
_HOW_MANY = frozenset({"how many", "how many of"})
_SCALES = {"thousands": Decimal(1_000), "thousand": Decimal(1_000), "k": Decimal(1_000), "millions": Decimal(1_000_000)}
"""Words for how many units a figure is told in."""
_POINTING = _HOW_MANY | frozenset({
    "and", "so", "are", "is", "there", "are there", "there are", "those", "these", "they", "them", "of them",
    "of those",
})  # fmt: skip
"""Words of a question for the number of what was asked before."""

_METERED = frozenset({"data", "traffic", "bytes", "requests", "processing", "transfer", "storage", "throughput"})
"""What gateways and balancers are charged for besides their hours."""


class Neighbours(Operators):
    """The handler of unknown words. Each is tied to what it belongs to, or the question is refused."""

    def _take_unknown(self, part: Part) -> None:
        before = self._raw(part, -1)
        is_thing = part.text.lower() in THING_WORDS | COUNTABLE | {"machine", "server"} and self.model.table == COSTS
        if is_thing and before is not None and before.kind in {"value", "component"}:
            # The "machine" of "the a1 machine" only says what the name is.
            pass
        elif self._is_larger_unit(part):
            self._take_larger_unit(part)
        elif part.text.lower() in _SCALES and self._text(part, -1)[-1:] == ["in"]:
            self.draft.unit_factor = Factor(1 / _SCALES[part.text.lower()], f"in {part.text.lower()}")
        elif part.text.lower() in _KINDS and self.mode == "by" and self.draft.measure == "credits":
            self.draft.measure, self.draft.tool = None, "credit_kinds"
            self._end_mode()
            self.draft.tied += [read for read in self.parts if read.meaning in {"credits", "by"}]
        elif not self._is_said_twice(part):
            raise self._unknown(part.text)
        self.draft.tied.append(part)

    def _unknown(self, text: str) -> Refusal:
        """The refusal of a word; one that several columns have in their names is asked back by these."""
        word, model = text.lower(), self.model
        columns: list[Measure | Dimension] = [*model.measures.values(), *model.dimensions.values()]
        found = [column.label for column in columns if word in {word for said in column.words for word in said}]
        if len(found) < 2 or model.table == COSTS:  # noqa: PLR2004 - one would be meant
            return Refusal(text, f"I do not know the word {text!r}.")
        return Refusal(
            text, f"{text!r} can be {', '.join(found[:-1])} or {found[-1]}. Name one of them in full.", tuple(found[:3])
        )

    def _is_said_twice(self, part: Part) -> bool:
        """Whether the question means the same without the word."""
        word = part.text.lower()
        if word == "once":
            # "Once EC2 is taken out" leaves out; "charged once" would count.
            return self._is_kind(1, "value", "component") and self._is_left_out_behind()
        if self._is_told_by_figure(word):
            return True
        if word in _NODES:
            return self.draft.tool in _COMMITTED and self._is_kind(-1, "value")
        if self.model.table == COSTS or word in _STORED:
            return self.model.table != COSTS and self._is_kind(-1, "measure")
        return self._is_said_by_rows(part, word)

    def _is_said_by_rows(self, part: Part, word: str) -> bool:
        """Whether what the rows of a list are says it already."""
        if word in _ORCHESTRATED:
            return any("namespace" in column_words(name) for name in self.model.dimensions)
        if word in THING_WORDS and self._is_held_by_any(part):
            return True
        if word in _BUYS:
            return self._is_list_of_licences() and not self.draft.is_count and not self.mode
        return word in _HOME and _HOME[word] in self._rows_called()

    def _is_held_by_any(self, part: Part) -> bool:
        """Whether it is the instance of "not attached to any instance", which "not attached" says already."""
        said = [word for offset in (-3, -2, -1) for word in self._text(part, offset)]
        is_any = said[-1:] in (["any"], ["an"], ["a"]) and said[-2:-1] == ["to"]
        return is_any and said[-3:-2] in (["attached"], ["assigned"], ["bound"])

    def _is_told_for_month(self) -> bool:
        """Whether a table without dates tells the figure for a month, which "per month" says again."""
        named = [read.meaning for read in self.parts if read.kind == "measure"] or [self.model.default_measure]
        is_monthly = self.model.day is None and all("month" in name.lower() for name in named)
        if is_monthly and self.mode == "by" and not self.draft.dimensions:
            self.mode = ""
        return is_monthly and not self.mode

    def _is_told_by_figure(self, word: str) -> bool:
        """Whether the figure that is asked tells it: its unit, its verb, or that it is one of a month."""
        if self.model.table == COSTS:
            return False
        is_monthly = word in {"month", "monthly"} and self._is_told_for_month()
        return is_monthly or self._is_unit_of_figure(word) or self._is_verb_of_figure(word)

    def _is_unit_of_figure(self, word: str) -> bool:
        """Whether it is the unit of the one figure that is asked: the "gib" of "memory usage in gib"."""
        units = {unit for unit, words in UNIT_WORDS.items() if word in words}
        named = {read.meaning for read in self.parts if read.kind == "measure"}
        if len(named) != 1:
            return False
        figure = self.model.measures[next(iter(named))]
        return figure.unit in units or (bool(figure.column) and column_words(figure.name)[-1] == word)

    def _is_verb_of_figure(self, word: str) -> bool:
        """Whether it is the "logged" of `Hours Logged`, of which the hours are asked."""
        names = {read.meaning for read in self.parts if read.kind == "measure"} & set(self.model.measures)
        is_verb = word.endswith("ed") and self.model.table != COSTS and not self.mode
        return is_verb and any(word in column_words(name) for name in names)

    def _is_left_out_behind(self) -> bool:
        """Whether "is taken out" follows the name that is next."""
        return self._is_operator(2, "excluded") or (self._is_operator(2, "verb") and self._is_operator(3, "excluded"))

    def _is_list_of_licences(self) -> bool:
        named = {word for measure in self.model.measures for word in column_words(measure)}
        return bool(named & _BOUGHT)

    def _rows_called(self) -> set[str]:
        """What the rows of the table are called."""
        return {" ".join(words) for d in self.model.dimensions.values() if d.is_entity for words in d.words}

    # ------------------------------------------------------------ other words
    def _op_over(self, part: Part) -> None:
        """In "total over all products" and "over everything" nothing is a limit: it is the sum of all."""
        following = self._near(1)
        all_of = self._near(2)
        says_all = part.text.lower() == "over" and following is not None and following.meaning == "total"
        means = {"average", "aggregate", "top", "bottom", "share", "percent", "rise", "fall", "movers", "count"}
        if not says_all or following is None or self._is_kind(-1, "value", "component", "number"):
            super()._op_over(part)
            return
        is_group = all_of is not None and all_of.kind == "dimension" and all_of.is_plural
        is_sum = following.text.lower() == "everything" or (following.text.lower() == "all" and is_group)
        if not is_sum or any(read.meaning in means for read in self.parts):
            super()._op_over(part)
            return
        self._end_mode()
        self.draft.has_total = True
        told = [part, following, *([all_of] if is_group and all_of and following.text.lower() == "all" else [])]
        if len(told) > 2 and self._is_operator(3, "and") and self._is_plural(4):  # noqa: PLR2004 - over, all, the group
            # "Over all units and months" is the sum of both.
            told += [other for offset in (3, 4) if (other := self._near(offset)) is not None]
        self.draft.tied += told
        self.at += len(told) - 1

    def _is_plural(self, offset: int) -> bool:
        other = self._near(offset)
        return other is not None and other.kind == "dimension" and other.is_plural

    def _take_measure(self, part: Part) -> None:
        """In "how much data ..., in GB" the unit says that no cost is asked."""
        if part.text.lower() == "storage" and self._is_operator(1, "cost") and self._rows_called() & _STORES:
            # The "storage cost" of buckets is what they cost.
            self.draft.tied.append(part)
            return
        said = self._raw(part, -1)
        is_unit = (phrase_of(part.text)[0] if part.text else "") in _UNIT_NAMES and said is not None
        is_asked = is_unit and said is not None and said.text.lower() == "in" and self.model.table != COSTS
        if is_asked and not self.draft.names_cost:
            self.draft.tied += [read for read in self.parts[: self.at] if read.text.lower() == "how much"]
            self.draft.has_cost = False
        super()._take_measure(part)

    def _check_open_ends(self) -> None:
        """In "how many are there" the things are those of the question before, where each row is one."""
        draft = self.draft
        told = [read.text.lower() for read in self.read if read.kind != "symbol"]
        if draft.is_count and draft.counts is None and _HOW_MANY & set(told) and not set(told) - _POINTING:
            entity = next((d.name for d in self.model.dimensions.values() if d.is_entity), None)
            if entity is not None:
                draft.counts = entity
                draft.leans = draft.points_back = draft.counts_rows = True
        self._check_lead()
        self._check_twice()
        super()._check_open_ends()

    def _check_lead(self) -> None:
        """In "which account is biggest, and by how much" the lead over the next is asked, and no change over time."""
        draft = self.draft
        asks = next((read for read in self.read if read.text.lower() == "by how much"), None)
        is_change = draft.movement is not None or draft.has_compare or draft.has_versus or len(draft.whens) > 1
        if asks is None or draft.order is None or is_change or draft.is_stepwise:
            return
        if len(draft.dimensions) != 1 or draft.limit not in {None, 1} or draft.share_at is not None:
            raise Refusal(
                asks.text,
                "How far the first is ahead of the next is told of one ranking. Ask, for example, "
                "'which service is the most expensive, and by how much'.",
            )
        draft.is_lead, draft.has_change = True, False
        draft.tied.append(asks)

    def _check_twice(self) -> None:
        """In "how much did we order and how much was invoiced" two figures are asked, one of which would get lost."""
        draft = self.draft
        asks = [at for at, read in enumerate(self.read) if read.text.lower() in _FIGURES]
        is_pair = draft.beside or draft.has_compare or draft.has_change or len(draft.whens) > 1 or len(draft.named) > 1
        if len(asks) > 1 and not is_pair and any(read.meaning == "and" for read in self.read[asks[0] : asks[-1]]):
            raise Refusal(self.read[asks[-1]].text, "Two questions at once. Ask one, then the other.")
        for first, last in itertools.pairwise(self.read):
            if first.meaning == "and" and last.kind == "filler" and last.text.lower() in {"value", "number"}:
                # "In number and value" asks for a count and an amount.
                raise Refusal(last.text, "A number and an amount are two figures. Ask one, then the other.")

    def _take_value(self, part: Part) -> None:
        """The currency that all amounts are in limits nothing: "in kronor" asks for an amount, as "in dollars" does."""
        says_money = any(link.dimension == "currency" for link in part.links) and len(self.catalog.currencies) == 1
        if not says_money or self.mode in {"exclude", "by", "with"} or self._is_kind(1, "dimension"):
            super()._take_value(part)
            return
        self.draft.tied.append(part)
        self._say_money()
        before = self._raw(part, -1)
        if self.draft.has_change and before is not None and before.text.lower() == "in":
            self.draft.wants_amount = True

    # ----------------------------------------------------------------- units
    def _is_larger_unit(self, part: Part) -> bool:
        """Whether it is the "TB" of "how many TB" or "in TB", and a column is in gigabytes."""
        small = _LARGER.get(part.text.lower())
        said = self._raw(part, -1)
        asks = said is not None and said.text.lower() in {"in", "how many"}
        held = self._held_in(small)
        return bool(asks and small and len(held) == 1 and self.draft.measure in {None, held[0].name})

    def _held_in(self, unit: str | None) -> list[Measure]:
        """The figures in that unit; where there are several, the one that the question names."""
        fits = {unit, "GiB"} if unit == "GB" else {unit}
        held = [measure for measure in self.model.measures.values() if unit and measure.unit in fits]
        named = {read.meaning for read in self.parts if read.kind == "measure"}
        return held if len(held) < 2 else [measure for measure in held if {measure.name} == named]  # noqa: PLR2004

    def _take_larger_unit(self, part: Part) -> None:
        """Give the column's figure in the unit that is asked for."""
        draft, small = self.draft, _LARGER[part.text.lower()]
        held = self._held_in(small)[0]
        if draft.names_cost or draft.per is not None:
            raise Refusal(part.text, f"A cost is not in {part.text}. Ask for the cost, or for the {held.label}.")
        self._end_mode()
        draft.tied += [read for read in self.parts[: self.at] if read.text.lower() == "how much"]
        draft.measure, self.measure_at, draft.has_cost, draft.is_count = held.name, self.at, False, False
        draft.unit_factor = Factor(Decimal(1) / _STEP[held.unit or small], f"in {part.text}")

    # ----------------------------------------------------------- in brackets
    def _is_of_meters(self, part: Part) -> bool:
        """Whether it says what is metered: a unit, or the "data" beside the "hours" of a gateway in brackets."""
        beside = any(read.kind == "narrow" for read in (self._near(-2), self._near(2)) if read is not None)
        return part.links[0].dimension == "unit" or (part.text.lower() in _METERED and beside)

    def _is_bracketed_list(self, part: Part) -> bool:
        """Whether the word stands in brackets in a list: of its parts, not of what to narrow to."""
        at = self._place_of(part)
        texts = [read.text for read in self.read]
        if "(" not in texts[:at] or ")" not in texts[at:]:
            return False
        start = at - texts[:at][::-1].index("(")
        inner = self.read[start : at + texts[at:].index(")")]
        return ")" not in texts[start:at] and any(read.meaning in {"and", "comma"} for read in inner)
