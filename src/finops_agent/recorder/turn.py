"""One question and its answer: recorded as a query when it begins and as a response when it ends, however it ends."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self

from finops_agent.events import AnalysisType, Status
from finops_agent.privacy.steps import MAX_REDACTED_CHARACTERS
from finops_agent.recorder.current import Current, open_turn, turn_current

if TYPE_CHECKING:
    from finops_agent.recorder.session import Session

_NAME: Final = re.compile(r"[\w.-]{1,100}")


@dataclass(slots=True, eq=False, repr=False)
class Turn:
    """A `with` block around the answering of one question; `Session.turn` makes it. One thread at a time.

    The block records the query at its beginning and the response, with the time between, at its end. An exception is
    recorded by the name of its class, never by its message, and goes on to the caller. Attributes may be set at any
    time in the block; they have the names of `Session.response`.
    """

    session: "Session | None"
    question: str
    analysis_type: AnalysisType | str = AnalysisType.GENERAL
    is_suggested_prompt: bool = False
    has_data: bool = False
    number: int = field(default=0, init=False)
    """Count of the question within its session, from 1; 0 before the block. `Session.feedback` takes it."""
    has_visualization: bool = field(default=False, init=False)
    data_summary: Mapping[str, Any] | None = field(default=None, init=False)
    engine: str | None = field(default=None, init=False)
    model: str | None = field(default=None, init=False)
    input_tokens: int | None = field(default=None, init=False)
    output_tokens: int | None = field(default=None, init=False)
    cost_usd: float | None = field(default=None, init=False)
    tool_calls: int | None = field(default=None, init=False)
    time_to_first_token: float | None = field(default=None, init=False)
    """Seconds until the first piece of text; `add` sets it."""
    outer: "Turn | None" = field(default=None, init=False)
    """The turn within which this one began."""
    has_ended: bool = field(default=False, init=False)
    _kept_question: str = field(default="", init=False)
    _status: Status = field(default="ok", init=False)
    _error_type: str | None = field(default=None, init=False)
    _pieces: list[str] = field(default_factory=list, init=False)
    _held: int = field(default=0, init=False)
    _length: int = field(default=0, init=False)
    _no_text: Any = field(default=None, init=False)
    _began_s: float = field(default=0.0, init=False)
    _current: "Current[Turn] | None" = field(default=None, init=False)

    # ------------------------------------------------------------ the answer

    @property
    def text(self) -> str:
        """The response so far. Setting it replaces what was there."""
        return "".join(self._pieces)

    @text.setter
    def text(self, text: str) -> None:
        is_text = isinstance(text, str)
        self._pieces = [text] if is_text else []
        self._held = self._length = len(text) if is_text else 0
        self._no_text = None if is_text else text

    def add(self, piece: str | None) -> None:
        """The next piece of a response that comes in pieces.

        Held are as many characters as the privacy steps look at, counted are all. None and whatever else is no text
        is passed over.
        """
        if not isinstance(piece, str) or not piece:
            return
        if self.time_to_first_token is None:
            self.time_to_first_token = self._elapsed_s()
        room = MAX_REDACTED_CHARACTERS - self._held
        if room > 0:
            self._pieces.append(piece[:room])
            self._held += min(room, len(piece))
        self._length += len(piece)

    def refused(self, text: str | None = None) -> None:
        """The question was understood and not answered, say for want of data; `text` is what the visitor was told."""
        self._settle("refused", None, text)

    def failed(self, error: BaseException | str, text: str | None = None) -> None:
        """Answering failed and the app caught it: the exception, or a short word for the kind of failure.

        Of an exception only the class name is recorded. A sentence is not: it might hold data.
        """
        self._settle("error", _name_of(error), text)

    def _settle(self, status: Status, error_type: str | None, text: str | None) -> None:
        self._status, self._error_type = status, error_type
        if text is not None:
            self.text = text

    # ------------------------------------------------------------ beginning and end

    def __enter__(self) -> Self:
        """Record the query; the turn is the current one from here on."""
        self.begin()
        self._current = turn_current(self)
        self._current.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        """Record the response; an exception goes on to the caller."""
        if self._current is not None:
            self._current.__exit__(None, None, None)
        self.end(error)

    def begin(self) -> None:
        """Record the query and start the clock, once; for those who cannot use a `with` block."""
        if self.number or self.session is None:
            return
        self.outer = open_turn()
        self.number = self.session.next_query_number()
        receipt = self.session.query(
            self.question,
            analysis_type=self.analysis_type,
            is_suggested_prompt=self.is_suggested_prompt,
            has_data=self.has_data,
            number=self.number,
        )
        self._kept_question = self.question if receipt.is_safe else ""  # one bad text does not spoil two events
        self._began_s = self.session.clock.elapsed_s()

    def end(self, error: BaseException | None = None) -> None:
        """Record the response, once; with `error` as a failure."""
        if self.has_ended or self.session is None:
            return
        processing_time = self._elapsed_s()
        self.has_ended = True
        if error is not None:
            self._status, self._error_type = "error", _name_of(error)
        self.session.response(
            self.text if self._no_text is None else self._no_text,  # what is no text is dropped and counted there
            number=self.number,
            response_length=self._length,
            processing_time=processing_time,
            query=self._kept_question,
            has_visualization=self.has_visualization,
            analysis_type=self.analysis_type,
            data_summary=self.data_summary,
            status=self._status,
            error_type=self._error_type,
            engine=self.engine,
            model=self.model,
            input_tokens=self.input_tokens,
            output_tokens=self.output_tokens,
            cost_usd=self.cost_usd,
            time_to_first_token=self.time_to_first_token,
            tool_calls=self.tool_calls,
        )

    def _elapsed_s(self) -> float:
        return self.session.clock.elapsed_s() - self._began_s if self.session is not None else 0.0


def current_turn() -> Turn:
    """The turn this code helps to answer; outside any, one without a session, which nobody records.

    So code deep inside may set what it alone knows (`current_turn().model = "..."`) without asking whether anybody
    listens.
    """
    return open_turn() or Turn(None, "")


def _name_of(error: BaseException | str) -> str:
    """A name for a kind of failure; whatever does not look like a name is called `Error`.

    >>> _name_of(ValueError("card 4111 1111 1111 1111 refused")), _name_of("timeout"), _name_of("no account 12345 here")
    ('ValueError', 'timeout', 'Error')
    """
    name = error if isinstance(error, str) else type(error).__name__
    return name if _NAME.fullmatch(name) else "Error"
