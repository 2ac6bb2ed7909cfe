"""The view `costs` as analyses see it: which columns hold anything, which days, which currency; and a scope in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final, Literal

from finops_agent.costs.semantic.bills import costs_model
from finops_agent.costs.semantic.by_day import columns_in
from finops_agent.costs.semantic.compiler import compile_clauses
from finops_agent.costs.semantic.model import COSTS
from finops_agent.costs.semantic.period import Calendar
from finops_agent.costs.semantic.sql import Sql, bound, joined, name, raw

if TYPE_CHECKING:
    import duckdb

    from finops_agent.costs.dataset import Dataset
    from finops_agent.costs.semantic.model import SemanticModel
    from finops_agent.costs.semantic.period import Period
    from finops_agent.costs.semantic.query import Clause

Basis = Literal["billed", "effective", "list", "contracted"]
BASES: Final[dict[Basis, tuple[str, str]]] = {
    "billed": ("BilledCost", "billed (unblended) cost"),
    "effective": ("EffectiveCost", "effective (amortized) cost"),
    "list": ("ListCost", "list cost"),
    "contracted": ("ContractedCost", "contracted cost"),
}
"""Basis -> column and words."""
FIRST_YEAR, LAST_YEAR = 1990, 2100
"""Days outside are mistakes of an export."""
MOST_TAG_KEYS = 200


@dataclass(frozen=True, slots=True)
class Scope:
    """Which part of the bill: days, filters and cost basis. None is all days, and the default basis of the analysis."""

    period: Period | None = None
    clauses: tuple[Clause, ...] = ()
    basis: Basis | None = None

    def during(self, period: Period | None) -> Scope:
        """The same part in another period."""
        return replace(self, period=period)

    def by(self, basis: Basis | None) -> Scope:
        """The same part by another cost basis."""
        return replace(self, basis=basis)


@dataclass(frozen=True, slots=True)
class Group:
    """A split: SQL of a row's group, which is never missing, and what the groups are called."""

    sql: str
    label: str
    is_time: bool


class CostView:
    """A data set's bill, ready to be analysed. Reads only; one thread at a time, as the data set."""

    def __init__(self, dataset: Dataset, model: SemanticModel | None = None) -> None:
        """Make it only where `has_bill(dataset)`; `model` saves reading the tag keys again."""
        table = next(table for table in dataset.tables if table.name == COSTS)
        self._connection, self._run = dataset.connection, dataset.run
        self._columns = frozenset(column.name for column in table.columns)
        self._sums = table.by_day
        self.model = model or costs_model(table, _tag_keys(self._connection, self.has("Tags")))
        self.calendar = _calendar(self._connection)
        self.currencies = self._values("BillingCurrency")
        self.providers = self._values("ProviderName")
        self.lost_decimals = any(notice.code == "lost_decimals" for notice in dataset.warnings)

    def has(self, *columns: str) -> bool:
        """Whether each of the columns holds a value in at least one row."""
        return self._columns.issuperset(columns)

    def has_sums(self, sql: Sql) -> bool:
        """Whether the bill was added up by day with all columns that `sql` names."""
        return bool(self._sums) and self._sums.issuperset(columns_in(sql.text))

    def group(self, dimension: str) -> Group:
        """How to split by a dimension of the model. Raises KeyError for one that this bill lacks."""
        found = self.model.dimensions[dimension]
        without = found.none_label.replace("'", "''")
        return Group(
            f"coalesce(CAST({found.expression} AS VARCHAR), '{without}')", found.label, found.grain is not None
        )

    def execute(self, sql: Sql) -> list[tuple[object, ...]]:
        """All rows of a query."""
        return self._run(sql.text, sql.values)

    def where(self, scope: Scope, *tests: Sql | str) -> Sql:
        """The WHERE of `scope` and further tests; empty where there is nothing to test."""
        given = [raw(test) if isinstance(test, str) else test for test in tests]
        given += compile_clauses(scope.clauses, self.model)
        if scope.period is not None:
            given.append(within(scope.period))
        return raw("\nWHERE ") + joined(given, "\n  AND ") if given else Sql()

    def whole(self, scope: Scope) -> Period | None:
        """The days that the scope covers: its period, or all days of the data; None for data without days."""
        return scope.period or (self.calendar.whole if self.calendar else None)

    def basis_of(self, scope: Scope, default: Basis) -> Basis:
        """The basis to compute by: the scope's; else the default, or billed where the file's effective cost is none."""
        if scope.basis is not None:
            return scope.basis
        column, _ = BASES[default]
        is_sound = self.has(column) and not (default == "effective" and self.lost_decimals)
        return default if is_sound else "billed"

    def _values(self, column: str) -> tuple[str, ...]:
        if not self.has(column):
            return ()
        query = f"SELECT DISTINCT {name(column)} FROM {COSTS} WHERE {name(column)} IS NOT NULL ORDER BY 1"
        return tuple(str(row[0]) for row in self._connection.execute(query).fetchall())


def has_bill(dataset: Dataset) -> bool:
    """Whether a billing file is among the files, so that there is a view `costs`."""
    return any(table.name == COSTS for table in dataset.tables)


def within(period: Period) -> Sql:
    """The test that a row's day lies in the period."""
    return raw('"x_Day" >= ') + bound(period.start) + ' AND "x_Day" < ' + bound(period.end)


def _tag_keys(connection: duckdb.DuckDBPyConnection, has_tags: bool) -> tuple[str, ...]:  # noqa: FBT001 - private
    if not has_tags:
        return ()
    keys = f'SELECT DISTINCT unnest(map_keys("Tags")) AS key FROM {COSTS} ORDER BY key LIMIT {MOST_TAG_KEYS}'
    return tuple(str(row[0]) for row in connection.execute(keys).fetchall())


def _calendar(connection: duckdb.DuckDBPyConnection) -> Calendar | None:
    row = connection.execute(f'SELECT min("x_Day"), max("x_Day") FROM {COSTS}').fetchone()
    if row is None or not isinstance(row[0], date) or not isinstance(row[1], date):
        return None
    return Calendar(row[0], row[1]) if row[0].year >= FIRST_YEAR and row[1].year <= LAST_YEAR else None
