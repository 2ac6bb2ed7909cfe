"""The door as callers hold it: free SQL in, rows or a sentence out."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Self

import msgspec

from finops_agent.costs.sql import reasons
from finops_agent.costs.sql.blocked import SqlBlocked
from finops_agent.costs.sql.bounds import Bounds
from finops_agent.costs.sql.gates import check_text
from finops_agent.costs.sql.handover import HandedOver, give_back, hand_over
from finops_agent.costs.sql.process import Gone, Overdue, WorkerProcess
from finops_agent.costs.sql.result import SqlResult
from finops_agent.costs.sql.wire import IDLE_EXIT, Order, Refused, Rows, unpack_rows
from finops_agent.costs.sql.worker import Task

if TYPE_CHECKING:
    from finops_agent.costs.dataset import Dataset

_CLOSED = "The data of this query was let go. Add the file again, then run it."


class SqlDoor:
    """Free SQL on one data set, in a worker process of its own. Any thread; one query at a time, others wait.

    The data is copied when the first of a data set's doors is made, so the data set may be used and closed meanwhile.
    The worker starts at once, and again after it was killed; close the door to end it. The last door takes the copy
    away.

    Raises:
        SqlBlocked: the data cannot be handed over.
    """

    def __init__(self, dataset: Dataset, bounds: Bounds | None = None) -> None:
        self._bounds = bounds or Bounds()
        data = hand_over(dataset)
        self._data: HandedOver | None = data
        self._task = Task(
            path=str(data.path),
            tables=[table.name for table in dataset.tables],
            columns=sorted({column.name for table in dataset.tables for column in table.columns}),
            rows=max(table.rows for table in dataset.tables),
            bounds=self._bounds,
        )
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._worker: WorkerProcess | None = WorkerProcess(self._task)
        self.restarts = 0
        """Workers that were started in place of one that was killed or ended."""

    @property
    def pid(self) -> int | None:
        """The worker's process, for diagnosis."""
        worker = self._worker
        return worker.pid if worker else None

    def run(self, sql: str) -> SqlResult:
        """Run one SELECT.

        Raises:
            SqlBlocked: it was stopped or failed; the message says why and what to do.
        """
        check_text(sql, self._bounds)
        with self._lock:
            reply, elapsed_s = self._reply(sql)
        if isinstance(reply, Refused):
            raise SqlBlocked(reply.gate, reply.reason)
        return _result(reply, elapsed_s)

    def close(self) -> None:
        """End the worker and remove the copy of the data; a query that runs is cut off. May be repeated."""
        self._closing.set()
        worker = self._worker
        if worker is not None:
            worker.kill()
        with self._lock:  # free at once, since what was running is gone
            last, self._worker = self._worker, None
            if last is not None:
                last.release()
            data, self._data = self._data, None
        if data is not None:
            give_back(data)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _reply(self, sql: str) -> tuple[Rows | Refused, float]:
        """The worker's reply and the seconds that it took, its start apart."""
        worker = self._ready_worker()
        began = time.perf_counter()
        reply: Rows | Refused
        try:
            reply = worker.ask(Order(sql), self._bounds)
        except Overdue:
            reply = Refused("time", reasons.time_is_up(self._bounds.timeout_s), leaves=True)
        except Gone:
            ending = worker.ending()
            if ending == IDLE_EXIT and not self._closing.is_set():  # just as the query came
                self._replace(worker)
                return self._reply(sql)
            reply = reasons.ended(ending, self._bounds.timeout_s)
        if self._closing.is_set():
            raise SqlBlocked("closed", _CLOSED)
        if isinstance(reply, Refused) and reply.leaves:
            self._replace(worker)
        return reply, time.perf_counter() - began

    def _ready_worker(self) -> WorkerProcess:
        worker = self._worker
        if worker is None or self._closing.is_set():
            raise SqlBlocked("closed", _CLOSED)
        if worker.is_gone:
            worker = self._replace(worker)
        try:
            worker.await_ready()
        except (Gone, Overdue) as error:
            worker.kill()
            raise SqlBlocked("closed", "The process for free SQL did not start. Run the query again.") from error
        return worker

    def _replace(self, old: WorkerProcess) -> WorkerProcess:
        """A fresh worker at once, so that the next query does not wait for its start."""
        old.kill()
        old.release()
        worker = self._worker = WorkerProcess(self._task)
        self.restarts += 1
        if self._closing.is_set():  # meanwhile; `close` waits for the lock and finds this one
            worker.kill()
        return worker


def _result(reply: Rows, elapsed_s: float) -> SqlResult:
    try:
        rows = tuple(row for batch in reply.packed for row in unpack_rows(batch))
    except msgspec.DecodeError as error:
        raise SqlBlocked("engine", "The result cannot be shown. Cast its columns to plain types.") from error
    return SqlResult(tuple(reply.columns), tuple(reply.types), rows, reply.truncated, elapsed_s)
