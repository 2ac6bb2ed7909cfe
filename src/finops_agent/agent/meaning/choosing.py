"""What a question measures: the figure, how rows become one, and what it is divided by."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from finops_agent.agent.meaning.scoping import Scoping
from finops_agent.agent.refusal import Refusal
from finops_agent.costs.semantic import Condition, Factor, is_additive, measure_of
from finops_agent.costs.semantic.advising import gives_advice, saved_columns
from finops_agent.costs.semantic.figure import DISTINCT_PREFIX
from finops_agent.costs.semantic.model import COSTS
from finops_agent.costs.semantic.table_days import AGE
from finops_agent.costs.semantic.words import says_no_cost

if TYPE_CHECKING:
    from finops_agent.costs.semantic import SemanticQuery
    from finops_agent.costs.semantic.model import Aggregate, Measure

WHOLE = 100
"""Per cent."""
_COMMITTED = frozenset({"commitment_type", "commitment", "commitment_category"})
_SIZES = ("size", "capacity", "storage", "bytes", "gb", "gib")


class Choosing(Scoping):
    """Measure, aggregate, divisor and assumption of one draft."""

    def _measure(self) -> str:
        draft = self.draft
        if draft.counts is not None:
            self._check_counting_back(draft.counts)
            return DISTINCT_PREFIX + draft.counts
        if self._asks_saved() and (draft.share_at is not None or draft.has_percent):
            raise Refusal(
                "savings in percent",
                "Savings in percent of what? Ask for the effective savings rate, or for the savings.",
            )
        if draft.measure is None and self._asks_saved():
            draft.measure = "savings"
        if draft.measure is None and draft.has_saving and draft.percent_of_price is None and not draft.has_move:
            draft.measure = self._savings_column()
        if draft.adjective == "age":
            return self._age()
        self._check_adjective()
        measure = draft.measure or self._implied_measure()
        unused = Condition("commitment_status", "equals", ("Unused",))
        names_unused = any(
            condition.values == unused.values and condition.dimension == unused.dimension
            for item in draft.named
            for condition in item.link.conditions
        )
        if draft.measure is None and measure == "billed" and names_unused and "effective" in self.model.measures:
            draft.notes.append(
                "Read as effective (amortized) cost: what is unused is billed with the commitment itself."
            )
            return "effective"
        return measure

    def _check_counting_back(self, counted: str) -> None:
        """After "cost by zone" the zones may be meant by "how many are there", or the things in them."""
        previous = self.previous
        if not self.draft.counts_rows or previous is None:
            return
        is_list = previous.dimensions in {(), (counted,)} and previous.threshold is None and not previous.limit
        if not is_list or previous.share or previous.sides or previous.baseline is not None:
            things = self.model.dimensions[counted].plural
            raise Refusal("what to count", f"How many of which? Say, for example, 'how many {things}', and which ones.")

    def _age(self) -> str:
        """The oldest and the newest are ranked by age and by nothing else."""
        draft = self.draft
        if draft.measure not in {None, AGE} or draft.has_cost:
            raise Refusal(
                "one ranking",
                "That ranks by age and asks for another figure. Ask for the oldest or newest, then for the figure.",
            )
        return AGE

    def _check_adjective(self) -> None:
        """Whether "cheapest ... by size" or "most unencrypted" leave open what is ranked."""
        draft = self.draft
        named = self.model.measures.get(draft.measure or "")
        is_money = draft.order is not None and draft.adjective == "money" and draft.per is None and not draft.bounds
        if is_money and named is not None and named.kind == "quantity":
            raise Refusal(
                named.label, f"The lowest or highest cost, or {named.label}? Ask for one, or for 'cost per' it."
            )
        is_open = draft.order is not None and not (draft.has_cost or draft.measure or draft.counts or draft.has_change)
        if is_open and draft.ranks_bare and self.model.table != COSTS:
            raise Refusal("most of what", "The most by number, or by cost? Say 'most volumes' or 'highest cost'.")

    def _savings_column(self) -> str | None:
        """The one column of savings that a table of recommendations has, or the one that goes by that word."""
        if self.model.table == COSTS:
            return None
        found = saved_columns(self.model.measures.values())
        meant = found if len(found) == 1 else [m for m in found if ("savings",) in m.words]
        return meant[0].name if len(meant) == 1 else None

    def _asks_saved(self) -> bool:
        """Whether "how much did savings plans save" asks for what commitments took off the list price."""
        draft = self.draft
        assumes = draft.percent_of_price is not None or draft.has_move
        commits = any(item.link.dimension in _COMMITTED for item in draft.named)
        return draft.has_saving and commits and not assumes and "savings" in self.model.measures

    def _implied_measure(self) -> str:
        draft, previous = self.draft, self.previous
        if (
            draft.has_rows
            and not draft.has_cost
            and (draft.share_at is not None or not (draft.named or draft.clauses or draft.bounds))
        ):
            return "rows"
        if draft.has_rows and not draft.has_cost:
            raise Refusal(
                "cost or count", "Shall I add up the cost of those rows, or count them? Say 'cost of' or 'how many'."
            )
        if draft.is_count or (draft.is_about_currency and not draft.has_cost):
            return "rows"
        if previous is not None and not (draft.has_cost and self._is_no_cost(previous.measure)):
            return previous.measure
        if self.model.table != COSTS:
            return self._one_cost(self._of_table())
        return self.model.default_measure

    def _one_cost(self, measure: str) -> str:
        """The measure, where it is no cost that stands for one of several parts without being named."""
        parts, noun = self.model.open_costs, self.model.dimensions.get(self.draft.noun or "")
        lists = noun is not None and noun.is_unique and not (self.draft.has_cost or self.draft.order)
        if measure not in parts or lists:
            return measure
        labels = [self.model.measures[name].label for name in parts]
        raise Refusal("which cost", f"Which cost: {', '.join(labels[:-1])} or {labels[-1]}? Name one.", tuple(labels))

    def _of_table(self) -> str:
        """The measure of a question about a table that names none."""
        draft = self.draft
        money = [m for m in self.model.measures.values() if m.kind == "money" and m.aggregate == "sum"]
        if draft.has_cost or draft.adjective == "money" or draft.has_saving:
            if not money or (draft.names_cost and says_no_cost(self.model.default_measure)):
                raise Refusal("a cost", "This table has no column of costs. " + self._known_measures())
            return self.model.default_measure
        if draft.has_total and not money and self.model.default_measure == "rows":
            raise Refusal("a figure", "The total of what? " + self._known_measures())
        if draft.adjective == "size":
            sizes = [m.name for m in self.model.measures.values() if any(w in _SIZES for p in m.words for w in p)]
            return sizes[0] if sizes else self.model.default_measure
        is_alone = not (draft.named or draft.clauses or draft.bounds or draft.whens or draft.order)
        if (
            draft.noun is not None
            and draft.noun not in draft.dimensions
            and (draft.share_at is not None or draft.dimensions or is_alone)
            and not draft.adjective
        ):
            return DISTINCT_PREFIX + draft.noun
        if draft.share_at is not None and not money:
            return "rows"
        tested = {bound.measure for bound in draft.bounds}
        is_plain = not draft.dimensions or says_no_cost(self.model.default_measure)
        if len(tested) == 1 and draft.noun is None and is_plain:
            # "Total seats over 30" tells the seats.
            return next(iter(tested)) or self.model.default_measure
        advised = self._savings_column() if gives_advice(self.model) else None
        return advised or self.model.default_measure

    def _known_measures(self) -> str:
        names = [measure.label for measure in self.model.measures.values()]
        return f"It measures {', '.join(names)}."

    def _counted(self, measure: str) -> bool:
        return measure == "rows" or measure.startswith(DISTINCT_PREFIX)

    def _is_no_cost(self, measure: str) -> bool:
        """Whether "and the cost?" asks for another figure than the one before: that was a number or an amount."""
        is_amount = self.draft.names_cost and measure_of(self.model, measure).kind == "quantity"
        return self._counted(measure) or is_amount

    # ------------------------------------------------------------- aggregate
    def _aggregate(self, measure: str) -> Aggregate | None:
        """Average, median or extreme of the rows of a table; a bill's rows are parts of charges and not averaged."""
        draft = self.draft
        counted = measure_of(self.model, measure)
        if draft.aggregate == "median" and draft.average_per is not None and not self._is_inventory():
            return "median"
        if draft.aggregate is not None:
            self._check_level(counted, draft.aggregate)
            return draft.aggregate
        if draft.has_average and draft.average_per is None and draft.per is None:
            self._check_level(counted, "average")
            return None if counted.aggregate == "avg" else "avg"
        if self._asks_extreme(counted):
            return "max" if draft.order == "descending" else "min"
        previous = self.previous
        return previous.aggregate if previous is not None and draft.measure is None and not draft.has_total else None

    def _with_months(self, own: tuple[str, ...]) -> tuple[str, ...]:
        """The split, by month as well where "the spend of each team over time" wants the months of every team."""
        draft = self.draft
        others = (draft.order, draft.limit, draft.movement, draft.has_change, draft.has_compare, draft.has_average)
        is_plain = not any(others) and draft.share_at is None and not (draft.measure or draft.counts)
        is_split = len(own) == 1 and self.model.dimensions[own[0]].grain is None
        is_bill = self.model.table == COSTS and "month" in self.model.dimensions
        return (*own, "month") if is_bill and draft.has_trend and is_split and is_plain else own

    def _asks_extreme(self, measure: Measure) -> bool:
        """Whether "highest cpu" asks for the figure itself and for no group."""
        draft = self.draft
        names_group = bool(draft.dimensions) or draft.noun is not None or draft.limit is not None
        is_level = measure.kind in {"money", "quantity"} and draft.measure is not None
        return draft.order is not None and not names_group and is_level and self.model.table != COSTS

    def _check_level(self, measure: Measure, what: str) -> None:
        if self.model.table == COSTS:
            raise Refusal(
                "what to average over",
                f"The {what} over what? I can give the average per day, week, month, or per name, such as per account.",
            )
        if measure.kind not in {"money", "quantity"}:
            raise Refusal("what to average", f"The {what} of which figure? " + self._known_measures())

    def _per(self) -> str | None:
        draft, previous = self.draft, self.previous
        if draft.per is not None:
            return draft.per
        if draft.average_per == "day" and self._splits_by_weekday():
            return DISTINCT_PREFIX + "day"
        return previous.per if previous is not None and draft.measure is None and draft.average_per is None else None

    def _splits_by_weekday(self) -> bool:
        """Whether it is split by the days of the week, of which some have more days than others."""
        return bool({"weekday", "part_of_week"}.intersection(self.draft.dimensions))

    def _goes_on_with_measure(self) -> bool:
        draft = self.draft
        return not (draft.measure or draft.has_cost or draft.is_count or draft.counts)

    # ------------------------------------------------------------ assumption
    def _factor(self) -> Factor | None:
        draft = self.draft
        if draft.unit_factor is not None:
            return draft.unit_factor
        before = self.previous.factor if self.previous is not None else None
        if before is not None and before.label.startswith("in ") and self._goes_on_with_measure():
            return before
        if draft.percent_of_price is None:
            if draft.has_move or (draft.has_saving and draft.measure is None):
                raise Refusal(
                    "an assumption",
                    "What would change, and by how much? Give the percentage, such as 'if gp2 were 20 % cheaper'. "
                    "What could be saved without one is on the page of findings.",
                )
            return None
        change = draft.percent_of_price / WHOLE
        if draft.has_saving:
            label = f"saving at {draft.percent_of_price} % less"
            return Factor(change, label)
        sign = Decimal(-1) if draft.is_cheaper else Decimal(1)
        word = "less" if draft.is_cheaper else "more"
        return Factor(1 + sign * change, f"at {draft.percent_of_price} % {word}")

    def _check_additive(self, query: SemanticQuery) -> None:
        if query.share and not is_additive(query, self.model) and query.measure != "rows":
            counted = query.measure.startswith(DISTINCT_PREFIX)
            if counted and not query.dimensions:
                return
            raise Refusal(
                "a share of cost",
                "Shares are given of figures that add up, such as cost or rows. Ask for the shares alone.",
            )
