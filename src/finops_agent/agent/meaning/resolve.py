"""From a draft to a `SemanticQuery`: defaults filled in, and slots of the previous question carried over."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from finops_agent.agent.meaning.going_on import goes_on
from finops_agent.agent.meaning.parting import Parting
from finops_agent.agent.meaning.told_time import at_told_time
from finops_agent.agent.refusal import Refusal
from finops_agent.costs.semantic import SemanticQuery, unheeded
from finops_agent.costs.semantic.figure import DISTINCT_PREFIX
from finops_agent.costs.semantic.query import MEASURE_PREFIX

if TYPE_CHECKING:
    from finops_agent.agent.meaning.spans import Past
    from finops_agent.agent.reading.draft import Draft
    from finops_agent.costs.semantic import Catalog

BY_BASIS = frozenset({"explain", "anomalies", "forecast", "gone", "tag_coverage", "unit_cost"})
"""Analyses that are worked out by the cost basis that is named; the others have a basis of their own."""
_BASES = frozenset({"billed", "effective", "list", "contracted"})
MOST_SPLITS = 3
"""Columns that a person still reads side by side."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """A query ready to run, and how it came about."""

    query: SemanticQuery
    is_follow_up: bool
    notes: tuple[str, ...]
    alternatives: tuple[str, ...]
    tool: str | None = None
    """The analysis that answers, where it is none of the figures of the model."""
    tool_kind: str = ""
    measure: str | None = None
    """The cost basis that the question names itself."""
    from_first: bool = False
    """Its time begins with the first day with charges."""
    narrows: bool = False
    """It says "only", so that what it leaves out may be none of what it names."""


def resolve(
    draft: Draft, previous: SemanticQuery | None, catalog: Catalog, *, continues: bool = False, past: Past | None = None
) -> Resolved:
    """The query that `draft` asks for; `continues` where it goes on within one text, `past` what else was said before.

    Raises:
        Refusal: it lacks something or contradicts itself.
    """
    if draft.is_empty:
        raise Refusal(
            "a question about cost",
            "I found nothing to look up in that. Ask about cost, such as 'top services last month'.",
        )
    if previous is None and draft.points_back and (draft.is_against or not (draft.named or draft.clauses)):
        raise Refusal("a question before", "That points to an earlier question, but there is none yet. Ask it in full.")
    follows = goes_on(draft, previous, continues=continues)
    if previous is not None and past is not None:
        previous = at_told_time(draft, previous, past, catalog.model)
    resolver = _Resolver(draft, previous if follows else None, catalog, past if follows else None)
    query = resolver.tool_query() if draft.tool is not None else resolver.query()
    named = draft.measure if draft.tool in BY_BASIS and draft.measure in _BASES else None
    said = (tuple(draft.notes), tuple(draft.alternatives), draft.tool, draft.tool_kind, named, draft.from_first)
    return Resolved(query, follows, *said, draft.narrows)


class _Resolver(Parting):
    """Fills what the draft leaves open from the previous query and from defaults."""

    def query(self) -> SemanticQuery:
        """Fill all slots. Order matters: the split decides the ranking, the periods decide the comparison."""
        measure = self._measure()
        self._check_stepped()
        period, baseline = self._periods()
        sides = self._sides()
        rows, threshold = self._bounds()
        clauses, shares = self._clauses(period, rows)
        if baseline is not None:
            # In "Dynamo, August to September in percent" the name limits both periods and is no part of one.
            clauses = tuple(replace(clause, scope="rows") for clause in clauses)
        self._check_unblended((*clauses, *(clause for side in sides for clause in side)))
        dimensions = self._dimensions(clauses, period, compares=baseline is not None)
        if sides and any(clause.scope == "share" for clause in clauses):
            raise Refusal("a share", "The shares of two names are not set side by side. Ask for each share by itself.")
        is_share = not sides and self._is_share(baseline, dimensions, shares=shares)
        in_full = tuple(replace(clause, scope="rows") for clause in clauses)
        clauses, dimensions = self._parts_of(clauses, dimensions) if is_share else (in_full, dimensions)
        apart = self._apart(clauses) if is_share and not dimensions else None
        if apart is not None:
            sides, clauses, is_share = apart[:2], apart[2], False
        query = SemanticQuery(
            measure=measure,
            dimensions=dimensions,
            clauses=clauses,
            period=period,
            baseline=baseline,
            later_first=self.later_first,
            share=is_share,
            average_per=self._average(dimensions),
            per=self._per(),
            aggregate=self._aggregate(measure),
            cumulative=self.draft.is_cumulative,
            factor=self._factor(),
            threshold=threshold,
            sides=sides,
            beside=self._beside(),
        )
        query = self._stepped(self._ranked(query))
        if apart is not None:
            query = replace(query, change="ratio")
        query = replace(query, named_months=self._named_months(query))
        self._check(query)
        return query

    # ---------------------------------------------------------------- checks
    def _check(self, query: SemanticQuery) -> None:
        self._check_additive(query)
        self._check_pointing_at_several()
        asks = (
            self.draft.has_cost or self.draft.has_change or self.draft.measure is not None or query.baseline is not None
        )
        if self.draft.is_yes_or_no and not asks and not query.dimensions:
            raise Refusal("a figure", "That asks for a yes or no, which charges do not say. Ask for a cost or a count.")
        if query.threshold is not None and not query.dimensions and not query.measure.startswith(DISTINCT_PREFIX):
            raise Refusal(
                "what to split by", "More than that for which groups? Say, for example, 'services over $100'."
            )
        if query.threshold is not None and query.threshold.measure is not None and query.dimensions:
            self._check_counted_bound(query)
        self._check_percent_bound(query)
        if query.share and query.threshold is not None and not query.threshold.is_percent:
            raise Refusal(
                "a share of cost", "Shares are given of cost or rows, of all groups. Ask for the shares alone."
            )
        is_bare = not (self.draft.has_subject or self.draft.is_about_currency)
        if query.dimensions and is_bare and self.draft.verb_at and self.previous is None:
            raise Refusal(
                "what to measure",
                "What shall be measured there? Ask for cost or for a count, such as 'how many services'.",
            )
        if query.ranked and len(query.dimensions) > 1 and query.within is None and not self._ranks_things(query):
            raise Refusal(
                "one ranking",
                "A ranking within each group is not worked out. Rank one column, for one group at a time.",
            )
        self._check_pointless(query)
        is_implied = self.draft.per_time is not None and not self.draft.has_average
        if query.baseline is not None and (query.average_per == "week" or (query.average_per and is_implied)):
            raise Refusal(
                "one figure", "Means of two periods are compared where they are asked for, per day or month. Name them."
            )
        if len(query.dimensions) > MOST_SPLITS:
            raise Refusal("fewer splits", "That splits by more than three columns. Ask for three at most.")
        self._check_form(query)
        self._check_periods(query)

    def _check_counted_bound(self, query: SemanticQuery) -> None:
        """In "resources per account over $20" the limit may be on each resource or on each account."""
        if not query.measure.startswith(DISTINCT_PREFIX):
            return
        counted = self.model.dimensions[query.measure.removeprefix(DISTINCT_PREFIX)].plural
        groups = " and ".join(self.model.dimensions[name].plural for name in query.dimensions)
        raise Refusal(
            "whose amount",
            f"Is that limit on the {counted} or on the {groups}? "
            f"Ask which {counted}, or which {groups}, are beyond it; or count without a limit.",
        )

    def _check_counted_groups(self, query: SemanticQuery) -> None:
        """In "how many owners cost over $500" the limit is on what each owner's volumes cost, and not on a volume."""
        column = self.model.dimensions.get(query.measure.removeprefix(DISTINCT_PREFIX))
        rows = next((d.plural for d in self.model.dimensions.values() if d.is_entity), None)
        if column is None or column.is_entity or rows is None or self.draft.noun is not None:
            return
        tested = {test.dimension for clause in query.clauses for test in clause.conditions}
        measures = [m for m in self.model.measures.values() if MEASURE_PREFIX + m.name in tested]
        if any(measure.aggregate == "sum" for measure in measures):
            raise Refusal(
                "whose amount",
                f"Is that limit on the {rows} or on the {column.plural}? "
                f"Ask which {rows}, or which {column.plural}, are beyond it; or count without a limit.",
            )

    def _check_form(self, query: SemanticQuery) -> None:
        """Every slot that is filled has a place in the form that the answer takes."""
        self._check_counted_groups(query)
        left = unheeded(query, self.model)
        if left:
            names = " and ".join(left)
            raise Refusal(
                names, f"That also asks for {names}, which is not worked out together with the rest. Ask one by one."
            )
        self._check_means(query)
        times = [name for name in query.dimensions if self._is_time(name)]
        if query.baseline is not None and times:
            label = self.model.dimensions[times[0]].label
            raise Refusal(
                "one question at a time",
                f"The {label}s of two periods are not the same ones, so they are not set side by side. "
                f"Ask for the cost by {label} in each period, or for the change without the split.",
            )

    def _check_periods(self, query: SemanticQuery) -> None:
        calendar = self.catalog.calendar
        if calendar is not None and calendar.is_monthly and {"day", "week"} & set(self.draft.dimensions):
            raise Refusal("days", "This data speaks of whole months, so it has no figures of single days or weeks.")
        tested = {test.dimension for clause in query.clauses for test in clause.conditions}
        if calendar is not None and calendar.is_monthly and tested & {"weekday", "part_of_week"}:
            raise Refusal("days", "This data speaks of whole months, so it has no figures of single days.")
        self._check_days_left_out(query)
        self._check_whole_months(query)
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

    def _check_pointing_at_several(self) -> None:
        """A sum of "these" is of names that the question before has only one of."""
        draft = self.draft
        alone = draft.says_both and draft.has_total and self.previous is not None and not self.previous.dimensions
        if alone and not (draft.named or draft.whens or draft.dimensions):
            raise Refusal("both", "The sum of which ones? Name them, such as 'EC2 and S3 together'.")

    def _check_pointless(self, query: SemanticQuery) -> None:
        """In "top service of AWS, Azure and Google", where there is no fourth, the names do not narrow the ranking."""
        if query.share and query.within is not None:
            inner = next(self.model.dimensions[name].label for name in query.dimensions if name != query.within)
            raise Refusal(
                "a share of what",
                f"The share of each {inner} in its {self.model.dimensions[query.within].label}, or in all? "
                "Ask for the ranking without shares, or for the shares in one of them.",
            )
        for clause in query.clauses:
            if clause.dimensions <= set(query.dimensions):
                self._check_ranking_of_one(query, clause)
                continue
            if query.order != "label" and query.limit and clause.scope == "rows" and self._picks_all(clause):
                label = self.model.dimensions[next(iter(clause.dimensions))].label
                raise Refusal(
                    clause.label,
                    f"One ranking over all of them, or one for each {label}? "
                    f"Ask without the names, or 'for each {label}'.",
                )

    def _check_days_left_out(self, query: SemanticQuery) -> None:
        """Days that are left out of a time that has none of them were meant in another way."""
        asked = [period for period in (query.period, query.baseline) if period is not None]
        for clause in query.clauses:
            days = {value for test in clause.conditions if test.dimension == "day" for value in test.values}
            is_apart = bool(days and asked) and not any(
                period.start.isoformat() <= day <= period.last_day.isoformat() for period in asked for day in days
            )
            if clause.negated and is_apart and not self.draft.is_new:
                raise Refusal(
                    clause.label,
                    f"{clause.label} is no part of {asked[0].label}, so nothing of it can be left out. "
                    "What is there in one time and not in another is not worked out: ask for what is new or gone.",
                )
