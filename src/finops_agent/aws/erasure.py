"""Deleting: one session at once, and what has expired where DynamoDB's own expiry did not do it."""

import time
from collections.abc import Container, Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from finops_agent.aws import batches
from finops_agent.aws.attributes import Attributes
from finops_agent.aws.client import DELETE_S, Calls
from finops_agent.aws.day_index import DayIndex, Entry
from finops_agent.aws.ledger import Ledger
from finops_agent.aws.table import DAY_SHARD, KEY, SESSION_INDEX, STORE_SEQ
from finops_agent.aws.tombstones import Tombstones
from finops_agent.errors import NotAllowed, StoreUnavailable
from finops_agent.events import timestamp
from finops_agent.stores.base import now_s

ROUNDS: Final = 10
"""How often the session's index is asked again until it shows nothing that still exists."""
LOOK_AGAIN_S: Final = 0.5
MAX_KEY_BYTES: Final = 2_048
"""No longer session id is in the index, nor in the table therefore:
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html"""
TTL_DELAY_S: Final = 3 * timestamp.S_PER_DAY
"""DynamoDB deletes expired items within two days, best effort: `aws dynamodb update-time-to-live help`."""


def of_session(calls: Calls, session_id: str, *, only_keys: bool = False) -> Iterator[Attributes]:
    """Yield the items of a session, page by page; with `only_keys` nothing but their keys.

    The order is the index's; a table of the older app may have the index without `timestamp` in its key.
    """
    if not 0 < len(session_id.encode("utf-8", "surrogatepass")) <= MAX_KEY_BYTES:
        return
    arguments: dict[str, Any] = {
        "TableName": calls.table,
        "IndexName": SESSION_INDEX,
        "KeyConditionExpression": "session_id = :sid",
        "ExpressionAttributeValues": {":sid": {"S": session_id}},
    }
    if only_keys:
        arguments["ProjectionExpression"] = KEY
    while True:
        answer = calls("query", "read", **arguments)
        yield from answer.get("Items", [])
        if "LastEvaluatedKey" not in answer:
            return
        arguments["ExclusiveStartKey"] = answer["LastEvaluatedKey"]


def erase_session(calls: Calls, ledger: Ledger, index: DayIndex, tombstones: Tombstones, session_id: str) -> int:
    """Delete a session; return how many events there were. Writers are told first, and write no more of it.

    The index follows the table with a delay: it may still show what is deleted, and not yet show what was just
    written. So it is asked again after a pause, and each key that it shows is looked up in the table, until a
    second look finds nothing.
    """
    tombstones.add(session_id, time.monotonic() + DELETE_S)
    deleted: set[str] = set()
    days: set[str] = set()
    was_quiet = False
    for round_ in range(ROUNDS):
        deadline = time.monotonic() + DELETE_S
        shown = [item[KEY]["S"] for item in of_session(calls, session_id, only_keys=True)]
        wanted = (KEY, STORE_SEQ, DAY_SHARD)
        existing = list(batches.get(calls, shown, deadline, only=wanted, consistent=True))
        if existing:
            delete(calls, ledger, index, existing, deadline)
            deleted |= {item[KEY]["S"] for item in existing}
            days |= {item[DAY_SHARD]["S"][:10] for item in existing if DAY_SHARD in item}
        elif was_quiet:
            _tidy(ledger, index, days)
            return len(deleted)
        was_quiet = not existing
        calls.pause(round_, at_least_s=LOOK_AGAIN_S)
    raise StoreUnavailable(
        f"Cannot erase the session {session_id!r} from {calls.where} for good: "
        f"{len(deleted)} events were deleted and new ones keep coming. End the session and erase it again."
    )


def expire(calls: Calls, ledger: Ledger, index: DayIndex, now_us: int | None) -> int:
    """Delete what expired by `now_us`, or without it what DynamoDB should have deleted long ago; return how many.

    Without `now_us`, who may not read the index (the writer's role) leaves it to DynamoDB and to those who may.
    """
    limit_s = now_s() - TTL_DELAY_S if now_us is None else now_us // timestamp.US_PER_S
    days = ledger.days()
    deleted = 0
    try:
        for day, floor in days.floors.items():
            if floor * timestamp.S_PER_DAY <= limit_s:
                deleted += _expire_day(calls, ledger, index, _Day(day, floor, _shards(days.marks, day)), limit_s)
    except NotAllowed:
        if now_us is not None:
            raise
    return deleted


def delete(calls: Calls, ledger: Ledger, index: DayIndex, items: Iterable[Attributes], deadline: float) -> None:
    """Delete these items, of which key and number are needed, and tell all readers."""
    _delete(calls, ledger, index, {item[KEY]["S"]: _number(item, STORE_SEQ) for item in items}, deadline)


def _delete(calls: Calls, ledger: Ledger, index: DayIndex, numbers: Mapping[str, int], deadline: float) -> None:
    """Delete the events with these keys and numbers, and tell all readers."""
    ledger.count_deletion(deadline)
    batches.delete(calls, numbers, deadline)
    index.is_gone(numbers.values())
    ledger.count_deletion(deadline)  # a reader that folded between the two must fold again


def _tidy(ledger: Ledger, index: DayIndex, days: Container[str]) -> None:
    """Take days out of the ledger that an erasure emptied; writers see that there was one, and name theirs again."""
    known = ledger.days()
    deadline = time.monotonic() + DELETE_S
    for day in (day for day in known.floors if day in days):
        shards = _shards(known.marks, day)
        empty = {shard: mark for shard, mark in shards.items() if next(index.shard(shard, first_page=1), None) is None}
        forgotten = [ledger.forget(shard, mark, deadline) for shard, mark in empty.items()]
        if empty == shards and all(forgotten):
            ledger.set_floor(day, known.floors[day], None, deadline)


class _Day(NamedTuple):
    """What the ledger says of one day."""

    day: str
    floor: int
    shards: Mapping[str, int]


def _shards(marks: Mapping[str, int], day: str) -> dict[str, int]:
    return {shard: mark for shard, mark in marks.items() if shard.startswith(day)}


def _expire_day(calls: Calls, ledger: Ledger, index: DayIndex, day: _Day, limit_s: int) -> int:
    """Delete what expired of one day, and bring the ledger up to date; return how many."""
    deleted = 0
    left: list[int] = []
    for shard, mark in day.shards.items():
        deadline = time.monotonic() + DELETE_S
        dead, alive = _parted(index.shard(shard), limit_s)
        if dead:
            _delete(calls, ledger, index, dead, deadline)
        deleted += len(dead)
        left += alive
        if not alive:
            ledger.forget(shard, mark, deadline)
    deadline = time.monotonic() + DELETE_S
    floor = min(left) // timestamp.S_PER_DAY if left else None
    if floor != day.floor:
        ledger.set_floor(day.day, day.floor, floor, deadline)
    if not deleted and not left:
        ledger.count_deletion(deadline)  # DynamoDB's own expiry emptied the day, and told nobody
    return deleted


def _parted(entries: Iterator[Entry], limit_s: int) -> tuple[dict[str, int], list[int]]:
    """Keys and numbers of what expired, and the expiry times of the rest."""
    dead, alive = {}, []
    for entry in entries:
        if entry.ttl <= limit_s:
            dead[entry.key] = entry.seq
        else:
            alive.append(entry.ttl)
    return dead, alive


def _number(item: Attributes, name: str) -> int:
    return int(item.get(name, {}).get("N", "0"))
