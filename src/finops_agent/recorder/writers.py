"""The two ways to write a segment, behind one protocol: `Writer`.

`MappedSegment` copies a frame into a preallocated file that is mapped into memory: no system call, so the interpreter
lock is never given up and a thread that computes beside cannot make the caller wait. `AppendedSegment` gives a whole
frame to the kernel by one `write` on an `O_APPEND` descriptor, which needs no lock at all. Both outlive `kill -9`: the
page cache belongs to the kernel, not to the process.
"""

import os
from pathlib import Path
from typing import Protocol
from zlib import crc32

from finops_agent.recorder.frames import COMMIT, COMMIT_WORD, FILE_HEADER_BYTES, HEADER_BYTES, REST, frame
from finops_agent.recorder.segment import SEGMENT_BYTES, begin, discard, publish

_pack_rest, _pack_commit = REST.pack_into, COMMIT.pack_into


class Writer(Protocol):
    """A segment that this process writes. Any thread may append, also a signal handler within an append."""

    path: Path

    def append(self, body: bytes) -> bool:
        """Write a frame, safe when this returns True; False when it cannot be taken here now.

        Raises:
            OSError: the disk did not take it.
        """
        ...

    def end(self) -> int:
        """The offset up to which frames are committed."""
        ...

    def is_full(self) -> bool:
        """Whether it is time for a new segment."""
        ...

    def forget(self) -> None:
        """Give the segment up: anyone may deliver it."""
        ...


class MappedSegment:
    """A preallocated file in memory. An append while another is under way is refused, never awaited.

    Raises:
        OSError: the file cannot be made, or its space cannot be had (a sparse file would kill the process when the
            disk is full).
    """

    def __init__(self, folder: Path, size: int = SEGMENT_BYTES) -> None:
        self._descriptor, hidden = begin(folder)
        try:
            os.posix_fallocate(self._descriptor.number, 0, size)
            self._map = self._descriptor.map(size)
            self.path = publish(hidden)
        except (OSError, ValueError) as error:
            discard(self._descriptor, hidden)
            raise OSError(f"cannot map a segment: {error}") from error
        self._size = size
        self._end = FILE_HEADER_BYTES
        self._full = False
        self._writing: dict[int, object] = {}
        """Who appends now, if anyone: taken by one `setdefault`, which is one step for the interpreter."""

    def append(self, body: bytes) -> bool:
        """Copy a frame in, its commit word last; False when there is no room or another append is under way."""
        me, writing = object(), self._writing
        try:
            if writing.setdefault(0, me) is not me:
                return False
            start = self._end
            body_at = start + HEADER_BYTES
            after = body_at + len(body)
            if after > self._size:
                self._full = True
                return False
            memory = self._map
            memory[body_at:after] = body
            _pack_rest(memory, start + 4, len(body), crc32(body))
            _pack_commit(memory, start, COMMIT_WORD)
            # Last of all: an append cut off before this line was not acknowledged, the next one takes its place.
            self._end = after + (-after & 3)
            return True
        finally:
            # No call in here: the interpreter lets a signal handler raise only after one, and then who is to let go?
            if 0 in writing and writing[0] is me:
                del writing[0]

    def end(self) -> int:
        """The offset up to which frames are committed."""
        return min(self._end, self._size)

    def is_full(self) -> bool:
        """Whether a frame found no room."""
        return self._full

    def forget(self) -> None:
        """Give the lock back, and close map and descriptor."""
        self._descriptor.close()


class AppendedSegment:
    """A file that grows by one `write` a frame, which the kernel keeps whole among threads.

    The descriptor is closed when the last reference goes: a thread that is writing holds one.

    Raises:
        OSError: the file cannot be made.
    """

    def __init__(self, folder: Path, size: int = SEGMENT_BYTES) -> None:
        self._descriptor, hidden = begin(folder, os.O_APPEND)
        try:
            self.path = publish(hidden)
        except OSError:
            discard(self._descriptor, hidden)
            raise
        self._size = size
        self._written = FILE_HEADER_BYTES
        self._torn = False

    def append(self, body: bytes) -> bool:
        """Write a frame; what the disk took of a frame that it did not take whole is skipped by every reader."""
        data = frame(body)
        written = os.write(self._descriptor.number, data)
        if written != len(data):
            self._torn = True
            raise OSError(f"the disk took {written} of {len(data)} bytes")
        self._written += written
        return True

    def end(self) -> int:
        """Bytes in the file; the last frame may still be on its way."""
        return os.fstat(self._descriptor.number).st_size

    def is_full(self) -> bool:
        """Whether it has grown past its size or a frame was torn, which nobody reads past while more may come.

        Threads that write at once may make the count a little short.
        """
        return self._torn or self._written >= self._size

    def forget(self) -> None:
        """Give the lock back, and close the descriptor."""
        self._descriptor.close()
