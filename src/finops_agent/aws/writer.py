"""Writing events: which are new, their numbers, their places in the day index. What was erased is left out.

`day_shard` spreads a day over `SHARDS` keys: one key takes 1,000 writes a second, and an index that cannot follow
makes the table itself refuse writes. Readers learn the shards from the ledger, so the number may be raised at any
time. Sources: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html and
https://repost.aws/knowledge-center/dynamodb-gsi-throttling-table
"""

import threading
import time
import zlib
from collections.abc import Sequence
from typing import Final

from finops_agent.aws import batches
from finops_agent.aws.attributes import Attributes, to_attributes
from finops_agent.aws.client import DELETE_S, Calls
from finops_agent.aws.day_index import ON_TIME_S, WRITE_S, DayIndex
from finops_agent.aws.details import details_of
from finops_agent.aws.erasure import delete
from finops_agent.aws.ledger import ERASURES, META, STATE, Ledger
from finops_agent.aws.table import DAY_SHARD, KEY, STORE_SEQ, STORED_AT
from finops_agent.aws.tombstones import Tombstones
from finops_agent.aws.translation import UnstorableEvent
from finops_agent.events import Event, timestamp, to_item

BATCH: Final = 500
"""Events under one reservation of numbers, so that they are written well within `WRITE_S`."""
_SESSION: Final = "session_id"
SHARDS: Final = 4
"""Keys per day: about 4,000 small events a second."""


class Writer:
    """Puts events into one table; one batch at a time, so that a repeat in another thread finds the first."""

    def __init__(self, calls: Calls, ledger: Ledger, index: DayIndex, tombstones: Tombstones) -> None:
        self._calls = calls
        self._index = index
        self._tombstones = tombstones
        self._places = Places(ledger)
        self._ledger = ledger
        self._erasures = 0
        self._lock = threading.Lock()

    def put(self, events: Sequence[Event]) -> int:
        """Store what is new and not of an erased session; return how many."""
        items: dict[str, Attributes] = {}
        for event in events:
            items.setdefault(event.interaction_id, _attributes(event))
        keys = list(items)
        with self._lock:
            return sum(self._put({key: items[key] for key in keys[i : i + BATCH]}) for i in range(0, len(keys), BATCH))

    def _put(self, items: dict[str, Attributes]) -> int:
        """One batch. The time runs from the reservation: later than `WRITE_S` after it nothing is sent."""
        deadline = time.monotonic() + WRITE_S
        wanted = [KEY, STORE_SEQ, _SESSION, ERASURES]
        found = batches.get(self._calls, [*items, STATE], deadline, only=wanted, consistent=True)
        known = {item[KEY]["S"]: item for item in found}
        erasures = int(known.pop(STATE, {}).get(ERASURES, {}).get("N", "0"))
        if erasures != self._erasures:
            self._places.tell_anew()
            self._erasures = erasures
        erased = self._tombstones.among(map(_session, items.values()), erasures, deadline)
        self._take_out([item for item in known.values() if _session(item) in erased])
        new = [item for key, item in items.items() if key not in known and _session(item) not in erased]
        if not new:
            return 0
        self._places.give(new, deadline)
        batches.write(self._calls, "write to", ({"PutRequest": {"Item": item}} for item in new), deadline)
        return len(new) - self._withdraw(new, erasures)

    def _withdraw(self, written: list[Attributes], erasures: int) -> int:
        """Take out what was erased while it was written; return how many. See `tombstones`."""
        now = self._ledger.state().erasures
        if now == erasures:
            return 0
        deadline = time.monotonic() + DELETE_S
        self._places.name_again(written, deadline)
        erased = self._tombstones.among(map(_session, written), now, deadline)
        return self._take_out([item for item in written if _session(item) in erased])

    def _take_out(self, items: Sequence[Attributes]) -> int:
        if items:
            delete(self._calls, self._ledger, self._index, items, time.monotonic() + DELETE_S)
        return len(items)


class Places:
    """Gives items their numbers and shards, and tells the ledger before they are written."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._entered: set[str] = set()
        self._floors: dict[str, int] = {}

    def give(self, items: Sequence[Attributes], deadline: float) -> None:
        """Add `day_shard`, `store_seq` and `stored_at_s` to each item, in place."""
        first, now_s = self._ledger.reserve(len(items), deadline)
        last = first + len(items) - 1
        new: dict[str, int] = {}
        late: dict[str, int] = {}
        floors: dict[str, int] = {}
        for seq, item in enumerate(items, first):
            moment_us, _ = timestamp.parse(item["timestamp"]["S"])
            day = timestamp.to_text(moment_us)[:10]
            shard = f"{day}#{zlib.crc32(item[KEY]['S'].encode()) % SHARDS}"
            item |= {DAY_SHARD: {"S": shard}, STORE_SEQ: {"N": str(seq)}, STORED_AT: {"N": str(now_s)}}
            (new if abs(moment_us // timestamp.US_PER_S - now_s) <= ON_TIME_S else late)[shard] = last
            floors[day] = min(floors.get(day, 2**62), _day_of_expiry(item))
        self._tell(new, late, floors, deadline)

    def tell_anew(self) -> None:
        """An erasure may have taken days out of the ledger: what this process told counts no more."""
        self._entered, self._floors = set(), {}

    def name_again(self, items: Sequence[Attributes], deadline: float) -> None:
        """Name the places of items that were written beside an erasure, with a mark that it has not seen."""
        mark = 1 + max(int(item[STORE_SEQ]["N"]) for item in items)
        floors: dict[str, int] = {}
        for item in items:
            day = item[DAY_SHARD]["S"][:10]
            floors[day] = min(floors.get(day, 2**62), _day_of_expiry(item))
        self._ledger.enter({}, {item[DAY_SHARD]["S"]: mark for item in items}, floors, deadline)

    def _tell(self, new: dict[str, int], late: dict[str, int], floors: dict[str, int], deadline: float) -> None:
        """Tell what this process has not told before. What comes late is told each time: see `day_index`."""
        new = {shard: seq for shard, seq in new.items() if shard not in self._entered and shard not in late}
        floors = {day: floor for day, floor in floors.items() if floor < self._floors.get(day, 2**62)}
        if new or late or floors:
            self._ledger.enter(new, late, floors, deadline)
        self._entered = {*sorted(self._entered | new.keys())[-64:]}
        self._floors = dict(sorted({**self._floors, **floors}.items())[-64:])


def _session(item: Attributes) -> str:
    """The session of an item; that of others may have none."""
    return str(item.get(_SESSION, {}).get("S", ""))


def _attributes(event: Event) -> Attributes:
    if event.interaction_id.startswith(META):
        raise UnstorableEvent(
            f"Cannot store the event {event.interaction_id!r}: ids that begin with {META!r} are taken."
        )
    return to_attributes(to_item(event)) | details_of(event)


def _day_of_expiry(item: Attributes) -> int:
    told = item.get("ttl", {}).get("N")
    return 2**62 if told is None else int(told) // timestamp.S_PER_DAY
