"""Every event says which app recorded it and where that runs."""

import msgspec

from finops_agent.config import load_config
from finops_agent.events import EVENT_TYPES, to_item
from finops_agent.recorder.stamp import stamp_of
from finops_agent.testing import capture_events


def everything(recorder):
    with recorder.session() as session:
        session.upload("bill.csv", file_size=10)
        with session.turn("What are my top cost drivers?") as turn:
            turn.text = "Compute."
        session.feature_used("sql")


def test_all_six_events_tell_app_and_environment_once():
    with capture_events(app="notes", environment="prod") as events:
        everything(events.recorder)
        items = events.items()
    assert {item["event_type"] for item in items} == set(EVENT_TYPES)
    assert {(item["app"], item["environment"]) for item in items} == {("notes", "prod")}


def test_the_stored_line_has_each_attribute_once(recorder, config):
    everything(recorder)
    assert recorder.flush(10)
    with recorder._open_store().reading() as db:
        lines = [line for (line,) in db.execute("SELECT item FROM event_body")]
    assert len(lines) == 6
    assert {(line.count('"app":'), line.count('"environment":')) for line in lines} == {(1, 1)}
    assert all(line.endswith('"app":"finops-genai-agent","environment":"local"}') for line in lines)


def test_an_event_that_names_its_app_itself_keeps_what_it_says(recorder, stored):
    with recorder.session() as session:
        session.query("one")
    assert recorder.flush(10)
    like = next(entry.event for entry in stored() if to_item(entry.event)["event_type"] == "user_query")
    other = msgspec.structs.replace(like, interaction_id="query_other_1", app="other", environment=None)
    assert recorder.record(other)
    assert recorder.flush(10)
    found = {entry.event.interaction_id: entry.event for entry in stored()}
    assert (found["query_other_1"].app, found["query_other_1"].environment) == ("other", None)


def test_names_that_no_event_can_hold_are_kept_as_far_as_they_can():
    odd = load_config({}, app="a\x00b\ud800" + "x" * 2_000, environment="AKIAIOSFODNN7EXAMPLE")
    told = msgspec.json.decode(b"{" + stamp_of(odd)[1:])
    assert told["app"].startswith("a\ufffdb\ufffdxx")
    assert len(told["app"].encode()) <= 256
    assert told["environment"] == "[aws_access_key_id]"
