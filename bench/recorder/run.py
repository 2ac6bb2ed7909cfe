"""Every figure that is claimed for the recorder, measured beside its peers in one run, with its bar.

    python bench/recorder/run.py [--quick] [--rounds N] [--only NAME]... [--with PEER]... [--strict]

The table goes to stdout, everything to bench/out/recorder.json. A bar that is not held is told, and is no failure of
the run unless --strict is given.
"""

import argparse
import importlib
import json
import os
import platform
import subprocess
import sys
from importlib.metadata import version

from harness import LOG, OUT, PEER_PYTHON, ROOT, Bench, Figures, running_sink

REPORT = OUT / "recorder.json"
GROUPS = ("burst", "text", "busy", "crash", "leaving", "forking", "outage", "idle")
PACKAGES = ("posthog", "segment-analytics-python", "opentelemetry-sdk", "langfuse", "sentry-sdk")


def machine() -> Figures:
    """What the figures were taken on, and with which versions."""
    program = "import importlib.metadata as m, json, sys; print(json.dumps({n: m.version(n) for n in sys.argv[1:]}))"
    peers = subprocess.run([PEER_PYTHON, "-c", program, *PACKAGES], check=True, capture_output=True, text=True)
    return {
        "cores": os.cpu_count(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "msgspec": version("msgspec"),
        **json.loads(peers.stdout),
    }


def save(bench: Bench) -> None:
    """Write what there is so far: a later group may fail."""
    report = {"machine": machine(), "lines": [line.to_json() for line in bench.lines], "figures": bench.figures}
    REPORT.write_text(json.dumps(report, indent=2) + "\n")


def table(rows: dict[str, Figures]) -> str:
    """The clients of the burst, one a line."""
    columns = ("p50", "p99", "p99.9", "max", "events_per_s", "cpu_us", "missing")
    head = f"{'client':<24}" + "".join(f"{name:>14}" for name in columns)
    lines = [f"{name:<24}" + "".join(f"{row[column]:>14,.1f}" for column in columns) for name, row in rows.items()]
    return "\n".join(["", "Times in microseconds.", head, *lines])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a tenth of everything, once: to see that it runs")
    parser.add_argument("--only", action="append", choices=GROUPS, metavar="NAME", help=", ".join(GROUPS))
    parser.add_argument("--with", action="append", choices=("langfuse", "sentry"), default=[], dest="peers")
    parser.add_argument("--rounds", type=int, default=3, help="how often clients take turns; figures are medians")
    parser.add_argument("--strict", action="store_true", help="end with 1 when a bar is not held")
    given = parser.parse_args()
    if not PEER_PYTHON.exists():
        sys.exit(
            f"Cannot measure: the peers are not in {PEER_PYTHON.parents[1]}. Run `make bench`, which installs them."
        )
    OUT.mkdir(parents=True, exist_ok=True)
    LOG.unlink(missing_ok=True)
    with running_sink() as sink:
        bench = Bench(sink, quick=given.quick, rounds=1 if given.quick else given.rounds)
        for name in given.only or GROUPS:
            importlib.import_module(name).run(bench, given.peers)
            save(bench)
    if "burst" in bench.figures:
        print(table(bench.figures["burst"]))
    failed = [line for line in bench.lines if line.passed is False]
    print(f"\n{len(bench.lines)} lines, {len(failed)} bars not held; all figures in {REPORT.relative_to(ROOT)}")
    if given.strict and failed:
        sys.exit(1)


if __name__ == "__main__":
    main()
