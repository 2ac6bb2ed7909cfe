"""Erasing a session wherever it is: store, journals of all processes, dead letters; and proving that it is gone.

While it runs no drain delivers. Frames of the session are overwritten in place with blanks, also in segments that
other processes write at that moment: a committed frame is never touched by its writer again. A tombstone keeps drains
from delivering what the session may still record, and what a journal copied back from elsewhere may hold.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import msgspec

from finops_agent.recorder import dead_letters
from finops_agent.recorder.erasures import add_tombstone, erasing, session_of
from finops_agent.recorder.frames import FILE_HEADER_BYTES, cut, frame
from finops_agent.recorder.segment import READ_BYTES, SegmentFile, lock, segments
from finops_agent.stores import Store, Traces


@dataclass(frozen=True, slots=True)
class Erasure:
    """What was removed where. `is_gone` is the result of a second search after the erasure."""

    store: int
    """Events in the store."""
    journals: int
    """Events in journals, delivered ones whose bytes were still there included."""
    dead_letters: int
    is_gone: bool
    remains: tuple[str, ...] = ()
    """Where something of it can still be found, a sentence each."""

    @property
    def total(self) -> int:
        """Events and copies removed."""
        return self.store + self.journals + self.dead_letters

    def to_json(self) -> dict[str, Any]:
        """The report as a mapping."""
        return asdict(self)


def erase_session(folder: Path, store: Store, session_id: str) -> Erasure:
    """Erase every event of a session below `folder` (the journals) and in `store`. May be repeated.

    Raises:
        StoreUnavailable: the store cannot be reached; journals and dead letters are erased already.
    """
    with erasing(folder):
        add_tombstone(folder, session_id)
        journals = sum(_blank(path, session_id) for path in segments(folder))
        letters = dead_letters.remove(folder, lambda letter: _is_of(str(letter.get("event")).encode(), session_id))
        stored = store.erase_session(session_id)
        remains = _journals_with(folder, session_id)
        remains += store.traces(session_id) if isinstance(store, Traces) else []
        is_gone = not remains and not store.session(session_id)
    return Erasure(stored, journals, letters, is_gone, tuple(remains))


def _blank(path: Path, session_id: str) -> int:
    """Overwrite the frames of a session in one segment; return how many there were."""
    try:
        file = SegmentFile.open(path)
    except FileNotFoundError:
        return 0  # delivered and deleted meanwhile
    count = 0
    try:
        for offset, body in _frames(file):
            if _is_of(body, session_id):
                file.overwrite(offset, frame(b" " * len(body)))
                count += 1
        _blank_remains(file, session_id)
        if count:
            file.sync()
    finally:
        file.forget()
    return count


def _blank_remains(file: SegmentFile, session_id: str) -> None:
    """Where bytes that are no frame hold the id, and nobody writes the segment any more: nothing of them stays."""
    wanted = _json_text(session_id)
    if wanted not in _content(file.path):
        return
    held = lock(file.path)
    if held is None:
        return
    try:
        done = FILE_HEADER_BYTES
        for offset, body in [*_frames(held), (held.size(), b"")]:
            between = held.read_exactly(done, offset - done)
            if wanted in between:
                held.overwrite(done, bytes(len(between)))
            done = offset + len(frame(body))
        held.sync()
    finally:
        held.forget()


def _frames(file: SegmentFile) -> Iterator[tuple[int, bytes]]:
    """Yield offset and body of every intact frame, acknowledged or not."""
    offset = FILE_HEADER_BYTES
    while data := file.read(offset):
        chunk = cut(data, at_end=len(data) < READ_BYTES, limit=READ_BYTES)
        for start, body in zip(chunk.starts, chunk.bodies, strict=True):
            yield offset + start, body
        if chunk.length == 0:
            return
        offset += chunk.length


def _is_of(body: bytes, session_id: str) -> bool:
    """Whether an event is of the session; one that cannot be read is when it holds the id anywhere."""
    found = session_of(body)
    if found:
        return found == session_id
    return _json_text(session_id) in body or session_id.encode("utf-8", "replace") in body


def _journals_with(folder: Path, session_id: str) -> list[str]:
    """A sentence for each file of the journals that still holds the id as a text of its own."""
    wanted = b'"' + _json_text(session_id) + b'"'
    escaped = json.dumps(wanted.decode())[1:-1].encode()
    paths = [*segments(folder), folder / dead_letters.NAME]
    found = [path for path in paths if any(text in _content(path) for text in (wanted, escaped))]
    return [f"{path.name} still holds the session: a process writes to it; erase again." for path in found]


def _content(path: Path) -> bytes:
    """The bytes of a file; none when it is gone, which a segment may be at any moment."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def _json_text(session_id: str) -> bytes:
    """The id as it stands in an event, without quotes."""
    return msgspec.json.encode(session_id)[1:-1]
