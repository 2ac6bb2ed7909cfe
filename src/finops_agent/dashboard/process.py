"""What all viewers of one server process share: the store, opened to read, and its analytics."""

import contextlib
import json
import threading
from collections import Counter
from collections.abc import AsyncIterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

from finops_agent.analytics import Analytics
from finops_agent.errors import NotAllowed
from finops_agent.events import RECORDER_SESSION, CustomEvent
from finops_agent.runtime import Runtime, open_runtime
from finops_agent.stores import Store

PAGE: Final = Path(__file__).with_name("page.py")
"""The page file of the dashboard."""
_lock = threading.Lock()
_shared: "_Shared | None" = None


class Progress(NamedTuple):
    """How far the events have been read."""

    folded: int
    total: int
    """About how many there are."""

    @property
    def share(self) -> float:
        """From 0 to 1."""
        return min(1.0, self.folded / self.total) if self.total else 0.0


class _Shared:
    """Store and analytics, brought up to date in a thread of their own: the first time may take a minute."""

    def __init__(self) -> None:
        self.runtime: Runtime = open_runtime(record=False)
        self.analytics = Analytics(self.runtime.store, self.runtime.config.cube_file)
        self._threads = ThreadPoolExecutor(1, "analytics")
        self._refreshing: Future[int] | None = None
        self.last_refresh: float | None = None

    def refreshing(self) -> "Future[int]":
        """The refresh that is under way, or a new one."""
        with _lock:
            if self._refreshing is None or self._refreshing.done():
                self._refreshing = self._threads.submit(self._refresh)
            return self._refreshing

    @property
    def is_refreshing(self) -> bool:
        """Whether one is under way."""
        return self._refreshing is not None and not self._refreshing.done()

    def _refresh(self) -> int:
        before = read_units(self.runtime)
        new = self.analytics.refresh()
        after = read_units(self.runtime)
        self.last_refresh = None if before is None or after is None else after - before
        return new

    def close(self) -> None:
        """Wait for what is under way, keep what was folded, close the store."""
        self._threads.shutdown(cancel_futures=True)
        self.analytics.keep()
        self.runtime.close()


def current_analytics() -> Analytics:
    """The analytics of this process, brought up to date.

    Raises:
        FinOpsAgentError: a setting or the store cannot be used.
    """
    shared = _opened()
    shared.refreshing().result()
    return shared.analytics


def analytics_within(seconds: float) -> Analytics | None:
    """As `current_analytics`; None when that takes longer, and goes on: see `progress`.

    Raises:
        FinOpsAgentError: a setting or the store cannot be used.
    """
    shared = _opened()
    try:
        shared.refreshing().result(seconds)
    except TimeoutError:
        return None
    return shared.analytics


def progress() -> Progress | None:
    """How far a refresh is that takes long; None when there is none.

    Raises:
        FinOpsAgentError: a setting or the store cannot be used.
    """
    shared = _opened()
    if not shared.is_refreshing:
        return None
    return Progress(shared.analytics.watermark, shared.runtime.store.watermark())


def current_runtime() -> Runtime:
    """The store and the settings.

    Raises:
        FinOpsAgentError: a setting or the store cannot be used.
    """
    return _opened().runtime


def read_units(runtime: Runtime) -> float | None:
    """The read units that this process consumed so far; None where the store does not cost by use."""
    consumed = runtime.consumed()
    return None if consumed is None else float(consumed["read_units"])


def last_refresh() -> float | None:
    """The read units of the last refresh; None before one, and where the store does not cost by use.

    Raises:
        FinOpsAgentError: a setting or the store cannot be used.
    """
    return _opened().last_refresh


def losses() -> list[str]:
    """What the figures lack, a sentence for each reason; empty when nothing is missing.

    Raises:
        FinOpsAgentError: a setting or the store cannot be used.
    """
    shared = _opened()
    dead, strange = shared.runtime.health()["dead_letters"], shared.analytics.out_of_range
    found = {
        "could not be stored; `finops-agent doctor` tells why": dead,
        "came from a clock that is more than a day ahead or ten years behind": strange,
    }
    sentences = [f"Left out of all figures: {count:,} events that {why}." for why, count in found.items() if count]
    try:
        dropped = _dropped(shared.runtime.store)
    except NotAllowed:
        return [*sentences, "Whether events were lost before they were stored is not known: this role may not ask."]
    if dropped:
        reasons = ", ".join(f"{count:,} {reason.replace('_', ' ')}" for reason, count in dropped.most_common())
        sentences.append(f"Lost before they were stored: {dropped.total():,} events ({reasons}).")
    return sentences


def _dropped(store: Store) -> "Counter[str]":
    """The losses that recorders have told of, by reason."""
    found: Counter[str] = Counter()
    for event in store.session(RECORDER_SESSION):
        if isinstance(event, CustomEvent) and event.event_name == "events_dropped":
            with contextlib.suppress(ValueError, AttributeError, KeyError, TypeError):  # not one of a recorder of ours
                found.update({str(k): int(n) for k, n in json.loads(event.event_data)["reasons"].items()})
    return found


def close_process() -> None:
    """Close the store. The next call of `current_analytics` begins anew."""
    global _shared
    with _lock:
        shared, _shared = _shared, None
    if shared is not None:
        shared.close()


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[dict[str, Any]]:  # noqa: ANN401 - Streamlit's App, not needed here
    """From the server's start to its end; what is slow to import is imported before the first viewer comes."""
    import pandas as pd  # noqa: F401, PLC0415 - Streamlit's tables

    try:
        yield {}
    finally:
        close_process()


def _opened() -> _Shared:
    global _shared  # noqa: PLW0603 - every viewer reads the same cube
    with _lock:
        if _shared is None:
            _shared = _Shared()
        return _shared
