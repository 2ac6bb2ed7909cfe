"""Narrow columns for a large bill: ten million rows in some 300 MB on disk, a byte or two a row for a group-by.

Each expression is stored once; columns without a value or with a single one are not stored at all; texts with few
values become numbers into their list (ENUM); tags are computed once for each different set and then joined.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from finops_agent.costs.engine import literal, quoted
from finops_agent.costs.formats import FOCUS_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from finops_agent.costs.workspace import Workspace

MOST_VALUES = 20_000
"""Different values up to which a text column is stored as numbers into their list."""
_MOST_TAG_SETS = 500_000
_TAGS = "x_tag_set"
_MOST_TAG_COLUMNS = 12
"""Tag keys that get a column of their own: taking one out of ten million maps takes most of a second."""


class Narrow:
    """Stores one bill; `values` and `tags` are what was met on the way."""

    def __init__(self, work: Workspace, table: str, source: str) -> None:
        self._work, self._table, self._source = work, table, source
        self.table = quoted(f"pack_{table}")
        self.values: dict[str, tuple[str, ...]] = {}
        self.tags: dict[str, tuple[str, ...]] | None = None
        self.tag_columns: dict[str, str] = {}
        """Tag key -> the expression that reads its column."""
        self.codes: dict[str, str] = {}
        """Expression that reads a column back as text -> the column itself, numbers into the list of its values."""
        self._stored: dict[str, str] = {}
        self._seen: dict[str, tuple[str, ...]] = {}

    def store(self, columns: Mapping[str, str], tag_columns: Sequence[str]) -> dict[str, str]:
        """Store FOCUS columns, given as expressions; give the expressions that read them back."""
        read: dict[str, str] = {}
        source = self._source
        if "Tags" in columns and tag_columns and self._look_at_tags(columns["Tags"], tag_columns):
            equal = " AND ".join(f"{quoted(own)} IS NOT DISTINCT FROM k{at}" for at, own in enumerate(tag_columns))
            source = f"{source} LEFT JOIN {quoted(f'tags_{self._table}')} ON {equal}"
            self._stored[_TAGS] = f"{quoted(f'tags_{self._table}')}.v"
            read[columns["Tags"]] = _TAGS
            for key, column in self._store_tag_columns().items():
                name = f"t{len(self.tag_columns)}"
                self._stored[name] = f"{quoted(f'tags_{self._table}')}.{column}"
                self.tag_columns[key] = f"CAST({name} AS VARCHAR)"
                self.codes[self.tag_columns[key]] = name
        for column, expression in columns.items():
            if expression not in read:
                read[expression] = self._read_back(column, expression)
            elif column in FOCUS_COLUMNS and expression in self._seen:
                self.values[column] = self._seen[expression]
        selected = ", ".join(f"{expression} AS {name}" for name, expression in self._stored.items())
        self._work.create(f"pack_{self._table}", f"SELECT {selected} FROM {source}", is_large=True)  # noqa: S608 - expressions of our own
        self._work.drop(f"tags_{self._table}")
        return {column: read[expression] for column, expression in columns.items()}

    def _read_back(self, column: str, expression: str) -> str:
        """Say how the expression is stored, and give the expression that reads it back."""
        name = f"c{len(self._stored)}"
        if FOCUS_COLUMNS[column] != "VARCHAR":
            if not self._has_value(expression):
                return f"CAST(NULL AS {FOCUS_COLUMNS[column]})"
            self._stored[name] = expression
            return name
        query = f"SELECT DISTINCT {expression} AS v FROM {self._source} LIMIT {MOST_VALUES + 1}"  # noqa: S608 - expressions of our own
        rows = self._work.connection.execute(query).fetchall()
        values = tuple(sorted(row[0] for row in rows if row[0] is not None))
        if len(rows) > MOST_VALUES:
            self._stored[name] = expression
            return name
        self.values[column] = self._seen[expression] = values
        if len(rows) == 1:
            return literal(values[0]) if values else "CAST(NULL AS VARCHAR)"
        enum = f"{self._work.disk()}.{quoted(f'{self._table}_{name}')}"
        self._work.connection.execute(f"CREATE TYPE {enum} AS ENUM ({', '.join(literal(value) for value in values)})")
        self._stored[name] = f"CAST({expression} AS {enum})"
        self.codes[f"CAST({name} AS VARCHAR)"] = name
        return f"CAST({name} AS VARCHAR)"

    def _has_value(self, expression: str) -> bool:
        query = f"SELECT 1 FROM {self._source} WHERE {expression} IS NOT NULL LIMIT 1"  # noqa: S608 - expressions of our own
        return self._work.connection.execute(query).fetchone() is not None

    def _look_at_tags(self, expression: str, own: Sequence[str]) -> bool:
        """Compute the tags of each different set; False where there are too many to be worth it."""
        keys = ", ".join(f"{quoted(column)} AS k{at}" for at, column in enumerate(own))
        numbers = ", ".join(str(at + 1) for at in range(len(own)))
        sets = f"SELECT {keys} FROM {self._source} GROUP BY {numbers} LIMIT {_MOST_TAG_SETS + 1}"  # noqa: S608 - quoted names
        names = ", ".join(f"k{at} AS {quoted(column)}" for at, column in enumerate(own))
        given = ", ".join(f"{quoted(column)} AS k{at}" for at, column in enumerate(own))
        table = f"tags_{self._table}"
        query = f"SELECT {given}, {expression} AS v FROM (SELECT {names} FROM ({sets}))"  # noqa: S608 - quoted names
        self._work.create(table, query)
        (count,) = self._work.connection.execute(f"SELECT count(*) FROM {quoted(table)}").fetchone() or (0,)  # noqa: S608 - a quoted name
        if count > _MOST_TAG_SETS:
            self._work.drop(table)
            return False
        entries = f"SELECT DISTINCT unnest(map_entries(v)) AS e FROM {quoted(table)}"  # noqa: S608 - a quoted name
        rows = self._work.connection.execute(f"SELECT e.key, list(e.value) FROM ({entries}) GROUP BY 1").fetchall()  # noqa: S608 - as above
        self.tags = {key: tuple(sorted(values)) for key, values in rows}
        return True

    def _store_tag_columns(self) -> dict[str, str]:
        """Columns for the first tag keys beside each tag set: key -> column."""
        made: dict[str, str] = {}
        table = quoted(f"tags_{self._table}")
        for key, values in sorted((self.tags or {}).items()):
            if len(values) > MOST_VALUES or len(made) == _MOST_TAG_COLUMNS:
                continue
            column = f"t{len(made)}"
            enum = f"{self._work.disk()}.{quoted(f'{self._table}_{column}')}"
            listed = ", ".join(literal(value) for value in values)
            self._work.connection.execute(f"CREATE TYPE {enum} AS ENUM ({listed})")
            self._work.connection.execute(f"ALTER TABLE {table} ADD COLUMN {column} {enum}")
            self._work.connection.execute(f"UPDATE {table} SET {column} = v[{literal(key)}]")  # noqa: S608 - quoted
            made[key] = column
        return made
