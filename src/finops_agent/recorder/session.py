"""One visit: makes events with the session's ids and counters and records them."""

import functools
import itertools
import json
import threading
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, Concatenate, Literal, ParamSpec, Self

from finops_agent.config import Config
from finops_agent.events import (
    SCHEMA_VERSION,
    AgentResponse,
    AnalysisType,
    CustomEvent,
    EndReason,
    Event,
    FileUpload,
    SessionEnd,
    SessionStart,
    Status,
    UserQuery,
    timestamp,
)
from finops_agent.events.ids import new_session_id, unique_suffix
from finops_agent.recorder.clock import SYSTEM_CLOCK, Clock
from finops_agent.recorder.current import Current, session_current
from finops_agent.recorder.receipt import DropReason, Receipt
from finops_agent.recorder.turn import Turn
from finops_agent.version import __version__

Rating = Literal[1, 2, 3, 4, 5, "up", "down"]
P = ParamSpec("P")


def _guarded(
    helper: "Callable[Concatenate[Session, P], Receipt]",
) -> "Callable[Concatenate[Session, P], Receipt]":
    """A helper whose odd values become a drop as `invalid`, never an exception of the app."""

    @functools.wraps(helper)
    def call(session: "Session", /, *args: P.args, **kwargs: P.kwargs) -> Receipt:
        try:
            return helper(session, *args, **kwargs)
        except Exception as error:  # noqa: BLE001 - values are the caller's: their length or JSON may raise anything
            return session._dropped(helper.__name__, error)  # noqa: SLF001 - the module's own class

    return call


class Session:
    """A visit, from its start to its end. Any thread may call; nothing here raises for want of a disk or a store.

    A session continued from another process (`session_id` given) does not know how far that one counted: its
    ids carry a unique suffix, so that none overwrites another.
    """

    def __init__(
        self,
        record: Callable[[Event], Receipt],
        config: Config,
        *,
        drop: Callable[[str, DropReason, Exception], Receipt] | None = None,
        clock: Clock = SYSTEM_CLOCK,
        session_id: str | None = None,
        user_agent: str = "streamlit_app",
    ) -> None:
        self.session_id = session_id or new_session_id()
        self.clock = clock
        self._record = record
        self._drop = drop
        self._config = config
        self._suffix = f"_{unique_suffix()}" if session_id else ""
        self._seq = itertools.count(0)
        self._queries = itertools.count(1)
        self._uploads = itertools.count(1)
        self._counting = threading.Lock()
        self.total_queries = self.total_uploads = self.chat_messages = 0
        self._began_us = self._last_us = self.clock.now_us()
        self._ended = False
        self._times_ended = 0
        self._current = self.as_current()
        if not session_id:
            self._start(user_agent)

    def _start(self, user_agent: str) -> None:
        stamp = self._stamp(self._began_us)
        self._record(
            SessionStart(
                interaction_id=f"session_{self.session_id}",
                session_start=stamp["timestamp"],
                user_agent=user_agent,
                app=self._config.app,
                app_version=__version__,
                environment=self._config.environment,
                **stamp,
            )
        )

    @_guarded
    def upload(
        self,
        file_name: str,
        *,
        file_size: int,
        row_count: int = 0,
        column_count: int = 0,
        analysis_type: AnalysisType | str = AnalysisType.GENERAL,
        file_format: str | None = None,
        provider: str | None = None,
        load_time: float | None = None,
        status: Status = "ok",
        error_type: str | None = None,
    ) -> Receipt:
        """A file was offered: its metadata, never its content. `file_size` in bytes, `load_time` in seconds."""
        _text(file_name, "upload")
        number = self._count("total_uploads", self._uploads)
        return self._record(
            FileUpload(
                interaction_id=f"upload_{self.session_id}_{number}{self._suffix}",
                file_name=file_name,
                file_size=file_size,
                row_count=row_count,
                column_count=column_count,
                analysis_type=_closed(analysis_type),
                file_format=file_format,
                provider=provider,
                load_time=load_time,
                status=status,
                error_type=error_type,
                **self._activity(),
            )
        )

    @_guarded
    def query(
        self,
        text: str,
        *,
        analysis_type: AnalysisType | str = AnalysisType.GENERAL,
        is_suggested_prompt: bool = False,
        has_data: bool = False,
        number: int | None = None,
    ) -> Receipt:
        """A question was asked; `number` is one that `next_query_number` gave, by default the next."""
        length = len(_text(text, "query"))
        if number is None:
            number = self.next_query_number()
        self._count_message()
        return self._record(
            UserQuery(
                interaction_id=f"query_{self.session_id}_{number}{self._suffix}",
                user_query=text,
                query_length=length,
                is_suggested_prompt=is_suggested_prompt,
                analysis_type=_closed(analysis_type),
                has_data=has_data,
                **self._activity(),
            )
        )

    @_guarded
    def response(
        self,
        text: str,
        *,
        processing_time: float,
        query: str = "",
        has_visualization: bool = False,
        analysis_type: AnalysisType | str = AnalysisType.GENERAL,
        data_summary: Mapping[str, Any] | None = None,
        status: Status = "ok",
        error_type: str | None = None,
        engine: str | None = None,
        model: str | None = None,
        input_tokens: int | None = None,
        output_tokens: int | None = None,
        cost_usd: float | None = None,
        time_to_first_token: float | None = None,
        tool_calls: int | None = None,
        number: int | None = None,
        response_length: int | None = None,
    ) -> Receipt:
        """A question was answered: that of `number`, by default the latest. Times in seconds; the summary is metadata.

        `text` may be the beginning of an answer whose length `response_length` tells.
        """
        length = len(_text(text, "response"))
        if number is None:
            number = self.total_queries
        self._count_message()
        return self._record(
            AgentResponse(
                interaction_id=f"response_{self.session_id}_{number}{self._suffix}",
                user_query=query,
                agent_response=text,
                response_length=length if response_length is None else response_length,
                processing_time=processing_time,
                has_visualization=has_visualization,
                analysis_type=_closed(analysis_type),
                data_summary=_json(data_summary or {}),
                status=status,
                error_type=error_type,
                engine=engine,
                model=model,
                input_tokens=input_tokens,
                output_tokens=output_tokens,
                cost_usd=cost_usd,
                time_to_first_token=time_to_first_token,
                tool_calls=tool_calls,
                **self._activity(),
            )
        )

    def turn(
        self,
        question: str,
        *,
        analysis_type: AnalysisType | str = AnalysisType.GENERAL,
        is_suggested_prompt: bool = False,
        has_data: bool = False,
    ) -> Turn:
        """A `with` block that records `question` at its beginning and the answer, with its time, at its end."""
        return Turn(self, question, analysis_type, is_suggested_prompt, has_data)

    def next_query_number(self) -> int:
        """Take the next number for a question."""
        return self._count("total_queries", self._queries)

    @_guarded
    def custom(self, event_name: str, event_data: Mapping[str, Any] | None = None) -> Receipt:
        """Anything else worth counting; `event_data` is kept as JSON."""
        stamp = self._activity()
        return self._record(
            CustomEvent(
                interaction_id=f"custom_{event_name}_{stamp['timestamp']}_{unique_suffix()[:8]}",
                event_name=event_name,
                event_data=_json(event_data or {}),
                **stamp,
            )
        )

    def feedback(self, rating: Rating, *, comment: str | None = None, query_number: int | None = None) -> Receipt:
        """What the visitor thought of an answer: 1 to 5, or thumbs."""
        data = {"rating": rating, "comment": comment, "query_number": query_number}
        return self.custom("user_feedback", {name: value for name, value in data.items() if value is not None})

    def feature_used(self, feature: str, **details: str | float | bool) -> Receipt:
        """A feature was used, such as a download."""
        return self.custom("feature_used", {"feature": feature, **details})

    def error_occurred(self, error_type: str, error_message: str = "") -> Receipt:
        """Something failed that belongs to no question."""
        return self.custom("error_occurred", {"error_type": error_type, "error_message": error_message})

    def end(self, reason: EndReason = "user", *, at_us: int | None = None) -> Receipt | None:
        """The visit ended, by default now; None when it had ended before. Duration runs to the last activity."""
        with self._counting:
            if self._ended:
                return None
            self._ended = True
            self._times_ended += 1
            again = self._times_ended > 1
        suffix = f"_{unique_suffix()}" if again and not self._suffix else self._suffix
        return self._record(
            SessionEnd(
                interaction_id=f"session_end_{self.session_id}{suffix}",
                session_duration=(self._last_us - self._began_us) / timestamp.US_PER_S,
                total_queries=self.total_queries,
                total_uploads=self.total_uploads,
                chat_messages=self.chat_messages,
                end_reason=reason,
                last_activity=timestamp.to_text(self._last_us),
                **self._stamp(self.clock.now_us() if at_us is None else at_us),
            )
        )

    def resume(self) -> None:
        """The visitor came back after an end: what follows belongs to this session again."""
        with self._counting:
            self._ended = False

    @property
    def has_ended(self) -> bool:
        """Whether the visit has ended."""
        return self._ended

    def as_current(self) -> "Current[Session]":
        """A `with` block in which this is `finops_agent.current_session()`; it ends nothing."""
        return session_current(self)

    def __enter__(self) -> Self:
        """The session itself, which is the current one until it ends."""
        self._current = self.as_current()
        self._current.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        """End it; an exception is recorded by its type and goes on to the caller."""
        if kind is not None and issubclass(kind, Exception):
            self.error_occurred(kind.__name__)
        self._current.__exit__(None, None, None)
        self.end()

    # ------------------------------------------------------------ inside

    def _dropped(self, helper: str, error: Exception) -> Receipt:
        """Count the event that could not be made; with `debug`, or where nobody counts, the error surfaces."""
        if self._drop is None or self._config.debug:
            raise error
        return self._drop(f"{helper}_{self.session_id}", "invalid", error)

    def _count(self, total: Literal["total_queries", "total_uploads"], numbers: "itertools.count[int]") -> int:
        number = next(numbers)
        setattr(self, total, number)
        return number

    def _count_message(self) -> None:
        with self._counting:
            self.chat_messages += 1

    def _activity(self) -> dict[str, Any]:
        """What every event carries, with the time as the visit's last activity; it re-opens an ended visit."""
        now = self.clock.now_us()
        self._last_us = max(self._last_us, now)
        self._ended = False
        return self._stamp(now)

    def _stamp(self, moment_us: int) -> dict[str, Any]:
        return {
            "timestamp": timestamp.to_text(moment_us),
            "session_id": self.session_id,
            "ttl": moment_us // timestamp.US_PER_S + self._config.retention_days * timestamp.S_PER_DAY,
            "seq": next(self._seq),
            "schema_version": SCHEMA_VERSION,
        }


def _text(value: object, helper: str) -> str:
    """The value, which must be a text.

    Raises:
        TypeError: it is none; the message names its type, never its content.
    """
    if not isinstance(value, str):
        raise TypeError(f"Session.{helper} was given {type(value).__name__} where a text belongs. Hand over a str.")
    return value


def _closed(analysis_type: AnalysisType | str) -> AnalysisType:
    """A member of the closed list; anything else counts as `other`."""
    try:
        return AnalysisType(analysis_type)
    except ValueError:
        return AnalysisType.OTHER


def _json(data: Mapping[str, Any]) -> str:
    """A JSON text of whatever was given: what JSON cannot hold is named by its type, never by its content."""
    return json.dumps(data, ensure_ascii=False, default=lambda value: f"<{type(value).__name__}>", skipkeys=True)
