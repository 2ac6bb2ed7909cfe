"""What is said in passing: "the rest", "one number each", fees, and adjectives beside a cause."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from finops_agent.agent.reading.gross_and_net import GrossAndNet
from finops_agent.agent.refusal import Refusal
from finops_agent.costs.semantic.model import ANY_TAG, COSTS, TAG_PREFIX

if TYPE_CHECKING:
    from finops_agent.agent.reading.parts import Part

_CAUSES = frozenset({"explain", "anomalies"})
_EACH = frozenset({"each", "for each", "every"})
_ONE_BY_ONE = frozenset({"each", "per", "by", "monthly", "respectively", "separately"})
_OTHERS = frozenset(
    {"others", "all others", "all the others", "the others", "other ones", "the other ones", "all other"}
)
_PAIR = 2
_INSIDE = frozenset({"in", "within", "inside", "of", "among", "for", "on"})


def _is_many(part: Part) -> bool:
    """Whether several are asked for by a word such as "contributors"."""
    return part.meaning == "drivers" and part.text.lower().endswith("s")


def _is_change(part: Part) -> bool:
    return part.kind == "operator" and part.meaning in {"change", "rise", "fall", "percent_change"}


_MOVING = frozenset({"change", "rise", "fall", "percent_change", "compare", "trend", "forecast", "explain", "movers"})
_USAGE = frozenset({"how much usage", "amount of usage", "total usage"})


class Asides(GrossAndNet):
    """Handlers of `everyday.toml`'s own meanings."""

    def _has_word(self, *meanings: str) -> bool:
        return any(part.kind == "operator" and part.meaning in meanings for part in self.parts)

    def _op_level(self, part: Part) -> None:
        """An adjective such as "so expensive" goes with a question for causes; "how high is it" asks for the cost."""
        if self._has_word(*_CAUSES):
            return
        before = self._raw(part, -1)
        if before is not None and before.text.lower() == "how" and self.model.table == COSTS:
            self.draft.has_cost = True
            return
        raise Refusal(
            part.text, f"{part.text!r} says no amount. Ask for the cost, or with a limit such as 'over $100'."
        )

    def _op_ending(self, part: Part) -> None:
        if not self._has_word("forecast"):
            raise Refusal(part.text, f"{part.text!r} a period can be its last day or its last week. Name the days.")

    def _op_fees(self, part: Part) -> None:
        """Behind a name the word only says that it costs; alone it could be any sort of charge."""
        if self._is_kind(-1, "value", "component", "narrow", "absent"):
            self.draft.has_cost = True
        elif self.mode != "include":
            raise Refusal(
                part.text,
                "Which fees? A bill has support, tax, purchase and commitment fees. Name one, or ask for the total.",
            )

    def _op_since_start(self, part: Part) -> None:
        """In "what did the GPU cost since it is running" the time is that of its charges, and needs no days."""
        self._end_mode()
        draft = self.draft
        is_timed = any(read.kind == "when" or read.meaning in _MOVING for read in self.parts)
        if self.model.table != COSTS or is_timed or not draft.named:
            raise Refusal(
                part.text, "Since when? Name the day: when something was started is not told here, only its charges."
            )
        draft.from_first = True
        draft.tied.append(part)

    # ------------------------------------------------------------- lists of names
    def _op_rest(self, part: Part) -> None:
        """What the question before did not name, unless this question itself leaves something out."""
        if self.has_excluded and self.mode == "exclude" and part.text.lower().startswith(("leftover", "left over")):
            raise Refusal(
                part.text, f"What is {part.text!r} of it? Say what to leave out, such as 'without unused ...'."
            )
        self._end_mode()
        self.draft.rest = "groups" if part.text.lower() in _OTHERS else "sum"

    def _op_apiece(self, _: Part) -> None:
        self._end_mode()
        self.draft.is_apiece = True

    def _asks_which(self) -> bool:
        which = any(read.kind == "operator" and read.meaning == "which" for read in self.read)
        return which and "resource" in self.model.dimensions

    def _settle_asides(self) -> None:
        """What could only be told at the end: whether "the rest" points back, and what "each" is said of."""
        draft = self.draft
        self._settle_sum()
        self._settle_whole()
        self._settle_places()
        self._settle_lowering()
        self._settle_moved_names()
        self._settle_usage()
        left_out = {name for _, clause in draft.clauses if clause.negated for name in clause.dimensions}
        draft.dimensions = [name for name in draft.dimensions if name not in left_out.intersection(draft.limited_to)]
        if draft.rest and any(clause.negated for _, clause in draft.clauses):
            draft.rest = ""
            draft.has_cost = True
        if draft.rest:
            draft.leans = draft.points_back = True
        if draft.is_new and not draft.has_cost and not draft.dimensions and self._asks_which():
            # "Any new VM in January? Which one" asks for names, not for what they cost together.
            draft.dimensions.append("resource")
        self._settle_comparatives()
        ends_with_each = self.mode == "by" and self.by_text in _EACH and not draft.dimensions
        if (
            (draft.is_apiece or ends_with_each)
            and len(draft.whens) < _PAIR
            and len(draft.named) >= _PAIR
            and not draft.has_versus
        ):
            self._split_by_names()
            if ends_with_each:
                self.mode = ""
        elif ends_with_each and len(draft.whens) >= _PAIR:
            # "July, August and September each" is split by the month as it is.
            self.mode = ""
            self._tell_days_apart()
        ends = [when.ends for when in draft.whens if when.ends is not None and when.ends[0] != when.ends[1]]
        is_between = len(draft.whens) == 1 and len(ends) == 1 and ends[0][0].unit == ends[0][1].unit != "day"
        if draft.is_in_percent and is_between and not draft.dimensions and not draft.has_change:
            # "From July to August in percent" asks how far apart they are.
            draft.has_change, draft.share_at = True, None
        if is_between and draft.has_change and not (draft.dimensions or draft.has_versus or draft.sets_apart):
            self._split_joined()
        if (
            draft.movement
            and draft.order == "descending"
            and draft.limit is None
            and draft.dimensions in ([], ["service"])
        ):
            # "What dropped most" asks for one, "which services dropped most" for several.
            draft.is_singular = draft.is_singular or not any(part.is_plural or _is_many(part) for part in self.parts)

    def _settle_sum(self) -> None:
        """In "how much in May and June" one amount may be meant, in "how much in May and June each" none is."""
        at = next((at for at, read in enumerate(self.read) if read.text.lower().startswith("how much")), None)
        behind = [word for read in self.read[at:] for word in read.text.lower().split()] if at is not None else []
        self.draft.asks_sum = bool(behind) and not _ONE_BY_ONE.intersection(behind)

    def _settle_comparatives(self) -> None:
        """In "services that cost less in June than in April" only those are asked that fell."""
        draft = self.draft
        words = [part for part in self.parts if part.kind == "operator" and part.meaning in {"cheaper", "dearer"}]
        if draft.has_compare and draft.dimensions and len(words) == 1 and draft.movement is None and not draft.bounds:
            draft.movement = "fall" if words[0].meaning == "cheaper" else "rise"
            draft.has_change = True
        is_adjective = any(
            one.text.lower() in {"monthly", "daily"} and _is_change(two) for one, two in pairwise(self.parts)
        )
        if is_adjective and draft.dimensions in (["month"], ["day"]) and len(draft.whens) == _PAIR:
            # The "monthly change, June vs May" is the one from May to June.
            draft.dimensions.clear()
        months = [when.period for when in draft.whens if when.period is not None and when.period.unit == "month"]
        is_of_months = len(months) == len(draft.whens) >= _PAIR and not (draft.average_per or draft.per)
        spans = [part.text.lower().split()[-1] for part in self.parts if part.when is not None]
        is_of_months = is_of_months or (
            len(spans) == 1 and spans[0] == "months" and not (draft.average_per or draft.per)
        )
        if draft.has_average and is_of_months and draft.aggregate is None and self.model.table == COSTS:
            # "The average of May and June" is one of months.
            draft.average_per, draft.is_one_time = "month", True
        names_days = any(item.link.dimension in {"part_of_week", "weekday"} for item in draft.named)
        if draft.has_average and names_days and not (draft.average_per or draft.per or draft.dimensions):
            draft.average_per = "day"
        if draft.movement and any(part.text.lower() == "fastest" for part in self.parts):
            draft.has_percent = True

    def _settle_whole(self) -> None:
        """Tell part from whole in "A's share of B", "share of A in B" and "B: A share"."""
        draft, at_share = self.draft, self.draft.share_at
        names = sorted(draft.named, key=lambda item: item.at)
        is_pair = len(names) == _PAIR and names[0].link.dimension != names[1].link.dimension
        if at_share is None or not is_pair or draft.dimensions or draft.has_change:
            return
        (one, other), said = names, self.parts[at_share]
        before, between = (self._words_before(item.at) for item in names)
        if one.at < at_share < other.at and said.meaning == "share" and _INSIDE.intersection(between[-1:]):
            draft.wholes = {one.at} if before[-1:] and before[-1] in _INSIDE else {other.at}
        elif at_share < one.at and between[-1:] and between[-1] in _INSIDE and other.at == one.at + 1:
            draft.wholes = {other.at}
        elif one.at < other.at == at_share - 1 and between[-1:] in ([":"], [","]):
            draft.wholes = {one.at}

    def _words_before(self, at: int) -> list[str]:
        """The words between the part at `at` and the one with a meaning before it."""
        place = self._place_of(self.parts[at])
        found: list[str] = []
        while place > 0 and (self.read[place - 1].kind in {"filler", "symbol"} or self.read[place - 1].text == ","):
            place -= 1
            found = [*self.read[place].text.lower().split(), *found]
        return [word for word in found if word != "the"]

    def _settle_places(self) -> None:
        """In "in what region is X running" and "which project does X belong to" the list with costs tells it."""
        draft = self.draft
        if draft.has_average and draft.average_per is None and draft.dimensions == ["weekday"]:
            draft.average_per = "day"
        adverbs = {"daily": "day", "weekly": "week", "monthly": "month"}
        said = {adverbs[read.text.lower()] for read in self.parts if read.text.lower() in adverbs}
        said |= {unit for unit in adverbs.values() if unit == draft.per_time}
        is_open = draft.has_average and draft.average_per is None and draft.per is None
        if is_open and said and set(draft.dimensions) == said:
            # "The daily cost of X on average" is a mean over days; so is "how much per day is X on average".
            draft.average_per = "day" if said == {"day"} else "week" if said == {"week"} else "month"
            draft.dimensions.clear()
        asks = any(read.kind == "operator" and read.meaning == "which" for read in self.parts)
        groups = bool(draft.dimensions) and all(self.model.dimensions[name].grain is None for name in draft.dimensions)
        is_bare = not (draft.has_cost or draft.measure or draft.counts or draft.is_count or draft.tool or draft.whens)
        if asks and groups and is_bare and draft.named and not draft.order and self.model.table == COSTS:
            draft.has_cost = True
            draft.notes.append("Told by charges: what has none is not on a bill.")

    def _settle_usage(self) -> None:
        """Read "how much usage has no team tag" as what it cost: usage of many units has no sum."""
        draft = self.draft
        said = [read for read in self.parts if read.kind == "measure" and read.text.lower() in _USAGE]
        tests = [test for _, clause in draft.clauses for test in clause.conditions if test.match == "missing"]
        is_plain = not (draft.per or draft.beside or draft.bounds or draft.dimensions or draft.counts)
        units = any(item.link.dimension in {"unit", "usage_type"} for item in draft.named)
        of_tags = any(test.dimension == ANY_TAG or test.dimension.startswith(TAG_PREFIX) for test in tests)
        if self.model.table == COSTS and said and draft.measure == "quantity" and of_tags and is_plain and not units:
            draft.measure, draft.has_cost = None, True
            draft.tied += said
            draft.notes.append("Usage is in many units, which do not add up: its cost is told, of all charges.")

    def _settle_lowering(self) -> None:
        """Read "by how much did credits lower the bill" as the credits, and no change of theirs."""
        draft = self.draft
        reduces = [read for read in self.parts if read.meaning == "cheaper" or read.text.lower() == "by how much"]
        is_alone = draft.has_change and draft.measure == "credits" and not (draft.whens[1:] or draft.has_compare)
        if is_alone and any(read.meaning == "cheaper" for read in reduces):
            draft.has_change, draft.movement = False, None
            draft.tied += reduces

    def _settle_moved_names(self) -> None:
        """In "which environment has the higher cost, prod or dev" the two are ranked."""
        draft = self.draft
        said = [read for read in self.parts if read.kind == "operator" and read.meaning in {"cheaper", "dearer"}]
        columns = {item.link.dimension for item in draft.named[-_PAIR:]}
        if len(said) == 1 and draft.dimensions == list(columns) and draft.named[1:] and not draft.has_compare:
            draft.order = "ascending" if said[0].meaning == "cheaper" else "descending"
            draft.is_singular = True
            draft.tied += said

    def _tell_days_apart(self) -> None:
        """Split single days that shall have a figure each."""
        if all(when.period is not None and when.period.unit == "day" for when in self.draft.whens):
            self.draft.dimensions.append("day")
            self.draft.has_cost = True

    def _split_joined(self) -> None:
        """In "how did EC2 and S3 change from May to June" each has a change of its own."""
        joined = [at for at, item in enumerate(self.draft.named) if item.connector in {"and", "comma"}]
        run = [item for at, item in enumerate(self.draft.named) if at in joined or at + 1 in joined]
        dimensions = {item.link.dimension for item in run}
        is_plain = all(condition.match == "equals" for item in run for condition in item.link.conditions)
        if (len(dimensions) > 1 or any(item.link.area for item in run)) and not self.draft.adds_up:
            names = " and ".join(repr(item.text) for item in run)
            raise Refusal(
                "one by one", f"The change of {names} together, or of each? Say 'together', or ask one by one."
            )
        if len(run) >= _PAIR and len(dimensions) == 1 and is_plain and not self.draft.adds_up:
            self.draft.dimensions.extend(dimensions)

    def _split_by_names(self) -> None:
        """Several names of one dimension, each with its own figure, are a split by it."""
        draft = self.draft
        if draft.share_at is not None:
            raise Refusal("each", "A share of each of several names is not worked out. Ask one by one.")
        dimensions = {item.link.dimension for item in draft.named}
        is_plain = all(condition.match == "equals" for item in draft.named for condition in item.link.conditions)
        if len(dimensions) > 1 or not is_plain or any(item.link.area for item in draft.named):
            raise Refusal(
                "one by one", "Those names are not of one column, so there is no figure for each. Ask one by one."
            )
        draft.named = [replace(item, connector="and" if at else "none") for at, item in enumerate(draft.named)]
        draft.dimensions.extend(dimensions - set(draft.dimensions))
        draft.is_apiece = True
