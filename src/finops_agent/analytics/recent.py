"""The newest events of a window, as rows to show."""

from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from finops_agent.analytics.cube import EVERYTHING, Filter
from finops_agent.analytics.origins import Origin
from finops_agent.analytics.window import Window, local
from finops_agent.events import to_item
from finops_agent.stores import Store, StoredEvent
from finops_agent.stores.facts import Shape, fact_of
from finops_agent.stores.pages import Pages

DEPTH: Final = 20_000
"""Events that are read at the most to find those of a rare kind."""
_EVER_US: Final = 1 << 62
_DETAILS = ("event_name", "file_format", "processing_time", "file_size", "row_count", "session_duration", "end_reason")


@dataclass(frozen=True, slots=True)
class RecentEvent:
    """One event as a row: time in the viewer's zone, and its whole item for the details."""

    time: str
    event_type: str
    session: str
    analysis_type: str
    status: str
    details: str
    item: dict[str, Any]


def recent(
    store: Store,
    window: Window,
    tz: str,
    *,
    count: int = 20,
    view: Filter = EVERYTHING,
    event_type: str | None = None,
) -> list[RecentEvent]:
    """The newest `count` events in the view, newest first, among the newest `DEPTH` of the window."""

    def wanted(shape: Shape) -> bool:
        return event_type in {None, shape[0]} and is_in(shape, view)

    if isinstance(store, Pages):
        start = -_EVER_US if window.start_us is None else window.start_us
        end = _EVER_US if window.end_us is None else window.end_us
        return [_row(stored, tz) for stored in store.newest(start, end, wanted=wanted, count=count, depth=DEPTH)]
    events = islice(store.scan(window.start_us, window.end_us, newest_first=True), DEPTH)
    chosen = (stored for stored in events if wanted(fact_of(stored).shape))
    return [_row(stored, tz) for stored in islice(chosen, count)]


def is_in(shape: Shape, view: Filter) -> bool:
    """Whether an event of this shape is one that the view shows: one that has what was chosen."""
    _kind, analysis_type, _status, _flag, engine, *origin = shape
    return (
        view.analysis_type in {None, analysis_type}
        and view.engine in {None, engine}
        and view.lets_origin(Origin(*origin))
    )


def _row(stored: StoredEvent, tz: str) -> RecentEvent:
    item = to_item(stored.event)
    text = next((str(item[name]) for name in ("user_query", "file_name", "event_data") if item.get(name)), "")
    facts = " · ".join(f"{name.replace('_', ' ')} {item[name]}" for name in _DETAILS if name in item)
    return RecentEvent(
        time=f"{local(stored.timestamp_us, tz):%Y-%m-%d %H:%M:%S}",
        event_type=item["event_type"],
        session=item["session_id"][:8],
        analysis_type=item.get("analysis_type", ""),
        status=item.get("status", ""),
        details=" · ".join(filter(None, (text, facts))) if text or facts else "",
        item=item,
    )
