"""A million events while the store is down, and 100,000 that a killed process left behind.

Memory is what is resident without the pages of files (RssAnon of Linux): a mapped journal is a file. A thread looks
every 20 ms and keeps the largest. The store is down because it cannot be opened; nobody calls `flush` when it comes
back, so the time to recover contains the recorder's own pause between two attempts.
"""

import os
import signal
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import ours
from clients import Client
from harness import Bench, Figures, anonymous_kb, lost_and_doubled, result, until
from harness import child as start_child

EVENTS = 1_000_000
LEFT_BEHIND = 100_000
WARM_UP = 1_000
DEADLINE_S = 600.0
HEAP_MB = 20.0


class Watch:
    """The largest anonymous memory of this process since it was made."""

    def __init__(self) -> None:
        self._began = self._largest = anonymous_kb(os.getpid())
        threading.Thread(target=self._look, daemon=True).start()

    def _look(self) -> None:
        while True:
            self._largest = max(self._largest, anonymous_kb(os.getpid()))
            time.sleep(0.02)

    def grown_mb(self) -> float:
        """By how much it was larger than at the beginning, in MB."""
        return (self._largest - self._began) * 1_024 / 1e6


def child(client: str, *, folder: str, part: str, events: int) -> Figures:
    return {"hold": hold, "leave": leave, "recover": recover}[part](client, Path(folder), events)


def hold(client: str, folder: Path, events: int) -> Figures:
    """Record through an outage and see the store come back."""
    subject = ours.OURS[client](folder, "")
    _emit(subject, 1, WARM_UP)
    watch = Watch()
    began = time.monotonic()
    _emit(subject, WARM_UP + 1, events)
    figures: Figures = {"emitting_s": time.monotonic() - began, "outage_mb": watch.grown_mb()}
    ours.store_up(folder)
    figures |= _all_stored(subject.recorder, events)
    figures |= {"return_mb": watch.grown_mb(), "dropped": subject.recorder.stats().dropped, "session": subject.session}
    subject.recorder.close()
    return figures


def leave(client: str, folder: Path, events: int) -> Figures:
    """Record through an outage and die of it."""
    subject = ours.OURS[client](folder, "")
    _emit(subject, 1, events)
    (folder / "session").write_text(subject.session)
    os.kill(os.getpid(), signal.SIGKILL)
    return {}


def recover(_client: str, folder: Path, events: int) -> Figures:
    """Start where another process died."""
    watch = Watch()
    began = time.monotonic()
    recorder = ours.recorder_of(folder)
    figures = _all_stored(recorder, events)
    figures |= {"from_start_s": time.monotonic() - began, "recover_mb": watch.grown_mb()}
    recorder.close()
    return figures


def _emit(subject: Client, first: int, last: int) -> None:
    for number in range(first, last + 1):
        subject.emit(number)


def _all_stored(recorder: ours.Recorder, events: int) -> Figures:
    began = time.monotonic()
    came = until(lambda: recorder.stats().stored > events, DEADLINE_S)  # the start of the session is one more
    return {"stored_s": time.monotonic() - began if came else float("inf")}


def run(bench: Bench, _peers: Sequence[str] = ()) -> None:
    with tempfile.TemporaryDirectory() as place:
        _outage(bench, Path(place), EVENTS // (20 if bench.quick else 1))
    with tempfile.TemporaryDirectory() as place:
        _restart(bench, Path(place), LEFT_BEHIND // (10 if bench.quick else 1))


def _outage(bench: Bench, folder: Path, events: int) -> None:
    ours.store_down(folder)
    row = result(start_child("outage", "ours", folder=folder, part="hold", events=events), 3 * DEADLINE_S)
    lost, doubled = lost_and_doubled(ours.stored(folder, row["session"]), range(1, events + 1))
    bench.note("outage", f"{events:,} events while the store is down", {**row, "lost": lost, "doubled": doubled})
    bench.line("outage", f"lost of {events:,} events", "events", lost, 0)
    bench.line("outage", "doubled", "events", doubled, 0)
    bench.line("outage", "more heap while the store is down", "MB", row["outage_mb"], HEAP_MB)
    bench.line("outage", "more heap until all is delivered", "MB", row["return_mb"], HEAP_MB)
    bench.line("outage", "from the store's return until all is there", "s", row["stored_s"], 60)


def _restart(bench: Bench, folder: Path, events: int) -> None:
    ours.store_down(folder)
    start_child("outage", "ours", folder=folder, part="leave", events=events).communicate()
    ours.store_up(folder)
    row = result(start_child("outage", "ours", folder=folder, part="recover", events=events), 3 * DEADLINE_S)
    numbers = ours.stored(folder, (folder / "session").read_text())
    lost, doubled = lost_and_doubled(numbers, range(1, events + 1))
    bench.note("outage", f"{events:,} events left behind", {**row, "lost": lost, "doubled": doubled})
    bench.line("outage", f"{events:,} left behind: lost", "events", lost, 0)
    bench.line("outage", f"{events:,} left behind: stored after a start", "s", row["from_start_s"], 5)
    bench.line("outage", f"{events:,} left behind: more heap", "MB", row["recover_mb"], HEAP_MB)
