"""The typed events of one visit, and their stored form.

>>> from finops_agent.events import from_item, to_item
"""

from finops_agent.events.items import ReadEvent, from_item, to_item
from finops_agent.events.types import (
    EVENT_TYPES,
    RECORDER_SESSION,
    SCHEMA_VERSION,
    TEXT_ATTRIBUTES,
    AgentResponse,
    AnalysisType,
    CustomEvent,
    EndReason,
    Event,
    FileUpload,
    SessionEnd,
    SessionStart,
    Status,
    UserQuery,
)

__all__ = [
    "EVENT_TYPES",
    "RECORDER_SESSION",
    "SCHEMA_VERSION",
    "TEXT_ATTRIBUTES",
    "AgentResponse",
    "AnalysisType",
    "CustomEvent",
    "EndReason",
    "Event",
    "FileUpload",
    "ReadEvent",
    "SessionEnd",
    "SessionStart",
    "Status",
    "UserQuery",
    "from_item",
    "to_item",
]
