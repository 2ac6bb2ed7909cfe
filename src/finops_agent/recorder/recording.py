"""What happens within a visit, as events: an upload, a question, an answer, anything else.

Each call takes values as an app has them, makes the event of them with the visit's ids and numbers, and records it.
"""

import itertools
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal

from finops_agent.config import Config
from finops_agent.events import (
    SCHEMA_VERSION,
    AgentResponse,
    AnalysisType,
    CustomEvent,
    Event,
    FileUpload,
    SessionEnd,
    SessionStart,
    Status,
    UserQuery,
)
from finops_agent.events.ids import unique_suffix
from finops_agent.recorder.clock import SYSTEM_CLOCK, Clock
from finops_agent.recorder.numbering import Numbering
from finops_agent.recorder.receipt import TOO_DEEP, Receipt
from finops_agent.recorder.values import (
    STATUSES,
    check_answer,
    closed_type,
    json_of,
    numbered,
    one_of,
    reraise,
    seconds_of,
    text_of,
)

Keeps = Literal["all", "count", "nothing"]


class Recording:
    """The calls of `Session` that record what happens in it."""

    def __init__(
        self,
        record: Callable[[Event], Receipt],
        config: Config,
        *,
        refuse: Callable[[str, Exception], Receipt] = reraise,
        too_deep: Iterator[int] | None = None,
        session_id: str | None = None,
        clock: Clock = SYSTEM_CLOCK,
    ) -> None:
        self.clock = clock
        self._record = self._record_all = record
        self._refuse = refuse
        self._too_deep = too_deep or itertools.count()
        self._numbering = Numbering(session_id, config, clock)
        self.session_id = self._numbering.session_id
        """As it is kept: one that was given is shortened where it is longer than an event holds."""
        self.keeps: Keeps = "all"
        """What the visitor lets us keep: see `keep`."""

    def keep(self, what: Keeps) -> None:
        """From now on keep `all`; only the `count` of visits: start and end, no text; or `nothing` at all.

        What was recorded before stays. May be changed at any time.
        """
        declining: dict[Keeps, Callable[[Event], Receipt]] = {"count": self._record_count, "nothing": _decline}
        self.keeps, self._record = what, declining.get(what, self._record_all)

    def _record_count(self, event: Event) -> Receipt:
        return self._record_all(event) if isinstance(event, SessionStart | SessionEnd) else _decline(event)

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
        number = None
        try:
            number = self._numbering.next_upload()
            event = FileUpload(
                f"upload_{self.session_id}_{number}{self._numbering.suffix}",
                *self._numbering.activity("file_upload"),
                SCHEMA_VERSION,
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
            return numbered(self._record(event), number)
        except RecursionError:
            for _ in self._too_deep:  # counts one; no call has room here
                break
            return TOO_DEEP
        except Exception as error:  # noqa: BLE001 - handed to the recorder's one guard
            return numbered(self._refuse("upload", error), number)

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
        try:
            if number is None:
                number = self._numbering.next_query()
            self._numbering.messages.add()
            event = UserQuery(
                f"query_{self.session_id}_{number}{self._numbering.suffix}",
                *self._numbering.activity("user_query"),
                SCHEMA_VERSION,
                text_of(text, "query"),
                len(text),
                is_suggested_prompt,
                closed_type(analysis_type),
                has_data,
            )
            return numbered(self._record(event), number)
        except RecursionError:
            for _ in self._too_deep:  # counts one; no call has room here
                break
            return TOO_DEEP
        except Exception as error:  # noqa: BLE001 - handed to the recorder's one guard
            return numbered(self._refuse("query", error), number)

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
        try:
            self._numbering.messages.add()
            check_answer(text, query, processing_time, status)
            # By position, in the order of the type's fields: by name it would take two microseconds more.
            event = AgentResponse(
                self._numbering.response_id(number),
                *self._numbering.activity("agent_response"),
                SCHEMA_VERSION,
                query,
                text,
                len(text) if response_length is None else response_length,
                processing_time,
                has_visualization,
                analysis_type if isinstance(analysis_type, AnalysisType) else closed_type(analysis_type),
                json_of(data_summary) if data_summary else "{}",
                status,
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
        except RecursionError:
            for _ in self._too_deep:  # counts one; no call has room here
                break
            return TOO_DEEP
        except Exception as error:  # noqa: BLE001 - handed to the recorder's one guard
            return self._refuse("response", error)

    def next_query_number(self) -> int:
        """Take the next number for a question."""
        return self._numbering.next_query()

    def custom(self, event_name: str, event_data: Mapping[str, Any] | None = None) -> Receipt:
        """Anything else worth counting; `event_data` is kept as JSON."""
        try:
            stamp = self._numbering.activity("custom_event")
            event = CustomEvent(
                f"custom_{event_name}_{stamp[0]}_{unique_suffix()[:8]}",
                *stamp,
                SCHEMA_VERSION,
                text_of(event_name, "custom"),
                json_of(event_data) if event_data else "{}",
            )
            return self._record(event)
        except RecursionError:
            for _ in self._too_deep:  # counts one; no call has room here
                break
            return TOO_DEEP
        except Exception as error:  # noqa: BLE001 - handed to the recorder's one guard
            return self._refuse("custom", error)


def _decline(event: Event) -> Receipt:
    return Receipt(event.interaction_id, is_declined=True)
