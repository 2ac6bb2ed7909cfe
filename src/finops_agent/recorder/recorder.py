"""The recorder: what an app holds. It keeps an event on disk within microseconds and delivers it later."""

import atexit
import logging
import os
import threading
import weakref
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from finops_agent.config import Config
from finops_agent.events import Event
from finops_agent.events.items import encode
from finops_agent.privacy import Step, apply, default_steps
from finops_agent.recorder.drain import Drain
from finops_agent.recorder.journal import Segment
from finops_agent.recorder.receipt import DROP_REASONS, DropReason, Receipt
from finops_agent.recorder.session import Session
from finops_agent.recorder.stats import Stats, Tally
from finops_agent.stores import Store

EXIT_FLUSH_S = 1.0
"""What a process waits at its end for the store; the rest goes out at the next start of any process."""

_log = logging.getLogger("finops_agent")
_alive: "weakref.WeakSet[Recorder]" = weakref.WeakSet()


class Recorder:
    """Records events of this process. Every method may be called from any thread.

    Args:
        journal_dir: folder of the journals, shared by all processes of one store.
        open_store: gives the store; called in the drain's thread, again after a failure.
        config: settings stamped on sessions and events.
        steps: the privacy steps; those of `config` by default.
    """

    def __init__(
        self,
        journal_dir: Path,
        open_store: Callable[[], Store],
        config: Config,
        steps: Sequence[Step] | None = None,
    ) -> None:
        self.config = config
        self._journal_dir = journal_dir
        self._open_store = open_store
        own = default_steps(keep_text=config.record_text, account_ids=config.account_ids)
        self._steps = tuple(steps) if steps is not None else own
        self._recorded = Tally()
        self._drops: dict[DropReason, Tally] = {reason: Tally() for reason in DROP_REASONS}
        self._closed = False
        self._segment: Segment | None = None
        self._rolling = threading.Lock()
        self._drain = self._new_drain()
        self._drain.start()
        _alive.add(self)

    def record(self, event: Event) -> Receipt:
        """Keep `event`: privacy steps, then one line in the journal. Never raises, never waits for the store."""
        try:
            return self._record(event)
        except Exception as error:
            # The one broad guard of the package: a failure of ours must not become a failure of the app.
            if self.config.debug:
                raise
            return self._drop(getattr(event, "interaction_id", "unknown"), "internal_error", error)

    def session(self, session_id: str | None = None, *, user_agent: str = "streamlit_app") -> Session:
        """A new session; with `session_id` the continuation of one that another process began."""
        return Session(self.record, self.config, session_id=session_id, user_agent=user_agent)

    def flush(self, timeout_s: float = 5.0) -> bool:
        """Wait until everything recorded so far is stored; return whether that came true in time."""
        return self._drain.flush(timeout_s)

    def close(self, timeout_s: float = EXIT_FLUSH_S) -> None:
        """Deliver for at most `timeout_s` and stop; later events are dropped as `closed`. May be repeated."""
        if self._closed:
            return
        self._closed = True
        self._drain.flush(timeout_s)
        self._drain.stop(timeout_s)
        self._segment = None  # the descriptor closes, the lock goes: the next process may finish the rest
        _alive.discard(self)

    @property
    def is_closed(self) -> bool:
        """Whether `close` was called."""
        return self._closed

    def stats(self) -> Stats:
        """The health figures, now."""
        dropped: dict[str, int] = {reason: n for reason, tally in self._drops.items() if (n := tally.value())}
        figures = self._drain.figures()
        return Stats(
            recorded=self._recorded.value(),
            pending_bytes=0 if self._closed else self._drain.pending_bytes(),
            dropped=dropped,
            **figures,  # type: ignore[arg-type]  # by name
        )

    def __enter__(self) -> Self:
        """The recorder itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        """Close it."""
        self.close()

    # ------------------------------------------------------------ inside

    def _new_drain(self) -> Drain:
        return Drain(self._journal_dir, self._open_store, lambda: self._segment, self._roll)

    def _record(self, event: Event) -> Receipt:
        if self._closed:
            return self._drop(event.interaction_id, "closed")
        try:
            body = encode(apply(self._steps, event))
        except (msgspec.MsgspecError, UnicodeEncodeError, TypeError) as error:
            return self._drop(event.interaction_id, "invalid", error)
        try:
            segment = self._segment or self._first_segment()
            segment.append(body)
        except OSError as error:
            return self._drop(event.interaction_id, "journal_error", error)
        self._recorded.add()
        return Receipt(event.interaction_id)

    def _first_segment(self) -> Segment:
        """The segment of this process, made at the first event."""
        with self._rolling:
            if self._segment is None:
                self._segment = Segment(self._journal_dir)
            return self._segment

    def _roll(self) -> None:
        """Begin a new segment with the next event; a thread writing to the old one still holds it."""
        with self._rolling:
            self._segment = None

    def _drop(self, interaction_id: str, reason: DropReason, error: Exception | None = None) -> Receipt:
        tally = self._drops[reason]
        tally.add()
        if tally.value() == 1:
            _log.warning("Dropped event %s: %s %s", interaction_id, reason, error or "")
        return Receipt(interaction_id, reason)

    def _after_fork_in_child(self) -> None:
        """The child writes its own segment with its own drain; the parent's stay the parent's."""
        if self._segment is not None:
            self._segment.forget()
        self._segment = None
        self._rolling = threading.Lock()
        self._drain = self._new_drain()
        if not self._closed:
            self._drain.start()


def _close_all() -> None:
    for recorder in list(_alive):
        recorder.close(EXIT_FLUSH_S)


def _after_fork_in_child() -> None:
    for recorder in list(_alive):
        recorder._after_fork_in_child()  # noqa: SLF001 - the module's own class


atexit.register(_close_all)
os.register_at_fork(after_in_child=_after_fork_in_child)
