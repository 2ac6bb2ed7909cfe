"""The drain: one background thread that brings events from journals to the store.

It retries for as long as the disk lasts, and takes over the journals of processes that ended.
"""

import contextlib
import logging
import random
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from finops_agent.recorder.delivery import Delivery, ErasureUnderWay
from finops_agent.recorder.drops import Drops
from finops_agent.recorder.frames import FILE_HEADER_BYTES
from finops_agent.recorder.heeding import Heeding
from finops_agent.recorder.journal import Journal
from finops_agent.recorder.pace import LOOK_S, Pace
from finops_agent.recorder.segment import (
    SegmentFile,
    adopt,
    is_own,
    sweep,
)
from finops_agent.recorder.upkeep import SYNC_EVERY_S, Upkeep
from finops_agent.recorder.writers import MappedSegment, Writer
from finops_agent.stores import Store

POLL_S: Final = 0.1
"""How often the journal is looked at; callers do not signal every event, since that would cost them a system call."""
FLUSH_POLL_S: Final = 0.005
ADOPT_EVERY_S: Final = 10.0
FORK_WAIT_S: Final = 1.0
SEARCH_S: Final = 0.25
"""How long the store is kept in one go; whoever forks waits that long."""
EXPIRE_EVERY_S: Final = 3_600.0
BACKOFF_CAP_S: Final = 30.0

_log = logging.getLogger("finops_agent")


class Wake:
    """Wakes one sleeper. `ring` takes no lock and may be called anywhere, a signal handler included."""

    def __init__(self) -> None:
        self._rung = threading.Lock()
        self._rung.acquire()

    def ring(self) -> None:
        """End the sleep, or the next one."""
        try:
            self._rung.release()
        except RuntimeError:
            return  # it rings already

    def sleep(self, timeout_s: float) -> None:
        """Wait for the ring, at most so long."""
        self._rung.acquire(timeout=max(0.0, timeout_s))


class Drain:
    """Delivers what `journal` and its folder hold to the store that `open_store` gives; made in the drain's own thread.

    Args:
        journal: this process's journal.
        wake: rings when there is something to do at once.
        open_store: called again after a failure.
        drops: where losses are counted.
        tell_drops: records the losses as an event; called when the journal takes events.
        pace: tells when to give way to the app.
        upkeep: what the journal needs besides.
        leaves_to_others: never open the store, but leave segments for other processes to deliver; for a child that was
            forked within a call of the store.
    """

    def __init__(
        self,
        journal: Journal,
        wake: Wake,
        *,
        open_store: Callable[[], Store],
        drops: Drops,
        tell_drops: Callable[[], None],
        pace: Pace,
        upkeep: Upkeep,
        leaves_to_others: bool = False,
    ) -> None:
        self._journal = journal
        self._folder = journal.folder
        self._wake = wake
        self._open_store = open_store
        self._drops = drops
        self._tell_drops = tell_drops
        self._pace = pace
        self._upkeep = upkeep
        self._leaves_to_others = leaves_to_others
        self._delivery = Delivery(journal.folder, drops)
        self._heeding = Heeding(journal.folder)
        self._store: Store | None = None
        self._files: dict[Path, SegmentFile] = {}
        self._stopping = False
        self._flushing = 0
        self._using_store = threading.Lock()
        self._forks: set[int] = set()
        """Threads about to fork."""
        self._held_for_fork: set[int] = set()
        """Those of them that hold the store."""
        self._adopt_at = self._expire_at = self._retry_at = 0.0
        self._failures = self._errors = self._recovered = 0
        self._searches_begun = self._searches_done = 0
        self._last_error: str | None = None
        self._thread = threading.Thread(target=self._run, name="finops-agent-drain", daemon=True)

    # ------------------------------------------------------------ for the recorder

    def start(self) -> None:
        """Begin delivering."""
        self._thread.start()

    def flush(self, timeout_s: float) -> bool:
        """Wait until what is in the journal now is stored, and in those of processes that ended.

        Return whether that came true in time.
        """
        deadline = time.monotonic() + timeout_s
        target = self._positions()
        search = self._searches_begun + 1
        self._adopt_at = self._retry_at = 0.0
        self._flushing += 1
        try:
            return self._wait_for(target, search, deadline)
        finally:
            self._flushing -= 1

    def _wait_for(self, target: dict[Path, int], search: int, deadline: float) -> bool:
        while self._searches_done < search or not self._has_reached(target):
            if self._searches_done < search:
                self._adopt_at = 0.0
            self._wake.ring()
            left = deadline - time.monotonic()
            if left <= 0 or not self._thread.is_alive():
                return False
            time.sleep(min(left, FLUSH_POLL_S))
        return True

    def stop(self, timeout_s: float) -> None:
        """End the thread after the round it is in; what is not delivered stays in the journal."""
        self._stopping = True
        self._wake.ring()
        if self._thread.is_alive():
            self._thread.join(timeout_s)

    def before_fork(self) -> None:
        """Let go of the store: a child that inherits a connection in use finds its locks taken for ever.

        Waits for the batch that is on its way, and goes on without after `FORK_WAIT_S`.
        """
        thread = threading.get_ident()
        self._forks.add(thread)  # the drain takes no other batch: it would win the lock again and again
        if self._using_store.acquire(timeout=FORK_WAIT_S):
            self._held_for_fork.add(thread)
            if self._store is not None:
                store, self._store = self._store, None
                store.close()

    def after_fork_in_parent(self) -> None:
        """Deliver on."""
        thread = threading.get_ident()
        self._forks.discard(thread)
        if thread in self._held_for_fork:
            self._held_for_fork.discard(thread)
            self._using_store.release()

    def is_clean_in_child(self) -> bool:
        """In the child: whether no call of the store was under way at the fork.

        Otherwise the store must not be opened here. SQLite would take the locks of the parent's connection for the
        child's own, and the two would write at once: https://www.sqlite.org/howtocorrupt.html section 2.6.
        """
        return not self._leaves_to_others and threading.get_ident() in self._held_for_fork

    def pending_bytes(self) -> int:
        """Bytes of this process's journal that the store has not committed."""
        ends = self._positions()
        return sum(max(0, end - self._reached(path)) for path, end in ends.items())

    def figures(self) -> dict[str, int | str | None]:
        """The counts so far, by the names of `Stats`."""
        counts = self._delivery.counts
        return {
            "stored": counts.stored,
            "recovered": self._recovered,
            "damaged": counts.damaged,
            "dead": counts.dead,
            "erased": counts.erased,
            "store_errors": self._errors,
            "last_error": self._last_error,
        }

    # ------------------------------------------------------------ the thread

    def _run(self) -> None:
        pause = 0.0
        while True:
            self._wake.sleep(min(pause, SYNC_EVERY_S) if self._upkeep.is_durable else pause)
            is_last = self._stopping
            pause = self._turn()
            if is_last:
                break
        for file in self._files.values():
            file.forget()
        if self._store is not None:
            self._store.close()

    def _turn(self) -> float:
        """Do what there is to do; return how long to rest: nothing while events go out."""
        try:
            self._upkeep.run(give_up_oldest=self._failures > 0)
            if self._leaves_to_others:
                return self._leave_to_others()
            if (wait := self._wait_s()) > 0:
                return wait
            with self._using_store:
                if self._store is None:
                    self._store = self._open_store()
                progressed = self._round(self._store)
        except ErasureUnderWay:
            return FLUSH_POLL_S
        except Exception as error:  # noqa: BLE001 - a drain that dies delivers nothing and tells nobody; this is shown
            return self._note_failure(error)
        self._failures, self._last_error = 0, None
        if not progressed:
            self._pace.caught_up()
        return 0.0 if progressed else POLL_S

    def _wait_s(self) -> float:
        """Seconds until the store may be used: it failed just now, the app is in a hurry, a thread is about to fork."""
        left = self._retry_at - time.monotonic()
        if left > 0 and not self._stopping:
            return left
        if self._pace.gives_way() and not self._is_urgent():
            return LOOK_S
        return FLUSH_POLL_S if self._forks else 0.0

    def _is_urgent(self) -> bool:
        """Whether someone waits for the delivery, or the journal fills up."""
        return self._stopping or self._flushing > 0 or self.pending_bytes() > self._journal.max_bytes // 4

    def _note_failure(self, error: Exception) -> float:
        self._errors += 1
        self._failures += 1
        is_first, self._last_error = self._last_error is None, str(error)
        if is_first:
            with contextlib.suppress(Exception):  # a handler of the app's that fails must not end the delivery
                # Its text alone: a log that keeps an error keeps the frames it came through, and these a segment.
                _log.warning("Events wait in the journal: %s", self._last_error)
        # Full jitter: many processes that lost the same store do not come back at the same moment.
        pause = random.uniform(POLL_S, min(BACKOFF_CAP_S, POLL_S * 2 ** min(self._failures, 16)))  # noqa: S311
        self._retry_at = time.monotonic() + pause
        return pause

    def _round(self, store: Store) -> bool:
        """One batch of each segment that is written, after all of those that are not; return whether there was any."""
        now = time.monotonic()
        if (self._journal.sealed() or now >= self._adopt_at) and self._search(store):
            return True  # there may be more; the store is given back in between
        progressed = self._deliver_live(store)
        self._tell_drops()
        self._heeding.run(store)
        if now >= self._expire_at:
            self._expire_at = now + EXPIRE_EVERY_S
            store.expire()
        return progressed

    # ------------------------------------------------------------ delivering

    def _search(self, store: Store) -> bool:
        """Deliver what nobody writes any more, for `SEARCH_S` at a time; return whether there was any."""
        self._searches_begun += 1
        self._adopt_at = time.monotonic() + ADOPT_EVERY_S
        sweep(self._folder)
        before = self._delivery.counts.stored
        is_complete = self._deliver_sealed(store, time.monotonic() + SEARCH_S)
        self._note_delivered()
        if is_complete:
            self._searches_done = self._searches_begun
        else:
            self._adopt_at = 0.0
        return not is_complete or self._delivery.counts.stored > before

    def _note_delivered(self) -> None:
        """Segments of ours that are gone were delivered, by us or by another process."""
        for path in self._journal.sealed():
            if not path.exists():
                self._journal.delivered(path)

    def _leave_to_others(self) -> float:
        """Leave what is recorded, every now and then and with each flush; any other process delivers it."""
        now = time.monotonic()
        if now >= self._adopt_at or self._stopping:
            self._adopt_at = now + ADOPT_EVERY_S
            self._searches_begun += 1
            self._journal.let_go()
            self._searches_done = self._searches_begun
        self._note_delivered()
        return POLL_S

    def _deliver_sealed(self, store: Store, deadline: float) -> bool:
        """The segments that nobody writes, ours and those of ended processes; return whether that was all."""
        for file in adopt(self._folder):
            start = self._delivery.counts.stored
            more = True
            try:
                while more and time.monotonic() < deadline:
                    more = self._delivery.deliver(store, file)
                    self._upkeep.run(give_up_oldest=False)
                    if more and (self._stopping or self._forks):
                        deadline = 0.0
                if not more:
                    file.delete()
            finally:
                if not is_own(file.path):
                    self._recovered += self._delivery.counts.stored - start
                file.forget()
            if more:
                return False
        return True

    def _deliver_live(self, store: Store) -> bool:
        writers = self._journal.writers()
        for path in self._files.keys() - {writer.path for writer in writers}:
            self._files.pop(path).forget()
        progressed = [self._deliver_from(store, writer) for writer in writers]
        return any(progressed)

    def _deliver_from(self, store: Store, writer: Writer) -> bool:
        """One batch of a segment that this process writes."""
        file = self._file_of(writer)
        if file is None:
            return False
        end = writer.end()
        # A mapped segment is whole up to its end; the last frame of an appended one may still be on its way.
        is_whole = isinstance(writer, MappedSegment)
        progressed = self._delivery.deliver(store, file, end=end, at_end=is_whole)
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

    # ------------------------------------------------------------ where we are

    def _positions(self) -> dict[Path, int]:
        """How far each segment of this process is written."""
        return self._journal.sealed() | {writer.path: writer.end() for writer in self._journal.writers()}

    def _has_reached(self, target: dict[Path, int]) -> bool:
        sealed = self._journal.sealed()
        live = {writer.path for writer in self._journal.writers()}
        return not any(path in sealed or (path in live and self._reached(path) < end) for path, end in target.items())

    def _reached(self, path: Path) -> int:
        file = self._files.get(path)
        return file.acknowledged if file else FILE_HEADER_BYTES
