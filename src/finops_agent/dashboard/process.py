"""What all viewers of one server process share: the store, opened to read, and its analytics."""

import contextlib
import json
import threading
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

from finops_agent.analytics import Analytics, Progress
from finops_agent.errors import NotAllowed
from finops_agent.events import RECORDER_SESSION, CustomEvent
from finops_agent.runtime import Runtime, open_runtime
from finops_agent.stores import Store

PAGE: Final = Path(__file__).with_name("page.py")
"""The page file of the dashboard."""
_lock = threading.Lock()
_shared: "_Shared | None" = None


class _Metered(Analytics):
    """Tells what its last refresh consumed."""

    def __init__(self, runtime: Runtime) -> None:
        super().__init__(runtime.store, runtime.config.cube_file)
        self._runtime = runtime
        self.last_refresh: float | None = None

    def refresh(self, now_us: int | None = None) -> int:
        """As any refresh."""
        before = read_units(self._runtime)
        new = super().refresh(now_us)
        after = read_units(self._runtime)
        self.last_refresh = None if before is None or after is None else after - before
        return new


class _Shared:
    """Store and analytics, brought up to date in the background: the first time may take a minute."""

    def __init__(self) -> None:
        self.runtime: Runtime = open_runtime(record=False)
        self.analytics = _Metered(self.runtime)

    def close(self) -> None:
        """End what is under way, which takes a moment, keep what was folded, close the store."""
        self.analytics.close()
        self.runtime.close()


def current_analytics() -> Analytics:
    """The analytics of this process, brought up to date.

    Raises:
        FinOpsAgentError: a setting or the store cannot be used.
    """
    analytics = _opened().analytics
    analytics.refresh()
    return analytics


def analytics_within(seconds: float) -> Analytics | None:
    """As `current_analytics`; None when that takes longer, and goes on: see `progress`.

    Raises:
        FinOpsAgentError: a setting or the store cannot be used.
    """
    analytics = _opened().analytics
    return analytics if analytics.catch_up(seconds).is_whole else None


def progress() -> Progress:
    """How far the events have been read.

    Raises:
        FinOpsAgentError: a setting or the store cannot be used.
    """
    return _opened().analytics.progress


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
    return _opened().analytics.last_refresh


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
