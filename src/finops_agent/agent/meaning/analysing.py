"""What an analysis is asked about: its period, its charges, its split and the ranking of that."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from finops_agent.agent.meaning.splits import DEFAULT_LIMIT
from finops_agent.agent.meaning.weighing import Weighing
from finops_agent.agent.refusal import Refusal
from finops_agent.costs.semantic import SemanticQuery
from finops_agent.costs.semantic.medians import finds_median, is_median_of_sums
from finops_agent.costs.semantic.model import TAG_PREFIX
from finops_agent.costs.semantic.period import month_of
from finops_agent.costs.semantic.units import splits_no_unit

if TYPE_CHECKING:
    from finops_agent.costs.semantic import Clause, Period

_BY_ANY: Final = frozenset({"coverage", "utilisation", "waste", "savings_rate", "tag_coverage"})
"""Analyses whose figure each group of a split has for itself."""
_IN_PERCENT: Final = frozenset({"coverage", "utilisation", "savings_rate", "tag_coverage"})
"""Those of them that are told in per cent."""
_BY: Final = {"explain": {"service", "usage_type", "resource"}, "gone": {"resource"}}
"""Analyses that are split by these only; the others are not split."""


class Analysing(Weighing):
    """The query behind an analysis."""

    def tool_query(self) -> SemanticQuery:
        """What an analysis is asked about: periods, rows, and a split where one is named."""
        ranks = self.draft.order is not None or self.draft.limit is not None
        if self.draft.bounds or self.draft.counts is not None or (ranks and not self._is_split()):
            raise Refusal(
                "one question at a time",
                "That asks for an analysis and for a ranking or a count. Ask one, then the other.",
            )
        if self.draft.tool in _IN_PERCENT and self.draft.is_in_percent and not self.draft.asks_part:
            # "Utilisation in %" names the unit of the figure, and no share of it.
            self.draft.share_at = None
        self._check_assumptions()
        self._check_split()
        period, baseline = self._tool_periods()
        clauses, _ = self._clauses(period, [])
        clauses = tuple(replace(clause, scope="rows") for clause in clauses)
        self._check_unblended(clauses)
        if has_days(clauses):
            raise Refusal("whole periods", "That analysis needs all days of a period. Ask it without leaving days out.")
        query = SemanticQuery(
            measure=self.model.default_measure, dimensions=self._kept_split(clauses), clauses=clauses, period=period,
            baseline=baseline,
        )  # fmt: skip
        self._check_whole_months(query)
        return self._ranked_groups(query) if ranks else query

    def _kept_split(self, clauses: tuple[Clause, ...]) -> tuple[str, ...]:
        """The split that is named, or that of the question before where this one goes on from its analysis."""
        draft, previous = self.draft, self.previous
        if draft.dimensions or previous is None or not draft.tool_goes_on or draft.tool not in _BY_ANY:
            return tuple(draft.dimensions)
        return self._carried_split(previous, clauses, compares=False)

    def _is_split(self) -> bool:
        """Whether groups are asked that can be ranked by the figure of the analysis."""
        return self.draft.tool in _BY_ANY and bool(self._splits()) and not self.draft.offset

    def _splits(self) -> list[str]:
        """What is split by: the tag whose coverage is asked is none."""
        names = self.draft.dimensions
        key = next((name for name in names if name.startswith(TAG_PREFIX)), None)
        return [name for name in names if self.draft.tool != "tag_coverage" or name != key]

    def _check_assumptions(self) -> None:
        if self.draft.tool_goes_on and (self.draft.share_at is not None or self.draft.is_against):
            raise Refusal(
                "one question at a time",
                "The question before asked for an analysis, and no share of its figure is worked out. Ask for the "
                "analysis of that part alone.",
            )
        opposes = self.draft.has_compare and self.draft.tool != "explain"
        opposes = opposes or self.draft.percent_of_price is not None
        if opposes or (self.draft.share_at is not None and self.draft.tool in {"waste", "forecast", "gone"}):
            raise Refusal(
                "one question at a time",
                "That asks for an analysis and for a comparison, a share or an assumption. Ask one of them.",
            )

    def _check_split(self) -> None:
        """Raise Refusal where the analysis has no figure of its own for each of the groups."""
        names, tool = self._splits(), self.draft.tool or ""
        others = [] if tool in _BY_ANY else [name for name in names if name not in _BY.get(tool, set())]
        if others:
            label = self.model.dimensions[others[0]].label
            raise Refusal(
                "another split", f"That analysis is not split by {label}. Name one {label}, or ask without the split."
            )
        if tool in _BY_ANY and len(names) > 1:
            first, second = (self.model.dimensions[name].label for name in names[:2])
            raise Refusal("one split", f"That is split by {first} or by {second}, one at a time. Ask for one of them.")
        if tool == "coverage" and any(name.startswith("commitment") for name in names):
            raise Refusal(
                "another split",
                "Usage that nothing covers has no commitment, so coverage is not split by it. Ask for the utilisation "
                "by commitment, or for the coverage by service, account or region.",
            )
        if tool == "coverage" and names and names[0].startswith(TAG_PREFIX):
            key = names[0].removeprefix(TAG_PREFIX)
            self.draft.notes.append(f"Read as the coverage by commitments. For tags, ask for the '{key} tag coverage'.")

    def _check_means(self, query: SemanticQuery) -> None:
        """Raise Refusal where a mean or a median over units of time has no such units to be of."""
        calendar = self.catalog.calendar
        if is_median_of_sums(query) and not finds_median(query):
            raise Refusal(
                "one median",
                "A median of sums is worked out of all days or months of a time, as one figure. "
                "Ask for the average, or for the cost by day or month.",
            )
        if is_median_of_sums(query) and query.average_per == "day" and calendar is not None and calendar.is_monthly:
            raise Refusal("days", "This data speaks of whole months, so it has no days to find a median of.")
        if query.average_per is not None and not self._leaves_whole_units(query):
            raise Refusal(
                "whole periods",
                f"Without those days no whole {query.average_per} is left to average over. "
                "Ask for the average per day, or for the total without them.",
            )

    def _leaves_whole_units(self, query: SemanticQuery) -> bool:
        """Whether a mean over time has whole units to divide by, whatever days are left out."""
        calendar = self.catalog.calendar
        period = query.period or (calendar.whole if calendar is not None else None)
        covered = period.within(calendar.whole) if period is not None and calendar is not None else None
        return covered is None or splits_no_unit(query, covered)

    def _check_whole_months(self, query: SemanticQuery) -> None:
        """Data of whole months has no figure of single days: neither to count nor to leave out."""
        calendar = self.catalog.calendar
        if calendar is None or not calendar.is_monthly or calendar.is_of_making:
            return
        asked = [period for period in (query.period, query.baseline) if period is not None]
        days = [clause for clause in query.clauses if "day" in clause.dimensions]
        parts = [period.label for period in asked if not _has_whole_months(period)]
        parts += [clause.label for clause in days if not _are_whole_months(clause)]
        if parts:
            raise Refusal(
                "days",
                f"This data speaks of whole months, so it has no figures of {parts[0]}. Ask for a month or several.",
            )

    def _ranked_groups(self, query: SemanticQuery) -> SemanticQuery:
        draft = self.draft
        limit = draft.limit or (1 if draft.is_singular else DEFAULT_LIMIT)
        return replace(query, order=draft.order or "descending", limit=limit, ranked=True)


def has_days(clauses: tuple[Clause, ...]) -> bool:
    """Whether days are left out one by one."""
    return any("day" in clause.dimensions for clause in clauses)


def _has_whole_months(period: Period) -> bool:
    return period.start.day == 1 and period.end.day == 1


def _are_whole_months(clause: Clause) -> bool:
    """Whether the days of a clause are all those of their months."""
    days = {value for test in clause.conditions if test.dimension == "day" for value in test.values}
    months = {month_of(date.fromisoformat(day)) for day in days}
    return days == {
        (month.start + timedelta(days=offset)).isoformat() for month in months for offset in range(month.days)
    }
