"""Narrow columns for a large bill: ten million rows in some 300 MB on disk, a byte or two a row for a group-by.

Each expression is stored once; columns without a value or with a single one are not stored at all; texts with few
values become numbers into their list (ENUM), and what follows from one of them is looked up by that number; tags are
computed once for each different set (`tagsets`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from finops_agent.costs.engine import literal, quoted
from finops_agent.costs.formats import FOCUS_COLUMNS
from finops_agent.costs.tagsets import MOST_VALUES, TagSets

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from finops_agent.costs.workspace import Workspace

_NAME: Final = re.compile(r'"([^"]+)"')
_MOST_LISTED: Final = 200
"""Values of a text column up to which what follows from it is listed in the query, value by value."""


@dataclass(frozen=True, slots=True)
class _Listed:
    """A text column of the file that is stored as numbers into the list of its values."""

    name: str
    values: tuple[str, ...]
    has_gaps: bool


class Narrow:
    """Stores one bill; `values` and `tags` are what was met on the way."""

    def __init__(self, work: Workspace, table: str, source: str) -> None:
        self._work, self._table, self._source = work, table, source
        self.table = quoted(f"pack_{table}")
        """What the stored columns are read from."""
        self.values: dict[str, tuple[str, ...]] = {}
        self.tags: dict[str, tuple[str, ...]] | None = None
        self.tag_columns: dict[str, str] = {}
        """Tag key -> the expression that reads its column."""
        self.codes: dict[str, str] = {}
        """Expression that reads a column back as text -> the column itself, numbers into the list of its values."""
        self._stored: dict[str, str] = {}
        self._seen: dict[str, tuple[str, ...]] = {}
        self._listed: dict[str, _Listed] = {}

    def store(self, columns: Mapping[str, str], tag_columns: Sequence[str]) -> dict[str, str]:
        """Store FOCUS columns, given as expressions; give the expressions that read them back."""
        read: dict[str, str] = {}
        source = self._source
        sets = self._tag_sets(columns, tag_columns)
        if sets:
            source = sets.source
            self._stored |= sets.stored
            self.tags = sets.values
            read[columns["Tags"]] = sets.read("v")
            for key, column in sets.columns.items():
                self.tag_columns[key] = self._as_text(sets.read(column))
        for column, expression in columns.items():
            if expression not in read:
                read[expression] = self._read_back(column, expression)
            elif column in FOCUS_COLUMNS and expression in self._seen:
                self.values[column] = self._seen[expression]
        selected = ", ".join(f"{expression} AS {name}" for name, expression in self._stored.items())
        self._work.create(f"pack_{self._table}", f"SELECT {selected} FROM {source}", is_large=True)  # noqa: S608 - expressions of our own
        if sets:
            self.table = sets.beside(self.table)
        return {column: read[expression] for column, expression in columns.items()}

    def _tag_sets(self, columns: Mapping[str, str], own: Sequence[str]) -> TagSets | None:
        """The bill's tag sets, where it has tags and the sets are worth it."""
        if "Tags" not in columns or not own:
            return None
        sets = TagSets(self._work, self._table, self._source, own)
        return sets if sets.look(columns["Tags"]) else None

    def _read_back(self, column: str, expression: str) -> str:
        """Say how the expression is stored, and give the expression that reads it back."""
        name = f"c{len(self._stored) + len(self._seen)}"
        kind = FOCUS_COLUMNS[column]
        if kind != "VARCHAR":
            return self._read_back_value(name, kind, expression)
        base = self._base(expression)
        if base:
            return self._looked_up(column, name, expression, base)
        query = f"SELECT DISTINCT {expression} AS v FROM {self._source} LIMIT {MOST_VALUES + 1}"  # noqa: S608 - expressions of our own
        rows = self._work.connection.execute(query).fetchall()
        values = tuple(sorted(row[0] for row in rows if row[0] is not None))
        if len(rows) > MOST_VALUES:
            self._stored[name] = expression
            return name
        self.values[column] = self._seen[expression] = values
        if len(rows) == 1:
            return _always(values)
        self._stored[name] = f"CAST({expression} AS {self._enum(name, values)})"
        self._listed[expression] = _Listed(name, values, len(rows) > len(values))
        return self._as_text(name)

    def _base(self, expression: str) -> _Listed | None:
        """The stored column that `expression` follows from alone, where its values are few."""
        names = set(_NAME.findall(expression))
        base = self._listed.get(quoted(names.pop())) if len(names) == 1 else None
        return base if base and len(base.values) <= _MOST_LISTED else None

    def _looked_up(self, column: str, name: str, expression: str, base: _Listed) -> str:
        """What `expression` gives for each value of `base`, once, to be taken by its number; nothing is stored."""
        own = quoted(_NAME.findall(expression)[0])
        listed = f"(SELECT unnest(?::VARCHAR[]) AS {own}, unnest(range(?)) AS place)"
        query = f"SELECT {expression} FROM {listed} ORDER BY place"  # noqa: S608 - expressions of our own
        keys = [*base.values, *([None] if base.has_gaps else [])]
        given = [row[0] for row in self._work.connection.execute(query, [keys, len(keys)]).fetchall()]
        values = tuple(sorted({value for value in given if value is not None}))
        self.values[column] = self._seen[expression] = values
        if len(set(given)) == 1:
            return _always(values)
        texts = ", ".join("NULL" if value is None else literal(value) for value in given)
        place = f"coalesce(enum_code({base.name}), {len(base.values)})" if base.has_gaps else f"enum_code({base.name})"
        return self._as_text(f"CAST([{texts}] AS {self._enum(name, values)}[])[{place} + 1]")

    def _enum(self, name: str, values: Sequence[str]) -> str:
        enum = f"{self._work.disk()}.{quoted(f'{self._table}_{name}')}"
        self._work.connection.execute(f"CREATE TYPE {enum} AS ENUM ({', '.join(map(literal, values))})")
        return enum

    def _as_text(self, code: str) -> str:
        """The expression that reads the numbers `code` as text."""
        text = f"CAST({code} AS VARCHAR)"
        self.codes[text] = code
        return text

    def _read_back_value(self, name: str, kind: str, expression: str) -> str:
        """As `_read_back`, of an amount or a time."""
        if not self._has(f"{expression} IS NOT NULL"):
            return f"CAST(NULL AS {kind})"
        if kind == "TIMESTAMP":
            first = f"SELECT CAST({expression} AS VARCHAR) FROM {self._source} LIMIT 1"  # noqa: S608 - expressions of our own
            (text,) = self._work.connection.execute(first).fetchone() or (None,)
            if text and not self._has(f"{expression} IS DISTINCT FROM TIMESTAMP {literal(text)}"):
                return f"TIMESTAMP {literal(text)}"
        self._stored[name] = expression
        return name

    def _has(self, condition: str) -> bool:
        """Whether any row is so; the first one found ends the search."""
        query = f"SELECT 1 FROM {self._source} WHERE {condition} LIMIT 1"  # noqa: S608 - expressions of our own
        return self._work.connection.execute(query).fetchone() is not None


def _always(values: Sequence[str]) -> str:
    """The one value of a column, or none."""
    return literal(values[0]) if values else "CAST(NULL AS VARCHAR)"
