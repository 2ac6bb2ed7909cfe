"""Large bills: how long until the first question, how long an answer takes, how much memory; beside pandas and Polars.

python bench/agent/run.py [--rows 10000000] [--repeats 1] [--only small large csv] [--peers-python PYTHON]

Each measurement is a process of its own on the same file in the same run. The files are made anew in a temporary
folder and deleted. Ours is also asked for analyses and for what it must refuse, and opened to free SQL twice. The small
bill comes day by day, which leaves its sums by day as long as the bill itself; the large ones hour by hour. Figures go
to bench/out/agent.json.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from bills import Grain, write_cur

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CSV_ROWS_PER_GB = 2_150_000


def measured(command: list[str], repeats: int) -> dict:
    """The run with the shortest time to the first question; what fails is a figure too."""
    runs = []
    for _ in range(repeats):
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
        if done.returncode:
            words = (done.stderr.strip().splitlines() or ["killed: it took all memory"])[-1]
            return {"failed": words[:200]}
        runs.append(json.loads(done.stdout.strip().splitlines()[-1]))
    return min(runs, key=lambda run: run["ready_s"])


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--rows", type=int, default=10_000_000)
    given.add_argument("--repeats", type=int, default=1)
    given.add_argument("--peers-python", default=str(ROOT / ".venv-bench" / "bin" / "python"))
    given.add_argument("--folder", help="where to keep the files instead of deleting them")
    given.add_argument("--only", nargs="*", choices=("small", "large", "csv"), help="which bills; all by default")
    given.add_argument("--no-peers", action="store_true", help="ours alone")
    asked = given.parse_args()
    found: dict[str, dict] = {}
    with tempfile.TemporaryDirectory(prefix="finops-agent-bench-") as temporary:
        folder = Path(asked.folder or temporary)
        sizes: dict[str, tuple[str, int, Grain]] = {
            "small": ("small.parquet", 100_000, "day"),
            "large": ("large.parquet", asked.rows, "hour"),
            "csv": ("large.csv", CSV_ROWS_PER_GB * asked.rows // 10**7, "hour"),
        }
        for name, rows, grain in (sizes[one] for one in asked.only or sizes):
            path = folder / name
            if not path.exists():
                write_cur(path, rows, grain)
            label = f"{name}: {rows:,} rows, {path.stat().st_size / 1e6:,.0f} MB"
            found[label] = {"ours": measured([sys.executable, str(HERE / "ours.py"), str(path)], asked.repeats)}
            for peer in () if asked.no_peers else ("pandas", "polars"):
                command = [asked.peers_python, str(HERE / "peers.py"), peer, str(path)]
                found[label][peer] = measured(command, asked.repeats)
            show(label, found[label])
    out = ROOT / "bench" / "out"
    out.mkdir(exist_ok=True)
    (out / "agent.json").write_text(json.dumps(found, indent=1))


def show(label: str, figures: dict[str, dict]) -> None:
    print(f"\n{label}")
    for who, run in figures.items():
        if "failed" in run:
            print(f"  {who:<7} failed: {run['failed']}")
            continue
        times = sorted(run["answers_s"].values())
        print(
            f"  {who:<7} ready {run['ready_s']:6.2f} s   answers {times[0] * 1000:6.0f} to {times[-1] * 1000:6.0f} ms"
            f"   peak {run['peak_mb']:6,.0f} MB   total {run['total']:,.2f}"
        )
        for kind, spread in {**run.get("kinds", {}), **({"all": run["all"]} if "all" in run else {})}.items():
            print(f"      {kind:<9} p50 {spread['p50_s'] * 1000:6.1f} ms   p95 {spread['p95_s'] * 1000:6.1f} ms")
        if "doors" in run:
            first, second = (run["doors"][door] for door in ("first_s", "second_s"))
            print(f"      free SQL  first door {first:5.2f} s   second {second:5.2f} s")
        for question in run.get("refused_or_answered_by_mistake", ()):
            print(f"      not as it should be: {question}")


if __name__ == "__main__":
    main()
