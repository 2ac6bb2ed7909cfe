"""The groups of a split and the figures of each, all out of the metric table: no figure is worked out here.

Only what adds up is added up: the hours of the day over the days of a window.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from finops_agent.analytics import Measured, Metric, Window
from finops_agent.analytics.breakdown import bounded, endings, known_engines, names
from finops_agent.analytics.by_day import of_period
from finops_agent.analytics.cube import ANALYSIS, Filter
from finops_agent.analytics.slices import Slice
from finops_agent.analytics.window import local, of_days
from finops_agent.events import timestamp
from finops_agent.usage.model import BY_NAME

if TYPE_CHECKING:
    from collections.abc import Iterator

    from finops_agent.analytics import Analytics
    from finops_agent.analytics.by_day import Period

HOUR_US: Final = 3_600 * timestamp.US_PER_S
MOST_GROUPS: Final = 400
_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_NAMED: Final = {
    "format": ("format", ""),
    "feature": ("custom", "feature_used/"),
    "error_kind": ("custom", "error_occurred/"),
}
"""Dimension -> what the cube calls it, and the beginning of its names."""


class View(NamedTuple):
    """What the figures are of."""

    analytics: Analytics
    tz: str
    filter: Filter
    now_us: int


def figures(view: View, window: Window, metrics: tuple[str, ...]) -> tuple[Measured, ...]:
    """The metrics over a window, as every page shows them."""
    part = Slice(view.analytics.cut(window), window, view.filter, view.now_us)
    return tuple(Measured(BY_NAME[name], *BY_NAME[name].figure(part)) for name in metrics)


def by_time(view: View, window: Window, metrics: tuple[str, ...], dimension: str) -> dict[str, tuple[Measured, ...]]:
    """The metrics of each hour, day, week or month of the window, the newest `MOST_GROUPS`, in their order."""
    pieces = list(_hours(view, window) if dimension == "hour" else _days(view, window, dimension))
    return {label: figures(view, piece, metrics) for label, piece in pieces[-MOST_GROUPS:]}


def by_clock(view: View, window: Window, metrics: tuple[str, ...], dimension: str) -> dict[str, tuple[Measured, ...]]:
    """Metrics that add up, by hour of the day or by weekday in the viewer's zone."""
    is_weekday = dimension == "weekday"
    labels = _WEEKDAYS if is_weekday else tuple(f"{hour:02d}:00" for hour in range(24))
    found: dict[str, list[tuple[Measured, ...]]] = {label: [] for label in labels}
    for _, piece in _days(view, window, "day") if is_weekday else _hours(view, window):
        moment = local(piece.start_us or 0, view.tz)
        label = _WEEKDAYS[moment.weekday()] if is_weekday else f"{moment:%H}:00"
        found[label].append(figures(view, piece, metrics))
    return {label: _together(metrics, parts) for label, parts in found.items()}


def by_kind(view: View, window: Window, metrics: tuple[str, ...], dimension: str) -> dict[str, tuple[Measured, ...]]:
    """The metrics of each analysis type or engine; without any event left out."""
    known = ANALYSIS if dimension == "analysis_type" else known_engines(view.analytics)
    found = {
        value: figures(view._replace(filter=view.filter._replace(**{dimension: value})), window, metrics)
        for value in known
    }
    return {value: measured for value, measured in found.items() if any(one.n for one in measured)}


def by_name(view: View, window: Window, metric: str, dimension: str) -> dict[str, tuple[Measured, ...]]:
    """A count by the names that events bring, most first."""
    if dimension == "end":
        counts = endings(view.analytics, window, view.now_us, view.filter)
    else:
        counts = names(view.analytics, window, *_NAMED[dimension], view=view.filter)
    return counted(BY_NAME[metric], dict(sorted(counts.items(), key=lambda pair: -pair[1])))


def counted(metric: Metric, counts: dict[str, int]) -> dict[str, tuple[Measured, ...]]:
    """Counts as figures of a metric, each resting on itself."""
    return {name: (Measured(metric, count, count),) for name, count in counts.items()}


def _together(metrics: tuple[str, ...], parts: list[tuple[Measured, ...]]) -> tuple[Measured, ...]:
    return tuple(
        Measured(BY_NAME[name], sum(part[place].value or 0 for part in parts), sum(part[place].n for part in parts))
        for place, name in enumerate(metrics)
    )


def _hours(view: View, window: Window) -> Iterator[tuple[str, Window]]:
    start, end = _ends(view, window)
    begin = start - _past_hour(start, view.tz)
    while begin < end:
        yield f"{local(begin, view.tz):%Y-%m-%d %H:%M}", Window(max(begin, start), min(begin + HOUR_US, end))
        begin += HOUR_US


def _past_hour(moment_us: int, tz: str) -> int:
    """Microseconds since the hour began by the clock of `tz`."""
    moment = local(moment_us, tz)
    return ((moment.minute * 60 + moment.second) * timestamp.US_PER_S) + moment.microsecond


def _days(view: View, window: Window, dimension: str) -> Iterator[tuple[str, Window]]:
    """Days, weeks or months, the first and the last cut by the window."""
    start, end = _ends(view, window)
    if start >= end:
        return
    last = local(end - 1, view.tz).date()
    first, final = _unit(local(start, view.tz).date(), dimension)
    while first <= last:
        whole = of_days(first, final, view.tz)
        yield _label(first, dimension), Window(max(whole.start_us or 0, start), min(whole.end_us or 0, end))
        first, final = _unit(final + timedelta(days=1), dimension)


def _ends(view: View, window: Window) -> tuple[int, int]:
    """The window from the first event at the earliest to the end of today at the latest."""
    span = bounded(view.analytics, window)
    today = local(view.now_us, view.tz).date()
    end_of_today = of_days(today, today, view.tz).end_us or 0
    if span is None or span.start_us is None or span.end_us is None:
        return 0, 0
    return span.start_us, min(span.end_us, end_of_today)


def _unit(day: date, dimension: str) -> tuple[date, date]:
    period: Period = "week" if dimension == "week" else "month" if dimension == "month" else "day"
    return of_period(day, period)


def _label(first: date, dimension: str) -> str:
    return f"{first:%Y-%m}" if dimension == "month" else first.isoformat()
