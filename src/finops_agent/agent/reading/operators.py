"""What operator words do: each sets one slot of the draft, or opens a mode that the next words fill."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finops_agent.agent.reading.figuring import BOUNDS
from finops_agent.agent.reading.placing import Placing
from finops_agent.agent.reading.slots import LIST_WORDS
from finops_agent.agent.reading.splitting import MOST_OR_LEAST
from finops_agent.agent.reading.times.ages import NEWEST, OLDEST
from finops_agent.agent.refusal import Refusal
from finops_agent.costs.semantic.model import COSTS
from finops_agent.costs.semantic.table_days import AGE

if TYPE_CHECKING:
    from finops_agent.agent.reading.parts import Part


_STUFF = frozenset({"storage", "data", "traffic", "egress", "bandwidth", "disk space", "data transfer"})
"""Things that "how much" can ask in gigabytes as well as in money."""
_PAYING = frozenset({"pay for", "paying for", "paid for", "pay", "billed for", "charged for"})
_EXTREMES = frozenset({"max", "maximum", "min", "minimum", "peak"})
_GAPS = frozenset({"difference", "differences", "diff", "diffs", "gap", "gaps", "delta", "deltas"})
_AGED = frozenset({*OLDEST, *NEWEST})


class Operators(Placing):
    """Handlers `_op_<meaning>`, one per meaning of `vocabulary.toml` that does something."""

    def _take_operator(self, part: Part) -> None:
        handler = getattr(self, f"_op_{part.meaning}", None)
        if handler is not None:
            handler(part)
            return
        if self.mode in {"exclude", "missing", "include"} and part.meaning not in LIST_WORDS:
            self._end_mode()

    def _op_cost(self, part: Part) -> None:
        if self._says_no_cost(part):
            self.draft.tied.append(part)
            return
        if part.text.lower() in _PAYING and self.draft.is_count and self.draft.counts and self._says_no_more():
            # "How many services do we pay for" counts what is charged, as all of them are.
            self.draft.tied.append(part)
            return
        self._list_things_with()
        self.draft.has_cost = True
        if self._is_whole_of_measure(part):
            self.draft.beside = self.model.default_measure
        following = self._near(1)
        if part.text.lower() == "how much" and following is not None and following.text.lower() in _STUFF:
            self.draft.asks_stuff = following.text
        self.draft.names_cost = self.draft.names_cost or part.text.lower() not in {
            "how much",
            "amount",
            "amounts",
            "go to",
        }
        if self.mode in {"exclude", "missing"} and self.has_excluded:
            self._end_mode()

    def _says_no_more(self) -> bool:
        return self.model.table == COSTS and all(read.kind == "when" for read in self.parts[self.at + 1 :])

    def _says_no_cost(self, part: Part) -> bool:
        """Whether the word belongs to a limit, "apps costing over 500", or to a table's figure, "hours spent on"."""
        draft, model = self.draft, self.model
        if "value" in part.text.lower() and self._is_kind(1, "measure"):
            return True
        if model.table == COSTS or draft.has_cost:
            return False
        measured = model.measures.get(draft.measure or "")
        if measured is not None and measured.kind == "quantity" and self._is_kind(-1, "measure"):
            has_money = any(other.kind == "money" for other in model.measures.values())
            return part.text.lower() in {"spent", "spent on"} or not has_money
        has_rows = bool(draft.noun or draft.counts or draft.bounds)
        is_limit = self._is_operator(1, *BOUNDS, "between") and has_rows and measured is None
        if is_limit and model.default_measure != "rows":
            self.tested = model.default_measure
        return is_limit

    def _op_money(self, part: Part) -> None:
        self._check_currency(part)
        self._say_money()

    def _say_money(self) -> None:
        """An amount is asked for, and no percentage or number."""
        if self._is_operator(1, "change") or self._is_operator(-1, "change"):
            self.draft.wants_amount = True
        if self.draft.is_count and self.draft.counts is None and self.draft.measure is None:
            self.draft.is_count = False
            self.draft.has_cost = True
        if not self.draft.has_subject and not self.draft.has_change:
            self.draft.wants_amount = True

    def _op_by(self, part: Part) -> None:
        self._end_mode()
        if self._is_kind(1, "number") and self._is_operator(2, "percent"):
            return
        self.by_text = part.text.lower()
        is_behind = self._is_kind(1, "when") or self._is_operator(1, "percent", "share", "cost", "total")
        if self.by_text in {"each", "every"} and is_behind and len(self.draft.named) > 1:
            # "What did A and B cost each in May": the word stands behind what it is said of.
            self.draft.is_apiece = True
            return
        self._check_share_of_each(part)
        is_per = self.by_text in {"per", "for each", "each", "for every", "every"}
        self.mode = "per" if is_per and self._is_kind(1, "measure") and self._has_figure else "by"

    @property
    def _has_figure(self) -> bool:
        return self.draft.measure is not None or self.draft.has_cost or self.draft.adjective == "money"

    def _op_which(self, _: Part) -> None:
        self._end_mode()
        following = self._near(1)
        if (
            following is not None
            and (following.kind in {"dimension", "number"} or self._is_operator(1, "top", "bottom"))
        ) or (following is not None and following.kind == "value" and self._is_kind(2, "dimension")):
            self.mode = "which"

    def _op_top(self, part: Part) -> None:
        self._rank(part, "descending")

    def _op_bottom(self, part: Part) -> None:
        self._rank(part, "ascending")

    def _rank(self, part: Part, order: str) -> None:
        if self.draft.order not in {None, order}:
            raise Refusal(part.text, "Both the highest and the lowest at once. Ask for one, then for the other.")
        self.draft.order = "descending" if order == "descending" else "ascending"
        words = part.text.lower()
        self.draft.is_sorted = words.endswith(" first")
        if any(word in words for word in ("biggest", "largest", "smallest")):
            self.draft.adjective = "size"
        elif AGE in self.model.measures and words in _AGED:
            self.draft.adjective = "age"
        elif any(word in words for word in ("expensive", "cost", "price", "cheap", "dear")):
            self.draft.adjective = "money"
        is_open = self._near(1) is None or self._is_kind(1, "value", "dimension", "component")
        self.draft.ranks_bare = is_open and words in MOST_OR_LEAST
        if self._asks_one(words):
            self.draft.is_singular = True
        following = self._raw(part, 1)
        if words.endswith(" one") or (
            following is not None and following.text.lower() == "one" and not self._is_kind(1, "dimension")
        ):
            self.draft.is_singular, self.draft.limit = True, 1
        keeps = self.mode
        self._end_mode()
        self.mode = "which" if keeps == "which" else ""

    def _asks_one(self, words: str) -> bool:
        """Whether "the daily max" or "which is the highest" ask for one."""
        before = self._near(-1)
        if before is not None and before.kind == "dimension" and words in _EXTREMES:
            return self.model.dimensions[before.meaning].grain is not None and not before.is_plural
        said = self._raw(self.parts[self.at], -1)
        is_which = said is not None and said.text.lower() in {"which is", "which was", "which one is", "which one was"}
        is_verb = before is not None and before.text.lower() in {"is", "was"} and self._is_operator(-2, "which")
        return (is_which or is_verb) and not self._is_kind(1, "dimension", "number")

    def _op_with(self, part: Part) -> None:
        if self.draft.has_compare and self.draft.named and self._is_kind(1, "value"):
            # "Compare A with B" sets two sides against each other.
            self._op_compare(part)
            return
        self._end_mode()
        following = self._near(1)
        if following is not None and following.text.lower() in {"neither", "no"}:
            # "With neither A nor B" leaves both out.
            return
        if self._is_operator(1, "and", "or", "exclude"):
            raise Refusal(part.text, "With and without at once are two questions. Ask one, then the other.")
        self.mode = "with"

    def _op_compare(self, part: Part) -> None:
        self._end_mode()
        self.draft.has_compare = True
        self.draft.is_relative = part.text.lower() == "relative to"
        if self.draft.is_yes_or_no and self._is_operator(-1, "dearer", "cheaper"):
            self.draft.has_cost = True
        names = self._is_kind(1, "value", "component", "narrow", "absent") and not self.draft.whens
        if names and not self.draft.named and not part.text.lower().startswith(("compare ", "comparing", "comparison")):
            self.draft.is_against = part.text.lower() != "compare"
        if self.draft.named or self.draft.measure is not None:
            self.connector = "versus"
            self.draft.has_versus = bool(self.draft.named)

    def _op_change(self, part: Part) -> None:
        self._end_mode()
        if part.text.lower() in {"month over month", "mom"} and any(read.meaning == "trend" for read in self.parts):
            # "How did it develop month over month" asks for the months one by one.
            self.draft.dimensions.append("month")
            self.draft.tied.append(part)
            return
        self.draft.is_stepwise = self.draft.is_stepwise or part.text.lower() in {"month over month", "mom"}
        if self._is_operator(-1, "top") and self.draft.movement is None:
            self.draft.movement = "rise" if part.text.lower().startswith(("growth", "jump")) else "move"
        self.draft.is_gap = self.draft.is_gap or bool(_GAPS.intersection(part.text.lower().split()))
        self.draft.sets_apart = self.draft.sets_apart or self._is_kind(1, "value", "component")
        self.draft.has_change = True

    def _op_rise(self, _: Part) -> None:
        self._move("rise")

    def _op_fall(self, _: Part) -> None:
        self._move("fall")

    def _op_movers(self, part: Part) -> None:
        self._move("move")
        self.draft.is_singular = self.draft.is_singular or part.text.lower().endswith(("mover", "change", "most"))

    def _move(self, movement: str) -> None:
        self._end_mode()
        if movement != "move" and self._is_operator(-1, "which") and "service" in self.model.dimensions:
            # "What went up" asks for the things that did.
            self.draft.dimensions.append("service")
        self.draft.movement = "rise" if movement == "rise" else "fall" if movement == "fall" else "move"
        self.draft.has_change = True

    def _op_verb(self, part: Part) -> None:
        self.draft.verb_at.append(self.at)
        if self.at == 0 and part.text.lower() in {"is", "are", "was", "were", "has", "have"}:
            self.draft.is_yes_or_no = True
        if self.mode in {"exclude", "missing"} and self.has_excluded:
            self._end_mode()

    def _op_count(self, _: Part) -> None:
        self._end_mode()
        following = self._near(1)
        if following is not None and any(link.dimension == "currency" for link in following.links):
            # "How many AUD did we pay" asks for money.
            self.draft.has_cost = self.draft.names_cost = True
            return
        self.draft.is_count = True

    def _op_average(self, _: Part) -> None:
        self._end_mode()
        self.draft.has_average = True
        self._take_unit_before()

    def _op_trend(self, _: Part) -> None:
        self._end_mode()
        self.draft.has_trend = True

    def _op_drivers(self, part: Part) -> None:
        """A "driver" is one group; what "drives" the cost may be several."""
        self._end_mode()
        self.draft.is_singular = self.draft.is_singular or part.text.lower().endswith(
            ("driver", "spender", "offender", "hog")
        )
        self.draft.has_cost = True
        self.draft.order = self.draft.order or "descending"

    def _op_same(self, part: Part) -> None:
        """Pronouns point into this question where it has named something, else to the one before."""
        self._end_mode()
        draft = self.draft
        is_lone = part.text.lower() in {"it", "its", "that one", "is it", "was it"} and self._lists_several(part)
        if (
            part.text.lower() != "same"
            and not is_lone
            and (draft.named or draft.clauses or draft.dimensions or draft.noun or draft.counts)
        ):
            return
        self.draft.leans = self.draft.points_back = True

    def _lists_several(self, pronoun: Part) -> bool:
        """Whether all that the question has named are things of which there are several, so that "it" is none."""
        draft = self.draft
        if draft.named or draft.clauses or draft.noun or draft.counts or draft.order:
            return False
        split = [
            part for part in self.parts[: self.at] if part.kind == "dimension" and part.meaning in draft.dimensions
        ]
        # "Which group is it in" asks for the group, so "it" is something else.
        return bool(split) and (all(part.is_plural for part in split) or len(pronoun.text.split()) > 1)

    def _op_they_cost(self, part: Part) -> None:
        """In "how many are there? What do they cost" the cost is of what was counted."""
        if self.draft.is_count or self.draft.counts is not None:
            raise Refusal(part.text, "A number and a cost are two questions. Ask one, then the other.")
        self._op_same(part)
        self.draft.has_cost = self.draft.names_cost = True

    def _op_again(self, part: Part) -> None:
        self._end_mode()
        if part.text.lower() == "next" and self.model.table != COSTS and self.draft.dimensions:
            raise Refusal(
                part.text, "What comes next is told of no day here. Ask for those before a day or in a period, by date."
            )
        self.draft.leans = True

    def _op_breakdown(self, _: Part) -> None:
        self._end_mode()
        self.draft.has_breakdown = True
