"""`observed`: a function that answers questions, recorded at every call.

One decorator for plain and async functions, generators and async generators. The decorated function stays what it
was: same arguments, same results, same exceptions. Where no session is current it runs unrecorded.
"""

import functools
import inspect
import logging
from collections.abc import AsyncGenerator, Callable, Coroutine, Generator
from dataclasses import dataclass
from types import AsyncGeneratorType, CoroutineType, GeneratorType
from typing import Any, Final, TypeVar, cast, overload

from finops_agent.events import AnalysisType
from finops_agent.recorder.current import current_session, open_turn, turn_current
from finops_agent.recorder.session import Session
from finops_agent.recorder.turn import Turn

F = TypeVar("F", bound=Callable[..., Any])

_log = logging.getLogger("finops_agent")
_UNNAMED: Final = frozenset({"self", "cls"})


@overload
def observed(function: F, /) -> F: ...


@overload
def observed(
    *,
    session: Session | Callable[[], Session | None] = current_session,
    query_of: Callable[..., str] | None = None,
    text_of: Callable[[Any], str | None] | None = None,
    analysis_type: AnalysisType | str = AnalysisType.GENERAL,
) -> Callable[[F], F]: ...


def observed(
    function: F | None = None,
    /,
    *,
    session: Session | Callable[[], Session | None] = current_session,
    query_of: Callable[..., str] | None = None,
    text_of: Callable[[Any], str | None] | None = None,
    analysis_type: AnalysisType | str = AnalysisType.GENERAL,
) -> F | Callable[[F], F]:
    """Record each call of a function as a question and its answer; for use as `@observed` or `@observed(...)`.

    An observed function that another one calls, in the same session, is part of that answer and not recorded again.
    Inside the function `current_turn()` takes what only it knows, such as tokens.

    Args:
        function: a function, a coroutine function, a generator or an async generator function.
        session: the session, or what gives it at each call; by default the current one.
        query_of: makes the question from the arguments of the call; by default it is the first one.
        text_of: makes the text from the result, or from each piece of a stream; by default a `str` is the text and
            anything else has none.
        analysis_type: of the question.

    Raises:
        TypeError: while decorating, where no argument can be the question.
    """

    def decorate(function: F) -> F:
        _check(function)
        question = query_of or _first_argument(function)
        observer = _Observer(function, session, question, text_of or _plain_text, analysis_type)
        return cast(F, observer.wrapper())

    return decorate if function is None else decorate(function)


@dataclass(frozen=True, slots=True)
class _Observer:
    """One decorated function and how to read a turn from its calls."""

    function: Callable[..., Any]
    session: Session | Callable[[], Session | None]
    query_of: Callable[..., Any]
    text_of: Callable[[Any], Any]
    analysis_type: AnalysisType | str

    def wrapper(self) -> Callable[..., Any]:
        """The function to put in place of the observed one; a coroutine function stays one."""
        if inspect.iscoroutinefunction(self.function):

            @functools.wraps(self.function)
            async def call_async(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - what the function takes and gives
                turn = self.turn(args, kwargs)
                result = self.function(*args, **kwargs)
                return await (result if turn is None else self.awaited(result, turn))

            return call_async

        is_stream = inspect.isgeneratorfunction(self.function) or inspect.isasyncgenfunction(self.function)

        @functools.wraps(self.function)
        def call(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - what the function takes and gives
            turn = self.turn(args, kwargs)
            if turn is None:
                return self.function(*args, **kwargs)
            if is_stream:  # its body has not begun, nor has the turn
                return self.streamed(self.function(*args, **kwargs), turn)
            return self.called(args, kwargs, turn)

        return call

    def turn(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Turn | None:
        """The turn of a call; None where there is no session, or the call is part of an answer already."""
        session = self.session if isinstance(self.session, Session) else self.ask(self.session)
        if not isinstance(session, Session):
            _warn_once(self.function, "was called without a session and is not recorded. Enter one: `with session:`")
            return None
        around = open_turn()
        if around is not None and around.session is session:
            return None
        return session.turn(self.ask(self.query_of, *args, **kwargs), analysis_type=self.analysis_type)

    def called(self, args: tuple[Any, ...], kwargs: dict[str, Any], turn: Turn) -> Any:  # noqa: ANN401 - same
        """Call a plain function; what it returns may still be a stream or a coroutine."""
        turn.begin()
        try:
            with turn_current(turn):
                result = self.function(*args, **kwargs)
        except BaseException as error:
            turn.end(error)
            raise
        if isinstance(result, GeneratorType | AsyncGeneratorType):
            return self.streamed(result, turn)
        if isinstance(result, CoroutineType):
            return self.awaited(result, turn)
        self.settle(turn, result)
        return result

    async def awaited(self, coroutine: Coroutine[Any, Any, Any], turn: Turn) -> Any:  # noqa: ANN401 - same
        """Await what the function gave."""
        turn.begin()
        try:
            with turn_current(turn):
                result = await coroutine
        except BaseException as error:
            turn.end(error)
            raise
        if isinstance(result, GeneratorType | AsyncGeneratorType):
            return self.streamed(result, turn)
        self.settle(turn, result)
        return result

    def streamed(self, stream: Any, turn: Turn) -> Any:  # noqa: ANN401 - one kind in, the same kind out
        """The same kind of generator, whose pieces pass by the turn."""
        drive = _drive if isinstance(stream, GeneratorType) else _drive_async
        return drive(stream, turn, self.piece)

    def settle(self, turn: Turn, result: object) -> None:
        """End the turn with a result; a text that the function set itself stays."""
        text = self.ask(self.text_of, result)
        if text is not None:
            turn.text = text
        turn.end()

    def piece(self, turn: Turn, item: object) -> None:
        """One piece of a stream."""
        turn.add(self.ask(self.text_of, item))

    def ask(self, reader: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - any reader
        """What a reader of the app's makes of a call; None when it fails, since that must not become its failure."""
        try:
            return reader(*args, **kwargs)
        except Exception as error:  # noqa: BLE001 - code of the app, called by us where it does not expect it
            _warn_once(self.function, f"could not be read: {type(error).__name__} in {_name(reader)}")
            return None


_Piece = Callable[[Turn, Any], None]


def _drive(stream: Generator[Any, Any, Any], turn: Turn, piece: _Piece) -> Generator[Any, Any, Any]:
    """Hand on everything between consumer and stream; the turn is current only while the stream itself runs."""
    turn.begin()
    inside = turn_current(turn)
    step: Callable[[], Any] = functools.partial(next, stream)
    while True:
        try:
            with inside:
                item = step()
        except StopIteration as stop:
            turn.end()
            return stop.value
        except BaseException as error:
            turn.end(error)
            raise
        piece(turn, item)
        try:
            sent = yield item
        except GeneratorExit as error:
            try:
                with inside:
                    stream.close()
            finally:
                turn.end(error)
            raise
        except BaseException as error:  # noqa: BLE001 - thrown into the stream, which decides
            step = functools.partial(stream.throw, error)
        else:
            step = functools.partial(stream.send, sent)


async def _drive_async(stream: AsyncGenerator[Any, Any], turn: Turn, piece: _Piece) -> AsyncGenerator[Any, Any]:
    """As `_drive`."""
    turn.begin()
    inside = turn_current(turn)
    step: Callable[[], Any] = functools.partial(stream.asend, None)
    while True:
        try:
            with inside:
                item = await step()
        except StopAsyncIteration:
            turn.end()
            return
        except BaseException as error:
            turn.end(error)
            raise
        piece(turn, item)
        try:
            sent = yield item
        except GeneratorExit as error:
            try:
                with inside:
                    await stream.aclose()
            finally:
                turn.end(error)
            raise
        except BaseException as error:  # noqa: BLE001 - thrown into the stream, which decides
            step = functools.partial(stream.athrow, error)
        else:
            step = functools.partial(stream.asend, sent)


def _plain_text(result: object) -> str | None:
    """A text is itself; anything else is not looked into."""
    return result if isinstance(result, str) else None


def _check(function: object) -> None:
    if isinstance(function, staticmethod | classmethod):
        kind = type(function).__name__
        raise TypeError(f"Cannot observe a {kind}: its decorator comes first. Write @{kind} above @observed.")


def _first_argument(function: Callable[..., Any]) -> Callable[..., Any]:
    """A reader of the first argument after `self`, however it is passed.

    Raises:
        TypeError: there is none.
    """
    for index, parameter in enumerate(inspect.signature(function).parameters.values()):
        is_self = index == 0 and parameter.name in _UNNAMED
        if not is_self and parameter.kind is not inspect.Parameter.VAR_KEYWORD:
            return _reader(index, parameter)
    raise TypeError(
        f"Cannot observe {_name(function)}: it takes no argument that could be the question. Give query_of=..."
    )


def _reader(index: int, parameter: inspect.Parameter) -> Callable[..., Any]:
    name, default = parameter.name, parameter.default
    missing = None if default is inspect.Parameter.empty else default

    def read(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - what the function takes
        return args[index] if index < len(args) else kwargs.get(name, missing)

    return read


def _name(function: Callable[..., Any]) -> str:
    return getattr(function, "__qualname__", type(function).__name__)


_warned: set[str] = set()


def _warn_once(function: Callable[..., Any], what: str) -> None:
    """Say it at the first time; a busy server would otherwise say it all day."""
    sentence = f"Observed function {_name(function)} {what}."
    if sentence not in _warned:
        _warned.add(sentence)
        _log.warning(sentence)
