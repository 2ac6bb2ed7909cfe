"""Make the pictures of docs/images from the real pages, light and dark.

Starts both apps over a home of its own with sample events, goes through their pages and states in a real Chromium, and
takes the pictures.

    python scripts/make_screenshots.py
"""

import random
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace
from playwright.sync_api import Page, Playwright, sync_playwright

from finops_agent.config import load_config
from finops_agent.events import Event
from finops_agent.events.synthetic import generate
from finops_agent.runtime import open_store
from finops_agent.web import streamlit_flags

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "bench"))

from chromium import cold_page, server, wait_until_drawn  # noqa: E402 - found beside the benches

IMAGES = ROOT / "docs" / "images"
WINDOW = {"width": 1280, "height": 1000}
NARROW = {"width": 390, "height": 844}
DONE = '[data-testid="stApp"][data-test-script-state="notRunning"]'
SCREENS = ("usage", "quality", "questions", "files", "cost", "week", "sessions", "recent", "alerts", "health", "ask")
SCHEMES = ("light", "dark")
ORIGINS = (("finops-genai-agent", "production"), ("finops-genai-agent", "staging"), ("cost-desk", "production"))
"""Apps and environments that visits come from, most first, so that there is something to choose."""
SHARES = (70, 12, 18)
COUNT, DAYS = 13_000, 66
"""So far back that the last thirty days have thirty days before them to be compared with."""


def take(page: Page, name: str, *schemes: str) -> None:
    """The picture, light and dark: pages without charts of answers follow the browser while they are open."""
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme)
        page.wait_for_timeout(600)  # charts and tables are painted anew on their canvas, which no condition tells
        page.screenshot(path=IMAGES / f"{name}-{scheme}.png")
        print(f"docs/images/{name}-{scheme}.png", flush=True)


def ask(page: Page, question: str) -> None:
    box = page.get_by_test_id("stChatInputTextArea")
    box.wait_for(state="visible")
    box.fill(question)
    box.press("Enter")
    page.wait_for_selector(f"{DONE} [data-testid='stChatMessage'] >> text={question}")


def chat(page: Page, scheme: str) -> None:
    """The states of the chat app: before data, answered, refused, findings, SQL with rows and refused."""
    page.get_by_role("button", name="sample bill").first.wait_for()
    take(page, "chat-empty", scheme)
    page.get_by_role("button", name="sample bill").first.click()
    ask(page, "top 5 services last month, excluding tax and credits")
    page.wait_for_selector(f'{DONE} [data-testid="stVegaLiteChart"] :is(canvas, svg)')
    page.mouse.move(640, 500)
    page.mouse.wheel(0, -5_000)
    page.wait_for_selector(f"{DONE} .st-key-download_1 button")
    take(page, "chat", scheme)
    page.get_by_text("How this was computed").click()
    page.get_by_role("tab", name="Reconciliation").wait_for()
    page.get_by_role("tab", name="Reconciliation").scroll_into_view_if_needed()
    take(page, "chat-computed", scheme)
    ask(page, "what is the CPU utilisation of our servers?")
    page.get_by_text("A bill has no performance metrics").wait_for()
    page.get_by_text("A bill has no performance metrics").scroll_into_view_if_needed()
    take(page, "chat-refusal", scheme)
    page.get_by_role("link", name="Findings").click()
    page.get_by_text("Evidence and query").first.wait_for()
    take(page, "findings", scheme)
    page.get_by_role("link", name="SQL").click()
    page.get_by_role("button", name="Run").click()
    page.get_by_text("rows in").wait_for()
    take(page, "sql", scheme)
    page.get_by_label("Query").fill("SELECT * FROM read_text('/etc/passwd')")
    page.get_by_role("button", name="Run").click()
    page.get_by_text("as a table").wait_for()
    take(page, "sql-refused", scheme)


def chat_narrow(page: Page, scheme: str) -> None:
    page.get_by_role("button", name="sample bill").first.click()
    ask(page, "top 5 services last month")
    page.wait_for_selector(f'{DONE} [data-testid="stVegaLiteChart"] :is(canvas, svg)')
    page.wait_for_selector(f"{DONE} .st-key-download_1 button")
    take(page, "chat-narrow", scheme)


def dashboard_pages(playwright: Playwright, home: Path, session: str) -> None:
    """Every page of the dashboard, and its states: narrow, without events, with a store that cannot be read."""
    empty, broken = home / "empty", home / "broken"
    for folder in (empty, broken):
        folder.mkdir()
    (broken / "events.db").write_bytes(b"no database, just some bytes " * 40)
    shots = [(home, "", "dashboard", WINDOW), *((home, name, f"dashboard-{name}", WINDOW) for name in SCREENS)]
    shots += [(home, "?environment=staging", "dashboard-filtered", WINDOW)]
    shots += [(home, f"sessions?id={session}", "dashboard-session", WINDOW), (home, "", "dashboard-narrow", NARROW)]
    shots += [(empty, "", "dashboard-empty", NARROW), (broken, "", "dashboard-error", NARROW)]
    for folder in (home, empty, broken):
        with server(ROOT / "analytics_dashboard.py", folder, *streamlit_flags()) as address:
            for _, path, name, size in (shot for shot in shots if shot[0] == folder):
                with cold_page(playwright.chromium, viewport=size, color_scheme="light") as page:
                    page.goto(f"{address}/{path}")
                    wait_until_drawn(page, "h1")
                    take(page, name, *SCHEMES)


def events() -> Iterator[Event]:
    """Visits from several apps and environments."""
    chance, places = random.Random(1), {}
    for event in generate(COUNT, DAYS, seed=1):
        app, environment = places.setdefault(event.session_id, chance.choices(ORIGINS, SHARES)[0])
        yield replace(event, app=app, environment=environment)


def main() -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        home = Path(folder)
        made = list(events())
        store = open_store(load_config({}, home=home, store=f"sqlite:///{home}/events.db"))
        store.put_many(made)
        store.close()
        dashboard_pages(playwright, home, made[-1].session_id)
        with server(ROOT / "streamlit_app.py", home, *streamlit_flags()) as address:
            for size, states in ((WINDOW, chat), (NARROW, chat_narrow)):
                for scheme in SCHEMES:
                    with cold_page(playwright.chromium, viewport=size, color_scheme=scheme) as page:
                        page.goto(address)
                        states(page, scheme)


if __name__ == "__main__":
    main()
