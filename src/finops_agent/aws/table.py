"""The table: its key and its two indexes. `provision.table` makes it, and adds what an older one lacks.

Keys and projection of an index cannot be changed later, so both stand here once and for all:

- `session-id-index` (`session_id`, `timestamp`) holds whole events, as the documented recipe expects.
- `day-shard-index` (`day_shard`, `timestamp`) holds numbers and enumerations, never a text: whoever may read
  only it cannot read what people wrote. DynamoDB takes at most 20 such attributes; these are 20.
"""

from collections.abc import Iterable
from typing import Any, Final

from finops_agent.aws.details import DETAILS

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
TTL: Final = "ttl"
KEY_SCHEMA: Final = ({"AttributeName": KEY, "KeyType": "HASH"},)
INDEXES: Final[dict[str, dict[str, Any]]] = {
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


def definition(table: str) -> dict[str, Any]:
    """What CreateTable is told of keys, indexes and billing."""
    return {
        "TableName": table,
        "KeySchema": list(KEY_SCHEMA),
        "AttributeDefinitions": types_of(KEY_SCHEMA, *(index["KeySchema"] for index in INDEXES.values())),
        "GlobalSecondaryIndexes": list(INDEXES.values()),
        "BillingMode": "PAY_PER_REQUEST",
    }


def types_of(*schemas: Iterable[dict[str, str]]) -> list[dict[str, str]]:
    """The types of all attributes in these keys: texts, one and all."""
    names = sorted({part["AttributeName"] for schema in schemas for part in schema})
    return [{"AttributeName": name, "AttributeType": "S"} for name in names]
