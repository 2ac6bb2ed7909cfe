"""The table of the archive: its columns, their types, and the statement that makes it in Athena.

Beside the documented attributes stand whole numbers that the queries of `portable.py` count with, so that every
engine comes to the same figures: times in microseconds, lengths of time in milliseconds, money in millionths.
"""

from collections.abc import Mapping
from typing import Any, Final, Literal, NamedTuple

import msgspec

from finops_agent.events import (
    TEXT_ATTRIBUTES,
    AgentResponse,
    CustomEvent,
    FileUpload,
    SessionEnd,
    SessionStart,
    UserQuery,
    to_item,
)
from finops_agent.stores.facts import StoredEvent, fact_of

Kind = Literal["text", "whole", "real", "flag", "day"]
PARTITION: Final = "dt"
"""The column that folders stand for: the day of an event in UTC, as `2026-11-25`."""
_KINDS: Final = (SessionStart, FileUpload, UserQuery, AgentResponse, SessionEnd, CustomEvent)
_FIRST: Final = ("interaction_id", "timestamp", "event_type", "session_id", "seq")
_LAST: Final = ("ttl", "schema_version")
_ALL: Final = dict.fromkeys(field.name for kind in _KINDS for field in msgspec.structs.fields(kind))
ATTRIBUTES: Final[tuple[str, ...]] = (*_FIRST, *(n for n in _ALL if n not in {*_FIRST, *_LAST}), *_LAST)
"""The documented attributes of all event types, in a fixed order."""
ATHENA: Final[Mapping[Kind, str]] = {
    "text": "string",
    "whole": "bigint",
    "real": "double",
    "flag": "boolean",
    "day": "date",
}


class Column(NamedTuple):
    """A column of the archive."""

    name: str
    kind: Kind
    meaning: str = ""


COUNTED: Final = (
    Column("timestamp_us", "whole", "time in UTC microseconds since 1970"),
    Column("number", "whole", "count of the question, its answer or the upload within the session"),
    Column("is_good", "whole", "1: a suggested prompt, an answer with a chart, a rating of 4 or 5"),
    Column("name", "text", "name of a custom event, reason of an end, format of a file"),
    Column("elapsed_ms", "whole", "time to answer, time to load, length of a session"),
    Column("amount", "whole", "bytes of a file, characters of a text, stars of a rating"),
    Column("first_token_ms", "whole", "time to a model's first token"),
    Column("cost_micro_usd", "whole", "cost of a model, in millionths of a dollar"),
    Column("by_model", "whole", "1: a model gave the answer and told what it needed"),
)
"""What the portable queries count with, beside the attributes."""


def kind_of(attribute: str) -> Kind:
    """The type of an attribute's column."""
    kinds = [field.type for kind in _KINDS for field in msgspec.structs.fields(kind) if field.name == attribute]
    text = str(kinds[0]) if kinds else ""
    if "bool" in text:
        return "flag"
    if "float" in text:
        return "real"
    return "whole" if "int" in text and "str" not in text else "text"


def columns(*, with_texts: bool) -> tuple[Column, ...]:
    """The columns in order; free texts, which privacy steps have been over, only when asked for."""
    kept = [name for name in ATTRIBUTES if with_texts or name not in TEXT_ATTRIBUTES]
    return (*(Column(name, kind_of(name)) for name in kept), *COUNTED)


def row_of(stored: StoredEvent) -> dict[str, Any]:
    """The cells of an event, by column."""
    fact = fact_of(stored)
    cells: dict[str, Any] = to_item(stored.event)
    cells |= {
        "timestamp_us": fact.timestamp_us,
        "number": fact.number,
        "is_good": int(fact.flag),
        "name": fact.name,
        "elapsed_ms": fact.elapsed_ms,
        "amount": fact.size,
        "by_model": int(fact.model is not None),
    }
    if fact.model is not None:
        cells["first_token_ms"] = fact.model.first_token_ms
        cells["cost_micro_usd"] = fact.model.cost_micro_usd
    return cells


def athena_ddl(location: str, table: str, first_day: str, *, with_texts: bool = False) -> str:
    """The statement that makes the table in Athena; new days are found without a crawler, by their name."""
    lines = [f"  `{column.name}` {ATHENA[column.kind]}" for column in columns(with_texts=with_texts)]
    properties = {
        "projection.enabled": "true",
        f"projection.{PARTITION}.type": "date",
        f"projection.{PARTITION}.format": "yyyy-MM-dd",
        f"projection.{PARTITION}.range": f"{first_day},NOW",
        f"projection.{PARTITION}.interval": "1",
        f"projection.{PARTITION}.interval.unit": "DAYS",
        "storage.location.template": f"{location.rstrip('/')}/{PARTITION}=${{{PARTITION}}}/",
    }
    told = ",\n".join(f"  '{name}' = '{value}'" for name, value in properties.items())
    return (
        f"CREATE EXTERNAL TABLE IF NOT EXISTS `{table}` (\n" + ",\n".join(lines) + "\n)\n"
        f"PARTITIONED BY (`{PARTITION}` string)\n"
        "STORED AS PARQUET\n"
        f"LOCATION '{location.rstrip('/')}/'\n"
        f"TBLPROPERTIES (\n{told}\n);\n"
    )
