"""The tags of a large bill: a few hundred different sets for millions of rows, each set computed once.

Where the sets are few, a row holds the number of its set, and the sets lie side by side in a table of a single row:
taking one out of a list by its number is the quickest look-up that the engine has. Else a row holds its tags.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from finops_agent.costs.engine import literal, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from finops_agent.costs.workspace import Workspace

MOST_VALUES: Final = 20_000
"""Different values up to which a text column is stored as numbers into their list."""
_MOST_SETS: Final = 500_000
FEW_SETS: Final = 2_000
"""Different sets up to which rows hold their numbers: taking sets out of a longer list takes longer than reading."""
MOST_COLUMNS: Final = 12
"""Tag keys that get a column of their own: taking one out of ten million maps takes most of a second."""


class TagSets:
    """The tag sets of one bill: looked at once, then joined to its rows while these are stored."""

    def __init__(self, work: Workspace, table: str, source: str, own: Sequence[str]) -> None:
        self._work, self._name, self._source, self._own = work, table, source, own
        self._sets = f"tags_{table}"
        self.values: dict[str, tuple[str, ...]] = {}
        """Tag key -> its different values."""
        self.columns: dict[str, str] = {}
        """Tag key -> the column of its values."""
        self.is_few = False

    def look(self, expression: str) -> bool:
        """Compute the tags of each different set by `expression`; False where there are too many to be worth it."""
        keys = ", ".join(f"{quoted(column)} AS k{at}" for at, column in enumerate(self._own))
        numbers = ", ".join(str(at + 1) for at in range(len(self._own)))
        sets = f"SELECT {keys} FROM {self._source} GROUP BY {numbers} LIMIT {_MOST_SETS + 1}"  # noqa: S608 - quoted names
        names = ", ".join(f"k{at} AS {quoted(column)}" for at, column in enumerate(self._own))
        given = ", ".join(f"{quoted(column)} AS k{at}" for at, column in enumerate(self._own))
        numbered = f"CAST(row_number() OVER () AS UINTEGER) AS n, {given}, hash({self._hashed}) AS h, {expression} AS v"
        self._work.create(self._sets, f"SELECT {numbered} FROM (SELECT {names} FROM ({sets}))")  # noqa: S608 - as above
        counts = f"SELECT count(*), count(DISTINCT h) FROM {quoted(self._sets)}"  # noqa: S608 - a quoted name
        count, hashes = self._work.connection.execute(counts).fetchone() or (0, 0)
        if count > _MOST_SETS:
            self._work.drop(self._sets)
            return False
        self.is_few = count <= FEW_SETS
        self._is_told_by_hash = hashes == count
        entries = f"SELECT DISTINCT unnest(map_entries(v)) AS e FROM {quoted(self._sets)}"  # noqa: S608 - a quoted name
        rows = self._work.connection.execute(f"SELECT e.key, list(e.value) FROM ({entries}) GROUP BY 1").fetchall()  # noqa: S608 - as above
        self.values = {key: tuple(sorted(values)) for key, values in rows}
        self._make_columns()
        return True

    @property
    def source(self) -> str:
        """The rows of the bill, each beside its set."""
        if self._is_told_by_hash:  # a number is compared a good deal faster than a map
            equal = f"hash({self._hashed}) = h"
        else:
            equal = " AND ".join(f"{quoted(own)} IS NOT DISTINCT FROM k{at}" for at, own in enumerate(self._own))
        return f"{self._source} LEFT JOIN {quoted(self._sets)} ON {equal}"

    @property
    def stored(self) -> dict[str, str]:
        """What a row holds: name -> expression over `source`."""
        if self.is_few:
            return {"n": f"{quoted(self._sets)}.n"}
        return {column: f"{quoted(self._sets)}.{column}" for column in ("v", *self.columns.values())}

    def read(self, column: str) -> str:
        """The expression that gives the tags (`v`) or a column of one tag beside the stored rows."""
        return f"sets.{column}[n]" if self.is_few else column

    def beside(self, rows: str) -> str:
        """What `read` reads, once the bill is stored as `rows`; the sets are told no other way from here on."""
        if self.is_few:
            lists = ", ".join(f"list({column} ORDER BY n) AS {column}" for column in ("v", *self.columns.values()))
            place = f"sets_{self._name}"
            self._work.create(place, f"SELECT {lists} FROM {quoted(self._sets)}", is_large=True)  # noqa: S608 - quoted names
            rows = f"{rows}, {quoted(place)} AS sets"
        self._work.drop(self._sets)
        return rows

    @property
    def _hashed(self) -> str:
        return ", ".join(map(quoted, self._own))

    def _make_columns(self) -> None:
        """Columns for the first tag keys beside each tag set."""
        table = quoted(self._sets)
        for key, values in sorted(self.values.items()):
            if len(values) > MOST_VALUES or len(self.columns) == MOST_COLUMNS:
                continue
            column = f"t{len(self.columns)}"
            enum = f"{self._work.disk()}.{quoted(f'{self._name}_{column}')}"
            listed = ", ".join(literal(value) for value in values)
            self._work.connection.execute(f"CREATE TYPE {enum} AS ENUM ({listed})")
            self._work.connection.execute(f"ALTER TABLE {table} ADD COLUMN {column} {enum}")
            self._work.connection.execute(f"UPDATE {table} SET {column} = v[{literal(key)}]")  # noqa: S608 - quoted
            self.columns[key] = column
