"""What the stores cost: writing, reading facts, finding and erasing a session, bytes on disk.

Uses nothing but the `Store` protocol, so that it also runs on an older version (`PYTHONPATH=older/src`). Pinned to
one core; CPU time of the whole process, best of several repeats, since the machine has other work.

    python bench/stores.py [EVENTS]
"""

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from finops_agent.config import load_config
from finops_agent.events import Event
from finops_agent.events.items import encode
from finops_agent.events.synthetic import generate
from finops_agent.recorder.session import Session
from finops_agent.stores import MemoryStore, SqliteStore, Store

OUT = Path(__file__).parent / "out"
BATCH = 500
REPEATS = 5
RESPONSES, SESSIONS = 20_000, 40
TEXT = "Based on your data the three services that cost most are compute, storage and the database " * 3

STORES: dict[str, Callable[[Path], Store]] = {
    "memory": lambda _: MemoryStore(),
    "SQLite": lambda folder: SqliteStore(folder / "events.db"),
}


def responses() -> list[Event]:
    """Answers of about 0.75 KB from several sessions at once, as in a burst."""
    made: list[Event] = []
    config = load_config({})
    sessions = [Session(made.append, config) for _ in range(SESSIONS)]
    made.clear()
    for i in range(RESPONSES):
        session = sessions[i % SESSIONS]
        session.total_queries = i // SESSIONS
        session.response(
            TEXT, processing_time=4.5, query="What are my top cost drivers?", engine="offline", status="ok"
        )
    return made


def put(store: Store, events: list[Event]) -> float:
    """Microseconds of CPU an event for writing them in batches."""
    began = time.process_time()
    for at in range(0, len(events), BATCH):
        store.put_many(events[at : at + BATCH])
    return (time.process_time() - began) / len(events) * 1e6


def best_put(make: Callable[[Path], Store], events: list[Event]) -> tuple[float, float]:
    """The least CPU an event of several fresh stores, and bytes on disk an event."""
    costs = []
    for _ in range(REPEATS):
        with tempfile.TemporaryDirectory() as folder:
            store = make(Path(folder))
            costs.append(put(store, events))
            store.close()
            size = sum(file.stat().st_size for file in Path(folder).iterdir())
    return min(costs), size / len(events)


def timed(call: Callable[[], object]) -> float:
    """The least seconds of several calls."""
    times = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        call()
        times.append(time.perf_counter() - began)
    return min(times)


def count(rows: Iterator[object]) -> int:
    return sum(1 for _ in rows)


def measure(make: Callable[[Path], Store], burst: list[Event], visits: int) -> dict[str, float]:
    cost, size = best_put(make, burst)
    with tempfile.TemporaryDirectory() as folder:
        store = make(Path(folder))
        made, spent, known = generate(visits, 80), 0.0, dict[str, None]()
        while batch := list(islice(made, BATCH)):
            spent += put(store, batch) * len(batch)
            known.update(dict.fromkeys(event.session_id for event in batch))
        sessions = list(known)[:: max(1, len(known) // 50)]
        figures = {
            "put_us": cost,
            "burst_bytes_an_event": size,
            "visits_put_us": spent / visits,
            "facts_a_second": visits / timed(lambda: count(store.facts())),
            "scan_a_second": visits / timed(lambda: count(store.scan())),
            "newest_20_ms": timed(lambda: list(islice(store.scan(newest_first=True), 20))) * 1e3,
            "session_ms": timed(lambda: [store.session(s) for s in sessions]) / len(sessions) * 1e3,
        }
        began = time.perf_counter()
        for session_id in sessions:
            store.erase_session(session_id)
        figures["erase_ms"] = (time.perf_counter() - began) / len(sessions) * 1e3
        store.close()
    return {name: round(figure, 3) for name, figure in figures.items()}


def main() -> None:
    visits = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {1 if (os.cpu_count() or 1) > 1 else 0})
    burst = responses()
    rows = {name: measure(make, burst, visits) for name, make in STORES.items()}
    print(f"{RESPONSES:,} responses of {len(encode(burst[0]))} bytes in a burst; {visits:,} events of visits")
    print(f"{'':<22}" + "".join(f"{name:>14}" for name in rows))
    for figure in next(iter(rows.values())):
        print(f"{figure:<22}" + "".join(f"{row[figure]:>14,.2f}" for row in rows.values()))
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / "stores.json").write_text(json.dumps(rows, indent=2) + "\n")


if __name__ == "__main__":
    main()
