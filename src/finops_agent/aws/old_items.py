"""Items of the older app: they have no place in the day index and no number until `backfill` gives them both.

`session` and `erase_session` see them without that, through `session-id-index`.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from finops_agent.aws.attributes import Attributes
from finops_agent.aws.client import Calls
from finops_agent.aws.day_index import WRITE_S
from finops_agent.aws.ledger import Ledger
from finops_agent.aws.table import DAY_SHARD, KEY, STORE_SEQ, STORED_AT
from finops_agent.aws.translation import is_caused_by
from finops_agent.aws.writer import Places
from finops_agent.errors import InvalidEvent, StoreUnavailable
from finops_agent.events import timestamp
from finops_agent.events.items import RETENTION_OF_OLD_ITEMS_S

CHUNK = 100
"""Items under one reservation of numbers; each is a write of its own."""


@dataclass(slots=True)
class Migration:
    """What became of the older app's items."""

    found: int = 0
    """Events without a place."""
    placed: int = 0
    """Those that got one; none in a plan."""
    naive: int = 0
    """Those whose time has no offset; it is taken as UTC."""
    expiry_mended: int = 0
    """Those whose `ttl` was missing or a text, so that they would never have expired."""
    unreadable: int = 0
    """Items of an event type that have no time; they are left as they are."""


def backfill(calls: Calls, ledger: Ledger) -> int:
    """Give each old item its place and number; return how many got one."""
    return migrate(calls, ledger).placed


def migrate(calls: Calls, ledger: Ledger, *, plan: bool = False) -> Migration:
    """Give each old item its place, its number and a `ttl` that works; with `plan` only count. May be repeated."""
    told = Migration()
    places = Places(ledger)
    chunk: list[Attributes] = []
    for item in _without_place(calls):
        if not _note(item, told) or plan:
            continue
        chunk.append(item)
        if len(chunk) == CHUNK:
            told.placed += _place(calls, places, chunk)
            chunk = []
    if chunk:
        told.placed += _place(calls, places, chunk)
    return told


def _note(item: Attributes, told: Migration) -> bool:
    """Count an item, and mend its `ttl` in place; return whether it can be placed."""
    try:
        moment_us, naive = timestamp.parse(item["timestamp"]["S"])
    except (KeyError, InvalidEvent):
        told.unreadable += 1
        return False
    told.found += 1
    told.naive += naive
    if "N" not in item.get("ttl", {}):
        told.expiry_mended += 1
        text = item.get("ttl", {}).get("S", "")
        seconds = int(text) if text.isdecimal() else moment_us // timestamp.US_PER_S + RETENTION_OF_OLD_ITEMS_S
        item["ttl"] = {"N": str(seconds)}
    return True


def _without_place(calls: Calls) -> Iterator[Attributes]:
    """The events without `day_shard`, by a scan; of each the key and the two times. Others' items are passed over."""
    arguments: dict[str, Any] = {
        "TableName": calls.table,
        "FilterExpression": f"attribute_not_exists({DAY_SHARD}) AND attribute_exists(event_type)",
        "ProjectionExpression": f"{KEY}, #time, #ttl",
        "ExpressionAttributeNames": {"#time": "timestamp", "#ttl": "ttl"},
        "ConsistentRead": True,
    }
    while True:
        answer = calls("scan", "read", **arguments)
        yield from answer.get("Items", [])
        if "LastEvaluatedKey" not in answer:
            return
        arguments["ExclusiveStartKey"] = answer["LastEvaluatedKey"]


def _place(calls: Calls, places: Places, items: list[Attributes]) -> int:
    deadline = time.monotonic() + WRITE_S
    places.give(items, deadline)
    return sum(_update(calls, item, deadline) for item in items)


def _update(calls: Calls, item: Attributes, deadline: float) -> bool:
    """Write place and number into the item, unless it has gone or got one meanwhile; return whether it was done.

    A time with an offset is written anew in UTC, as the index sorts times as texts.
    """
    moment_us, naive = timestamp.parse(item["timestamp"]["S"])
    told = item["timestamp"]["S"]
    as_utc = told if naive or told.endswith("Z") else timestamp.to_text(moment_us)
    try:
        calls(
            "update_item",
            "write to",
            deadline=deadline,
            TableName=calls.table,
            Key={KEY: item[KEY]},
            UpdateExpression=(
                f"SET {DAY_SHARD} = :shard, {STORE_SEQ} = :seq, {STORED_AT} = :at, #time = :time, #ttl = :ttl"
            ),
            ConditionExpression=f"attribute_exists({KEY}) AND attribute_not_exists({DAY_SHARD})",
            ExpressionAttributeNames={"#time": "timestamp", "#ttl": "ttl"},
            ExpressionAttributeValues={
                ":shard": item[DAY_SHARD],
                ":seq": item[STORE_SEQ],
                ":at": item[STORED_AT],
                ":time": {"S": as_utc},
                ":ttl": item["ttl"],
            },
        )
    except StoreUnavailable as error:
        if is_caused_by(error, "ConditionalCheckFailedException"):
            return False
        raise
    return True
