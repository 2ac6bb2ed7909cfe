"""When a browser session is over: closed tab, lost connection, time-out, server stop.

Streamlit tells of a disconnect, not of an end: the same session may come back. So a disconnect only starts a clock; the
visit ends when the grace has passed and nobody came back, and it ended at the disconnect, not when the clock ran out.
Measured by the tests with a real browser.
"""

import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from finops_agent.conversation import Conversation
from finops_agent.events import timestamp

_Left = tuple[str, int, float]
"""Session id, moment of the disconnect in microseconds, monotonic second of it."""

STOP_S = 2.0
"""A disconnect this shortly before the server's stop is the stop's own: Streamlit hangs up before it tells us."""


@dataclass(frozen=True, slots=True)
class Visit:
    """What the session-scoped cache holds: its release is the disconnect."""

    session_id: str
    presence: "Presence"


class Presence:
    """Who is there. `enter` may be called from any thread, `left` from the event loop: it only notes the moment."""

    def __init__(self, grace_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._grace_s = grace_s
        self._clock = clock
        self._there: dict[str, Conversation] = {}
        self._away: dict[str, _Left] = {}
        self._changes: queue.SimpleQueue[_Left | str | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="finops-agent-presence", daemon=True)
        self._thread.start()

    def enter(self, conversation: Conversation) -> Visit:
        """A browser session is connected, for the first time or again."""
        self._there[conversation.session_id] = conversation
        self._changes.put(conversation.session_id)
        return Visit(conversation.session_id, self)

    def left(self, visit: Visit) -> None:
        """The connection is gone. Called on the event loop: it must return at once."""
        self._changes.put((visit.session_id, timestamp.now_us(), self._clock()))

    def close(self) -> None:
        """The server stops: end every open visit."""
        self._changes.put(None)
        self._thread.join(5)
        for conversation in list(self._there.values()):
            left = self._away.get(conversation.session_id)
            if left and self._clock() - left[2] > STOP_S:
                conversation.end("disconnect", at_us=left[1])
            else:
                conversation.end("shutdown")
        self._there.clear()

    def _run(self) -> None:
        while True:
            try:
                change = self._changes.get(timeout=self._until_next())
            except queue.Empty:
                self._end_overdue()
                continue
            if change is None:
                return
            if isinstance(change, str):
                self._away.pop(change, None)
            else:
                self._away[change[0]] = change
            if self._changes.empty():  # a return that waits in the queue comes before any end
                self._end_overdue()

    def _until_next(self) -> float | None:
        if not self._away:
            return None
        first = min(left for _, _, left in self._away.values())
        return max(0.01, first + self._grace_s - self._clock())

    def _end_overdue(self) -> None:
        now = self._clock()
        for session_id, moment_us, left in list(self._away.values()):
            if now - left >= self._grace_s:
                del self._away[session_id]
                conversation = self._there.pop(session_id, None)
                if conversation is not None:
                    conversation.end("disconnect", at_us=moment_us)
