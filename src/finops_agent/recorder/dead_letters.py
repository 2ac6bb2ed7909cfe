"""Dead letters: events that the store can never take, kept with the reason where a person can look at them."""

import json
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

NAME: Final = "dead-letter.jsonl"
_TAIL_BYTES: Final = 1024 * 1024
"""How far back a letter is looked for that a process kept before it died; those of one batch are the last ones."""


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
        known = set(tail.splitlines(keepends=True))
        text = b"".join(line for line in lines if line not in known)
        if tail and not tail.endswith(b"\n"):  # a line that was cut off when a process died
            text = b"\n" + text
        if os.write(fd, text) != len(text):
            raise OSError(f"the disk did not take all of {len(text)} bytes of dead letters")
    finally:
        os.close(fd)


def read(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield the letters, oldest first: `reason` and `event`. Lines that are none are yielded as `damaged`."""
    yield from map(_letter, _lines(folder))


def count(folder: Path) -> int:
    """How many there are."""
    return len(_lines(folder))


def remove(folder: Path, concerns: Callable[[dict[str, Any]], bool]) -> int:
    """Take out the letters that `concerns` is true of; return how many. Nobody may bury meanwhile."""
    lines = _lines(folder)
    kept = [line for line in lines if not concerns(_letter(line))]
    if len(kept) < len(lines):
        path = folder / NAME
        fresh = path.with_suffix(".new")
        with path.open("r+b") as old:
            with os.fdopen(os.open(fresh, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
                file.writelines(line + "\n" for line in kept)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(path)
            # The old file has no name any more; its bytes go too.
            old.write(bytes(os.fstat(old.fileno()).st_size))
            old.flush()
            os.fsync(old.fileno())
    return len(lines) - len(kept)


def _line(body: bytes, reason: str) -> bytes:
    return json.dumps({"reason": reason, "event": body.decode("utf-8", "replace")}).encode() + b"\n"


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
