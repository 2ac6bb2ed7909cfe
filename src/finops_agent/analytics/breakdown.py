"""What the dashboard's charts show: plain rows, counted from the cube, ready to draw."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

import msgspec
import numpy as np

from finops_agent.analytics.analytics import Analytics, between_folds
from finops_agent.analytics.calendar import NO_DAYS, Edges, edges_of, local_slots
from finops_agent.analytics.cube import EVERYTHING, Filter, Ints
from finops_agent.analytics.figures import Figures
from finops_agent.analytics.origins import OTHER
from finops_agent.analytics.ranges import ROW_LABELS, SIZE_LABELS
from finops_agent.analytics.sessions import ENDS
from finops_agent.analytics.slices import Slice
from finops_agent.analytics.window import Window, local
from finops_agent.events import EVENT_TYPES, timestamp

Part = Literal["app", "environment"]
PARTS: Final[tuple[Part, ...]] = ("app", "environment")
_WEEK: Final = 7
_MONDAY: Final = 3
"""1970-01-01 was a Thursday."""
_SLOTS_AN_HOUR: Final = 4
_HOURS: Final = 24


class DayCount(msgspec.Struct, frozen=True):
    """Events of one kind on one day of the viewer's zone."""

    day: date
    kind: str
    count: int


@dataclass(frozen=True, slots=True)
class Trend:
    """Questions a day over a week, and over the week before; None where that is not whole."""

    per_day: float
    before: float | None


@between_folds
def bounded(analytics: Analytics, window: Window) -> Window | None:
    """The window with its open ends closed by the first and last event; None without events."""
    span = analytics.cube.span()
    if span is None:
        return None
    start = span.start_us if window.start_us is None else window.start_us
    end = span.end_us if window.end_us is None else window.end_us
    return Window(start, end)


@between_folds
def comparable(analytics: Analytics, window: Window) -> Window | None:
    """The window before, where the events reach back over all of it up to a day: growth over nothing says nothing."""
    previous, span = window.previous(), analytics.cube.span()
    if previous is None or span is None or previous.start_us is None or span.start_us is None:
        return None
    return previous if span.start_us <= previous.start_us + timestamp.US_PER_DAY else None


@between_folds
def activity(analytics: Analytics, window: Window, tz: str, view: Filter = EVERYTHING) -> list[DayCount]:
    """Events by day and type, days without any included."""
    edges = days_in(analytics, window, tz)
    counts = {kind: between(analytics, edges, "events", view, event_type=kind) for kind in EVENT_TYPES}
    return [DayCount(day, kind, counts[kind][number]) for number, day in enumerate(edges.days) for kind in counts]


@between_folds
def analysis_types(analytics: Analytics, window: Window, event_type: str, view: Filter = EVERYTHING) -> dict[str, int]:
    """How many queries or uploads there were of each analysis type, most first; types without any left out."""
    return Slice(analytics, window, view).by("events", "analysis_type", event_type=event_type)


@between_folds
def flags(analytics: Analytics, window: Window, event_type: str, view: Filter = EVERYTHING) -> tuple[int, int]:
    """Without and with the flag: custom and suggested queries, answers without and with a chart."""
    part = Slice(analytics, window, view)
    return part.count(event_type, flag=False), part.count(event_type, flag=True)


@between_folds
def file_sizes(analytics: Analytics, window: Window, view: Filter = EVERYTHING) -> dict[str, int]:
    """Usable uploads by size."""
    return _ranges(analytics, window, view, "file size", SIZE_LABELS)


@between_folds
def file_rows(analytics: Analytics, window: Window, view: Filter = EVERYTHING) -> dict[str, int]:
    """Usable uploads by number of rows."""
    return _ranges(analytics, window, view, "file rows", ROW_LABELS)


@between_folds
def has_events(analytics: Analytics, window: Window, view: Filter = EVERYTHING) -> bool:
    """Whether anything happened in the window."""
    chosen = {part: value for part, value in view._asdict().items() if value is not None}
    return Slice(analytics, window).sum("events", **chosen) > 0


@between_folds
def hours(analytics: Analytics, window: Window, tz: str, view: Filter = EVERYTHING) -> dict[str, int]:
    """Questions by hour of the day in `tz`, `00` to `23`."""
    sums = week(analytics, window, tz, view).sum(axis=0)
    return {f"{number:02d}": int(count) for number, count in enumerate(sums)}


@between_folds
def week(analytics: Analytics, window: Window, tz: str, view: Filter = EVERYTHING) -> Ints:
    """Questions by weekday (Monday first) and hour of the day in `tz`: 7 x 24."""
    cube = analytics.cube
    rows = cube.rows(window)
    counts = np.diff(cube.along(rows, cube.choose("events", view, event_type="user_query")))
    hour = (local_slots(cube.slots(rows), tz) // _SLOTS_AN_HOUR + _MONDAY * _HOURS) % (_WEEK * _HOURS)
    by_hour = np.bincount(hour, counts, _WEEK * _HOURS)
    return by_hour.astype(np.int64).reshape(_WEEK, _HOURS)


@between_folds
def figures_of_sessions(
    analytics: Analytics, window: Window, labels: Mapping[str, str], view: Filter = EVERYTHING
) -> dict[str, int]:
    """Counts of the sessions that began in the window: `labels` is what one is called -> its name in the cube."""
    part = Slice(analytics, window, view)
    return {label: part.sessions(name) for label, name in labels.items()}


@between_folds
def endings(
    analytics: Analytics, window: Window, now_us: int | None = None, view: Filter = EVERYTHING
) -> dict[str, int]:
    """How the sessions that began in the window ended; `inferred` after half an hour without an event."""
    part = Slice(analytics, window, view, timestamp.now_us() if now_us is None else now_us)
    told = {name: part.sessions(f"ended {name}") for name in ENDS}
    found = told | {"inferred": part.inferred_ends, "still open": len(part.open_sessions)}
    return {name: count for name, count in found.items() if count}


@between_folds
def names(
    analytics: Analytics, window: Window, what: str, prefix: str = "", view: Filter = EVERYTHING
) -> dict[str, int]:
    """Counts by name, most first: custom events (`custom`), file formats (`format`); `prefix` is taken off."""
    found = Slice(analytics, window, view).by(what, "name")
    return {name.removeprefix(prefix): count for name, count in found.items() if name.startswith(prefix)}


@between_folds
def engines(analytics: Analytics, window: Window, view: Filter = EVERYTHING) -> dict[str, int]:
    """Answers by the engine that gave them, most first."""
    found = Slice(analytics, window, view).by("events", "engine", event_type="agent_response")
    return {"not told" if name == "None" else name: count for name, count in found.items()}


@between_folds
def known_engines(analytics: Analytics) -> list[str]:
    """Every engine that ever answered."""
    return sorted({key.engine for key in analytics.cube.keys if key.engine is not None})


@between_folds
def origins_of(analytics: Figures, part: Part) -> list[str]:
    """Every app, or every environment, that events told and that is counted by itself, by alphabet."""
    return sorted({name for origin in analytics.origins.known if (name := getattr(origin, part)) not in {None, OTHER}})


@between_folds
def untold(analytics: Analytics, window: Window, view: Filter) -> int:
    """Events of the window that do not tell their app, or their environment, where the view asks for one."""
    others = Slice(analytics, window, view._replace(app=None, environment=None))
    asked = [part for part, value in (("app", view.app), ("environment", view.environment)) if value is not None]
    both = others.sum("events", app=None, environment=None) if len(asked) > 1 else 0
    return sum(others.sum("events", **{part: None}) for part in asked) - both


@between_folds
def trend(
    analytics: Analytics, window: Window, tz: str, view: Filter = EVERYTHING, now_us: int | None = None
) -> Trend | None:
    """Questions a day in the last week of the window, against the week before; None for less than a week.

    Only whole days count: neither the day of the first event nor today.
    """
    span = analytics.cube.span()
    if span is None or span.start_us is None:
        return None
    today = local(timestamp.now_us() if now_us is None else now_us, tz).date()
    first = local(span.start_us, tz).date()
    edges = days_in(analytics, window, tz)
    counts = between(analytics, edges, "events", view, event_type="user_query")
    days = [count for day, count in zip(edges.days, counts, strict=True) if first < day < today]
    if len(days) < _WEEK:
        return None
    before = days[-2 * _WEEK : -_WEEK]
    return Trend(sum(days[-_WEEK:]) / _WEEK, sum(before) / _WEEK if len(before) == _WEEK else None)


def _ranges(analytics: Analytics, window: Window, view: Filter, what: str, labels: tuple[str, ...]) -> dict[str, int]:
    found = Slice(analytics, window, view).by(what, "name")
    return {label: found.get(label, 0) for label in labels}


def between(analytics: Analytics, edges: Edges, what: str, view: Filter, **parts: object) -> list[int]:
    """Sums of the cube for each of the days; see `days_in`."""
    columns = analytics.cube.choose(what, view, **parts)
    counts: list[int] = np.diff(analytics.cube.before(edges.slots, columns)).tolist()
    return counts


def days_in(analytics: Analytics, window: Window, tz: str) -> Edges:
    """The days of the window in `tz`, from the first to the last event where it has no bounds."""
    span = bounded(analytics, window)
    return NO_DAYS if span is None else edges_of(span, tz)
