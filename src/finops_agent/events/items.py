"""Events as stored items, and items back as events, old ones included.

An item is a flat mapping with the documented attribute names. What our recorder writes is read back exactly.
Items of the older app are read too: times without an offset (taken as UTC and counted), missing
`schema_version` and `seq`, numbers as strings or `Decimal`, analysis types outside the list (read as `other`).
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import msgspec

from finops_agent.errors import InvalidEvent
from finops_agent.events import timestamp
from finops_agent.events.types import EVENT_TYPES, SCHEMA_VERSION, AnalysisType, Event

Item = dict[str, Any]

_ANALYSIS_TYPES = frozenset(AnalysisType)
_REQUIRED_TEXT = {"user_query": "", "agent_response": "", "data_summary": "{}", "event_data": "{}", "file_name": ""}
_REQUIRED_NUMBER = (
    "file_size",
    "row_count",
    "column_count",
    "query_length",
    "response_length",
    "processing_time",
    "session_duration",
    "total_queries",
    "total_uploads",
    "chat_messages",
)
_FRACTIONS = frozenset({"processing_time", "session_duration", "load_time", "cost_usd", "time_to_first_token"})
_OPTIONAL_NUMBER = ("load_time", "input_tokens", "output_tokens", "cost_usd", "time_to_first_token", "tool_calls")
_MOST_DIGITS = 40
"""Of a number in a text; no attribute holds more, and the exponent of a short text could ask for gigabytes."""
_FLAGS = ("is_suggested_prompt", "has_data", "has_visualization")
RETENTION_OF_OLD_ITEMS_S = 90 * timestamp.S_PER_DAY


@dataclass(frozen=True, slots=True)
class ReadEvent:
    """An event read back, and whether its time came without an offset."""

    event: Event
    naive_time: bool


def to_item(event: Event) -> Item:
    """The stored form of `event`; absent attributes are left out."""
    return msgspec.to_builtins(event)  # type: ignore[no-any-return]  # a Struct becomes a dict


encode: Callable[[Event], bytes] = msgspec.json.Encoder().encode
"""The item as JSON bytes, in one line."""
_decoder: msgspec.json.Decoder[Event] = msgspec.json.Decoder(Event)


def decode(body: bytes | str) -> Event:
    """Read back what `encode` wrote.

    Raises:
        InvalidEvent: `body` is no event of this schema version.
    """
    try:
        event = _decoder.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InvalidEvent(f"Cannot read the stored event: {error}.") from error
    if not timestamp.is_stamp(event.timestamp):
        raise InvalidEvent("Cannot read the stored event: its timestamp is not like 2026-11-25T10:30:00.000Z.")
    return event


def from_item(item: Mapping[str, Any]) -> ReadEvent:
    """Read an item, whoever wrote it.

    Raises:
        InvalidEvent: it has no known `event_type`, no id, no session, no readable time, or a number that is none.
    """
    kind = item.get("event_type")
    if kind not in EVENT_TYPES:
        raise InvalidEvent(f"Cannot read the item: event_type is {kind!r}. Known types: {', '.join(EVENT_TYPES)}.")
    moment, naive = timestamp.parse(str(item.get("timestamp", "")))
    plain = {name: _plain(value) for name, value in item.items() if value is not None}
    plain |= {"timestamp": timestamp.to_text(moment)}
    plain.setdefault("schema_version", SCHEMA_VERSION)
    plain.setdefault("seq", 0)
    plain.setdefault("ttl", moment // timestamp.US_PER_S + RETENTION_OF_OLD_ITEMS_S)
    plain.setdefault("session_start", plain["timestamp"])
    plain.setdefault("user_agent", "unknown")
    plain.setdefault("event_name", "unknown")
    plain["session_start"] = _time_or(str(plain["session_start"]), timestamp.to_text(moment))
    if "last_activity" in plain:
        plain["last_activity"] = _time_or(str(plain["last_activity"]), None)
    _complete(plain)
    try:
        return ReadEvent(msgspec.convert(plain, Event), naive)
    except msgspec.ValidationError as error:
        raise InvalidEvent(f"Cannot read the item {plain.get('interaction_id')!r}: {error}.") from error


def _plain(value: object) -> object:
    """Decimals (boto3 gives every number as one) as int or float; the rest as it is."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def _complete(plain: Item) -> None:
    """Fill what older items lack and turn texts into the numbers and flags they stand for, in place."""
    for name, empty in _REQUIRED_TEXT.items():
        plain.setdefault(name, empty)
    for name in _REQUIRED_NUMBER:
        plain.setdefault(name, 0)
    for name in (*_REQUIRED_NUMBER, *_OPTIONAL_NUMBER, "ttl", "seq", "schema_version"):
        if name in plain:
            plain[name] = _number(name, plain[name])
    for name in _FLAGS:
        plain[name] = _flag(plain.get(name, False))
    if plain.get("analysis_type") not in _ANALYSIS_TYPES:
        plain["analysis_type"] = AnalysisType.OTHER.value


def _number(name: str, value: object) -> int | float:
    if isinstance(value, str):
        try:
            value = float(value) if name in _FRACTIONS else _whole(value)
        except (ValueError, ArithmeticError) as error:
            raise InvalidEvent(f"Cannot read the item: {name} is {value!r}, which is no number.") from error
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InvalidEvent(f"Cannot read the item: {name} is of type {type(value).__name__}, not a number.")
    if not math.isfinite(value):
        raise InvalidEvent(f"Cannot read the item: {name} is {value!r}, which no figure can be made of.")
    return value if name in _FRACTIONS else int(value)


def _whole(text: str) -> int:
    number = Decimal(text)
    if number.adjusted() > _MOST_DIGITS:
        raise ValueError(text)
    return int(number)


def _time_or(text: str, otherwise: str | None) -> str | None:
    """A time in our form; `otherwise` where the text is none: words in its place would pass every privacy step."""
    if timestamp.is_stamp(text):
        return text
    try:
        return timestamp.to_text(timestamp.parse(text)[0])
    except InvalidEvent:
        return otherwise


def _flag(value: object) -> bool:
    return value.strip().lower() in {"true", "1", "yes"} if isinstance(value, str) else bool(value)
