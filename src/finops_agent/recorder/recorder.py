"""The recorder: what an app holds. It keeps an event on disk within microseconds and delivers it later."""

import contextlib
import json
import os
import sys
import weakref
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec

from finops_agent.config import Config
from finops_agent.events import RECORDER_SESSION, SCHEMA_VERSION, CustomEvent, Event, timestamp
from finops_agent.events.ids import unique_suffix
from finops_agent.events.items import encode
from finops_agent.privacy import Step, body_after, default_steps
from finops_agent.recorder import process
from finops_agent.recorder.clock import SYSTEM_CLOCK, Clock
from finops_agent.recorder.drain import Drain
from finops_agent.recorder.drops import Drops
from finops_agent.recorder.frames import MAX_BODY_BYTES
from finops_agent.recorder.journal import Journal, JournalFull, choose_kind
from finops_agent.recorder.pace import Pace
from finops_agent.recorder.receipt import TOO_DEEP, DropReason, Receipt
from finops_agent.recorder.session import Session
from finops_agent.recorder.sink import Sink
from finops_agent.recorder.stamp import stamp_of
from finops_agent.recorder.stats import Stats, Tally
from finops_agent.recorder.upkeep import Upkeep
from finops_agent.recorder.wake import Wake
from finops_agent.stores import Store

CLOSE_S = 1.0

_INVALID = (msgspec.MsgspecError, UnicodeEncodeError, TypeError)
"""What encoding says of values that make no event."""


class Recorder:
    """Records events of this process. Every method may be called from any thread.

    Args:
        journal_dir: folder of the journals, shared by all processes of one store.
        open_store: gives the store; called in the drain's thread, again after a failure.
        config: settings stamped on sessions and events.
        steps: the privacy steps; those of `config` by default.
        clock: what stamps and times the events of its sessions.
        open_sink: gives what hears of stored events, if anything does; called once in each process.
    """

    def __init__(
        self,
        journal_dir: Path,
        open_store: Callable[[], Store],
        config: Config,
        steps: Sequence[Step] | None = None,
        clock: Clock = SYSTEM_CLOCK,
        *,
        open_sink: Callable[[], Sink | None] = lambda: None,
    ) -> None:
        self.config = config
        self._clock = clock
        self._open_store = open_store
        self._open_sink = open_sink
        own = default_steps(keep_text=config.record_text, account_ids=config.account_ids)
        self._steps = tuple(steps) if steps is not None else own
        self._stamp = stamp_of(config)
        self._recorded = Tally()
        self._sessions: weakref.WeakSet[Session] = weakref.WeakSet()
        self._drops = Drops()
        self._wake = Wake()
        kind, _ = choose_kind(journal_dir, config.journal)
        self._journal = Journal(journal_dir, kind, config.journal_max_bytes, _weakly(self._ring))
        self._drain = self._new_drain()
        self._drain_pid = os.getpid()
        self._drain.start()
        self._closed = False
        process.remember(self)

    def record(self, event: Event) -> Receipt:
        """Keep `event`: privacy steps, then one frame in the journal. Never raises, never waits for anything."""
        body = None
        try:
            if self._closed:
                return self._drop(event.interaction_id, "closed")
            try:
                event, body = body_after(self._steps, event)
                if event.app is event.environment is None:
                    body = body[:-1] + self._stamp
                if len(body) > MAX_BODY_BYTES:
                    return self._drop(event.interaction_id, "too_large", f"{len(body):,} bytes")
                self._journal.append(body)
                self._recorded.add()
                return Receipt(event.interaction_id)
            except Exception as error:  # noqa: BLE001 - the one guard: no failure of ours may become one of the app
                return self._failed(event, error, is_encoded=body is not None)
        except RecursionError:
            for _ in self._drops.too_deep:  # counts one; no call has room here
                break
            return TOO_DEEP

    def session(self, session_id: str | None = None, *, user_agent: str = "streamlit_app") -> Session:
        """A new session; with `session_id` the continuation of one that another process began."""
        session = Session(
            self.record,
            self.config,
            refuse=self._refuse,
            too_deep=self._drops.too_deep,
            session_id=session_id,
            user_agent=user_agent,
            clock=self._clock,
        )
        self._sessions.add(session)
        return session

    def flush(self, timeout_s: float = 5.0) -> bool:
        """Wait until everything recorded so far is stored; return whether that came true in time."""
        return self._drain.flush(timeout_s)

    def close(self, timeout_s: float = CLOSE_S) -> None:
        """Deliver for at most `timeout_s` and stop; later events are dropped as `closed`. May be repeated."""
        if self._closed:
            return
        self._closed = True
        self._stop(timeout_s, timeout_s)
        process.forget(self)

    @property
    def is_closed(self) -> bool:
        """Whether `close` was called."""
        return self._closed

    def stats(self) -> Stats:
        """The health figures, now."""
        figures = self._drain.figures()
        return Stats(
            recorded=self._recorded.value(),
            pending_bytes=self._drain.pending_bytes(),
            dropped=self._drops.by_reason(),
            journal=self._journal.kind,
            **figures,  # type: ignore[arg-type]  # by name
        )

    def __enter__(self) -> Self:
        """The recorder itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        """Close it."""
        self.close()

    def __del__(self) -> None:
        """Dropped without `close`: the drain ends after the round it is in, the rest waits in the journal."""
        if getattr(self, "_closed", True):
            return
        self._journal.let_go()
        with contextlib.suppress(RuntimeError):  # collected within the drain's own thread, which cannot await itself
            self._drain.stop(0.0)

    # ------------------------------------------------------------ inside

    def _failed(self, event: Event, error: Exception, *, is_encoded: bool) -> Receipt:
        """Count an event that could not be kept; in debug mode a failure of ours is raised."""
        if isinstance(error, JournalFull):
            return self._drop(event.interaction_id, "journal_full", error)
        if isinstance(error, OSError):
            return self._drop(event.interaction_id, "journal_error", error)
        if isinstance(error, _INVALID) and not is_encoded:
            return self._drop(event.interaction_id, "invalid", error)
        if self.config.debug:
            raise error
        return self._drop(_id_of(event), "internal_error", type(error).__name__)

    def _drop(self, interaction_id: str, reason: DropReason, error: object = "") -> Receipt:
        # Neither id nor message in the log: both may hold what the privacy steps have not seen.
        self._drops.add(reason, "an event", error if isinstance(error, str | OSError) else type(error).__name__)
        return Receipt(interaction_id, reason)

    def _refuse(self, what: str, error: Exception) -> Receipt:
        """A call whose values make no event."""
        if self.config.debug:
            raise error
        return self._drop(what, "invalid", f"{type(error).__name__}: {error}")

    def _tell_drops(self) -> None:
        """Record what was lost as an event of its own, so that the dashboard can show it."""
        loss = self._drops.untold()
        if loss is None:
            return
        now = timestamp.now_us()
        since, until = timestamp.to_text(loss.since_us), timestamp.to_text(loss.until_us)
        data: dict[str, Any] = {"count": loss.count, "reasons": loss.reasons, "since": since, "until": until}
        moment = timestamp.to_text(now)
        event = CustomEvent(
            interaction_id=f"custom_events_dropped_{moment}_{unique_suffix()[:8]}",
            event_name="events_dropped",
            event_data=json.dumps(data),
            timestamp=moment,
            session_id=RECORDER_SESSION,
            ttl=now // timestamp.US_PER_S + self.config.retention_of("custom_event") * timestamp.S_PER_DAY,
            seq=0,
            schema_version=SCHEMA_VERSION,
        )
        try:
            self._journal.append(encode(event)[:-1] + self._stamp)
        except OSError:
            return  # there is still no room; it is told when there is
        self._recorded.add()
        self._drops.mark_told(loss)

    # ------------------------------------------------------------ life

    def _new_drain(self, *, leaves_to_others: bool = False) -> Drain:
        return Drain(
            self._journal,
            self._wake,
            open_store=self._open_store,
            drops=self._drops,
            tell_drops=_weakly(self._tell_drops),
            pace=Pace(self._recorded.value),
            upkeep=Upkeep(
                self._journal,
                self._drops,
                is_durable=self.config.durability == "machine",
                may_drop_oldest=self.config.journal_full == "drop_oldest",
            ),
            recorded=self._recorded.value,
            open_sink=self._open_sink,
            leaves_to_others=leaves_to_others,
        )

    def _ring(self) -> None:
        """Wake the drain; in a child process that has none yet, start it.

        While the interpreter ends no thread can begin, and to try would hang: the next process delivers.
        """
        if self._drain_pid != os.getpid() and not sys.is_finalizing():
            self._drain_pid = os.getpid()
            with contextlib.suppress(RuntimeError):
                self._drain.start()
        self._wake.ring()

    def _stop(self, flush_s: float, stop_s: float) -> None:
        self._drain.flush(flush_s)
        self._journal.let_go()
        self._drain.stop(stop_s)

    def at_exit(self, flush_s: float, stop_s: float) -> None:
        """Deliver for a moment; what a thread records after this waits in the journal for the next process."""
        self._stop(flush_s, stop_s)

    def before_fork(self) -> None:
        """Let go of the store."""
        self._drain.before_fork()

    def after_fork_in_parent(self) -> None:
        """Deliver on."""
        self._drain.after_fork_in_parent()

    def after_fork_in_child(self) -> None:
        """The child writes its own segments, with a drain that starts with the first; the parent keeps its own."""
        for session in self._sessions:
            session.go_on_elsewhere()
        self._journal.forget()
        self._wake = Wake()
        self._drain = self._new_drain(leaves_to_others=not self._drain.is_clean_in_child())


def _weakly(method: Callable[[], None]) -> Callable[[], None]:
    """`method` for the drain, whose thread would otherwise keep a recorder that nobody else holds any more."""
    reference = weakref.WeakMethod(method)

    def call() -> None:
        if (alive := reference()) is not None:
            alive()

    return call


def _id_of(event: object) -> str:
    """The id of what was handed to `record`, which may be anything."""
    with contextlib.suppress(Exception):
        return str(getattr(event, "interaction_id"))  # noqa: B009 - an object of any type
    return "unknown"
