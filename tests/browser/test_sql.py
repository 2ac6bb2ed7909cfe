"""The SQL page in a real browser: by its menu, to a result and to a sentence, and back to the conversation."""

import pytest

pytestmark = pytest.mark.browser


def test_a_query_is_run_beside_the_conversation_which_is_still_there_afterwards(visit, bill, tmp_path):
    visit.upload(bill)
    visit.ask("top 3 services in September 2026")
    visit.page.get_by_role("link", name="SQL").click()
    visit.page.get_by_role("button", name="Run").click()
    visit.page.get_by_text("rows in").wait_for()
    visit.page.screenshot(path=tmp_path / "sql.png")
    visit.page.get_by_label("Query").fill("SELECT * FROM read_text('/etc/passwd')")
    visit.page.get_by_label("Query").press("Control+Enter")
    visit.page.get_by_role("button", name="Run").click()
    visit.page.get_by_text("'read_text' as a table").wait_for()
    visit.page.get_by_role("link", name="Ask").click()
    visit.page.get_by_text("top 3 services in September 2026").first.wait_for()
    assert len(visit.wait_for("session_start")) == 1
