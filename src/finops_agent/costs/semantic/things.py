"""What each row of a table is: the column that identifies it, and what else people call such a thing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from finops_agent.costs.semantic.phrase import phrase_of
from finops_agent.costs.semantic.sql import name as quoted
from finops_agent.costs.semantic.words import column_words, entity_of, plural_of

if TYPE_CHECKING:
    import duckdb

    from finops_agent.costs.dataset import Column, Table
    from finops_agent.costs.semantic.phrase import Phrase

_FIRST = 4
"""Columns among which the one stands that identifies a row."""
_SHARED = frozenset({"account", "subscription", "project", "region", "service", "month", "date", "period", "day"})
"""Words of columns that identify no row, even where a short table has each of their values once."""
_NUMBERS = ("number", "no", "nr", "num", "ref", "reference", "code", "tag")
"""Last words of columns that number things: a `PO Number` makes rows POs."""
_THINGS: dict[str, tuple[str, ...]] = {
    "instance": ("instance", "machine", "server", "box", "vm", "ec2 instance"),
    "volume": ("volume", "disk", "ebs volume"),
    "bucket": ("bucket", "s3 bucket"),
    "db instance": ("db instance", "database", "db", "rds instance", "database instance"),
    "database": ("database", "db"),
    "db": ("db", "database", "db instance", "rds instance", "database instance"),
    "db cluster": ("db cluster", "cluster", "database cluster", "database"),
    "function": ("function", "lambda", "lambda function"),
    "snapshot": ("snapshot", "ebs snapshot"),
    "public ip": ("public ip", "ip", "elastic ip", "ip address", "public ip address", "elastic ip address", "eip"),
    "elastic ip": ("elastic ip", "ip", "elastic ip address", "ip address", "public ip", "eip"),
    "allocation": ("allocation", "elastic ip", "elastic ip address", "eip", "ip", "ip address"),
    "po": ("po", "purchase order", "order"),
    "purchase order": ("purchase order", "po", "order"),
    "order": ("order",),
    "ticket": ("ticket", "case", "support ticket", "support case"),
    "case": ("case", "ticket", "support case"),
    "app": ("app", "application", "tool", "subscription", "saas tool", "saas app", "contract"),
    "application": ("application", "app", "tool"),
    "tool": ("tool", "app", "subscription", "contract"),
    "vendor": ("vendor", "supplier", "contract", "tool", "subscription", "licence", "license"),
    "product": ("product",),
    "reservation": ("reservation", "reserved instance", "ri"),
    "contract": ("contract", "agreement"),
    "subscription": ("subscription", "contract"),
    "invoice": ("invoice",),
    "asset": ("asset", "device", "laptop", "machine"),
    "device": ("device", "asset", "machine"),
    "host": ("host", "server", "machine"),
    "server": ("server", "machine", "host"),
}
"""What else people call the things that the rows of an inventory or a list are."""
THING_NOUNS = frozenset(
    {word for words in (*_THINGS, *(way for ways in _THINGS.values() for way in ways)) for word in words.split()[-1:]}
    | {"node", "queue", "topic", "gateway", "pod", "container", "account", "workload"}
)  # fmt: skip
"""What things are called, each by its last word, in the singular."""


@dataclass(frozen=True, slots=True)
class Identity:
    """The column that names what a row is, and whether each row is another one: of metrics, a thing has many rows."""

    column: Column
    is_unique: bool


def identity_of(connection: duckdb.DuckDBPyConnection, table: Table) -> Identity | None:
    """What names a row: the first column whose name says so, else the first without a value twice."""
    first = [column for column in table.columns[:_FIRST] if column.role == "dimension" and not _is_shared(column)]
    unique = _unique(connection, table, first)
    for suffix in ("id", "arn", "name", "identifier"):
        for column in first:
            if entity_of(column.name) and column.name.lower().endswith(suffix):
                return Identity(column, column in unique)
    return Identity(unique[0], is_unique=True) if unique else None


def _unique(connection: duckdb.DuckDBPyConnection, table: Table, columns: list[Column]) -> list[Column]:
    """Those of `columns` that have another value in each row."""
    texts = [column for column in columns if column.type != "BOOLEAN"]
    if not texts or table.rows < len(("one", "other")):
        return []
    counts = ", ".join(f"count(DISTINCT {quoted(column.name)}) = count(*)" for column in texts)
    row = connection.execute(f"SELECT {counts} FROM {quoted(table.name)}").fetchone() or ()  # noqa: S608 - quoted names
    return [column for column, is_unique in zip(texts, row, strict=True) if is_unique]


def _is_shared(column: Column) -> bool:
    """Accounts and the like identify many rows each."""
    return bool(_SHARED & {*(entity_of(column.name) or column_words(column.name))})


def thing_of(column: str) -> Phrase:
    """What a row is where `column` identifies it.

    >>> thing_of("VolumeId"), thing_of("PO Number"), thing_of("Ticket")
    (('volume',), ('po',), ('ticket',))
    """
    words = entity_of(column) or column_words(column)
    return words[:-1] if len(words) > 1 and words[-1] in _NUMBERS else words


def thing_phrases(column: str) -> tuple[Phrase, ...]:
    """What the rows that `column` identifies are called, in the singular.

    >>> thing_phrases("VolumeId")
    (('volume',), ('disk',), ('ebs', 'volume'))
    """
    thing = thing_of(column)
    return tuple(dict.fromkeys((thing, *(phrase_of(word) for word in _THINGS.get(" ".join(thing), ())))))


def called(thing: Phrase | None) -> frozenset[Phrase]:
    """All that rows which are such a thing go by, one and several: no figure goes by it.

    >>> ("databases",) in called(("db", "instance"))
    True
    """
    ways = {thing, *(phrase_of(word) for word in _THINGS.get(" ".join(thing), ()))} if thing else set()
    return frozenset({*ways, *map(plural_of, ways)})
