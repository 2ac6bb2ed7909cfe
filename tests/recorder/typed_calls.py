"""What a type checker must see in observed functions; mypy reads this file, see `test_typing.py`."""

from collections.abc import AsyncIterator, Callable, Iterator
from typing import TypeVar, assert_type

from finops_agent import Session, Turn, current_session, current_turn, observed
from finops_agent.events import UserQuery
from finops_agent.testing import capture_events

T = TypeVar("T", str, bytes)


@observed
def plain(question: str, *, limit: int = 5) -> str:
    return question[:limit]


@observed(analysis_type="other", text_of=lambda result: result["text"], query_of=lambda messages: messages[-1])
def with_options(messages: list[str]) -> dict[str, str]:
    return {"text": messages[0]}


@observed(session=current_session)
async def coroutine(question: str) -> int:
    return len(question)


@observed
def stream(question: str) -> Iterator[str]:
    yield question


@observed
async def stream_async(question: str) -> AsyncIterator[str]:
    yield question


@observed
def generic(question: T) -> T:
    return question


class Bot:
    @observed
    def ask(self, question: str) -> str:
        return question

    @classmethod
    @observed
    def of_class(cls, question: str) -> str:
        return question

    @property
    @observed(query_of=lambda _self: "daily")
    def daily(self) -> int:
        return 1


async def check(session: Session) -> None:
    assert_type(plain("q", limit=3), str)
    assert_type(with_options(["q"]), dict[str, str])
    assert_type(await coroutine("q"), int)
    assert_type(stream("q"), Iterator[str])
    assert_type(stream_async("q"), AsyncIterator[str])
    assert_type(generic(b"q"), bytes)
    assert_type(Bot().ask("q"), str)
    assert_type(Bot.of_class("q"), str)
    assert_type(Bot().daily, int)
    as_given: Callable[[str], str] = plain
    as_given("q")
    with session.turn("q") as turn:
        assert_type(turn, Turn)
        assert_type(turn.text, str)
        turn.input_tokens = 1
    assert_type(current_session(), Session | None)
    assert_type(current_turn(), Turn)
    with session.as_current() as current:
        assert_type(current, Session)
    with capture_events() as events:
        assert_type(events.of_type("user_query"), list[UserQuery])


def check_that_mistakes_are_seen(session: Session) -> None:
    plain(1)  # type: ignore[arg-type]
    plain("q", limt=3)  # type: ignore[call-arg]
    Bot().ask()  # type: ignore[call-arg]
    with session.turn("q") as turn:
        turn.text = 5  # type: ignore[assignment]
        turn.input_token = 1  # type: ignore[attr-defined]
    with capture_events() as events:
        events.of_type("user_queries")  # type: ignore[call-overload]
    observed(5)  # type: ignore[call-overload]
