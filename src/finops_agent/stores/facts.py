"""The two shapes in which stored events come back, and how the numbers are taken out of an event."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec

from finops_agent.events import (
    AgentResponse,
    CustomEvent,
    Event,
    FileUpload,
    SessionEnd,
    SessionStart,
    UserQuery,
    timestamp,
)


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event with its number in the store (`seq`, growing in order of writing) and its time in UTC microseconds."""

    seq: int
    timestamp_us: int
    event: Event


class ModelUse(NamedTuple):
    """What a model needed for one answer."""

    first_token_ms: int | None
    input_tokens: int | None
    output_tokens: int | None
    cost_micro_usd: int | None
    """Millionths of a dollar, so that sums are exact."""
    tool_calls: int | None


class Fact(NamedTuple):
    """The numbers and enumerations of one event, without any text: what analytics reads."""

    seq: int
    """Number in the store, growing in order of writing; never reused."""
    timestamp_us: int
    ttl: int
    """Unix second of expiry."""
    event_type: str
    session_id: str
    number: int | None
    """Count of the query or upload within its session (joins a response to its query); None for other events."""
    analysis_type: str | None
    status: str | None
    flag: bool
    """Suggested prompt (queries), with a chart (responses) or a good rating (feedback)."""
    engine: str | None
    name: str | None
    """`event_name` of a custom event, `end_reason` of a session end, `file_format` of an upload."""
    elapsed_ms: int | None
    """Processing time (responses), load time (uploads) or session duration, in milliseconds."""
    size: int | None
    """File size in bytes (uploads), characters before truncation (queries, responses) or rating 1 to 5 (feedback)."""
    rows: int | None
    """Rows of an uploaded file."""
    model: ModelUse | None = None
    """What the model needed (responses that one gave)."""
    app: str | None = None
    environment: str | None = None

    @property
    def shape(self) -> "Shape":
        """Its enumerations."""
        kind = self.event_type, self.analysis_type, self.status, self.flag, self.engine
        return *kind, self.app, self.environment


Shape = tuple[str, str | None, str | None, bool, str | None, str | None, str | None]
"""The enumerations of an event: event type, analysis type, status, flag, engine, app, environment.

Many events share few of these. App and environment are settings of the process that recorded the event.
"""

Figures = tuple[Shape, int | None, str | None, int | None, int | None, int | None]
"""What a fact holds besides times and session: shape, number, name, elapsed ms, size, rows.

Plain tuples: this is made for every event that is written, and a named one costs three times as much.
"""


def figures_of(event: Event) -> Figures:
    """The figures of an event, by its type."""
    return _BY_TYPE[type(event)](event)


def fact_of(stored: StoredEvent) -> Fact:
    """The fact of a stored event."""
    event = stored.event
    fact = fact_from(stored.seq, stored.timestamp_us, event.ttl, event.session_id, figures_of(event))
    model = model_use(event) if isinstance(event, AgentResponse) else None
    return fact if model is None else fact._replace(model=model)


def model_use(event: AgentResponse) -> ModelUse | None:
    """What a model needed for this answer; None for an answer without one."""
    if event.input_tokens is event.output_tokens is event.cost_usd is event.time_to_first_token is None:
        return None
    cost = None if event.cost_usd is None else round(event.cost_usd * 1_000_000)
    figures = (_ms(event.time_to_first_token), event.input_tokens, event.output_tokens, cost, event.tool_calls)
    return ModelUse(*(None if number is None else min(number, MOST) for number in figures))


def fact_from(seq: int, timestamp_us: int, ttl: int, session_id: str, figures: Figures) -> Fact:
    """Put a fact together from its parts."""
    (event_type, analysis_type, status, flag, engine, app, environment), number, name, elapsed_ms, size, rows = figures
    return Fact(
        seq,
        timestamp_us,
        ttl,
        event_type,
        session_id,
        number,
        analysis_type,
        status,
        flag,
        engine,
        name,
        elapsed_ms,
        size,
        rows,
        None,
        app,
        environment,
    )


_MS_AT, _Z_AT, _WIDTH = 20, 23, 24
"""Where the milliseconds and the `Z` of our own fixed form stand, and how long it is."""


def moment_us(event: Event) -> int:
    """The time of an event in UTC microseconds.

    Raises:
        InvalidEvent: its `timestamp` is no ISO 8601 time.
    """
    return _moment_us(event.timestamp)


@lru_cache(maxsize=1_024)
def _moment_us(text: str) -> int:
    """UTC microseconds at a time of day: events of a burst share one."""
    ms = text[_MS_AT:_Z_AT]
    if len(text) == _WIDTH and text[_Z_AT] == "Z" and ms.isdecimal():
        return _second_us(text[: _MS_AT - 1]) + int(ms) * timestamp.US_PER_MS
    return timestamp.parse(text)[0]


@lru_cache(maxsize=4_096)
def _second_us(text: str) -> int:
    """Microseconds at a second written as `2024-12-06T10:30:00`, UTC: many events share one."""
    return timestamp.parse(text + "Z")[0]


def _session_start(event: SessionStart) -> Figures:
    return ("session_start", None, None, False, None, event.app, event.environment), None, None, None, None, None


def _file_upload(event: FileUpload) -> Figures:
    about = str(event.analysis_type)
    shape = ("file_upload", about, event.status, False, None, event.app, event.environment)
    number = _number(event.interaction_id, event.session_id)
    return shape, number, event.file_format, _ms(event.load_time), event.file_size, event.row_count


def _user_query(event: UserQuery) -> Figures:
    about, flag = str(event.analysis_type), event.is_suggested_prompt
    shape = ("user_query", about, None, flag, None, event.app, event.environment)
    return shape, _number(event.interaction_id, event.session_id), None, None, event.query_length, None


def _agent_response(event: AgentResponse) -> Figures:
    about, flag = str(event.analysis_type), event.has_visualization
    shape = ("agent_response", about, event.status, flag, event.engine, event.app, event.environment)
    number = _number(event.interaction_id, event.session_id)
    return shape, number, None, round(event.processing_time * 1_000), event.response_length, None


def _session_end(event: SessionEnd) -> Figures:
    shape = ("session_end", None, None, False, None, event.app, event.environment)
    return shape, None, event.end_reason, round(event.session_duration * 1_000), None, None


def _custom_event(event: CustomEvent) -> Figures:
    name, rating = event.event_name, None
    if name in _DETAIL or name == "user_feedback":
        data = _data_of(event)
        given = data.get("rating")
        rating = _RATINGS.get(given) if name == "user_feedback" and isinstance(given, str | int) else None
        detail = data.get(_DETAIL.get(name, ""))
        name = f"{name}/{detail}" if isinstance(detail, str) else name
    is_good = rating is not None and rating >= GOOD_RATING
    shape = ("custom_event", None, None, is_good, None, event.app, event.environment)
    return shape, None, name, None, rating, None


MOST = 2**53
"""Numbers above this are none that a model needed; every engine holds this one exactly."""
_DETAIL = {"feature_used": "feature", "error_occurred": "error_type"}
"""What tells custom events of one name apart; their `Fact.name` is `name/detail`."""
_RATINGS: dict[object, int] = {"down": 1, "up": 5, 1: 1, 2: 2, 3: 3, 4: 4, 5: 5}
GOOD_RATING = 4
"""Ratings from here are good ones; a thumb up counts as 5, a thumb down as 1."""


def _data_of(event: CustomEvent) -> dict[str, object]:
    try:
        data = msgspec.json.decode(event.event_data)
    except (msgspec.DecodeError, RecursionError):  # the event is kept as it came; only its detail is unknown
        return {}
    return data if isinstance(data, dict) else {}


def _ms(seconds: float | None) -> int | None:
    return None if seconds is None else round(seconds * 1_000)


_BY_TYPE: dict[type, Callable[[Any], Figures]] = {
    SessionStart: _session_start,
    FileUpload: _file_upload,
    UserQuery: _user_query,
    AgentResponse: _agent_response,
    SessionEnd: _session_end,
    CustomEvent: _custom_event,
}


def _number(interaction_id: str, session_id: str) -> int | None:
    """The count in ids of the form `query_<session_id>_<count>`, a unique suffix after it allowed."""
    rest = interaction_id.partition(f"_{session_id}_")[2]
    if not rest.isdecimal():
        rest = rest.partition("_")[0]
    return int(rest) if rest.isdecimal() else None
