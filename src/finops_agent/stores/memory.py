"""A store in memory: for tests and for trying things out; gone when the process ends."""

import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import msgspec

from finops_agent.events import Event, timestamp
from finops_agent.events.items import encode
from finops_agent.stores.base import now_s, shortened_ttl
from finops_agent.stores.facts import Fact, StoredEvent, fact_of, figures_of, moment_us
from finops_agent.stores.tombstones import KEPT_S

_FOREVER_DAYS = 10**9


class MemoryStore:
    """Events in a dictionary; one lock around every access."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._events: dict[str, StoredEvent] = {}
        self._seq = 0
        self._epoch = 0
        self._erased: dict[str, int] = {}
        self._erasures = 0

    def put_many(self, events: Sequence[Event], bodies: Sequence[bytes] | None = None) -> int:
        """Keep the events whose ids are new, none of an erased session; return how many.

        Raises:
            ValueError, OverflowError: an event has no stored form, so that no other store would take it either.
        """
        for event in events:
            if bodies is None:
                encode(event)
            figures_of(event)
        moments = [moment_us(event) for event in events]
        with self._lock:
            before = len(self._events)
            for event, moment in zip(events, moments, strict=True):
                if event.interaction_id not in self._events and event.session_id not in self._erased:
                    self._seq += 1
                    self._events[event.interaction_id] = StoredEvent(self._seq, moment, event)
            return len(self._events) - before

    def scan(
        self, start_us: int | None = None, end_us: int | None = None, *, after: int = 0, newest_first: bool = False
    ) -> Iterator[StoredEvent]:
        """Yield the events of the window by time."""
        rows = [
            row
            for row in self._living()
            if row.seq > after
            and (start_us is None or row.timestamp_us >= start_us)
            and (end_us is None or row.timestamp_us < end_us)
        ]
        yield from sorted(rows, key=lambda row: (row.timestamp_us, row.seq), reverse=newest_first)

    def facts(self, *, after: int = 0) -> Iterator[Fact]:
        """Yield the facts with seq > after."""
        yield from (fact_of(row) for row in sorted(self._living(), key=lambda row: row.seq) if row.seq > after)

    def session(self, session_id: str) -> list[Event]:
        """All events of one session, in order."""
        rows = [row for row in self._living() if row.event.session_id == session_id]
        return [row.event for row in sorted(rows, key=lambda row: (row.timestamp_us, row.event.seq))]

    def erase_session(self, session_id: str) -> int:
        """Delete one session."""
        with self._lock:
            self._erased[session_id] = now_s()
            self._erasures += 1
            return self._delete([row for row in self._events.values() if row.event.session_id == session_id])

    def erased_among(self, session_ids: Iterable[str]) -> set[str]:
        """Those of the sessions that were erased."""
        with self._lock:
            return self._erased.keys() & set(session_ids)

    def erasures(self) -> int:
        """How many there were."""
        return self._erasures

    def expire(self, now_us: int | None = None) -> int:
        """Delete what has expired."""
        return sum(self.expire_by_type(now_us).values())

    def expire_by_type(self, now_us: int | None = None) -> dict[str, int]:
        """Delete what has expired; return how many of each event type."""
        deadline = now_s() if now_us is None else now_us // timestamp.US_PER_S
        with self._lock:
            rows = [row for row in self._events.values() if row.event.ttl <= deadline]
            self._delete(rows)
            self._erased = {name: at for name, at in self._erased.items() if at > deadline - KEPT_S}
        return Counter(_type(row) for row in rows)

    def shorten(self, retention_days: Mapping[str, int]) -> dict[str, int]:
        """Bring the `ttl` of events forward; return how many of each event type."""
        changed: Counter[str] = Counter()
        now = now_s()
        with self._lock:
            for name, row in self._events.items():
                ttl = shortened_ttl(row.timestamp_us, retention_days.get(_type(row), _FOREVER_DAYS), now)
                if ttl < row.event.ttl:
                    self._events[name] = replace(row, event=msgspec.structs.replace(row.event, ttl=ttl))
                    changed[_type(row)] += 1
        return changed

    def watermark(self) -> int:
        """The largest seq ever given."""
        return self._seq

    def epoch(self) -> int:
        """How often something was deleted."""
        return self._epoch

    def close(self) -> None:
        """Nothing to give back."""

    def _rows(self) -> list[StoredEvent]:
        with self._lock:
            return list(self._events.values())

    def _living(self) -> list[StoredEvent]:
        now = now_s()
        return [row for row in self._rows() if row.event.ttl > now]

    def _delete(self, rows: Sequence[StoredEvent]) -> int:
        for row in rows:
            del self._events[row.event.interaction_id]
        self._epoch += bool(rows)
        return len(rows)


def _type(row: StoredEvent) -> str:
    return str(row.event.__struct_config__.tag)
