"""Whose file lies at a path: looked up in its bytes, since even opening a database of someone else can change it.

Closing any descriptor of a database gives up all locks that this process has on it, those of its SQLite connections
too: https://www.sqlite.org/howtocorrupt.html section 2.2. So nothing here opens a database that this process is
connected to; where its bytes are wanted all the same, the descriptor is kept open for good.
"""

import os
import struct
import threading
from collections import Counter
from collections.abc import Iterator
from enum import Enum
from pathlib import Path

from finops_agent.stores.sqlite_schema import APPLICATION_ID

_MAGIC = b"SQLite format 3\0"
_HEADER_BYTES = 105
_HEAD_BYTES = 64 * 1024
_LEAST_LOG_BYTES = 32 + 24 + 512
"""A write-ahead log's header and the smallest frame: https://www.sqlite.org/fileformat2.html section 4.1."""
_PART_BYTES = 1 << 20
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


FileId = tuple[int, int]
"""Device and inode."""
_connected: Counter[FileId] = Counter()
_kept_open: dict[FileId, int] = {}
_guard = threading.RLock()


def _renew_guard() -> None:
    global _guard  # noqa: PLW0603 - in a child the thread that held it is not there
    _guard = threading.RLock()


os.register_at_fork(after_in_child=_renew_guard)


def file_id(path: Path) -> FileId | None:
    """The file at `path`; None when there is none."""
    try:
        found = os.stat(path)  # noqa: PTH116 - a third of the cost of Path.stat, paid at every use
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def connect_to(file: FileId | None) -> None:
    """This process is about to connect to a file: from now on nobody here closes a descriptor of it."""
    if file is not None:
        with _guard:
            _connected[file] += 1


def disconnect_from(file: FileId | None) -> None:
    """A connection was closed, or never made."""
    if file is not None:
        with _guard:
            _connected[file] -= 1
            if _connected[file] <= 0:
                del _connected[file]


def owner_of(path: Path) -> Owner:
    """Who the file at `path` belongs to; what this process is connected to is ours."""
    with _guard:
        return Owner.US if file_id(path) in _connected else _looked_up(path)


def _looked_up(path: Path) -> Owner:
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
    if (version, mark, tables) == (0, 0, 0) and len(log) < _LEAST_LOG_BYTES:
        return Owner.NOBODY  # its maker did not live to make a table
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
    before = b""
    for part in _parts(path):
        if text in before + part:
            return True
        before = part[-len(text) :]
    return False


def _is_zeros(path: Path) -> bool:
    return not any(part.strip(b"\0") for part in _parts(path))


def _parts(path: Path) -> Iterator[bytes]:
    """The bytes of a file, piece by piece."""
    with _guard:
        file = file_id(path)
        is_ours = file in _connected
        if file is not None and is_ours:
            fd = _kept_open.get(file)
            fd = _kept_open[file] = os.open(path, os.O_RDONLY | os.O_CLOEXEC) if fd is None else fd
        else:
            fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            offset = 0
            while part := os.pread(fd, _PART_BYTES, offset):
                yield part
                offset += len(part)
        finally:
            if not is_ours:
                os.close(fd)


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_HEAD_BYTES)
    except FileNotFoundError:
        return b""
