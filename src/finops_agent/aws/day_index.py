"""Reading through `day-shard-index`: what is in a window, and what is new since a number.

Never a scan: the ledger names the shards that hold events, and each is asked by Query.

How a reader follows. The index is filled a moment after the table, and many processes write: an event with a
smaller number may appear after one with a larger. Numbers are given without gaps, so a reader sees what is
missing. It stops before a gap until the gap is filled, or until what lies above it was numbered `GAP_S` ago: by
then the writer has given up (`WRITE_S`) and whatever it wrote has reached the index. No event is told twice, none
is left out, and no reader keeps a list of ids.

What to ask. An event that is put within `ON_TIME_S` of its own time lies in the index at about that time. So
what is new since a number lies after the moment when that number was given, less `ON_TIME_S`; and in the shards
whose mark is larger than that number, since a batch that comes out of time (after an outage, from a wrong clock)
marks its shards first. For a minute's refresh that is a few queries over minutes.

Most events are put within a second or two of their own time, and numbers have no gaps. So a reader first goes back no
further than `PROMPT_S`, or as far as what it read lately was late, and looks whether it has every number that was given
by then. Only where one is missing it asks again for all of `ON_TIME_S`. Where no number was given it asks for nothing.
"""

import time
from collections import deque
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from heapq import merge
from itertools import chain, groupby
from operator import itemgetter
from typing import Any, Final, Generic, NamedTuple, TypeVar

from finops_agent.aws.attributes import Attributes
from finops_agent.aws.client import Calls
from finops_agent.aws.ledger import Days, Ledger
from finops_agent.aws.table import DAY_INDEX, DAY_SHARD, STORE_SEQ, STORED_AT
from finops_agent.events import timestamp
from finops_agent.events.items import RETENTION_OF_OLD_ITEMS_S

T = TypeVar("T")
A = TypeVar("A")
ON_TIME_S: Final = 120
"""What a clock may be off, and a delivery late, without an extra write; what lies so far back is asked for again."""
WRITE_S: Final = 30.0
"""How long a writer may write under the numbers it took."""
MAX_GONE: Final = 100_000
"""Deleted numbers that are remembered; beyond it those of the last minute."""
PROMPT_S: Final = 2
"""How late most events are put, at most; times are told in whole seconds."""
GAP_S: Final = 60
READERS: Final = 4
FIRST_PAGE: Final = 25
"""The first page is small and each next one four times as large: whoever wants the newest few pays for few."""
LARGEST_PAGE: Final = 6_400
_EARLIEST_US, _LATEST_US = -62_135_596_800 * timestamp.US_PER_S, 253_402_300_799 * timestamp.US_PER_S
_TO_THE_SECOND: Final = 19


@dataclass(frozen=True, slots=True)
class Entry:
    """One event in the index: its numbers and enumerations, no text."""

    seq: int
    stored_at_s: int
    timestamp_us: int
    attributes: Attributes

    @property
    def key(self) -> str:
        """Its `interaction_id`."""
        return str(self.attributes["interaction_id"]["S"])

    @property
    def session_id(self) -> str:
        """Its session; empty where an item of others names none."""
        return str(self.attributes.get("session_id", {}).get("S", ""))

    @property
    def late_s(self) -> int:
        """How many seconds after its own time it was put; 0 for one of a clock that is ahead.

        What lies out of time altogether has its mark, and tells nothing of the rest.
        """
        late_s = self.stored_at_s - self.timestamp_us // timestamp.US_PER_S
        return late_s if 0 < late_s <= ON_TIME_S else 0

    @property
    def ttl(self) -> int:
        """The Unix second of its expiry; for old items without, the time at which they would have expired."""
        told = self.attributes.get("ttl", {}).get("N")
        return self.timestamp_us // timestamp.US_PER_S + RETENTION_OF_OLD_ITEMS_S if told is None else int(told)


@dataclass(frozen=True, slots=True)
class _Position:
    """Numbers larger than `seq` were given at `at_s` or later, by the clock of AWS."""

    seq: int
    at_s: int
    late_s: int = 0
    """How late the latest was of what was read up to there."""


class DayIndex:
    """Reads the index of one table. Any thread may call."""

    def __init__(self, calls: Calls, ledger: Ledger) -> None:
        self._calls = calls
        self._ledger = ledger
        self._positions: deque[_Position] = deque(maxlen=8)
        self._gone: dict[int, float] = {}

    def window(self, start_us: int | None, end_us: int | None, *, newest_first: bool) -> Iterator[Entry]:
        """Yield the entries with start_us <= time < end_us by time, then by number; read as they are asked for."""
        low, high = _bound(start_us, _EARLIEST_US), _bound(end_us, _LATEST_US)
        known = self._ledger.days().marks
        for day in sorted({shard[:10] for shard in known}, reverse=newest_first):
            if low[:10] <= day <= high[:10]:
                shards = [shard for shard in known if shard[:10] == day]
                for entry in self._day(shards, low, high + "~", newest_first=newest_first):
                    if (start_us is None or entry.timestamp_us >= start_us) and (
                        end_us is None or entry.timestamp_us < end_us
                    ):
                        yield entry

    def after(self, seq: int, kept: Callable[[Entry], T]) -> list[T]:
        """What `kept` makes of the entries with larger numbers, in order, up to the first gap that may be filled.

        `kept` is called as pages come in, by several threads, so that whole entries need not be held.
        """
        last_seq = self._ledger.state().last_seq
        if last_seq <= seq:
            return []
        days = self._ledger.days()
        positions = list(self._positions)
        since_s = max((p.at_s for p in positions if p.seq <= seq), default=None)
        slack_s = max([PROMPT_S, *(p.late_s for p in positions)])
        found = [] if since_s is None else self._found(days, seq, since_s - slack_s, kept)
        if not self._has_all(found, seq, last_seq):
            found = self._found(days, seq, None if since_s is None else since_s - ON_TIME_S, kept)
        settled = _settled(found, seq, days.now_s, self._gone)
        if settled:
            late_s = 0 if since_s is None else max(each.late_s for each in settled)  # of lately, not of all days
            self.remember(settled[-1].seq, settled[-1].stored_at_s, late_s)
        return [each.what for each in settled]

    def _found(self, days: Days, seq: int, since_s: int | None, kept: Callable[[Entry], T]) -> "list[_Kept[T]]":
        """What lies in the index after `since_s`, and in the shards whose mark is larger than `seq`; by number."""
        low = None if since_s is None else timestamp.to_text(since_s * timestamp.US_PER_S)[:_TO_THE_SECOND]
        asked: list[tuple[str, str | None]] = []
        for shard, mark in days.marks.items():
            if low is None or mark > seq:
                asked.append((shard, None))
            elif shard[:10] >= low[:10]:
                asked.append((shard, low))

        def ask(shard_and_low: tuple[str, str | None]) -> list[_Kept[T]]:
            entries = self.shard(*shard_and_low, after=seq)
            return [_Kept(entry.seq, entry.stored_at_s, entry.late_s, kept(entry)) for entry in entries]

        return sorted(chain.from_iterable(_each(ask, asked)), key=_by_seq)

    def _has_all(self, found: "list[_Kept[T]]", seq: int, last_seq: int) -> bool:
        """Whether every number after `seq` up to `last_seq` was found, or is known to be deleted."""
        there = {each.seq for each in found}
        return all(number in there or number in self._gone for number in range(seq + 1, last_seq + 1))

    def remember(self, seq: int, at_s: int, late_s: int = 0) -> None:
        """Note that numbers larger than `seq` were given at `at_s` or later."""
        self._positions.append(_Position(seq, at_s, late_s))

    def is_gone(self, seqs: Iterable[int]) -> None:
        """Note that these were deleted: where they lay is no gap. Readers elsewhere wait a minute to know it."""
        now = time.monotonic()
        # A number deleted long ago may lie right below one given just now, so it is kept for as long as there is room.
        is_full = len(self._gone) > MAX_GONE
        known = [(seq, at) for seq, at in self._gone.items() if not is_full or now - at < GAP_S]
        self._gone = dict([*known, *((seq, now) for seq in seqs)])

    def shard(
        self,
        shard: str,
        low: str | None = None,
        high: str | None = None,
        *,
        newest_first: bool = False,
        first_page: int | None = None,
        after: int = 0,
    ) -> Iterator[Entry]:
        """Yield the entries of one shard by time, page by page; with `after` only those with larger numbers."""
        arguments = _query(self._calls.table, shard, low, high, newest_first=newest_first)
        if after > 0:
            arguments["FilterExpression"] = f"{STORE_SEQ} > :after"
            arguments["ExpressionAttributeValues"][":after"] = {"N": str(after)}
        page = first_page
        while True:
            if page is not None and page <= LARGEST_PAGE:
                arguments["Limit"] = page
                page *= 4
            else:
                arguments.pop("Limit", None)
            answer = self._calls("query", "read", **arguments)
            yield from map(_entry, answer.get("Items", []))
            if "LastEvaluatedKey" not in answer:
                return
            arguments["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    # ------------------------------------------------------------ inside

    def _day(self, shards: Sequence[str], low: str, high: str, *, newest_first: bool) -> Iterator[Entry]:
        """The entries of the shards of a day, merged."""
        first_page = FIRST_PAGE if newest_first else None
        streams = [self.shard(shard, low, high, newest_first=newest_first, first_page=first_page) for shard in shards]
        # Texts of old items have no fixed width: within a second they do not sort as time does.
        merged = merge(*streams, key=_second, reverse=newest_first)
        for _, entries in groupby(merged, key=_second):
            yield from sorted(entries, key=lambda entry: (entry.timestamp_us, entry.seq), reverse=newest_first)


class _Kept(NamedTuple, Generic[T]):
    """What is kept of an entry."""

    seq: int
    stored_at_s: int
    late_s: int
    what: T


_by_seq = itemgetter(0)


def _each(ask: Callable[[A], list[_Kept[T]]], asked: Sequence[A]) -> Iterator[list[_Kept[T]]]:
    """The answers, several asked for at once where there are many."""
    if len(asked) < READERS:
        yield from map(ask, asked)
        return
    with ThreadPoolExecutor(READERS, "finops-agent-reader") as pool:
        yield from pool.map(ask, asked)


def _settled(found: list[_Kept[T]], seq: int, now_s: int, gone: Container[int]) -> list[_Kept[T]]:
    """What lies before the first gap after `seq` that may still be filled."""
    for place, (number, stored_at_s, *_) in enumerate(found):
        if stored_at_s > now_s - GAP_S and any(n not in gone for n in range(seq + 1, number)):
            return found[:place]
        seq = number
    return found


def _second(entry: Entry) -> str:
    return str(entry.attributes["timestamp"]["S"])[:_TO_THE_SECOND]


def _bound(moment_us: int | None, default: int) -> str:
    """A moment as a sort key to the second; whole seconds around a window are asked for, and cut exactly after."""
    wanted = default if moment_us is None else moment_us
    return timestamp.to_text(min(max(wanted, _EARLIEST_US), _LATEST_US))[:_TO_THE_SECOND]


def _query(table: str, shard: str, low: str | None, high: str | None, *, newest_first: bool) -> dict[str, Any]:
    values = {":shard": {"S": shard}}
    condition = "#shard = :shard"
    names = {"#shard": DAY_SHARD}
    if low is not None:
        values |= {":low": {"S": low}, ":high": {"S": high or "~"}}
        condition += " AND #time BETWEEN :low AND :high"
        names["#time"] = "timestamp"
    return {
        "TableName": table,
        "IndexName": DAY_INDEX,
        "KeyConditionExpression": condition,
        "ExpressionAttributeNames": names,
        "ExpressionAttributeValues": values,
        "ScanIndexForward": not newest_first,
    }


def _entry(attributes: Attributes) -> Entry:
    moment_us, _ = timestamp.parse(str(attributes["timestamp"]["S"]))
    return Entry(_whole(attributes, STORE_SEQ), _whole(attributes, STORED_AT), moment_us, attributes)


def _whole(attributes: Attributes, name: str) -> int:
    return int(attributes.get(name, {}).get("N", "0"))
