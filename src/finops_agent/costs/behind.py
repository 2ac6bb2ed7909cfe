"""Work on a loaded bill that keeps nobody waiting: done in a thread of its own while questions are answered."""

from __future__ import annotations

import contextlib
import logging
import threading
import weakref
from typing import TYPE_CHECKING, Final

from finops_agent.costs.engine import failures

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import duckdb

_LOG: Final = logging.getLogger(__name__)
_ASKED_AGAIN_S: Final = 0.02
"""An interruption between two statements is lost, so it is repeated until the thread ends."""


class Behind:
    """Does each of `works` once, in order, with a cursor: the engine lets it write while others read.

    A work that fails is told in the log and left; it must leave the data as good as it was.
    """

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, works: Sequence[Callable[[duckdb.DuckDBPyConnection], None]]
    ) -> None:
        cursor, ended = connection.cursor(), threading.Event()
        self._thread = threading.Thread(target=_do, args=(cursor, works, ended), name="finops-agent-sums", daemon=True)
        # Also at the end of the process, while a thread may still end in order.
        self.stop = weakref.finalize(self, _stop, cursor, self._thread, ended)
        self._thread.start()

    def wait(self) -> None:
        """Until all is done."""
        self._thread.join()


def _do(
    cursor: duckdb.DuckDBPyConnection,
    works: Sequence[Callable[[duckdb.DuckDBPyConnection], None]],
    ended: threading.Event,
) -> None:
    try:
        for work in works:
            if not ended.is_set():
                work(cursor)
    except failures() as error:
        if not ended.is_set():
            _LOG.warning("Sums by day were not made, so answers read every row and take longer: %s", error)
    finally:
        cursor.close()


def _stop(cursor: duckdb.DuckDBPyConnection, thread: threading.Thread, ended: threading.Event) -> None:
    ended.set()
    while thread.is_alive():
        # A closed cursor has nothing to interrupt; the engine says so by an error.
        with contextlib.suppress(failures()):
            cursor.interrupt()
        thread.join(_ASKED_AGAIN_S)
