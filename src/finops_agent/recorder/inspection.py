"""What waits in the journals, and whether it can be read: for people who look after a recorder from outside."""

import contextlib
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from finops_agent.errors import InvalidEvent
from finops_agent.events.items import decode
from finops_agent.recorder.frames import FILE_HEADER_BYTES, cut
from finops_agent.recorder.segment import READ_BYTES, SegmentFile, lock, segments


@dataclass(frozen=True, slots=True)
class SegmentReport:
    """One segment as it is now."""

    name: str
    size_bytes: int
    is_held: bool
    """A living process writes it; else anyone may deliver it."""
    waiting: int
    """Events that the store has not committed."""
    delivered: int
    """Events that it has, and whose bytes go with the segment."""
    damaged: int
    """Places that cannot be read."""
    unreadable: int
    """Events that are intact and no event of this version; they become dead letters."""
    problem: str | None = None
    """Why nobody of this user can open it, a folder or a file of another user's; the figures are 0 then."""

    def to_json(self) -> dict[str, Any]:
        """The report as a mapping."""
        return asdict(self)


def inspect(folder: Path) -> list[SegmentReport]:
    """Read every segment, oldest first, without changing anything.

    Raises:
        OSError: the folder cannot be read.
    """
    try:
        os.scandir(folder).close()
    except FileNotFoundError:
        return []
    reports = []
    for path in segments(folder):
        with contextlib.suppress(FileNotFoundError):  # delivered and deleted meanwhile
            try:
                reports.append(_inspect(path))
            except FileNotFoundError:
                raise
            except OSError as error:
                reports.append(_not_opened(path, error))
    return reports


def _inspect(path: Path) -> SegmentReport:
    held = lock(path)
    if held is not None:
        held.forget()
    file = SegmentFile.open(path)
    try:
        return _report(file, is_held=held is None)
    finally:
        file.forget()


def _not_opened(path: Path, error: OSError) -> SegmentReport:
    problem = error.strerror or str(error)
    size = path.stat().st_size
    return SegmentReport(
        path.name, size, is_held=False, waiting=0, delivered=0, damaged=0, unreadable=0, problem=problem
    )


def _report(file: SegmentFile, *, is_held: bool) -> SegmentReport:
    waiting = delivered = damaged = unreadable = 0
    offset = FILE_HEADER_BYTES if not file.is_foreign else 0
    while data := file.read(offset):
        chunk = cut(data, at_end=len(data) < READ_BYTES and not is_held, limit=READ_BYTES)
        for start, body in zip(chunk.starts, chunk.bodies, strict=True):
            if offset + start < file.acknowledged:
                delivered += 1
            elif body.strip():  # blanks stand where an erased event was
                waiting += 1
                unreadable += not _is_event(body)
        damaged += chunk.damaged
        if chunk.length == 0:
            break
        offset += chunk.length
    return SegmentReport(file.path.name, file.size(), is_held, waiting, delivered, damaged, unreadable)


def _is_event(body: bytes) -> bool:
    try:
        decode(body)
    except InvalidEvent:
        return False
    return True
