"""What charts by day show: outcomes, times, cost and marks, each day in the viewer's zone unless it says otherwise."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final, Literal

from finops_agent.analytics.analytics import Analytics, between_folds
from finops_agent.analytics.breakdown import between, bounded, days_in
from finops_agent.analytics.calendar import Edges
from finops_agent.analytics.cube import EVERYTHING, Filter
from finops_agent.analytics.window import Window, of_days

Period = Literal["day", "week", "month"]
Days = dict[date, dict[str, int]]
"""For each day, counts by kind."""
PERCENTILES: Final[Mapping[str, tuple[float, int]]] = {"p50": (0.50, 1), "p95": (0.95, 20), "p99": (0.99, 100)}
"""Name -> share, and how many times a day must have for it to be shown."""
DEPLOY: Final = "deploy"
"""The name of the custom events that mark a day."""


@between_folds
def outcomes(analytics: Analytics, window: Window, tz: str, view: Filter = EVERYTHING) -> Days:
    """What became of the questions asked on each day; `no answer` counts those that still wait, too."""
    edges = days_in(analytics, window, tz)
    found = {
        name: between(analytics, edges, "settled", view, status=status)
        for name, status in (("answered", "ok"), ("refused", "refused"), ("failed", "error"))
    }
    if view.engine is None:  # a question without an answer has no engine
        asked = between(analytics, edges, "events", view, event_type="user_query")
        settled = between(analytics, edges, "settled", view)
        found["no answer"] = [max(0, all_ - done) for all_, done in zip(asked, settled, strict=True)]
    return _by_day(edges, found)


@between_folds
def uploads(analytics: Analytics, window: Window, tz: str, view: Filter = EVERYTHING) -> Days:
    """Files that could be used, and those that could not."""
    edges = days_in(analytics, window, tz)
    usable = between(analytics, edges, "events", view, event_type="file_upload", status="ok")
    offered = between(analytics, edges, "events", view, event_type="file_upload")
    return _by_day(edges, {"usable": usable, "refused": [a - u for a, u in zip(offered, usable, strict=True)]})


@between_folds
def prompts(analytics: Analytics, window: Window, tz: str, view: Filter = EVERYTHING) -> Days:
    """Typed and suggested questions."""
    edges = days_in(analytics, window, tz)
    return _by_day(
        edges,
        {
            name: between(analytics, edges, "events", view, event_type="user_query", flag=flag)
            for name, flag in (("custom", False), ("suggested", True))
        },
    )


@between_folds
def ratings(analytics: Analytics, window: Window, tz: str, view: Filter = EVERYTHING) -> Days:
    """Good ratings and others."""
    edges = days_in(analytics, window, tz)
    good = between(analytics, edges, "events", view, event_type="custom_event", flag=True)
    every = between(analytics, edges, "custom", view, name="user_feedback")
    return _by_day(edges, {"good": good, "not good": [a - g for a, g in zip(every, good, strict=True)]})


@between_folds
def amounts(analytics: Analytics, window: Window, tz: str, whats: Mapping[str, str], view: Filter = EVERYTHING) -> Days:
    """Sums of the cube by day: `whats` is what a kind is called -> what the cube calls it."""
    edges = days_in(analytics, window, tz)
    return _by_day(edges, {name: between(analytics, edges, what, view) for name, what in whats.items()})


@between_folds
def active(
    analytics: Analytics, window: Window, tz: str, period: Period = "day", view: Filter = EVERYTHING
) -> dict[date, int]:
    """Sessions active in each day, week or month, by its first day within the window.

    A session that is active on two days counts on both, so that days do not add up to weeks.
    """
    edges = days_in(analytics, window, tz)
    places = [number for number, day in enumerate(edges.days) if number == 0 or of_period(day, period)[0] == day]
    slots = edges.slots[[*places, -1]] if places else edges.slots
    begun = analytics.cube.before(slots[1:], analytics.cube.choose("sessions", view, name="begun"))
    over = analytics.cube.before(slots[:-1], analytics.cube.choose("last", view))
    return {edges.days[place]: count for place, count in zip(places, (begun - over).tolist(), strict=True)}


@between_folds
def response_times(
    analytics: Analytics, window: Window, view: Filter = EVERYTHING, measure: str = "response"
) -> dict[date, dict[str, float]]:
    """Percentiles of times in seconds on each day of UTC; none where too few times are there."""
    span = bounded(analytics, window)
    if span is None:
        return {}
    found: dict[date, dict[str, float]] = {}
    for day in days_in(analytics, window, "UTC").days:
        times = analytics.times.histogram(measure, _within(of_days(day, day), span), view)
        values = {name: times.percentile(share) for name, (share, least) in PERCENTILES.items() if times.n >= least}
        found[day] = {name: value / 1_000 for name, value in values.items() if value is not None}
    return found


@between_folds
def marks(analytics: Analytics, window: Window, tz: str) -> dict[date, int]:
    """The days with deployments, and how many: custom events named `deploy`."""
    edges = days_in(analytics, window, tz)
    counts = between(analytics, edges, "custom", EVERYTHING, name=DEPLOY)
    return {day: count for day, count in zip(edges.days, counts, strict=True) if count}


def of_period(day: date, period: Period) -> tuple[date, date]:
    """First and last day of the day, week (from Monday) or month that `day` is in.

    >>> of_period(date(2026, 11, 25), "week")
    (datetime.date(2026, 11, 23), datetime.date(2026, 11, 29))
    """
    if period == "day":
        return day, day
    if period == "week":
        first = day - timedelta(days=day.weekday())
        return first, first + timedelta(days=6)
    first = day.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _within(day: Window, span: Window) -> Window:
    """The part of a day that lies in the window: only the window's own ends cut one."""
    start = max(day.start_us or 0, span.start_us or 0)
    return Window(start, max(start + 1, min(day.end_us or 0, span.end_us or 0)))


def _by_day(edges: Edges, counts: Mapping[str, list[int]]) -> Days:
    rows = zip(*counts.values(), strict=True)
    return {day: dict(zip(counts, row, strict=True)) for day, row in zip(edges.days, rows, strict=True)}
