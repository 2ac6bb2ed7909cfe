"""The journal of this process: where an event is safe before `record` returns.

Events go to a mapped segment where the file system allows it. Whoever finds that segment taken (another thread within
an append, or a signal handler within one of its own thread) appends to a second one instead, so that nobody ever waits.
Elsewhere all events are appended. No lock is waited for here, by anyone.
"""

import contextlib
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, Literal

from finops_agent.recorder.segment import SEGMENT_BYTES, folder_bytes, orphaned_bytes
from finops_agent.recorder.writers import AppendedSegment, MappedSegment, Writer

JournalKind = Literal["mapped", "append"]

_MAPPABLE: Final = frozenset({"ext2", "ext3", "ext4", "xfs", "tmpfs"})
"""File systems whose preallocated space is really there when it is written to. Copy-on-write, overlay and network
file systems promise less: a page that cannot be written back kills the process that wrote it."""
LOOK_AGAIN_S: Final = 0.1
"""How long a full journal or a failed mapping is taken for granted before it is looked at again."""


class JournalFull(OSError):
    """The journals have reached their limit in bytes."""


class Journal:
    """Appends bodies to segments in `folder`; a drain reads them by `writers` and `sealed`.

    Args:
        folder: shared by all processes of one store.
        kind: how to write; see `choose_kind`.
        max_bytes: limit for the journals of all processes together, over which each may go by one segment.
        wake: called, without waiting, when the drain should look: a segment is full or there is no room.
    """

    def __init__(self, folder: Path, kind: JournalKind, max_bytes: int, wake: Callable[[], None]) -> None:
        self.folder = folder
        self.kind = kind
        self.max_bytes = max_bytes
        self._wake = wake
        self._lane: Writer | None = None
        self._spill: Writer | None = None
        self._next: MappedSegment | None = None
        self._sealed: dict[Path, int] = {}
        self._rolling: dict[int, object] = {}
        """Who rolls now, if anyone; as in `MappedSegment`."""
        self._full_until = self._no_map_until = 0.0

    def append(self, body: bytes) -> None:
        """Keep `body`; it is safe when this returns.

        Raises:
            JournalFull: there is no room for another segment.
            OSError: the disk did not take it.
        """
        lane = self._lane
        if lane is None or not lane.append(body):
            self._append_elsewhere(lane, body)

    # ------------------------------------------------------------ for the drain

    def writers(self) -> list[Writer]:
        """The segments that are written now."""
        return [writer for writer in (self._lane, self._spill) if writer is not None]

    def sealed(self) -> dict[Path, int]:
        """Segments of this process that are written no more, and where their frames end, oldest first."""
        return dict(self._sealed)

    def delivered(self, path: Path) -> None:
        """A sealed segment is gone: all of it is stored, or someone deleted it."""
        self._sealed.pop(path, None)

    def seal(self, writer: Writer) -> None:
        """Begin a new segment in place of `writer` with the next event. A thread still writing to it holds it."""
        if self._lane is writer:
            self._lane = None
        if self._spill is writer:
            self._spill = None
        self._sealed[writer.path] = writer.end()

    def prepare(self) -> None:
        """Make the next mapped segment ahead of need, so that no caller has to."""
        lane = self._lane
        if self._next is None and isinstance(lane, MappedSegment) and lane.end() > SEGMENT_BYTES // 2:
            try:
                self._next = self._new_lane()
            except OSError:
                self._next = None  # the caller meets the same error, and counts it

    def discard_prepared(self) -> None:
        """Give back the segment made ahead of need; it is empty."""
        prepared, self._next = self._next, None
        if prepared is not None:
            with contextlib.suppress(OSError):  # what stays is an empty segment, which the next drain deletes
                prepared.path.unlink()
            prepared.forget()

    # ------------------------------------------------------------ its end

    def let_go(self) -> None:
        """Leave all segments; anyone may deliver the rest. An event that comes later begins a new one."""
        self.discard_prepared()
        for writer in self.writers():
            self.seal(writer)

    def forget(self) -> None:
        """In a child process: leave the parent's segments alone and begin with none."""
        self._lane = self._spill = self._next = None
        self._sealed = {}
        self._rolling = {}

    # ------------------------------------------------------------ inside

    def _append_elsewhere(self, lane: Writer | None, body: bytes) -> None:
        """The mapped segment is full, taken, or not there."""
        if self.kind == "mapped" and (lane is None or lane.is_full()):
            self._roll_once(lane)
            lane = self._lane
            if lane is not None and lane.append(body):
                return
        spill = self._spill
        if spill is None or spill.is_full():
            spill = self._new_spill(spill)
        spill.append(body)

    def _roll_once(self, full: Writer | None) -> None:
        """Roll, unless another thread, or the code that a signal handler cut into, does or did."""
        me, rolling = object(), self._rolling
        try:
            if rolling.setdefault(0, me) is me and self._lane is full:
                self._roll(full)
        finally:
            if 0 in rolling and rolling[0] is me:  # no call in here, as in `MappedSegment.append`
                del rolling[0]

    def _roll(self, full: Writer | None) -> None:
        """A new mapped segment in place of the full one; none where it cannot be had now."""
        prepared, self._next = self._next, None
        lane = prepared or self._mapped_or_none()
        if full is not None:
            self.seal(full)
        self._lane = lane
        self._wake()

    def _mapped_or_none(self) -> Writer | None:
        now = time.monotonic()
        if now < self._no_map_until:
            return None
        try:
            return self._new_lane()
        except JournalFull:
            raise
        except OSError:
            self._no_map_until = now + LOOK_AGAIN_S
            return None

    def _new_lane(self) -> MappedSegment:
        self._require_room()
        return MappedSegment(self.folder, SEGMENT_BYTES)

    def _new_spill(self, full: Writer | None) -> Writer:
        """A new appended segment; where two threads make one each, both are written and both are read."""
        made = self._spill
        if made is not None and made is not full:
            return made
        self._require_room()
        spill = AppendedSegment(self.folder, SEGMENT_BYTES)
        before, self._spill = self._spill, spill
        if before is not None:
            self._sealed[before.path] = before.end()
        self._wake()
        return spill

    def _require_room(self) -> None:
        """Raise `JournalFull` when another segment would exceed the limit; looked at a few times a second.

        The first one of a process is its own whatever living processes have, since what they reserve may be empty: only
        what the dead left counts against it, or processes that come and go would fill the disk. So the journals take
        at most `max_bytes` and one segment for each living process, and what threads write at the same moment.
        """
        now = time.monotonic()
        if now >= self._full_until:
            taken = folder_bytes(self.folder)
            if taken + SEGMENT_BYTES > self.max_bytes and not self._sealed and not self.writers():
                taken = orphaned_bytes(self.folder)
            if taken + SEGMENT_BYTES <= self.max_bytes:
                return
            self._full_until = now + LOOK_AGAIN_S
            self._wake()
        raise JournalFull(f"the journals in {str(self.folder)!r} have reached {self.max_bytes:,} bytes")


def choose_kind(folder: Path, wanted: str) -> tuple[JournalKind, str]:
    """How to write journals in `folder`, and why; `wanted` is `auto`, `mapped` or `append`."""
    if wanted == "append":
        return "append", "as set"
    if not hasattr(os, "posix_fallocate"):
        return "append", "this system cannot reserve space for a file"
    if wanted == "mapped":
        return "mapped", "as set"
    kind = file_system(folder)
    if kind in _MAPPABLE:
        return "mapped", f"the file system is {kind}"
    return "append", f"the file system is {kind}, which does not promise reserved space"


def file_system(folder: Path) -> str:
    """The type of the file system that `folder` is or would be on; `unknown` where the system does not tell."""
    try:
        lines = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return "unknown"
    found, best = "unknown", -1
    wanted = Path(os.path.realpath(folder))
    for line in lines:
        left, _, right = line.partition(" - ")
        mount = Path(left.split()[4].replace(r"\040", " "))
        if (wanted == mount or mount in wanted.parents) and len(mount.parts) >= best:
            found, best = right.split()[0], len(mount.parts)
    return found
