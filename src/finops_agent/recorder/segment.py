"""Segments: the files of a journal, who holds them, and what happens to those that nobody holds any more.

A segment is held under `flock` for as long as its writer lives. The lock ends with the process, however it ends:
whoever gets the lock of a segment may deliver it and delete it. What the store has committed is noted in the
segment's own header, after the commit; a lost note only repeats work, since writing an event twice changes nothing.
"""

import contextlib
import fcntl
import os
import secrets
import time
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Protocol

from finops_agent.recorder.frames import (
    ACK,
    ACK_OFFSET,
    FILE_HEADER_BYTES,
    FORMAT_VERSION,
    file_header,
    read_file_header,
)

SUFFIX: Final = ".journal"
SEGMENT_BYTES: Final = 4 * 1024 * 1024
"""A segment is left for a new one when it is full, so that delivered ones can go."""
READ_BYTES: Final = 512 * 1024
_STALE_S: Final = 60.0
"""Age after which a segment that never got its name is swept away."""


class Holder(Protocol):
    """Something with a descriptor that may hold a lock."""

    def close_in_child(self) -> None:
        """Close the descriptor, and leave the lock to the parent."""
        ...


_holders: "weakref.WeakSet[Holder]" = weakref.WeakSet()


def remember(holder: Holder) -> None:
    """Let a child process close what `holder` holds: a copied descriptor would keep the lock for the child's life."""
    _holders.add(holder)


def forget_all_in_child() -> None:
    """After a fork, in the child: close every descriptor that was the parent's."""
    for holder in list(_holders):
        holder.close_in_child()


def unlock(fd: int) -> None:
    """Give a lock back and close. A child forked before `remember` has a copy, which would keep it over the closing."""
    with contextlib.suppress(OSError):
        fcntl.flock(fd, fcntl.LOCK_UN)
    os.close(fd)


def begin(folder: Path, flags: int = 0) -> tuple[int, Path]:
    """A new file with the header of a segment, locked, under a name that nobody looks for; then `publish` it.

    Raises:
        OSError: the folder or the file cannot be made.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    hidden = folder / f".{time.time_ns():020d}-{os.getpid()}-{secrets.token_hex(4)}.new"
    fd = os.open(hidden, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC | flags, 0o600)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.write(fd, file_header())
    except OSError:
        discard(fd, hidden)
        raise
    return fd, hidden


def publish(hidden: Path) -> Path:
    """Give a begun segment its name; only a locked file gets one, since unlocked it would pass for an orphan."""
    return hidden.rename(hidden.with_name(hidden.name[1:]).with_suffix(SUFFIX))


def discard(fd: int, path: Path) -> None:
    """Undo `begin`."""
    os.close(fd)
    path.unlink(missing_ok=True)


class SegmentFile:
    """A segment open for delivery: what is in it, and up to where the store has it. One thread."""

    def __init__(self, path: Path, fd: int) -> None:
        self.path = path
        self._fd = fd
        head = read_file_header(os.pread(fd, FILE_HEADER_BYTES, 0))
        self.is_foreign = head is None
        self.is_newer = head is not None and head[0] > FORMAT_VERSION
        self.acknowledged = self._plausible(head[1]) if head else 0
        remember(self)

    @classmethod
    def open(cls, path: Path) -> "SegmentFile":
        """The segment at `path`, not locked: for one that this process writes itself.

        Raises:
            OSError: there is no such file now.
        """
        return cls(path, os.open(path, os.O_RDWR | os.O_CLOEXEC))

    def read(self, offset: int, end: int | None = None) -> bytes:
        """The bytes from `offset` on, at most `READ_BYTES` and not beyond `end`."""
        length = READ_BYTES if end is None else min(READ_BYTES, end - offset)
        return os.pread(self._fd, max(0, length), offset)

    def read_exactly(self, offset: int, length: int) -> bytes:
        """`length` bytes from `offset` on, fewer at the end of the file."""
        return os.pread(self._fd, length, offset)

    def overwrite(self, offset: int, data: bytes) -> None:
        """Put `data` in place of what is there, for an erasure."""
        os.pwrite(self._fd, data, offset)

    def acknowledge(self, offset: int) -> None:
        """Note that the store has committed everything before `offset`."""
        self.acknowledged = offset
        if not self.is_foreign:
            os.pwrite(self._fd, ACK.pack(offset), ACK_OFFSET)

    def sync(self) -> None:
        """Bring what is in it to the disk itself."""
        os.fsync(self._fd)

    def delete(self) -> None:
        """Delete the file, all of it being delivered, and give the lock back."""
        self.path.unlink(missing_ok=True)
        self.forget()

    def forget(self) -> None:
        """Give the lock back, if this held it."""
        fd, self._fd = self._fd, -1
        if fd >= 0:
            unlock(fd)

    def close_in_child(self) -> None:
        """Close the descriptor, and leave the lock to the parent."""
        fd, self._fd = self._fd, -1
        if fd >= 0:
            os.close(fd)

    def size(self) -> int:
        """Bytes of the file."""
        return os.fstat(self._fd).st_size

    def is_gone(self) -> bool:
        """Whether someone deleted the file: what goes into it now is lost with its writer."""
        return os.fstat(self._fd).st_nlink == 0

    def _plausible(self, offset: int) -> int:
        """`offset`, or the first frame when no note can be true: delivering again changes nothing."""
        return offset if FILE_HEADER_BYTES <= offset <= self.size() else FILE_HEADER_BYTES


def adopt(folder: Path) -> Iterator[SegmentFile]:
    """Lock and yield, oldest first, each segment in `folder` that nobody holds. Forget each.

    Segments of a newer format are left for the version that wrote them.
    """
    for path in segments(folder):
        file = lock(path)
        if file is None:
            continue
        if file.is_newer:
            file.forget()
            continue
        yield file


def lock(path: Path) -> SegmentFile | None:
    """The segment at `path`, locked; None when a living process holds it, it is gone, or it is none of ours to open."""
    with contextlib.suppress(FileNotFoundError, PermissionError, IsADirectoryError):
        fd = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(fd)
            return None
        except OSError:
            os.close(fd)
            raise
        file = SegmentFile(path, fd)
        if not file.is_gone():  # else another process delivered it between our open and our lock
            return file
        file.forget()
    return None


def segments(folder: Path) -> list[Path]:
    """The segments of all processes, oldest first."""
    return sorted(folder.glob(f"*{SUFFIX}"))


def folder_bytes(folder: Path) -> int:
    """Bytes that the segments of all processes take."""
    total = 0
    with contextlib.suppress(FileNotFoundError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(SUFFIX):
                with contextlib.suppress(FileNotFoundError):
                    total += entry.stat().st_size
    return total


def is_own(segment: Path) -> bool:
    """Whether this process wrote the segment, by the process id in its name."""
    return segment.name.split("-")[1:2] == [str(os.getpid())]


def sweep(folder: Path) -> None:
    """Delete what a process left that died while making a segment: nothing was acknowledged from it."""
    for path in folder.glob(".*.new"):
        with contextlib.suppress(FileNotFoundError):
            if time.time() - path.stat().st_mtime > _STALE_S:
                path.unlink()
