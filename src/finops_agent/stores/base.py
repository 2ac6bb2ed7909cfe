"""What every event store can do, and the two shapes in which events come back.

`Store` is the seam: memory, SQLite and (later) DynamoDB pass the same contract suite.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from finops_agent.events import AgentResponse, CustomEvent, Event, FileUpload, SessionEnd, UserQuery, timestamp


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event with its number in the store (`seq`, growing in order of writing) and its time in UTC microseconds."""

    seq: int
    timestamp_us: int
    event: Event


class Fact(NamedTuple):
    """The numbers and enumerations of one event, without any text: what analytics reads."""

    seq: int
    """Number in the store, growing in order of writing; never reused."""
    timestamp_us: int
    ttl: int
    """Unix second of expiry."""
    event_type: str
    session_id: str
    number: int | None
    """Count of the query or upload within its session (joins a response to its query); None for other events."""
    analysis_type: str | None
    status: str | None
    flag: bool
    """Suggested prompt (queries) or with a chart (responses)."""
    engine: str | None
    name: str | None
    """`event_name` of a custom event, `end_reason` of a session end, `file_format` of an upload."""
    elapsed_ms: int | None
    """Processing time (responses), load time (uploads) or session duration, in milliseconds."""
    size: int | None
    """File size in bytes (uploads) or characters before truncation (queries, responses)."""
    rows: int | None
    """Rows of an uploaded file."""


def fact_of(stored: StoredEvent) -> Fact:
    """The fact of a stored event."""
    event = stored.event
    status = flag = engine = name = elapsed = size = rows = None
    analysis = getattr(event, "analysis_type", None)
    if isinstance(event, FileUpload):
        status, name, elapsed, size, rows = (
            event.status,
            event.file_format,
            event.load_time,
            event.file_size,
            event.row_count,
        )
    elif isinstance(event, UserQuery):
        flag, size = event.is_suggested_prompt, event.query_length
    elif isinstance(event, AgentResponse):
        status, flag, engine = event.status, event.has_visualization, event.engine
        elapsed, size = event.processing_time, event.response_length
    elif isinstance(event, SessionEnd):
        name, elapsed = event.end_reason, event.session_duration
    elif isinstance(event, CustomEvent):
        name = event.event_name
    return Fact(
        seq=stored.seq,
        timestamp_us=stored.timestamp_us,
        ttl=event.ttl,
        event_type=str(event.__struct_config__.tag),
        session_id=event.session_id,
        number=_number(event),
        analysis_type=None if analysis is None else str(analysis),
        status=status,
        flag=bool(flag),
        engine=engine,
        name=name,
        elapsed_ms=None if elapsed is None else round(elapsed * 1_000),
        size=size,
        rows=rows,
    )


def _number(event: Event) -> int | None:
    """The count in ids of the form `query_<session_id>_<count>`, a unique suffix after it allowed."""
    if not isinstance(event, UserQuery | AgentResponse | FileUpload):
        return None
    _, _, rest = event.interaction_id.partition(f"_{event.session_id}_")
    count = rest.split("_", 1)[0]
    return int(count) if count.isdecimal() else None


class Store(Protocol):
    """A place that keeps events and can be read and erased. Safe to call from several threads.

    Every method raises `StoreUnavailable` when the place cannot be reached; all writes may be repeated.
    Expired events (`ttl` past) are never returned, whether or not they were deleted yet.
    """

    def put_many(self, events: Sequence[Event]) -> int:
        """Keep all or none; return how many were new. An id that is known stays as it is."""
        ...

    def scan(
        self, start_us: int | None = None, end_us: int | None = None, *, after: int = 0, newest_first: bool = False
    ) -> Iterator[StoredEvent]:
        """Yield events with start_us <= time < end_us and seq > after, by time."""
        ...

    def facts(self, *, after: int = 0) -> Iterator[Fact]:
        """Yield the facts with seq > after, in order of seq."""
        ...

    def session(self, session_id: str) -> list[Event]:
        """All events of one session, in order of time and `seq`."""
        ...

    def erase_session(self, session_id: str) -> int:
        """Delete every event of one session; return how many there were."""
        ...

    def expire(self, now_us: int | None = None) -> int:
        """Delete the events whose `ttl` has passed; return how many."""
        ...

    def watermark(self) -> int:
        """The largest seq ever given; 0 for an empty store."""
        ...

    def epoch(self) -> int:
        """A number that grows whenever events are deleted: what was folded before it grew must be folded anew."""
        ...

    def close(self) -> None:
        """Give back what the store holds; a closed store may not be used."""
        ...


def now_s() -> int:
    """The Unix second that decides about expiry."""
    return timestamp.now_us() // timestamp.US_PER_S
