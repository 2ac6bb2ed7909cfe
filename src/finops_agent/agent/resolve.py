"""From a draft to a `SemanticQuery`: defaults filled in, and slots of the previous question carried over."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from finops_agent.agent.filters import clauses_of, matched_values
from finops_agent.agent.refusal import Refusal
from finops_agent.agent.spans import Spans
from finops_agent.costs.semantic import Clause, Period, SemanticQuery
from finops_agent.costs.semantic.compiler import DISTINCT_PREFIX

if TYPE_CHECKING:
    from finops_agent.agent.draft import Draft
    from finops_agent.costs.semantic import Catalog
    from finops_agent.costs.semantic.query import Change, Rank

DEFAULT_LIMIT = 10
"""Groups shown where a ranking names no number."""
MOST_SPLITS = 3
"""Columns that a person still reads side by side."""
DAYS_BY_DAY = 62
"""Days up to which a trend is drawn by day; longer ones by month."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """A query ready to run, and how it came about."""

    query: SemanticQuery
    is_follow_up: bool
    notes: tuple[str, ...]
    alternatives: tuple[str, ...]


def resolve(draft: Draft, previous: SemanticQuery | None, catalog: Catalog) -> Resolved:
    """The query that `draft` asks for. Raises Refusal where it lacks something or contradicts itself."""
    if draft.is_empty:
        raise Refusal(
            "a question about cost",
            "I found nothing to look up in that. Ask about cost, such as 'top services last month'.",
        )
    if previous is None and draft.points_back:
        raise Refusal("a question before", "That points to an earlier question, but there is none yet. Ask it in full.")
    follows = previous is not None and (draft.leans or not draft.stands_alone)
    resolver = _Resolver(draft, previous if follows else None, catalog)
    return Resolved(resolver.query(), follows, tuple(draft.notes), tuple(draft.alternatives))


class _Resolver(Spans):
    """Fills what the draft leaves open from the previous query and from defaults."""

    def query(self) -> SemanticQuery:
        """Fill all slots. Order matters: the split decides the ranking, the periods decide the comparison."""
        measure = self._measure()
        period, baseline = self._periods()
        clauses, shares = self._clauses()
        dimensions = self._dimensions(clauses, period)
        is_share = self._is_share(baseline, dimensions, shares=shares)
        if is_share and not dimensions:
            clauses = self._share_clauses(clauses)
        query = SemanticQuery(
            measure=measure,
            dimensions=dimensions,
            clauses=clauses,
            period=period,
            baseline=baseline,
            share=is_share,
            average_per=self._average(dimensions),
            versus=self._versus(dimensions),
        )
        query = self._ranked(query)
        self._check(query)
        return query

    # -------------------------------------------------------------- measure
    def _measure(self) -> str:
        draft, previous = self.draft, self.previous
        if draft.counts is not None:
            return DISTINCT_PREFIX + draft.counts
        if draft.measure is not None:
            return draft.measure
        if draft.has_rows and not draft.has_cost and not draft.named and not draft.clauses:
            return "rows"
        if draft.has_rows and not draft.has_cost:
            raise Refusal(
                "cost or count", "Shall I add up the cost of those rows, or count them? Say 'cost of' or 'how many'."
            )
        if previous is not None and not (draft.has_cost and self._counted(previous.measure)):
            return previous.measure
        return self.model.default_measure

    def _counted(self, measure: str) -> bool:
        return measure == "rows" or measure.startswith(DISTINCT_PREFIX)

    # -------------------------------------------------------------- filters
    def _clauses(self) -> tuple[tuple[Clause, ...], bool]:
        """All clauses, and whether the question itself picks a part for a share."""
        draft = self.draft
        placed = clauses_of(draft.named, self.catalog)
        if (
            len(draft.whens) > 1
            and any(item.connector in {"and", "comma"} for item in draft.named)
            and len(draft.named) > 1
        ):
            self._refuse_pairs()
        own = [(at, whole, clause) for at, whole, clause in placed]
        own += [(at, False, clause) for at, clause in draft.clauses]
        if draft.share_at is not None and not draft.has_change:
            own = self._scoped(own)
        new = tuple(clause for _, _, clause in own)
        return (*self._carried(new), *new), any(clause.scope == "share" for clause in new)

    def _refuse_pairs(self) -> None:
        if len({when.period for when in self.draft.whens}) > 1 and not (
            self.draft.has_compare or self.draft.has_change
        ):
            raise Refusal(
                "one question at a time",
                "Several names with several periods can be paired in many ways. Ask one by one.",
            )

    def _scoped(self, own: list[tuple[int, bool, Clause]]) -> list[tuple[int, bool, Clause]]:
        """Tell the part from the whole in "what % of EC2 spend is in Ireland"."""
        at_share = self.draft.share_at or 0
        verbs = [at for at in self.draft.verb_at if at > at_share]
        verb = verbs[0] if verbs and any(at > verbs[0] for at, _, clause in own if not clause.negated) else None
        scoped = []
        for at, names_whole, clause in own:
            is_whole = clause.negated or (at > at_share and (at < verb if verb is not None else names_whole))
            scoped.append((at, names_whole, clause if is_whole else replace(clause, scope="share")))
        parts = [clause for _, _, clause in scoped if clause.scope == "share"]
        if not parts and not self.draft.dimensions:
            scoped = [
                (at, whole, clause if clause.negated else replace(clause, scope="share"))
                for at, whole, clause in scoped
            ]
            parts = [clause for _, _, clause in scoped if clause.scope == "share"]
        if len(parts) > 1 and verb is None and not self.draft.dimensions:
            names = " and ".join(clause.label for clause in parts)
            raise Refusal("part and whole", f"A share of what? Say 'what percent of … cost is …'. I see {names}.")
        return scoped

    def _carried(self, new: tuple[Clause, ...]) -> tuple[Clause, ...]:
        """The previous question's clauses that this one leaves standing."""
        if self.previous is None:
            return ()
        replaced = {name for clause in new if not clause.negated for name in clause.dimensions}
        is_what = {name for name, dimension in self.model.dimensions.items() if dimension.is_what}
        if replaced & is_what:
            replaced |= is_what
        if any(name.startswith("tag") for name in replaced):
            replaced |= {"tags"}
        kept = []
        for clause in self.previous.clauses:
            if clause in new or (clause.dimensions & replaced and not clause.negated):
                continue
            if clause.negated and (self.draft.is_everything or self._is_included(clause)):
                continue
            kept.append(replace(clause, scope="rows") if not self.previous.share or new else clause)
        return tuple(kept)

    def _is_included(self, clause: Clause) -> bool:
        values = {value for condition in clause.conditions for value in condition.values}
        return bool(values) and values <= self.draft.included

    def _compared_dimension(self) -> str:
        """The dimension of "A vs B", where each side is one value, so that splitting by it shows the sides."""
        dimension = next(item.link.dimension for item in self.draft.named if item.connector == "versus")
        for item in self.draft.named:
            if item.link.dimension == dimension and len(matched_values(item.link, self.catalog)) != 1:
                message = f"{item.text!r} is more than one value here. Ask for each side by itself."
                raise Refusal(item.text, message)
        return dimension

    def _versus(self, dimensions: tuple[str, ...]) -> tuple[str, ...]:
        """The two labels of "A vs B", where each is one value of the dimension's own label."""
        named = self.draft.named
        at = next((index for index, item in enumerate(named) if item.connector == "versus"), 0)
        if not at or not self._wants_parts_compared() or dimensions != (named[at].link.dimension,):
            return ()
        sides = [matched_values(item.link, self.catalog) for item in named[at - 1 : at + 1]]
        labels = next(iter(self.catalog.values.get(dimensions[0], {}).values()), ())
        if any(len(side) != 1 or not side <= set(labels) for side in sides) or self.draft.share_at is not None:
            return ()
        return tuple(value for side in sides for value in side)

    # ----------------------------------------------------------- split, share
    def _dimensions(self, clauses: tuple[Clause, ...], period: Period | None) -> tuple[str, ...]:
        draft = self.draft
        own = tuple(draft.dimensions)
        if not own and draft.has_trend:
            covered = period or (self.catalog.calendar.whole if self.catalog.calendar else None)
            if covered is None:
                raise Refusal("dates", "This data has no column of dates, so there is no trend to show.")
            own = ("day" if covered.days <= DAYS_BY_DAY else "month",)
        if not own and self._wants_parts_compared():
            own = (self._compared_dimension(),)
        if own:
            return own
        if draft.has_breakdown:
            names = [dimension.label for dimension in self.model.dimensions.values() if dimension.grain is None][:6]
            raise Refusal(
                "what to split by", f"Split by what? This data can be split by {', '.join(names)}, day or month."
            )
        if draft.counts is not None or draft.average_per is not None:
            return ()
        if self.previous is not None:
            filtered = {name for clause in clauses if not clause.negated for name in clause.dimensions}
            fresh = filtered - {name for clause in self.previous.clauses for name in clause.dimensions}
            return tuple(name for name in self.previous.dimensions if name not in fresh)
        if draft.order is not None or draft.movement == "move":
            if "service" in self.model.dimensions:
                draft.notes.append("Ranked by service, as nothing else was named.")
                return ("service",)
            raise Refusal("what to rank", "The highest what? Name a column, such as 'top 5' and a column name.")
        return ()

    def _is_share(self, baseline: Period | None, dimensions: tuple[str, ...], *, shares: bool) -> bool:
        draft, previous = self.draft, self.previous
        if baseline is not None:
            return False
        if draft.share_at is None:
            return previous is not None and previous.share and not draft.wants_amount and not draft.has_average
        if shares or dimensions or (previous is not None and any(not clause.negated for clause in previous.clauses)):
            return True
        raise Refusal("part and whole", "A share of what? Name the part, such as 'what percent of cost is EC2'.")

    def _share_clauses(self, clauses: tuple[Clause, ...]) -> tuple[Clause, ...]:
        """A bare "as a percent?" makes the filters of the previous question the part."""
        if any(clause.scope == "share" for clause in clauses):
            return clauses
        return tuple(clause if clause.negated else replace(clause, scope="share") for clause in clauses)

    def _average(self, dimensions: tuple[str, ...]) -> Literal["day", "month"] | None:
        draft = self.draft
        if draft.has_average and draft.average_per is None:
            raise Refusal("what to average over", "Average per what? I can give the average per day or per month.")
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

    # -------------------------------------------------------------- ranking
    def _ranked(self, query: SemanticQuery) -> SemanticQuery:
        draft, previous = self.draft, self.previous
        carried = previous is not None and previous.dimensions == query.dimensions and not draft.dimensions
        order = draft.order or (previous.order if carried and previous is not None else None)
        limit = draft.limit or (previous.limit if carried and previous is not None else None)
        is_ranking = draft.order is not None or draft.limit is not None or draft.movement is not None
        if limit is None and is_ranking and query.dimensions:
            limit = 1 if draft.is_singular else DEFAULT_LIMIT
        is_time = bool(query.dimensions) and all(self.model.dimensions[name].grain for name in query.dimensions)
        if order is None:
            order = "label" if is_time and limit is None else "descending"
        rank: Rank = draft.movement or (previous.rank if carried and previous is not None else "figure")
        return replace(
            query,
            order=order,
            limit=limit if query.dimensions else None,
            ranked=not query.share
            and (is_ranking or draft.threshold is not None or (carried and previous is not None and previous.ranked))
            and bool(query.dimensions),
            rank=rank if query.baseline is not None else "figure",
            change=self._change(query),
            threshold=draft.threshold or (previous.threshold if carried and previous is not None else None),
            average_per=query.average_per,
        )

    def _change(self, query: SemanticQuery) -> Change:
        draft, previous = self.draft, self.previous
        if query.baseline is None:
            return "both"
        if draft.has_percent and not draft.wants_amount:
            return "percent"
        if draft.has_change or draft.wants_amount:
            return "amount"
        return previous.change if previous is not None and previous.baseline is not None else "both"

    # ---------------------------------------------------------------- checks
    def _check(self, query: SemanticQuery) -> None:
        if query.threshold is not None and not query.dimensions:
            raise Refusal(
                "what to split by", "More than that for which groups? Say, for example, 'services over $100'."
            )
        if query.share and (query.threshold is not None or query.measure.startswith(DISTINCT_PREFIX)):
            raise Refusal(
                "a share of cost", "Shares are given of cost or rows, of all groups. Ask for the shares alone."
            )
        if query.dimensions and not self.draft.has_subject and self.draft.verb_at and self.previous is None:
            raise Refusal(
                "what to measure",
                "What shall be measured there? Ask for cost or for a count, such as 'how many services'.",
            )
        if query.ranked and len(query.dimensions) > 1:
            raise Refusal(
                "one ranking",
                "A ranking within each group is not worked out. Rank one column, for one group at a time.",
            )
        if query.average_per is not None and query.baseline is not None:
            raise Refusal("one figure", "Averages of two periods are not compared. Ask for each average by itself.")
        if len(query.dimensions) > MOST_SPLITS:
            raise Refusal("fewer splits", "That splits by more than three columns. Ask for three at most.")
        self._check_periods(query)

    def _check_periods(self, query: SemanticQuery) -> None:
        calendar = self.catalog.calendar
        for period in (query.period, query.baseline):
            if period is None:
                continue
            if calendar is None:
                raise Refusal("dates", "This data has no column of dates, so it cannot be limited to a period.")
            if period.within(calendar.whole) is None:
                raise Refusal(
                    period.label,
                    f"This data has no charges in {period.label}: it covers {calendar.first} to {calendar.last}.",
                )
