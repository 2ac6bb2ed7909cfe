"""The drain: one background thread that brings events from journals to the store.

It retries for as long as the disk lasts, and takes over the journals of processes that ended.
"""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from finops_agent.recorder.backoff import Backoff
from finops_agent.recorder.delivery import Delivery, ErasureUnderWay
from finops_agent.recorder.drops import Drops
from finops_agent.recorder.expiry import Expiry
from finops_agent.recorder.heeding import Heeding
from finops_agent.recorder.journal import Journal
from finops_agent.recorder.live import LiveSegments
from finops_agent.recorder.pace import LOOK_S, Pace
from finops_agent.recorder.search import Search
from finops_agent.recorder.sink import GuardedSink, Health, Sink
from finops_agent.recorder.store_hold import StoreHold
from finops_agent.recorder.upkeep import SYNC_EVERY_S, Upkeep
from finops_agent.recorder.wake import Wake
from finops_agent.stores import Store

POLL_S: Final = 0.1
"""How often the journal is looked at; callers do not signal every event, since that would cost them a system call."""
FLUSH_POLL_S: Final = 0.005


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
        recorded: how many events this process has recorded so far.
        open_sink: gives what hears of stored events, if anything does.
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
        recorded: Callable[[], int],
        open_sink: Callable[[], Sink | None] = lambda: None,
        leaves_to_others: bool = False,
    ) -> None:
        self._journal = journal
        self._wake = wake
        self._tell_drops = tell_drops
        self._pace = pace
        self._upkeep = upkeep
        self._leaves_to_others = leaves_to_others
        self._hold = StoreHold(open_store)
        self._drops = drops
        self._recorded = recorded
        self._sink = GuardedSink(open_sink)
        self._delivery = Delivery(journal.folder, drops, is_awaited=self._is_awaited, tell=self._sink.delivered)
        self._live = LiveSegments(journal, self._delivery)
        self._search = Search(journal, self._delivery, upkeep, lambda: self._stopping or self._hold.is_wanted())
        self._expiry = Expiry(journal.folder, drops)
        self._heeding = Heeding(journal.folder)
        self._backoff = Backoff()
        self._stopping = False
        self._flushing = 0
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
        target = self._live.positions()
        search = self._search.begun + 1
        self._search.ask()
        self._backoff.retry_now()
        self._flushing += 1
        try:
            return self._wait_for(target, search, deadline)
        finally:
            self._flushing -= 1

    def _wait_for(self, target: dict[Path, int], search: int, deadline: float) -> bool:
        while self._search.done < search or not self._live.has_reached(target):
            if self._search.done < search:
                self._search.ask()
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
        """Let go of the store."""
        self._hold.before_fork()

    def after_fork_in_parent(self) -> None:
        """Deliver on."""
        self._hold.after_fork_in_parent()

    def is_clean_in_child(self) -> bool:
        """In the child: whether no call of the store was under way at the fork.

        Otherwise the store must not be opened here. SQLite would take the locks of the parent's connection for the
        child's own, and the two would write at once: https://www.sqlite.org/howtocorrupt.html section 2.6.
        """
        return not self._leaves_to_others and self._hold.was_free_at_fork()

    def pending_bytes(self) -> int:
        """Bytes of this process's journal that the store has not committed."""
        return self._live.pending_bytes()

    def figures(self) -> dict[str, int | str | None]:
        """The counts so far, by the names of `Stats`."""
        counts = self._delivery.counts
        return {
            "stored": counts.stored,
            "recovered": self._search.recovered,
            "damaged": counts.damaged,
            "dead": counts.dead,
            "erased": counts.erased,
            "store_errors": self._backoff.errors,
            "last_error": self._backoff.last_error,
            "metrics_error": self._sink.last_error(),
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
            self._sink.turn(self._health)
        self._live.close()
        self._hold.close()
        self._sink.close()

    def _turn(self) -> float:
        """Do what there is to do; return how long to rest: nothing while events go out."""
        try:
            self._upkeep.run(give_up_oldest=self._backoff.failures > 0)
            if self._leaves_to_others:
                self._search.leave_to_others(at_once=self._stopping)
                return POLL_S
            if (wait := self._wait_s()) > 0:
                return wait
            with self._hold.held() as store:
                progressed = self._round(store)
        except ErasureUnderWay:
            return FLUSH_POLL_S
        except Exception as error:  # noqa: BLE001 - a drain that dies delivers nothing and tells nobody; this is shown
            return self._backoff.failed(error)
        self._backoff.succeeded()
        if not progressed:
            self._pace.caught_up()
        return 0.0 if progressed else POLL_S

    def _health(self) -> Health:
        """Exact where nothing waits; else what was recorded less what went out, at least one."""
        counts = self._delivery.counts
        gone = counts.stored - self._search.recovered + counts.dead + counts.erased
        pending = max(1, self._recorded() - gone) if self.pending_bytes() else 0
        return Health(sum(self._drops.by_reason().values()), pending)

    def _wait_s(self) -> float:
        """Seconds until the store may be used: it failed just now, the app is in a hurry, a thread is about to fork."""
        left = self._backoff.left_s()
        if left > 0 and not self._stopping:
            return left
        if self._pace.gives_way() and not self._is_urgent():
            return LOOK_S
        return FLUSH_POLL_S if self._hold.is_wanted() else 0.0

    def _is_urgent(self) -> bool:
        """Whether someone waits for the delivery, or the journal fills up."""
        return self._is_awaited() or self.pending_bytes() > self._journal.max_bytes // 4

    def _is_awaited(self) -> bool:
        return self._stopping or self._flushing > 0

    def _round(self, store: Store) -> bool:
        """One batch of each segment that is written, after all of those that are not; return whether there was any."""
        if self._search.is_due() and self._search.run(store):
            return True  # there may be more; the store is given back in between
        progressed = self._live.deliver(store)
        self._live.leave_stale()
        self._tell_drops()
        self._heeding.run(store)
        self._expiry.run(store)
        return progressed
