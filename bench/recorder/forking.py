"""Events lost and doubled when a client is opened first and four workers are forked from it (gunicorn --preload).

The parent records, forks, each worker records in a session of its own, flushes and leaves by `sys.exit`; the parent
records again and flushes. A worker that does not end is killed and counted as stuck.
"""

import faulthandler
import os
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import clients
from harness import Bench, Figures, lost_and_doubled, result
from harness import child as start_child

WORKERS = 4
EVENTS = 500
"""Of each worker, and of the parent before and after the fork."""
STUCK_AFTER_S = 15
ROUNDS = {"ours": 10, "OpenTelemetry": 1, "posthog": 1, "segment": 1}
"""A fork finds the parent's threads wherever they are: once is no proof."""


def child(client: str, *, folder: str, address: str) -> Figures:
    subject = clients.make(client, Path(folder), address)
    for number in range(EVENTS):
        subject.emit(number)
    workers = [os.fork() or _work(subject, Path(folder) / str(worker)) for worker in range(WORKERS)]
    for number in range(EVENTS, 2 * EVENTS):
        subject.emit(number)
    subject.flush()
    deadline = time.monotonic() + STUCK_AFTER_S
    stuck = sum(_stuck(worker, deadline) for worker in workers)
    return {"session": subject.session, "stuck": stuck}


def _work(subject: clients.Client, note: Path) -> NoReturn:
    faulthandler.dump_traceback_later(STUCK_AFTER_S - 2)  # the log then says where a worker is stuck
    try:
        subject.visit()
        note.write_text(subject.session)
        for number in range(EVENTS):
            subject.emit(number)
        subject.flush()
    except BaseException:  # noqa: BLE001 - a worker must not go on as a second parent
        traceback.print_exc()
    sys.stdout = None  # the report is the parent's
    sys.exit(0)


def _stuck(worker: int, deadline: float) -> int:
    while time.monotonic() < deadline:
        if os.waitpid(worker, os.WNOHANG)[0]:
            return 0
        time.sleep(0.02)
    os.kill(worker, signal.SIGKILL)
    os.waitpid(worker, 0)
    return 1


def run(bench: Bench, peers: Sequence[str] = ()) -> None:
    for name, rounds in {**ROUNDS, **dict.fromkeys(peers, 1)}.items():
        done = [_fork(bench, name) for _ in range(min(rounds, 2) if bench.quick else rounds)]
        row = {key: sum(figures[key] for figures in done) for key in done[0]}
        bench.note("forking", name, {"rounds": len(done), **row})
        bar = 0 if name == "ours" else None
        for what in ("lost", "doubled", "stuck"):
            unit = "workers" if what == "stuck" else "events"
            bench.line("forking", f"{name}: {what}, {len(done)} x {WORKERS} workers and parent", unit, row[what], bar)


def _fork(bench: Bench, name: str) -> Figures:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        bench.sink.reset()
        figures = result(start_child("forking", name, folder=folder, address=bench.sink.address))
        wanted = {figures["session"]: range(2 * EVENTS)}
        wanted |= {(folder / str(worker)).read_text(): range(EVENTS) for worker in range(WORKERS)}
        found = [lost_and_doubled(_kept(bench, name, folder, session), numbers) for session, numbers in wanted.items()]
    lost, doubled = map(sum, zip(*found, strict=True))
    return {"lost": lost, "doubled": doubled, "stuck": figures["stuck"]}


def _kept(bench: Bench, name: str, folder: Path, session: str) -> list[int]:
    if name != "ours":
        return bench.sink.numbers(session)
    import ours  # noqa: PLC0415 - the peers' children import this module too

    return ours.stored(folder, session)
