"""Tombstones: sessions that were erased, so that nothing brings them back, and the lock that an erasure needs.

A tombstone is the SHA-256 of a session id: it tells a drain what not to deliver, and nobody what was erased.
"""

import contextlib
import fcntl
import os
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import msgspec

from finops_agent.errors import FinOpsAgentError
from finops_agent.recorder.ownership import give_to_owner
from finops_agent.recorder.segment import unlock
from finops_agent.stores import Erasures, Store
from finops_agent.stores.tombstones import digest

__all__ = [
    "TOMBSTONES",
    "ErasureHeldUp",
    "Tombstones",
    "add_tombstone",
    "delivering",
    "digest",
    "erasing",
    "session_of",
]

TOMBSTONES: Final = "erased.txt"
_LOCK: Final = "delivery.lock"
_TURN: Final = "erasure.lock"
"""Held by whoever waits for the other one, so that no new batch gets ahead of them."""
_POLL_S: Final = 0.002


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


class ErasureHeldUp(FinOpsAgentError):
    """A process has kept an erasure waiting for too long."""


def erased_from(store: Store, session_ids: Iterable[str]) -> set[str]:
    """Those of the sessions that the store itself knows as erased, by another home it may be."""
    return store.erased_among(session_ids) if isinstance(store, Erasures) else set()


def add_tombstone(folder: Path, session_id: str) -> None:
    """Let no drain deliver this session any more.

    Raises:
        OSError: the disk did not take it.
    """
    fd = os.open(folder / TOMBSTONES, os.O_CREAT | os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC, 0o600)
    try:
        give_to_owner(fd, folder)
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
    """Hold erasures off while a batch is between journal and store; False when one is under way or waits."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _open(folder / _LOCK) as batch:
        with _open(folder / _TURN) as turn:
            is_free = _try(turn, fcntl.LOCK_SH) and _try(batch, fcntl.LOCK_SH)
        yield is_free


@contextlib.contextmanager
def erasing(folder: Path, wait_s: float) -> Iterator[None]:
    """Wait until no batch is between journal and store, and let none begin. A batch takes milliseconds.

    Raises:
        ErasureHeldUp: after `wait_s` one still was.
    """
    deadline = time.monotonic() + wait_s
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _open(folder / _TURN) as turn, _open(folder / _LOCK) as batch:
        for fd in (turn, batch):
            while not _try(fd, fcntl.LOCK_EX):
                if time.monotonic() >= deadline:
                    raise ErasureHeldUp(_held_up(folder, fd, wait_s))
                time.sleep(_POLL_S)
        yield


@contextlib.contextmanager
def _open(path: Path) -> Iterator[int]:
    fd = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        give_to_owner(fd, path.parent)
        yield fd
    finally:
        unlock(fd)


def _try(fd: int, how: int) -> bool:
    try:
        fcntl.flock(fd, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _held_up(folder: Path, fd: int, wait_s: float) -> str:
    """Who keeps an erasure waiting, and what to do."""
    who = ", ".join(f"process {pid}" for pid in _holders(fd)) or "another process"
    return (
        f"The journals in {str(folder)!r} could not be searched: {who} has delivered a batch of them or erased for "
        f"more than {wait_s:.0f} s; it is stopped, or its store hangs. End or continue it, then erase again."
    )


def _holders(fd: int) -> list[int]:
    """The processes that hold a lock on a file, as far as the system tells."""
    inode = os.fstat(fd).st_ino
    try:
        rows = [line.split() for line in Path("/proc/locks").read_text(encoding="ascii").splitlines()]
    except (OSError, UnicodeDecodeError):
        return []
    held = set()
    for row in rows:
        match row:  # as in `1: FLOCK ADVISORY WRITE 4711 08:01:123456 0 EOF`; for one who waits the second word is `->`
            case [_, "FLOCK", _, _, pid, place, *_] if place.endswith(f":{inode}"):
                held.add(int(pid))
    return sorted(pid for pid in held if pid > 0)
