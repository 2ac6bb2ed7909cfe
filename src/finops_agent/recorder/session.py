"""One visit: makes events with the session's ids and counters and records them."""

import itertools
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, Final, Literal, Self

from finops_agent.config import Config
from finops_agent.events import (
    EVENT_TYPES,
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
from finops_agent.recorder.receipt import Receipt
from finops_agent.recorder.stats import Tally
from finops_agent.recorder.turn import Turn
from finops_agent.recorder.values import (
    END_REASONS,
    STATUSES,
    closed_type,
    json_of,
    numbered,
    one_of,
    reraise,
    seconds_of,
    text_of,
)
from finops_agent.version import __version__

MAX_UNANSWERED: Final = 1_000
"""Questions that an answer is expected to; a later answer to an older one gets an id with a suffix."""
Rating = Literal[1, 2, 3, 4, 5, "up", "down"]


class Session:
    """A visit, from its start to its end. Any thread may call; nothing here raises or waits for anything.

    A session continued from another process (`session_id` given) does not know how far that one counted: its
    ids carry a unique suffix, so that none overwrites another.
    """

    def __init__(
        self,
        record: Callable[[Event], Receipt],
        config: Config,
        *,
        refuse: Callable[[str, Exception], Receipt] | None = None,
        session_id: str | None = None,
        user_agent: str = "streamlit_app",
        clock: Clock = SYSTEM_CLOCK,
    ) -> None:
        self.clock = clock
        self.session_id = session_id or new_session_id()
        self._record, self._refuse = record, refuse or reraise
        self._config = config
        self._retention_s = {kind: config.retention_of(kind) * timestamp.S_PER_DAY for kind in EVENT_TYPES}
        self._suffix = f"_{unique_suffix()}" if session_id else ""
        self._seq = itertools.count(0)
        self._query_numbers = itertools.count(1)
        self._upload_numbers = itertools.count(1)
        self._queries, self._uploads, self._messages = Tally(), Tally(), Tally()
        self._latest_query = 0
        self._unanswered: dict[int, bool] = {}
        self._began_us = self._last_us = self.clock.now_us()
        self._open = [True]
        """One token while the visit is open: taking it is one step, so only one caller ends the visit."""
        self._times_ended = 0
        if not session_id:
            self._start(user_agent)

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
        number = next(self._upload_numbers)
        self._uploads.add()
        try:
            event = FileUpload(
                f"upload_{self.session_id}_{number}{self._suffix}",
                *self._stamp("file_upload", self._activity()),
                file_name=text_of(file_name, "upload"),
                file_size=file_size,
                row_count=row_count,
                column_count=column_count,
                analysis_type=closed_type(analysis_type),
                file_format=file_format,
                provider=provider,
                load_time=None if load_time is None else seconds_of(load_time),
                status=one_of(status, STATUSES),
                error_type=error_type,
            )
            receipt = self._record(event)
        except Exception as error:  # noqa: BLE001 - handed to the recorder's one guard
            receipt = self._refuse("upload", error)
        return numbered(receipt, number)

    def query(
        self,
        text: str,
        *,
        analysis_type: AnalysisType | str = AnalysisType.GENERAL,
        is_suggested_prompt: bool = False,
        has_data: bool = False,
        number: int | None = None,
    ) -> Receipt:
        """A question was asked; the receipt's `number` says which of the session.

        A `number` taken before with `next_query_number` is that of this question.
        """
        if number is None:
            number = self.next_query_number()
        self._messages.add()
        try:
            event = UserQuery(
                f"query_{self.session_id}_{number}{self._suffix}",
                *self._stamp("user_query", self._activity()),
                text_of(text, "query"),
                len(text),
                is_suggested_prompt,
                closed_type(analysis_type),
                has_data,
            )
            receipt = self._record(event)
        except Exception as error:  # noqa: BLE001 - handed to the recorder's one guard
            receipt = self._refuse("query", error)
        return numbered(receipt, number)

    def response(
        self,
        text: str,
        *,
        processing_time: float,
        query: str = "",
        number: int | None = None,
        response_length: int | None = None,
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
    ) -> Receipt:
        """A question was answered: the one with `number`, by default the latest.

        `processing_time` and `time_to_first_token` in seconds; `data_summary` is metadata only; `response_length` in
        characters where `text` is only the beginning of the answer.
        """
        self._messages.add()
        try:
            asked = self._latest_query if number is None else number
            # A second answer to a question must not take the id of the first.
            suffix = self._suffix if self._unanswered.pop(asked, False) else f"_{unique_suffix()}"
            # By position, in the order of the type's fields: by name it would take two microseconds more.
            event = AgentResponse(
                f"response_{self.session_id}_{asked}{suffix}",
                *self._stamp("agent_response", self._activity()),
                text_of(query, "response"),
                text_of(text, "response"),
                len(text) if response_length is None else response_length,
                seconds_of(processing_time),
                has_visualization,
                closed_type(analysis_type),
                json_of(data_summary) if data_summary else "{}",
                one_of(status, STATUSES),
                error_type,
                engine,
                model,
                input_tokens,
                output_tokens,
                cost_usd,
                time_to_first_token,
                tool_calls,
            )
            return self._record(event)
        except Exception as error:  # noqa: BLE001 - handed to the recorder's one guard
            return self._refuse("response", error)

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
        number = self._latest_query = next(self._query_numbers)
        self._queries.add()
        self._unanswered[number] = True
        if number > MAX_UNANSWERED:
            self._unanswered.pop(number - MAX_UNANSWERED, None)
        return number

    def custom(self, event_name: str, event_data: Mapping[str, Any] | None = None) -> Receipt:
        """Anything else worth counting; `event_data` is kept as JSON."""
        try:
            stamp = self._stamp("custom_event", self._activity())
            event = CustomEvent(
                f"custom_{event_name}_{stamp[0]}_{unique_suffix()[:8]}",
                *stamp,
                text_of(event_name, "custom"),
                json_of(event_data) if event_data else "{}",
            )
            return self._record(event)
        except Exception as error:  # noqa: BLE001 - handed to the recorder's one guard
            return self._refuse("custom", error)

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
        try:
            self._open.pop()
        except IndexError:
            return None
        self._times_ended += 1
        suffix = f"_{unique_suffix()}" if self._times_ended > 1 and not self._suffix else self._suffix
        try:
            event = SessionEnd(
                f"session_end_{self.session_id}{suffix}",
                *self._stamp("session_end", self.clock.now_us() if at_us is None else at_us),
                session_duration=(self._last_us - self._began_us) / timestamp.US_PER_S,
                total_queries=self.total_queries,
                total_uploads=self.total_uploads,
                chat_messages=self.chat_messages,
                end_reason=one_of(reason, END_REASONS),
                last_activity=timestamp.to_text(self._last_us),
            )
            return self._record(event)
        except Exception as error:  # noqa: BLE001 - handed to the recorder's one guard
            return self._refuse("end", error)

    def go_on_elsewhere(self) -> None:
        """This is a copy in a child process: its ids must not be those that the parent gives."""
        self._suffix = f"_{unique_suffix()}"

    def resume(self) -> None:
        """The visitor came back after an end: what follows belongs to this session again."""
        if not self._open:
            self._open.append(True)

    @property
    def has_ended(self) -> bool:
        """Whether the visit has ended."""
        return not self._open

    @property
    def last_activity_us(self) -> int:
        """When the last event but an end was recorded, in UTC microseconds."""
        return self._last_us

    @property
    def total_queries(self) -> int:
        """Questions asked so far."""
        return self._queries.value()

    @property
    def total_uploads(self) -> int:
        """Files offered so far."""
        return self._uploads.value()

    @property
    def chat_messages(self) -> int:
        """Questions and answers so far."""
        return self._messages.value()

    def as_current(self) -> Current["Session"]:
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

    def _start(self, user_agent: str) -> None:
        stamp = self._stamp("session_start", self._began_us)
        event = SessionStart(
            f"session_{self.session_id}",
            *stamp,
            session_start=stamp[0],
            user_agent=user_agent,
            app=self._config.app,
            app_version=__version__,
            environment=self._config.environment,
        )
        self._record(event)

    def _stamp(self, kind: str, moment_us: int) -> tuple[str, str, int, int, int]:
        """What every event has after its id: time, session, ttl, number in the session, schema version."""
        return (
            timestamp.to_text(moment_us),
            self.session_id,
            moment_us // timestamp.US_PER_S + self._retention_s[kind],
            next(self._seq),
            SCHEMA_VERSION,
        )

    def _activity(self) -> int:
        """Now, in microseconds, as the visit's last activity; it re-opens an ended visit."""
        now = self.clock.now_us()
        self._last_us = max(self._last_us, now)
        if not self._open:
            self._open.append(True)
        return now
