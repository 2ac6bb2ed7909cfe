"""One worker process as the app holds it: started with next to nothing, asked over pipes, killed when it must be."""

from __future__ import annotations

import contextlib
import os
import selectors
import subprocess
import sys
import time
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

import msgspec

from finops_agent.costs.sql.bounds import MB, Bounds
from finops_agent.costs.sql.wire import HEAD, Order, Ready, Refused, Reply, Rows, framed, reply_of

if TYPE_CHECKING:
    from finops_agent.costs.sql.worker import Task

_START = "import sys; sys.path[:] = {path!r}; from finops_agent.costs.sql.worker import main; main(sys.argv[1])"
_START_S = 60.0
"""A loaded machine may take long to start a process."""
_LAST_S = 1.0
"""Between the end of its pipe and the end of the process."""
_KEPT = ("LD_LIBRARY_PATH",)
"""What Python itself may need to start; nothing else of the environment goes along, credentials least of all."""


class Gone(Exception):
    """The process ended, or what it sent is no reply."""


class Overdue(Exception):
    """No reply in time."""


class WorkerProcess:
    """One process and its two pipes."""

    def __init__(self, task: Task) -> None:
        code = _START.format(path=[entry or str(Path.cwd()) for entry in sys.path])
        self._most = task.bounds.max_bytes + MB
        self._is_ready = False
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-I", "-c", code, msgspec.json.encode(task).decode()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env=_environment(),
            start_new_session=True,
        )
        self._to = cast("IO[bytes]", self._process.stdin)  # pipes, as asked for above
        self._from = cast("IO[bytes]", self._process.stdout)

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    @property
    def is_gone(self) -> bool:
        """Whether it has ended."""
        return self._process.poll() is not None

    def ending(self) -> int:
        """How it ended: its exit status, or the negative number of the signal that ended it. It is ended if it lives.

        What it sent last may be no reply, and it may still run then.
        """
        try:
            return self._process.wait(_LAST_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()

    def await_ready(self) -> None:
        """Wait for its start; at once where it has started.

        Raises:
            Gone, Overdue: it does not.
        """
        if not self._is_ready:
            if not isinstance(self._read(_START_S), Ready):
                raise Gone
            self._is_ready = True

    def ask(self, order: Order, bounds: Bounds) -> Rows | Refused:
        """The worker's reply to `order`.

        Raises:
            Gone, Overdue: there is none.
        """
        try:
            self._to.write(framed(order))
            self._to.flush()
        except OSError as error:
            raise Gone from error
        reply = self._read(bounds.timeout_s + bounds.grace_s)
        if isinstance(reply, Ready):
            raise Gone
        return reply

    def kill(self) -> None:
        """End it now. Any thread, even while another waits for its reply."""
        self._process.kill()

    def release(self) -> None:
        """Reap it and close its pipes. Nobody may wait for its reply."""
        for pipe in (self._to, self._from):
            with contextlib.suppress(OSError):
                pipe.close()
        self._process.wait()

    def _read(self, timeout_s: float) -> Reply:
        deadline = time.monotonic() + timeout_s
        (size,) = HEAD.unpack(self._take(HEAD.size, deadline))
        if size > self._most:
            raise Gone
        try:
            return reply_of(self._take(size, deadline))
        except msgspec.DecodeError as error:
            raise Gone from error

    def _take(self, size: int, deadline: float) -> bytes:
        data = bytearray()
        with selectors.DefaultSelector() as selector:
            selector.register(self._from, selectors.EVENT_READ)
            while len(data) < size:
                if not selector.select(max(0.0, deadline - time.monotonic())):
                    raise Overdue
                piece = os.read(self._from.fileno(), min(size - len(data), MB))
                if not piece:
                    raise Gone
                data += piece
        return bytes(data)


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "2", **kept}
