"""For tests of apps that record: `capture_events()`, and a `Clock` turned by hand.

>>> import finops_agent
>>> from finops_agent.testing import capture_events
>>> with capture_events() as events:
...     with finops_agent.start().session() as session:
...         with session.turn("Which key is this? AKIAIOSFODNN7EXAMPLE") as turn:
...             turn.text = "I cannot tell."
>>> [event.user_query for event in events.of_type("user_query")]
['Which key is this? [aws_access_key_id]']
>>> events.of_type("agent_response")[0].status
'ok'
"""

import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, Literal, overload

from finops_agent.config import load_config
from finops_agent.events import (
    AgentResponse,
    CustomEvent,
    Event,
    FileUpload,
    SessionEnd,
    SessionStart,
    UserQuery,
    timestamp,
    to_item,
)
from finops_agent.recorder import Recorder, stand_in
from finops_agent.recorder import clock as clocks
from finops_agent.stores import MemoryStore

DELIVERY_S: Final = 60.0
"""How long a look at the events waits for the last of them: far longer than it takes on the slowest machine."""


@contextmanager
def capture_events(*, clock: "Clock | None" = None, **settings: object) -> Iterator["CapturedEvents"]:
    """Keep in memory what is recorded in the block, by the same way as in production: privacy steps, journal, delivery.

    `finops_agent.start()` gives the recorder of the capture as long as the block runs, in every thread and task; what
    was started before is untouched and there again afterwards. A session begun before the block keeps its recorder.
    Journals are in a temporary folder: nothing of the user's is read or written, besides settings of the environment.
    Captures may be nested; the inner one takes the events. The events stay readable after the block.

    Args:
        clock: stamps and times the events; by default that of the machine.
        settings: values by field name of `Config`; those that the app hands to `start` win over them.
    """
    with TemporaryDirectory(prefix="finops-agent-") as folder:
        events = CapturedEvents(Path(folder), settings, clock or clocks.SYSTEM_CLOCK)
        starter = events._start  # noqa: SLF001 - the module's own class
        stand_in.put_in(starter)
        try:
            yield events
        finally:
            stand_in.take_out(starter)
            events._finish()  # noqa: SLF001 - same


class CapturedEvents(Sequence[Event]):
    """The events recorded so far, in the order of recording: a sequence that waits for what is on its way."""

    def __init__(self, folder: Path, settings: Mapping[str, object], clock: clocks.Clock) -> None:
        self._folder = folder
        self._settings = settings
        self._clock = clock
        self._store = _Kept()
        self._lock = threading.Lock()
        self._recorders: list[Recorder] = []
        self._start({})

    @property
    def recorder(self) -> Recorder:
        """What `finops_agent.start()` gives in the block; its `stats()` tell of drops."""
        return self._recorders[-1]

    @overload
    def of_type(self, event_type: Literal["session_start"]) -> list[SessionStart]: ...
    @overload
    def of_type(self, event_type: Literal["file_upload"]) -> list[FileUpload]: ...
    @overload
    def of_type(self, event_type: Literal["user_query"]) -> list[UserQuery]: ...
    @overload
    def of_type(self, event_type: Literal["agent_response"]) -> list[AgentResponse]: ...
    @overload
    def of_type(self, event_type: Literal["session_end"]) -> list[SessionEnd]: ...
    @overload
    def of_type(self, event_type: Literal["custom_event"]) -> list[CustomEvent]: ...
    def of_type(self, event_type: str) -> Sequence[Event]:
        """The events of one type."""
        return [event for event in self if event.__struct_config__.tag == event_type]

    def custom(self, event_name: str) -> list[dict[str, Any]]:
        """The data of the custom events of one name, such as `user_feedback`."""
        named = (event for event in self.of_type("custom_event") if event.event_name == event_name)
        return [json.loads(event.event_data) for event in named]

    def items(self) -> list[dict[str, Any]]:
        """The events as they are stored."""
        return [to_item(event) for event in self]

    @overload
    def __getitem__(self, index: int) -> Event: ...
    @overload
    def __getitem__(self, index: slice) -> list[Event]: ...
    def __getitem__(self, index: int | slice) -> Event | list[Event]:
        """One event or several."""
        return self._delivered()[index]

    def __len__(self) -> int:
        """How many there are."""
        return len(self._delivered())

    def __iter__(self) -> Iterator[Event]:
        """Those recorded until now."""
        return iter(self._delivered())

    def __repr__(self) -> str:
        """Their ids, for the message of a failed assertion."""
        return f"<{len(self)} events: {', '.join(event.interaction_id for event in self)}>"

    def _start(self, settings: Mapping[str, object]) -> Recorder:
        """As `finops_agent.start`, over the memory of this capture."""
        # One appended segment keeps the order in which threads record; a mapped one has a second beside it.
        own = {"home": self._folder, "store": f"sqlite:///{self._folder / 'unused.db'}", "journal": "append"}
        config = load_config(None, **{**self._settings, **settings, **own})
        with self._lock:
            running = self._recorders[-1] if self._recorders else None
            if running is not None and not running.is_closed and (not settings or config == running.config):
                return running
            self._recorders.append(Recorder(config.journal_dir, lambda: self._store, config, clock=self._clock))
            return self._recorders[-1]

    def _delivered(self) -> list[Event]:
        for recorder in list(self._recorders):
            if not recorder.is_closed and not recorder.flush(DELIVERY_S):
                raise TimeoutError(f"Captured events were not delivered within {DELIVERY_S} s: {recorder.stats()}.")
        return list(self._store.kept)

    def _finish(self) -> None:
        for recorder in self._recorders:
            recorder.close(DELIVERY_S)


class Clock:
    """Stands still until `advance` turns it; the time of day and the measured seconds go together.

    >>> import finops_agent
    >>> clock = Clock("2026-12-01T09:00:00Z")
    >>> with capture_events(clock=clock) as events:
    ...     with finops_agent.start().session() as session, session.turn("q"):
    ...         clock.advance(4.5)
    >>> events.of_type("agent_response")[0].processing_time
    4.5
    >>> events.of_type("session_end")[0].timestamp
    '2026-12-01T09:00:04.500Z'

    Args:
        moment: an ISO 8601 time with its offset; `now_us()` is what the functions of analytics take.
    """

    def __init__(self, moment: str) -> None:
        self._now_us = timestamp.parse(moment)[0]
        self._elapsed_ms = 0

    def advance(self, seconds: float) -> None:
        """Turn it on, to the millisecond, as events keep time; a negative number sets back the time of day alone."""
        ms = round(seconds * 1_000)
        self._now_us += ms * timestamp.US_PER_MS
        self._elapsed_ms += max(ms, 0)

    def now_us(self) -> int:
        """Now, in UTC microseconds since 1970."""
        return self._now_us

    def elapsed_s(self) -> float:
        """Seconds since it was made."""
        return self._elapsed_ms / 1_000


class _Kept(MemoryStore):
    """A store that shows its events in the order of recording, expired ones included."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: list[Event] = []
        self._known: set[str] = set()

    def put_many(self, events: Sequence[Event], bodies: Sequence[bytes] | None = None) -> int:
        """Keep the events, each once."""
        for event in events:
            if event.interaction_id not in self._known:
                self._known.add(event.interaction_id)
                self.kept.append(event)
        return super().put_many(events, bodies)
