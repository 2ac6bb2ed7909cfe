"""The archive: a folder for each day (`dt=2026-11-25/events.parquet`), for engines beyond one machine.

A file is there only when it is whole, and says what it holds: writing again changes only the days that something
came to or was deleted from, and a run that was killed goes on where it stopped. Events that expired from the store
stay; those of erased sessions go: at once from the archive of the settings, from others when they are written again.

An erasure may run meanwhile. It counts in the store first and searches the archive afterwards; so whoever has put a
file looks at the count once more, and at the file again where it grew.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from heapq import merge
from pathlib import Path
from typing import Any, Final

import msgspec

from finops_agent.analytics import parquet
from finops_agent.analytics.archive_place import TOLD, File, Folder, Place
from finops_agent.analytics.archive_table import columns, row_of
from finops_agent.analytics.window import Window
from finops_agent.errors import ExportError
from finops_agent.events import timestamp
from finops_agent.stores import Erasures, Store
from finops_agent.stores.base import now_s
from finops_agent.stores.pages import Pages

VERSION: Final = 1
"""Grows with the columns: files of another version are written anew."""
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
    path: Path | str
    """Its file; in S3, its address."""
    events: int
    """Events in its file; 0 where it was as it should be."""
    is_new: bool
    """Whether it was written."""


def write_archive(store: Store, window: Window, to: Path | Place, *, with_texts: bool = False) -> Iterator[Written]:
    """Bring the days (of UTC) that the window touches up to date, oldest first, each when it is asked for.

    Args:
        store: where the events are.
        window: a time in it.
        to: the folder, or a place that passes for one.
        with_texts: with what people wrote and read.

    Raises:
        ExportError: a file cannot be read or written.
        MissingExtra: what writes Parquet is not installed.
    """
    place = Folder(to) if isinstance(to, Path) else to
    for day in _days(store, window):
        archive_day = _Day(store, day, place.file(day), with_texts=with_texts)
        try:
            yield archive_day.bring_up_to_date()
        except OSError as error:
            raise ExportError(
                f"Cannot write {str(archive_day.path)!r}: {error.strerror or error}. "
                "Check that the folder exists and can be written, and that the disk has room; then run it again."
            ) from error


def drop_days(place: Place, before: date) -> list[date]:
    """Take out the days before this one; return them, oldest first.

    Raises:
        ExportError: a file cannot be deleted.
    """
    old = [day for day in place.days() if day < before]
    for day in old:
        file = place.file(day)
        try:
            file.put(lambda _: 0)
        except OSError as error:
            raise ExportError(
                f"Cannot delete {str(file.path)!r}: {error.strerror or error}. Check that it may be deleted."
            ) from error
    return old


def erase_from_archive(place: Place, session_id: str) -> int:
    """Write the days that hold events of a session anew without them; return how many events that were.

    Raises:
        ExportError: a file cannot be read or written.
        MissingExtra: what reads Parquet is not installed.
    """
    return sum(_erase_from(place.file(day), session_id) for day in place.days())


def _erase_from(file: File, session_id: str) -> int:
    try:
        theirs = [row["session_id"] for row in file.rows(["session_id"])].count(session_id)
        if theirs:
            contents = msgspec.json.decode(file.told() or "", type=Contents)
            rest = (row for row in file.rows() if row["session_id"] != session_id)
            _put(file, rest, contents)
    except (OSError, ValueError, msgspec.DecodeError) as error:
        raise ExportError(
            f"Cannot erase from {str(file.path)!r}: {error}. Check that it is a file of the archive that can be read "
            "and written, or delete it and write the archive again."
        ) from error
    return theirs


def _put(file: File, rows: Iterable[dict[str, Any]], contents: Contents) -> int:
    """Put a file with these rows in the place of the one that is there, none for no rows; return how many."""
    told = {TOLD: msgspec.json.encode(contents).decode()}
    return file.put(lambda path: parquet.write(rows, columns(with_texts=contents.with_texts), path, told))


class _Day:
    """One day of the archive."""

    def __init__(self, store: Store, day: date, file: File, *, with_texts: bool) -> None:
        self.path = file.path
        self._file = file
        self._store = store
        self._day = day
        self._start = (day - _EPOCH).days * timestamp.US_PER_DAY
        self._end = self._start + timestamp.US_PER_DAY
        self._now_s = now_s()
        self._contents_now = partial(Contents.now, store, with_texts=with_texts)

    def bring_up_to_date(self) -> Written:
        """Write the file unless it is right as it is; again where an erasure came between."""
        count, is_new = 0, False
        contents = self._contents_now()
        while not self._is_right(contents):
            count, is_new = _put(self._file, self._rows(), contents), True
            put, contents = contents, self._contents_now()
            if contents.erasures == put.erasures:
                break
        return Written(self._day, self.path, count, is_new=is_new)

    def _is_right(self, now: Contents) -> bool:
        told = self._file.told()
        if told is None:
            return next(self._store.scan(self._start, self._end), None) is None
        there = _contents(told)
        return (
            there is not None
            and (there.version, there.with_texts) == (now.version, now.with_texts)
            and (there.watermark == now.watermark or self._has_nothing_after(there.watermark))
            and (there.epoch == now.epoch or not self._was_deleted_from(there.epoch))
            and (there.erasures == now.erasures or not self._erased_among(self._sessions()))
        )

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
        if _contents(self._file.told() or "") is None:
            return
        gone = self._erased_among(self._sessions())
        for row in self._file.rows():
            if row["ttl"] <= self._now_s and row["session_id"] not in gone:
                yield row

    def _sessions(self) -> set[str]:
        return {row["session_id"] for row in self._file.rows(["session_id"])}

    def _erased_among(self, sessions: set[str]) -> set[str]:
        if not isinstance(self._store, Erasures):
            return set()
        names = sorted(sessions)
        parts = (names[at : at + _AT_ONCE] for at in range(0, len(names), _AT_ONCE))
        return {name for part in parts for name in self._store.erased_among(part)}


def _contents(told: str) -> Contents | None:
    """What a file says that it holds; None where it does not say so in our words."""
    try:
        return msgspec.json.decode(told, type=Contents)
    except msgspec.DecodeError:
        return None


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
