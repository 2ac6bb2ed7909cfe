"""Observed coroutines, tasks, threads and async generators."""

import asyncio
import inspect
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing

import pytest

from answers import outcome, responses
from finops_agent import current_turn, observed


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
