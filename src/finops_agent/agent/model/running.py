"""One run of the model over one question: its own thread and event loop, a budget, text as it comes, an outcome."""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from pydantic_ai import Agent, ModelRetry, RunContext, RunUsage, ToolOutput, UsageLimits
from pydantic_ai.messages import (
    AgentStreamEvent,
    ModelMessage,
    ModelRequest,
    ModelResponse,
    PartDeltaEvent,
    PartStartEvent,
    TextPart,
    TextPartDelta,
    UserPromptPart,
)

from finops_agent.agent.model.cleaning import plain_words
from finops_agent.agent.model.desk import Desk
from finops_agent.agent.model.instructions import INSTRUCTIONS
from finops_agent.agent.model.number_check import unsupported_numbers
from finops_agent.agent.model.tools import TOOLS, CannotAnswer

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, Callable, Sequence

    from pydantic_ai.models import Model

    from finops_agent.agent.answerer import OnText
    from finops_agent.agent.model.spec import Budget

NO_RESULT: Final = "no result"
Output = str | CannotAnswer


class Stopped(Exception):
    """The provider ended the text early; `reason` is `content_filter` or `length`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(slots=True)
class Outcome:
    """What became of a run: an `output`, or the `error` that ended it; and what it took either way."""

    output: Output | None = None
    error: BaseException | None = None
    refused_numbers: tuple[str, ...] = ()
    """Numbers of the last text that no result held."""
    usage: RunUsage = field(default_factory=RunUsage)
    time_to_first_token_s: float | None = None


@dataclass(slots=True)
class Run:
    """One question to one model."""

    model: Model
    desk: Desk
    history: Sequence[tuple[str, str]]
    """Earlier questions and answers, as the model may see them."""
    budget: Budget
    outcome: Outcome = field(default_factory=Outcome)
    _texts: queue.SimpleQueue[str | None] = field(default_factory=queue.SimpleQueue)
    _began: float = field(default_factory=time.monotonic)
    _loop: asyncio.AbstractEventLoop | None = None
    _task: asyncio.Task[None] | None = None

    def ask(self, prompt: str, on_text: OnText | None, interrupt: Callable[[], None]) -> Outcome:
        """Ask and wait for the outcome; `on_text` is called in this thread.

        `interrupt` ends a query of a tool that still runs when the time is up.
        """
        worker = threading.Thread(target=self._work, args=(prompt,), name="finops-agent-ask", daemon=True)
        worker.start()
        try:
            self._show(on_text, interrupt)
        finally:
            self._cancel()  # only where showing failed; else it is done already
            worker.join()
        return self.outcome

    # ------------------------------------------------------- the asking thread
    def _show(self, on_text: OnText | None, interrupt: Callable[[], None]) -> None:
        overdue = False
        while True:
            left = self.budget.timeout_s - (time.monotonic() - self._began)
            try:
                text = self._texts.get(timeout=None if overdue else max(0.0, left))
            except queue.Empty:
                overdue = True
                interrupt()
                continue
            if text is None:
                return
            if on_text is not None:
                on_text(self.desk.bench.labels.put_back(plain_words(text)))

    def _cancel(self) -> None:
        loop, task = self._loop, self._task
        if loop is not None and task is not None and not loop.is_closed():
            try:
                loop.call_soon_threadsafe(task.cancel)
            except RuntimeError:
                return  # it closed just now

    # ------------------------------------------------------- the working thread
    def _work(self, prompt: str) -> None:
        try:
            asyncio.run(self._within_time(prompt))
        except asyncio.CancelledError as error:
            self.outcome.error = error
        except Exception as error:  # noqa: BLE001 - whatever a provider's library raises, the offline engine answers
            self.outcome.error = error
        finally:
            self._texts.put(None)

    async def _within_time(self, prompt: str) -> None:
        self._loop = asyncio.get_running_loop()
        self._task = asyncio.ensure_future(self._run(prompt))
        async with asyncio.timeout(self.budget.timeout_s):
            await self._task

    async def _run(self, prompt: str) -> None:
        result = await _agent().run(
            prompt,
            model=self.model,
            deps=self.desk,
            message_history=_messages(self.history),
            usage=self.outcome.usage,
            usage_limits=UsageLimits(request_limit=self.budget.requests, total_tokens_limit=self.budget.tokens),
            event_stream_handler=self._stream,
            metadata={"run": self},
        )
        self.outcome.output = result.output

    async def _stream(self, _: RunContext[Desk], events: AsyncIterable[AgentStreamEvent]) -> None:
        """Text as it comes. Each response of the model begins anew, so that talk before a tool call goes away."""
        text = ""
        async for event in events:
            piece = _piece(event)
            if piece:
                text += piece
                if self.outcome.time_to_first_token_s is None:
                    self.outcome.time_to_first_token_s = time.monotonic() - self._began
                self._texts.put(text)
            elif isinstance(event, PartStartEvent) and text:
                text = ""
                self._texts.put(text)


def _piece(event: AgentStreamEvent) -> str:
    if isinstance(event, PartStartEvent) and isinstance(event.part, TextPart):
        return event.part.content
    if isinstance(event, PartDeltaEvent) and isinstance(event.delta, TextPartDelta):
        return event.delta.content_delta
    return ""


def _messages(history: Sequence[tuple[str, str]]) -> list[ModelMessage]:
    messages: list[ModelMessage] = []
    for question, answer in history:
        messages.append(ModelRequest(parts=[UserPromptPart(question)]))
        messages.append(ModelResponse(parts=[TextPart(answer)]))
    return messages


_made: list[Agent[Desk, Output]] = []


def _agent() -> Agent[Desk, Output]:
    """The one agent, which holds no state: tools, instructions, and the check of what it says."""
    if not _made:
        agent: Agent[Desk, Output] = Agent(
            output_type=[str, ToolOutput(CannotAnswer, name="cannot_answer")],
            deps_type=Desk,
            tools=TOOLS,
            instructions=INSTRUCTIONS,
            retries={"tools": 2, "output": 1},
            name="finops",
        )
        agent.output_validator(_checked)
        _made.append(agent)
    return _made[0]


def _checked(ctx: RunContext[Desk], output: Output) -> Output:
    """The number check: text with a number that no result holds goes back once, with the list of them."""
    if isinstance(output, CannotAnswer):
        return output
    last = ctx.messages[-1]
    if isinstance(last, ModelResponse) and last.finish_reason in {"content_filter", "length"}:
        raise Stopped(last.finish_reason)
    run = (ctx.metadata or {})["run"]
    desk = ctx.deps
    run.outcome.refused_numbers = ()
    if not desk.evidence:
        run.outcome.refused_numbers = (NO_RESULT,)
        raise ModelRetry("No tool has returned a result yet. Get one, or call cannot_answer.")
    days = [day for c in desk.bench.catalogs if c.calendar for day in (c.calendar.first, c.calendar.last)]
    text = desk.bench.labels.put_back(plain_words(output))
    if not text.strip():
        raise ModelRetry("The answer is empty. Say in words what the result tells.")
    bad = unsupported_numbers(text, desk.question, desk.evidence, days)
    if bad:
        run.outcome.refused_numbers = bad
        raise ModelRetry(
            f"These numbers stand in no result: {', '.join(bad)}. Write the answer again with numbers of the results "
            "alone, or get them from a tool."
        )
    return output
