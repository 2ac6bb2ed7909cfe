"""Erasures that were asked for and are still to be done: items `meta#erase#<session id>`.

Who writes events may not find a session's, so the visit that wants to be erased leaves a request. From then on the
session is hidden: readers find the requests through the day index, in a shard of their own, and show nothing of the
sessions that these name. A tombstone beside the request keeps writers, those of other homes too, from storing more of
it. Who may erase does so later, and takes the request away last.

The index follows the table with a delay. `DynamoStore.epoch` is another number as soon as the index shows another set
of requests, so a reader that folded a session before it saw the request folds anew when it does.
"""

import time
import zlib
from collections.abc import Iterator
from typing import Any, Final

from finops_agent.aws import batches
from finops_agent.aws.attributes import Attributes
from finops_agent.aws.client import DELETE_S, READ_S, Calls
from finops_agent.aws.ledger import META, Ledger
from finops_agent.aws.table import DAY_INDEX, DAY_SHARD, KEY, TTL
from finops_agent.aws.tombstones import Tombstones
from finops_agent.errors import InvalidEvent, StoreUnavailable
from finops_agent.events import RECORDER_SESSION, timestamp
from finops_agent.stores import ErasureRequest
from finops_agent.stores.tombstones import KEPT_S

SHARD: Final = f"{META}erase"
_ASKED: Final = f"{SHARD}#"
MAX_KEY_BYTES: Final = 2_048
"""https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html"""


class Requests:
    """Writes the requests of one table, and reads them. Any thread may call."""

    def __init__(self, calls: Calls, ledger: Ledger, tombstones: Tombstones) -> None:
        self._calls = calls
        self._ledger = ledger
        self._tombstones = tombstones
        self._marked: frozenset[str] = frozenset()

    def add(self, session_id: str) -> None:
        """Ask for the erasure of a session, unless it is asked for; with no other rights than the writer's."""
        if not _may_be_asked(session_id):
            raise StoreUnavailable(
                f"Cannot ask {self._calls.where} to erase the session {session_id[:64]!r}: it is no id of a session."
            )
        deadline = time.monotonic() + DELETE_S
        wanted = [self._tombstones.item(session_id)]
        if not self.has(session_id):
            wanted.append(_item(session_id))  # the first one counts: to ask again puts nothing off
        batches.write(self._calls, "write to", ({"PutRequest": {"Item": item}} for item in wanted), deadline)
        self._ledger.count_erasure(deadline)

    def has(self, session_id: str) -> bool:
        """Whether the erasure of a session is asked for, read consistently."""
        if not _may_be_asked(session_id):
            return False
        deadline = time.monotonic() + READ_S
        return any(batches.get(self._calls, [_key(session_id)], deadline, only=[KEY], consistent=True))

    def pending(self) -> list[ErasureRequest]:
        """What is asked for and not yet done, the oldest first, as far as the index shows it."""
        found = (_request(item) for item in self._items())
        return [request for request in found if request is not None]

    def hidden(self) -> frozenset[str]:
        """The sessions to be hidden: those asked for now, and those in the last `mark`."""
        return self._marked.union(request.session_id for request in self.pending())

    def mark(self) -> int:
        """A number below 2^32 that stands for what is asked for now, 0 for nothing.

        From now on these sessions are hidden, whatever a slower copy of the index shows.
        """
        self._marked = frozenset(request.session_id for request in self.pending())
        return zlib.crc32("\n".join(sorted(self._marked)).encode("utf-8", "surrogatepass"))

    def done(self, session_id: str) -> None:
        """Take the request away, if there is one."""
        if self.has(session_id):
            batches.delete(self._calls, [_key(session_id)], time.monotonic() + DELETE_S)

    def _items(self) -> Iterator[Attributes]:
        arguments: dict[str, Any] = {
            "TableName": self._calls.table,
            "IndexName": DAY_INDEX,
            "KeyConditionExpression": f"{DAY_SHARD} = :shard",
            "ExpressionAttributeValues": {":shard": {"S": SHARD}},
        }
        while True:
            answer = self._calls("query", "read", **arguments)
            yield from answer.get("Items", [])
            if "LastEvaluatedKey" not in answer:
                return
            arguments["ExclusiveStartKey"] = answer["LastEvaluatedKey"]


def is_session(session_id: str) -> bool:
    """Whether it may be erased: what the recorder tells of its own losses belongs to no visitor."""
    return bool(session_id.strip()) and session_id != RECORDER_SESSION


def _may_be_asked(session_id: str) -> bool:
    return is_session(session_id) and len(_key(session_id).encode("utf-8", "surrogatepass")) <= MAX_KEY_BYTES


def _key(session_id: str) -> str:
    return _ASKED + session_id


def _item(session_id: str) -> Attributes:
    """A request. Its key alone names the session: no search by session finds it, and every index holds the key."""
    now_us = timestamp.now_us()
    return {
        KEY: {"S": _key(session_id)},
        DAY_SHARD: {"S": SHARD},
        "timestamp": {"S": timestamp.to_text(now_us)},
        TTL: {"N": str(now_us // timestamp.US_PER_S + KEPT_S)},
    }


def _request(item: Attributes) -> ErasureRequest | None:
    """The request of an item; None for what somebody else wrote there, and for what nobody may ask for."""
    session_id = str(item[KEY]["S"]).removeprefix(_ASKED)
    if not str(item[KEY]["S"]).startswith(_ASKED) or not is_session(session_id):
        return None
    try:
        return ErasureRequest(session_id, timestamp.parse(str(item["timestamp"]["S"]))[0])
    except InvalidEvent:
        return ErasureRequest(session_id, 0)
