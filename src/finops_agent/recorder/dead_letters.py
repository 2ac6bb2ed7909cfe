"""Dead letters: events that the store can never take, kept with the reason where a person can look at them."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

NAME: Final = "dead-letter.jsonl"


def bury(folder: Path, body: bytes, reason: str) -> None:
    """Keep one event and why it could not be stored."""
    line = json.dumps({"reason": reason, "event": body.decode("utf-8", "replace")}) + "\n"
    fd = os.open(folder / NAME, os.O_CREAT | os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC, 0o600)
    try:
        os.write(fd, line.encode())
    finally:
        os.close(fd)


def read(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield the letters, oldest first: `reason` and `event`. Lines that are none are yielded as `damaged`."""
    for line in _lines(folder):
        try:
            letter = json.loads(line)
        except ValueError:
            letter = None
        yield letter if isinstance(letter, dict) else {"reason": "damaged", "event": line}


def count(folder: Path) -> int:
    """How many there are."""
    return len(_lines(folder))


def remove(folder: Path, concerns: Callable[[str], bool]) -> int:
    """Take out the letters whose event `concerns`; return how many. Nobody may bury meanwhile."""
    lines = _lines(folder)
    kept = [line for line in lines if not concerns(line)]
    if len(kept) < len(lines):
        path = folder / NAME
        with path.open("r+", encoding="utf-8") as file:
            # In place, and zeros before the end is cut off, so that the bytes are gone from the disk's blocks too.
            size = os.fstat(file.fileno()).st_size
            file.write("\0" * size)
            file.flush()
            os.fsync(file.fileno())
            file.seek(0)
            file.truncate()
            file.writelines(line + "\n" for line in kept)
    return len(lines) - len(kept)


def _lines(folder: Path) -> list[str]:
    try:
        return (folder / NAME).read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return []
