"""A bill in FOCUS shape: a plain table where it is small, narrow columns on disk where large, one view for all."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from finops_agent.costs.engine import literal, quoted
from finops_agent.costs.formats import FOCUS_COLUMNS, MONEY
from finops_agent.costs.narrow import Narrow
from finops_agent.costs.tagsets import MOST_COLUMNS, MOST_VALUES
from finops_agent.costs.workspace import LARGE_ROWS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from finops_agent.costs.dataset import CostFile
    from finops_agent.costs.formats import Mapped
    from finops_agent.costs.workspace import Workspace

COSTS = "costs"
LEAST_ROWS: Final = 20_000
"""Rows below which the bill itself is read as fast as its sums by day, and its tags as fast as columns of them."""
_NAME = re.compile(r'"([^"]+)"')
_UNIFORM = ('strftime("ChargePeriodStart", \'%Y-%m\') AS "x_Month"', 'CAST("ChargePeriodStart" AS DATE) AS "x_Day"')


@dataclass(frozen=True, slots=True)
class Stored:
    """How a bill is stored. `values` and `tags` are known only where it lies in narrow columns."""

    is_narrow: bool = False
    values: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Text column -> its different values."""
    tags: dict[str, tuple[str, ...]] | None = None
    """Tag key -> its different values."""
    tag_columns: tuple[str, ...] = ()
    """Tag keys with a column of their own, named by `tag_column`."""


@dataclass(slots=True)
class Bill:
    """A loaded bill that waits to be put into the view `costs`."""

    file: CostFile
    mapped: Mapped
    is_summary: bool
    stored: Stored
    left_out: set[str] = field(default_factory=set)
    """Columns that another file of the data set counts."""

    @property
    def view(self) -> str:
        """The name of this bill in FOCUS shape."""
        return view_of(self.file.table)


def view_of(table: str) -> str:
    """The name of the bill in `table` in FOCUS shape."""
    return f"map_{table}"


def codes_of(table: str) -> str:
    """The name of the bill in `table` with its texts as they are stored: numbers into the list of their values."""
    return f"codes_{table}"


def tag_column(key: str) -> str:
    """The name of the column that holds the values of one tag."""
    return f"x_Tag_{key}"


def store(work: Workspace, table: str, mapped: Mapped, name: str, rows: int) -> Stored:
    """Bring the raw `table` into FOCUS shape under `view_of(table)`."""
    source = mapped.source.replace("{table}", quoted(table))
    columns = {
        column: f"CAST({mapped.expressions[column]} AS {kind})" if kind != "VARCHAR" else mapped.expressions[column]
        for column, kind in FOCUS_COLUMNS.items()
        if column in mapped.expressions
    }
    narrow = Narrow(work, table, source) if rows >= LARGE_ROWS else None
    if narrow is not None:
        mapped, columns = _settled(mapped, columns)
        columns = narrow.store(columns, mapped.tag_columns)
        source = narrow.table
    nothing = {
        column: f"CAST(NULL AS {kind})" for column, kind in FOCUS_COLUMNS.items() if column not in mapped.derived
    }
    tags = {tag_column(key): expression for key, expression in (narrow.tag_columns if narrow else {}).items()}
    read = {**nothing, **columns, **tags}
    query = _in_shape(mapped, read, source, name)
    if narrow is None:
        work.create(view_of(table), query)
        return Stored()
    work.view(view_of(table), query, is_on_disk=True)
    work.view(codes_of(table), _in_shape(mapped, read, source, name, narrow.codes))
    derived = [column for column in mapped.derived if FOCUS_COLUMNS[column] == "VARCHAR"]
    return Stored(
        is_narrow=True,
        values={**narrow.values, **_derived_values(work, table, derived)},
        tags=narrow.tags,
        tag_columns=tuple(narrow.tag_columns),
    )


def _settled(mapped: Mapped, columns: dict[str, str]) -> tuple[Mapped, dict[str, str]]:
    """Texts that derive from texts alone as if the file had them: stored as numbers, not reckoned by each question."""
    texts = {column for column in columns if FOCUS_COLUMNS[column] == "VARCHAR"}
    given = {
        column: _NAME.sub(lambda found: f"({columns[found[1]]})", expression)
        for column, expression in mapped.derived.items()
        if FOCUS_COLUMNS[column] == "VARCHAR" and texts.issuperset(_NAME.findall(expression))
    }
    rest = {column: expression for column, expression in mapped.derived.items() if column not in given}
    return replace(mapped, derived=rest), {**columns, **given}


def _in_shape(
    mapped: Mapped, read: Mapping[str, str], source: str, name: str, codes: Mapping[str, str] | None = None
) -> str:
    """The query that gives each column of `read` (column -> expression over `source`) and what derives from them.

    Columns whose expression is in `codes` come as their code, while those that derive from them see the text.
    """
    coded = {column: codes[expression] for column, expression in read.items() if codes and expression in codes}
    inner = [f"{expression} AS {quoted(column)}" for column, expression in read.items()]
    inner += [f"{code} AS {quoted(_code(column))}" for column, code in coded.items()]
    kinds = {column: kind for column, kind in FOCUS_COLUMNS.items() if column in mapped.derived}
    outer = [
        f"CAST({mapped.derived[column]} AS {kinds[column]}) AS {quoted(column)}"
        if column in kinds
        else f"{quoted(_code(column))} AS {quoted(column)}"
        if column in coded
        else quoted(column)
        for column in (*FOCUS_COLUMNS, *(column for column in read if column not in FOCUS_COLUMNS))
    ]
    chosen = ", ".join((*outer, *_UNIFORM))
    return f'SELECT {chosen}, {literal(name)} AS "x_File" FROM (SELECT {", ".join(inner)} FROM {source})'  # noqa: S608 - quoted names and expressions of our own


def _code(column: str) -> str:
    return f"code of {column}"


def _derived_values(work: Workspace, table: str, columns: list[str]) -> dict[str, tuple[str, ...]]:
    """The values of columns that are reckoned when they are asked for, in one pass."""
    if not columns:
        return {}
    names = ", ".join(quoted(column) for column in columns)
    rows = work.connection.execute(f"SELECT DISTINCT {names} FROM {quoted(view_of(table))}").fetchall()  # noqa: S608 - quoted names
    return {
        column: tuple(sorted({row[place] for row in rows if row[place] is not None}))
        for place, column in enumerate(columns)
    }


def forget(work: Workspace, table: str) -> None:
    """Take a refused file's tables away."""
    for name in (view_of(table), codes_of(table), f"pack_{table}", f"sets_{table}", f"tags_{table}", table):
        work.drop(name)


def unite(work: Workspace, bills: Iterable[Bill]) -> dict[str, str]:
    """All bills as `costs`, months under months: a table where all are small, else a view; tag keys with a column."""
    bills = list(bills)
    is_narrow = any(bill.stored.is_narrow for bill in bills)
    keys = sorted({key for bill in bills for key in bill.stored.tag_columns}) if is_narrow else _short_tags(work, bills)
    union = " UNION ALL BY NAME ".join(selected(bill, keys) for bill in bills)
    if is_narrow:
        work.view(COSTS, union, is_on_disk=all(bill.stored.is_narrow for bill in bills))
        return {key: tag_column(key) for key in keys}
    if len(bills) == 1 and not bills[0].left_out:
        work.rename(bills[0].view, COSTS)
        for key in keys:
            work.widen(COSTS, tag_column(key), _tag_of(key))
        return {key: tag_column(key) for key in keys}
    work.create(COSTS, union)
    for bill in bills:
        work.drop(bill.view)
    return {key: tag_column(key) for key in keys}


def _tag_of(key: str) -> str:
    return f"nullif(\"Tags\"[{literal(key)}], '')"


def _short_tags(work: Workspace, bills: Sequence[Bill]) -> list[str]:
    """Tag keys of small bills that get a column: taking one out of the map of every row takes most of a question."""
    if sum(bill.file.rows for bill in bills) < LEAST_ROWS:
        return []
    entries = " UNION ALL ".join(
        f'SELECT unnest(map_entries("Tags")) AS e FROM {quoted(bill.view)}'  # noqa: S608 - a quoted name
        for bill in bills
    )
    few = f"GROUP BY 1 HAVING count(DISTINCT e.value) <= {MOST_VALUES} ORDER BY 1 LIMIT {MOST_COLUMNS}"
    return [key for (key,) in work.connection.execute(f"SELECT e.key FROM ({entries}) {few}").fetchall()]  # noqa: S608 - as above


def selected(bill: Bill, keys: Iterable[str], *, is_coded: bool = False) -> str:
    """The query of one bill's part of `costs`, with a column for each tag key of `keys`; or of its codes."""
    nothing = ", ".join(
        f"CAST(NULL AS {FOCUS_COLUMNS[column]}) AS {quoted(column)}" for column in sorted(bill.left_out)
    )
    replaced = f" REPLACE ({nothing})" if nothing else ""
    lacking = [key for key in keys if key not in bill.stored.tag_columns]
    added = "".join(f", {_tag_of(key)} AS {quoted(tag_column(key))}" for key in lacking)
    view = codes_of(bill.file.table) if is_coded and bill.stored.is_narrow else bill.view
    return f"SELECT *{replaced}{added} FROM {quoted(view)}"  # noqa: S608 - quoted names


AMORTIZED_ONLY = frozenset({"EffectiveCost"})
ACTUAL_ONLY = frozenset(column for column, kind in FOCUS_COLUMNS.items() if kind == MONEY) - AMORTIZED_ONLY


def known_values(bills: Iterable[Bill]) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]] | None]:
    """Values of columns and of tags that are known of every bill, so that nobody has to look for them."""
    stored = [bill.stored for bill in bills]
    columns = set.intersection(*(set(each.values) for each in stored)) if stored else set()
    values = {column: _merged([each.values[column] for each in stored]) for column in sorted(columns)}
    tags = [each.tags for each in stored]
    if any(each is None for each in tags):
        return values, None
    keys = sorted({key for each in tags if each for key in each})
    return values, {key: _merged([each.get(key, ()) for each in tags if each]) for key in keys}


def _merged(parts: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(sorted({value for part in parts for value in part}))
