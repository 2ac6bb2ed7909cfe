"""Which windows a question means: the times it names, those of the question before, those of the page."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from finops_agent.agent.refusal import Refusal
from finops_agent.analytics.window import Window, of_days
from finops_agent.events import timestamp
from finops_agent.usage.query import Span

if TYPE_CHECKING:
    from finops_agent.costs.semantic.period import Period
    from finops_agent.usage.draft import Draft
    from finops_agent.usage.query import Scope, UsageQuery

_SIDES: Final = 2
_MINUTE_US: Final = 60 * timestamp.US_PER_S
_HOUR: Final = 60
_QUARTER: Final = 15
"""Minutes."""
_COMPARING: Final = frozenset({"compare", "change", "rise", "fall", "percent_change"})


class Spans:
    """Resolves times in the zone `tz`, as it is at `now_us`."""

    def __init__(self, tz: str, now_us: int) -> None:
        self._tz, self._now_us = tz, now_us

    def of(self, draft: Draft, previous: UsageQuery | None, scope: Scope) -> tuple[Span, Span | None]:
        """The window asked for and, for a comparison, the earlier one.

        Raises:
            Refusal: the times do not fit together.
        """
        current = previous.span if previous is not None else scope.span
        special = self._special(draft)
        periods = self._periods(draft, previous)
        is_of_others = not periods and draft.said & _COMPARING == {"compare"} and draft.has_sides
        wants = bool(draft.said & _COMPARING) and not is_of_others
        if special is not None:
            if periods:
                raise Refusal("one time", "Two times are named that do not go together. Name one.")
            return special, self._previous(special) if wants else None
        if not periods:
            carried = previous.before if previous is not None else None
            return current, self._previous(current) if wants else carried
        if len(periods) > _SIDES:
            raise Refusal("two times", "A comparison takes two times. Name two, or ask by month.")
        later = self._span(periods[-1])
        if len(periods) == 1:
            if not wants:
                return later, None
            is_second = draft.said & {"compare"} and previous is not None and previous.span.window != later.window
            return self._sorted(current, later) if is_second else (later, self._span(periods[0].before()))
        return self._sorted(*map(self._span, periods))

    def _periods(self, draft: Draft, previous: UsageQuery | None) -> list[Period]:
        found: list[Period] = []
        for when in draft.whens:
            if when.ends is not None and draft.said & {"change", "rise", "fall"} and when.ends[0] != when.ends[1]:
                found += when.ends
            elif when.period is not None:
                found.append(when.period)
            elif when.relation == "before" and (base := self._base(found, previous)) is not None:
                found.append(base.before())
            elif when.relation != "same" or previous is None:
                raise Refusal("a time", "Before what, or the same as when? Name the time in full, such as 'last week'.")
        return list(dict.fromkeys(found))

    @staticmethod
    def _base(found: list[Period], previous: UsageQuery | None) -> Period | None:
        """What "the week before" comes before."""
        if found:
            return found[-1]
        return previous.span.period if previous is not None else None

    def _special(self, draft: Draft) -> Span | None:
        if "now" in draft.said and not draft.whens and draft.minutes is None:
            return self._now(draft)
        if "always" in draft.said:
            return Span(Window(), "ever")
        return None if draft.minutes is None else self._last(draft.minutes)

    def _now(self, draft: Draft) -> Span:
        if draft.metrics == ["active_sessions"]:
            return self._last(_QUARTER)
        if draft.metrics in (["open_sessions"], ["data_freshness"]):
            return Span(Window(), "now")
        raise Refusal("now", "Figures are of a span of time. Say one, such as 'in the last hour' or 'today'.")

    def _last(self, minutes: int) -> Span:
        told = f"{minutes // _HOUR} hours" if minutes % _HOUR == 0 and minutes > _HOUR else f"{minutes} minutes"
        label = "the last hour" if minutes == _HOUR else f"the last {told}"
        return Span(Window(self._now_us - minutes * _MINUTE_US, self._now_us), label)

    def _span(self, period: Period) -> Span:
        last = period.end - timedelta(days=1)
        return Span(of_days(period.start, last, self._tz), period.label, period)

    @staticmethod
    def _previous(span: Span) -> Span:
        window = span.window.previous()
        if window is None:
            raise Refusal(
                "two times",
                "Compared with what? All events have nothing before them. Name a time, such as 'this week'.",
            )
        return Span(window, "the time before")

    @staticmethod
    def _sorted(one: Span, two: Span) -> tuple[Span, Span]:
        """The later and the earlier one."""
        earlier, later = sorted((one, two), key=lambda span: (span.window.start_us or 0, span.window.end_us or 0))
        if (
            earlier.window.end_us is None
            or later.window.start_us is None
            or earlier.window.end_us > later.window.start_us
        ):
            raise Refusal("two times", f"{earlier.label} and {later.label} overlap. Name two times that do not.")
        return later, earlier
