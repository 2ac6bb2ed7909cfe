"""What all viewers of one server process share: the store, opened to read, and its analytics."""

import contextlib
import json
import threading
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

from finops_agent.analytics import Analytics
from finops_agent.events import RECORDER_SESSION, CustomEvent
from finops_agent.runtime import Runtime, open_runtime
from finops_agent.stores import Store

PAGE: Final = Path(__file__).with_name("page.py")
"""The page file of the dashboard."""
_lock = threading.Lock()
_shared: tuple[Runtime, Analytics] | None = None


def current_analytics() -> Analytics:
    """The analytics of this process, brought up to date.

    Raises:
        FinOpsAgentError: a setting or the store cannot be used.
    """
    _, analytics = _opened()
    analytics.refresh()
    return analytics


def losses() -> list[str]:
    """What the figures lack, a sentence for each reason; empty when nothing is missing.

    Raises:
        FinOpsAgentError: a setting or the store cannot be used.
    """
    runtime, analytics = _opened()
    dead, strange = runtime.health()["dead_letters"], analytics.out_of_range
    found = {
        "could not be stored; `finops-agent doctor` tells why": dead,
        "came from a clock that is more than a day ahead or ten years behind": strange,
    }
    sentences = [f"Left out of all figures: {count:,} events that {why}." for why, count in found.items() if count]
    dropped = _dropped(runtime.store)
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
        shared[1].keep()
        shared[0].close()


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[dict[str, Any]]:  # noqa: ANN401 - Streamlit's App, not needed here
    """From the server's start to its end; what is slow to import is imported before the first viewer comes."""
    import pandas as pd  # noqa: F401, PLC0415 - Streamlit's tables

    try:
        yield {}
    finally:
        close_process()


def _opened() -> tuple[Runtime, Analytics]:
    global _shared  # noqa: PLW0603 - every viewer reads the same cube
    with _lock:
        if _shared is None:
            runtime = open_runtime(record=False)
            _shared = runtime, Analytics(runtime.store, runtime.config.cube_file)
        return _shared
