"""Turns and observed functions: each call recorded as it went, none of it felt by the caller."""

import asyncio
import inspect
import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing, closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finops_agent import current_session, current_turn, observed
from finops_agent.config import load_config
from finops_agent.recorder import Receipt, Session
from finops_agent.testing import capture_events


@pytest.fixture
def events():
    with capture_events() as captured:
        yield captured


@pytest.fixture
def session(events):
    with events.recorder.session() as made:
        yield made


def responses(events):
    return events.of_type("agent_response")


def outcome(events):
    """Text, status and kind of error of the only response."""
    [response] = responses(events)
    return response.agent_response, response.status, response.error_type


class Hostile:
    """Raises whatever is done with it."""

    def __repr__(self):
        raise RuntimeError("no text form")

    __str__ = __len__ = __bool__ = __eq__ = __iter__ = __repr__
    __hash__ = None


# ------------------------------------------------------------ the with block


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
    assert "4111" not in str(events.items())


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


# ------------------------------------------------------------ odd values


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


# ------------------------------------------------------------ observed functions


def test_an_observed_function_is_recorded_and_stays_what_it_was(events, session):
    @observed
    def answer(question: str, *, language: str = "en") -> str:
        """Answer it."""
        return f"{language}: 42"

    assert answer("six by nine?", language="de") == "de: 42"
    assert (answer.__name__, answer.__doc__) == ("answer", "Answer it.")
    assert list(inspect.signature(answer).parameters) == ["question", "language"]
    assert events.of_type("user_query")[0].user_query == "six by nine?"
    assert outcome(events) == ("de: 42", "ok", None)


def test_a_wrong_call_fails_as_before_and_is_an_error_of_the_answer(events, session):
    @observed
    def answer(question):
        return question

    with pytest.raises(TypeError, match="unexpected keyword argument 'nonsense'"):
        answer("q", nonsense=1)
    assert outcome(events) == ("", "error", "TypeError")


@pytest.mark.parametrize("error", [ValueError("secret"), KeyboardInterrupt(), SystemExit()])
def test_an_exception_of_an_observed_function_is_the_same_object(events, session, error):
    @observed
    def answer(question):
        raise error

    with pytest.raises(type(error)) as caught:
        answer("q")
    assert caught.value is error
    assert outcome(events) == ("", "error", type(error).__name__)


def test_the_question_is_the_first_argument_however_it_comes(events, session):
    class Bot:
        @observed
        def ask(self, question="default"):
            return f"a {len(question)}"

        @classmethod
        @observed
        def of_class(cls, question):
            return f"b {len(question)}"

        @staticmethod
        @observed
        def of_none(question):
            return f"c {len(question)}"

    @observed
    def many(*questions):
        return "d"

    @observed
    def named(*, question):
        return "e"

    Bot().ask()
    Bot().ask(question="by name")
    Bot.of_class("class")
    Bot.of_none("static")
    many("one", "two")
    named(question="only by name")
    found = [
        (q.user_query, r.agent_response) for q, r in zip(events.of_type("user_query"), responses(events), strict=True)
    ]
    assert found == [
        ("default", "a 7"),
        ("by name", "a 7"),
        ("class", "b 5"),
        ("static", "c 6"),
        ("one", "d"),
        ("only by name", "e"),
    ]


def test_readers_take_question_and_text_from_other_shapes(events, session):
    @observed(
        query_of=lambda messages, **_: messages[-1]["content"],
        text_of=lambda result: result["text"],
        analysis_type="other",
    )
    def chat(messages, temperature=0.0):
        return {"text": "hello", "finish": "stop"}

    assert chat([{"role": "user", "content": "hi"}], temperature=1.0)["finish"] == "stop"
    assert events.of_type("user_query")[0].user_query == "hi"
    assert events.of_type("user_query")[0].analysis_type == "other"
    assert outcome(events) == ("hello", "ok", None)


def test_a_result_that_is_no_text_is_not_looked_into(events, session):
    @observed
    def answer(question):
        return Hostile()

    assert isinstance(answer("q"), Hostile)
    assert outcome(events) == ("", "ok", None)


def test_a_reader_that_fails_is_told_once_and_never_felt(events, session, caplog):
    @observed(text_of=lambda result: result["nowhere"])
    def answer(question):
        return {}

    with caplog.at_level(logging.WARNING, "finops_agent"):
        assert answer("q") == answer("q") == {}
    assert [r.status for r in responses(events)] == ["ok", "ok"]
    assert [m for m in caplog.messages if "KeyError" in m] == caplog.messages
    assert len(caplog.messages) == 1


def test_without_a_session_a_function_runs_unrecorded_and_says_so_once(events, caplog):
    @observed
    def answer(question):
        return "a"

    with caplog.at_level(logging.WARNING, "finops_agent"):
        assert answer("q") == answer("q") == "a"
    assert len(events) == 0
    assert len(caplog.messages) == 1
    assert "answer was called without a session and is not recorded" in caplog.text


def test_a_session_may_be_named_or_asked_for_at_each_call(events):
    one, two = events.recorder.session(), events.recorder.session()
    turn_about = iter([one, two])

    @observed(session=one)
    def fixed(question):
        return "a"

    @observed(session=lambda: next(turn_about))
    def asked(question):
        return "a"

    fixed("q")
    asked("q")
    asked("q")
    assert asked("the getter raises StopIteration now") == "a"
    assert [r.session_id for r in responses(events)] == [one.session_id, one.session_id, two.session_id]


def test_an_observed_function_within_another_is_part_of_its_answer(events, session):
    @observed
    def inner(question):
        current_turn().tool_calls = 1
        return "part"

    @observed
    def outer(question):
        return inner("inner") + " of the whole"

    assert outer("outer") == "part of the whole"
    assert outcome(events) == ("part of the whole", "ok", None)
    assert responses(events)[0].tool_calls == 1


def test_an_observed_function_of_another_session_is_recorded_there(events, session):
    other = events.recorder.session()

    @observed(session=other)
    def inner(question):
        return "a"

    with session.turn("outer"):
        inner("inner")
    found = {response.user_query: response.session_id for response in responses(events)}
    assert found == {"outer": session.session_id, "inner": other.session_id}


def test_a_turn_within_a_turn_is_a_question_of_its_own(events, session):
    with session.turn("outer") as outer:
        with session.turn("inner") as inner:
            assert current_turn() is inner
        assert current_turn() is outer
    assert current_turn().session is None
    assert [r.user_query for r in responses(events)] == ["inner", "outer"]


def test_code_deep_inside_finds_session_and_turn(events):
    assert current_session() is None
    with events.recorder.session() as session:
        assert current_session() is session
        other = events.recorder.session()
        with other.as_current():
            assert current_session() is other
        with other.turn("q"):
            assert current_session() is other
        assert current_session() is session
    assert current_session() is None


@pytest.mark.parametrize("wrong", [staticmethod(len), classmethod(len)])
def test_decorators_in_the_wrong_order_are_told_at_once(wrong):
    with pytest.raises(TypeError, match=r"its decorator comes first\. Write @\w+ above @observed"):
        observed(wrong)


def test_a_function_without_arguments_needs_to_be_told_its_question(events, session):
    def answer():
        return "a"

    with pytest.raises(TypeError, match=r"takes no argument that could be the question\. Give query_of"):
        observed(answer)
    observed(query_of=lambda: "the daily question")(answer)()
    assert responses(events)[0].user_query == "the daily question"


# ------------------------------------------------------------ streams


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


# ------------------------------------------------------------ async


def test_an_observed_coroutine_function_stays_one_and_is_timed_to_its_end(events, session):
    @observed
    async def answer(question):
        await asyncio.sleep(0)
        assert current_turn().question == question
        return "a"

    assert inspect.iscoroutinefunction(answer)
    assert asyncio.run(answer("q")) == "a"
    assert outcome(events) == ("a", "ok", None)


def test_many_tasks_of_one_session_keep_question_and_answer_together(events, session):
    @observed
    async def answer(question):
        for _ in range(int(question) % 7):
            await asyncio.sleep(0)
        return f"to {question}"

    async def ask(number):
        if number % 2:
            return await answer(str(number))
        with session.turn(str(number)) as turn:
            for _ in range(number % 5):
                await asyncio.sleep(0)
            turn.text = f"to {number}"
        return turn.text

    async def main():
        return await asyncio.gather(*(ask(number) for number in range(300)))

    assert asyncio.run(main()) == [f"to {number}" for number in range(300)]
    numbers = {q.user_query: q.interaction_id.rsplit("_", 1)[1] for q in events.of_type("user_query")}
    assert len(numbers) == len(set(numbers.values())) == 300
    for response in responses(events):
        assert response.agent_response == f"to {response.user_query}"
        assert response.interaction_id.rsplit("_", 1)[1] == numbers[response.user_query]


def test_many_threads_of_one_session_keep_question_and_answer_together(events, session):
    @observed(session=session)
    def answer(question):
        return f"to {question}"

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(answer, map(str, range(400))))
    numbers = {q.user_query: q.interaction_id.rsplit("_", 1)[1] for q in events.of_type("user_query")}
    assert len(set(numbers.values())) == 400
    assert all(r.interaction_id.rsplit("_", 1)[1] == numbers[r.user_query] for r in responses(events))


def test_a_cancelled_task_is_recorded_and_stays_cancelled(events, session):
    @observed
    async def answer(question):
        started.set()
        await asyncio.Event().wait()

    async def main():
        task = asyncio.create_task(answer("q"))
        await started.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return task.cancelled()

    started = asyncio.Event()
    assert asyncio.run(main())
    assert outcome(events) == ("", "error", "CancelledError")


@observed
async def stream_async(question):
    got = yield "one "
    yield f"{got} "
    try:
        yield "three"
    except LookupError:
        yield "caught"


def test_an_async_generator_hands_on_what_is_sent_and_thrown(events, session):
    async def main():
        pieces = stream_async("q")
        assert inspect.isasyncgen(pieces)
        assert await anext(pieces) == "one "
        assert await pieces.asend("two") == "two "
        assert await anext(pieces) == "three"
        assert await pieces.athrow(LookupError()) == "caught"
        assert await anext(pieces, "end") == "end"

    asyncio.run(main())
    assert outcome(events) == ("one two threecaught", "ok", None)


@pytest.mark.parametrize("is_closed_by_hand", [True, False])
def test_an_async_consumer_that_stops_early_ends_the_turn_with_what_there_was(events, session, is_closed_by_hand):
    closing = asyncio.Event()

    @observed
    async def pieces(question):
        try:
            yield "one "
            yield "two "
        finally:
            closing.set()

    async def main():
        if is_closed_by_hand:
            async with aclosing(pieces("q")) as made:
                assert await anext(made) == "one "
        else:
            async for _ in pieces("q"):
                break
            await closing.wait()  # the event loop closes what the collector found

    asyncio.run(main())
    assert closing.is_set()
    assert outcome(events) == ("one ", "error", "GeneratorExit")


def test_a_reader_of_a_stream_that_is_cancelled_ends_the_turn_with_what_there_was(events, session):
    @observed
    async def pieces(question):
        yield "one "
        waiting.set()
        await asyncio.Event().wait()

    async def read():
        return [piece async for piece in pieces("q")]

    async def main():
        task = asyncio.create_task(read())
        await waiting.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    waiting = asyncio.Event()
    asyncio.run(main())
    assert outcome(events) == ("one ", "error", "CancelledError")


def test_an_async_stream_that_fails_midway_keeps_the_text_so_far(events, session):
    error = ValueError("secret")

    @observed
    async def pieces(question):
        yield "one "
        raise error

    async def main():
        return [piece async for piece in pieces("q")]

    with pytest.raises(ValueError, match="secret") as caught:
        asyncio.run(main())
    assert caught.value is error
    assert outcome(events) == ("one ", "error", "ValueError")


def test_a_stream_that_a_coroutine_gives_is_recorded_to_its_end(events, session):
    async def source():
        yield "one "
        yield "two"

    @observed
    async def answer(question):
        return source()

    async def main():
        return [piece async for piece in await answer("q")]

    assert asyncio.run(main()) == ["one ", "two"]
    assert outcome(events) == ("one two", "ok", None)


def test_a_coroutine_returned_by_a_plain_function_is_recorded_to_its_end(events, session):
    async def work():
        return "late"

    @observed
    def answer(question):
        return work()

    assert asyncio.run(answer("q")) == "late"
    assert outcome(events) == ("late", "ok", None)
