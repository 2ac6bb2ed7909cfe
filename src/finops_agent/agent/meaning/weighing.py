"""Forms beside the plain figure: days one by one, the lead of the first, parts of a change, limits in per cent."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from finops_agent.agent.meaning.one_moment import check_moment
from finops_agent.agent.meaning.splits import Splits
from finops_agent.agent.meaning.standing import check_standing
from finops_agent.agent.refusal import Refusal
from finops_agent.costs.semantic import is_additive

if TYPE_CHECKING:
    from finops_agent.costs.semantic import Clause, SemanticQuery

_PAIR = 2


class Weighing(Splits):
    """The form of one draft's query, once it is ranked."""

    def _check_opposed_twice(self, query: SemanticQuery) -> None:
        """In "production vs staging in April and May" two names and two times are set against each other."""
        names = [item for item in self.draft.named if item.connector == "versus"]
        if names and query.baseline is not None and not query.sides:
            raise Refusal(
                names[0].text,
                "Two names and two times at once. Ask for both names in one time, or for one name in both.",
            )
        ends = [when.ends for when in self.draft.whens if when.ends is not None]
        if query.sides and self.draft.has_change and any(one != two for one, two in ends):
            raise Refusal(
                "one change", "The change of two names from one time to another? Ask for one, then for the other."
            )

    def _check_percent_bound(self, query: SemanticQuery) -> None:
        """A limit in per cent is set against the share of each group in all, or against its change."""
        self._check_opposed_twice(query)
        if query.baseline is not None and self.previous is not None and self.previous.share and self.draft.has_change:
            raise Refusal(
                "a share",
                "How a share changed is not worked out. Ask for the share by month, or for the cost's change.",
            )
        check_moment(query, self.model, self.draft)
        check_standing(query, self.catalog)
        if query.threshold is None or not query.threshold.is_percent:
            return
        has_shares = query.share and not any(clause.scope == "share" for clause in query.clauses)
        if not query.dimensions or not (has_shares or query.baseline is not None) or query.within is not None:
            raise Refusal(
                "a share of what",
                "A limit in percent is set against the share or the change of groups. "
                "Ask, for example, 'services over 10 % of the bill' or 'services that grew by more than 10 %'.",
            )

    def _check_ranking_of_one(self, query: SemanticQuery, clause: Clause) -> None:
        """In "the place of RDS in the top services" one name is ranked against what it limits the rows to: itself."""
        values = {value for test in clause.conditions if test.match == "equals" for value in test.values}
        is_one = len(values) == 1 and len(query.dimensions) == 1 and not clause.negated and clause.scope == "rows"
        if is_one and self.draft.order is not None and query.baseline is None and len(clause.conditions) == 1:
            label = self.model.dimensions[query.dimensions[0]].plural
            raise Refusal(
                clause.label,
                f"The place of {clause.label} among all {label} is not worked out. Ask for the ranking of {label}.",
            )

    def _check_stepped(self) -> None:
        """Raise Refusal where days or months are looked at one by one and split by something else as well."""
        asked, calendar = self.draft.stepped, self.catalog.calendar
        if asked is None:
            return
        if calendar is None:
            raise Refusal("dates", "This data has no column of dates, so there are no days or months to look at.")
        if asked.unit == "day" and calendar.is_monthly:
            raise Refusal("days", "This data speaks of whole months, so it has no figures of single days.")
        if self.draft.dimensions or self.draft.order or self.draft.counts is not None:
            raise Refusal(
                asked.said[0].text,
                "That looks at days or months one by one, which is worked out as one figure. Ask it without the split.",
            )
        if asked.edge:
            self.draft.dimensions.append(asked.unit)

    def _named_months(self, query: SemanticQuery) -> Literal["", "each", "sum"]:
        """Whether the months are those that the question names side by side, so that their sum may be meant."""
        is_named = query.period is not None and " and " in query.period.label and query.dimensions == ("month",)
        # Those that do not follow each other are a test of the rows.
        is_named = is_named or (
            query.dimensions in {("month",), ("day",)}
            and any(not clause.negated and clause.dimensions == set(query.dimensions) for clause in query.clauses)
        )
        adds_up = is_additive(query, self.model) and not (query.average_per or query.factor or query.share)
        if not (is_named and adds_up and query.order == "label") or query.cumulative:
            return ""
        return "sum" if self.draft.asks_sum else "each"

    def _stepped(self, query: SemanticQuery) -> SemanticQuery:
        """`query` with what is asked of days or months one by one, or of the first two of a ranking."""
        asked = self.draft.stepped
        if self.draft.is_lead:
            return replace(query, limit=_PAIR, lead=True)
        if asked is None:
            return self._part_of_change(query)
        if asked.edge:
            return replace(query, order=asked.edge, limit=1, change="both")
        if query.average_per not in {None, asked.unit}:
            raise Refusal(asked.said[0].text, f"Without one {asked.unit}, ask for the average per {asked.unit}.")
        return replace(query, over=asked.over, over_unit=asked.unit)

    def _part_of_change(self, query: SemanticQuery) -> SemanticQuery:
        """In "what share of the increase came from EC2" the change of a part is set against the whole change."""
        draft = self.draft
        if query.baseline is None or not draft.asks_part or query.beside is not None or query.sides:
            return query
        goes_on = self.previous is not None and self.previous.baseline is not None
        if not (draft.has_change or goes_on):
            raise Refusal(
                "two shares", "A share in one period against that in another is not worked out. Ask for it by month."
            )
        parts = [clause for clause in query.clauses if not clause.negated]
        is_plain = query.aggregate is None and query.per is None and query.average_per is None
        if len(parts) != 1 or query.dimensions or not is_plain or self.draft.bounds:
            raise Refusal(
                "part and whole",
                "A share of a change is worked out for one name. Ask, for example, "
                "'what share of the increase from July to August came from EC2'.",
            )
        part = replace(parts[0], scope="share")
        clauses = tuple(part if clause is parts[0] else clause for clause in query.clauses)
        return replace(query, clauses=clauses, change="part")
