"""Taking a session out of the files of a journal: its frames are overwritten in place with blanks.

That is safe in segments that other processes write at that moment: a committed frame is never touched by its writer
again, and readers pass blanks over.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import msgspec

from finops_agent.recorder import dead_letters
from finops_agent.recorder.erasures import session_of
from finops_agent.recorder.frames import FILE_HEADER_BYTES, Chunk, cut, frame
from finops_agent.recorder.segment import READ_BYTES, SegmentFile, lock, segments


def blank(path: Path, session_id: str) -> int:
    """Overwrite the frames of a session in one segment; return how many there were.

    Raises:
        OSError: the file cannot be opened or written.
    """
    try:
        file = SegmentFile.open(path)
    except FileNotFoundError:
        return 0  # delivered and deleted meanwhile
    count = 0
    try:
        for offset, body in _frames(file):
            if is_of(body, session_id):
                overwrite(file, offset, body)
                count += 1
        _blank_remains(file, session_id)
        if count:
            file.sync()
    finally:
        file.forget()
    return count


def blank_chunk(file: SegmentFile, start: int, chunk: Chunk, gone: set[str]) -> None:
    """Overwrite the frames of the sessions `gone` in a chunk that was read from `start` on."""
    for offset, body in zip(chunk.starts, chunk.bodies, strict=True):
        if session_of(body) in gone:
            overwrite(file, start + offset, body)


def overwrite(file: SegmentFile, offset: int, body: bytes) -> None:
    """Put blanks in place of one frame."""
    file.overwrite(offset, frame(b" " * len(body)))


def sessions_in(folder: Path) -> set[str]:
    """The sessions that have a frame or a dead letter in a folder, delivered or not."""
    found = {session_of(str(letter.get("event")).encode("utf-8", "replace")) for letter in dead_letters.read(folder)}
    for path in segments(folder):
        try:
            file = SegmentFile.open(path)
        except OSError:
            continue  # gone meanwhile, or none of ours to open
        try:
            found.update(session_of(body) for _, body in _frames(file))
        finally:
            file.forget()
    return found - {""}


def is_of(body: bytes, session_id: str) -> bool:
    """Whether an event is of the session; one that cannot be read is when it holds the id anywhere."""
    found = session_of(body)
    if found:
        return found == session_id
    return _json_text(session_id) in body or session_id.encode("utf-8", "replace") in body


def holds(path: Path, session_id: str) -> bool:
    """Whether a file of the journals still holds the id as a text of its own.

    Raises:
        OSError: the file cannot be read.
    """
    wanted = b'"' + _json_text(session_id) + b'"'
    escaped = json.dumps(wanted.decode())[1:-1].encode()
    content = _content(path)
    return wanted in content or escaped in content


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


def _content(path: Path) -> bytes:
    """The bytes of a file; none when it is gone, which a segment may be at any moment."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def _json_text(session_id: str) -> bytes:
    """The id as it stands in an event, without quotes."""
    return msgspec.json.encode(session_id)[1:-1]
