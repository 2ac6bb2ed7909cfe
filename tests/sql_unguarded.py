"""What a query does where nothing guards it: proof that an attack is one.

Reads `{"sql", "folder", "database"}` lines on stdin and writes one outcome a line: `ran` with what it showed, `slow`
(still at work after `SLOW_S`), `memory` (past `ROOM` bytes), or `error`. Each query runs in a fork of its own.
"""

import json
import os
import resource
import select
import shutil
import signal
import sys
import threading
from pathlib import Path

import duckdb
import pandas as pd

SLOW_S = 1.0
ROOM = 1_000_000_000
"""Bytes beyond those in use at the start."""


def outcome(order):
    """Fork, run, watch."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        with os.fdopen(writer, "w") as out:
            out.write(json.dumps(attempt(order)))
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as source:
        ended, _, _ = select.select([source], [], [], 3 * SLOW_S)
        text = source.read() if ended else ""
    if not ended:
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if text:
        return json.loads(text)
    return {"outcome": "slow" if not ended else "memory", "shown": f"status {status}"}


def attempt(order):
    database = Path(order["folder"]) / f"mine-{os.getpid()}.duckdb"
    shutil.copy(order["database"], database)
    connection = duckdb.connect(str(database))
    connection.execute("CREATE TABLE other_tenant_costs AS SELECT 'sesame' AS secret, 1 AS BilledCost")
    secret_df = pd.DataFrame({"secret": ["sesame"]})  # noqa: F841 - a query may find it by its name
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    room = pages * os.sysconf("SC_PAGE_SIZE") + ROOM
    resource.setrlimit(resource.RLIMIT_AS, (room, room))
    is_slow = threading.Event()

    def stop():
        is_slow.set()
        connection.interrupt()

    timer = threading.Timer(SLOW_S, stop)
    timer.daemon = True
    timer.start()
    try:
        shown = str(connection.execute(order["sql"]).fetchmany(20))
    except (duckdb.OutOfMemoryException, MemoryError) as error:
        return {"outcome": "memory", "shown": str(error)[:200]}
    except duckdb.Error as error:
        return {"outcome": "slow" if is_slow.is_set() else "error", "shown": str(error)[:200]}
    return {"outcome": "ran", "shown": shown[:20_000]}


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(outcome(json.loads(line))), flush=True)  # noqa: T201 - this is its answer
