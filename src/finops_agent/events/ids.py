"""Identifiers of events and sessions, as documented: readable, stable over retries, never from a person."""

import hashlib
import re
import uuid
from typing import Final

MAX_ID_BYTES: Final = 256
"""UTF-8 bytes of an id. DynamoDB takes keys of up to 1,024 bytes for a sort key and 2,048 for a partition key."""
UNSTORABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""Characters that a store or a reader trips over: controls besides white space, and lone surrogates."""
_DIGEST: Final = 16
_PART: Final = (MAX_ID_BYTES - _DIGEST - 2 * len("…".encode())) // 2


def new_session_id() -> str:
    """A random session id (UUIDv4), derived from nothing."""
    return str(uuid.uuid4())


def unique_suffix() -> str:
    """A short suffix for the rare id that could otherwise collide (64 random bits)."""
    return uuid.uuid4().hex[:16]


def storable_id(value: str) -> str:
    """`value` as events keep it, which is itself unless somebody chose an odd one: whoever looks one up asks for this.

    What is longer than `MAX_ID_BYTES` keeps its beginning and its end, with a digest of all of it in between, so that
    no two become one. Done twice it changes nothing more.
    """
    if len(value) <= MAX_ID_BYTES and value.isascii() and value.isprintable():
        return value
    kept = UNSTORABLE.sub("\ufffd", value)
    raw = kept.encode()
    if len(raw) <= MAX_ID_BYTES:
        return kept
    begin, end = raw[:_PART].decode(errors="ignore"), raw[-_PART:].decode(errors="ignore")
    return f"{begin}…{hashlib.sha256(raw).hexdigest()[:_DIGEST]}…{end}"
