"""How a question's figure is split, shared, averaged and ranked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from finops_agent.agent.meaning.choosing import Choosing
from finops_agent.agent.meaning.going_on import sums_up
from finops_agent.agent.meaning.rates import asks_rate
from finops_agent.agent.refusal import Refusal
from finops_agent.costs.semantic.model import COSTS

if TYPE_CHECKING:
    from finops_agent.costs.semantic import Clause, Period, SemanticQuery
    from finops_agent.costs.semantic.query import Change, Rank

DEFAULT_LIMIT = 10
"""Groups shown where a ranking names no number."""
DAYS_BY_DAY = 62
"""Days up to which a trend is drawn by day; longer ones by month."""
_PAIR = 2


class Splits(Choosing):
    """Dimensions, share, average and ranking of one draft."""

    def _dimensions(self, clauses: tuple[Clause, ...], period: Period | None, *, compares: bool) -> tuple[str, ...]:
        draft = self.draft
        self._one_figure(period)
        own = self._with_months(tuple(draft.dimensions))
        if not own and draft.has_trend:
            covered = period or (self.catalog.calendar.whole if self.catalog.calendar else None)
            if covered is None:
                raise Refusal("dates", "This data has no column of dates, so there is no trend to show.")
            own = ("day" if covered.days <= DAYS_BY_DAY else "month",)
        if own:
            self._check_pointing(own)
            return own
        if draft.has_breakdown:
            names = [dimension.label for dimension in self.model.dimensions.values() if dimension.grain is None][:6]
            raise Refusal(
                "what to split by", f"Split by what? This data can be split by {', '.join(names)}, day or month."
            )
        if draft.counts is not None or draft.average_per is not None or draft.rest == "sum":
            return ()
        if self.previous is not None and sums_up(draft):
            return ()
        if self.previous is not None:
            return self._carried_split(self.previous, clauses, compares=compares)
        return self._of_rows() if self.model.table != COSTS else self._implied_split()

    def _implied_split(self) -> tuple[str, ...]:
        """What a ranking of a bill ranks where it does not say."""
        draft = self.draft
        if draft.order is not None or draft.movement == "move":
            if "service" in self.model.dimensions:
                draft.notes.append("Ranked by service, as nothing else was named.")
                return ("service",)
            raise Refusal("what to rank", "The highest what? Name a column, such as 'top 5' and a column name.")
        return ()

    def _check_pointing(self, own: tuple[str, ...]) -> None:
        """In "their usage types" the groups of the ranking before are meant, which no clause holds."""
        previous = self.previous
        if self.draft.points_back and previous is not None and previous.limit and set(own) != set(previous.dimensions):
            raise Refusal(
                "which ones", "The groups of a ranking are not carried on to another split. Name the ones you mean."
            )

    def _carried_split(
        self, previous: SemanticQuery, clauses: tuple[Clause, ...], *, compares: bool
    ) -> tuple[str, ...]:
        """The split of the question before, less what this one names a value of."""
        if compares and self._compares_anew():
            return ()
        filtered = {name for clause in clauses if not clause.negated for name in clause.dimensions}
        fresh = filtered - {name for clause in previous.clauses for name in clause.dimensions}
        kept = tuple(name for name in previous.dimensions if name not in fresh)
        return tuple(name for name in kept if not (compares and self.model.dimensions[name].grain))

    def _compares_anew(self) -> bool:
        """Whether a comparison names both periods itself and points at no ranking before it."""
        draft, previous = self.draft, self.previous
        own = [when for when in draft.whens if when.period is not None and when.relation is None]
        return len(own) == _PAIR and not draft.points_back and previous is not None and previous.limit is not None

    def _one_figure(self, period: Period | None) -> None:
        """Read "per month" as the mean of months where one figure is asked, or the period is one month."""
        draft = self.draft
        unit = draft.per_time
        if unit == "month" and self._is_inventory() and set(draft.dimensions) == {unit}:
            if "month" in self.model.default_measure.lower() and not (draft.is_count or draft.counts):
                # What a thing costs is already told for a month; the days of an inventory are those of its making.
                if not (draft.has_cost or draft.has_saving or draft.measure or draft.order):
                    raise Refusal("per month", "What per month? Ask for the cost, or 'how many' were made per month.")
                draft.dimensions.clear()
            return
        wants_one = draft.has_saving or draft.adds_up or (period is not None and period.unit == unit)
        wants_one = wants_one or (draft.points_back and self.previous is not None and not self.previous.dimensions)
        calendar = self.catalog.calendar
        whole = calendar.whole if calendar is not None else None
        is_rate = self.model.table == COSTS and asks_rate(draft, self.previous, period or whole)
        if unit not in {"day", "week", "month", "quarter"} or not (wants_one or is_rate) or draft.order is not None:
            return
        if set(draft.dimensions) == {unit}:
            draft.dimensions.clear()
            draft.average_per = (
                "day" if unit == "day" else "week" if unit == "week" else "month" if unit == "month" else "quarter"
            )
            draft.notes.append(f"Read 'per {unit}' as the average per {unit}; 'by {unit}' tells each of them.")
            draft.alternatives.append(f"By {unit}")

    def _of_rows(self) -> tuple[str, ...]:
        """A question for the rows of a table themselves: a ranking of them, or the list of those that pass."""
        draft = self.draft
        entity = draft.noun or next((d.name for d in self.model.dimensions.values() if d.is_entity), None)
        is_figure = draft.measure is not None or draft.has_cost or draft.share_at is not None or draft.is_count
        if draft.order is not None and (draft.noun is not None or draft.measure is None or draft.limit is not None):
            if entity is None:
                raise Refusal("what to rank", "The highest what? Name a column, such as 'top 5' and a column name.")
            draft.is_singular = draft.is_singular or draft.limit is None
            return (entity,)
        asks_rows = draft.noun is not None and bool(draft.named or draft.clauses or draft.bounds or draft.whens)
        # "Cpu below 10 and cost above 100" says only what the rows are that it asks for.
        asks_rows = asks_rows or (bool(draft.bounds) and not (draft.has_total or draft.verb_at or draft.dimensions))
        return (entity,) if entity is not None and asks_rows and not is_figure and not draft.has_average else ()

    def _is_share(self, baseline: Period | None, dimensions: tuple[str, ...], *, shares: bool) -> bool:
        draft, previous = self.draft, self.previous
        if baseline is not None or self._beside() is not None:
            return False
        if draft.is_about_currency and not draft.has_cost:
            return False
        if draft.asks_amount and draft.share_at is not None and dimensions and not draft.has_percent:
            # "How much of the bill is EC2, by account" asks for amounts.
            return False
        if draft.share_at is None:
            is_whole = draft.is_grand or draft.has_average or (self._is_bare_total() and not self._widens_whole())
            wants_amount = draft.wants_amount or draft.names_cost
            wants_amount = wants_amount or (previous is not None and previous.change == "amount")
            return previous is not None and previous.share and not is_whole and not (wants_amount and dimensions)
        if draft.is_gap and self.past.names is not None and not (draft.named or draft.is_of_whole):
            one, two = self.past.names
            raise Refusal("which two", f"The ratio of {one} to {two}, or a share of all? Name part and whole.")
        if shares or dimensions or (previous is not None and any(not clause.negated for clause in previous.clauses)):
            return True
        raise Refusal("part and whole", "A share of what? Name the part, such as 'what percent of cost is EC2'.")

    def _average(self, dimensions: tuple[str, ...]) -> Literal["day", "week", "month", "quarter"] | None:
        draft = self.draft
        if draft.per is not None or (self._splits_by_weekday() and draft.average_per == "day"):
            return None
        per = draft.average_per or (self.previous.average_per if self.previous is not None else None)
        if per is not None and any(self.model.dimensions[name].grain for name in dimensions):
            if draft.average_per is None:
                return None
            raise Refusal(
                "what to average over",
                "An average per day or month cannot also be split by time. Ask for one of the two.",
            )
        if per is not None and self.catalog.calendar is None:
            raise Refusal("dates", "This data has no column of dates, so there is no average over time.")
        return per

    def _ranked(self, query: SemanticQuery) -> SemanticQuery:
        draft, previous = self.draft, self.previous
        query = replace(query, dimensions=self._by_own_name(query.dimensions))
        carried = previous is not None and previous.dimensions == query.dimensions and not draft.dimensions
        order = draft.order or (previous.order if carried and previous is not None else None)
        keeps = carried and (
            query.baseline is None
            or not (draft.has_compare or draft.has_change)
            or draft.points_back
            or draft.says_both
        )
        keeps = keeps or (
            carried and previous is not None and previous.baseline is not None and self._only_in_percent()
        )
        order = order or ("ascending" if self._ranks_credits(query) else None)
        if draft.order is not None and self._is_negative(query):
            order = "ascending" if draft.order == "descending" else "descending"
            draft.notes.append("Credits are negative: the largest one is the furthest below zero.")
        limit = draft.limit or (previous.limit if keeps and previous is not None and not draft.rest else None)
        within = self._within(query) if draft.order is not None or draft.limit is not None else None
        if draft.offset:
            self._check_place(query)
            order = order or "descending"
        is_ranking = draft.order is not None or draft.limit is not None or draft.movement is not None
        if draft.is_sorted and draft.limit is None and not draft.is_singular and self.model.table == COSTS:
            is_ranking = False
        if limit is None and is_ranking and query.dimensions:
            limit = 1 if draft.is_singular or within is not None else DEFAULT_LIMIT
        is_time = bool(query.dimensions) and all(self.model.dimensions[name].grain for name in query.dimensions)
        if draft.end_of_days:
            order, limit = ("label" if draft.end_of_days == "first" else "latest"), 1
        if order is None:
            order = "label" if is_time and limit is None else "descending"
        # "Changed by more than $50" sets the change against the amount, whichever way it went.
        moves = draft.has_change and query.threshold is not None and query.threshold.measure is None
        before: Rank = previous.rank if carried and previous is not None else "figure"
        rank: Rank = draft.movement or ("move" if moves else before)
        names = query.dimensions if within is None else (within, *(n for n in query.dimensions if n != within))
        return replace(
            query,
            dimensions=names,
            order=order,
            limit=limit if query.dimensions else None,
            offset=(draft.offset or self._kept_place(query, keeps=keeps)) if query.dimensions else 0,
            ranked=not query.share
            and not draft.shows_untagged
            and (is_ranking or query.threshold is not None or (carried and previous is not None and previous.ranked))
            and bool(query.dimensions),
            rank=rank if query.baseline is not None else "figure",
            change=self._change(query),
            threshold=query.threshold or (previous.threshold if carried and previous is not None else None),
            within=within,
        )

    def _kept_place(self, query: SemanticQuery, *, keeps: bool) -> int:
        """The place that "and in May?" asks for after "the second most expensive team in April"."""
        draft, previous = self.draft, self.previous
        anew = draft.order is not None or draft.limit is not None or query.baseline is not None
        return 0 if anew or previous is None or not keeps else previous.offset

    def _only_in_percent(self) -> bool:
        """Whether "by how much in percent" asks for the same change in another unit, of the same groups."""
        draft = self.draft
        return not (draft.whens or draft.named or draft.clauses or draft.movement or draft.order or draft.has_compare)

    def _ranks_things(self, query: SemanticQuery) -> bool:
        """Whether each group is one thing, of which the other columns only tell more."""
        return any(self.model.dimensions[name].is_entity for name in query.dimensions)

    def _by_own_name(self, dimensions: tuple[str, ...]) -> tuple[str, ...]:
        """In "the top 3 instances by name" the names stand for the instances."""
        names = tuple(key for key in dimensions if self.model.dimensions[key].label == "name")
        others = [key for key in dimensions if key not in names]
        are_things = bool(names and others) and all(self.model.dimensions[key].is_entity for key in others)
        known = [sum(map(len, self.catalog.values.get(key, {}).values())) for key in (*names[:1], *others[:1])]
        # Things that share a name are told apart by what else they are called.
        return names if are_things and known[0] == known[1] > 0 else dimensions

    def _ranks_credits(self, query: SemanticQuery) -> bool:
        """Whether groups are listed by their credits: the largest one is the furthest below zero."""
        groups = bool(query.dimensions) and not any(self.model.dimensions[name].grain for name in query.dimensions)
        is_alone = query.baseline is None and query.beside is None and not query.sides
        return query.measure.startswith("credit") and groups and is_alone

    def _is_negative(self, query: SemanticQuery) -> bool:
        """Whether only credits are ranked, whose size is how far they are below zero."""
        values = [
            c.values
            for clause in query.clauses
            if not clause.negated and clause.scope == "rows"
            for c in clause.conditions
            if c.dimension in {"charge", "line_item_type"}
        ]
        return query.measure.startswith("credit") or (bool(values) and all(set(v) == {"Credit"} for v in values))

    def _check_place(self, query: SemanticQuery) -> None:
        """A place in a ranking, such as the second, is one group of one split."""
        if len(query.dimensions) != 1 or query.baseline is not None or query.sides:
            raise Refusal("one ranking", "A place such as the second is told of one ranking. Name what is ranked.")
        self.draft.limit = self.draft.limit or 1

    def _within(self, query: SemanticQuery) -> str | None:
        """In "top service in each region", the dimension of each of whose groups the best is asked."""
        names = [name for name in self.draft.by if name in query.dimensions]
        if self._ranks_things(query) and any(self.model.dimensions[name].label == "name" for name in names):
            # Things by name are called so, and not ranked apart for each name.
            return None
        return names[0] if len(query.dimensions) == _PAIR and len(names) == 1 else None

    def _tells_part_as_amount(self) -> bool:
        """Whether it, or the question that it goes on from, asks how much of a whole something is."""
        draft, previous = self.draft, self.previous
        goes_on = previous is not None and previous.share and draft.share_at is None
        was_amount = previous is not None and previous.change == "amount"
        wants = draft.wants_amount or (draft.has_cost and draft.points_back and not (draft.named or draft.clauses))
        return draft.asks_amount or (goes_on and (was_amount or wants))

    def _change(self, query: SemanticQuery) -> Change:
        draft, previous = self.draft, self.previous
        if query.share and not query.dimensions and self._tells_part_as_amount() and not draft.has_percent:
            return "amount"
        if query.baseline is None and not query.sides and query.beside is None:
            return "both"
        is_set_against = draft.beside is not None or self._is_of_cost()
        if is_set_against and draft.share_at is not None and not draft.has_change:
            return "ratio"
        if draft.has_percent and not draft.wants_amount:
            return "ratio" if draft.is_relative and query.sides and not draft.has_change else "percent"
        if draft.has_change or draft.wants_amount:
            return "amount"
        opposed = previous is not None and (
            previous.baseline is not None or previous.sides or previous.beside is not None
        )
        return previous.change if previous is not None and opposed else "both"
