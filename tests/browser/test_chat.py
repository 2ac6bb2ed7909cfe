"""The chat page in a real browser, and what it leaves in the event store."""

import csv
import io
import json
import re
import urllib.error
import urllib.request

import pytest

from finops_agent.web import HEADERS

pytestmark = pytest.mark.browser

TOTAL = "what did we spend in total in September 2026, everything included (tax + credits)?"
ACCOUNT = "Which linked account costs the most overall (unblended, everything)?"
STORAGE = "S3 standard storage in ireland, sept cost"


def only(events):
    (event,) = events
    return event


def test_a_visit_from_upload_to_end_answers_rightly_and_is_recorded_whole(visit, bill):
    visit.upload(bill)
    assert "$6,706.96" in visit.ask(TOTAL)
    assert re.search(r"northwind-prod.*\$14,770\.04", visit.ask(ACCOUNT), re.DOTALL)
    assert "$636.46" in visit.ask(STORAGE)
    visit.page.get_by_role("radio", name="Thumbs up").last.click()
    visit.wait_for("custom_event")
    visit.page.get_by_role("button", name="End session").click()
    visit.page.get_by_role("button", name="Start a new session").wait_for()
    ended = only(visit.wait_for("session_end"))

    assert [event["event_type"] for event in sorted(visit.events(), key=lambda event: event["seq"])] == [
        "session_start",
        "file_upload",
        *["user_query", "agent_response"] * 3,
        "custom_event",
        "session_end",
    ]
    upload = only(visit.events("file_upload"))
    assert upload["file_name"] == bill.name
    assert upload["file_size"] == bill.stat().st_size
    assert (upload["row_count"], upload["column_count"], upload["status"]) == (4498, 36, "ok")
    assert {event["status"] for event in visit.events("agent_response")} == {"ok"}
    feedback = only(visit.events("custom_event"))
    assert feedback["event_name"] == "user_feedback"
    assert json.loads(feedback["event_data"]) == {"rating": "up", "query_number": 3}
    assert (ended["end_reason"], ended["total_queries"], ended["total_uploads"]) == ("user", 3, 1)


def test_a_suggested_question_is_asked_by_a_click_and_recorded_as_suggested(visit, bill):
    visit.upload(bill)
    visit.page.locator(".st-key-suggestion_0 button").click()
    visit.page.get_by_test_id("stVegaLiteChart").wait_for()
    assert only(visit.wait_for("user_query"))["is_suggested_prompt"] is True


def test_the_result_comes_down_as_a_spreadsheet_file(visit, bill):
    visit.upload(bill)
    visit.ask("top 3 services in September 2026")
    with visit.page.expect_download() as download:
        visit.page.get_by_role("button", name="CSV").click()
    rows = list(csv.reader(io.StringIO(download.value.path().read_text(encoding="utf-8-sig"))))
    assert len(rows) == 4
    assert rows[1][0] == "AmazonEC2"
    assert json.loads(only(visit.wait_for("custom_event"))["event_data"])["feature"] == "download_answer"


def test_a_file_that_is_no_table_gets_a_sentence_and_the_app_goes_on(visit, bill, tmp_path):
    wrong = tmp_path / "invoice.csv"
    wrong.write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n")
    visit.upload(wrong)
    visit.page.get_by_text("is a PDF document").wait_for()
    refused = only(visit.wait_for("file_upload"))
    assert refused["status"] == "error"
    assert refused["file_name"] == "invoice.csv"
    assert refused["error_type"]

    visit.upload(bill)
    assert "$6,706.96" in visit.ask(TOTAL)


def test_a_new_session_in_the_same_tab_is_a_new_visit_without_the_old_data(visit, bill):
    visit.upload(bill)
    visit.ask(TOTAL)
    visit.page.get_by_role("button", name="End session").click()
    known = visit.sessions()
    visit.page.get_by_role("button", name="Start a new session").click()
    visit.page.get_by_role("button", name="Use the sample bill").wait_for()
    assert visit.page.get_by_text(TOTAL).count() == 0
    assert visit.page.get_by_text(bill.name).count() == 0
    visit.until(lambda: visit.sessions() - known, "the second session_start")


def test_closing_the_tab_ends_the_visit_as_a_disconnect(visit, bill):
    visit.upload(bill)
    visit.ask(TOTAL)
    visit.page.close()
    ended = only(visit.wait_for("session_end"))
    answered = only(visit.events("agent_response"))
    assert ended["end_reason"] == "disconnect"
    assert ended["last_activity"] == answered["timestamp"]


def test_stopping_the_server_ends_open_visits_as_a_shutdown_and_loses_nothing(page, new_chat, visitor, bill):
    visit = visitor(page, new_chat)
    visit.upload(bill)
    visit.ask(TOTAL)
    new_chat.stop()
    assert only(visit.events("session_end"))["end_reason"] == "shutdown"
    assert len(visit.events()) == 5


def test_images_in_names_questions_and_cells_make_nobody_call_out(visit, canary, tmp_path):
    host = f"http://127.0.0.1:{canary.server_port}"
    image = f"![x]({host}/leak?q=1)"
    hostile = tmp_path / f"![x](http:&#47;&#47;127.0.0.1:{canary.server_port}&#47;name).csv"
    lines = [
        "date,service,region,cost",
        *(f'2026-09-0{day},"{image}",<img src={host}/html>,{day}' for day in (1, 2, 3)),
    ]
    hostile.write_text("\n".join(lines) + "\n", encoding="utf-8")
    visit.upload(hostile)
    visit.page.locator("[class*='st-key-file_']").wait_for()
    visit.ask(f"cost by service {image} <img src='{host}/question'>")
    visit.ask("cost by service")
    visit.page.get_by_text("How this was computed").last.click()
    visit.page.locator("[data-testid='stCode']").last.wait_for()
    assert visit.page.locator("img[src*='127.0.0.1']").count() == 0
    assert visit.page.locator(f"a[href*='{canary.server_port}']").count() == 0
    assert canary.seen == []


def test_the_browser_itself_refuses_to_load_from_elsewhere(visit, canary):
    """The second wall: even an image that got into the page stays unfetched."""
    blocked = visit.page.evaluate(
        """address => new Promise(done => {
            document.addEventListener('securitypolicyviolation', event => done(event.effectiveDirective));
            const image = document.createElement('img'); image.src = address; document.body.append(image);
        })""",
        f"http://127.0.0.1:{canary.server_port}/image.png",
    )
    assert blocked == "img-src"
    assert canary.seen == []


@pytest.mark.parametrize("path", ["/", "/_stcore/health", "/_stcore/host-config", "/nothing-here", "script"])
def test_every_answer_of_the_server_carries_the_security_headers(chat, path):
    if path == "script":
        with urllib.request.urlopen(chat.address) as reply:
            path = re.search(r'src="\./(static/[^"]+\.js)"', reply.read().decode())[1]
    with urllib.request.urlopen(f"{chat.address}/{path.lstrip('/')}") as reply:
        assert {name: reply.headers[name] for name in HEADERS} == HEADERS


def test_a_foreign_host_name_is_refused(chat):
    request = urllib.request.Request(chat.address, headers={"Host": "evil.example"})
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request)
    with refused.value:
        assert refused.value.code == 400


def test_the_page_is_whole_on_a_telephone(browser, chat, visitor, bill):
    context = browser.new_context(viewport={"width": 400, "height": 800}, color_scheme="dark")
    try:
        visit = visitor(context.new_page(), chat)
        visit.upload(bill)
        visit.ask("top 3 services in September 2026")
        width = visit.page.evaluate("document.documentElement.scrollWidth")
        assert width <= 400
        assert visit.page.get_by_role("button", name="End session").is_visible()
    finally:
        context.close()
