"""Tombstones: sessions that were erased, so that nothing brings them back, and the lock that an erasure needs.

A tombstone is the SHA-256 of a session id: it tells a drain what not to deliver, and nobody what was erased.
"""

import contextlib
import fcntl
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from finops_agent.recorder.segment import unlock

TOMBSTONES: Final = "erased.txt"
_LOCK: Final = "delivery.lock"


class _Of(msgspec.Struct):
    """The one attribute that decides."""

    session_id: str


_decoder: Final = msgspec.json.Decoder(_Of)


def session_of(body: bytes) -> str:
    """The session id in a body, which need not be an event otherwise; empty where there is none."""
    try:
        return _decoder.decode(body).session_id
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return ""


def digest(session_id: str) -> str:
    """What stands for a session id in a tombstone."""
    return hashlib.sha256(session_id.encode("utf-8", "surrogatepass")).hexdigest()


def add_tombstone(folder: Path, session_id: str) -> None:
    """Let no drain deliver this session any more.

    Raises:
        OSError: the disk did not take it.
    """
    fd = os.open(folder / TOMBSTONES, os.O_CREAT | os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC, 0o600)
    try:
        # A line of its own even behind one that a full disk or a crash cut off.
        line = f"\n{digest(session_id)}\n".encode()
        written = os.write(fd, line)
        if written != len(line):
            raise OSError(f"the disk took {written} of {len(line)} bytes of a tombstone")
    finally:
        os.close(fd)


class Tombstones:
    """The erased sessions, read again whenever the file has changed. One thread."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / TOMBSTONES
        self._size = 0
        self._digests: frozenset[str] = frozenset()

    def refresh(self) -> None:
        """Read the file if it has grown."""
        try:
            size = self._path.stat().st_size
        except FileNotFoundError:
            size = 0
        if size != self._size:
            lines = self._path.read_text(encoding="ascii", errors="replace").splitlines() if size else []
            self._digests = frozenset(lines)
            self._size = size  # last: what could not be read is read again

    def __bool__(self) -> bool:
        """Whether any session was erased."""
        return bool(self._digests)

    def has(self, session_id: str) -> bool:
        """Whether this session was erased."""
        return digest(session_id) in self._digests


@contextlib.contextmanager
def delivering(folder: Path) -> Iterator[bool]:
    """Hold erasures off while a batch is between journal and store; False when one is under way."""
    with _locked(folder, fcntl.LOCK_SH | fcntl.LOCK_NB) as held:
        yield held


@contextlib.contextmanager
def erasing(folder: Path) -> Iterator[None]:
    """Wait until no batch is between journal and store, and let none begin. A batch takes milliseconds."""
    with _locked(folder, fcntl.LOCK_EX):
        yield


@contextlib.contextmanager
def _locked(folder: Path, how: int) -> Iterator[bool]:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    fd = os.open(folder / _LOCK, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(fd, how)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        unlock(fd)
