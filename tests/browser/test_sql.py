"""The SQL page in a real browser: by its menu, to a result and to a sentence, and back to the conversation."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_a_query_is_run_beside_the_conversation_which_is_still_there_afterwards(visit, bill):
    visit.upload(bill)
    visit.ask("top 3 services in September 2026")
    visit.page.get_by_role("link", name="SQL").click()
    editor = visit.page.get_by_role("textbox", name="Query")  # by its label alone, the chat's tab "Query" is one too
    expect(editor).to_have_value(re.compile("^SELECT ServiceName"))
    visit.page.get_by_role("button", name="Run").click()
    visit.page.get_by_text("rows in").wait_for()
    expect(editor).to_have_value(re.compile("^SELECT ServiceName"))
    editor.fill("SELECT * FROM read_text('/etc/passwd')")
    editor.press("Control+Enter")
    visit.page.get_by_role("button", name="Run").click()
    visit.page.get_by_text("'read_text' as a table").wait_for()
    visit.page.get_by_role("link", name="Ask").click()
    visit.page.get_by_text("top 3 services in September 2026").first.wait_for()
    assert len(visit.wait_for("session_start")) == 1
