"""What all visits of one server process share: the runtime, who is there, and the end of both."""

import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, Final, cast

from finops_agent.app.presence import Presence
from finops_agent.runtime import Runtime, open_runtime

PAGE: Final = Path(__file__).with_name("page.py")
"""The page file of the chat app."""


@dataclass(frozen=True, slots=True)
class Process:
    """Runtime and presence of this process."""

    runtime: Runtime
    presence: Presence


class _Keep(ModuleType):
    """Where the one of this process is kept: a module without a file.

    A server that watches its source files drops our modules at a change and imports them anew; what this module's
    globals held would be forgotten with its threads running, and a second recorder started beside the first.
    """

    NAME: Final = "_finops_agent_process"

    def __init__(self) -> None:
        super().__init__(self.NAME)
        self.lock = threading.Lock()
        self.shared: Process | None = None


_keep = cast("_Keep", sys.modules.setdefault(_Keep.NAME, _Keep()))


def process() -> Process:
    """The one of this process, made at the first call.

    Raises:
        FinOpsAgentError: a setting or the store cannot be used.
    """
    with _keep.lock:
        if _keep.shared is None:
            runtime = open_runtime()
            config = runtime.config
            _keep.shared = Process(runtime, Presence(config.disconnect_grace_s, config.idle_timeout_s))
        return _keep.shared


def close_process() -> None:
    """End open visits, deliver what is pending, let go. The next call of `process` begins anew."""
    with _keep.lock:
        shared, _keep.shared = _keep.shared, None
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
