"""What a call costs beside a thread that computes in pure Python, on all cores.

A client that gives up the interpreter lock in its call (a system call, a contended lock) may wait a whole switch
interval, 5 ms, to get it back; a long call is more often cut by the end of its turn. The caller computes up to 0.4 ms
between its calls: a sleep instead would give each call the beginning of a turn, where nothing interrupts it.
"""

import random
import threading
import time
from array import array
from collections.abc import Sequence
from pathlib import Path

import clients
from harness import Bench, Figures, measure, medians, percentiles

EVENTS = 5_000
CLIENTS = ("ours", "ours, texts redacted", "QueueHandler", "OpenTelemetry", "posthog")


def compute(stop: threading.Event) -> None:
    """Group and sum, as a data frame would without its compiled parts."""
    while not stop.is_set():
        sums: dict[int, float] = {}
        for number in range(10_000):
            sums[number % 97] = sums.get(number % 97, 0.0) + number * 0.5


def child(client: str, *, folder: str, address: str, events: int) -> Figures:
    subject = clients.make(client, Path(folder), address)
    subject.emit(0)
    stop = threading.Event()
    other = threading.Thread(target=compute, args=(stop,))
    other.start()
    chance = random.Random(1)  # noqa: S311 - moments, not secrets
    times = array("q")
    for number in range(1, events + 1):
        spin_until = time.perf_counter_ns() + chance.randrange(400_000)
        while time.perf_counter_ns() < spin_until:
            pass
        before = time.perf_counter_ns()
        subject.emit(number)
        times.append(time.perf_counter_ns() - before)
    stop.set()
    other.join()
    subject.flush()
    return percentiles(times)


def run(bench: Bench, _peers: Sequence[str] = ()) -> None:
    runs: dict[str, list[Figures]] = {name: [] for name in CLIENTS}
    for round_ in range(bench.rounds):
        for name in CLIENTS:
            bench.say(f"busy {round_ + 1}: {name}")
            bench.sink.reset()
            events = EVENTS // (5 if bench.quick else 1)
            runs[name].append(measure("busy", name, address=bench.sink.address, events=events))
    rows = {name: medians(found) for name, found in runs.items()}
    for name, row in rows.items():
        bench.note("busy", name, row)
    bench.line("busy", "caller p99 beside a CPU-bound thread", "us", rows["ours"]["p99"], 200)
    for peer, bar in (("OpenTelemetry", 1 / 20), ("QueueHandler", 1.0)):
        bench.line("busy", f"caller p99 / {peer}", "ratio", rows["ours"]["p99"] / rows[peer]["p99"], bar)
    bench.line("busy", "caller p99, texts redacted", "us", rows["ours, texts redacted"]["p99"])
