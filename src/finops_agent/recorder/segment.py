"""Segments: the files of a journal, who holds them, and what happens to those that nobody holds any more.

A segment is held under `flock` for as long as its writer lives. The lock ends with the process, however it ends:
whoever gets the lock of a segment may deliver it and delete it. What the store has committed is noted in the
segment's own header, after the commit; a lost note only repeats work, since writing an event twice changes nothing.
"""

import contextlib
import fcntl
import mmap
import os
import secrets
import time
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Final

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
_DESCRIPTORS: Final = Path("/proc/self/fd")

_alive: "weakref.WeakSet[Descriptor]" = weakref.WeakSet()


class Descriptor:
    """An open file of ours that may hold a lock, closed with its last reference.

    A child process closes its copy, which would keep the lock for the child's life, the parent's end notwithstanding.
    So this is known before the file is open: another thread may fork while it is opened, before anyone has its number.

    Args:
        path: the file; a hidden one of `begin` may get its name meanwhile.
        flags: as for `os.open`.

    Raises:
        OSError: the file cannot be opened.
    """

    def __init__(self, path: Path, flags: int) -> None:
        self._path = path
        self._map: mmap.mmap | None = None
        self._is_opening = True
        self.number = -1
        """What the kernel calls it; -1 once closed."""
        _alive.add(self)
        self.number = os.open(path, flags | os.O_CLOEXEC, 0o600)
        self._is_opening = False

    def map(self, size: int) -> mmap.mmap:
        """The first `size` bytes in memory, as long as the descriptor is open; before the file gets another name.

        Raises:
            OSError, ValueError: there is no memory, or the file is shorter.
        """
        # The file is opened anew: a map would keep the lock of what it was made from, in a child that has no name
        # for it, too.
        number = os.open(self._path, os.O_RDWR | os.O_CLOEXEC)
        try:
            self._map = mmap.mmap(number, size)
        finally:
            os.close(number)
        return self._map

    def lock(self) -> None:
        """Take the file for this process.

        Raises:
            BlockingIOError: someone has it.
            OSError: this file system has no locks.
        """
        fcntl.flock(self.number, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def close(self) -> None:
        """Give the lock back and close. May be repeated."""
        if self.number >= 0:
            with contextlib.suppress(OSError):  # a copy that a child has yet to close would keep it over the closing
                fcntl.flock(self.number, fcntl.LOCK_UN)
            self._close()

    def close_in_child(self) -> None:
        """Close, and leave the lock to the parent."""
        self._close()
        if self._is_opening:
            _close_all(self._path.stem.removeprefix("."))

    def _close(self) -> None:
        number, self.number = self.number, -1
        if self._map is not None:
            self._map.close()
        if number >= 0:
            os.close(number)

    def __del__(self) -> None:
        self.close()


def forget_all_in_child() -> None:
    """After a fork, in the child: close every descriptor that was the parent's."""
    for descriptor in list(_alive):
        descriptor.close_in_child()


def _close_all(stem: str) -> None:
    """Close every descriptor of a file whose name has this stem, hidden or not; where the system lists them."""
    with contextlib.suppress(OSError):
        for entry in list(_DESCRIPTORS.iterdir()):
            with contextlib.suppress(OSError):  # the listing's own is closed by now
                if entry.readlink().name.startswith((f"{stem}.", f".{stem}.")):
                    os.close(int(entry.name))


def unlock(fd: int) -> None:
    """Give a lock back and close. A child forked while it was held has a copy, which would keep it over the closing."""
    with contextlib.suppress(OSError):
        fcntl.flock(fd, fcntl.LOCK_UN)
    os.close(fd)


def begin(folder: Path, flags: int = 0) -> tuple[Descriptor, Path]:
    """A new file with the header of a segment, locked, under a name that nobody looks for; then `publish` it.

    Raises:
        OSError: the folder or the file cannot be made.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    hidden = folder / f".{time.time_ns():020d}-{os.getpid()}-{secrets.token_hex(4)}.new"
    descriptor = Descriptor(hidden, os.O_CREAT | os.O_EXCL | os.O_RDWR | flags)
    try:
        descriptor.lock()
        os.write(descriptor.number, file_header())
    except OSError:
        discard(descriptor, hidden)
        raise
    return descriptor, hidden


def publish(hidden: Path) -> Path:
    """Give a begun segment its name; only a locked file gets one, since unlocked it would pass for an orphan."""
    return hidden.rename(hidden.with_name(hidden.name[1:]).with_suffix(SUFFIX))


def discard(descriptor: Descriptor, path: Path) -> None:
    """Undo `begin`."""
    descriptor.close()
    path.unlink(missing_ok=True)


class SegmentFile:
    """A segment open for delivery: what is in it, and up to where the store has it. One thread."""

    def __init__(self, path: Path, descriptor: Descriptor) -> None:
        self.path = path
        self._descriptor = descriptor
        head = read_file_header(self.read_exactly(0, FILE_HEADER_BYTES))
        self.is_foreign = head is None
        self.is_newer = head is not None and head[0] > FORMAT_VERSION
        self.acknowledged = self._plausible(head[1]) if head else 0

    @classmethod
    def open(cls, path: Path) -> "SegmentFile":
        """The segment at `path`, not locked: for one that this process writes itself.

        Raises:
            OSError: there is no such file now.
        """
        return cls(path, Descriptor(path, os.O_RDWR))

    def read(self, offset: int, end: int | None = None) -> bytes:
        """The bytes from `offset` on, at most `READ_BYTES` and not beyond `end`."""
        length = READ_BYTES if end is None else min(READ_BYTES, end - offset)
        return os.pread(self._descriptor.number, max(0, length), offset)

    def read_exactly(self, offset: int, length: int) -> bytes:
        """`length` bytes from `offset` on, fewer at the end of the file."""
        return os.pread(self._descriptor.number, length, offset)

    def overwrite(self, offset: int, data: bytes) -> None:
        """Put `data` in place of what is there, for an erasure."""
        os.pwrite(self._descriptor.number, data, offset)

    def acknowledge(self, offset: int) -> None:
        """Note that the store has committed everything before `offset`."""
        self.acknowledged = offset
        if not self.is_foreign:
            os.pwrite(self._descriptor.number, ACK.pack(offset), ACK_OFFSET)

    def sync(self) -> None:
        """Bring what is in it to the disk itself."""
        os.fsync(self._descriptor.number)

    def delete(self) -> None:
        """Delete the file, all of it being delivered, and give the lock back."""
        self.path.unlink(missing_ok=True)
        self.forget()

    def forget(self) -> None:
        """Give the lock back, if this held it."""
        self._descriptor.close()

    def size(self) -> int:
        """Bytes of the file."""
        return os.fstat(self._descriptor.number).st_size

    def is_gone(self) -> bool:
        """Whether someone deleted the file: what goes into it now is lost with its writer."""
        return os.fstat(self._descriptor.number).st_nlink == 0

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
        descriptor = Descriptor(path, os.O_RDWR)
        try:
            descriptor.lock()
        except BlockingIOError:
            return None
        file = SegmentFile(path, descriptor)
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


def orphaned_bytes(folder: Path) -> int:
    """Bytes of the segments that no living process holds."""
    total = 0
    for path in segments(folder):
        file = lock(path)
        if file is not None:
            total += file.size()
            file.forget()
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
