"""Observed functions: each call recorded as it went, none of it felt by the caller."""

import inspect
import logging

import pytest

from answers import Hostile, outcome, responses
from finops_agent import current_session, current_turn, observed


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
