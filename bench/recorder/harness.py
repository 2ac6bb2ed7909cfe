"""What all measurements share: cores, child processes, the sink, percentiles, and the lines of the report."""

import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
OUT = ROOT / "bench" / "out"
LOG = OUT / "recorder.log"
"""What the measured processes wrote to stderr: peers tell each failed attempt."""
PEER_PYTHON = ROOT / ".venv-bench" / "bin" / "python"

Figures = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the report. `bar` is the largest value that passes, or the smallest with `at_least`; None: no bar."""

    group: str
    what: str
    unit: str
    measured: float
    bar: float | None = None
    at_least: bool = False

    @property
    def passed(self) -> bool | None:
        """Whether the bar is held; None where there is none."""
        if self.bar is None:
            return None
        return self.measured >= self.bar if self.at_least else self.measured <= self.bar

    def to_json(self) -> Figures:
        """The line as the JSON report has it."""
        sign = None if self.bar is None else "at least" if self.at_least else "at most"
        measured = self.measured if math.isfinite(self.measured) else None
        return {
            "group": self.group,
            "what": self.what,
            "unit": self.unit,
            "bar": self.bar,
            "bar_is": sign,
            "measured": measured,
            "passed": self.passed,
        }


@dataclass(slots=True)
class Bench:
    """One run: the sink, how thorough to be (rounds: of what is measured in turn), and what came out so far."""

    sink: "Sink"
    quick: bool
    rounds: int
    lines: list[Line] = field(default_factory=list)
    figures: dict[str, Any] = field(default_factory=dict)

    def line(self, group: str, what: str, unit: str, measured: float, bar: float | None = None, **more: bool) -> None:
        """Add a line and show it at once."""
        line = Line(group, what, unit, round(measured, 4), bar, **more)
        self.lines.append(line)
        print(shown(line), flush=True)

    def note(self, group: str, name: str, figures: Figures) -> None:
        """Keep figures that are no line, for the JSON report and the tables."""
        self.figures.setdefault(group, {})[name] = figures

    def say(self, text: str) -> None:
        """Tell what is going on."""
        print(f"  {text}", file=sys.stderr, flush=True)


def shown(line: Line) -> str:
    """A line of the report as text."""
    bar = "" if line.bar is None else f"{'>=' if line.at_least else '<='} {line.bar:g}"
    verdict = {True: "pass", False: "FAIL", None: ""}[line.passed]
    return f"{line.group:<10}{line.what:<62}{line.measured:>12,.4g} {line.unit:<10}{bar:>10}  {verdict}"


# ---------------------------------------------------------------- cores and child processes


def cores() -> tuple[set[int], set[int]]:
    """The core of all clients and the core of the sink; both empty where processes cannot be pinned."""
    if not hasattr(os, "sched_getaffinity"):
        return set(), set()
    allowed = sorted(os.sched_getaffinity(0))
    return {allowed[0]}, {allowed[-1]}


def pin(to: set[int]) -> None:
    """Keep this process, with the threads it starts from now on, on these cores."""
    if to:
        os.sched_setaffinity(0, to)


def python_of(client: str) -> str:
    """The interpreter whose environment has the client."""
    return sys.executable if client.startswith("ours") or client in {"QueueHandler", "item only"} else str(PEER_PYTHON)


def child(task: str, client: str, **given: object) -> subprocess.Popen[str]:
    """Start `TASK.child(client, **given)` as a process of its own."""
    command = [python_of(client), str(HERE / "child.py"), task, client, json.dumps(given, default=str)]
    with LOG.open("a") as log:
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)


def result(process: subprocess.Popen[str], timeout_s: float = 900.0) -> Figures:
    """What a child printed last, once it has ended."""
    out, _ = process.communicate(timeout=timeout_s)
    if process.returncode != 0:
        raise SystemExit(f"A measuring process failed with {process.returncode}, see {LOG}: {process.args}")
    figures: Figures = json.loads(out.splitlines()[-1])
    return figures


def measure(task: str, client: str, **given: object) -> Figures:
    """Run a child in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        return result(child(task, client, folder=folder, **given))


# ---------------------------------------------------------------- the sink


@dataclass(frozen=True, slots=True)
class Sink:
    """The running sink."""

    address: str

    def reset(self) -> None:
        """Forget what came."""
        self._get("/reset")

    def numbers(self, session: str) -> list[int]:
        """The numbers of the events of one session, each as often as it came."""
        numbers: list[int] = self._get(f"/events?{session}")["numbers"]
        return numbers

    def _get(self, path: str) -> Figures:
        with urllib.request.urlopen(self.address + path, timeout=60) as answer:
            figures: Figures = json.load(answer)
            return figures


@contextmanager
def running_sink() -> Iterator[Sink]:
    """The sink on its own core."""
    process = subprocess.Popen([sys.executable, str(HERE / "sink.py")], stdout=subprocess.PIPE, text=True)
    try:
        _, core = cores()
        if core:
            os.sched_setaffinity(process.pid, core)
        assert process.stdout is not None  # noqa: S101 - a pipe was asked for
        yield Sink(f"http://127.0.0.1:{int(process.stdout.readline())}")
    finally:
        process.terminate()
        process.wait()


NOBODY = "http://127.0.0.1:9"
"""An address where nothing listens (the discard port)."""


# ---------------------------------------------------------------- figures


def percentiles(times_ns: Sequence[int]) -> Figures:
    """p50, p99, p99.9 and the largest, in microseconds."""
    ordered = sorted(times_ns)
    at = {"p50": 0.50, "p99": 0.99, "p99.9": 0.999}
    figures = {name: ordered[int(len(ordered) * share)] / 1_000 for name, share in at.items()}
    return {**figures, "max": ordered[-1] / 1_000}


def medians(runs: Sequence[Figures]) -> Figures:
    """Of each number the median over the runs; of anything else the first."""
    return {
        name: statistics.median(run[name] for run in runs) if isinstance(value, int | float) else value
        for name, value in runs[0].items()
    }


def until(true: Callable[[], bool], timeout_s: float) -> bool:
    """Wait for a condition; return whether it came true in time."""
    deadline = time.monotonic() + timeout_s
    while not (came := true()) and time.monotonic() < deadline:
        time.sleep(0.02)
    return came


def anonymous_kb(pid: int) -> int:
    """Heap and stacks of a process in KiB: what is resident without the pages of files (Linux)."""
    with Path(f"/proc/{pid}/status").open() as status:
        return next((int(line.split()[1]) for line in status if line.startswith("RssAnon:")), 0)


def lost_and_doubled(kept: Sequence[int], wanted: Sequence[int]) -> tuple[int, int]:
    """How many of the wanted numbers are missing, and how many came again."""
    return len(set(wanted) - set(kept)), len(kept) - len(set(kept))
