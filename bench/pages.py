"""How much longer our pages take than an empty Streamlit page, in a cold Chromium, in one run.

For each round one visit to each of three servers, in turn: an empty page, the chat app, the dashboard over the demo
data (6,000 events of 30 days). A visit is a fresh browser profile; the clock runs from the start of navigation, on the
browser's own clock, until the script has ended, the last element of the page is there, no placeholder is left, and each
chart and table is drawn. Servers are warm: each got one visit before that does not count. Figures: medians in seconds,
and what ours add to the empty page.

    python bench/pages.py [--rounds 7]
"""

import argparse
import json
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import BrowserType, Page, sync_playwright

from chromium import cold_page, server, wait_until_drawn
from finops_agent.config import load_config
from finops_agent.events.synthetic import generate
from finops_agent.runtime import open_store
from finops_agent.web import streamlit_flags

ROOT = Path(__file__).parents[1]
OUT = ROOT / "bench" / "out"
LAST = {
    "empty": "h1",
    "chat": '[data-testid="stFileUploaderDropzone"] button:enabled',
    "dashboard": ".st-key-export button",
}
"""The last element of each page."""


def visit(chromium: BrowserType, name: str, address: str) -> float:
    """Seconds from the start of navigation until the page is drawn."""
    with cold_page(chromium, viewport={"width": 1280, "height": 2400}) as page:
        page.goto(address, wait_until="commit")
        wait_until_drawn(page, LAST[name])
        return now_of(page)


def now_of(page: Page) -> float:
    """The browser's clock, in seconds since navigation began."""
    return float(page.evaluate("performance.now()")) / 1_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        home = Path(folder)
        empty = home / "empty.py"
        empty.write_text("import streamlit as st\nst.title('Empty')\n")
        store = open_store(load_config({}, home=home, store=f"sqlite:///{home}/events.db"))
        store.put_many(list(generate(6_000, 30, seed=1)))
        store.close()
        flags = streamlit_flags()
        with (
            server(empty, home, *flags) as empty_at,
            server(ROOT / "streamlit_app.py", home, *flags) as chat_at,
            server(ROOT / "analytics_dashboard.py", home, *flags) as dashboard_at,
        ):
            addresses = {"empty": empty_at, "chat": chat_at, "dashboard": dashboard_at}
            times: dict[str, list[float]] = {name: [] for name in addresses}
            for turn in range(rounds + 1):
                for name, address in addresses.items():
                    seconds = visit(playwright.chromium, name, address)
                    if turn:
                        times[name].append(seconds)
    report(times)


def report(times: dict[str, list[float]]) -> None:
    base = statistics.median(times["empty"])
    rows = {
        name: {
            "median_s": round(statistics.median(values), 3),
            "min_s": round(min(values), 3),
            "max_s": round(max(values), 3),
            "added_s": round(statistics.median(values) - base, 3),
            "ratio": round(statistics.median(values) / base, 2),
        }
        for name, values in times.items()
    }
    print(f"{'page':<10}{'median s':>10}{'min':>8}{'max':>8}{'added s':>10}{'ratio':>8}")
    for name, row in rows.items():
        print(
            f"{name:<10}{row['median_s']:>10.2f}{row['min_s']:>8.2f}{row['max_s']:>8.2f}"
            f"{row['added_s']:>10.2f}{row['ratio']:>8.2f}"
        )
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / "pages.json").write_text(json.dumps(rows, indent=2) + "\n")


if __name__ == "__main__":
    main()
