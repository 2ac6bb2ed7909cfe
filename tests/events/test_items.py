"""Events as items and back."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finops_agent.errors import InvalidEvent
from finops_agent.events import AgentResponse, AnalysisType, SessionEnd, from_item, timestamp, to_item
from finops_agent.events.items import decode, encode
from strategies import events

OLD_RESPONSE = {
    "interaction_id": "response_abc_1",
    "timestamp": "2024-12-06T10:32:05.123456",
    "event_type": "agent_response",
    "session_id": "abc",
    "user_query": "What are my top cost drivers?",
    "agent_response": "Based on your data",
    "response_length": "1500",
    "processing_time": "4.5",
    "has_visualization": "true",
    "analysis_type": "Something Else",
    "data_summary": '{"total_cost": 5000}',
    "ttl": Decimal(1741257125),
}


@given(events())
def test_an_event_survives_the_way_to_an_item_and_back(event):
    assert from_item(to_item(event)).event == event


@given(events())
def test_an_event_survives_the_way_to_json_and_back(event):
    body = encode(event)
    assert b"\n" not in body
    assert decode(body) == event
    assert json.loads(body) == to_item(event)


@given(events())
def test_an_item_has_no_attribute_that_is_absent(event):
    assert None not in to_item(event).values()


def test_an_item_of_the_older_app_is_read():
    read = from_item(OLD_RESPONSE)
    event = read.event
    assert isinstance(event, AgentResponse)
    assert read.naive_time
    assert event.timestamp == "2024-12-06T10:32:05.123Z"
    assert (event.processing_time, event.response_length, event.has_visualization) == (4.5, 1500, True)
    assert event.analysis_type is AnalysisType.OTHER
    assert (event.schema_version, event.seq, event.ttl) == (1, 0, 1741257125)


def test_an_old_session_end_with_a_fractional_duration_is_read():
    item = {
        "interaction_id": "session_end_abc",
        "timestamp": "2024-12-06T11:00:00Z",
        "event_type": "session_end",
        "session_id": "abc",
        "session_duration": Decimal("1800.25"),
        "total_queries": Decimal(5),
        "total_uploads": 1,
        "chat_messages": 10,
    }
    event = from_item(item).event
    assert isinstance(event, SessionEnd)
    assert (event.session_duration, event.total_queries) == (1800.25, 5)
    assert event.ttl == 1733482800 + 90 * 86_400


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"event_type": "page_view"}, "event_type is 'page_view'"),
        ({"timestamp": "yesterday"}, "not an ISO 8601 time"),
        ({"processing_time": "soon"}, "processing_time is 'soon', which is no number"),
        ({"interaction_id": ""}, "Cannot read the item ''"),
        ({"response_length": [1]}, "response_length is of type list"),
    ],
)
def test_what_is_no_event_is_refused_in_a_sentence(change, sentence):
    with pytest.raises(InvalidEvent, match=sentence):
        from_item({**OLD_RESPONSE, **change})


@given(st.integers(0, 4_102_444_800_000).map(lambda ms: ms * 1_000))
def test_a_time_survives_the_way_to_text_and_back(moment_us):
    text = timestamp.to_text(moment_us)
    assert len(text) == 24
    assert timestamp.parse(text) == (moment_us, False)


@given(st.integers(0, 4_102_444_800_000), st.integers(0, 4_102_444_800_000))
def test_texts_of_times_sort_as_times_do(a, b):
    assert (a < b) == (timestamp.to_text(a * 1_000) < timestamp.to_text(b * 1_000))


def test_a_time_with_an_offset_is_taken_to_utc():
    assert timestamp.parse("2024-12-06T11:30:00+01:00") == timestamp.parse("2024-12-06T10:30:00Z")


@pytest.mark.parametrize("name", ["session_start", "last_activity"])
@pytest.mark.parametrize("kind", ["session_start", "session_end"])
def test_words_in_the_place_of_a_time_are_not_kept(kind, name):
    item = {"event_type": kind, "interaction_id": "i", "session_id": "s", "timestamp": "2024-12-06T10:30:00Z"}
    read = from_item(item | {"end_reason": "user", name: "jane@example.com"}).event
    assert "jane" not in str(read)


def test_the_times_of_an_item_are_read_like_its_own():
    item = {"event_type": "session_start", "interaction_id": "i", "session_id": "s"}
    read = from_item(item | {"timestamp": "2024-12-06T10:30:00Z", "session_start": "2024-12-06T11:30:00+01:00"}).event
    assert read.session_start == "2024-12-06T10:30:00.000Z"
