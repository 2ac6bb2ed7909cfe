"""Items that lack what readers need: `migrate` gives it to them.

Those of the older app, and custom events written with the AWS library alone, have no place in the day index and no
number; `session` and `erase_session` see them without that, through `session-id-index`. Those placed before there were
`details` lack these, so that analytics misses ratings, a model's use and the format of files.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from finops_agent.aws.attributes import Attributes, from_attributes
from finops_agent.aws.client import Calls
from finops_agent.aws.day_index import WRITE_S
from finops_agent.aws.details import DESCRIBED, DETAILS, details_of
from finops_agent.aws.ledger import Ledger
from finops_agent.aws.table import DAY_SHARD, KEY, STORE_SEQ, STORED_AT
from finops_agent.aws.translation import is_caused_by
from finops_agent.aws.writer import Places
from finops_agent.errors import InvalidEvent, StoreUnavailable
from finops_agent.events import from_item, timestamp
from finops_agent.events.items import RETENTION_OF_OLD_ITEMS_S

CHUNK: Final = 100
"""Items under one reservation of numbers; each is a write of its own."""
_READ: Final = (KEY, DAY_SHARD, "timestamp", "ttl", "event_type", "session_id", *DESCRIBED)


@dataclass(slots=True)
class Migration:
    """What became of items that lacked something."""

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
    undescribed: int = 0
    """Events with a place but without the details that they should have."""
    described: int = 0
    """Those that got them; none in a plan."""


def migrate(calls: Calls, ledger: Ledger, *, plan: bool = False) -> Migration:
    """Give each item what it lacks: place, number, details, a `ttl` that works; with `plan` only count.

    May be repeated. Readers that counted an event without its details count all anew.
    """
    told = Migration()
    places = Places(ledger)
    lacking = _lacking(calls)
    while items := list(islice(lacking, CHUNK)):
        unplaced = [item for item in items if DAY_SHARD not in item and _note(item, told)]
        undescribed = [item for item in items if DAY_SHARD in item]
        told.undescribed += len(undescribed)
        if not plan:
            told.placed += _place(calls, places, unplaced) if unplaced else 0
            told.described += _describe(calls, ledger, undescribed)
    return told


def _lacking(calls: Calls) -> Iterator[Attributes]:
    """The items that lack something, with the details that they should have."""
    for item in _incomplete(calls):
        details = _details(item)
        if details or DAY_SHARD not in item:
            yield item | details


def _details(item: Attributes) -> Attributes:
    """The attribute that the item should have beside its text; nothing where there is nothing to say."""
    try:
        return details_of(from_item(from_attributes(item)).event)
    except InvalidEvent:  # readers pass over it
        return {}


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


def _incomplete(calls: Calls) -> Iterator[Attributes]:
    """The events without `day_shard` or details, by a scan; of each what is needed. Others' items are passed over.

    An older event may have no details to have; it is read like all others, since a scan pays for what it looks at.
    """
    arguments: dict[str, Any] = {
        "TableName": calls.table,
        "FilterExpression": (
            f"attribute_exists(event_type) AND (attribute_not_exists({DAY_SHARD}) OR attribute_not_exists({DETAILS}))"
        ),
        "ProjectionExpression": ", ".join(f"#{i}" for i in range(len(_READ))),
        "ExpressionAttributeNames": {f"#{i}": name for i, name in enumerate(_READ)},
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


def _describe(calls: Calls, ledger: Ledger, items: list[Attributes]) -> int:
    """Add the details to events that readers may have counted, and tell readers to count anew."""
    deadline = time.monotonic() + WRITE_S
    done = 0
    for item in items:
        update: dict[str, Any] = {
            "UpdateExpression": f"SET {DETAILS} = :details",
            "ExpressionAttributeValues": {":details": item[DETAILS]},
        }
        done += _change(calls, item, f"attribute_not_exists({DETAILS})", update, deadline)
    if done:
        ledger.count_deletion(deadline)
    return done


def _update(calls: Calls, item: Attributes, deadline: float) -> bool:
    """Write place, number and details into the item; return whether it was done.

    A time with an offset is written anew in UTC, as the index sorts times as texts.
    """
    moment_us, naive = timestamp.parse(item["timestamp"]["S"])
    told = item["timestamp"]["S"]
    as_utc = told if naive or told.endswith("Z") else timestamp.to_text(moment_us)
    new = {name: item[name] for name in (DAY_SHARD, STORE_SEQ, STORED_AT, "ttl", DETAILS) if name in item}
    new["timestamp"] = {"S": as_utc}
    update = {
        "UpdateExpression": "SET " + ", ".join(f"#{i} = :{i}" for i in range(len(new))),
        "ExpressionAttributeNames": {f"#{i}": name for i, name in enumerate(new)},
        "ExpressionAttributeValues": {f":{i}": value for i, value in enumerate(new.values())},
    }
    return _change(calls, item, f"attribute_not_exists({DAY_SHARD})", update, deadline)


def _change(calls: Calls, item: Attributes, condition: str, update: dict[str, Any], deadline: float) -> bool:
    """Update the item, unless it has gone or got what it lacks meanwhile; return whether it was done."""
    try:
        calls(
            "update_item",
            "write to",
            deadline=deadline,
            TableName=calls.table,
            Key={KEY: item[KEY]},
            ConditionExpression=f"attribute_exists({KEY}) AND {condition}",
            **update,
        )
    except StoreUnavailable as error:
        if is_caused_by(error, "ConditionalCheckFailedException"):
            return False
        raise
    return True
