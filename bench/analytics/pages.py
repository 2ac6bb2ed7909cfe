"""How long a page of the dashboard takes after a filter change, in Chromium, over a store of millions of events.

The clock is the browser's: from the click on another window until the script has ended, no part is marked as stale, no
placeholder is left, tables are drawn and two frames have passed. For each page and in turn a click on "Last 90 days"
and on "Last 7 days"; the first of each does not count. Also how long the first reading took, with its progress shown.

    python bench/analytics/pages.py [--store big/events.db] [--events 10000000] [--rounds 20]

Without `--store` one of `--events` events is made by `tenfold.py` (some minutes).
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "bench"))

import tenfold  # noqa: E402 - found beside this file

from chromium import ARGS, executable, server  # noqa: E402 - found in bench
from finops_agent.web import streamlit_flags  # noqa: E402 - after the path is set

PAGES = ("", "usage", "quality", "questions", "files", "cost", "sessions", "recent")
OUT = ROOT / "bench" / "out"
_FIRST_S = 300
_DRAWN = """() => {
    const app = document.querySelector('[data-testid="stApp"]');
    return app?.dataset.testScriptState === 'notRunning'
        && document.querySelector('.st-key-export button') !== null
        && document.querySelector('[data-testid="stSkeleton"]') === null
        && document.querySelector('[data-stale="true"]') === null
        && [...document.querySelectorAll('[data-testid="stDataFrame"]')].every(part => part.querySelector('canvas'));
}"""
_CLICK = (
    """async (name) => {
    const drawn = """
    + _DRAWN
    + """;
    const app = document.querySelector('[data-testid="stApp"]');
    const frame = () => new Promise(done => requestAnimationFrame(done));
    const buttons = [...document.querySelectorAll(".st-key-window [role=radio]")];
    const button = buttons.find(b => b.innerText.trim() === name);
    const began = performance.now();
    let ran = false;
    new MutationObserver(() => { ran ||= app.dataset.testScriptState === 'running'; })
        .observe(app, {attributes: true});
    button.click();
    while (!ran || !drawn()) await frame();
    await frame(); await frame();
    return performance.now() - began;
}"""
)


def changes(page: Page, address: str, path: str, rounds: int) -> list[float]:
    """Milliseconds of each change of the window on one page."""
    page.goto(f"{address}/{path}", wait_until="commit")
    page.wait_for_function(_DRAWN, timeout=60_000)
    times = []
    for turn in range(rounds + 2):
        took = page.evaluate(_CLICK, "Last 90 days" if turn % 2 == 0 else "Last 7 days")
        if turn >= 2:
            times.append(took)
    return times


def first_reading(page: Page, address: str) -> tuple[float, bool]:
    """Seconds until the figures of a store that nobody has read yet are there, and whether progress was shown."""
    began = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.wait_for_selector('[data-testid="stProgress"], .st-key-cards', timeout=60_000)
    shown = page.locator('[data-testid="stProgress"]').count() > 0
    page.wait_for_selector(".st-key-cards", timeout=_FIRST_S * 1_000)
    return time.perf_counter() - began, shown


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--store", type=Path)
    parser.add_argument("--events", type=int, default=10_000_000)
    parser.add_argument("--rounds", type=int, default=20)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        home = asked.store.parent if asked.store else Path(folder)
        if asked.store is None:
            tenfold.make(home / "events.db", asked.events)
        with server(ROOT / "analytics_dashboard.py", home, *streamlit_flags()) as address:
            browser = playwright.chromium.launch(executable_path=executable(), args=ARGS)
            page = browser.new_page(viewport={"width": 1280, "height": 1000})
            seconds, shown = first_reading(page, address)
            print(f"first figures after {seconds:.1f} s, progress shown: {shown}")
            times = {path or "overview": changes(page, address, path, asked.rounds) for path in PAGES}
            browser.close()
    report(times, seconds)


def report(times: dict[str, list[float]], first_s: float) -> None:
    rows = {
        name: {
            "median_ms": round(statistics.median(values)),
            "min_ms": round(min(values)),
            "p95_ms": round(sorted(values)[int(0.95 * len(values))]),
        }
        for name, values in times.items()
    }
    print(f"{'page':<12}{'median ms':>10}{'min':>7}{'p95':>7}")
    for name, row in rows.items():
        print(f"{name:<12}{row['median_ms']:>10}{row['min_ms']:>7}{row['p95_ms']:>7}")
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / "dashboard.json").write_text(json.dumps({"first_s": round(first_s, 1), "pages": rows}, indent=2) + "\n")


if __name__ == "__main__":
    main()
