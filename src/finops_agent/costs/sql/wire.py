"""What goes between the app and the worker: frames of MessagePack, values with their types.

Not pickle: bytes from a worker that ran foreign SQL must not be able to run anything in the app.
"""

from __future__ import annotations

import struct
import uuid
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec

from finops_agent.costs.sql.blocked import Gate  # noqa: TC001 - msgspec reads annotations while running

if TYPE_CHECKING:
    from collections.abc import Callable

HEAD = struct.Struct(">I")
"""Length of the frame that follows, in bytes."""
IDLE_EXIT = 17
"""Exit code of a worker that was not asked for long; no other end has it."""
_AS_THEY_ARE = frozenset({type(None), bool, str, float, bytes})
_INT64 = range(-(2**63), 2**63)


class Order(msgspec.Struct, frozen=True):
    """App to worker: run this."""

    sql: str


class Ready(msgspec.Struct, frozen=True, tag="ready"):
    """Worker to app: the data is open and everything is locked."""


class Rows(msgspec.Struct, frozen=True, tag="rows"):
    """Worker to app: the answer; `packed` holds one MessagePack of rows a batch."""

    columns: list[str]
    types: list[str]
    packed: list[bytes]
    truncated: bool


class Refused(msgspec.Struct, frozen=True, tag="refused"):
    """Worker to app: why not; a worker that `leaves` ends after this."""

    gate: Gate
    reason: str
    leaves: bool = False


Reply = Ready | Rows | Refused
encode = msgspec.msgpack.encode
_reply: msgspec.msgpack.Decoder[Reply] = msgspec.msgpack.Decoder(Reply)
_order = msgspec.msgpack.Decoder(Order)


def reply_of(data: bytes) -> Reply:
    """The worker's reply.

    Raises:
        msgspec.DecodeError: it is none.
    """
    return _reply.decode(data)


def order_of(data: bytes) -> Order:
    """The app's order."""
    return _order.decode(data)


def framed(message: msgspec.Struct) -> bytes:
    """A message with its length before it."""
    body = encode(message)
    return HEAD.pack(len(body)) + body


# ------------------------------------------------------------------- values
def pack_rows(rows: list[tuple[Any, ...]]) -> bytes:
    """Rows of one batch."""
    return encode([[_packed(value) for value in row] for row in rows])


def unpack_rows(data: bytes) -> list[tuple[Any, ...]]:
    """The rows again, each value of the type that it had.

    Raises:
        msgspec.DecodeError: these are no packed rows.
    """
    try:
        return [tuple(_unpacked(value) for value in row) for row in msgspec.msgpack.decode(data)]
    except (LookupError, ValueError, TypeError, ArithmeticError, RecursionError) as error:
        raise msgspec.DecodeError("no rows of a worker") from error


def _packed(value: Any) -> Any:  # noqa: ANN401 - a cell of any column
    """The value itself, or `[tag, content]` where MessagePack has no such type."""
    kind = type(value)
    if kind in _AS_THEY_ARE:
        return value
    if kind is int:
        return value if value in _INT64 else ["n", str(value)]
    pack = _PACKERS.get(kind)
    return pack(value) if pack else ["s", str(value)]


_PACKERS: dict[type, Callable[[Any], list[Any]]] = {
    Decimal: lambda value: ["d", str(value)],
    uuid.UUID: lambda value: ["u", str(value)],
    date: lambda value: ["D", value.isoformat()],
    datetime: lambda value: ["T", value.isoformat()],
    time: lambda value: ["t", value.isoformat()],
    timedelta: lambda value: ["v", [value.days, value.seconds, value.microseconds]],
    dict: lambda pairs: ["m", [[_packed(key), _packed(item)] for key, item in pairs.items()]],
    list: lambda items: ["l", [_packed(item) for item in items]],
    tuple: lambda items: ["p", [_packed(item) for item in items]],
}
_MAKERS: dict[str, Callable[[Any], Any]] = {
    "n": int,
    "d": Decimal,
    "u": uuid.UUID,
    "D": date.fromisoformat,
    "T": datetime.fromisoformat,
    "t": time.fromisoformat,
    "v": lambda parts: timedelta(*parts),
    "m": lambda pairs: {_key(_unpacked(key)): _unpacked(item) for key, item in pairs},
    "l": lambda items: [_unpacked(item) for item in items],
    "p": lambda items: tuple(_unpacked(item) for item in items),
    "s": str,
}


def _unpacked(value: Any) -> Any:  # noqa: ANN401 - as _packed
    if isinstance(value, list):
        tag, content = value
        return _MAKERS[tag](content)
    return value


def _key(value: Any) -> Any:  # noqa: ANN401 - as _packed
    """A map's key that Python can hold: lists and structs as their text."""
    return str(value) if isinstance(value, list | dict) else value
