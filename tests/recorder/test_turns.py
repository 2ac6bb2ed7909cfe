"""Turns: a question and its answer in a `with` block, recorded however it ends."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answers import Hostile, outcome, responses
from finops_agent import current_turn
from finops_agent.config import load_config
from finops_agent.recorder import Receipt, Session


def test_a_turn_records_the_question_before_its_answer_is_there(events, session):
    with session.turn("What are my top cost drivers?", analysis_type="Forecast", has_data=True):
        [query] = events.of_type("user_query")
        assert (query.user_query, query.analysis_type, query.has_data) == (
            "What are my top cost drivers?",
            "Forecast",
            True,
        )
        assert not responses(events)


def test_a_turn_records_the_answer_and_what_is_known_of_it(events, session):
    with session.turn("q") as turn:
        turn.text = "EC2"
        turn.model, turn.engine, turn.cost_usd = "m-1", "model", 0.25
        turn.input_tokens, turn.output_tokens, turn.tool_calls = 12, 3, 1
        turn.has_visualization, turn.data_summary = True, {"rows": 5}
        turn.analysis_type = "Tagging Analysis"
    [response] = responses(events)
    assert response.interaction_id == f"response_{session.session_id}_1"
    assert (response.user_query, response.agent_response, response.response_length) == ("q", "EC2", 3)
    assert (response.model, response.engine, response.cost_usd) == ("m-1", "model", 0.25)
    assert (response.input_tokens, response.output_tokens, response.tool_calls) == (12, 3, 1)
    assert (response.has_visualization, response.data_summary) == (True, '{"rows": 5}')
    assert (response.status, response.analysis_type) == ("ok", "Tagging Analysis")
    assert response.time_to_first_token is None
    assert response.processing_time >= 0


@pytest.mark.parametrize(
    "error", [ValueError("secret 4111"), KeyboardInterrupt(), asyncio.CancelledError(), GeneratorExit(), SystemExit(2)]
)
def test_an_exception_in_a_turn_goes_on_unchanged_and_leaves_its_name_alone(events, session, error):
    with pytest.raises(type(error)) as caught, session.turn("q"):
        raise error
    assert caught.value is error
    assert outcome(events) == ("", "error", type(error).__name__)
    assert "secret" not in str(events.items())


def test_a_refusal_and_a_caught_failure_keep_what_the_visitor_was_told(events, session):
    with session.turn("q") as turn:
        turn.refused("No data.")
    with session.turn("q") as turn:
        turn.failed(TimeoutError("after 30 s"), "Please try again.")
    with session.turn("q") as turn:
        turn.failed("no account 123456789012 here")
    found = [(r.agent_response, r.status, r.error_type) for r in responses(events)]
    assert found == [
        ("No data.", "refused", None),
        ("Please try again.", "error", "TimeoutError"),
        ("", "error", "Error"),
    ]


def test_the_number_of_a_turn_joins_feedback_to_its_answer(events, session):
    with session.turn("first"):
        pass
    with session.turn("second") as turn:
        turn.text = "yes"
    session.feedback(5, query_number=turn.number)
    assert events.custom("user_feedback") == [{"rating": 5, "query_number": 2}]
    assert responses(events)[1].interaction_id.endswith("_2")


def test_pieces_are_counted_all_and_held_to_a_limit(events, session):
    with session.turn("q") as turn:
        for _ in range(1_000):
            turn.add("0123456789" * 10)
        assert len(turn.text) == 8_000
        assert turn._pieces
    [response] = responses(events)
    assert response.response_length == 100_000
    assert len(response.agent_response) == 1_000
    assert 0 <= response.time_to_first_token <= response.processing_time


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=3_000), max_size=8))
def test_the_text_of_pieces_is_their_beginning_and_their_length_is_whole(pieces):
    kept = []

    def record(event):
        kept.append(event)
        return Receipt(event.interaction_id)

    with Session(record, load_config({})).turn("q") as turn:
        for piece in pieces:
            turn.add(piece)
    whole = "".join(pieces)
    assert (kept[-1].agent_response, kept[-1].response_length) == (whole[:8_000], len(whole))


def test_pieces_after_a_long_text_are_counted_only(events, session):
    with session.turn("q") as turn:
        turn.text = "x" * 9_000
        turn.add("y" * 2_000)
        assert turn.text == "x" * 9_000
    assert responses(events)[0].response_length == 11_000


def test_overlapping_turns_keep_their_own_numbers(events, session):
    first, second = session.turn("first"), session.turn("second")
    first.begin()
    second.begin()
    first.text, second.text = "to first", "to second"
    first.end()
    second.end()
    found = {r.user_query: (r.interaction_id[-1], r.agent_response) for r in responses(events)}
    assert found == {"first": ("1", "to first"), "second": ("2", "to second")}


def test_a_turn_that_is_used_again_records_nothing_more(events, session):
    turn = session.turn("q")
    with turn, turn:
        turn.text = "once"
    turn.end()
    assert outcome(events) == ("once", "ok", None)
    assert events.recorder.stats().recorded == 3
    assert len(events.of_type("user_query")) == 1
    assert current_turn().session is None


@pytest.mark.parametrize("value", [None, b"bytes", 7, ["list"], Hostile()])
def test_what_is_no_text_is_dropped_and_counted_and_never_felt(events, session, value):
    session.query(value)
    session.response(value, processing_time=0.1)
    session.upload(value, file_size=1)
    with session.turn("q") as turn:
        turn.text = value
        turn.add(value if not isinstance(value, str) else None)
    with session.turn(value) as turn:
        turn.text = "answered all the same"
    dropped = events.recorder.stats().dropped
    if value is None:  # no answer is an empty text
        assert [r.agent_response for r in responses(events)] == ["", "answered all the same"]
    else:
        assert [r.agent_response for r in responses(events)] == ["answered all the same"]
    assert set(dropped) == {"invalid"}


@pytest.mark.parametrize("value", [Hostile(), {"a": Hostile()}, {Hostile: 1}])
def test_odd_data_of_a_custom_event_is_never_felt(events, session, value):
    session.custom("odd", value)
    session.feature_used("f", detail=value)
    with session.turn("q") as turn:
        turn.data_summary = value
    kept = [event for event in events if event.session_id == session.session_id]
    assert sum(events.recorder.stats().dropped.values()) + len(kept) == 5


def test_a_huge_text_is_cut_and_counted(events, session):
    with session.turn("x" * 5_000_000) as turn:
        turn.text = "y" * 5_000_000
    [query], [response] = events.of_type("user_query"), responses(events)
    assert (query.query_length, len(query.user_query)) == (5_000_000, 1_000)
    assert (response.response_length, len(response.agent_response)) == (5_000_000, 1_000)
