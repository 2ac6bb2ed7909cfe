"""The processes of `test_soak.py`: `soaking.py write|read|erase STORE ...`; what they did goes to stdout.

Each says `ready` and is told by stdin until when it goes on: however long a process takes to start, all run at once.
"""

import json
import random
import sys
import time
from itertools import islice
from pathlib import Path

from finops_agent.analytics import Analytics, Window, measure
from finops_agent.events.synthetic import generate
from finops_agent.stores import SqliteStore

BATCH = 50


def write(path, until, seed):
    """Write events as an app's drain does, some of them twice."""
    store, written, round_ = SqliteStore(path), 0, 0
    while time.time() < until:
        events = generate(2_000, 5, 1_000 * int(seed) + round_)
        while time.time() < until and (batch := list(islice(events, BATCH))):
            written += store.put_many(batch)
            written += store.put_many(batch[:3])
        round_ += 1
    store.close()
    return {"written": written}


def read(path, until, cube):
    """Refresh and measure as a dashboard does; what is counted is what the store had at some moment."""
    store, reads = SqliteStore(path), 0
    analytics = Analytics(store, Path(cube))
    while time.time() < until:
        analytics.refresh()
        measured = measure(analytics, Window())
        kinds = ("user_query", "agent_response", "file_upload", "session_start", "session_end", "custom_event")
        columns = [analytics.cube.choose("events", event_type=kind) for kind in kinds]
        totals = analytics.cube.totals(Window())
        if sum(int(totals[chosen].sum()) for chosen in columns) != measured["total_events"].value:
            raise SystemExit("the kinds do not add up to all")
        reads += 1
    analytics.close()
    store.close()
    return {"reads": reads}


def erase(path, until):
    """Erase a session now and then, as `session erase` does."""
    store, erased, chance = SqliteStore(path), 0, random.Random(1)
    while time.time() < until:
        newest = list(islice(store.scan(newest_first=True), 200))
        if newest:
            erased += store.erase_session(chance.choice(newest).event.session_id)
    store.close()
    return {"erased": erased}


if __name__ == "__main__":
    task, where, *more = sys.argv[1:]
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    until_s = float(sys.stdin.readline())
    sys.stdout.write(json.dumps(globals()[task](Path(where), until_s, *more)))
