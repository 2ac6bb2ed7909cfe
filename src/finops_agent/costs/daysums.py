"""Each day's sums of the bill: `costs_by_day`, which answers read instead of every row, exact to the last digit.

It has the columns of `costs` that people split and filter by, texts stored as numbers into their list (ENUM), the
costs of equal rows of a day added up as decimals, and in `x_Rows` how many rows they were. So a sum over it is the sum
over `costs`. A bill that comes hour by hour becomes twenty times shorter; one that hardly does is read row by row.

A large bill can be asked before its sums are there: until then, or for good if adding up fails, `costs_by_day` is a
view over its rows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from finops_agent.costs.bill import COSTS, LEAST_ROWS, selected
from finops_agent.costs.engine import literal, quoted
from finops_agent.costs.formats import FOCUS_COLUMNS
from finops_agent.costs.reading import columns_of
from finops_agent.costs.tagsets import MOST_VALUES

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence

    import duckdb

    from finops_agent.costs.bill import Bill
    from finops_agent.costs.workspace import Workspace

BY_DAY: Final = "costs_by_day"
_KEPT: Final = f"{BY_DAY}_kept"
ROWS: Final = "x_Rows"
HAS_TAGS: Final = "x_HasTags"
"""Whether the rows carry any tag."""
_HAS_ANY: Final = 'coalesce(cardinality("Tags"), 0) > 0'
DAY: Final = "x_Day"
_SUMS: Final = (
    "BilledCost",
    "EffectiveCost",
    "ListCost",
    "ContractedCost",
    "x_NetCost",
    "ConsumedQuantity",
    "x_CommitmentTotal",
    "x_CommitmentUsed",
    "x_ReservationQuantity",
    "x_ReservationUnused",
)
_TOLD_APART: Final = ("EffectiveCost", "ListCost", "x_CommitmentTotal", "x_ReservationQuantity")
"""Rows that lack one of these are never added to rows that have it: a sum lacks it where its rows do."""
_TEXTS: Final = (
    "BillingCurrency",
    "ChargeCategory",
    "ProviderName",
    "ServiceName",
    "ServiceCategory",
    "BillingAccountId",
    "BillingAccountName",
    "SubAccountId",
    "SubAccountName",
    "RegionId",
    "RegionName",
    "AvailabilityZone",
    "ResourceId",
    "SkuId",
    "SkuMeter",
    "ChargeDescription",
    "PricingCategory",
    "ConsumedUnit",
    "CommitmentDiscountCategory",
    "CommitmentDiscountId",
    "CommitmentDiscountStatus",
    "CommitmentDiscountType",
    "x_UsageType",
    "x_Operation",
    "x_LineItemType",
    "x_InstanceType",
)
_ALWAYS: Final = frozenset({"ResourceId"})
"""Kept however many values it has: nearly every analysis asks for it."""
LABELS: Final[Mapping[str, str]] = {
    "x_Account": 'coalesce("SubAccountName", "SubAccountId", \'no account\')',
    "x_Service": "coalesce(\"ServiceName\", 'no service')",
    "x_Usage": 'coalesce("x_UsageType", "SkuId", "ChargeDescription", \'no usage type\')',
}
"""Names that are never missing, as analyses group by them: column here -> SQL over `costs`."""
_COLUMN: Final = re.compile(r'"([^"]+)"')
_WORD: Final = re.compile(r"'([^']+)'")
_LEAST_GAIN: Final = 3
"""Rows to one sum from which adding up beforehand is worth its time and room."""


@dataclass(frozen=True, slots=True)
class DaySums:
    """What is known of `costs_by_day`: its columns, and all values of some of them."""

    columns: frozenset[str] = frozenset()
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def sum_by_day(work: Workspace, bills: Sequence[Bill], filled: Container[str], tags: Mapping[str, str]) -> DaySums:
    """Make `costs_by_day` of the `bills` behind `costs`; nothing where `costs` itself is short enough.

    `filled` are the columns of `costs` that hold anything, `tags` the tag keys that have a column, with its name. Of a
    large bill the sums follow once the database is locked.
    """
    texts = [column for column in _TEXTS if column in filled]
    sums = [column for column in _SUMS if column in filled]
    if sum(bill.file.rows for bill in bills) < LEAST_ROWS or DAY not in filled or not sums:
        return DaySums()
    nothing = {column: FOCUS_COLUMNS[column] for column in (*_TEXTS, *_SUMS) if column not in filled}
    empty = "".join(f", CAST(NULL AS {kind}) AS {quoted(column)}" for column, kind in nothing.items())
    more = [HAS_TAGS] if "Tags" in filled else []
    if any(bill.stored.is_narrow for bill in bills):
        texts = [*(column for column in texts if _is_short(column, bills)), *tags.values(), *more]
        later = Later(bills, tuple(texts), tuple(sums), tuple(tags), work.disk(), empty)
        work.view(BY_DAY, f"SELECT *{empty} FROM ({later.as_rows()})")  # noqa: S608 - quoted names
        work.later(later.add_up)
        values: dict[str, tuple[str, ...]] = {}
    else:
        values = _from_table(work, [*texts, *tags.values()], sums, empty, has_tags=bool(more))
        texts = [*values, *more]
    return DaySums(frozenset({*texts, *sums, *nothing, *LABELS, DAY, ROWS}), values)


def _is_short(column: str, bills: Sequence[Bill]) -> bool:
    """Whether it has few values in every bill: a text of its own in each row would leave nothing to add up."""
    return column in _ALWAYS or all(not bill.stored.is_narrow or column in bill.stored.values for bill in bills)


def _from_table(
    work: Workspace, texts: Sequence[str], sums: Sequence[str], empty: str, *, has_tags: bool
) -> dict[str, tuple[str, ...]]:
    """Make `costs_by_day` of `costs`, and give those of `texts` that it has, with all of their values."""
    given = {**{column: quoted(column) for column in texts}, **LABELS}
    values = {column: _listed(work.connection, COSTS, column, expression) for column, expression in given.items()}
    kept = [column for column in given if values[column] or column in LABELS]
    read = [
        f"{f'CAST({given[column]} AS {_kind_of(column)})' if values[column] else given[column]} AS {quoted(column)}"
        for column in kept
    ]
    read += map(quoted, (DAY, *sums))
    if has_tags:
        read.append(f"{_HAS_ANY} AS {quoted(HAS_TAGS)}")
        kept.append(HAS_TAGS)
    added = _added_up(f"(SELECT {', '.join(read)} FROM {COSTS})", kept, sums)  # noqa: S608 - quoted names
    work.create(BY_DAY, f"SELECT *{empty} FROM ({added})")  # noqa: S608 - as above
    return {column: values[column] for column in texts if values[column]}


@dataclass(frozen=True)
class Later:
    """The sums of large bills, added up from their narrow columns beside the first questions."""

    bills: Sequence[Bill]
    texts: tuple[str, ...]
    sums: tuple[str, ...]
    tags: tuple[str, ...]
    disk: str
    empty: str

    def as_rows(self) -> str:
        """Each row as a sum of its own."""
        names = ", ".join(map(quoted, (*self.texts, DAY, *self.sums)))
        read = f", {self._labels}, 1 AS {quoted(ROWS)} FROM "
        return " UNION ALL ".join(f"SELECT {names}{read}{part}" for part in self._parts)

    def add_up(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Replace the rows by their sums, if equal ones are many."""
        if not all(_is_worth_it(connection, part, self.texts) for part in self._parts):
            return
        kinds = {column: kind for column in self._plain(connection) if (kind := self._kind(connection, column))}
        coded = [f"CAST({quoted(column)} AS {kind}) AS {quoted(column)}" for column, kind in kinds.items()]
        replaced = f" REPLACE ({', '.join(coded)})" if coded else ""
        added = " UNION ALL ".join(_added_up(part, self.texts, self.sums) for part in self._parts)
        kept = f"{self.disk}.{quoted(_KEPT)}"
        labelled = f"SELECT *, {self._labels} FROM ({added})"  # noqa: S608 - quoted names
        connection.execute(f"CREATE TABLE {kept} AS SELECT *{replaced} FROM ({labelled})")  # noqa: S608 - as above
        connection.execute(f"CREATE OR REPLACE VIEW {BY_DAY} AS SELECT *{self.empty} FROM {kept}")  # noqa: S608 - as above

    @property
    def _parts(self) -> list[str]:
        has_tags = f", {_HAS_ANY} AS {quoted(HAS_TAGS)}" if HAS_TAGS in self.texts else ""
        return [f"(SELECT *{has_tags} FROM ({selected(bill, self.tags, is_coded=True)}))" for bill in self.bills]  # noqa: S608 - quoted names

    @property
    def _labels(self) -> str:
        return ", ".join(
            f"{_over(expression, self.texts)} AS {quoted(column)}" for column, expression in LABELS.items()
        )

    def _plain(self, connection: duckdb.DuckDBPyConnection) -> list[str]:
        """Columns that come as text: lists of values of different bills are no one type, and labels have none."""
        kinds = columns_of(connection, BY_DAY)
        return [column for column in (*self.texts, *LABELS) if kinds[column] == "VARCHAR"]

    def _kind(self, connection: duckdb.DuckDBPyConnection, column: str) -> str | None:
        """A type of the values, as they were met while loading or else looked up."""
        place = f"{self.disk}."
        kind, is_known = f"{place}{_kind_of(column)}", all(bill.stored.is_narrow for bill in self.bills)
        read = [one for one in _COLUMN.findall(LABELS.get(column, quoted(column))) if one in self.texts]
        if not is_known or not all(one in bill.stored.values for one in read for bill in self.bills):
            return kind if _listed(connection, BY_DAY, column, quoted(column), place) else None
        values = {value for one in read for bill in self.bills for value in bill.stored.values[one]}
        values |= set(_WORD.findall(LABELS.get(column, "")))
        return _made(connection, kind, ", ".join(map(literal, sorted(values))))


def _over(expression: str, texts: Sequence[str]) -> str:
    """A label over the columns that were kept; the others hold nothing."""
    for column in _COLUMN.findall(expression):
        if column not in texts:
            expression = expression.replace(f"{quoted(column)}, ", "")
    return expression


def _kind_of(column: str) -> str:
    """The name of the type that lists the values of a column."""
    return quoted(f"{BY_DAY}_{column}")


def _listed(
    connection: duckdb.DuckDBPyConnection, table: str, column: str, expression: str, place: str = ""
) -> tuple[str, ...]:
    """Make a type of the values of `expression`, in the order of texts, and give them; none where they are too many."""
    bound = "" if column in _ALWAYS else f" LIMIT {MOST_VALUES + 1}"
    values = f"SELECT DISTINCT {expression} AS v FROM {quoted(table)} WHERE {expression} IS NOT NULL{bound}"  # noqa: S608 - quoted names
    kind = _made(connection, f"{place}{_kind_of(column)}", f"SELECT v FROM ({values}) ORDER BY v")  # noqa: S608 - as above
    (found,) = connection.execute(f"SELECT enum_range(CAST(NULL AS {kind}))").fetchone() or ((),)
    if column not in _ALWAYS and len(found) > MOST_VALUES:
        connection.execute(f"DROP TYPE {kind}")
        return ()
    return tuple(found)


def _made(connection: duckdb.DuckDBPyConnection, kind: str, values: str) -> str:
    connection.execute(f"CREATE TYPE {kind} AS ENUM ({values})")
    return kind


def _is_worth_it(connection: duckdb.DuckDBPyConnection, rows: str, texts: Sequence[str]) -> bool:
    """Whether equal rows are many, judged by the first day."""
    names = ", ".join(map(quoted, texts))
    first = f"(SELECT min({quoted(DAY)}) FROM {rows})"  # noqa: S608 - quoted names
    day = f"SELECT count(*) AS n FROM {rows} WHERE {quoted(DAY)} = {first} GROUP BY {names}"  # noqa: S608 - quoted names
    found = connection.execute(f"SELECT count(*), sum(n) FROM ({day})").fetchone()  # noqa: S608 - as above
    return found is not None and bool(found[0]) and found[1] >= _LEAST_GAIN * found[0]


def _added_up(rows: str, texts: Sequence[str], sums: Sequence[str]) -> str:
    names = ", ".join(map(quoted, (*texts, DAY)))
    added = ", ".join(f"sum({quoted(column)}) AS {quoted(column)}" for column in sums)
    apart = "".join(f", {quoted(column)} IS NULL" for column in _TOLD_APART if column in sums)
    return f"SELECT {names}, {added}, count(*) AS {quoted(ROWS)} FROM {rows} GROUP BY {names}{apart}"  # noqa: S608 - quoted names
