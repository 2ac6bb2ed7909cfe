"""What every event store can do.

`Store` is the seam: memory, SQLite and DynamoDB pass the same contract suite.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from finops_agent.events import Event, timestamp
from finops_agent.stores.facts import Fact, StoredEvent, fact_of

__all__ = [
    "ErasureRequest",
    "ErasureRequests",
    "Erasures",
    "Fact",
    "Retention",
    "Store",
    "StoredEvent",
    "Traces",
    "fact_of",
    "now_s",
    "ttl_of",
]


class Store(Protocol):
    """A place that keeps events and can be read and erased. Safe to call from several threads.

    Every method raises `StoreUnavailable` when the place cannot be reached; all writes may be repeated.
    Expired events (`ttl` past) are never returned, whether or not they were deleted yet.
    """

    def put_many(self, events: Sequence[Event], bodies: Sequence[bytes] | None = None) -> int:
        """Keep all or none; return how many were new. An id that is known stays as it is.

        Events of a session that was erased are left out, whoever erased it: see `erase_session`.

        Args:
            events: the events; where an id comes twice, the first counts.
            bodies: their items as `events.items.encode` makes them, for a caller that has them at hand.
        """
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
        """Delete every event of one session for good; return how many there were.

        A tombstone stays behind, for longer than any event is kept: a `put_many` that begins later, in whatever
        process, keeps no event of the session. Of one that is under way, nothing is left when both have ended.
        """
        ...

    def expire(self, now_us: int | None = None) -> int:
        """Delete the events whose `ttl` has passed; return how many."""
        ...

    def watermark(self) -> int:
        """The largest seq ever given; 0 for an empty store."""
        ...

    def epoch(self) -> int:
        """A number that grows whenever events are deleted, and changes when others are hidden.

        What was folded while it was another must be folded anew.
        """
        ...

    def close(self) -> None:
        """Give back what the store holds; a closed store may not be used."""
        ...


@runtime_checkable
class Erasures(Protocol):
    """What a store can say beyond `Store` about the sessions that were erased from it, from wherever."""

    def erased_among(self, session_ids: Iterable[str]) -> set[str]:
        """Those of the sessions that were erased."""
        ...

    def erasures(self) -> int:
        """A number that is another one after each erasure."""
        ...


@dataclass(frozen=True, slots=True)
class ErasureRequest:
    """A session that is hidden and still to be erased, and when that was asked for (Unix microseconds)."""

    session_id: str
    at_us: int


@runtime_checkable
class ErasureRequests(Protocol):
    """What a store does beyond `Store` where who records may not delete: note what another is to erase."""

    def ask_erasure(self, session_id: str) -> None:
        """Show nothing more of a session and keep nothing more of it, as after `erase_session`; it deletes later.

        May be repeated; the time of the first request counts. `erase_session` takes the request away.
        """
        ...

    def asked_erasures(self) -> list[ErasureRequest]:
        """What was asked for and is still to be erased, oldest request first."""
        ...


@runtime_checkable
class Traces(Protocol):
    """What a store can say beyond `Store` about bytes that an erasure may have left."""

    def traces(self, session_id: str) -> list[str]:
        """A sentence for each place of the store in which the id can still be found, and what to do about it."""
        ...


@runtime_checkable
class Retention(Protocol):
    """What a store can do beyond `Store` about how long events are kept. Both may be repeated after a failure."""

    def expire_by_type(self, now_us: int | None = None) -> dict[str, int]:
        """As `Store.expire`; return how many of each event type."""
        ...

    def shorten(self, retention_days: Mapping[str, int]) -> dict[str, int]:
        """Bring the `ttl` of stored events forward to what the days by event type say; never put one off.

        The days of an event that was stamped later than now count from now: a clock that was years ahead keeps nothing
        for years. Return how many events of each type that changed. What has expired by it is not returned from then
        on; to delete it is up to `expire`.
        """
        ...


def ttl_of(timestamp_us: int, days: int) -> int:
    """The second at which an event of this time expires."""
    return timestamp_us // timestamp.US_PER_S + days * timestamp.S_PER_DAY


def shortened_ttl(timestamp_us: int, days: int, now: int) -> int:
    """The second at which an event of this time expires at the latest, seen at second `now`."""
    return min(ttl_of(timestamp_us, days), now + days * timestamp.S_PER_DAY)


def now_s() -> int:
    """The Unix second that decides about expiry."""
    return timestamp.now_us() // timestamp.US_PER_S
