"""What operator words do: each sets one slot of the draft, or opens a mode that the next words fill."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from finops_agent.agent.bounding import Bounding
from finops_agent.agent.refusal import Refusal
from finops_agent.agent.slots import LIST_WORDS
from finops_agent.costs.semantic import Clause
from finops_agent.costs.semantic.catalog import tag_condition
from finops_agent.costs.semantic.model import ANY_TAG, TAG_PREFIX

if TYPE_CHECKING:
    from finops_agent.agent.parts import Part


class Operators(Bounding):
    """Handlers `_op_<meaning>`, one per meaning of `vocabulary.toml` that does something."""

    def _take_operator(self, part: Part) -> None:
        handler = getattr(self, f"_op_{part.meaning}", None)
        if handler is not None:
            handler(part)
            return
        if self.mode in {"exclude", "missing", "include"} and part.meaning not in LIST_WORDS:
            self._end_mode()

    def _op_cost(self, part: Part) -> None:
        self.draft.has_cost = True
        self.draft.names_cost = self.draft.names_cost or part.text.lower() not in {
            "how much",
            "amount",
            "amounts",
            "go to",
        }
        if self.mode in {"exclude", "missing"} and self.has_excluded:
            self._end_mode()

    def _op_money(self, part: Part) -> None:
        known = self.catalog.currencies
        if part.text != "$" and known and "USD" not in known:
            raise Refusal(part.text, f"The amounts of this data are in {', '.join(known)} and are never converted.")
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
        is_per = self.by_text in {"per", "for each", "each", "for every", "every"}
        self.mode = "per" if is_per and self._is_kind(1, "measure") and self._has_figure else "by"

    @property
    def _has_figure(self) -> bool:
        return self.draft.measure is not None or self.draft.has_cost

    def _op_cumulative(self, _: Part) -> None:
        self._end_mode()
        self.draft.is_cumulative = True

    def _op_aggregate(self, part: Part) -> None:
        self._end_mode()
        self.draft.aggregate = "median"
        if "median" not in part.text.lower():
            raise Refusal(part.text, f"{part.text!r} is not worked out here. Sums, averages, medians and extremes are.")

    def _tool(self, part: Part, tool: str) -> None:
        self._end_mode()
        if self.draft.tool not in {None, tool}:
            raise Refusal(part.text, "Two analyses at once. Ask one, then the other.")
        self.draft.tool = tool

    def _op_utilisation(self, part: Part) -> None:
        self._tool(part, "utilisation")

    def _op_coverage(self, part: Part) -> None:
        is_tagging = any(name.startswith(TAG_PREFIX) for name in self.draft.dimensions) or "tag" in part.text.lower()
        self._tool(part, "tag_coverage" if is_tagging else "coverage")

    def _op_waste(self, part: Part) -> None:
        self._tool(part, "waste")
        self.draft.tool_kind = part.text.lower()
        if self.draft.is_count and self.draft.counts is None:
            self.draft.is_count = False

    def _op_savings_rate(self, part: Part) -> None:
        self._tool(part, "savings_rate")

    def _op_explain(self, part: Part) -> None:
        self._tool(part, "explain")

    def _op_anomalies(self, part: Part) -> None:
        self._tool(part, "anomalies")

    def _op_forecast(self, part: Part) -> None:
        self._tool(part, "forecast")

    def _op_gone(self, part: Part) -> None:
        self._tool(part, "gone")

    def _op_quality(self, part: Part) -> None:
        self._tool(part, "quality")

    def _op_unit_cost(self, part: Part) -> None:
        self._tool(part, "unit_cost")

    def _op_described(self, part: Part) -> None:
        following = self._near(1)
        if following is None or following.kind != "value":
            raise Refusal(part.text, f"Whether something is {part.text.split()[-1]} is not a column of this data.")
        word = part.text.split()[-1]
        self.draft.notes.append(f"The data does not say what is {word}: all charges of {following.text!r} are counted.")

    def _op_new(self, _: Part) -> None:
        self._end_mode()
        self.draft.is_new = True

    def _op_move(self, _: Part) -> None:
        """Take what is moved as the subject: what it is moved to has no charges yet."""
        self._end_mode()
        self.draft.has_move = True

    def _op_saving(self, _: Part) -> None:
        self._end_mode()
        self.draft.has_saving = True
        self.draft.has_cost = True

    def _op_removal(self, _: Part) -> None:
        """Without the things their whole cost is saved; what stays charged elsewhere is not known."""
        self._end_mode()
        draft = self.draft
        draft.percent_of_price = Decimal(100)
        draft.has_saving = draft.has_cost = True
        draft.notes.append(
            "All of their cost is counted as saved. What is charged on in other rows is not in this figure."
        )

    def _op_if(self, _: Part) -> None:
        self._end_mode()
        self.draft.has_move = True

    def _op_cheaper(self, _: Part) -> None:
        self._end_mode()
        self.draft.is_cheaper = True

    def _op_dearer(self, _: Part) -> None:
        self._end_mode()
        self.draft.is_cheaper = False

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
        if any(word in words for word in ("biggest", "largest", "smallest")):
            self.draft.adjective = "size"
        elif any(word in words for word in ("expensive", "cost", "price", "cheap", "dear")):
            self.draft.adjective = "money"
        keeps = self.mode
        self._end_mode()
        self.mode = "which" if keeps == "which" else ""

    def _op_exclude(self, part: Part) -> None:
        self._end_mode()
        self.mode = "exclude"
        self.has_excluded = False
        self.is_minus = part.text.lower().startswith(("minus", "less"))
        self.excluded_dimensions = frozenset()
        if self._is_operator(1, "only"):
            raise Refusal(part.text, "I cannot read 'not only'. Name what to count or what to leave out.")

    def _op_excluded(self, part: Part) -> None:
        """In "tax left out" the names stand before the word."""
        named = self.draft.named
        if not named or self.mode == "exclude":
            if self.mode == "exclude" or self.has_excluded:
                return
            raise Refusal("what to exclude", "What is left out? Name it before, or say 'without tax'.")
        item = named.pop()
        while True:
            self._leave_out(item.link, item.text)
            if not (
                named and item.connector in {"and", "comma", "or"} and named[-1].link.dimension == item.link.dimension
            ):
                return
            item = named.pop()

    def _op_missing(self, _: Part) -> None:
        self._end_mode()
        self.mode = "missing"
        self.has_excluded = False

    def _op_present(self, part: Part) -> None:
        self._end_mode()
        self._check_tags(part)
        following = self._near(1)
        names_value = following is not None and following.kind == "value"
        names_key = following is not None and following.kind == "dimension" and following.meaning.startswith(TAG_PREFIX)
        if names_key and self._is_kind(2, "value"):
            return
        if names_key:
            self.mode = "present"
        elif not names_value:
            self._keep_clause(Clause((tag_condition(ANY_TAG, present=True),), "tagged"))

    def _check_tags(self, part: Part) -> None:
        if "Tags" not in self.model.columns:
            raise Refusal(part.text, "This data has no column of tags.")

    def _op_untagged(self, part: Part) -> None:
        self._end_mode()
        self._check_tags(part)
        if any(name.startswith(TAG_PREFIX) for name in self.draft.dimensions):
            if "as" not in part.text.lower().split():
                raise Refusal(
                    part.text, "Untagged charges have no tag to split by. Ask for untagged cost, or for cost by tag."
                )
            return
        self._keep_clause(Clause((tag_condition(ANY_TAG, present=False),), "untagged"))

    def _op_tag(self, part: Part) -> None:
        if self.mode == "by" or not (self._is_kind(1, "dimension", "value") or self._is_kind(-1, "dimension", "value")):
            keys = ", ".join(self.model.tag_keys[:8])
            known = f"This data has the tag keys {keys}." if keys else "This data has no tags."
            raise Refusal(part.text, f"Which tag? {known}", tuple(f"cost by {key}" for key in self.model.tag_keys[:3]))

    def _op_include(self, part: Part) -> None:
        self._end_mode()
        if any(word in part.text.lower() for word in ("everything", "all")):
            self.draft.is_everything = True
        if self.draft.named and self.draft.named[-1].link.dimension == "charge" and not self._is_kind(1, "value"):
            self._include_named_before()
            return
        self.mode = "include"

    def _include_named_before(self) -> None:
        """In "tax and credits included" the names stand before the word."""
        while self.draft.named and self.draft.named[-1].link.dimension == "charge":
            named = self.draft.named.pop()
            self.draft.included.update(value for condition in named.link.conditions for value in condition.values)

    def _op_with(self, part: Part) -> None:
        self._end_mode()
        if self._is_operator(1, "and", "or", "exclude"):
            raise Refusal(part.text, "With and without at once are two questions. Ask one, then the other.")
        self.mode = "with"

    def _op_compare(self, _: Part) -> None:
        self._end_mode()
        self.draft.has_compare = True
        self.connector = "versus"
        self.draft.has_versus = True

    def _op_change(self, _: Part) -> None:
        self._end_mode()
        self.draft.has_change = True

    def _op_rise(self, _: Part) -> None:
        self._move("rise")

    def _op_fall(self, _: Part) -> None:
        self._move("fall")

    def _op_movers(self, _: Part) -> None:
        self._move("move")

    def _move(self, movement: str) -> None:
        self._end_mode()
        self.draft.movement = "rise" if movement == "rise" else "fall" if movement == "fall" else "move"
        self.draft.has_change = True

    def _op_percent(self, _: Part) -> None:
        self._end_mode()
        self.draft.has_percent = True
        if self.draft.share_at is None:
            self.draft.share_at = self.at

    def _op_percent_change(self, part: Part) -> None:
        self._op_percent(part)
        self.draft.has_change = True

    def _op_share(self, _: Part) -> None:
        self._end_mode()
        if self.draft.share_at is None:
            self.draft.share_at = self.at

    def _op_verb(self, part: Part) -> None:
        self.draft.verb_at.append(self.at)
        if self.at == 0 and part.text.lower() in {"is", "are", "was", "were", "has", "have"}:
            self.draft.is_yes_or_no = True
        if self.mode in {"exclude", "missing"} and self.has_excluded:
            self._end_mode()

    def _op_compose(self, _: Part) -> None:
        """Read "EC2 makes up how much" as a share, and "which types make up S3 costs" as the costs themselves."""
        self._end_mode()
        self.draft.has_cost = True
        if not self.draft.dimensions and self.draft.share_at is None:
            self.draft.share_at = self.at

    def _op_count(self, _: Part) -> None:
        self._end_mode()
        self.draft.is_count = True

    def _op_rows(self, _: Part) -> None:
        if self.draft.is_count and self.draft.counts is None:
            self.draft.is_count = False
            self.draft.measure = "rows"
        self.draft.has_rows = True
        if self.mode == "by":
            raise Refusal("what to split by", self._ways_to_split())

    def _op_average(self, _: Part) -> None:
        self._end_mode()
        self.draft.has_average = True
        before = self._near(-1)
        if before is not None and before.kind == "dimension" and before.meaning in self.draft.dimensions:
            grain = self.model.dimensions[before.meaning].grain
            if grain in {"day", "month"}:
                self.draft.dimensions.remove(before.meaning)
                self.draft.average_per = "day" if grain == "day" else "month"

    def _op_trend(self, _: Part) -> None:
        self._end_mode()
        self.draft.has_trend = True

    def _op_drivers(self, part: Part) -> None:
        """A "driver" is one group; what "drives" the cost may be several."""
        self._end_mode()
        self.draft.is_singular = self.draft.is_singular or part.text.lower().endswith("driver")
        self.draft.has_cost = True
        self.draft.order = self.draft.order or "descending"

    def _op_and(self, _: Part) -> None:
        self._connect("and")

    def _op_or(self, _: Part) -> None:
        self._connect("or")

    def _op_comma(self, _: Part) -> None:
        self._connect("comma")

    def _connect(self, connector: str) -> None:
        if self.connector in {"none", "comma"} or connector == "or":
            self.connector = "and" if connector == "and" else "or" if connector == "or" else "comma"
        if self.mode == "by" and not self._is_kind(1, "dimension"):
            self.mode = ""

    def _op_total(self, part: Part) -> None:
        self.draft.has_total = True
        if "everything" in part.text.lower():
            self.draft.is_everything = True
        if self.mode in {"exclude", "missing"} and self.has_excluded:
            self._end_mode()

    def _op_same(self, part: Part) -> None:
        """Pronouns point into this question where it has named something, else to the one before."""
        self._end_mode()
        draft = self.draft
        if part.text.lower() != "same" and (
            draft.named or draft.clauses or draft.dimensions or draft.noun or draft.counts
        ):
            return
        self.draft.leans = self.draft.points_back = True

    def _op_again(self, _: Part) -> None:
        self._end_mode()
        self.draft.leans = True

    def _op_only(self, _: Part) -> None:
        if self.mode == "exclude" and not self.has_excluded:
            self._end_mode()

    def _op_breakdown(self, _: Part) -> None:
        self._end_mode()
        self.draft.has_breakdown = True
