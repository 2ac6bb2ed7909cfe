"""Many items in few calls: writing and deleting in 25s, getting in 100s, with what AWS hands back sent again.

BatchWriteItem takes 25 items, 400 KB each and 16 MB in all; 25 items of 400 KB are 10 MB, so the last limit
cannot be met: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
A call may do a part only and hand the rest back; the library does not repeat it, we do.
"""

import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from finops_agent.aws.attributes import Attributes
from finops_agent.aws.client import Calls
from finops_agent.aws.table import KEY
from finops_agent.aws.translation import THROTTLED_FIX
from finops_agent.errors import StoreUnavailable

WRITE_BATCH: Final = 25
GET_BATCH: Final = 100
FRUITLESS_ROUNDS: Final = 8
"""Calls in a row that did nothing at all, after which the table counts as unavailable."""


def write(calls: Calls, verb: str, requests: Iterable[dict[str, Any]], deadline: float) -> None:
    """Send all write requests; what is handed back goes first in the next call.

    Raises:
        StoreUnavailable: not all were taken by `deadline` (monotonic seconds). The rest may be sent again.
    """
    waiting = deque(requests)
    fruitless = 0
    while waiting:
        chunk = [waiting.popleft() for _ in range(min(WRITE_BATCH, len(waiting)))]
        answer = calls("batch_write_item", verb, deadline=deadline, RequestItems={calls.table: chunk})
        back = answer.get("UnprocessedItems", {}).get(calls.table, [])
        waiting.extendleft(reversed(back))
        fruitless = fruitless + 1 if len(back) == len(chunk) else 0
        _rest(calls, verb, fruitless, len(back), deadline)


def delete(calls: Calls, keys: Iterable[str], deadline: float) -> None:
    """Delete the items with these keys."""
    write(calls, "delete from", ({"DeleteRequest": {"Key": {KEY: {"S": key}}}} for key in keys), deadline)


def get(
    calls: Calls, keys: Sequence[str], deadline: float, *, only: Sequence[str] = (), consistent: bool = False
) -> Iterator[Attributes]:
    """Yield the items with these keys that exist, in no order; of each only the attributes `only`, if given."""
    told: dict[str, Any] = {"ConsistentRead": consistent}
    if only:
        told["ProjectionExpression"] = ", ".join(f"#{i}" for i in range(len(only)))
        told["ExpressionAttributeNames"] = {f"#{i}": name for i, name in enumerate(only)}
    waiting = deque({KEY: {"S": key}} for key in keys)
    fruitless = 0
    while waiting:
        chunk = [waiting.popleft() for _ in range(min(GET_BATCH, len(waiting)))]
        request = {calls.table: {"Keys": chunk, **told}}
        answer = calls("batch_get_item", "read", deadline=deadline, RequestItems=request)
        yield from answer.get("Responses", {}).get(calls.table, [])
        back = answer.get("UnprocessedKeys", {}).get(calls.table, {}).get("Keys", [])
        waiting.extendleft(reversed(back))
        fruitless = fruitless + 1 if len(back) == len(chunk) else 0
        _rest(calls, "read", fruitless, len(back), deadline)


def _rest(calls: Calls, verb: str, fruitless: int, back: int, deadline: float) -> None:
    """Pause when items came back; give up after too many calls for nothing, or too late."""
    if not back:
        return
    if fruitless >= FRUITLESS_ROUNDS or time.monotonic() >= deadline:
        raise StoreUnavailable(
            f"Cannot {verb} {calls.where}: AWS handed back {back} items unprocessed, so it throttles. {THROTTLED_FIX}"
        )
    calls.pause(fruitless + 1)
