"""The archive: a folder for each day (`dt=2026-11-25/events.parquet`), for engines beyond one machine.

A file is there only when it is whole, and says what it holds: writing again changes only the days that something
came to or was deleted from, and a run that was killed goes on where it stopped. Events that expired from the store
stay; those of erased sessions go: at once from the archive of this home, from others when they are written again.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from heapq import merge
from pathlib import Path
from typing import Any, Final

import msgspec

from finops_agent.analytics import parquet
from finops_agent.analytics.archive_table import PARTITION, columns, row_of
from finops_agent.analytics.window import Window
from finops_agent.errors import ExportError
from finops_agent.events import timestamp
from finops_agent.stores import Erasures, Store
from finops_agent.stores.base import now_s
from finops_agent.stores.pages import Pages

FILE: Final = "events.parquet"
VERSION: Final = 1
"""Grows with the columns: files of another version are written anew."""
_TOLD: Final = "finops-agent"
_AT_ONCE: Final = 10_000
_EPOCH: Final = date(1970, 1, 1)


class Contents(msgspec.Struct, frozen=True):
    """What a file of the archive says of itself."""

    version: int
    with_texts: bool
    watermark: int
    epoch: int
    erasures: int

    @classmethod
    def now(cls, store: Store, *, with_texts: bool) -> "Contents":
        """What a file says that is written now."""
        erasures = store.erasures() if isinstance(store, Erasures) else 0
        return cls(VERSION, with_texts, store.watermark(), store.epoch(), erasures)


@dataclass(frozen=True, slots=True)
class Written:
    """A day of the archive, brought up to date."""

    day: date
    path: Path
    events: int
    """Events in its file; 0 where it was as it should be."""
    is_new: bool
    """Whether it was written."""


def write_archive(store: Store, window: Window, folder: Path, *, with_texts: bool = False) -> Iterator[Written]:
    """Bring the days (of UTC) that the window touches up to date, oldest first, each when it is asked for.

    Raises:
        ExportError: a file cannot be written.
        MissingExtra: what writes Parquet is not installed.
    """
    for day in _days(store, window):
        archive_day = _Day(store, day, folder / f"{PARTITION}={day.isoformat()}" / FILE, with_texts=with_texts)
        try:
            yield archive_day.bring_up_to_date()
        except OSError as error:
            raise ExportError(
                f"Cannot write {str(archive_day.path)!r}: {error.strerror or error}. "
                "Check that the folder exists and can be written, and that the disk has room; then run it again."
            ) from error


def erase_from_archive(folder: Path, session_id: str) -> int:
    """Write the days that hold events of a session anew without them; return how many events that were.

    Raises:
        ExportError: a file cannot be read or written.
        MissingExtra: what reads Parquet is not installed.
    """
    return sum(_erase_from(path, session_id) for path in sorted(folder.glob(f"{PARTITION}=*/{FILE}")))


def _erase_from(path: Path, session_id: str) -> int:
    try:
        theirs = [row["session_id"] for row in parquet.rows_of(path, ["session_id"])].count(session_id)
        if not theirs:
            return 0
        told = parquet.told_by(path)
        contents = msgspec.json.decode(told.get(_TOLD, ""), type=Contents)
        rest = (row for row in parquet.rows_of(path) if row["session_id"] != session_id)
        _write(path, rest, {_TOLD: msgspec.json.encode(contents).decode()}, with_texts=contents.with_texts)
    except (OSError, ValueError, msgspec.DecodeError) as error:
        raise ExportError(
            f"Cannot erase from {str(path)!r}: {error}. Check that it is a file of the archive that can be read and "
            "written, or delete it and write the archive again."
        ) from error
    return theirs


def _write(path: Path, rows: Iterable[dict[str, Any]], told: dict[str, str], *, with_texts: bool) -> int:
    """Put a file with these rows in the place of the one that is there, none for no rows; return how many."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{FILE}.{os.getpid()}")
    try:
        count = parquet.write(rows, columns(with_texts=with_texts), fresh, told)
        if count:
            fresh.replace(path)
        else:
            path.unlink(missing_ok=True)
        return count
    finally:
        fresh.unlink(missing_ok=True)
        with suppress(OSError):  # there is a file in it, as there should be
            path.parent.rmdir()


class _Day:
    """One day of the archive."""

    def __init__(self, store: Store, day: date, path: Path, *, with_texts: bool) -> None:
        self.path = path
        self._store = store
        self._day = day
        self._with_texts = with_texts
        self._start = (day - _EPOCH).days * timestamp.US_PER_DAY
        self._end = self._start + timestamp.US_PER_DAY
        self._now_s = now_s()

    def bring_up_to_date(self) -> Written:
        """Write the file unless it is right as it is."""
        contents = Contents.now(self._store, with_texts=self._with_texts)
        if self._is_right(contents):
            return Written(self._day, self.path, 0, is_new=False)
        told = {_TOLD: msgspec.json.encode(contents).decode()}
        count = _write(self.path, self._rows(), told, with_texts=self._with_texts)
        return Written(self._day, self.path, count, is_new=True)

    def _is_right(self, now: Contents) -> bool:
        there = self._contents()
        if there is None:
            return not self.path.exists() and next(self._store.scan(self._start, self._end), None) is None
        return (
            (there.version, there.with_texts) == (now.version, now.with_texts)
            and (there.watermark == now.watermark or self._has_nothing_after(there.watermark))
            and (there.epoch == now.epoch or not self._was_deleted_from(there.epoch))
            and (there.erasures == now.erasures or not self._erased_among(self._sessions()))
        )

    def _contents(self) -> Contents | None:
        try:
            return msgspec.json.decode(parquet.told_by(self.path).get(_TOLD, ""), type=Contents)
        except msgspec.DecodeError:
            return None

    def _has_nothing_after(self, watermark: int) -> bool:
        return next(self._store.scan(self._start, self._end, after=watermark), None) is None

    def _was_deleted_from(self, epoch: int) -> bool:
        spans = self._store.deletions(epoch) if isinstance(self._store, Pages) else None
        return spans is None or any(first < self._end and last >= self._start for first, last in spans)

    def _rows(self) -> Iterator[dict[str, Any]]:
        """What the store holds of the day, and what expired from it since the file was written, by time."""
        held = map(row_of, self._store.scan(self._start, self._end))
        return merge(held, self._expired(), key=lambda row: row["timestamp_us"])

    def _expired(self) -> Iterator[dict[str, Any]]:
        if self._contents() is None:
            return
        gone = self._erased_among(self._sessions())
        for row in parquet.rows_of(self.path):
            if row["ttl"] <= self._now_s and row["session_id"] not in gone:
                yield row

    def _sessions(self) -> set[str]:
        return {row["session_id"] for row in parquet.rows_of(self.path, ["session_id"])}

    def _erased_among(self, sessions: set[str]) -> set[str]:
        if not isinstance(self._store, Erasures):
            return set()
        names = sorted(sessions)
        parts = (names[at : at + _AT_ONCE] for at in range(0, len(names), _AT_ONCE))
        return {name for part in parts for name in self._store.erased_among(part)}


def _days(store: Store, window: Window) -> Iterable[date]:
    """The days that the window touches and the store has something of, or had."""
    first, last = window.start_us, window.end_us
    if first is None:
        oldest = next(store.scan(None, last), None)
        first = None if oldest is None else oldest.timestamp_us
    if last is None:
        newest = next(store.scan(first, None, newest_first=True), None)
        last = None if newest is None else newest.timestamp_us + 1
    if first is None or last is None:
        return ()
    begin, end = first // timestamp.US_PER_DAY, -(-last // timestamp.US_PER_DAY)
    return (_EPOCH + timedelta(days=number) for number in range(begin, end))
