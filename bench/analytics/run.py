"""Every figure that is claimed for analytics, measured beside other ways to the same figures, in one run.

    python bench/analytics/run.py [--quick] [--folder FOLDER] [--strict]

Makes a million events and out of them ten million (`made.py` says how), kept in the folder for the next run. The table
goes to stdout, everything to bench/out/analytics.json. A bar that is not held is told, and is no failure of the run
unless --strict is given.
"""

import argparse
import json
import math
import platform
import statistics
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "recorder"))

from harness import OUT, Figures, Line, shown  # noqa: E402 - a neighbour

from made import million, ten_million  # noqa: E402 - same

REPORT = OUT / "analytics.json"
COLD_STARTS = 7
PERCENTILE_ERROR = 0.005
SAME = ("total_sessions", "total_queries", "files_uploaded")
WAYS = {"documented": "the documentation's way", "covering": "SQLite, covering index", "duckdb": "DuckDB over Parquet"}
lines: list[Line] = []
report: Figures = {}


def child(script: str, *words: object) -> Figures:
    done = subprocess.run([sys.executable, str(HERE / script), *map(str, words)], capture_output=True, text=True)  # noqa: PLW1510
    if done.returncode:
        raise SystemExit(f"{script} {words} failed: {done.stderr[-2_000:]}")
    found: Figures = json.loads(done.stdout.splitlines()[-1])
    report.setdefault(script, []).append({"words": [str(word) for word in words], **found})
    return found


def line(group: str, what: str, unit: str, measured: float, bar: float | None = None, **more: bool) -> None:
    one = Line(group, what, unit, round(measured, 4), bar, **more)
    lines.append(one)
    print(shown(one), flush=True)


def ours(group: str, store: Path, *, has_bars: bool) -> tuple[float, Figures]:
    """Measure ours; return the milliseconds of a warm refresh and the figures."""

    def bar(value: float) -> float | None:
        return value if has_bars else None

    cube = store.with_suffix(".cube")
    built = child("ours.py", "build", store, cube)
    line(group, f"first reading of {built['events']:,.0f} events, in the background", "s", built["build_s"], bar(45))
    line(
        group,
        "different values of progress while it goes on",
        "values",
        built["progress_values"],
        bar(5),
        at_least=True,
    )
    cold = [child("ours.py", "cold", store, cube) for _ in range(COLD_STARTS)]
    line(
        group,
        "process start to all metrics, from the saved cube",
        "s",
        statistics.median(c["cold_s"] for c in cold),
        bar(0.5),
    )
    line(group, "memory above the interpreter, then", "MB", statistics.median(c["resident_mb"] for c in cold), bar(60))
    warm = child("ours.py", "warm", store, cube)
    for tz in ("UTC", "Asia/Kathmandu"):
        line(group, f"all of Overview and Usage, 90 days, {tz}: first", "ms", warm[f"first {tz}"])
        for which, told in (("again", "the same view again"), ("changed", "another window and filter each time")):
            for name, value in (("p50", 5), ("p99", 15)):
                line(group, f"{tz}, {told}: {name}", "ms", warm[f"{name} {which} {tz}"], bar(value))
    line(group, "memory above the interpreter, both pages drawn", "MB", warm["resident_mb"], bar(60))
    return warm["p50 changed UTC"], child("ours.py", "figures", store, cube)


def peers(group: str, store: Path, ours_ms: float, figures: Figures, ways: list[str]) -> None:
    same_ms = child("ours.py", "alike", store, store.with_suffix(".cube"))["p50 alike"]
    line(group, "ours, the figures and groupings that follow: p50", "ms", same_ms)
    for way in ways:
        theirs = child("peers.py", way, store, int(figures["start_us"]), int(figures["end_us"]))
        for name in SAME:
            if theirs[name] != figures[name]:
                raise SystemExit(f"{WAYS[way]} has {theirs[name]} for {name}, ours is {figures[name]}")
        if not math.isclose(theirs["average_response_time"], figures["average_response_time"], rel_tol=1e-9):
            raise SystemExit(f"{WAYS[way]} has another mean: {theirs['average_response_time']}, {figures}")
        line(group, f"{WAYS[way]}, four figures and three groupings", "s", theirs["seconds"])
        claim = 10_000 if way == "documented" else None
        ratio = theirs["seconds"] * 1_000 / same_ms
        line(group, f"{WAYS[way]} / ours, the same figures", "times", ratio, claim, at_least=claim is not None)
        line(group, f"{WAYS[way]} / all of both pages", "times", theirs["seconds"] * 1_000 / ours_ms)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a hundredth of everything: to see that it runs")
    parser.add_argument("--folder", type=Path, default=OUT / "analytics", help="where the stores are made and kept")
    parser.add_argument("--without", action="append", choices=WAYS, default=[], help="leave out at ten million")
    parser.add_argument("--strict", action="store_true", help="end with 1 when a bar is not held")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    OUT.mkdir(parents=True, exist_ok=True)
    name = "quick" if given.quick else "1m"
    one = million(given.folder / f"{name}.db", 10_000 if given.quick else 1_000_000)
    ten = ten_million(given.folder / f"{name}-ten.db", one)
    for group, store, ways in (("1 M", one, list(WAYS)), ("10 M", ten, ["covering", "duckdb"])):
        chosen = [way for way in ways if group == "1 M" or way not in given.without]
        peers(group, store, *ours(group, store, has_bars=group == "10 M"), chosen)
    fresh = child("ours.py", "burst", ten, ten.with_suffix(".cube"))
    line("10 M", "1,000 new events folded", "ms", fresh["fold_ms"])
    line("10 M", "1,000 new events visible on both pages", "ms", fresh["visible_ms"], 15)
    machine = {"python": platform.python_version(), "system": platform.platform()}
    versions = {package: version(package) for package in ("numpy", "pandas", "duckdb", "pyarrow")}
    report["lines"] = [one.to_json() for one in lines]
    REPORT.write_text(json.dumps({"machine": {**machine, **versions}, **report}, indent=2) + "\n")
    failed = [one for one in lines if one.passed is False]
    print(f"\n{len(lines)} lines, {len(failed)} bars not held; all figures in {REPORT.name}")
    if given.strict and failed:
        sys.exit(1)


if __name__ == "__main__":
    main()
