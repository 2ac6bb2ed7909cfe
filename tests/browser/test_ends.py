"""How a visit ends when nobody presses the button: what the browser or the server does, and what is then recorded."""

import signal

import pytest

from finops_agent.analytics import Analytics, Window, measure
from finops_agent.config import load_config
from finops_agent.events import timestamp
from finops_agent.runtime import open_runtime

pytestmark = pytest.mark.browser

TOTAL = "what did we spend in total in September 2026, everything included (tax + credits)?"


def only(events):
    (event,) = events
    return event


@pytest.fixture(scope="module")
def brisk(new_server, tmp_path_factory):
    """A server that asks every two seconds whether the browser is still there, where Streamlit waits for thirty."""
    server = new_server(tmp_path_factory.mktemp("brisk") / "home", "--server.websocketPingInterval=2")
    yield server
    server.stop()


def test_a_reload_is_a_new_visit_and_the_end_of_the_one_before(page, brisk, visitor):
    visit = visitor(page, brisk)
    known = visit.sessions()
    page.reload()
    visit.until(lambda: visit.sessions() - known, "the second session_start")
    assert only(visit.wait_for("session_end"))["end_reason"] == "disconnect"


def test_a_killed_browser_is_a_disconnect(own_browser, brisk, visitor):
    page, send = own_browser
    visit = visitor(page, brisk)
    send(signal.SIGKILL)
    assert only(visit.wait_for("session_end"))["end_reason"] == "disconnect"


def test_a_frozen_browser_is_a_disconnect_and_thawed_it_goes_on_with_the_same_visit(own_browser, brisk, visitor):
    page, send = own_browser
    visit = visitor(page, brisk)
    known = visit.sessions()
    page.get_by_role("button", name="Use the sample bill").click()
    visit.wait_for("file_upload")
    send(signal.SIGSTOP)
    first = only(visit.wait_for("session_end"))
    assert first["end_reason"] == "disconnect"
    assert first["last_activity"] == only(visit.events("file_upload"))["timestamp"]

    send(signal.SIGCONT)
    page.get_by_text("its data let go").wait_for()  # without a click
    page.get_by_role("button", name="Use the sample bill").click()
    visit.until(lambda: len(visit.events("file_upload")) == 2, "the second upload")
    page.close()
    visit.until(lambda: len(visit.events("session_end")) == 2, "the second end")
    assert visit.sessions() == known
    second = only(end for end in visit.events("session_end") if end["interaction_id"] != first["interaction_id"])
    assert second["interaction_id"].startswith(f"{first['interaction_id']}_")
    assert (second["end_reason"], second["total_uploads"]) == ("disconnect", 2)
    assert second["last_activity"] > first["timestamp"]


def test_an_interrupted_server_ends_open_visits_as_a_shutdown(page, new_chat, visitor):
    visit = visitor(page, new_chat)
    new_chat.process.send_signal(signal.SIGINT)
    new_chat.process.wait(30)
    assert only(visit.events("session_end"))["end_reason"] == "shutdown"


def test_a_killed_server_loses_no_event_and_its_visits_ends_are_inferred(page, new_chat, visitor, bill):
    visit = visitor(page, new_chat)
    visit.upload(bill)
    visit.ask(TOTAL)
    new_chat.process.kill()
    new_chat.process.wait(30)
    runtime = open_runtime(load_config({}, home=new_chat.home, store=f"sqlite:///{new_chat.home}/events.db"))
    try:
        assert runtime.recorder.flush(30)
        kinds = [event["event_type"] for event in sorted(visit.events(), key=lambda event: event["seq"])]
        assert kinds == ["session_start", "file_upload", "user_query", "agent_response"]
        answered = timestamp.parse(only(visit.events("agent_response"))["timestamp"])[0]
        analytics = Analytics(runtime.store)
        analytics.refresh()
        measured = measure(analytics, Window(), now_us=answered + 31 * 60 * timestamp.US_PER_S)
        share = measured["inferred_end_share"]
        assert (share.value, share.n) == (100, 1)
    finally:
        runtime.close()
