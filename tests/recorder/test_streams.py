"""Observed generators: what passes between consumer and stream is theirs alone."""

import threading
from contextlib import closing

import pytest

from answers import outcome, responses
from finops_agent import current_session, current_turn, observed


@observed
def stream(question):
    got = yield "one "
    yield f"{got} "
    try:
        yield "three"
    except LookupError:
        yield "caught"
    return "result"


def test_a_generator_hands_on_what_is_sent_thrown_and_returned(events, session):
    pieces = stream("q")
    assert not events.of_type("user_query")
    assert next(pieces) == "one "
    assert len(events.of_type("user_query")) == 1
    assert not responses(events)
    assert pieces.send("two") == "two "
    assert next(pieces) == "three"
    assert pieces.throw(LookupError()) == "caught"
    with pytest.raises(StopIteration) as stop:
        next(pieces)
    assert stop.value.value == "result"
    assert outcome(events) == ("one two threecaught", "ok", None)
    assert responses(events)[0].time_to_first_token <= responses(events)[0].processing_time


def test_a_consumer_that_stops_early_ends_the_turn_with_what_there_was(events, session):
    closed = []

    @observed
    def pieces(question):
        try:
            yield "one "
            yield "two "
        finally:
            closed.append(current_turn().question)
            current_turn().output_tokens = 1

    with closing(pieces("q")) as made:
        assert next(made) == "one "
    assert closed == ["q"]
    assert outcome(events) == ("one ", "error", "GeneratorExit")
    assert responses(events)[0].output_tokens == 1


def test_a_stream_that_fails_while_it_is_closed_fails_so_for_its_consumer(events, session):
    @observed
    def pieces(question):
        try:
            yield question
        finally:
            raise LookupError

    made = pieces("q")
    next(made)
    with pytest.raises(LookupError):
        made.close()
    assert outcome(events) == ("q", "error", "GeneratorExit")


def test_an_exception_midway_is_the_same_object_and_keeps_the_text_so_far(events, session):
    error = ValueError("secret")

    @observed
    def pieces(question):
        yield "one "
        raise error

    with pytest.raises(ValueError, match="secret") as caught:
        list(pieces("q"))
    assert caught.value is error
    assert outcome(events) == ("one ", "error", "ValueError")


def test_pieces_of_other_shapes_are_read_and_empty_ones_are_no_first_token(events, session):
    @observed(text_of=lambda chunk: chunk.get("delta"))
    def chunks(question):
        yield {"role": "assistant"}
        assert current_turn().time_to_first_token is None
        yield {"delta": "hello"}
        assert current_turn().time_to_first_token is not None

    assert len(list(chunks("q"))) == 2
    assert outcome(events) == ("hello", "ok", None)


def test_a_stream_is_no_current_turn_for_its_consumer(events, session):
    @observed
    def pieces(question):
        assert current_turn().question == question
        yield "a"
        assert current_turn().question == question
        yield "b"

    one, two = pieces("one"), pieces("two")
    for _ in zip(one, two, strict=True):
        assert current_turn().session is None
    assert sorted((r.user_query, r.agent_response) for r in responses(events)) == [("one", "ab"), ("two", "ab")]


def test_a_stream_returned_by_a_plain_function_is_recorded_to_its_end(events, session):
    @observed
    def answer(question):
        return (piece for piece in ("one ", "two"))

    pieces = answer("q")
    assert len(events.of_type("user_query")) == 1
    assert list(pieces) == ["one ", "two"]
    assert outcome(events) == ("one two", "ok", None)


def test_a_stream_belongs_to_the_session_of_its_call_whoever_reads_it(events):
    with events.recorder.session() as session:
        pieces = stream("q")
    assert current_session() is None
    assert next(pieces) == "one "
    pieces.close()
    assert responses(events)[0].session_id == session.session_id


def test_a_turn_around_a_yield_that_ends_in_another_context_stays_nobodys_current(events, session):
    def pieces():
        with session.turn("q") as turn:
            turn.add("one")
            yield "one"

    made = pieces()
    next(made)
    thread = threading.Thread(target=made.close)
    thread.start()
    thread.join()
    assert current_turn().session is None
    assert outcome(events) == ("one", "error", "GeneratorExit")
    with session.turn("next") as turn:
        assert turn.outer is None


def test_outside_any_turn_what_is_set_vanishes(events, session):
    turn = current_turn()
    turn.model, turn.text = "m-1", "nobody listens"
    turn.refused()
    with turn:
        assert current_turn() is turn
    assert len(events) == 1
