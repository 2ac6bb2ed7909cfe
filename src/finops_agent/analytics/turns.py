"""The newest questions of a window with what became of them, text included: what the Questions page is made of.

Texts are those after redaction, as they are stored. Unlike counts they are read from the store, at most `LIMIT` events
back from the window's end, so that the cost does not grow with the store.
"""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from finops_agent.analytics.cube import EVERYTHING, Filter
from finops_agent.analytics.origins import Origin
from finops_agent.analytics.window import Window
from finops_agent.events import AgentResponse, CustomEvent, FileUpload, UserQuery
from finops_agent.stores import Store, StoredEvent

LIMIT: Final = 20_000
_GOOD: Final[dict[object, bool]] = {"up": True, "down": False, 1: False, 2: False, 3: False, 4: True, 5: True}


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and its answer."""

    session: str
    moment_us: int
    question: str
    answer: str
    status: str
    seconds: float
    is_suggested: bool
    is_liked: bool | None
    """None where nobody rated it."""


@dataclass(frozen=True, slots=True)
class Newest:
    """What the newest events of a window tell."""

    turns: list[Turn]
    """Newest first."""
    without_text: int
    """Answers whose question was not kept."""
    refused_files: dict[str, int]
    """Why files could not be used."""
    since_us: int | None
    """Events before this moment were not read; None when all of the window were."""


def newest_turns(store: Store, window: Window, view: Filter = EVERYTHING, limit: int = LIMIT) -> Newest:
    """Read at most `limit` events back from the end of the window.

    Raises:
        StoreUnavailable: the store cannot be read.
    """
    events: list[StoredEvent] = []
    since: int | None = None
    for stored in store.scan(window.start_us, window.end_us, newest_first=True):
        if len(events) == limit:
            since = events[-1].timestamp_us
            break
        events.append(stored)
    suggested, liked = _suggested(events), _ratings(events)
    turns = [
        _turn(stored, event, suggested, liked)
        for stored in events
        if isinstance(event := stored.event, AgentResponse) and _is_in(event, view)
    ]
    refused = Counter(
        event.error_type or "not told"
        for stored in events
        if isinstance(event := stored.event, FileUpload) and event.status == "error"
    )
    told = [turn for turn in turns if turn.question.strip()]
    return Newest(told, len(turns) - len(told), dict(refused.most_common()), since)


def _is_in(event: AgentResponse, view: Filter) -> bool:
    return (
        view.analysis_type in {None, str(event.analysis_type)}
        and view.engine in {None, event.engine}
        and view.lets_origin(Origin(event.app, event.environment))
    )


def _turn(stored: StoredEvent, event: AgentResponse, suggested: set[str], liked: dict[str, bool]) -> Turn:
    name = event.interaction_id.removeprefix("response_")
    return Turn(
        event.session_id,
        stored.timestamp_us,
        event.user_query,
        event.agent_response,
        event.status or "ok",
        event.processing_time,
        name in suggested,
        liked.get(name),
    )


def _suggested(events: Iterable[StoredEvent]) -> set[str]:
    """`<session>_<number>` of the questions that were suggested."""
    return {
        event.interaction_id.removeprefix("query_")
        for stored in events
        if isinstance(event := stored.event, UserQuery) and event.is_suggested_prompt
    }


def _ratings(events: Iterable[StoredEvent]) -> dict[str, bool]:
    """`<session>_<number>` of the answers that were rated -> whether the last rating was a good one."""
    found: dict[str, bool] = {}
    for stored in events:
        event = stored.event
        if isinstance(event, CustomEvent) and event.event_name == "user_feedback":
            number, is_good = _rating(event.event_data)
            if number is not None and is_good is not None:
                found.setdefault(f"{event.session_id}_{number}", is_good)
    return found


def _rating(text: str) -> tuple[object, bool | None]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):  # an app's own text; what it means is unknown
        return None, None
    rating = data.get("rating") if isinstance(data, dict) else None
    return (None, None) if not isinstance(rating, (str, int)) else (data.get("query_number"), _GOOD.get(rating))
