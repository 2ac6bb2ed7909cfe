"""Which periods a question means: its own, those of the question before, and the two sides of a comparison."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from finops_agent.agent.meaning.apart import first_to_last, taken_apart
from finops_agent.agent.meaning.beside import Beside
from finops_agent.agent.refusal import Refusal
from finops_agent.costs.semantic import Period
from finops_agent.costs.semantic.period import add_months, days_between, month_of, quarter_of

if TYPE_CHECKING:
    from finops_agent.agent.reading.draft import Draft, Named
    from finops_agent.agent.reading.times.leaning import When
    from finops_agent.costs.semantic import Catalog, Clause, SemanticQuery

_SIDES = 2
"""Of a comparison."""


@dataclass(frozen=True, slots=True)
class Past:
    """What else is known of the turn before: the names that it listed, and the period that the turn before that had.

    `period` is set where the last turn asked the same again for another time, so that both can be compared.
    """

    labels: tuple[str, ...] = ()
    period: Period | None = None
    names: tuple[str, str] | None = None
    """What the last two turns named, where they differ in nothing else."""
    parts: tuple[Clause, ...] = ()
    """What a share was asked of in this thread, where the last turn is still about it."""


class Spans(Beside):
    """Resolves the times of one draft; `previous` is the query that it leans on, if any."""

    def __init__(
        self, draft: Draft, previous: SemanticQuery | None, catalog: Catalog, past: Past | None = None
    ) -> None:
        self.draft = draft
        self.past = past or Past()
        self.previous = previous
        self.catalog = catalog
        self.model = catalog.model
        self.notes = draft.notes
        self.later_first = False

    def _periods(self) -> tuple[Period | None, Period | None]:
        """The period asked for and, for a comparison, the earlier one."""
        named = self._named_periods()
        wants = self.draft.has_compare or self.draft.has_change
        before = self.previous.baseline if self.previous is not None else None
        current = self.previous.period if self.previous is not None else None
        if self._wants_parts_compared():
            wants = False
        if self._time_of_part() is not None:
            return current, before
        if wants and not named and before is not None and not self.draft.is_stepwise:
            return current, before
        if wants and self._needs_calendar():
            return self._compared(named, current)
        if not named:
            return current, before
        if len(named) == 1:
            return named[0], None
        return self._several(named), None

    def _time_of_part(self) -> When | None:
        draft, previous = self.draft, self.previous
        names = draft.named or draft.clauses or draft.dimensions
        if previous is None or names or draft.share_at is None or not draft.points_back or len(draft.whens) != 1:
            return None
        when = draft.whens[0]
        return when if when.relation is None and when.period is not None and self._is_inside(when.period) else None

    def _is_inside(self, period: Period) -> bool:
        """Whether it is a part, and not the whole, of the days that were asked about before."""
        calendar = self.catalog.calendar
        asked = self.previous.period if self.previous is not None else None
        whole = asked or (calendar.whole if calendar is not None else None)
        covered = period.within(whole) if whole is not None else None
        return whole is not None and covered == period and (period.start, period.end) != (whole.start, whole.end)

    def _tool_periods(self) -> tuple[Period | None, Period | None]:
        """The period of an analysis; only a change has an earlier one."""
        if self.draft.tool == "explain":
            self.draft.has_change = True
            named = self._named_periods()
            current = self.previous.period if self.previous is not None else None
            if len(named) <= 1 and not named and current is None and self.catalog.calendar is None:
                return None, None
            return self._compared(named, current)
        named = self._named_periods()
        if self.draft.tool == "forecast":
            return self._coming(named), None
        if len(named) > 1:
            raise Refusal("one period", "That is worked out for one period. Name one.")
        current = self.previous.period if self.previous is not None else None
        return (named[0] if named else current), None

    def _coming(self, named: list[Period]) -> Period | None:
        """The period of a forecast: a month named without a year is the next one, not the last one."""
        calendar = self.catalog.calendar
        if not named or calendar is None:
            return None
        period = named[-1]
        while period.unit == "month" and period.end <= calendar.latest_month.start:
            period = month_of(period.start.replace(year=period.start.year + 1))
        return period

    def _needs_calendar(self) -> bool:
        if self.catalog.calendar is None:
            raise Refusal("dates", "This data has no column of dates, so periods cannot be compared.")
        return True

    def _wants_parts_compared(self) -> bool:
        """Whether values are compared, as in "Oregon vs Montreal", and not periods."""
        named = self.draft.named
        if self._beside() is not None and len(self.draft.whens) <= 1:
            return True
        if self.draft.is_against and self.previous is not None and not self.draft.whens:
            return True
        if self._changes_between():
            return False
        joined = {"versus", "and"} if self.draft.has_change else {"versus"}
        return len(self.draft.whens) <= 1 and any(item.connector in joined for item in named[1:])

    def _changes_between(self) -> bool:
        """Whether a change from one time to another is asked, of all that is named."""
        ends = [when.ends for when in self.draft.whens if when.ends is not None]
        opposes = self.draft.has_versus or self.draft.sets_apart
        return self.draft.has_change and not opposes and any(one != two for one, two in ends)

    def _are_bought(self, *items: Named) -> bool:
        return all(self.model.dimensions[item.link.dimension].is_what for item in items)

    def _named_periods(self) -> list[Period]:
        """The periods in the words of the question, each once, ranges taken apart for a comparison."""
        wants = self.draft.has_change
        found: list[Period] = []
        for when in self.draft.whens:
            if when.ends is not None and wants and when.ends[0] != when.ends[1]:
                found += when.ends
            elif when.is_so_far and len(self.draft.whens) > 1:
                continue
            elif when.relation == "alike" and when.period is not None:
                found.append(self._alike(when.period, found))
            elif when.relation == "same" and self.previous is not None and self.previous.period is not None:
                continue
            elif when.period is not None:
                found.append(when.period)
            elif when.relation == "before":
                is_counted = bool(when.days or when.months)
                found.append(self._counted_before(when) if is_counted else self._before(when.unit or "month"))
            elif when.relation == "after":
                found.append(self._after(when.unit or "month", found))
            elif self.previous is None:
                raise Refusal("a period", "The same period as which question? Name the month or the days.")
        parts = [when.period for when in self.draft.whens if when.is_part and when.period is not None]
        return [
            period
            for period in dict.fromkeys(found)
            if not any(part != period and part.within(period) == part for part in parts)
        ]

    def _counted_before(self, when: When) -> Period:
        """As many days or months just before those that were spoken of."""
        own = next((when.period for when in self.draft.whens if when.period is not None), None)
        base = own or (self.previous.period if self.previous is not None else None)
        if base is None:
            raise Refusal("a period", "The days before which ones? Name the days or the month.")
        if when.months:
            return days_between(add_months(base.start, -when.months), base.start)
        return days_between(base.start - timedelta(days=when.days), base.start)

    def _alike(self, month: Period, found: list[Period]) -> Period:
        """The days of `month` that have the numbers of those that were spoken of, as far as the data has them."""
        base = found[0] if found else self.previous.period if self.previous is not None else None
        calendar = self.catalog.calendar
        base = base.within(calendar.whole) if base is not None and calendar is not None else base
        if base is None or (base.start.year, base.start.month) != (base.last_day.year, base.last_day.month):
            raise Refusal("a period", "The same days as which ones? Name a month or days of one month.")
        if base.days == month_of(base.start).days:
            return month
        days = (min(day.day, month.days) for day in (base.start, base.last_day))
        first, last = (month.start + timedelta(days=day - 1) for day in days)
        return days_between(first, last + timedelta(days=1))

    def _before(self, unit: str) -> Period:
        calendar = self.catalog.calendar
        base = self.previous.period if self.previous is not None else None
        if base is None:
            own = next((when.period for when in self.draft.whens if when.period is not None), None)
            base = own or (calendar.latest("quarter" if unit == "quarter" else "month") if calendar else None)
        if base is None:
            raise Refusal("dates", "This data has no column of dates.")
        if unit == "month" and base.unit != "month":
            start = add_months(base.start, -1)
            return Period(start, base.start, f"{start:%B %Y}", "month")
        return base.before()

    def _after(self, unit: str, found: list[Period]) -> Period:
        """The day, month or quarter right behind the one that was spoken of."""
        base = found[-1] if found else self.previous.period if self.previous is not None else None
        if base is None or base.unit != unit:
            raise Refusal("a period", f"The {unit} after which one? Name it.")
        if unit == "day":
            return days_between(base.end, base.end + timedelta(days=1))
        return month_of(base.end) if unit == "month" else quarter_of(base.end)

    def _in_one_breath(self, named: list[Period]) -> list[Period]:
        """The two months of "compare EC2 January to February"."""
        ends = [when.ends for when in self.draft.whens if when.ends is not None]
        if len(named) == len(ends) == 1 and self.draft.has_compare and ends[0][0].unit == ends[0][1].unit != "day":
            return list(dict.fromkeys(ends[0]))
        return named

    def _compared(self, named: list[Period], current: Period | None) -> tuple[Period, Period]:
        calendar = self.catalog.calendar
        named = first_to_last(self.draft, self._in_one_breath(named), calendar)
        if len(named) > _SIDES:
            raise Refusal("two periods", "A comparison takes two periods. Name two, or ask for the cost by month.")
        if not named and self.draft.has_compare and not self.draft.has_change and current is None:
            raise Refusal("two sides", "Compare what with what? Name two periods, two names or two figures.")
        if not named:
            later = current or (calendar.latest_month if calendar else None)
            if later is None:
                raise Refusal("two periods", "Which two periods shall I compare?")
            other = self.past.period
            if self.past.names is not None and self.draft.has_change and not self.draft.is_stepwise:
                one, two = self.past.names
                raise Refusal(
                    "which two",
                    f"The difference between {one} and {two}, or from one time to the next? "
                    f"Say 'difference between {one} and {two}', or name two periods.",
                )
            self._check_gap()
            if current is not None and other is not None and other != current and not self.draft.is_stepwise:
                named = [other, current]
            else:
                return later, later.before()
        if len(named) == 1:
            leans = current is not None and current != named[0] and self.draft.has_compare
            other = current if leans and current is not None else named[0].before()
            named = [named[0], other]
            if self.draft.has_compare and self.previous is None:
                raise Refusal("a second period", f"Compare {named[0].label} with which period? Name both.")
        earlier, later = sorted(named, key=lambda period: (period.start, period.end))
        self.later_first = len(self.draft.whens) == _SIDES and named[0] == later
        if earlier.end > later.start:
            raise Refusal("two periods", f"{earlier.label} and {later.label} overlap. Name two periods that do not.")
        return later, earlier

    def _several(self, named: list[Period]) -> Period | None:
        """Several periods without a comparison: neighbouring months are shown side by side."""
        ordered = sorted(named, key=lambda period: period.start)
        if taken_apart(self.draft, ordered, self.model):
            return None
        for one, two in pairwise(ordered):
            if one.end != two.start:
                smaller = [
                    period
                    for period in ordered
                    if any(period.within(other) == period for other in ordered if other != period)
                ]
                if len(ordered) == _SIDES and smaller:
                    raise Refusal(
                        "one period",
                        f"Both {ordered[0].label} and {ordered[1].label} are named. Which one shall it be?",
                    )
                raise Refusal("one period", "Those periods do not follow each other. Ask for one, or compare two.")
        if self.draft.average_per is not None and len(ordered) > _SIDES and not self.draft.has_total:
            raise Refusal(
                "one figure",
                "One average over all of those times, or one for each? Say 'from May to July', or ask one by one.",
            )
        is_one = (
            self.draft.average_per is not None
            or (self.draft.has_total and not self.draft.lists_totals)
            or self.draft.is_one_time
        )
        if not is_one and all(period.unit == "month" for period in ordered) and not self.draft.dimensions:
            self.draft.dimensions.append("month")
        labels = " and ".join(period.label for period in ordered)
        return Period(ordered[0].start, ordered[-1].end, labels)
