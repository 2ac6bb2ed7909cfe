"""Dead letters: events that the store can never take, kept with the reason where a person can look at them.

A letter is kept as long as its event would have been in the store: it bears the event's `ttl`, or what is the default
for one that cannot be read.
"""

import contextlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO, Final

import msgspec

from finops_agent.events.items import RETENTION_OF_OLD_ITEMS_S
from finops_agent.recorder.ownership import give_to_owner
from finops_agent.stores.base import now_s

NAME: Final = "dead-letter.jsonl"
_FRESH: Final = "dead-letter.new"
"""The letters that stay, until they are in the place of all."""
_GONE: Final = "dead-letter.gone"
"""A second name of the replaced file, until its bytes are gone: without a name nobody could find them again."""
_TAIL_BYTES: Final = 1024 * 1024
"""How far back a letter is looked for that a process kept before it died; those of one batch are the last ones."""
_TTL: Final = b', "ttl": '
"""Stands last in a letter: two with nothing else apart are the same one, kept again after a crash."""


class _Expiring(msgspec.Struct):
    """Of an event that cannot be stored only what says when it expires."""

    ttl: int


_expiring: Final = msgspec.json.Decoder(_Expiring)


def bury(folder: Path, letters: Sequence[tuple[bytes, str]]) -> None:
    """Keep events, and why each could not be stored. One that was kept before a crash is not kept twice.

    Raises:
        OSError: the disk did not take them all; bury them again.
    """
    if not letters:
        return
    lines = [_line(body, reason) for body, reason in letters]
    fd = os.open(folder / NAME, os.O_CREAT | os.O_RDWR | os.O_APPEND | os.O_CLOEXEC, 0o600)
    try:
        reach = max(_TAIL_BYTES, 2 * sum(map(len, lines)))
        tail = os.pread(fd, reach, max(0, os.fstat(fd).st_size - reach))
        known = set(map(_without_ttl, tail.splitlines()))
        text = b"".join(line for line in lines if _without_ttl(line) not in known)
        if tail and not tail.endswith(b"\n"):  # a line that was cut off when a process died
            text = b"\n" + text
        if os.write(fd, text) != len(text):
            raise OSError(f"the disk did not take all of {len(text)} bytes of dead letters")
    finally:
        os.close(fd)


def read(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield the letters, oldest first: `reason`, `event` and `ttl`. Lines that are none are yielded as `damaged`."""
    yield from map(_letter, _lines(folder))


def count(folder: Path) -> int:
    """How many there are."""
    return len(_lines(folder))


def remove(folder: Path, concerns: Callable[[dict[str, Any]], bool]) -> int:
    """Take out the letters that `concerns` is true of; return how many. Nobody may bury meanwhile."""
    finish_removal(folder)
    lines = _lines(folder)
    kept = [line for line in lines if not concerns(_letter(line))]
    if len(kept) < len(lines):
        _replace(folder, kept)
    return len(lines) - len(kept)


def expire(folder: Path, at_s: int) -> int:
    """Take out the letters whose time is over at this second; return how many. Nobody may bury meanwhile.

    A line without a time, damaged or of an earlier version, gets one: that of its event, or the default from now on.
    """
    finish_removal(folder)
    lines = _lines(folder)
    dated = [_dated(line, at_s) for line in lines]
    kept = [line for line, ttl in dated if ttl > at_s]
    if kept != lines:
        _replace(folder, kept)
    return len(lines) - len(kept)


def finish_removal(folder: Path) -> None:
    """Overwrite what a killed removal left behind. None may be under way; others may do the same meanwhile."""
    gone = folder / _GONE
    with contextlib.suppress(FileNotFoundError):
        if gone.samefile(folder / NAME):  # it was not replaced yet
            gone.unlink()
    for name in (_FRESH, _GONE):
        with contextlib.suppress(FileNotFoundError):
            with (folder / name).open("r+b") as file:
                _wipe(file)
            (folder / name).unlink()


def _replace(folder: Path, lines: Sequence[str]) -> None:
    """Put these in the place of all letters; whenever this is killed, all of the old bytes have a name or are gone."""
    path, fresh, gone = folder / NAME, folder / _FRESH, folder / _GONE
    with path.open("r+b") as old:
        with os.fdopen(os.open(fresh, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
            give_to_owner(file.fileno(), folder)
            file.writelines(line + "\n" for line in lines)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(OSError):  # a file system without second names
            os.link(path, gone)
        fresh.replace(path)
        _wipe(old)
    gone.unlink(missing_ok=True)


def _wipe(file: BinaryIO) -> None:
    """Overwrite a file."""
    file.write(bytes(os.fstat(file.fileno()).st_size))
    file.flush()
    os.fsync(file.fileno())


def _line(body: bytes, reason: str) -> bytes:
    event = body.decode("utf-8", "replace")
    return json.dumps({"reason": reason, "event": event, "ttl": _ttl_of(event, now_s())}).encode() + b"\n"


def _without_ttl(line: bytes) -> bytes:
    head, found, _ = line.rpartition(_TTL)
    return head if found else line.rstrip(b"}\n")


def _dated(line: str, at_s: int) -> tuple[str, int]:
    """A line, and when it expires."""
    letter = _letter(line)
    ttl = letter.get("ttl")
    if isinstance(ttl, int):
        return line, ttl
    ttl = _ttl_of(str(letter.get("event")), at_s)
    return json.dumps({**letter, "ttl": ttl}), ttl


def _ttl_of(event: str, at_s: int) -> int:
    """When an event expires, as far as it tells."""
    try:
        return _expiring.decode(event).ttl
    except (msgspec.MsgspecError, UnicodeError):
        return at_s + RETENTION_OF_OLD_ITEMS_S


def _letter(line: str) -> dict[str, Any]:
    try:
        letter = json.loads(line)
    except ValueError:
        letter = None
    return letter if isinstance(letter, dict) else {"reason": "damaged", "event": line}


def _lines(folder: Path) -> list[str]:
    try:
        return (folder / NAME).read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return []
