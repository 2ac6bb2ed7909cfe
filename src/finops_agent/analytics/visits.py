"""Single sessions, read from the store: the newest of a window, and all events of one as a timeline."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from finops_agent.analytics.cube import EVERYTHING, Filter
from finops_agent.analytics.origins import Origin
from finops_agent.analytics.window import Window
from finops_agent.events import RECORDER_SESSION, Event, SessionEnd, timestamp, to_item
from finops_agent.stores import Store

DEPTH: Final = 3_000
"""Events that are read at the most to find the newest sessions."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One session, told in a line."""

    session: str
    first_us: int
    last_us: int
    """Last activity: a recorded end does not count."""
    events: int
    queries: int
    uploads: int
    failures: int
    end: str
    """How it ended; empty where no end was recorded."""


def newest_visits(store: Store, window: Window, count: int = 25, view: Filter = EVERYTHING) -> list[Visit]:
    """The sessions of the newest events of a window, newest first, each with all of its events.

    Of a view app and environment count: no session is of one analysis type or engine.

    Raises:
        StoreUnavailable: the store cannot be read.
    """
    found: dict[str, None] = {}
    for number, stored in enumerate(store.scan(window.start_us, window.end_us, newest_first=True)):
        if number == DEPTH or len(found) == count:
            break
        event = stored.event
        if event.session_id != RECORDER_SESSION and view.lets_origin(Origin(event.app, event.environment)):
            found[event.session_id] = None
    visits = (visit_of(store.session(session)) for session in found)
    return [visit for visit in visits if visit is not None]


def visit_of(events: Sequence[Event]) -> Visit | None:
    """The line of a session; None without events."""
    if not events:
        return None
    items = [to_item(event) for event in events]
    moments = [timestamp.parse(event.timestamp)[0] for event in events]
    active = [us for us, event in zip(moments, events, strict=True) if not isinstance(event, SessionEnd)] or moments
    kinds = Counter(item["event_type"] for item in items)
    ends = [str(item.get("end_reason", "unknown")) for item in items if item["event_type"] == "session_end"]
    return Visit(
        events[0].session_id,
        min(moments),
        max(active),
        len(events),
        kinds["user_query"],
        kinds["file_upload"],
        sum(item.get("status") == "error" for item in items),
        ends[-1] if ends else "",
    )
