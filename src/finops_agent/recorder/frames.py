"""How bodies lie in a segment: frames that a reader can find again, whatever happened to the bytes around them.

A frame is three native 32-bit words and the body, filled up to a multiple of four bytes::

    commit word | length of the body | CRC-32 of the body | body …

The commit word is written last: a frame without it was never acknowledged. It begins with a byte that no UTF-8 text
holds, so that the next frame after a damaged one is found by looking for it. A file begins with `FILE_HEADER_BYTES`:
a mark, the version of this format, and the offset up to which the store has committed.
"""

import struct
import zlib
from dataclasses import dataclass
from typing import Final

FORMAT_VERSION: Final = 1
FILE_MARK: Final = b"FOAJ"
FILE_HEADER_BYTES: Final = 16
ACK_OFFSET: Final = 8
"""Where in the file header the acknowledged offset stands."""
HEADER_BYTES: Final = 12
MAX_BODY_BYTES: Final = 64 * 1024
"""No event is larger; a greater length in a frame is damage."""

COMMIT_MARK: Final = b"\xffEV1"
COMMIT: Final = struct.Struct("@I")
COMMIT_WORD: Final[int] = COMMIT.unpack(COMMIT_MARK)[0]
REST: Final = struct.Struct("@II")
_HEAD: Final = struct.Struct("@III")
_FILE_HEADER: Final = struct.Struct("@4sIQ")
ACK: Final = struct.Struct("@Q")

assert _FILE_HEADER.size == FILE_HEADER_BYTES  # noqa: S101 - the layout, told to the reader


def file_header() -> bytes:
    """The first bytes of a new segment: nothing is acknowledged yet."""
    return _FILE_HEADER.pack(FILE_MARK, FORMAT_VERSION, FILE_HEADER_BYTES)


def read_file_header(data: bytes) -> tuple[int, int] | None:
    """Version and acknowledged offset; None when the file is not a segment of ours."""
    if len(data) < FILE_HEADER_BYTES:
        return None
    mark, version, acknowledged = _FILE_HEADER.unpack_from(data)
    return (version, acknowledged) if mark == FILE_MARK else None


def frame(body: bytes) -> bytes:
    """The whole frame of `body`, for one write."""
    return _HEAD.pack(COMMIT_WORD, len(body), zlib.crc32(body)) + body + bytes(-len(body) % 4)


@dataclass(frozen=True, slots=True)
class Chunk:
    """What was cut from bytes: intact bodies, where their frames start, how many places were damaged, bytes taken."""

    bodies: list[bytes]
    starts: list[int]
    damaged: int
    length: int


def cut(data: bytes, *, at_end: bool, limit: int) -> Chunk:
    """Cut up to `limit` bodies out of `data`, which begins at a frame.

    Bytes that are no intact frame are passed over up to the next commit word and counted once, zeros between frames
    not at all (space that nobody wrote to). Without `at_end` a frame cut off by the end of `data` waits for the rest.
    """
    bodies: list[bytes] = []
    starts: list[int] = []
    damaged = position = 0
    size = len(data)
    while position < size and len(bodies) < limit:
        body_at = position + HEADER_BYTES
        if body_at <= size:
            word, length, crc = _HEAD.unpack_from(data, position)
            if word == COMMIT_WORD and length <= MAX_BODY_BYTES:
                end = body_at + length
                if end > size and not at_end:
                    break
                body = data[body_at:end]
                if len(body) == length and zlib.crc32(body) == crc:
                    bodies.append(body)
                    starts.append(position)
                    position = min(size, end + -length % 4)
                    continue
        elif not at_end:
            break
        found = data.find(COMMIT_MARK, position + 1)
        # Zeros in place of the commit word, and no frame after it: a process ended within an append. It was not
        # acknowledged, so it is no loss.
        if found >= 0 or any(data[position : position + COMMIT.size]):
            damaged += any(data[position : found if found >= 0 else size])
        position = found if found >= 0 else _where_to_look_on(position, size, at_end=at_end)
    return Chunk(bodies, starts, damaged, position)


def _where_to_look_on(position: int, size: int, *, at_end: bool) -> int:
    """Where a commit word may begin that the end of the data cuts off."""
    return size if at_end else max(position + 1, size - COMMIT.size + 1)
