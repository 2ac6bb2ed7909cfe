"""The DynamoDB store: events in the documented table, for any number of machines.

Numbers. `Store` numbers events in order of writing; DynamoDB does not. So each batch takes its numbers from one
counter item: one small write a batch, at most a third more than an event's own three writes (the table and two
indexes) where events come singly, next to nothing where they come in batches. One item bears 1,000 writes a
second, so 1,000 batches, however many machines write. Numbering at the reader instead would cost no write, but
each reader would keep every id in memory, and no two processes could speak of the same number. `day_index` says
how readers follow the numbers without losing or repeating an event.

Repeats. A write without condition would give a known event a new number, so ids are looked up first
(BatchGetItem of the key alone: one read unit, a tenth of the price of the three writes). A batch whose answer was
lost is found there when it comes again.

Not all or nothing: when `put_many` fails, a part may be stored. The repeat stores the rest, and readers see each
event once. Transactions would be all or nothing at twice the price.

Expiry is DynamoDB's own, on `ttl`, within days and free of charge; readers pass over what has expired at once.
"""

import logging
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from finops_agent.aws import batches, erasure
from finops_agent.aws.attributes import Attributes, from_attributes
from finops_agent.aws.capacity import Consumed
from finops_agent.aws.client import READ_S, Calls, Client, new_client
from finops_agent.aws.day_index import FIRST_PAGE, DayIndex, Entry
from finops_agent.aws.details import with_details, with_origin
from finops_agent.aws.ledger import Ledger
from finops_agent.aws.old_items import Migration, migrate
from finops_agent.aws.requests import Requests
from finops_agent.aws.table import KEY
from finops_agent.aws.tombstones import Tombstones
from finops_agent.aws.writer import Writer
from finops_agent.errors import InvalidEvent, NotAllowed
from finops_agent.events import Event, from_item
from finops_agent.stores import ErasureRequest, Fact, StoredEvent, fact_of
from finops_agent.stores.base import now_s

_log = logging.getLogger("finops_agent")


class _Found(NamedTuple):
    """An event whose texts are still to be fetched; sorts by time, then by number."""

    timestamp_us: int
    seq: int
    key: str
    indexed: Attributes | None = None
    """What the index holds of it, for a reader who may not fetch the rest."""


class DynamoStore:
    """Events in the DynamoDB table `table`. Safe for several threads; asks AWS nothing before its first use.

    Args:
        table: name of the table; `ensure_table` makes it.
        make_client: makes the client, in the thread that first uses the store.
        sleep: waits so many seconds between two tries.
    """

    def __init__(
        self, table: str, *, make_client: Callable[[], Client] = new_client, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self.table = table
        self._calls = Calls(table, make_client, sleep)
        self._ledger = Ledger(self._calls)
        self._index = DayIndex(self._calls, self._ledger)
        self._tombstones = Tombstones(self._calls, self._ledger)
        self._requests = Requests(self._calls, self._ledger, self._tombstones)
        self._writer = Writer(self._calls, self._ledger, self._index, self._tombstones)
        self._unreadable_told = threading.Event()

    def put_many(self, events: Sequence[Event], bodies: Sequence[bytes] | None = None) -> int:  # noqa: ARG002 - below
        """Keep the events whose ids are new, none of an erased session; return how many.

        `bodies`, their JSON, is of no use here.

        Raises:
            StoreUnavailable: not now; a part may be stored, and a repeat stores the rest.
            UnstorableEvent: one of them can never be stored.
        """
        return self._writer.put(events)

    def scan(
        self, start_us: int | None = None, end_us: int | None = None, *, after: int = 0, newest_first: bool = False
    ) -> Iterator[StoredEvent]:
        """Yield the events of the half-open window by time, read as they are asked for.

        Old items that were not back-filled are not among them. With `after`, as complete as `facts`. Who may read the
        index alone (the reader's role) gets events without texts, but for `after`.
        """
        is_shown = self._is_shown()
        if after <= 0:
            window = self._index.window(start_us, end_us, newest_first=newest_first)
            living = (_Found(e.timestamp_us, e.seq, e.key, e.attributes) for e in window if is_shown(e))
        else:
            new = self._index.after(after, lambda e: _Found(e.timestamp_us, e.seq, e.key) if is_shown(e) else None)
            inside = (e for e in new if e and _is_within(e.timestamp_us, start_us, end_us))
            living = (e for e in sorted(inside, reverse=newest_first))
        size = FIRST_PAGE
        may_read_texts = True
        while chunk := list(islice(living, size)):
            items = self._items(chunk) if may_read_texts else None
            may_read_texts = items is not None
            yield from self._whole(chunk, items)
            size = batches.GET_BATCH

    def facts(self, *, after: int = 0) -> Iterator[Fact]:
        """Yield the facts with larger numbers, in order of number.

        Reads the index alone, which holds no text. What lies above a gap that another writer may still fill is
        left for the next call, for a minute at most. Holds what is new in memory.
        """
        is_shown = self._is_shown()
        yield from filter(None, self._index.after(after, lambda e: self._fact(e) if is_shown(e) else None))

    def session(self, session_id: str) -> list[Event]:
        """All events of one session, in order, old items too; none once its erasure is asked for."""
        if self._requests.has(session_id):
            return []
        found = erasure.of_session(self._calls, session_id)
        now = now_s()
        events = [event for item in found if (event := self._event(item)) and event.ttl > now]
        return sorted(events, key=lambda event: (event.timestamp, event.seq))

    def erase_session(self, session_id: str) -> int:
        """Delete every event of one session, old items too; return how many there were.

        Raises:
            NotAllowed: this role may not; `ask_erasure` may help.
            StoreUnavailable: not all could be deleted now; erase again.
        """
        count = erasure.erase_session(self._calls, self._ledger, self._index, self._tombstones, session_id)
        self._requests.done(session_id)
        return count

    def ask_erasure(self, session_id: str) -> None:
        """Hide a session from all readers, and leave its erasure to whoever may delete.

        Raises:
            StoreUnavailable: it could not be noted now.
        """
        self._requests.add(session_id)

    def asked_erasures(self) -> list[ErasureRequest]:
        """The sessions that are hidden and still to be erased, oldest request first."""
        return self._requests.pending()

    def erased_among(self, session_ids: Iterable[str]) -> set[str]:
        """Those of the sessions that were erased."""
        return self._tombstones.now_among(session_ids)

    def erasures(self) -> int:
        """How many there were."""
        return self._ledger.state().erasures

    def expire(self, now_us: int | None = None) -> int:
        """Delete what expired by `now_us`; return how many.

        Without `now_us`, only what expired more than three days ago: DynamoDB deletes free of charge, usually
        within two days, and a delete of ours costs as much as a write.
        """
        return erasure.expire(self._calls, self._ledger, self._index, now_us)

    def watermark(self) -> int:
        """The largest number ever given."""
        state = self._ledger.state()
        self._index.remember(state.last_seq, state.now_s)
        return state.last_seq

    def epoch(self) -> int:
        """In the upper bits how often something was deleted, by us or, noticed by `expire`, by DynamoDB.

        The lower 32 stand for what is hidden and still to be erased.
        """
        state = self._ledger.state()
        return (state.epoch << 32) + (self._requests.mark() if state.erasures else 0)

    def consumed(self) -> Consumed:
        """What this object consumed of the table so far, as AWS told it."""
        return self._calls.meter.total()

    def migrate(self, *, plan: bool = False) -> Migration:
        """Give items of the older app their place in the day index and what else they lack; with `plan` only count.

        May be repeated. The only scan there is: it reads the whole table once and writes each item that lacks something
        once.
        """
        return migrate(self._calls, self._ledger, plan=plan)

    def close(self) -> None:
        """Give the connections back."""
        self._calls.close()

    # ------------------------------------------------------------ inside

    def _is_shown(self) -> Callable[[Entry], bool]:
        """Whether readers see an entry: it has not expired, and nobody asked to erase its session."""
        now, hidden = now_s(), self._requests.hidden()
        return lambda entry: entry.ttl > now and entry.session_id not in hidden

    def _fact(self, entry: Entry) -> Fact | None:
        event = self._event(entry.attributes)
        if event is None:
            return None
        fact = fact_of(StoredEvent(entry.seq, entry.timestamp_us, event))
        fact = with_details(fact, entry.attributes)
        return fact._replace(session_id=sys.intern(fact.session_id))  # one text for all events of a session

    def _items(self, entries: Sequence[_Found]) -> dict[str, Attributes] | None:
        """The items of the entries by key; None where this role may not fetch them, and the index must do."""
        try:
            got = batches.get(self._calls, [entry.key for entry in entries], time.monotonic() + READ_S)
            return {item[KEY]["S"]: item for item in got}
        except NotAllowed:
            if any(entry.indexed is None for entry in entries):
                raise
            return None

    def _whole(self, entries: Sequence[_Found], items: Mapping[str, Attributes] | None) -> Iterator[StoredEvent]:
        """The entries as events, in the same order; without what was deleted meanwhile."""
        for entry in entries:
            item = with_origin(entry.indexed or {}) if items is None else items.get(entry.key)
            if item and (event := self._event(item)):
                yield StoredEvent(entry.seq, entry.timestamp_us, event)

    def _event(self, attributes: Mapping[str, Mapping[str, Any]]) -> Event | None:
        """The event of an item; None, told once in the log, where the item is none."""
        try:
            return from_item(from_attributes(attributes)).event
        except InvalidEvent as error:
            if not self._unreadable_told.is_set():
                self._unreadable_told.set()
                _log.warning("Passed over an item of the table %r: %s", self.table, error)
            return None


def _is_within(moment_us: int, start_us: int | None, end_us: int | None) -> bool:
    return (start_us is None or moment_us >= start_us) and (end_us is None or moment_us < end_us)
