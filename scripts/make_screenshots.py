"""Make the pictures of docs/images from the real pages, light and dark.

Starts both apps over a home of its own with sample events, asks the sample bill a question in a real Chromium, and
takes the pictures.

    python scripts/make_screenshots.py
"""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, Playwright, sync_playwright

from finops_agent.config import load_config
from finops_agent.events.synthetic import generate
from finops_agent.runtime import open_store
from finops_agent.web import streamlit_flags

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "bench"))

from chromium import cold_page, server, wait_until_drawn  # noqa: E402 - found beside the benches

IMAGES = ROOT / "docs" / "images"
WINDOW = {"width": 1280, "height": 1240}
DONE = '[data-testid="stApp"][data-test-script-state="notRunning"]'


def chat(page: Page) -> None:
    page.get_by_role("button", name="sample bill").first.click()
    box = page.get_by_test_id("stChatInputTextArea")
    box.wait_for(state="visible")
    box.fill("top 5 services last month, excluding tax and credits")
    box.press("Enter")
    page.wait_for_selector(f'{DONE} [data-testid="stVegaLiteChart"] :is(canvas, svg)')
    page.mouse.move(640, 500)
    page.mouse.wheel(0, -5_000)
    page.wait_for_selector(f"{DONE} .st-key-download_1 button")


def dashboard(page: Page) -> None:
    wait_until_drawn(page, ".st-key-export button")


SCREENS = ("usage", "quality", "questions", "files", "cost", "week", "sessions", "recent", "alerts", "health")
NARROW = {"width": 390, "height": 844}


def dashboard_pages(playwright: Playwright, home: Path) -> None:
    """Every page of the dashboard, and its states: narrow, without events, with a store that cannot be read."""
    empty, broken = home / "empty", home / "broken"
    for folder in (empty, broken):
        folder.mkdir()
    (broken / "events.db").write_bytes(b"no database, just some bytes " * 40)
    shots = [(home, screen, f"dashboard-{screen}", WINDOW) for screen in SCREENS]
    shots += [(home, "", "dashboard-narrow", NARROW), (empty, "", "dashboard-empty", NARROW)]
    shots += [(broken, "", "dashboard-error", NARROW)]
    for folder in (home, empty, broken):
        with server(ROOT / "analytics_dashboard.py", folder, *streamlit_flags()) as address:
            for scheme in ("light", "dark"):
                for _, screen, name, size in (shot for shot in shots if shot[0] == folder):
                    with cold_page(playwright.chromium, viewport=size, color_scheme=scheme) as page:
                        page.goto(f"{address}/{screen}")
                        wait_until_drawn(page, "h1")
                        page.screenshot(path=IMAGES / f"{name}-{scheme}.png")
                        print(f"docs/images/{name}-{scheme}.png")


def main() -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        home = Path(folder)
        store = open_store(load_config({}, home=home, store=f"sqlite:///{home}/events.db"))
        store.put_many(list(generate(6_000, 30, seed=1)))
        store.close()
        pages = (("chat", "streamlit_app.py", chat), ("dashboard", "analytics_dashboard.py", dashboard))
        for name, launcher, prepare in pages:
            with server(ROOT / launcher, home, *streamlit_flags()) as address:
                for scheme in ("light", "dark"):
                    with cold_page(playwright.chromium, viewport=WINDOW, color_scheme=scheme) as page:
                        page.goto(address)
                        prepare(page)
                        page.screenshot(path=IMAGES / f"{name}-{scheme}.png")
                        print(f"docs/images/{name}-{scheme}.png")
        dashboard_pages(playwright, home)


if __name__ == "__main__":
    main()
