"""What recording costs its caller, beside the standard library's queue of log records, in one run on one core.

Both clients get the same 20,000 responses of about 0.7 KB in a burst while their background threads are busy. Ours
is durable through `kill -9` when the call returns; QueueHandler is not. Times in microseconds per call, the building of
the event included.

    python bench/recorder.py
"""

import json
import logging
import logging.handlers
import os
import queue
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from finops_agent.config import load_config
from finops_agent.runtime import open_recorder

OUT = Path(__file__).parent / "out"
EVENTS = 20_000
TEXT = "Based on your data the three services that cost most are compute, storage and the database " * 5


def burst(call: Callable[[int], object]) -> list[float]:
    """Microseconds of each of `EVENTS` calls, sorted."""
    times = []
    for i in range(EVENTS):
        began = time.perf_counter_ns()
        call(i)
        times.append((time.perf_counter_ns() - began) / 1_000)
    return sorted(times)


def ours(home: Path, *, keep_text: bool) -> tuple[list[float], float]:
    """The recorder over SQLite: call times, and events a second until all are stored."""
    store = f"sqlite:///{home / 'events.db'}"
    recorder = open_recorder(load_config({}, home=home, store=store, record_text=keep_text))
    session = recorder.session()
    session.query("What are my top cost drivers?")
    began = time.perf_counter()
    times = burst(lambda _: session.response(TEXT, processing_time=4.5, query="What are my top cost drivers?"))
    if not recorder.flush(120):
        raise SystemExit("The recorder did not deliver within 120 s.")
    rate = EVENTS / (time.perf_counter() - began)
    recorder.close()
    return times, rate


def queue_handler(home: Path) -> tuple[list[float], float]:
    """QueueHandler and QueueListener into a file, with `json.dumps` in the caller."""
    log = logging.getLogger("bench")
    log.setLevel(logging.INFO)
    log.propagate = False
    lines: queue.SimpleQueue[logging.LogRecord] = queue.SimpleQueue()
    log.addHandler(logging.handlers.QueueHandler(lines))
    target = logging.FileHandler(home / "events.log")
    listener = logging.handlers.QueueListener(lines, target)
    listener.start()
    item = {
        "event_type": "agent_response",
        "session_id": "x" * 36,
        "user_query": "What are my top cost drivers?",
        "agent_response": TEXT,
        "processing_time": 4.5,
        "ttl": 4_000_000_000,
    }
    began = time.perf_counter()
    times = burst(lambda i: log.info(json.dumps({**item, "interaction_id": f"response_{i}"})))
    listener.stop()
    rate = EVENTS / (time.perf_counter() - began)
    target.close()
    return times, rate


def main() -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {0})
    rows = {}
    for name, run in {
        "ours, figures only": lambda home: ours(home, keep_text=False),
        "ours, texts redacted": lambda home: ours(home, keep_text=True),
        "QueueHandler to a file": queue_handler,
    }.items():
        with tempfile.TemporaryDirectory() as folder:
            times, rate = run(Path(folder))
        rows[name] = {
            "p50_us": round(statistics.median(times), 1),
            "p99_us": round(times[int(len(times) * 0.99)], 1),
            "p99.9_us": round(times[int(len(times) * 0.999)], 1),
            "events_per_s": round(rate),
        }
    print(f"{'client':<26}{'p50 us':>9}{'p99 us':>9}{'p99.9 us':>10}{'events/s':>10}")
    for name, row in rows.items():
        print(f"{name:<26}{row['p50_us']:>9}{row['p99_us']:>9}{row['p99.9_us']:>10}{row['events_per_s']:>10,}")
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / "recorder.json").write_text(json.dumps(rows, indent=2) + "\n")


if __name__ == "__main__":
    main()
