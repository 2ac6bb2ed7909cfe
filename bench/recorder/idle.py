"""What a recorder without work costs: how often its process wakes up, and the CPU it takes (Linux)."""

import os
import time
from collections.abc import Sequence
from pathlib import Path

import ours
from harness import Bench, Figures, anonymous_kb, measure

SECONDS = 10.0


def child(_client: str, *, folder: str, seconds: float) -> Figures:
    before = anonymous_kb(os.getpid())
    recorder = ours.recorder_of(Path(folder))
    recorder.session().query("Is anybody there?")
    recorder.flush(30)
    wakes, cpu = wake_ups(), time.process_time()
    time.sleep(seconds)
    figures = {
        "wakes_per_s": (wake_ups() - wakes - 1) / seconds,  # one is the end of this sleep
        "cpu_ms_per_s": (time.process_time() - cpu) * 1_000 / seconds,
        "open_mb": (anonymous_kb(os.getpid()) - before) * 1_024 / 1e6,
    }
    recorder.close()
    return figures


def wake_ups() -> int:
    """Voluntary context switches of all threads so far: each is a wait that ended."""
    lines = (line for task in Path("/proc/self/task").iterdir() for line in (task / "status").read_text().splitlines())
    return sum(int(line.split()[1]) for line in lines if line.startswith("voluntary_ctxt_switches:"))


def run(bench: Bench, _peers: Sequence[str] = ()) -> None:
    row = measure("idle", "ours", seconds=SECONDS / (5 if bench.quick else 1))
    bench.note("idle", "ours", row)
    bench.line("idle", "waking up", "times/s", row["wakes_per_s"])
    bench.line("idle", "CPU", "ms/s", row["cpu_ms_per_s"])
    bench.line("idle", "heap of an open recorder with its store", "MB", row["open_mb"])
