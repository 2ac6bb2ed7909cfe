"""Events lost when a process ends by `sys.exit` right after 2,000 events, and how long that holds the exit.

With the server (for ours the store) up, and down all the time. Ours may deliver what is left at the next start: the
figure is what is missing after a fresh recorder had its turn; what was in the store at the exit is told too.
"""

import contextlib
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import clients
from crash import RECOVERED_WITHIN_S
from harness import NOBODY, Bench, Figures, lost_and_doubled
from harness import child as start_child

EVENTS = 2_000
CLIENTS = ("ours", "QueueHandler", "OpenTelemetry", "posthog", "segment")
LONGEST_EXIT_S = 60.0


def child(client: str, *, folder: str, address: str) -> None:
    subject = clients.make(client, Path(folder), address)
    for number in range(1, EVENTS + 1):
        subject.emit(number)
    (Path(folder) / "left").write_text(f"{time.monotonic()} {subject.session}")
    sys.exit(0)


def run(bench: Bench, peers: Sequence[str] = ()) -> None:
    for name in (*CLIENTS, *peers):
        for up in (True, False):
            if name == "QueueHandler" and not up:
                continue  # it has no server
            row = _leave(bench, name, up=up)
            bench.note("leaving", f"{name}, {'up' if up else 'down'}", row)
            _lines(bench, name, row, up=up)


def _lines(bench: Bench, name: str, row: Figures, *, up: bool) -> None:
    ours, state = name == "ours", "up" if up else "down"
    what = "store" if ours else "file" if name == "QueueHandler" else "sink"
    bench.line("leaving", f"{name}: lost of {EVENTS:,}, {what} {state}", "events", row["lost"], 0 if ours else None)
    bench.line("leaving", f"{name}: exit took, {what} {state}", "s", row["exit_s"], 1 if ours else None)


def _leave(bench: Bench, name: str, *, up: bool) -> Figures:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        bench.sink.reset()
        if name == "ours" and not up:
            import ours  # noqa: PLC0415 - the peers' children import this module too

            ours.store_down(folder)
        address = bench.sink.address if up else NOBODY
        process = start_child("leaving", name, folder=folder, address=address)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.communicate(timeout=LONGEST_EXIT_S)
        process.kill()
        ended = time.monotonic()
        left, session = (folder / "left").read_text().split()
        figures = _kept(bench, name, folder, session, up=up)
    return {"exit_s": ended - float(left), **figures}


def _kept(bench: Bench, name: str, folder: Path, session: str, *, up: bool) -> Figures:
    wanted = range(1, EVENTS + 1)
    if name == "ours":
        return _ours_kept(folder, session, wanted, up=up)
    if name == "QueueHandler":
        return {"lost": EVENTS - len((folder / "events.log").read_bytes().splitlines())}
    return {"lost": lost_and_doubled(bench.sink.numbers(session), wanted)[0]}


def _ours_kept(folder: Path, session: str, wanted: range, *, up: bool) -> Figures:
    import ours  # noqa: PLC0415 - the peers' children import this module too

    if not up:
        ours.store_up(folder)
    at_exit = len(ours.stored(folder, session))
    kept = ours.recovered(folder, session, wanted, RECOVERED_WITHIN_S)
    lost, doubled = lost_and_doubled(kept, wanted)
    return {"lost": lost, "doubled": doubled, "in_store_at_exit": at_exit}
