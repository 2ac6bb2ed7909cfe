"""The six events, schema version 1.

Attribute names are the documented item attributes, so an event and its stored item read alike.
Optional attributes are `None` when absent and are then left out of the item.
Text attributes hold what is left after the privacy steps; an event never holds file content.
"""

from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from msgspec import Meta, Struct

SCHEMA_VERSION = 1
RECORDER_SESSION = "recorder"
"""Session id of events that belong to no visit: what a recorder tells of itself, such as `events_dropped`."""

Count = Annotated[int, Meta(ge=0)]
Seconds = Annotated[float, Meta(ge=0)]
Name = Annotated[str, Meta(min_length=1, max_length=256)]
Status = Literal["ok", "error", "refused"]
EndReason = Literal["user", "disconnect", "timeout", "shutdown"]


class AnalysisType(StrEnum):
    """What a question or an upload is about; a closed list."""

    GENERAL = "General Cost Analysis"
    ARCHITECTURE = "Architecture Inference"
    TAGGING = "Tagging Analysis"
    COMMITMENT = "Commitment Analysis"
    ANOMALY = "Anomaly Analysis"
    FORECAST = "Forecast"
    OTHER = "other"


class _Event(Struct, frozen=True, omit_defaults=True, tag_field="event_type", gc=False):
    """What every event has.

    `timestamp` is UTC ISO 8601 with milliseconds and `Z`, which `items.decode` checks; `ttl` is the second (Unix time)
    after which the event counts as expired; `seq` is the event's number within its session.
    """

    TEXT_ATTRIBUTES: ClassVar[tuple[str, ...]] = ()
    """Attributes with free text: privacy steps apply to them, metric readers never load them."""

    interaction_id: Name
    timestamp: str
    session_id: Name
    ttl: int
    seq: Count
    schema_version: int


class _Stamped(_Event, frozen=True, kw_only=True):
    """And where it comes from: which app recorded it, and where that runs. Both are settings, not the visitor's."""

    app: str | None = None
    environment: str | None = None


class SessionStart(_Stamped, tag="session_start", frozen=True):
    """A visit began."""

    session_start: str
    user_agent: str
    app_version: str | None = None


class FileUpload(_Stamped, tag="file_upload", frozen=True):
    """A file was offered; `status` says whether it could be used. `file_size` in bytes, `load_time` in seconds."""

    TEXT_ATTRIBUTES = ("file_name",)

    file_name: str
    file_size: Count
    row_count: Count
    column_count: Count
    analysis_type: AnalysisType
    file_format: str | None = None
    provider: str | None = None
    load_time: Seconds | None = None
    status: Status | None = None
    error_type: str | None = None


class UserQuery(_Stamped, tag="user_query", frozen=True):
    """A question was asked; `query_length` counts characters before any privacy step."""

    TEXT_ATTRIBUTES = ("user_query",)

    user_query: str
    query_length: Count
    is_suggested_prompt: bool
    analysis_type: AnalysisType
    has_data: bool


class AgentResponse(_Stamped, tag="agent_response", frozen=True):
    """A question was answered, refused or failed.

    `response_length` counts characters before truncation; `processing_time` and `time_to_first_token` in seconds.
    """

    TEXT_ATTRIBUTES = ("user_query", "agent_response", "data_summary")

    user_query: str
    agent_response: str
    response_length: Count
    processing_time: Seconds
    has_visualization: bool
    analysis_type: AnalysisType
    data_summary: str
    status: Status | None = None
    error_type: str | None = None
    engine: str | None = None
    model: str | None = None
    input_tokens: Count | None = None
    output_tokens: Count | None = None
    cost_usd: Seconds | None = None
    time_to_first_token: Seconds | None = None
    tool_calls: Count | None = None


class SessionEnd(_Stamped, tag="session_end", frozen=True):
    """A visit ended; `session_duration` in seconds from first to last activity."""

    session_duration: Seconds
    total_queries: Count
    total_uploads: Count
    chat_messages: Count
    end_reason: EndReason | None = None
    last_activity: str | None = None


class CustomEvent(_Stamped, tag="custom_event", frozen=True):
    """Anything an app wants to count besides; `event_data` is a JSON text."""

    TEXT_ATTRIBUTES = ("event_data",)

    event_name: Name
    event_data: str


Event = SessionStart | FileUpload | UserQuery | AgentResponse | SessionEnd | CustomEvent

EVENT_TYPES: tuple[str, ...] = (
    "session_start",
    "file_upload",
    "user_query",
    "agent_response",
    "session_end",
    "custom_event",
)

TEXT_ATTRIBUTES: frozenset[str] = frozenset(
    name
    for kind in (SessionStart, FileUpload, UserQuery, AgentResponse, SessionEnd, CustomEvent)
    for name in kind.TEXT_ATTRIBUTES
)
