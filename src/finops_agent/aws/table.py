"""The table: its key, its two indexes, its expiry; making it, and adding what a table of the older app lacks.

Keys and projection of an index cannot be changed later, so both stand here once and for all:

- `session-id-index` (`session_id`, `timestamp`) holds whole events, as the documented recipe expects.
- `day-shard-index` (`day_shard`, `timestamp`) holds numbers and enumerations, never a text: whoever may read
  only it cannot read what people wrote. DynamoDB takes at most 20 such attributes; these are 20.
"""

import time
from collections.abc import Callable
from typing import Any, Final

from finops_agent.aws.client import Calls, Client, new_client
from finops_agent.aws.details import DETAILS
from finops_agent.aws.translation import is_caused_by
from finops_agent.errors import StoreUnavailable

SESSION_INDEX: Final = "session-id-index"
DAY_INDEX: Final = "day-shard-index"
KEY: Final = "interaction_id"
DAY_SHARD, STORE_SEQ, STORED_AT = "day_shard", "store_seq", "stored_at_s"
"""What the store adds to an item: its place in the day index, its number, and when it got that (Unix seconds)."""
PROJECTED: Final = (
    STORE_SEQ,
    STORED_AT,
    "ttl",
    "event_type",
    "session_id",
    "analysis_type",
    "status",
    "is_suggested_prompt",
    "has_visualization",
    "engine",
    "event_name",
    "end_reason",
    DETAILS,
    "processing_time",
    "load_time",
    "session_duration",
    "file_size",
    "query_length",
    "response_length",
    "row_count",
)
POLL_S: Final = 1.0
WAIT_S: Final = 600.0
"""An index is filled before it can be used; a large table takes minutes."""

_INDEXES: Final[dict[str, dict[str, Any]]] = {
    SESSION_INDEX: {
        "IndexName": SESSION_INDEX,
        "KeySchema": [
            {"AttributeName": "session_id", "KeyType": "HASH"},
            {"AttributeName": "timestamp", "KeyType": "RANGE"},
        ],
        "Projection": {"ProjectionType": "ALL"},
    },
    DAY_INDEX: {
        "IndexName": DAY_INDEX,
        "KeySchema": [
            {"AttributeName": DAY_SHARD, "KeyType": "HASH"},
            {"AttributeName": "timestamp", "KeyType": "RANGE"},
        ],
        "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": list(PROJECTED)},
    },
}


def ensure_table(
    table: str,
    *,
    make_client: Callable[[], Client] = new_client,
    deletion_protection: bool = True,
    sleep: Callable[[float], None] = time.sleep,
) -> list[str]:
    """Make the table, or add what it lacks; return what was done, in words. May be repeated.

    On-demand billing, both indexes, expiry by `ttl`, encryption at rest (always on in DynamoDB).

    Raises:
        StoreUnavailable: AWS refuses, or it took longer than ten minutes.
    """
    calls = Calls(table, make_client, sleep)
    done = []
    try:
        known = _describe(calls)
        if known is None:
            calls("create_table", "make", **_definition(table, deletion_protection=deletion_protection))
            done.append(f"made the table {table!r}")
            known = _wait(calls, sleep)
        for name in sorted(set(_INDEXES) - {index["IndexName"] for index in known.get("GlobalSecondaryIndexes", [])}):
            calls(
                "update_table",
                "change",
                TableName=table,
                AttributeDefinitions=_types(_INDEXES[name]["KeySchema"]),
                GlobalSecondaryIndexUpdates=[{"Create": _INDEXES[name]}],
            )
            done.append(f"added the index {name!r}")
            _wait(calls, sleep)  # DynamoDB adds one index at a time
        if _expire_by_ttl(calls):
            done.append("switched on expiry by 'ttl'")
    finally:
        calls.close()
    return done


def _definition(table: str, *, deletion_protection: bool) -> dict[str, Any]:
    key = [{"AttributeName": KEY, "KeyType": "HASH"}]
    return {
        "TableName": table,
        "KeySchema": key,
        "AttributeDefinitions": _types(key, *(index["KeySchema"] for index in _INDEXES.values())),
        "GlobalSecondaryIndexes": list(_INDEXES.values()),
        "BillingMode": "PAY_PER_REQUEST",
        "DeletionProtectionEnabled": deletion_protection,
    }


def _types(*schemas: list[dict[str, str]]) -> list[dict[str, str]]:
    names = sorted({part["AttributeName"] for schema in schemas for part in schema})
    return [{"AttributeName": name, "AttributeType": "S"} for name in names]


def _describe(calls: Calls) -> dict[str, Any] | None:
    """What AWS says of the table; None where there is none."""
    try:
        described: dict[str, Any] = calls("describe_table", "look for", TableName=calls.table)["Table"]
    except StoreUnavailable as error:
        if is_caused_by(error, "ResourceNotFoundException"):
            return None
        raise
    return described


def _wait(calls: Calls, sleep: Callable[[float], None]) -> dict[str, Any]:
    """The description once table and indexes can be used."""
    deadline = time.monotonic() + WAIT_S
    while True:
        known = _describe(calls) or {}
        states = {known.get("TableStatus"), *(i.get("IndexStatus") for i in known.get("GlobalSecondaryIndexes", []))}
        if states == {"ACTIVE"}:
            return known
        if time.monotonic() > deadline:
            raise StoreUnavailable(
                f"Cannot use the table {calls.table!r} yet: after {WAIT_S:.0f} s it is still being made. "
                "Filling an index of a large table takes longer; repeat the command later."
            )
        sleep(POLL_S)


def _expire_by_ttl(calls: Calls) -> bool:
    """Switch expiry on where it is off. Asked first, since AWS takes a change only once an hour."""
    told = calls("describe_time_to_live", "look for", TableName=calls.table)["TimeToLiveDescription"]
    if told.get("TimeToLiveStatus") in {"ENABLED", "ENABLING"}:
        return False
    wanted = {"Enabled": True, "AttributeName": "ttl"}
    calls("update_time_to_live", "change", TableName=calls.table, TimeToLiveSpecification=wanted)
    return True
