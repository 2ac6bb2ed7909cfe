"""The segments that this process writes, read behind its own writers."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from finops_agent.recorder.delivery import Delivery
from finops_agent.recorder.frames import FILE_HEADER_BYTES
from finops_agent.recorder.journal import Journal
from finops_agent.recorder.segment import SegmentFile
from finops_agent.recorder.writers import MappedSegment, Writer
from finops_agent.stores import Store

STALE_S: Final = 3_600.0
"""How long what is stored may stay in a segment that does not fill up. Its texts must not outlive those of the store,
where the shortest time to keep is a day."""


class LiveSegments:
    """Delivers them. One thread; any may read how far each is written and stored.

    Args:
        journal: this process's journal.
        delivery: takes a batch at a time.
        clock: seconds; only differences mean something.
    """

    def __init__(self, journal: Journal, delivery: Delivery, clock: Callable[[], float] = time.monotonic) -> None:
        self._journal = journal
        self._delivery = delivery
        self._clock = clock
        self._files: dict[Path, SegmentFile] = {}
        self._since: dict[Path, float] = {}
        """When each was first delivered from."""

    def deliver(self, store: Store) -> bool:
        """One batch of each; return whether there was any."""
        writers = self._journal.writers()
        for path in self._files.keys() - {writer.path for writer in writers}:
            self._close(path)
        progressed = [self._deliver_from(store, writer) for writer in writers]
        return any(progressed)

    def leave_stale(self) -> None:
        """Begin new segments in place of those that are all stored and have been for long, so that their bytes go."""
        for writer in self._journal.writers():
            since = self._since.get(writer.path)
            if since is None or self._clock() - since < STALE_S:
                continue
            if self._reached(writer.path) >= writer.end():
                self._journal.seal(writer)  # the next search deletes it

    def close(self) -> None:
        """Close the files."""
        for path in list(self._files):
            self._close(path)

    # ------------------------------------------------------------ where we are, for any thread

    def positions(self) -> dict[Path, int]:
        """How far each segment of this process is written."""
        return self._journal.sealed() | {writer.path: writer.end() for writer in self._journal.writers()}

    def has_reached(self, target: dict[Path, int]) -> bool:
        """Whether everything up to earlier `positions` is stored."""
        sealed = self._journal.sealed()
        live = {writer.path for writer in self._journal.writers()}
        return not any(path in sealed or (path in live and self._reached(path) < end) for path, end in target.items())

    def pending_bytes(self) -> int:
        """Bytes that the store has not committed."""
        return sum(max(0, end - self._reached(path)) for path, end in self.positions().items())

    def _reached(self, path: Path) -> int:
        file = self._files.get(path)
        return file.acknowledged if file else FILE_HEADER_BYTES

    # ------------------------------------------------------------ one segment

    def _deliver_from(self, store: Store, writer: Writer) -> bool:
        """One batch of a segment."""
        file = self._file_of(writer)
        if file is None:
            return False
        end = writer.end()
        # A mapped segment is whole up to its end; the last frame of an appended one may still be on its way.
        is_whole = isinstance(writer, MappedSegment)
        progressed = self._delivery.deliver(store, file, end=end, at_end=is_whole)
        if progressed:
            self._since.setdefault(writer.path, self._clock())
        if file.is_gone():
            self._leave(writer)  # at once: what goes into it now is lost with this process
            while self._delivery.deliver(store, file, end=writer.end(), at_end=is_whole):
                progressed = True  # without a name it can still be read, as long as it is open here
        elif writer.is_full() and (file.acknowledged >= end or not progressed):
            self._journal.seal(writer)  # without progress a torn frame is at its end, to be passed over once sealed
        return progressed

    def _file_of(self, writer: Writer) -> SegmentFile | None:
        """The segment, open for reading; None, and a new segment with the next event, when someone deleted it."""
        file = self._files.get(writer.path)
        if file is None:
            try:
                file = self._files[writer.path] = SegmentFile.open(writer.path)
            except FileNotFoundError:
                self._leave(writer)
        return file

    def _leave(self, writer: Writer) -> None:
        self._journal.seal(writer)
        self._journal.delivered(writer.path)

    def _close(self, path: Path) -> None:
        self._since.pop(path, None)
        self._files.pop(path).forget()
