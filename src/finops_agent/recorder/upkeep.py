"""What a journal needs now and then, whether the store is there or not: the next segment, the disk, room."""

import contextlib
import os
import time
from pathlib import Path
from typing import Final

from finops_agent.recorder.drops import Drops
from finops_agent.recorder.frames import FILE_HEADER_BYTES, cut
from finops_agent.recorder.journal import Journal
from finops_agent.recorder.segment import READ_BYTES, SEGMENT_BYTES, SegmentFile, folder_bytes, lock, segments

SYNC_EVERY_S: Final = 0.05
"""How much a loss of power may cost where the journal is brought to the disk."""


class Upkeep:
    """Looks after `journal`; `drops` counts what is given up. One thread.

    Args:
        journal: this process's journal.
        drops: where losses are counted.
        is_durable: bring the journal to the disk itself every `SYNC_EVERY_S`.
        may_drop_oldest: make room in a full journal by giving up the oldest events.
    """

    def __init__(self, journal: Journal, drops: Drops, *, is_durable: bool, may_drop_oldest: bool) -> None:
        self.is_durable = is_durable
        self._journal = journal
        self._drops = drops
        self._may_drop_oldest = may_drop_oldest
        self._synced: dict[Path, int] = {}
        self._sync_at = 0.0

    def run(self, *, give_up_oldest: bool) -> None:
        """Do what is due. Events are given up only while the store takes none."""
        self._journal.prepare()
        if self._may_drop_oldest and give_up_oldest:
            self._make_room()
        if self.is_durable and time.monotonic() >= self._sync_at:
            self._sync_at = time.monotonic() + SYNC_EVERY_S
            self._sync()

    def _make_room(self) -> None:
        """Give up the oldest events until two more segments fit."""
        folder = self._journal.folder
        excess = folder_bytes(folder) + 2 * SEGMENT_BYTES - self._journal.max_bytes
        for path in segments(folder):
            if excess <= 0:
                return
            file = lock(path)
            if file is None:  # a living process writes it
                continue
            excess -= file.size()
            self._drops.add("journal_full", "the oldest events", count=_count(file))
            file.delete()
            self._journal.delivered(path)

    def _sync(self) -> None:
        """Bring what was written since the last time to the disk, of segments that are full by now too."""
        ends = self._journal.sealed() | {writer.path: writer.end() for writer in self._journal.writers()}
        self._synced = {path: end for path, end in self._synced.items() if path in ends}
        for path, end in ends.items():
            if self._synced.get(path, FILE_HEADER_BYTES) == end:
                continue
            with contextlib.suppress(FileNotFoundError):  # delivered meanwhile
                file = SegmentFile.open(path)
                try:
                    file.sync()
                finally:
                    file.forget()
                if path not in self._synced:
                    _sync_folder(self._journal.folder)
                self._synced[path] = end


def _count(file: SegmentFile) -> int:
    """Frames that were not delivered; blanks of erased events are none."""
    count, offset = 0, file.acknowledged
    while data := file.read(offset):
        chunk = cut(data, at_end=len(data) < READ_BYTES, limit=READ_BYTES)
        count += sum(bool(body.strip()) for body in chunk.bodies)
        if chunk.length == 0:
            break
        offset += chunk.length
    return count


def _sync_folder(folder: Path) -> None:
    """Bring the names of new files to the disk."""
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
