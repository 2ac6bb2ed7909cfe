"""From a question on the one page to its events on the other."""

import csv
import io

import pytest

pytestmark = pytest.mark.browser

TOTAL = "what did we spend in total in September 2026, everything included (tax + credits)?"


def test_a_visit_on_the_chat_page_is_seen_on_the_dashboard_and_held_by_its_export(visit, bill, browser, dashboard):
    visit.upload(bill)
    assert "$6,706.96" in visit.ask(TOTAL)
    visit.page.get_by_role("radio", name="Thumbs up").click()
    visit.page.get_by_role("button", name="End session").click()
    visit.wait_for("session_end")
    context = browser.new_context(viewport={"width": 1400, "height": 1000}, accept_downloads=True)
    try:
        page = context.new_page()
        page.goto(dashboard.address)
        page.get_by_text("Data Export").wait_for()
        page.get_by_test_id("stDataFrame").scroll_into_view_if_needed()
        cells = page.locator('[data-testid="stDataFrame"] [role="gridcell"]')
        cells.filter(has_text=visit.session_id[:8]).first.wait_for(state="attached")
        shown = cells.all_text_contents()
        with page.expect_download() as download:
            page.get_by_role("button", name="Download CSV").click()
        text = download.value.path().read_text(encoding="utf-8-sig")
        page.goto(f"{dashboard.address}/?analysis_type=General%20Cost%20Analysis")
        page.get_by_text("Events of type «General Cost Analysis»").wait_for()
        with page.expect_download() as download:
            page.get_by_role("button", name="Download CSV").click()
        filtered = download.value.path().read_text(encoding="utf-8-sig")
    finally:
        context.close()
    assert {"Session start", "Upload", "Query", "Response", "Custom event", "Session end"} <= set(shown)
    assert any(TOTAL in cell for cell in shown)
    rows = [row for row in csv.DictReader(io.StringIO(text)) if row["session_id"] == visit.session_id]
    assert {row["interaction_id"] for row in rows} == {item["interaction_id"] for item in visit.events()}
    assert {row["event_type"] for row in rows} >= {"session_start", "user_query", "agent_response", "session_end"}
    assert TOTAL in {row["user_query"] for row in rows}
    assert {row["analysis_type"] for row in csv.DictReader(io.StringIO(filtered))} == {"General Cost Analysis"}


def test_the_dashboards_answers_carry_the_security_headers_too(dashboard, page):
    reply = page.goto(dashboard.address)
    assert "frame-ancestors 'none'" in reply.headers["content-security-policy"]
