"""A bill in FOCUS shape: a plain table where it is small, narrow columns on disk where it is large, one view for all.

Narrow means: each expression is stored once, columns without a value or with one value are not stored at all, and
texts with few values are numbers into a list of them (ENUM). Ten million rows fit into some 300 MB, and a group-by
reads one or two bytes a row.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from finops_agent.costs.engine import literal, quoted
from finops_agent.costs.formats import FOCUS_COLUMNS, MONEY
from finops_agent.costs.workspace import LARGE_ROWS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from finops_agent.costs.dataset import CostFile
    from finops_agent.costs.formats import Mapped
    from finops_agent.costs.workspace import Workspace

COSTS = "costs"
MOST_VALUES = 20_000
"""Different values up to which a text column is stored as numbers into their list."""
_UNIFORM = ('strftime("ChargePeriodStart", \'%Y-%m\') AS "x_Month"', 'CAST("ChargePeriodStart" AS DATE) AS "x_Day"')


@dataclass(slots=True)
class Bill:
    """A loaded bill that waits to be put into the view `costs`."""

    file: CostFile
    mapped: Mapped
    is_summary: bool
    is_stored: bool
    """In narrow columns."""
    left_out: set[str] = field(default_factory=set)
    """Columns that another file of the data set counts."""

    @property
    def view(self) -> str:
        """The name of this bill in FOCUS shape."""
        return view_of(self.file.table)


def view_of(table: str) -> str:
    """The name of the bill in `table` in FOCUS shape."""
    return f"map_{table}"


def store(work: Workspace, table: str, mapped: Mapped, name: str, rows: int) -> bool:
    """Bring the raw `table` into FOCUS shape under `view_of(table)`; whether it is stored in narrow columns."""
    source = mapped.source.replace("{table}", quoted(table))
    is_large = rows >= LARGE_ROWS
    columns = {
        column: f"CAST({mapped.expressions[column]} AS {kind})" if kind != "VARCHAR" else mapped.expressions[column]
        for column, kind in FOCUS_COLUMNS.items()
        if column in mapped.expressions
    }
    if is_large:
        columns = _store_narrow(work, table, columns, source)
        source = quoted(f"pack_{table}")
    inner = ", ".join(f"{columns[column]} AS {quoted(column)}" for column in FOCUS_COLUMNS if column in columns)
    outer = ", ".join(
        f"CAST({_outer(column, mapped)} AS {kind}) AS {quoted(column)}"
        if column not in columns
        else quoted(column)
        for column, kind in FOCUS_COLUMNS.items()
    )
    query = f"SELECT {outer}, {', '.join(_UNIFORM)}, {literal(name)} AS \"x_File\" FROM (SELECT {inner} FROM {source})"  # noqa: S608 - quoted names and expressions of our own
    if is_large:
        work.view(view_of(table), query)
    else:
        work.create(view_of(table), query)
    return is_large


def _outer(column: str, mapped: Mapped) -> str:
    return mapped.derived.get(column, "NULL")


def _store_narrow(work: Workspace, table: str, columns: dict[str, str], source: str) -> dict[str, str]:
    """Store each different expression once; give the expressions over the stored columns."""
    stored: dict[str, str] = {}
    read: dict[str, str] = {}
    for column, expression in columns.items():
        if expression not in read:
            read[expression] = _read_back(work, table, f"c{len(stored)}", expression, source, stored, FOCUS_COLUMNS[column])
    if stored:
        selected = ", ".join(f"{expression} AS {name}" for name, expression in stored.items())
        work.create(f"pack_{table}", f"SELECT {selected} FROM {source}", is_large=True)  # noqa: S608 - expressions of our own
    return {column: read[expression] for column, expression in columns.items()}


def _read_back(
    work: Workspace, table: str, name: str, expression: str, source: str, stored: dict[str, str], kind: str
) -> str:
    """Say in `stored` how the expression is stored as `name`, and give the expression that reads it back."""
    if kind != "VARCHAR":
        stored[name] = expression
        return name
    query = f"SELECT DISTINCT {expression} AS v FROM {source} LIMIT {MOST_VALUES + 1}"  # noqa: S608 - expressions of our own
    values = [row[0] for row in work.connection.execute(query).fetchall()]
    if len(values) <= 1:
        return "CAST(NULL AS VARCHAR)" if not values or values[0] is None else literal(values[0])
    if len(values) > MOST_VALUES:
        stored[name] = expression
        return name
    enum = f"{work.disk()}.{quoted(f'{table}_{name}')}"
    listed = ", ".join(literal(value) for value in sorted(value for value in values if value is not None))
    work.connection.execute(f"CREATE TYPE {enum} AS ENUM ({listed})")
    stored[name] = f"CAST({expression} AS {enum})"
    return f"CAST({name} AS VARCHAR)"


def forget(work: Workspace, table: str) -> None:
    """Take a refused file's tables away."""
    for name in (view_of(table), f"pack_{table}", table):
        work.drop(name)


def unite(work: Workspace, bills: Iterable[Bill]) -> None:
    """All bills as `costs`, months under months: a table where all are small, else a view."""
    bills = list(bills)
    union = " UNION ALL BY NAME ".join(_select(bill) for bill in bills)
    if any(bill.is_stored for bill in bills):
        work.view(COSTS, union)
        return
    work.create(COSTS, union)
    for bill in bills:
        work.drop(bill.view)


def _select(bill: Bill) -> str:
    nothing = ", ".join(f"CAST(NULL AS {FOCUS_COLUMNS[column]}) AS {quoted(column)}" for column in sorted(bill.left_out))
    replaced = f" REPLACE ({nothing})" if nothing else ""
    return f"SELECT *{replaced} FROM {quoted(bill.view)}"  # noqa: S608 - quoted names


AMORTIZED_ONLY = frozenset({"EffectiveCost"})
ACTUAL_ONLY = frozenset(column for column, kind in FOCUS_COLUMNS.items() if kind == MONEY) - AMORTIZED_ONLY
