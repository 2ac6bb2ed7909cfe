"""Items of the older app: they have no place in the day index and no number until `backfill` gives them both.

`session` and `erase_session` see them without that, through `session-id-index`.
"""

import time
from collections.abc import Iterator
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

CHUNK = 100
"""Items under one reservation of numbers; each is a write of its own."""


def backfill(calls: Calls, ledger: Ledger) -> int:
    """Give each old item its place and number; return how many got one."""
    places = Places(ledger)
    done = 0
    chunk: list[Attributes] = []
    for item in _without_place(calls):
        chunk.append(item)
        if len(chunk) == CHUNK:
            done += _place(calls, places, chunk)
            chunk = []
    return done + _place(calls, places, chunk) if chunk else done


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
        yield from (item for item in answer.get("Items", []) if _has_time(item))
        if "LastEvaluatedKey" not in answer:
            return
        arguments["ExclusiveStartKey"] = answer["LastEvaluatedKey"]


def _has_time(item: Attributes) -> bool:
    try:
        timestamp.parse(item["timestamp"]["S"])
    except (KeyError, InvalidEvent):
        return False
    return True


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
            UpdateExpression=f"SET {DAY_SHARD} = :shard, {STORE_SEQ} = :seq, {STORED_AT} = :at, #time = :time",
            ConditionExpression=f"attribute_exists({KEY}) AND attribute_not_exists({DAY_SHARD})",
            ExpressionAttributeNames={"#time": "timestamp"},
            ExpressionAttributeValues={
                ":shard": item[DAY_SHARD],
                ":seq": item[STORE_SEQ],
                ":at": item[STORED_AT],
                ":time": {"S": as_utc},
            },
        )
    except StoreUnavailable as error:
        if is_caused_by(error, "ConditionalCheckFailedException"):
            return False
        raise
    return True
