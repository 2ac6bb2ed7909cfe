"""From a segment to the store: one batch at a time, acknowledged only after the store's commit.

Whatever happens between the two is delivered again, which changes nothing. A refused batch is halved until the events
that the store can never take are found; those become dead letters.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from finops_agent.errors import FinOpsAgentError, InvalidEvent
from finops_agent.events import Event
from finops_agent.events.items import decode
from finops_agent.recorder import dead_letters
from finops_agent.recorder.blanking import blank_chunk
from finops_agent.recorder.drops import Drops
from finops_agent.recorder.erasures import Tombstones, delivering, erased_from, session_of
from finops_agent.recorder.frames import Chunk, cut
from finops_agent.recorder.segment import READ_BYTES, SegmentFile
from finops_agent.stores import Store

BATCH_EVENTS: Final = 500
_STRETCH: Final = 100
"""Events decoded in one go: the threads of the app wait that long for the interpreter, some tenths of a millisecond."""
_REST_S: Final = 0.000_02


class ErasureUnderWay(FinOpsAgentError):
    """A session is being erased at this moment; nothing is delivered meanwhile."""


@dataclass(slots=True)
class Counts:
    """What became of events."""

    stored: int = 0
    damaged: int = 0
    dead: int = 0
    erased: int = 0


@dataclass(slots=True)
class _Aside:
    """What of a batch does not go to the store; noted once the rest is there, since a retry would note it again."""

    letters: list[tuple[bytes, str]] = field(default_factory=list)
    erased: int = 0
    gone: set[str] = field(default_factory=set)
    """Sessions that were erased; their frames are overwritten."""

    def leave(self, session_id: str) -> None:
        """One event that goes nowhere, since its session was erased."""
        self.erased += 1
        self.gone.add(session_id)


class Delivery:
    """Delivers segments of `folder`, and counts in `drops` what could not be read. One thread.

    It rests between stretches of work, for the sake of the app's threads, unless `is_awaited` says that one waits.
    `tell` hears of what the store has taken.
    """

    def __init__(
        self,
        folder: Path,
        drops: Drops,
        is_awaited: Callable[[], bool] = lambda: False,
        tell: Callable[[Sequence[Event]], None] = lambda _: None,
    ) -> None:
        self._drops = drops
        self._is_awaited = is_awaited
        self._tell = tell
        self.counts = Counts()
        self._folder = folder
        self._tombstones = Tombstones(folder)

    def deliver(self, store: Store, file: SegmentFile, *, end: int | None = None, at_end: bool = True) -> bool:
        """One batch from where the store has it; return whether there was any.

        Args:
            store: where to.
            file: the segment; it is acknowledged as far as this came.
            end: do not read beyond; for a segment that is being written.
            at_end: whether nothing more is written to it, so that what is not whole will never be.

        Raises:
            ErasureUnderWay: try again in a moment.
            StoreUnavailable: as `Store.put_many`.
        """
        with delivering(self._folder) as is_free:
            if not is_free:
                raise ErasureUnderWay("Events wait in the journal while a session is erased.")
            chunk, reached = self._next_chunk(file, end, at_end=at_end)
            aside = _Aside()
            self._tombstones.refresh()
            self._put(store, *self._wanted(*self._readable(chunk.bodies, aside), aside), aside)
            self._leave_letters_of_erased(store, aside)
            dead_letters.bury(self._folder, aside.letters)
            if aside.gone:
                blank_chunk(file, reached - chunk.length, chunk, aside.gone)
            if reached > file.acknowledged:
                file.acknowledge(reached)
        self._note(aside, chunk.damaged, file.path.name)
        return bool(chunk.bodies or chunk.damaged)

    def _next_chunk(self, file: SegmentFile, end: int | None, *, at_end: bool) -> tuple[Chunk, int]:
        """The next bodies, past any space that nobody wrote to, and the offset behind them."""
        offset = file.acknowledged
        while True:
            data = file.read(offset, end)
            chunk = cut(data, at_end=at_end and len(data) < READ_BYTES, limit=BATCH_EVENTS)
            offset += chunk.length
            if chunk.bodies or chunk.damaged or chunk.length == 0:
                return chunk, offset

    def _readable(self, bodies: Sequence[bytes], aside: _Aside) -> tuple[list[Event], list[bytes]]:
        """The events and their bodies; what is none goes to the dead letters, or nowhere if its session was erased."""
        events, kept = [], []
        for start in range(0, len(bodies), _STRETCH):
            for body in bodies[start : start + _STRETCH]:
                try:
                    events.append(decode(body))
                    kept.append(body)
                except InvalidEvent as error:
                    if not body.strip():  # blanks stand where an erased event was
                        continue
                    if self._tombstones.has(session_of(body)):
                        aside.leave(session_of(body))
                    else:
                        aside.letters.append((body, str(error)))
            if not self._is_awaited():
                time.sleep(_REST_S)
        return events, kept

    def _wanted(self, events: list[Event], bodies: list[bytes], aside: _Aside) -> tuple[list[Event], list[bytes]]:
        """Those whose session was not erased."""
        if not self._tombstones:
            return events, bodies
        kept: list[tuple[Event, bytes]] = []
        for event, body in zip(events, bodies, strict=True):
            if self._tombstones.has(event.session_id):
                aside.leave(event.session_id)
            else:
                kept.append((event, body))
        return [event for event, _ in kept], [body for _, body in kept]

    def _put(self, store: Store, events: Sequence[Event], bodies: Sequence[bytes], aside: _Aside) -> None:
        """Put a batch; a refused one is halved until the events that the store cannot take are found."""
        if not events:
            return
        try:
            new = store.put_many(events, bodies)
            self.counts.stored += new
            self._tell(events)
            if new < len(events):
                self._leave_erased(store, events, aside)
        except (
            InvalidEvent,
            ValueError,
            OverflowError,
        ) as error:  # a TypeError is a fault of the store, not of an event
            if len(events) == 1:
                aside.letters.append((bodies[0], f"{type(error).__name__}: {error}"))
                return
            half = len(events) // 2
            self._put(store, events[:half], bodies[:half], aside)
            self._put(store, events[half:], bodies[half:], aside)

    def _leave_erased(self, store: Store, events: Sequence[Event], aside: _Aside) -> None:
        """Not all were new. They may have been delivered before, or their session was erased from another home."""
        gone = erased_from(store, {event.session_id for event in events})
        for event in events:
            if event.session_id in gone:
                aside.leave(event.session_id)

    def _leave_letters_of_erased(self, store: Store, aside: _Aside) -> None:
        """The store is not given what becomes a letter, so it is asked."""
        if not aside.letters:
            return
        sessions = [session_of(body) for body, _ in aside.letters]
        gone = erased_from(store, set(sessions))
        for session_id in sessions:
            if session_id in gone:
                aside.leave(session_id)
        aside.letters = [letter for letter in aside.letters if session_of(letter[0]) not in gone]

    def _note(self, aside: _Aside, damaged: int, name: str) -> None:
        """Count what did not go to the store."""
        self.counts.dead += len(aside.letters)
        self.counts.erased += aside.erased
        if damaged:
            self.counts.damaged += damaged
            self._drops.add("damaged", f"what cannot be read in {name}", count=damaged)
