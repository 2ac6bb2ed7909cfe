"""What waits in the journals, and whether it can be read: for people who look after a recorder from outside."""

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
    trouble: str = ""
    """Why it was passed over, in a sentence, with all counts 0; empty where it was read."""

    def to_json(self) -> dict[str, Any]:
        """The report as a mapping."""
        return asdict(self)


def inspect(folder: Path) -> list[SegmentReport]:
    """Read every segment, oldest first, without changing anything; one that cannot be opened is passed over.

    Raises:
        OSError: the folder cannot be read.
    """
    try:
        os.scandir(folder).close()
    except FileNotFoundError:
        return []
    reports = []
    for path in segments(folder):
        held = lock(path)
        is_held = held is None
        if held is not None:
            held.forget()
        try:
            file = SegmentFile.open(path)
        except FileNotFoundError:
            continue  # delivered and deleted meanwhile
        except OSError as error:
            told = f"{str(path)!r} was passed over, it cannot be opened: {error.strerror or error}."
            reports.append(SegmentReport(path.name, 0, is_held, 0, 0, 0, 0, told))
            continue
        try:
            reports.append(_report(file, is_held=is_held))
        finally:
            file.forget()
    return reports


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
