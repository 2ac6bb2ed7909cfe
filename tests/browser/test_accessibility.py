"""Both apps for people who do not see well, or use no mouse: axe-core on every page and state, and the keyboard."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

TOP = "top 3 services in September 2026"
CPU = "what is the CPU utilisation of our servers?"


@pytest.fixture(scope="module")
def stateless(new_dashboard, tmp_path_factory):
    """Dashboards without events and with a store that cannot be read."""
    homes = {name: tmp_path_factory.mktemp("states") / name for name in ("empty", "broken")}
    for home in homes.values():
        home.mkdir()
    (homes["broken"] / "events.db").write_bytes(b"no database, just some bytes " * 40)
    servers = {name: new_dashboard(home) for name, home in homes.items()}
    yield servers
    for server in servers.values():
        server.stop()


def test_the_chat_has_no_serious_finding_before_there_is_data(visit, axe, tmp_path):
    page = visit.page
    found = {"empty": axe(page)}
    wrong = tmp_path / "invoice.csv"
    wrong.write_bytes(b"%PDF-1.7\n1 0 obj\n")
    visit.upload(wrong)
    page.get_by_text("is a PDF document").wait_for()
    found["refused file"] = axe(page)
    for name in ("Findings", "SQL"):
        page.get_by_role("link", name=name).click()
        page.get_by_role("link", name="Add files").wait_for()
        found[f"{name} without data"] = axe(page)
    assert {place: told for place, told in found.items() if told} == {}


def test_the_chat_has_no_serious_finding_in_a_conversation(visit, bill, axe):
    page = visit.page
    visit.upload(bill)
    page.locator("[class*='st-key-file_']").wait_for()
    found = {"loaded": axe(page)}
    visit.ask(TOP)
    visit.ask(CPU)
    page.get_by_text("How this was computed").click()
    for tab in ("Query", "Reconciliation", "Athena query", "Rows"):
        page.get_by_role("tab", name=re.compile(f"icon {tab}$")).click()
        page.get_by_role("tabpanel", name=re.compile(f"icon {tab}$")).wait_for()
        found[f"answer and refusal, {tab}"] = axe(page)
    for box in ("What is kept", "Report"):
        page.get_by_role("button", name=box).click()
        page.get_by_test_id("stPopoverBody").wait_for()
        found[box] = axe(page)
        page.keyboard.press("Escape")
    page.get_by_role("button", name="End session").click()
    page.get_by_role("button", name="Start a new session").wait_for()
    found["ended"] = axe(page)
    assert {place: told for place, told in found.items() if told} == {}


def test_findings_and_sql_have_no_serious_finding(visit, bill, axe):
    page = visit.page
    visit.upload(bill)
    page.locator("[class*='st-key-file_']").wait_for()
    page.get_by_role("link", name="Findings").click()
    page.get_by_role("radio", name="Architecture").click()  # a part of them: the same boxes, fewer of each
    page.get_by_text("gp2").first.wait_for()
    for box in ("Evidence and query", "Commands to review"):
        page.get_by_text(box).first.click()
    page.locator("[data-testid='stDataFrame'] canvas").first.wait_for()
    found = {"findings": axe(page)}
    page.get_by_role("link", name="SQL").click()
    page.get_by_role("button", name="Run").click()
    page.get_by_text("rows in").wait_for()
    found["SQL, a result"] = axe(page)
    page.get_by_role("textbox", name="Query").fill("SELECT * FROM read_text('/etc/passwd')")
    page.get_by_role("button", name="Run").click()
    page.get_by_text("'read_text' as a table").wait_for()
    found["SQL, a refusal"] = axe(page)
    assert {place: told for place, told in found.items() if told} == {}


@pytest.mark.parametrize(("state", "sentence"), [("empty", "No events yet"), ("broken", "cannot be read now")])
def test_a_dashboard_without_figures_has_no_serious_finding(page, stateless, axe, state, sentence):
    page.goto(stateless[state].address)
    page.get_by_text(sentence).wait_for()
    assert axe(page) == []


def test_the_conversation_needs_no_mouse(visit):
    """From the top of the page by Tab, Enter and Escape alone: sample, question, answer, how it was computed."""
    page = visit.page
    reach(page, page.get_by_role("button", name="Use the sample bill"))
    page.keyboard.press("Enter")
    box = page.get_by_test_id("stChatInputTextArea")
    expect(box).to_be_enabled()
    reach(page, box)
    page.keyboard.type("top 3 services last month")
    page.keyboard.press("Enter")
    computed = page.get_by_text("How this was computed")
    computed.wait_for()
    reach(page, page.locator("summary").filter(has=computed))
    page.keyboard.press("Enter")
    reach(page, page.get_by_role("tab", name=re.compile("icon Query$")))
    page.keyboard.press("ArrowRight")
    page.get_by_text("add up to").wait_for()
    reach(page, page.get_by_role("button", name="What is kept"))
    page.keyboard.press("Enter")
    page.get_by_text("Record this visit").wait_for()
    page.keyboard.press("Escape")
    expect(page.get_by_text("Record this visit")).to_be_hidden()


def reach(page, wanted, most=80):
    """Go by Tab until the wanted element has the focus; it must be seen to have it."""
    wanted.wait_for()
    for _ in range(most):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{wanted} is not reached by {most} times Tab")
