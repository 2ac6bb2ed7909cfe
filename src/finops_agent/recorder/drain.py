"""The drain: one background thread that moves events from journals to the store.

It reads committed lines, hands them to the store in batches, and remembers an offset only after the store has
committed: whatever happens in between is delivered again, which changes nothing. It retries for as long as the
disk lasts. An event that the store can never take goes to the dead-letter file with its reason.
"""

import json
import logging
import random
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from finops_agent.errors import InvalidEvent
from finops_agent.events import Event
from finops_agent.events.items import decode
from finops_agent.recorder.journal import (
    READ_BYTES,
    SEGMENT_BYTES,
    Segment,
    adopt,
    cut,
    is_own,
    load_ack,
    save_ack,
    sweep,
)
from finops_agent.stores import Store

BATCH_EVENTS = 500
POLL_S = 0.1
"""How often the journal is looked at; the callers never signal, since that would take a lock."""
ADOPT_EVERY_S = 10.0
EXPIRE_EVERY_S = 3_600.0
BACKOFF_CAP_S = 30.0

_log = logging.getLogger("finops_agent")


class _Source(Protocol):
    """Where lines come from: our own segment or an orphan."""

    path: Path

    def read(self, offset: int) -> bytes: ...


class Drain:
    """Delivers the journals in `folder` to the store that `open_store` gives; made in the drain's own thread.

    `own_segment` names the segment this process writes, `roll` makes it begin a new one.
    """

    def __init__(
        self,
        folder: Path,
        open_store: Callable[[], Store],
        own_segment: Callable[[], Segment | None],
        roll: Callable[[], None],
    ) -> None:
        self._folder = folder
        self._open_store = open_store
        self._own_segment = own_segment
        self._roll = roll
        self._store: Store | None = None
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._idle = threading.Condition()
        self._asked = self._served = 0
        self._adopt_at = self._expire_at = 0.0
        self._failures = 0
        self._offset: tuple[Path, int] | None = None
        self._delivered = self._recovered = self._damaged = self._dead = self._errors = 0
        self._last_error: str | None = None
        self._thread = threading.Thread(target=self._run, name="finops-agent-drain", daemon=True)

    # ------------------------------------------------------------ for the recorder

    def start(self) -> None:
        """Begin delivering."""
        self._thread.start()

    def flush(self, timeout_s: float) -> bool:
        """Wait until what is in the journal now is stored; return whether that came true in time."""
        deadline = time.monotonic() + timeout_s
        with self._idle:
            self._asked += 1
            ticket = self._asked
            while self._served < ticket:
                self._wake.set()
                left = deadline - time.monotonic()
                if left <= 0 or not self._thread.is_alive():
                    return False
                self._idle.wait(min(left, POLL_S))
        return True

    def stop(self, timeout_s: float) -> None:
        """End the thread after the round it is in; what is not delivered stays in the journal."""
        self._stopping.set()
        self._wake.set()
        self._thread.join(timeout_s)

    def pending_bytes(self) -> int:
        """Bytes of this process's segment that the store has not committed."""
        segment = self._own_segment()
        if segment is None:
            return 0
        done = self._offset
        return segment.size() - (done[1] if done and done[0] == segment.path else 0)

    def figures(self) -> dict[str, int | str | None]:
        """The counts so far, by the names of `Stats`."""
        return {
            "stored": self._delivered,
            "recovered": self._recovered,
            "damaged": self._damaged,
            "dead": self._dead,
            "store_errors": self._errors,
            "last_error": self._last_error,
        }

    # ------------------------------------------------------------ the thread

    def _run(self) -> None:
        while True:
            last = self._stopping.is_set()
            self._wake.clear()
            asked = self._asked
            pause = self._round()
            if not self._failures and pause:
                with self._idle:
                    self._served = asked
                    self._idle.notify_all()
            if last:
                break
            if pause:
                self._wake.wait(pause)
        if self._store is not None:
            self._store.close()

    def _round(self) -> float:
        """Do what there is to do; return how long to rest: `POLL_S` when all that was there is delivered."""
        try:
            if self._store is None:
                self._store = self._open_store()
            busy = self._deliver_own()
            self._now_and_then(self._store)
        except Exception as error:  # noqa: BLE001 - a drain that dies delivers nothing and tells nobody; this is shown
            return self._note_failure(error)
        self._failures, self._last_error = 0, None
        return 0.0 if busy else POLL_S

    def _note_failure(self, error: Exception) -> float:
        self._errors += 1
        self._failures += 1
        if self._last_error is None:
            _log.warning("Events wait in the journal: %s", error)
        self._last_error = str(error)
        # Full jitter: many processes that lost the same store do not come back at the same moment.
        return random.uniform(POLL_S, min(BACKOFF_CAP_S, POLL_S * 2 ** min(self._failures, 16)))  # noqa: S311

    def _now_and_then(self, store: Store) -> None:
        now = time.monotonic()
        if now >= self._adopt_at:
            self._adopt_at = now + ADOPT_EVERY_S
            self._deliver_orphans()
        if now >= self._expire_at:
            self._expire_at = now + EXPIRE_EVERY_S
            store.expire()

    def _deliver_own(self) -> bool:
        """One batch of our own segment; return whether more was there when it began."""
        segment = self._own_segment()
        if segment is None:
            return False
        size = segment.size()
        if self._offset is None or self._offset[0] != segment.path:
            self._offset = (segment.path, 0)
        reached = self._deliver(segment, self._offset[1], at_end=False)
        stuck = reached == self._offset[1]
        self._offset = (segment.path, reached)
        if reached >= SEGMENT_BYTES or segment.is_gone():
            # From here on the old segment is an orphan like any other, once no thread writes to it any more.
            self._roll()
            self._offset, self._adopt_at = None, 0.0
            return False
        return reached < size and not stuck

    def _deliver_orphans(self) -> None:
        own = self._own_segment()
        sweep(self._folder)
        for orphan in adopt(self._folder, except_for=own.path if own else None):
            try:
                offset, before = load_ack(orphan.path), self._delivered
                while (reached := self._deliver(orphan, offset, at_end=True)) != offset:
                    offset = reached
                if not is_own(orphan.path):
                    self._recovered += self._delivered - before
                orphan.finish()
            finally:
                orphan.release()

    def _deliver(self, source: _Source, offset: int, *, at_end: bool) -> int:
        """One batch from `offset`; return the new offset, remembered on disk after the store's commit."""
        data = source.read(offset)
        full = len(data) == READ_BYTES
        chunk = cut(data, at_end=at_end and not full, limit=BATCH_EVENTS)
        if full and chunk.length == 0:  # no line of ours is that long
            self._damaged += 1
            chunk = cut(b"", at_end=True, limit=0)
            reached = offset + len(data)
        else:
            reached = offset + chunk.length
        if reached == offset:
            return offset
        self._damaged += chunk.damaged
        self._deliver_events(self._readable(chunk.bodies))
        save_ack(source.path, reached)
        return reached

    def _readable(self, bodies: Sequence[bytes]) -> list[Event]:
        events = []
        for body in bodies:
            try:
                events.append(decode(body))
            except InvalidEvent as error:
                self._bury(body, str(error))
        return events

    def _deliver_events(self, events: Sequence[Event]) -> None:
        """Put a batch; a refused one is halved until the events that the store cannot take are found."""
        store = self._store
        if not events or store is None:
            return
        try:
            self._delivered += store.put_many(events)
        except (ValueError, OverflowError, TypeError) as error:
            if len(events) == 1:
                self._bury(_line(events[0]), f"{type(error).__name__}: {error}")
                return
            half = len(events) // 2
            self._deliver_events(events[:half])
            self._deliver_events(events[half:])

    def _bury(self, body: bytes, reason: str) -> None:
        """Keep an undeliverable event, with its reason, where a person can look at it."""
        self._dead += 1
        line = json.dumps({"reason": reason, "event": body.decode("utf-8", "replace")})
        path = self._folder / "dead-letter.jsonl"
        with path.open("a", encoding="utf-8") as file:
            file.write(line + "\n")
        path.chmod(0o600)


def _line(event: Event) -> bytes:
    return repr(event).encode("utf-8", "backslashreplace")
