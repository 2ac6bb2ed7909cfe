"""Browsers that ask not to be tracked, and a visitor who erases what was recorded."""

import pytest

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("header", ["Sec-GPC", "DNT"])
def test_a_browser_that_asks_for_privacy_is_only_counted(browser, chat, visitor, header):
    context = browser.new_context(extra_http_headers={header: "1"})
    context.set_default_timeout(30_000)
    page = context.new_page()
    visit = visitor(page, chat)
    page.get_by_role("button", name="Use the sample bill").click()
    page.get_by_test_id("stChatInputTextArea").wait_for()
    visit.ask("top 3 services last month")
    page.get_by_role("button", name="What is kept").click()
    page.get_by_text("Your browser asks not to be tracked").wait_for()
    context.close()
    visit.wait_for("session_end")
    assert {event["event_type"] for event in visit.events()} == {"session_start", "session_end"}


def test_a_visitor_erases_the_visit(page, chat, visitor):
    visit = visitor(page, chat)
    page.get_by_role("button", name="Use the sample bill").click()
    visit.ask("top 3 services last month")
    visit.wait_for("agent_response")
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()  # it scrolls until then
    page.get_by_role("button", name="What is kept").click()
    page.get_by_role("button", name="Erase this visit").click()
    page.get_by_text("This visit was erased").wait_for()
    visit.until(lambda: not visit.events(), "the erasure")
