"""Items in DynamoDB's own notation: each value with its type, as `{"S": text}`, `{"N": digits}` or `{"BOOL": flag}`.

The library's own converter refuses floats; a refused event would be a lost one. Here every finite number gets
through exactly: as `N` where DynamoDB can hold it, as text where it cannot (readers take numbers in texts).
"""

import math
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from finops_agent.aws.translation import UnstorableEvent
from finops_agent.events.items import Item

Attributes = dict[str, dict[str, Any]]
"""One item as DynamoDB speaks it."""

MAX_ITEM_BYTES: Final = 400 * 1024
"""Names and values together: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html"""
MAX_DIGITS: Final = 38
SMALLEST, LARGEST = Decimal("1E-130"), Decimal("9.9999999999999999999999999999999999999E+125")
"""Magnitudes of an `N`, zero aside; from the same page."""


def to_attributes(item: Mapping[str, object]) -> Attributes:
    """The item in DynamoDB's notation.

    Raises:
        UnstorableEvent: a value that no attribute can hold, or more than 400 KB in all.
    """
    attributes = {name: _typed(name, value) for name, value in item.items() if value is not None}
    size = size_bytes(attributes)
    if size > MAX_ITEM_BYTES:
        raise UnstorableEvent(
            f"Cannot store the event {item.get('interaction_id')!r}: it has {size:,} bytes and DynamoDB takes "
            f"{MAX_ITEM_BYTES:,}. Shorten its texts."
        )
    return attributes


def size_bytes(attributes: Attributes) -> int:
    """What DynamoDB counts for an item or an entry of an index: names and values."""
    return sum(_bytes(name) + _size(value) for name, value in attributes.items())


def from_attributes(attributes: Mapping[str, Mapping[str, Any]]) -> Item:
    """The item in Python's values; whole numbers as int, others as float."""
    return {name: _plain(value) for name, value in attributes.items()}


def _typed(name: str, value: object) -> dict[str, Any]:
    if isinstance(value, bool):
        return {"BOOL": value}
    if isinstance(value, str):
        return {"S": value}
    if isinstance(value, int | float):
        return _number(name, value)
    raise UnstorableEvent(f"Cannot store the event: {name} is of type {type(value).__name__}, no text, number or flag.")


def _number(name: str, value: float) -> dict[str, Any]:
    if not math.isfinite(value):
        raise UnstorableEvent(f"Cannot store the event: {name} is {value!r}, which DynamoDB cannot hold as a number.")
    text = repr(value)
    exact = Decimal(text)
    fits = exact == 0 or SMALLEST <= abs(exact) <= LARGEST
    return {"N" if fits and len(exact.as_tuple().digits) <= MAX_DIGITS else "S": text}


def _plain(value: Mapping[str, Any]) -> Any:  # noqa: ANN401 - items of others may hold anything
    ((kind, content),) = value.items()
    if kind == "N":
        return int(content) if content.lstrip("-").isdecimal() else float(content)
    return None if kind == "NULL" else content


def _size(value: Mapping[str, Any]) -> int:
    text = value.get("S")
    return len(str(value.get("N", ""))) + 1 if text is None else _bytes(text)


def _bytes(text: str) -> int:
    try:
        return len(text.encode())
    except UnicodeEncodeError as error:
        raise UnstorableEvent(f"Cannot store the event: a text of it is no Unicode: {error}.") from error
