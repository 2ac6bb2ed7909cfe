"""What all viewers of one server process share: the store, opened to read, and its analytics."""

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

from finops_agent.analytics import Analytics
from finops_agent.runtime import open_runtime

PAGE: Final = Path(__file__).with_name("page.py")
"""The page file of the dashboard."""
_lock = threading.Lock()
_shared: Analytics | None = None


def current_analytics() -> Analytics:
    """The analytics of this process, brought up to date.

    Raises:
        FinOpsAgentError: a setting or the store cannot be used.
    """
    global _shared  # noqa: PLW0603 - every viewer reads the same cube
    with _lock:
        if _shared is None:
            _shared = Analytics(open_runtime(record=False).store)
        analytics = _shared
    analytics.refresh()
    return analytics


def close_process() -> None:
    """Close the store. The next call of `current_analytics` begins anew."""
    global _shared
    with _lock:
        shared, _shared = _shared, None
    if shared is not None:
        shared.store.close()


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[dict[str, Any]]:  # noqa: ANN401 - Streamlit's App, not needed here
    """From the server's start to its end; what is slow to import is imported before the first viewer comes."""
    import pandas as pd  # noqa: F401, PLC0415 - Streamlit's tables

    try:
        yield {}
    finally:
        close_process()
