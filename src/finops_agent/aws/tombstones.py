"""The tombstones of a table: items `meta#erased#<digest>`, which DynamoDB's own expiry takes away in the end.

`meta#state` counts the erasures, and is read with the ids of each batch before it is written and once more after it:
as long as the count stays, a writer asks for no tombstone twice. A tombstone is written before the count, and the
count before anything is deleted. So a batch whose first look comes after an erasure began leaves the session out; one
that was under way by then finds the count changed when it is written, and takes out again what it wrote. Should its
process end in between, the batch was not acknowledged: whoever delivers it again takes out what it finds.
"""

import time
from collections.abc import Iterable
from typing import Final

from finops_agent.aws import batches
from finops_agent.aws.attributes import Attributes
from finops_agent.aws.client import READ_S, Calls
from finops_agent.aws.ledger import META, Ledger
from finops_agent.aws.table import KEY, TTL
from finops_agent.events import RECORDER_SESSION
from finops_agent.stores.tombstones import KEPT_S, digest

_ERASED: Final = f"{META}erased#"
_AT: Final = "erased_at_s"
_MOST_KNOWN: Final = 10_000
"""Sessions known to be living that are remembered; a visit that records on is asked for once."""


class Tombstones:
    """Writes the tombstones of one table, and looks them up. Any thread may call."""

    def __init__(self, calls: Calls, ledger: Ledger) -> None:
        self._calls = calls
        self._ledger = ledger
        self._known: tuple[int, frozenset[str]] = (0, frozenset())

    def add(self, session_id: str, deadline: float) -> None:
        """Note an erasure, and tell all writers. May be repeated."""
        item = self.item(session_id)
        self._calls(
            "update_item",
            "write to",
            deadline=deadline,
            TableName=self._calls.table,
            Key={KEY: item[KEY]},
            UpdateExpression="SET #at = :at, #ttl = :ttl",
            ExpressionAttributeNames={"#at": _AT, "#ttl": TTL},
            ExpressionAttributeValues={":at": item[_AT], ":ttl": item[TTL]},
        )
        self._ledger.count_erasure(deadline)

    @staticmethod
    def item(session_id: str) -> Attributes:
        """The tombstone of a session that is erased now."""
        now_s = int(time.time())
        return {
            KEY: {"S": _ERASED + digest(session_id)},
            _AT: {"N": str(now_s)},
            TTL: {"N": str(now_s + KEPT_S)},
        }

    def among(self, session_ids: Iterable[str], erasures: int, deadline: float) -> set[str]:
        """Those of the sessions that were erased, as of `erasures`, the count that was read just now."""
        if not erasures:
            return set()
        as_of, living = self._known
        wanted = set(session_ids) - {RECORDER_SESSION}  # what it tells belongs to no visitor, whoever noted what
        asked = wanted - living if as_of == erasures else wanted
        erased = self._look_up(asked, deadline) if asked else set()
        known = living if as_of == erasures and len(living) < _MOST_KNOWN else frozenset[str]()
        self._known = erasures, known | (asked - erased)
        return erased

    def now_among(self, session_ids: Iterable[str]) -> set[str]:
        """Those of the sessions that were erased by now."""
        return self.among(session_ids, self._ledger.state().erasures, time.monotonic() + READ_S)

    def _look_up(self, session_ids: set[str], deadline: float) -> set[str]:
        by_key = {_ERASED + digest(session_id): session_id for session_id in session_ids}
        found = batches.get(self._calls, list(by_key), deadline, only=[KEY], consistent=True)
        return {by_key[item[KEY]["S"]] for item in found}
