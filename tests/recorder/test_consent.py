"""A visitor who does not want to be recorded is only counted."""

import pytest

from finops_agent.events import to_item


def everything(session):
    return [
        session.query("secret question"),
        session.response("secret answer", processing_time=1.0, query="secret question", data_summary={"a": 1}),
        session.upload("secret.csv", file_size=10),
        session.feedback("up", comment="secret"),
        session.feature_used("sql"),
        session.error_occurred("ValueError", "secret"),
    ]


def test_a_counted_visit_is_a_start_and_an_end_with_numbers_and_no_text(recorder, stored):
    session = recorder.session()
    session.keep("count")
    everything(session)
    session.end()
    assert recorder.flush(10)
    items = [to_item(entry.event) for entry in stored()]
    always = {"interaction_id", "timestamp", "event_type", "session_id", "ttl", "seq", "schema_version"}
    assert [(item["event_type"], set(item) - always) for item in items] == [
        ("session_start", {"session_start", "user_agent", "app", "app_version", "environment"}),
        (
            "session_end",
            {
                "session_duration",
                "total_queries",
                "total_uploads",
                "chat_messages",
                "end_reason",
                "last_activity",
                "app",
                "environment",
            },
        ),
    ]
    assert (items[1]["total_queries"], items[1]["total_uploads"], items[1]["chat_messages"]) == (1, 1, 2)
    assert "secret" not in str(items)


@pytest.mark.parametrize("what", ["count", "nothing"])
def test_what_is_declined_is_neither_kept_nor_lost(recorder, what):
    session = recorder.session()
    session.keep(what)
    for receipt in everything(session):
        assert (receipt.is_declined, receipt.is_safe, receipt.drop_reason) == (True, False, None)
    assert sum(recorder.stats().dropped.values()) == 0


def test_a_visit_of_which_nothing_is_kept_has_no_end_either(recorder, stored):
    session = recorder.session()
    session.keep("nothing")
    everything(session)
    session.end()
    assert recorder.flush(10)
    assert [to_item(entry.event)["event_type"] for entry in stored()] == ["session_start"]


def test_a_visitor_may_change_their_mind_both_ways(recorder, stored):
    session = recorder.session()
    session.query("one")
    session.keep("count")
    session.query("two")
    session.keep("all")
    session.query("three")
    assert recorder.flush(10)
    asked = [to_item(entry.event).get("user_query") for entry in stored()]
    assert asked == [None, "one", "three"]
