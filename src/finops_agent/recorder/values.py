"""Values as an event may hold them, out of whatever an app hands over."""

import json
import math
from collections.abc import Mapping
from typing import Any, TypeVar, get_args

import msgspec

from finops_agent.events import AnalysisType, EndReason, Status
from finops_agent.recorder.receipt import Receipt

T = TypeVar("T", bound=str)
_INFINITY = math.inf
STATUSES = frozenset(get_args(Status))
END_REASONS = frozenset(get_args(EndReason))
_ANALYSIS_TYPES: Mapping[str, AnalysisType] = {kind.value: kind for kind in AnalysisType}


def text_of(value: object, helper: str) -> str:
    """The value, which must be a text.

    Raises:
        TypeError: it is none; the message names its type, never its content.
    """
    if not isinstance(value, str):
        raise TypeError(f"Session.{helper} was given {type(value).__name__} where a text belongs. Hand over a str.")
    return value


def seconds_of(value: float) -> float:
    """A duration in seconds.

    Raises:
        ValueError, TypeError: it is none; not a number, infinite or negative.
    """
    if not 0 <= value < math.inf:
        raise ValueError("a duration must be a number of seconds, 0 or more")
    return value


def one_of(value: T, known: frozenset[str]) -> T:
    """A member of a closed list.

    Raises:
        ValueError: it is none; the message names what is known, never the value.
    """
    if value not in known:
        raise ValueError(f"must be one of {', '.join(sorted(known))}")
    return value


def check_answer(text: object, query: object, processing_time: float, status: Status) -> None:
    """That all four are what an answer has; in one call, since it is asked with every one.

    Raises:
        ValueError, TypeError: as `text_of`, `seconds_of` and `one_of`.
    """
    if not (
        isinstance(text, str) and isinstance(query, str) and 0 <= processing_time < _INFINITY and status in STATUSES
    ):
        text_of(text, "response")
        text_of(query, "response")
        seconds_of(processing_time)
        one_of(status, STATUSES)


def closed_type(analysis_type: AnalysisType | str) -> AnalysisType:
    """A member of the closed list; anything else counts as `other`."""
    if isinstance(analysis_type, AnalysisType):
        return analysis_type
    return _ANALYSIS_TYPES.get(analysis_type, AnalysisType.OTHER)


def json_of(data: Mapping[str, Any]) -> str:
    """A JSON text of whatever was given: what JSON cannot hold is named by its type, never by its content.

    Raises:
        ValueError: it is nested too deeply or refers to itself.
    """
    try:
        return _to_json(data).decode()
    except (TypeError, ValueError, RecursionError, OverflowError):
        return _plain_json(data)


def _plain_json(data: Mapping[str, Any]) -> str:
    """As `json_of`, for what the fast encoder refuses."""
    try:
        text = json.dumps(data, ensure_ascii=False, default=_named, skipkeys=True)
    except RecursionError:
        raise ValueError("the data is nested too deeply") from None
    # Read once more: what is no number would stand there as NaN, which is no JSON.
    return json.dumps(json.loads(text, parse_constant=lambda _: None), ensure_ascii=False)


def _named(value: object) -> str:
    return f"<{type(value).__name__}>"


_to_json = msgspec.json.Encoder(enc_hook=_named).encode


def numbered(receipt: Receipt, number: int | None) -> Receipt:
    """The receipt of an event that has a number in its session."""
    return Receipt(receipt.interaction_id, receipt.drop_reason, number, receipt.is_declined)


def reraise(_what: str, error: Exception) -> Receipt:
    """What becomes of values that make no event where no recorder counts them."""
    raise error
