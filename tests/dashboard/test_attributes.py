"""Events in words: units, yes and no, labels; every attribute is told."""

import json

import msgspec
import pytest

from finops_agent.dashboard.attributes import in_words
from finops_agent.events import EVENT_TYPES, to_item
from made import lasting

TOLD = {
    "user_query": {
        "item": {
            "query_length": 42,
            "is_suggested_prompt": True,
            "has_data": False,
            "analysis_type": "Forecast",
            "app": "a",
        },
        "line": "Length: 42 characters · Suggested: yes · With data: no · Analysis: Forecast",
    },
    "agent_response": {
        "item": {"processing_time": 0.669, "data_summary": '{"files": 1}', "status": "ok", "cost_usd": 0.0031},
        "line": "Took: 669 ms · Data files: 1 · Outcome: answered · Cost: $0.0031",
    },
    "file_upload": {
        "item": {"file_size": 28836, "row_count": 1780, "file_format": "aws_cur_2", "status": "error"},
        "line": "Size: 28.8 kB · Rows: 1,780 · Format: AWS CUR 2.0 · Outcome: not usable",
    },
    "session_end": {
        "item": {"session_duration": 210.141, "end_reason": "disconnect", "last_activity": "2026-11-25T23:02:46.050Z"},
        "line": "Lasted: 3 min 30 s · Ended: tab closed · Last activity: 00:02:46",
    },
    "custom_event": {
        "item": {"event_name": "user_feedback", "event_data": '{"rating": "up", "query_number": 2, "new": true}'},
        "line": "Rating: up · Query number: 2 · New: yes",
    },
}


@pytest.mark.parametrize("kind", TOLD)
def test_facts_have_labels_units_and_no_names_of_attributes(kind):
    told = in_words({"event_type": kind, **TOLD[kind]["item"]}, "Europe/Berlin")
    assert told.line == TOLD[kind]["line"]


def test_no_fact_of_any_event_has_the_name_of_an_attribute_or_a_bare_truth():
    events = lasting(600, 20, 4)
    assert {to_item(event)["event_type"] for event in events} == set(EVENT_TYPES)
    for event in events:
        line = in_words(to_item(event), "UTC").line
        assert not {"True", "False", "None"} & set(line.replace(":", " ").split())
        assert not any(name in line for name in event.__struct_fields__ if "_" in name)


@pytest.mark.parametrize("data", ["", "no JSON", "[1, 2]", '"text"', "null", '{"a": {"b": [1, null]}}'])
def test_what_an_app_wrote_into_an_event_is_told_whatever_it_is(data):
    told = in_words({"event_type": "custom_event", "event_name": "x_y", "event_data": data}, "UTC")
    assert told.text == "X y"
    assert told.line == ("A: b 1, -" if data.startswith("{") else data)


def test_an_attribute_of_a_newer_app_is_told_by_its_name():
    event = next(event for event in lasting(50, 2, 4) if to_item(event)["event_type"] == "user_query")
    item = {**to_item(event), "retry_count": 3, "last_activity": "soon"}
    assert ("Retry count", "3") in in_words(item, "UTC").facts
    assert ("Last activity", "soon") in in_words(item, "UTC").facts


def test_the_stored_item_stays_within_reach(filled, home):
    from finops_agent.dashboard.events import moment_of  # noqa: PLC0415 - after the home is set

    item = to_item(msgspec.structs.replace(filled[0], session_id="<b>"))
    assert json.loads(moment_of(item, "10:00", "UTC").stored) == item
