"""When a browser session is over: closed tab, lost connection, time-out, server stop.

Streamlit tells of a disconnect, not of an end: the same session may come back. So a disconnect only starts a clock; the
visit ends when the grace has passed and nobody came back, and it ended at the disconnect, not when the clock ran out.
A tab that stays open and does nothing ends by time-out and keeps its data; its visitor may come back to it any time.
Measured by the tests with a real browser.
"""

import logging
import queue
import threading
import time
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from finops_agent.conversation import Conversation
from finops_agent.events import timestamp
from finops_agent.recorder.clock import SYSTEM_CLOCK, Clock

STOP_S: Final = 2.0
"""A disconnect this shortly before the server's stop is the stop's own: Streamlit hangs up before it tells us."""
CLOSE_S: Final = 1.0
"""What `close` waits for the thread, and again for answers that are being computed: the server stops within seconds."""
LOOK_S: Final = 60.0
"""Longest sleep while somebody is there: a sleep does not see the clock of the day set, nor a machine that slept."""
BUSY_S: Final = 0.2
"""An answer that is being computed delays the end of its visit; then we look again after this."""
_SHORTEST_S: Final = 0.01

_Call = Literal["look", "stop"]
_log = logging.getLogger(__name__)


class _Left(NamedTuple):
    moment_us: int
    elapsed_s: float


@dataclass(slots=True, eq=False)
class Visit:
    """One connection of a visit. The session-scoped cache holds it: its release is the disconnect."""

    conversation: Conversation
    presence: "Presence"
    run_us: int
    """The last run of the page."""
    left: _Left | None = None

    @property
    def session_id(self) -> str:
        """The visit's id."""
        return self.conversation.session_id

    @property
    def active_us(self) -> int:
        """The last run or event: a download is an event without a run."""
        return max(self.run_us, self.conversation.session.last_activity_us)


class Presence:
    """Who is there. `enter` and `touch` may be called from any thread, `left` from the event loop.

    It remembers the visits that have not ended; one that timed out is known again at its next run or disconnect.
    """

    def __init__(self, grace_s: float, idle_s: float, clock: Clock = SYSTEM_CLOCK) -> None:
        self._grace_s, self._idle_s = grace_s, idle_s
        self._clock = clock
        self._visits: dict[str, Visit] = {}
        self._lock = threading.Lock()
        """Held while a visit is ended, so that one that comes back finds its end done or not begun."""
        self._is_closed = False
        self.failed_ends = 0
        """Visits whose end failed; each is logged."""
        self._changes: queue.SimpleQueue[tuple[Visit, _Left] | _Call] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="finops-agent-presence", daemon=True)
        self._thread.start()

    def enter(self, conversation: Conversation) -> Visit:
        """A browser session is connected, for the first time or again; a former connection of it counts no more."""
        visit = Visit(conversation, self, self._clock.now_us())
        with self._lock:
            self._visits[visit.session_id] = visit
            if self._is_closed:
                self._end_all(CLOSE_S)
        self._changes.put("look")
        return visit

    def touch(self, visit: Visit) -> None:
        """The page ran: the visitor is active, and a visit that had ended goes on."""
        visit.run_us = self._clock.now_us()
        with self._lock:
            if self._is_closed:
                return
            visit.conversation.resume()
            if visit.left is not None:  # a run that the disconnect did not stop yet: what it records needs an end too
                visit.left = visit.left._replace(elapsed_s=self._clock.elapsed_s())
            if visit.session_id in self._visits:
                return
            self._visits[visit.session_id] = visit
        self._changes.put("look")

    def left(self, visit: Visit) -> None:
        """The connection is gone. Called on the event loop: it must return at once."""
        self._changes.put((visit, _Left(self._clock.now_us(), self._clock.elapsed_s())))

    def forget(self, session_id: str) -> None:
        """The visitor ended the visit."""
        with self._lock:
            self._visits.pop(session_id, None)

    def close(self) -> None:
        """The server stops: end every open visit, within seconds whatever hangs. May be repeated."""
        self._changes.put("stop")
        self._thread.join(CLOSE_S)
        is_ours = self._lock.acquire(timeout=CLOSE_S)
        try:
            self._is_closed = True
            self._end_all(CLOSE_S)
        finally:
            if is_ours:
                self._lock.release()

    # ------------------------------------------------------------ inside

    def _run(self) -> None:
        while True:
            try:
                change = self._changes.get(timeout=self._until_next())
            except queue.Empty:
                change = "look"
            if change == "stop":
                return
            if isinstance(change, tuple):
                self._note_disconnect(*change)
            if self._changes.empty():
                self._end_overdue()

    def _note_disconnect(self, visit: Visit, left: _Left) -> None:
        with self._lock:
            self._visits.setdefault(visit.session_id, visit)
            visit.left = visit.left or left

    def _until_next(self) -> float | None:
        """Seconds until an end can be due; None while nobody is there."""
        with self._lock:
            visits = list(self._visits.values())
        if not visits:
            return None
        return min(LOOK_S, max(_SHORTEST_S, min(map(self._due_in, visits))))

    def _due_in(self, visit: Visit) -> float:
        """Seconds until the visit is over."""
        if visit.conversation.is_busy:
            return BUSY_S
        if visit.left is not None:
            return visit.left.elapsed_s + self._grace_s - self._clock.elapsed_s()
        return self._idle_s - (self._clock.now_us() - visit.active_us) / timestamp.US_PER_S

    def _end_overdue(self) -> None:
        with self._lock:
            visits = list(self._visits.values())
        for visit in visits:
            with self._lock:
                if self._visits.get(visit.session_id) is visit and self._due_in(visit) <= 0:
                    del self._visits[visit.session_id]
                    self._end(visit)

    def _end_all(self, patience_s: float) -> None:
        """The stop: answers that are being computed may be finished first, for a moment."""
        visits, self._visits = list(self._visits.values()), {}
        deadline = time.monotonic() + patience_s
        while any(visit.conversation.is_busy for visit in visits) and time.monotonic() < deadline:
            time.sleep(_SHORTEST_S)
        for visit in visits:
            self._end(visit, is_stop=True)

    def _end(self, visit: Visit, *, is_stop: bool = False) -> None:
        """End it for the reason that holds; one that fails must not keep the others from their end."""
        try:
            self._end_by_reason(visit, is_stop=is_stop)
        except Exception:  # noqa: BLE001 - counted and logged; this thread is the only one that ends visits
            self.failed_ends += 1
            _log.exception("Ending the visit %s failed; the others go on.", visit.session_id)

    def _end_by_reason(self, visit: Visit, *, is_stop: bool) -> None:
        conversation, left = visit.conversation, visit.left
        if left is not None and not (is_stop and self._clock.elapsed_s() - left.elapsed_s <= STOP_S):
            # What was computed after the disconnect still belongs to the visit: no end before its last event.
            conversation.end("disconnect", at_us=max(left.moment_us, conversation.session.last_activity_us))
        elif is_stop:
            conversation.end("shutdown")
        else:
            # The moment it was over, as analytics infers it, though we may notice later; and the data stays.
            idle_us = round(self._idle_s * timestamp.US_PER_S)
            conversation.session.end("timeout", at_us=visit.active_us + idle_us)
