"""What hears of events once the store has them: metrics for a monitoring service. It may fail; storing goes on."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from finops_agent.events import Event

_log = logging.getLogger("finops_agent")


@dataclass(frozen=True, slots=True)
class Health:
    """How the recorder does at this moment."""

    dropped: int
    """Events lost so far."""
    pending: int
    """Events of this process that wait for the store."""


class Sink(Protocol):
    """Called by the drain's thread alone. No call may wait for a network."""

    def delivered(self, events: Sequence[Event]) -> None:
        """The store has these. The same may come again after a failure."""
        ...

    def turn(self, health: Callable[[], Health]) -> None:
        """Called several times a second; does what is due."""
        ...

    def close(self) -> None:
        """Tell what was not told yet; the one call that may take a moment."""
        ...

    def last_error(self) -> str | None:
        """The sentence of the last failure; None after a success."""
        ...


class GuardedSink:
    """A sink that cannot harm the drain, or none at all."""

    def __init__(self, open_sink: Callable[[], Sink | None]) -> None:
        self._broken: str | None = None
        self._sink: Sink | None = None
        self._call(lambda: setattr(self, "_sink", open_sink()))

    def delivered(self, events: Sequence[Event]) -> None:
        """Pass on."""
        if (sink := self._sink) is not None:
            self._call(lambda: sink.delivered(events))

    def turn(self, health: Callable[[], Health]) -> None:
        """Pass on."""
        if (sink := self._sink) is not None:
            self._call(lambda: sink.turn(health))

    def close(self) -> None:
        """Pass on."""
        if (sink := self._sink) is not None:
            self._call(sink.close)

    def last_error(self) -> str | None:
        """What went wrong: in the sink, or with it."""
        return self._broken or (None if self._sink is None else self._sink.last_error())

    def _call(self, what: Callable[[], object]) -> None:
        try:
            what()
        except Exception as error:  # noqa: BLE001 - metrics must never hinder storing; this is logged and shown
            if self._broken is None:
                _log.exception("Metrics are told no more")
            self._broken = f"Metrics are told no more: {type(error).__name__}: {error}. Report this with the log."
            self._sink = None
