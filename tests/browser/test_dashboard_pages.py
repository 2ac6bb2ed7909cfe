"""Every page of the dashboard in a real browser: whole, shared, accessible, and untouched by what events say."""

import csv
import io
import json
import re

import msgspec
import openpyxl
import pytest
from playwright.sync_api import expect

from finops_agent.config import load_config
from finops_agent.events import TEXT_ATTRIBUTES, AgentResponse, CustomEvent
from finops_agent.events.synthetic import generate
from finops_agent.runtime import open_store

pytestmark = pytest.mark.browser

PAGES = {
    "": "Usage of the FinOps GenAI Agent",
    "usage": "Usage",
    "quality": "Quality & performance",
    "questions": "Questions",
    "files": "Files",
    "cost": "Cost of the agent",
    "ask": "Ask",
    "ask?question=error+rate+by+day": "Ask",
    "ask?question=questions+by+analysis+type": "Ask",
    "ask?question=sessions+this+week+vs+last+week": "Ask",
    "week": "Weekly summary",
    "sessions": "Sessions",
    "recent": "Recent activity",
    "alerts": "Alerts",
    "health": "Data & health",
}
DRAWN = """() => document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState === 'notRunning'
    && document.querySelector('[data-testid="stSkeleton"]') === null
    && [...document.querySelectorAll('[data-testid="stDataFrame"]')].every(part => part.querySelector('canvas'))"""


def fill(home, events):
    store = open_store(load_config({}, home=home, store=f"sqlite:///{home}/events.db"))
    store.put_many(events)
    store.close()


def visit(page, server, path, title):
    page.goto(f"{server.address}/{path}")
    page.get_by_role("heading", name=title, exact=True, level=1).wait_for()
    page.wait_for_function(DRAWN)


def deployed(events):
    like = next(event for event in events if isinstance(event, CustomEvent))
    return msgspec.structs.replace(like, interaction_id="custom_deploy_1", event_name="deploy", event_data="{}")


@pytest.fixture(scope="module")
def events():
    return list(generate(2_500, 25, 5))


@pytest.fixture(scope="module")
def served(new_dashboard, tmp_path_factory, events):
    home = tmp_path_factory.mktemp("pages") / "home"
    home.mkdir()
    fill(home, [*events, deployed(events)])
    server = new_dashboard(home)
    yield server
    server.stop()


def test_no_page_has_a_serious_accessibility_finding(page, served, axe):
    found = {}
    for path, title in PAGES.items():
        visit(page, served, path, title)
        found[path] = axe(page)
    assert {path: told for path, told in found.items() if told} == {}


def test_a_session_and_its_erasure_have_no_serious_accessibility_finding(page, served, events, axe):
    page.goto(f"{served.address}/sessions?id={events[0].session_id}")
    page.locator(".timeline li").first.wait_for()
    page.get_by_role("button", name="Erase this session").click()
    page.get_by_role("button", name="Erase for good").wait_for()
    assert axe(page) == []


def test_every_page_is_whole_on_a_telephone(browser, served):
    context = browser.new_context(viewport={"width": 390, "height": 844})
    try:
        page = context.new_page()
        for path, title in PAGES.items():
            visit(page, served, path, title)
            assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
    finally:
        context.close()


def test_a_view_is_shared_by_its_address(page, served):
    visit(page, served, "usage", "Usage")
    first = page.get_by_test_id("stMetricValue").first
    before = first.inner_text()
    page.get_by_role("radio", name="Last 7 days").click()
    expect(first).not_to_have_text(before)
    page.wait_for_url(re.compile("window=Last.7.days"))
    page.wait_for_function(DRAWN)
    shown = page.get_by_test_id("stMetricValue").all_inner_texts()
    other = page.context.new_page()
    other.goto(page.url)
    other.get_by_test_id("stMetric").first.wait_for()
    other.wait_for_function(DRAWN)
    assert other.get_by_test_id("stMetricValue").all_inner_texts() == shown
    other.get_by_role("link", name="Files").click()
    other.get_by_role("heading", name="Files", level=1).wait_for()
    expect(other.get_by_role("radio", name="Last 7 days")).to_be_checked()


def test_a_bar_leads_to_its_events_by_keyboard(page, served, events):
    visit(page, served, "quality", "Quality & performance")
    bar = page.locator(".columns a").filter(has=page.locator("b")).last
    day = bar.get_attribute("aria-label")[:10]
    bar.focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Recent activity", level=1).wait_for()
    page.get_by_test_id("stDataFrame").wait_for()
    page.wait_for_function(DRAWN)
    cells = page.locator('[data-testid="stDataFrame"] [role="gridcell"]')
    cells.filter(has_text=day).first.wait_for(state="attached")
    shown = cells.all_text_contents()
    times = [cell for cell in shown if re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", cell)]
    assert {time[:10] for time in times} == {day}


def test_a_deployment_is_marked_on_its_day(page, served):
    visit(page, served, "usage", "Usage")
    marked = page.locator(".columns a[aria-label*='1 deployment']")
    expect(marked.first).to_be_visible()


def test_a_session_is_found_and_erased_after_a_confirmation(page, served, events):
    session = events[-1].session_id
    page.goto(f"{served.address}/sessions?id={session}")
    page.locator(".timeline li").first.wait_for()
    page.get_by_role("button", name="Erase this session").click()
    page.get_by_role("button", name="Erase for good").click()
    page.get_by_text("a second search found nothing more").wait_for()
    page.get_by_text(f"No session «{session}»").wait_for()


def test_rules_and_state_come_down_as_they_are_seen_with_numbers_as_numbers(page, served):
    visit(page, served, "alerts", "Alerts")
    rules = page.locator("[class*='st-key-alert_'] h3").all_inner_texts()
    book = workbook_of(page)
    assert [row[0] for row in book["Rules"]][1 : len(rules) + 1] == [
        name[2:].lower().replace(" ", "_") for name in rules
    ]
    assert len(book["Windows"]) - 1 == page.locator(".strip li").count()
    visit(page, served, "health", "Data & health")
    labels, values = (page.get_by_test_id(f"stMetric{part}").all_inner_texts() for part in ("Label", "Value"))
    cards = dict(zip(labels, values, strict=True))
    book = workbook_of(page)
    figures = {row[0]: row[1] for row in (*book["Data"], *book["Recorders"])}
    assert f"{figures['Events counted']:,}" == cards["Events counted"]
    assert cards.keys() <= figures.keys()
    assert type(figures["Figures in memory"]) is int


def workbook_of(page):
    """The tables of the page by name, each with its rows."""
    with page.expect_download() as download:
        page.get_by_role("button", name="XLSX").click()
    book = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes()))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}


HOSTILE = (
    "<script>fetch('{host}/script')</script>",
    "<img src='{host}/image' onerror=\"fetch('{host}/error')\">",
    "![x]({host}/markdown)",
    "[click]({host}/link) <a href='{host}/anchor' ping='{host}/ping'>x</a>",
    "<style>body{{background:url({host}/style)}}</style><svg onload=\"fetch('{host}/svg')\">",
    "\"><iframe src='{host}/frame'></iframe>' autofocus onfocus='fetch(\"{host}/focus\")",
    '=HYPERLINK("{host}/formula","x")',
    "+cmd|' /C calc'!A0",
    "@SUM(1+1)",
)


def poisoned(event, number, host):
    """The event with a hostile string in every text that it has, free names included."""
    names = (*TEXT_ATTRIBUTES, "event_name", "error_type", "file_format", "provider", "engine", "model", "user_agent")
    text = HOSTILE[number % len(HOSTILE)].format(host=host)
    if isinstance(event, CustomEvent) and number % 2:
        data = json.dumps({"feature": text, "error_type": text, "rating": text, "version": text})
        name = ("feature_used", "error_occurred", "deploy")[number % 3]
        return msgspec.structs.replace(event, event_name=name, event_data=data)
    changes = {name: text for name in names if getattr(event, name, None) is not None}
    if isinstance(event, AgentResponse):
        changes["status"] = ("ok", "refused", "error")[number % 3]
    return msgspec.structs.replace(event, **changes)


@pytest.fixture
def hostile(new_dashboard, tmp_path, canary):
    home = tmp_path / "home"
    home.mkdir()
    host = f"http://127.0.0.1:{canary.server_port}"
    fill(home, [poisoned(event, number, host) for number, event in enumerate(generate(1_500, 20, 3))])
    server = new_dashboard(home)
    yield server
    server.stop()


def test_hostile_texts_in_every_field_do_nothing_on_any_page(page, hostile, canary):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    for path, title in PAGES.items():
        visit(page, hostile, path, title)
        assert page.locator("script:not([src]), iframe").filter(has_text="127.0.0.1").count() == 0
        assert page.locator(f"[src*='{canary.server_port}'], [href*='{canary.server_port}']").count() == 0
    events = page.locator('[data-testid="stDataFrame"]')
    visit(page, hostile, "recent", PAGES["recent"])
    events.wait_for()
    assert [url for url in asked if str(canary.server_port) in url] == []
    assert canary.seen == []


def test_an_export_of_hostile_texts_holds_no_formula_and_numbers_are_numbers(page, hostile):
    visit(page, hostile, "questions", PAGES["questions"])
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    rows = list(csv.reader(io.StringIO(download.value.path().read_text(encoding="utf-8-sig"))))
    assert len(rows) > 3
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
    assert any(cell.startswith(("'=", "'+", "'@")) for row in rows for cell in row)
    assert all(row[1].isdecimal() for row in rows[1:])
