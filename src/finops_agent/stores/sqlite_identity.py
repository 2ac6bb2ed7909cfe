"""Whose file lies at a path: looked up in its bytes, since even opening a database of someone else can change it."""

import mmap
import os
import struct
from enum import Enum
from pathlib import Path

from finops_agent.stores.sqlite_schema import APPLICATION_ID

_MAGIC = b"SQLite format 3\0"
_HEADER_BYTES = 105
_HEAD_BYTES = 64 * 1024
_DDL = b"CREATE TABLE event_body (seq INTEGER PRIMARY KEY, item TEXT NOT NULL)"
"""Stands in the first page of every event store, or at the head of its log when it was never moved from there."""
_ITEM = b'","interaction_id":"'
"""Stands in every stored item, after the event type."""


class Owner(Enum):
    """Who a file belongs to."""

    NOBODY = "nobody"
    """Missing, without a byte, or a database without a table: a store may be made of it."""
    US = "us"
    """An event store, damaged or not."""
    OTHER_DATABASE = "a database of something else"
    NO_DATABASE = "not a database"


def owner_of(path: Path) -> Owner:
    """Who the file at `path` belongs to."""
    head = _head(path)
    if not head:
        return Owner.NOBODY
    if head.startswith(_MAGIC) and len(head) >= _HEADER_BYTES:
        return _owner_of_database(path, head)
    return Owner.US if _was_ours(path, head) else Owner.NO_DATABASE


def side_file(path: Path, suffix: str) -> Path:
    """A file beside the store that bears its name: `-wal`, `-shm`, `.lock`, ..."""
    return path.with_name(path.name + suffix)


def _owner_of_database(path: Path, head: bytes) -> Owner:
    (version,), (mark,), (tables,) = (
        struct.unpack_from(form, head, at) for form, at in ((">I", 60), (">I", 68), (">H", 103))
    )
    log = _head(side_file(path, "-wal"))
    if mark == APPLICATION_ID or _DDL in head or _DDL in log:
        return Owner.US
    if (version, mark, tables) == (0, 0, 0) and not log:
        return Owner.NOBODY
    is_first = version == 1 and mark == 0  # a file of schema 1 bears no mark
    return Owner.US if is_first and holds(path, _ITEM) else Owner.OTHER_DATABASE


def _was_ours(path: Path, head: bytes) -> bool:
    """Whether a file that is no database any more was an event store.

    What we wrote still stands in it, or it is nothing but zeros, as a file system leaves a file after a power cut, or
    a store was made here and what lies here now is not even text.
    """
    if _DDL in head or struct.pack(">I", APPLICATION_ID) == head[68:72] or _is_zeros(path):
        return True
    is_text = b"\0" not in head
    return not is_text and (side_file(path, ".lock").exists() or holds(path, _ITEM))


def holds(path: Path, text: bytes) -> bool:
    """Whether a text stands in the bytes of a file."""
    with path.open("rb") as file:
        if not os.fstat(file.fileno()).st_size:
            return False
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            return content.find(text) >= 0


def _is_zeros(path: Path) -> bool:
    with path.open("rb") as file:
        while part := file.read(1 << 20):
            if part.strip(b"\0"):
                return False
    return True


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_HEAD_BYTES)
    except FileNotFoundError:
        return b""
