"""Which session and which turn the running code belongs to, so that code deep inside need not be handed them.

Both follow `contextvars`: each asyncio task and each `asyncio.to_thread` call sees what its maker saw; a thread that
was started by hand sees neither.
"""

from contextvars import ContextVar, Token
from types import TracebackType
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from finops_agent.recorder.session import Session
    from finops_agent.recorder.turn import Turn

T = TypeVar("T")

_session: "ContextVar[Session | None]" = ContextVar("finops_agent_session", default=None)
_turn: "ContextVar[Turn | None]" = ContextVar("finops_agent_turn", default=None)


def current_session() -> "Session | None":
    """The session of the turn this code runs in, else the one made current by `with session`; None outside."""
    turn = open_turn()
    return turn.session if turn is not None else _session.get()


def open_turn() -> "Turn | None":
    """The turn this code runs in; None outside any."""
    turn = _turn.get()
    while turn is not None and turn.has_ended:  # left behind by a generator that was closed from somewhere else
        turn = turn.outer
    return turn


class Current(Generic[T]):
    """Makes `value` the current one for the length of a `with` block, and of further ones after it."""

    __slots__ = ("_token", "_value", "_variable")

    def __init__(self, variable: "ContextVar[T | None]", value: T) -> None:
        self._variable = variable
        self._value = value
        self._token: Token[T | None] | None = None

    def __enter__(self) -> T:
        """The value."""
        self._token = self._variable.set(self._value)
        return self._value

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        """What was current before is so again."""
        token, self._token = self._token, None
        if token is None:
            return
        try:
            self._variable.reset(token)
        except ValueError:
            # A block inside a generator may end in another context than it began in, when the event loop or the
            # collector closes the generator (python/cpython issue 118944). Nothing to undo in that context.
            return


def session_current(session: "Session") -> "Current[Session]":
    """A block in which `session` is the current one."""
    return Current(_session, session)


def turn_current(turn: "Turn") -> "Current[Turn]":
    """A block in which `turn` is the current one."""
    return Current(_turn, turn)
