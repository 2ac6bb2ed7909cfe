"""Where an archive is: a folder, or what passes for one, with a file for each day (`dt=2026-11-25/events.parquet`)."""

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any, Final, Protocol

from finops_agent.analytics import parquet
from finops_agent.analytics.archive_table import PARTITION

FILE: Final = "events.parquet"
TOLD: Final = "finops-agent"
"""Under this name a file says what it holds."""


class File(Protocol):
    """The file of one day, there or not. Methods raise `OSError` or an error of ours."""

    @property
    def path(self) -> Path | str:
        """Where it is, for people."""
        ...

    def told(self) -> str | None:
        """What it says that it holds; empty where it says nothing, None where there is no file."""
        ...

    def rows(self, columns: list[str] | None = None) -> Iterator[dict[str, Any]]:
        """Its rows; none where there is no file."""
        ...

    def put(self, write: Callable[[Path], int]) -> int:
        """Put what `write` writes to a path in its place, whole or not at all; return how many rows those are.

        Where there are none, no file is left.
        """
        ...


class Place(Protocol):
    """The files of all days."""

    def file(self, day: date) -> File:
        """That of a day."""
        ...

    def days(self) -> list[date]:
        """The days that have a file, oldest first."""
        ...


def name_of(day: date) -> str:
    """The name of a day's file, below the folder.

    >>> name_of(date(2026, 11, 25))
    'dt=2026-11-25/events.parquet'
    """
    return f"{PARTITION}={day.isoformat()}/{FILE}"


def day_of(name: str) -> date | None:
    """The day of a file with this name; None where it is no file of ours."""
    folder, _, file = name.partition("/")
    try:
        return date.fromisoformat(folder.removeprefix(f"{PARTITION}=")) if file == FILE else None
    except ValueError:
        return None


class Folder:
    """An archive in a folder."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __str__(self) -> str:
        return str(self._path)

    def file(self, day: date) -> "FileInFolder":
        """The file of a day."""
        return FileInFolder(self._path / name_of(day))

    def days(self) -> list[date]:
        """The days that have a file, oldest first."""
        names = (path.relative_to(self._path).as_posix() for path in self._path.glob(f"{PARTITION}=*/{FILE}"))
        return sorted(day for name in names if (day := day_of(name)) is not None)


class FileInFolder:
    """The file of one day in a folder."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def told(self) -> str | None:
        """What it says that it holds; empty where it says nothing, None where there is no file."""
        return parquet.told_by(self.path).get(TOLD, "") if self.path.exists() else None

    def rows(self, columns: list[str] | None = None) -> Iterator[dict[str, Any]]:
        """Its rows; none where there is no file."""
        if self.path.exists():
            yield from parquet.rows_of(self.path, columns)

    def put(self, write: Callable[[Path], int]) -> int:
        """Put what `write` writes in its place; return how many rows; for none, no file is left."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.path.with_name(f".{FILE}.{os.getpid()}.{secrets.token_hex(4)}")
        try:
            count = write(fresh)
            if count:
                fresh.replace(self.path)
            else:
                self.path.unlink(missing_ok=True)
            return count
        finally:
            fresh.unlink(missing_ok=True)
            with suppress(OSError):  # there is a file in it, as there should be
                self.path.parent.rmdir()
