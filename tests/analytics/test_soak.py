"""Two apps write, two dashboards read, one command erases, at once: no lock error, no wrong count.

Short by default; `FINOPS_AGENT_TEST_SOAK_S=120` makes it two minutes.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from brute_force import brute_force
from finops_agent.analytics import Analytics, Window, measure
from finops_agent.events import timestamp
from finops_agent.stores import SqliteStore

SOAK_S = float(os.environ.get("FINOPS_AGENT_TEST_SOAK_S", "6"))
CHILD = Path(__file__).with_name("soaking.py")
WRITERS, READERS = 2, 2


def child(task, *words):
    command = [sys.executable, "-W", "error", str(CHILD), task, *map(str, words)]
    return subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, bufsize=1
    )


@pytest.mark.soak
def test_writers_readers_and_an_eraser_do_not_disturb_each_other(tmp_path):
    path = tmp_path / "events.db"
    SqliteStore(path).close()
    processes = [
        *(child("write", path, number) for number in range(WRITERS)),
        *(child("read", path, tmp_path / f"{number}.cube") for number in range(READERS)),
        child("erase", path),
    ]
    assert [process.stdout.readline() for process in processes] == ["ready\n"] * len(processes)
    until = time.time() + SOAK_S
    for process in processes:
        process.stdin.write(f"{until}\n")
    results = []
    for process in processes:
        out, err = process.communicate(timeout=SOAK_S + 120)
        assert (process.returncode, err) == (0, ""), err[-2_000:]
        results.append(json.loads(out))
    written = sum(result["written"] for result in results[:WRITERS])
    erased = results[-1]["erased"]
    assert written > 500
    assert erased > 0
    assert all(result["reads"] > 5 for result in results[WRITERS:-1])
    store = SqliteStore(path)
    events = [stored.event for stored in store.scan()]
    assert len(events) == written - erased
    now_us = timestamp.now_us()
    expected = brute_force(events, Window(), now_us)
    for number in range(READERS):
        analytics = Analytics(store, tmp_path / f"{number}.cube")
        analytics.refresh(now_us)
        measured = measure(analytics, Window(), now_us=now_us)
        for name, value in expected.items():
            error = 0.005 if "_p" in name else 1e-9
            assert measured[name].value == (None if value is None else pytest.approx(value, rel=error)), name
    store.close()
