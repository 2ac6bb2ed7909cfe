"""What the SQL door costs: the gates before a query, the worker's start, a query's way there and back.

    taskset -c 1 python bench/agent/guard.py

Gates are timed inside one process, each of the tests' benign queries several times, first runs left out; the least of
each query is the figure to trust on a machine that others use. The bar is 10 ms for the gates.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from finops_agent.costs import Dataset, load_files  # noqa: E402
from finops_agent.costs.sql import Bounds, SqlDoor, sandbox  # noqa: E402
from finops_agent.costs.sql.gates import check  # noqa: E402
from finops_agent.costs.sql.handover import give_back, hand_over  # noqa: E402
from sql_benign import ON_COSTS  # noqa: E402 - after the path

OUT = ROOT / "bench" / "out"
REPEATS = 15
BAR_MS = 10.0


def timed_ms(do: Callable[[], object]) -> float:
    began = time.perf_counter()
    do()
    return (time.perf_counter() - began) * 1_000


def gates(bill: Dataset) -> dict[str, float | str]:
    """Milliseconds of all gates over the benign queries."""
    data = hand_over(bill)
    engine = sandbox.locked_engine(data.path, Bounds())
    give_back(data)
    least, all_ = [], []
    for sql in ON_COSTS:
        times = [timed_ms(lambda sql=sql: check(engine, sql, ["costs"], bill.rows, Bounds())) for _ in range(REPEATS)]
        least.append(min(times[1:]))
        all_ += times[1:]
    all_.sort()
    return {
        "queries": len(ON_COSTS),
        "least_of_median_query_ms": statistics.median(least),
        "least_of_slowest_query_ms": max(least),
        "slowest_query": ON_COSTS[least.index(max(least))],
        "p50_ms": all_[len(all_) // 2],
        "p99_ms": all_[int(len(all_) * 0.99)],
    }


def door(bill: Dataset) -> dict[str, float]:
    """Milliseconds of the start, the first query after it, and a small query to and fro."""
    opened = []
    open_ms = timed_ms(lambda: opened.append(SqlDoor(bill)))
    (one,) = opened
    ready_ms = timed_ms(lambda: one.run("SELECT 1"))
    trips = sorted(timed_ms(lambda: one.run("SELECT 1")) for _ in range(50))
    rows_ms = min(timed_ms(lambda: one.run("FROM costs")) for _ in range(3))
    one.close()
    return {
        "hand_over_and_spawn_ms": open_ms,
        "until_ready_ms": ready_ms,
        "round_trip_least_ms": trips[0],
        "round_trip_p50_ms": trips[25],
        "whole_bill_4498_rows_ms": rows_ms,
    }


def main() -> None:
    bill = load_files([ROOT / "tests" / "data" / "aws-cur2-northwind-2026q3.csv"])
    figures = {"gates": gates(bill), "door": door(bill)}
    bill.close()
    for part, values in figures.items():
        for name, value in values.items():
            print(f"{part:<7}{name:<28}{value if isinstance(value, str) else format(value, '>10.2f')}")
    print("gates:", "met" if figures["gates"]["least_of_slowest_query_ms"] <= BAR_MS else "missed", f"({BAR_MS} ms)")
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / "guard.json").write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
