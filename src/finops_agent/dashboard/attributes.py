"""An event in words: what was written, then its facts with their units. The stored item says them in its own names."""

import json
from collections.abc import Callable, Collection, Mapping
from typing import Any, Final, NamedTuple

from finops_agent.analytics.window import local
from finops_agent.costs import format_title
from finops_agent.dashboard.figures import money, seconds, size
from finops_agent.errors import InvalidEvent
from finops_agent.events import timestamp

NAMES: Final = {
    "session_start": "Session start",
    "user_query": "Query",
    "agent_response": "Response",
    "file_upload": "Upload",
    "session_end": "Session end",
    "custom_event": "Custom event",
}
ENDS: Final = {
    "": "not recorded",
    "user": "by the visitor",
    "disconnect": "tab closed",
    "timeout": "idle",
    "shutdown": "app stopped",
}
_TEXTS: Final = {
    "file_upload": ("file_name",),
    "user_query": ("user_query",),
    "agent_response": ("agent_response",),
}
_BURIED: Final = frozenset(
    ("interaction_id", "session_id", "timestamp", "event_type", "ttl", "schema_version", "seq", "session_start")
)
"""Attributes that say nothing of what happened."""
_OF_THE_VISIT: Final = frozenset(("app", "app_version", "environment"))
"""Attributes that are the same on all events of a visit; they are told where it begins."""


class InWords(NamedTuple):
    """An event: what was written, and label and value of each fact."""

    text: str
    facts: tuple[tuple[str, str], ...]

    @property
    def line(self) -> str:
        """All facts."""
        return " · ".join(f"{label}: {value}" if label else value for label, value in self.facts)


def in_words(item: Mapping[str, Any], tz: str, only: Collection[str] | None = None) -> InWords:
    """The event with this item; times as read in `tz`; of its facts those of `only`, where that is given."""
    kind = item["event_type"]
    if kind == "custom_event":
        return InWords(_named(str(item.get("event_name", ""))), tuple(_flat(item.get("event_data", ""))))
    texts = _TEXTS.get(kind, ())
    told = {*texts, *_BURIED, *(("user_query",) if kind == "agent_response" else ())}
    told |= set() if kind == "session_start" else _OF_THE_VISIT
    facts: list[tuple[str, str]] = []
    for name, value in item.items():
        if name in told or (only is not None and name not in only):
            continue
        if name == "data_summary":
            facts += [(f"Data {label.lower()}", said) for label, said in _flat(value)]
        else:
            facts.append(_fact(kind, name, value, tz))
    return InWords("\n".join(str(item[name]) for name in texts if item.get(name)), tuple(facts))


def _fact(kind: str, name: str, value: Any, tz: str) -> tuple[str, str]:  # noqa: ANN401 - any attribute
    if name == "status":
        return "Outcome", _OUTCOMES.get((kind, value), str(value))
    if name == "last_activity":
        return "Last activity", _clock(str(value), tz)
    label, say = _FACTS.get(name, (_named(name), _said))
    return label, say(value)


def _said(value: Any) -> str:  # noqa: ANN401 - any attribute
    """A value as people write it.

    >>> _said(True), _said(28836), _said(0.25), _said(None), _said(["a", 2]), _said({"split_by": "service"})
    ('yes', '28,836', '0.25', '-', 'a, 2', 'split by service')
    """
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, list):
        return ", ".join(map(_said, value))
    if isinstance(value, dict):
        return ", ".join(f"{_named(str(name)).lower()} {_said(part)}" for name, part in value.items())
    return f"{value:,.6g}" if isinstance(value, float) else str(value)


def _named(name: str) -> str:
    """A name of a program as words: `query_number` is «Query number»."""
    words = name.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def _flat(text: Any) -> list[tuple[str, str]]:  # noqa: ANN401 - any attribute
    """The entries of a JSON object; of any other text, itself."""
    try:
        found = json.loads(text)
    except (TypeError, ValueError):
        found = None
    if not isinstance(found, dict):
        return [("", str(text))] if text else []
    return [(_named(str(name)), _said(value)) for name, value in found.items()]


def _clock(text: str, tz: str) -> str:
    try:
        return f"{local(timestamp.parse(text)[0], tz):%H:%M:%S}"
    except InvalidEvent:
        return text


def _characters(count: int) -> str:
    return f"{count:,} character{'' if count == 1 else 's'}"


_OUTCOMES: Final = {
    ("file_upload", "ok"): "usable",
    ("file_upload", "error"): "not usable",
    ("agent_response", "ok"): "answered",
    ("agent_response", "refused"): "refused",
    ("agent_response", "error"): "failed",
}
_FACTS: Final[dict[str, tuple[str, Callable[[Any], str]]]] = {
    "user_agent": ("Client", str),
    "app": ("App", str),
    "app_version": ("Version", str),
    "environment": ("Environment", str),
    "file_size": ("Size", size),
    "row_count": ("Rows", _said),
    "column_count": ("Columns", _said),
    "analysis_type": ("Analysis", str),
    "file_format": ("Format", format_title),
    "provider": ("Provider", str),
    "load_time": ("Read in", seconds),
    "error_type": ("Error", str),
    "query_length": ("Length", _characters),
    "is_suggested_prompt": ("Suggested", _said),
    "has_data": ("With data", _said),
    "response_length": ("Length", _characters),
    "processing_time": ("Took", seconds),
    "has_visualization": ("Chart", _said),
    "engine": ("Engine", str),
    "model": ("Model", str),
    "input_tokens": ("Tokens read", _said),
    "output_tokens": ("Tokens written", _said),
    "cost_usd": ("Cost", money),
    "time_to_first_token": ("First token after", seconds),
    "tool_calls": ("Tool calls", _said),
    "session_duration": ("Lasted", seconds),
    "total_queries": ("Queries", _said),
    "total_uploads": ("Uploads", _said),
    "chat_messages": ("Messages", _said),
    "end_reason": ("Ended", lambda reason: ENDS.get(reason, str(reason))),
}
"""What attributes are called on the pages, and how their values are written."""
