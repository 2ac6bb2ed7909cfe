"""The journal: events on disk before `record` returns, one line each, in a file per process.

A line is the CRC-32 of the event's JSON in eight hex digits, a space, the JSON, a newline; it is appended by one
`write` on an `O_APPEND` descriptor, which the kernel keeps whole among threads. The page cache outlives the
process, so an acknowledged line survives `kill -9`.

A segment is held under `flock` for as long as its process lives. The lock ends with the process, however it
ends: whoever gets the lock of a segment may deliver it and delete it. Beside a segment lies its `.ack` file
with the offset up to which the store has committed.
"""

import contextlib
import fcntl
import os
import secrets
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

SUFFIX: Final = ".journal"
SEGMENT_BYTES: Final = 4 * 1024 * 1024
"""A segment is left for a new one when it has grown past this, so that delivered ones can go."""
READ_BYTES: Final = 1024 * 1024
_CRC_DIGITS: Final = 8
_STALE_S: Final = 60.0
"""Age after which a segment that never got its name is swept away."""


def frame(body: bytes) -> bytes:
    """The journal line of `body`, which holds no newline."""
    return b"%08x %s\n" % (zlib.crc32(body), body)


def unframe(line: bytes) -> bytes | None:
    """The body of a line without its newline; None when it is damaged."""
    body = line[_CRC_DIGITS + 1 :]
    intact = line[_CRC_DIGITS : _CRC_DIGITS + 1] == b" " and line[:_CRC_DIGITS] == b"%08x" % zlib.crc32(body)
    return body if intact else None


class Segment:
    """A journal file that this process appends to. Any thread may append.

    The descriptor is closed when the last reference goes: a thread that is writing holds one, so no roll can
    take the file away under it.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        name = f"{time.time_ns():020d}-{os.getpid()}-{secrets.token_hex(4)}"
        hidden = folder / f".{name}.new"
        self._fd = os.open(hidden, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_APPEND | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # Only a locked file gets a name that others look for; unlocked it would pass for an orphan.
            self.path = hidden.rename(folder / f"{name}{SUFFIX}")
        except OSError:
            self.forget()
            raise
        self._torn = False

    def append(self, body: bytes) -> None:
        """Write one line; it is safe when this returns.

        Raises:
            OSError: the disk did not take all of it; what it took is skipped by every reader.
        """
        line = frame(body)
        if self._torn:
            line = b"\n" + line
        written = os.write(self._fd, line)
        if written != len(line):
            self._torn = True
            raise OSError(f"the disk took {written} of {len(line)} bytes")
        self._torn = False

    def size(self) -> int:
        """Bytes written so far."""
        return os.fstat(self._fd).st_size

    def is_gone(self) -> bool:
        """Whether someone deleted the file under us: what goes in now would be lost with the process."""
        return os.fstat(self._fd).st_nlink == 0

    def read(self, offset: int) -> bytes:
        """The next bytes from `offset` on."""
        return os.pread(self._fd, READ_BYTES, offset)

    def forget(self) -> None:
        """Close the descriptor at once; for a child process, which must not write to its parent's segment."""
        fd, self._fd = self._fd, -1
        if fd >= 0:
            os.close(fd)

    def __del__(self) -> None:
        if getattr(self, "_fd", -1) >= 0:
            self.forget()


@dataclass(slots=True)
class Orphan:
    """A segment whose writer is gone, locked by us."""

    path: Path
    fd: int

    def read(self, offset: int) -> bytes:
        """The next bytes from `offset` on."""
        return os.pread(self.fd, READ_BYTES, offset)

    def finish(self) -> None:
        """Delete the segment, all of it being delivered, and then its offset: a lost offset only repeats work."""
        self.path.unlink(missing_ok=True)
        ack_path(self.path).unlink(missing_ok=True)
        self.release()

    def release(self) -> None:
        """Give the lock back."""
        fd, self.fd = self.fd, -1
        if fd >= 0:
            os.close(fd)


def adopt(folder: Path, *, except_for: Path | None) -> Iterator[Orphan]:
    """Lock and yield, oldest first, each segment in `folder` that no living process holds. Release each."""
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        if path == except_for:
            continue
        with contextlib.suppress(FileNotFoundError):
            fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
            try:
                fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(fd)
                continue
            if os.fstat(fd).st_nlink == 0:  # another process delivered it between our open and our lock
                os.close(fd)
                continue
            yield Orphan(path, fd)


def sweep(folder: Path) -> None:
    """Delete what a process left that died while making a segment: it is empty."""
    for path in folder.glob(".*.new"):
        with contextlib.suppress(FileNotFoundError):
            if time.time() - path.stat().st_mtime > _STALE_S:
                path.unlink()


@dataclass(frozen=True, slots=True)
class Chunk:
    """Whole lines cut from bytes: the intact bodies, how many were damaged, and how far the lines reach."""

    bodies: list[bytes]
    damaged: int
    length: int


def cut(data: bytes, *, at_end: bool, limit: int) -> Chunk:
    """Cut up to `limit` lines; a last line without newline waits for the rest, unless `at_end` says none comes."""
    bodies: list[bytes] = []
    damaged = start = 0
    while start < len(data) and len(bodies) < limit:
        end = data.find(b"\n", start)
        if end < 0 and not at_end:
            break
        line = data[start : end if end >= 0 else len(data)]
        start = end + 1 if end >= 0 else len(data)
        body = unframe(line)
        if body is not None:
            bodies.append(body)
        elif line:
            damaged += 1
    return Chunk(bodies, damaged, start)


def is_own(segment: Path) -> bool:
    """Whether this process wrote the segment, by the process id in its name."""
    return segment.name.split("-")[1:2] == [str(os.getpid())]


def ack_path(segment: Path) -> Path:
    """The offset file of a segment."""
    return segment.with_suffix(".ack")


def save_ack(segment: Path, offset: int) -> None:
    """Remember that the store has committed everything before `offset`."""
    target = ack_path(segment)
    temporary = target.with_suffix(".ack-new")
    temporary.write_text(str(offset), encoding="ascii")
    temporary.replace(target)


def load_ack(segment: Path) -> int:
    """The remembered offset; 0 when there is none, since delivering twice changes nothing."""
    try:
        return max(0, int(ack_path(segment).read_text(encoding="ascii")))
    except (FileNotFoundError, ValueError):
        return 0
