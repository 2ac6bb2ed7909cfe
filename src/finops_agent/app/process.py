"""What all visits of one server process share: the runtime, who is there, and the end of both."""

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from finops_agent.app.presence import Presence
from finops_agent.runtime import Runtime, open_runtime

PAGE: Final = Path(__file__).with_name("page.py")
"""The page file of the chat app."""
_lock = threading.Lock()
_shared: "Process | None" = None


@dataclass(frozen=True, slots=True)
class Process:
    """Runtime and presence of this process."""

    runtime: Runtime
    presence: Presence


def process() -> Process:
    """The one of this process, made at the first call.

    Raises:
        FinOpsAgentError: a setting or the store cannot be used.
    """
    global _shared  # noqa: PLW0603 - one recorder a process is the point
    with _lock:
        if _shared is None:
            runtime = open_runtime()
            config = runtime.config
            _shared = Process(runtime, Presence(config.disconnect_grace_s, config.idle_timeout_s))
        return _shared


def close_process() -> None:
    """End open visits, deliver what is pending, let go. The next call of `process` begins anew."""
    global _shared
    with _lock:
        shared, _shared = _shared, None
    if shared is not None:
        shared.presence.close()
        shared.runtime.close()


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[dict[str, Any]]:  # noqa: ANN401 - Streamlit's App, not needed here
    """From the server's start to its end, which comes by SIGTERM too, where `atexit` would not run."""
    try:
        yield {}
    finally:
        close_process()
