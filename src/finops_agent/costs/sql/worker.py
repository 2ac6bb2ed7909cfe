"""The worker process: one data set, one query at a time, nothing else within reach.

It is started by `door.py` with its path and bounds, says `Ready`, and answers orders until its input ends: then the
app is gone, even by `kill -9`, and the worker takes the data's copy away and ends.
"""

from __future__ import annotations

import os
import queue
import select
import signal
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import msgspec

from finops_agent.costs.sql import reasons, sandbox
from finops_agent.costs.sql.blocked import SqlBlocked
from finops_agent.costs.sql.bounds import Bounds  # noqa: TC001 - msgspec reads annotations while running
from finops_agent.costs.sql.gates import check
from finops_agent.costs.sql.handover import remove_copy
from finops_agent.costs.sql.wire import HEAD, IDLE_EXIT, Ready, Refused, Reply, Rows, framed, order_of, pack_rows

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn

_BATCH = 256
_AGAIN_S = 0.1
"""An interrupt that came between two steps of a query is sent again after this."""
_LOOK_S = 5.0


class Task(msgspec.Struct, frozen=True):
    """What a worker is started with."""

    path: str
    tables: list[str]
    columns: list[str]
    rows: int
    bounds: Bounds


class _Watch(threading.Thread):
    """Reads orders, interrupts what runs too long, ends the process with the app. The only reader of the input."""

    def __init__(self, task: Task, connection: duckdb.DuckDBPyConnection, source: int) -> None:
        super().__init__(name="watch", daemon=True)
        self.orders: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._task, self._connection, self._source = task, connection, source
        self._parent = os.getppid()
        self._lock = threading.Lock()
        self._deadline: float | None = None
        self._last = time.monotonic()

    def done(self) -> None:
        """The query ended: no interrupt may meet the next one."""
        with self._lock:
            self._deadline = None
            self._last = time.monotonic()

    def run(self) -> None:
        while True:
            readable, _, _ = select.select([self._source], [], [], self._wait_s())
            if readable:
                self._take()
            elif os.getppid() != self._parent:
                _leave(self._task)
            else:
                self._look()

    def _wait_s(self) -> float:
        with self._lock:
            if self._deadline is None:
                return min(_LOOK_S, max(_AGAIN_S, self._task.bounds.idle_s))
            return min(_LOOK_S, max(_AGAIN_S, self._deadline - time.monotonic()))

    def _take(self) -> None:
        (size,) = HEAD.unpack(self._read(HEAD.size))
        order = self._read(size)
        with self._lock:
            self._deadline = time.monotonic() + self._task.bounds.timeout_s
        self.orders.put(order)

    def _look(self) -> None:
        with self._lock:
            now = time.monotonic()
            if self._deadline is not None and now >= self._deadline:
                self._connection.interrupt()
            elif self._deadline is None and now - self._last > self._task.bounds.idle_s:
                os._exit(IDLE_EXIT)

    def _read(self, size: int) -> bytes:
        data = b""
        while len(data) < size:
            piece = os.read(self._source, size - len(data))
            if not piece:
                _leave(self._task)
            data += piece
        return data


def _leave(task: Task) -> NoReturn:
    """End, with the data's copy, since the app is gone."""
    remove_copy(Path(task.path))
    os._exit(0)


def main(argument: str) -> None:
    """Serve until the app is gone; `argument` is a `Task` as JSON."""
    task = msgspec.json.decode(argument, type=Task)
    source, target = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    os.close(nothing)
    os.umask(0o077)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    connection = sandbox.locked_engine(Path(task.path), task.bounds)
    watch = _Watch(task, connection, source)
    watch.start()
    sandbox.shut(task.bounds)
    _send(target, Ready())
    while True:
        order = order_of(watch.orders.get())
        sandbox.bound_cpu(task.bounds)
        reply = answer(connection, order.sql, task)
        watch.done()
        try:
            _send(target, reply)
        except BrokenPipeError:  # told sooner than the end of the input
            _leave(task)
        if isinstance(reply, Refused) and reply.leaves:
            os._exit(0)


def answer(connection: duckdb.DuckDBPyConnection, sql: str, task: Task) -> Reply:
    """The rows of a query, or the sentence why not."""
    try:
        statement = check(connection, sql, task.tables, task.rows, task.bounds)
        return _rows(connection.execute(statement), task.bounds)
    except SqlBlocked as error:
        return Refused(error.gate, str(error))
    except (duckdb.Error, MemoryError) as error:
        return reasons.refused(error, task.columns, task.bounds.timeout_s)


def _rows(connection: duckdb.DuckDBPyConnection, bounds: Bounds) -> Reply:
    """What the bounds let through; one batch is held at a time, and packed."""
    description = connection.description or []
    packed: list[bytes] = []
    count = size = 0
    while batch := connection.fetchmany(min(_BATCH, bounds.max_rows + 1 - count)):
        taken = batch[: bounds.max_rows - count]
        data = pack_rows(taken)
        if size + len(data) > bounds.max_bytes:
            if not packed:
                return _too_large(bounds)
            return _of(description, packed, truncated=True)
        packed.append(data)
        size, count = size + len(data), count + len(taken)
        if len(taken) < len(batch):
            return _of(description, packed, truncated=True)
    return _of(description, packed, truncated=False)


def _of(description: Sequence[tuple[object, ...]], packed: list[bytes], *, truncated: bool) -> Rows:
    return Rows(
        [str(column[0]) for column in description], [str(column[1]) for column in description], packed, truncated
    )


def _too_large(bounds: Bounds) -> Refused:
    return Refused(
        "size",
        f"The first rows alone hold more than {bounds.max_bytes / 1e6:,.0f} MB. Select fewer or shorter columns.",
    )


def _send(target: int, message: Reply) -> None:
    data = memoryview(framed(message))
    while data:
        data = data[os.write(target, data) :]
