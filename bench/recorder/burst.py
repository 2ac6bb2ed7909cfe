"""What a call costs its caller in a burst, and how fast and how dear delivery is; all clients on one core, in turn.

50,000 events back to back while the client's own threads are at work on the same core; then the clock runs on until
everything is delivered: into SQLite, into a file, or over HTTP into the sink on the other core.

A call is timed from what an application has in hand (the text, the question, a few figures) to the client's return. For
ours that is taking a question's number, `Session.response` with its checks and the JSON of `data_summary`, the privacy
steps that the report names, and the frame in the journal. For a peer it is building the documented item, with the JSON
of its summary made once beforehand, which spares the peers about two microseconds, and the natural call of its API;
what its own thread does later is in the events per second and the CPU alone. Making the text is in all of them alike.
"""

import gc
import sys
import time
from array import array
from pathlib import Path
from typing import TYPE_CHECKING

import clients
from harness import Bench, Figures, cores, measure, medians, percentiles, pin

if TYPE_CHECKING:
    from collections.abc import Sequence

EVENTS = 50_000
OURS = ("ours", "ours, texts redacted", "ours to the sink")
OVER_HTTP = ("OpenTelemetry", "posthog", "segment")
FEWER = {"langfuse": 20_000, "sentry": 1_000}
"""Peers that would take minutes."""


def child(client: str, *, folder: str, address: str, events: int) -> Figures:
    pin(cores()[0])
    subject = clients.make(client, Path(folder), address)
    subject.emit(0)  # what is made at the first event is no part of a burst
    subject.flush()
    gc.collect()
    times = array("q", bytes(8 * events))
    emit, clock = subject.emit, time.perf_counter_ns
    cpu, began = time.process_time(), time.perf_counter()
    for number in range(1, events + 1):
        before = clock()
        emit(number)
        times[number - 1] = clock() - before
    subject.flush()
    elapsed, cpu = time.perf_counter() - began, time.process_time() - cpu
    return {
        **percentiles(times),
        "events_per_s": events / elapsed,
        "cpu_us": cpu / events * 1e6,
        "session": subject.session,
        "kept": subject.kept(),
    }


def run(bench: Bench, peers: "Sequence[str]" = ()) -> None:
    import ours  # noqa: PLC0415 - the peers' children import this module too

    order = [*OURS, "QueueHandler", *OVER_HTTP, *peers, "item only"]
    runs: dict[str, list[Figures]] = {name: [] for name in order}
    for round_ in range(bench.rounds):
        for name in order:
            bench.say(f"burst {round_ + 1}: {name}")
            runs[name].append(_one(bench, name))
    rows = {name: {**medians(found), "missing": max(run_["missing"] for run_ in found)} for name, found in runs.items()}
    for name, row in rows.items():
        bench.note("burst", name, row)
        bench.note("burst_runs", name, {key: [run_[key] for run_ in runs[name]] for key in ("p50", "p99", "p99.9")})
    ran = [ours.name_of(step) for step in ours.unredacted_steps()]
    bench.note("steps", "ours", {"ran": ran})
    bench.say(f"privacy steps of the row 'ours': {', '.join(ran)}")
    _lines(bench, rows)


def _one(bench: Bench, name: str) -> Figures:
    events = min(EVENTS, FEWER.get(name, EVENTS)) // (10 if bench.quick else 1)
    bench.sink.reset()
    figures = measure("burst", name, address=bench.sink.address, events=events)
    session, kept = figures.pop("session"), figures.pop("kept")
    arrived = len(set(bench.sink.numbers(session))) if kept is None else kept
    if arrived != events + 1 and name != "item only":
        print(f"{name}: {arrived} of {events + 1} events arrived", file=sys.stderr)
    return {**figures, "events": events, "missing": events + 1 - arrived if name != "item only" else 0}


def _lines(bench: Bench, rows: dict[str, Figures]) -> None:
    ours, handler = rows["ours"], rows["QueueHandler"]
    bench.line("burst", "caller p50", "us", ours["p50"], 8)
    bench.line("burst", "caller p50 / QueueHandler", "ratio", ours["p50"] / handler["p50"], 1 / 3)
    bench.line("burst", "caller p50 / OpenTelemetry", "ratio", ours["p50"] / rows["OpenTelemetry"]["p50"], 1 / 6)
    bench.line("burst", "caller p50 / posthog", "ratio", ours["p50"] / rows["posthog"]["p50"], 1 / 12)
    bench.line("burst", "caller p99.9", "us", ours["p99.9"], 1_000)
    bench.line("burst", "caller p99.9 / QueueHandler", "ratio", ours["p99.9"] / handler["p99.9"], 1 / 3)
    bench.line("burst", "machine: p99.9 of building an item and nothing else", "us", rows["item only"]["p99.9"])
    bench.line("burst", "caller p50, texts redacted", "us", rows["ours, texts redacted"]["p50"])
    bench.line("delivery", "into SQLite, end to end", "events/s", ours["events_per_s"], 25_000, at_least=True)
    bench.line("delivery", "into SQLite, CPU of all threads", "us/event", ours["cpu_us"], 25)
    redacted = rows["ours, texts redacted"]
    bench.line("delivery", "into SQLite, texts redacted", "events/s", redacted["events_per_s"])
    best = max(OVER_HTTP, key=lambda name: rows[name]["events_per_s"])
    ratio = rows["ours to the sink"]["events_per_s"] / rows[best]["events_per_s"]
    bench.line("delivery", f"to the HTTP sink / best peer ({best})", "ratio", ratio, 2, at_least=True)
    for name in ("ours", "ours, texts redacted", "ours to the sink"):
        bench.line("delivery", f"events missing: {name}", "events", rows[name]["missing"], 0)
