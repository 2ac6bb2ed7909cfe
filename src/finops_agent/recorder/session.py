"""One visit, from its start to its end."""

from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Literal, Self

from finops_agent.config import Config
from finops_agent.events import (
    SCHEMA_VERSION,
    AnalysisType,
    EndReason,
    Event,
    SessionEnd,
    SessionStart,
    timestamp,
)
from finops_agent.recorder.clock import SYSTEM_CLOCK, Clock
from finops_agent.recorder.current import Current, session_current
from finops_agent.recorder.receipt import TOO_DEEP, Receipt
from finops_agent.recorder.recording import Recording
from finops_agent.recorder.turn import Turn
from finops_agent.recorder.values import END_REASONS, one_of, reraise
from finops_agent.version import __version__

Rating = Literal[1, 2, 3, 4, 5, "up", "down"]


class Session(Recording):
    """A visit, from its start to its end. Any thread may call; nothing here raises or waits for anything.

    A session continued from another process (`session_id` given) does not know how far that one counted: its
    ids carry a unique suffix, so that none overwrites another.
    """

    def __init__(
        self,
        record: Callable[[Event], Receipt],
        config: Config,
        *,
        refuse: Callable[[str, Exception], Receipt] = reraise,
        too_deep: Iterator[int] | None = None,
        session_id: str | None = None,
        user_agent: str = "streamlit_app",
        clock: Clock = SYSTEM_CLOCK,
    ) -> None:
        super().__init__(record, config, refuse=refuse, too_deep=too_deep, session_id=session_id, clock=clock)
        if not session_id:
            self._start(user_agent)

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
            if not self._numbering.take_end():
                return None
            event = SessionEnd(
                self._numbering.end_id(),
                *self._numbering.stamp("session_end", self.clock.now_us() if at_us is None else at_us),
                SCHEMA_VERSION,
                session_duration=(self._numbering.last_us - self._numbering.began_us) / timestamp.US_PER_S,
                total_queries=self.total_queries,
                total_uploads=self.total_uploads,
                chat_messages=self.chat_messages,
                end_reason=one_of(reason, END_REASONS),
                last_activity=timestamp.to_text(self._numbering.last_us),
            )
            return self._record(event)
        except RecursionError:
            for _ in self._too_deep:  # counts one; no call has room here
                break
            return TOO_DEEP
        except Exception as error:  # noqa: BLE001 - handed to the recorder's one guard
            return self._refuse("end", error)

    def go_on_elsewhere(self) -> None:
        """This is a copy in a child process: its ids must not be those that the parent gives."""
        self._numbering.go_on_elsewhere()

    def resume(self) -> None:
        """The visitor came back after an end: what follows belongs to this session again."""
        if not self._numbering.open:
            self._numbering.open.append(True)

    @property
    def has_ended(self) -> bool:
        """Whether the visit has ended."""
        return not self._numbering.open

    @property
    def last_activity_us(self) -> int:
        """When the last event but an end was recorded, in UTC microseconds."""
        return self._numbering.last_us

    @property
    def total_queries(self) -> int:
        """Questions asked so far."""
        return self._numbering.queries.value()

    @property
    def total_uploads(self) -> int:
        """Files offered so far."""
        return self._numbering.uploads.value()

    @property
    def chat_messages(self) -> int:
        """Questions and answers so far."""
        return self._numbering.messages.value()

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
        stamp = self._numbering.stamp("session_start", self._numbering.began_us)
        event = SessionStart(
            f"session_{self.session_id}",
            *stamp,
            SCHEMA_VERSION,
            session_start=stamp[0],
            user_agent=user_agent,
            app_version=__version__,
        )
        self._record(event)
