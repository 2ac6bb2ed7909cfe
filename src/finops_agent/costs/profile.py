"""A table that is no known bill: which of its columns is cost, which are dates, quantities, dimensions.

A column's type is told by all of its values, not by a sample. German numbers (1.234,56) and US dates are understood
where every value of the column fits.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from finops_agent.costs.dataset import Column, Notice, Role
from finops_agent.costs.engine import quoted
from finops_agent.costs.formats.base import plain_name
from finops_agent.costs.numbers import ENGLISH, FORMS, GERMAN, PLAIN, READABLE
from finops_agent.costs.reshape import drop_totals
from finops_agent.costs.whole_cost import whole_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb

    from finops_agent.costs.formats import Kind
    from finops_agent.costs.workspace import Workspace

_COST_WORDS = re.compile(
    r"cost|costs|spend|amount|charge|charges|price|billed|kosten|betrag|coste|montant|total|savings|waste|usd|eur",
    re.IGNORECASE,
)
_BEST_COST = re.compile(r"(?:billed|unblended|total)?[_ ./]*(?:costs?|kosten)(?:[_ ]|$|\()", re.IGNORECASE)
_RATE_WORDS = re.compile(r"rate|unit[_ ]?price|percent|pct|%|per[_ ](?!month|year|annum|quarter)", re.IGNORECASE)
_TOTAL = re.compile("total", re.IGNORECASE)
_COUNT_WORDS = re.compile(
    r"seats?|licen[cs]es?|users?|hours?|instances?|requests?|invocations?|nodes?|pods?|v?cpus?|cores?|memory|items?|"
    r"objects?|size|gi?b|bytes|count|quantity|units?",
    re.IGNORECASE,
)
"""What "total" is a number of, and no amount of money."""
_ID_WORDS = re.compile(
    r"(?:^|[_ /.-])(?:id|account|number|nr|code|zip|year|port|version)$|Id$|(?-i:[a-z]Version)$", re.IGNORECASE
)

_MONTH = (
    "CASE WHEN regexp_full_match({text}, '\\d{{4}}[-/]\\d\\d|[A-Za-z]{{3,9}}[- ]\\d{{4}}') "
    "THEN try_strptime({text}, ['%Y-%m', '%Y/%m', '%b %Y', '%B %Y', '%b-%Y', '%B-%Y']) END"
)
"""A month alone: 2026-07, July 2026; read as its first day."""
_PERCENT = (
    "CASE WHEN regexp_full_match({text}, '[-+]?\\d+(\\.\\d+)? ?%') "
    f"THEN TRY_CAST(rtrim({{text}}, ' %') AS {READABLE}) END"
)
"""12.5 %: the column's name says what it is a percentage of."""
_DIGITS = "CASE WHEN regexp_full_match({text}, '20\\d\\d(0[1-9]|1[0-2])') THEN try_strptime({text}, '%Y%m') END"
"""202607, in a column of months."""
_MONTHLY = re.compile(r"month|period", re.IGNORECASE)
_FORMS = (
    PLAIN,
    "try_strptime({text}, ['%m/%d/%Y', '%m/%d/%y', '%m/%d/%Y %H:%M:%S', '%d.%m.%Y'])",
    _MONTH,
    "CAST(TRY_CAST({text} AS TIMESTAMPTZ) AS TIMESTAMP)",
    ENGLISH,
    GERMAN,
    _PERCENT,
)
"""What a text may be, the first that fits all values wins."""
_SHOWN_CELL = 40
"""Characters of a cell in a notice."""
_AT_ONCE = 50
"""Columns looked at in one query; one by one, a wide table takes nine seconds."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What a table holds. `total` sums `cost_column`, the column most likely meant by «cost»."""

    columns: tuple[Column, ...]
    rows: int
    cost_column: str | None
    total: Decimal | None
    period: tuple[date, date] | None
    notices: tuple[Notice, ...]
    whole_cost: str | None = None
    """The one of several columns of costs that says or shows that it is the sum of the others."""


def profile(work: Workspace, table: str, kind: Kind | None = None) -> Profile:
    """Give `table` its types in place, and say what each column is for; `kind` says what is meant by «cost»."""
    connection = work.connection
    origin = {row[0]: row[1] for row in connection.execute(f"DESCRIBE {quoted(table)}").fetchall()}
    casts = _casts(connection, table, origin)
    if any(cast != quoted(column) for column, cast in casts.items()):
        selected = ", ".join(f"{cast} AS {quoted(column)}" for column, cast in casts.items())
        work.replace(table, f"SELECT {selected} FROM {quoted(table)}")  # noqa: S608 - quoted names
    types = {row[0]: row[1] for row in connection.execute(f"DESCRIBE {quoted(table)}").fetchall()}
    columns = tuple(Column(name, kind, _role(name, kind)) for name, kind in types.items())
    measures = [column.name for column in columns if column.role == "measure"]
    whole = whole_of(connection, table, measures) if kind is None else None
    cost = whole or _cost_column(columns, kind)
    labels = [column.name for column in columns if column.role == "dimension" and column.type == "VARCHAR"]
    totals = drop_totals(work, table, labels, cost)
    row = connection.execute(f"SELECT count(*) FROM {quoted(table)}").fetchone()  # noqa: S608 - a quoted name
    unread = _unread(connection, table, columns)
    notices = _notices(columns, cost or (unread[0].code if unread else None), kind)
    return Profile(
        columns,
        int(row[0]) if row else 0,
        cost,
        _total(connection, table, cost),
        _days(connection, table, columns),
        (*totals, *unread, *notices),
        whole,
    )


def _casts(connection: duckdb.DuckDBPyConnection, table: str, origin: dict[str, str]) -> dict[str, str]:
    """Column -> the expression that gives it its type; a text column's is the one that all its values have."""
    casts = {
        column: f"TRY_CAST({quoted(column)} AS {READABLE})"
        if kind in {"DOUBLE", "FLOAT"} and _is_cost(column)
        else quoted(column)
        for column, kind in origin.items()
    }
    texts = [column for column, kind in origin.items() if kind == "VARCHAR" and not _ID_WORDS.search(column)]
    for first in range(0, len(texts), _AT_ONCE):
        casts |= _text_casts(connection, table, texts[first : first + _AT_ONCE])
    return casts


def _text_casts(connection: duckdb.DuckDBPyConnection, table: str, columns: list[str]) -> dict[str, str]:
    """The first form that all values of a column have; only forms that fit one of its values are tried on all."""
    texts = [f"nullif(trim({quoted(column)}), '')" for column in columns]
    seen = _row(connection, table, [part for text in texts for part in (f"count({text})", f"any_value({text})")])
    filled, values = seen[::2], seen[1::2]
    cells = _row(connection, table, [f"count({quoted(column)})" for column in columns])
    open_forms = {
        place: [*([_DIGITS] if _MONTHLY.search(columns[place]) else []), *forms]
        for place, forms in enumerate(_fitting(connection, values))
        if filled[place]
    }
    # A cell of blanks holds no value, however the file writes it.
    casts = {
        columns[place]: f"CASE WHEN {texts[place]} IS NOT NULL THEN {quoted(columns[place])} END"
        for place, count in enumerate(cells)
        if count != filled[place]
    }
    while open_forms := {place: forms for place, forms in open_forms.items() if forms}:
        tries = {place: forms.pop(0).format(text=texts[place]) for place, forms in open_forms.items()}
        counts = _row(connection, table, [f"count({cast})" for cast in tries.values()])
        for (place, cast), count in zip(tries.items(), counts, strict=True):
            if count == filled[place]:
                casts[columns[place]] = cast
                del open_forms[place]
    return casts


def _fitting(connection: duckdb.DuckDBPyConnection, values: Sequence[object]) -> list[list[str]]:
    """For each value the forms that it has."""
    checks = ", ".join(f"{form.format(text='value')} IS NOT NULL" for form in _FORMS)
    rows = connection.execute(f"SELECT {checks} FROM (SELECT unnest(?::VARCHAR[]) AS value)", [list(values)]).fetchall()  # noqa: S608 - constants
    return [[form for form, fits in zip(_FORMS, row, strict=True) if fits] for row in rows]


def _row(connection: duckdb.DuckDBPyConnection, table: str, expressions: list[str]) -> tuple[object, ...]:
    """One row of aggregates over the table."""
    return connection.execute(f"SELECT {', '.join(expressions)} FROM {quoted(table)}").fetchone() or ()  # noqa: S608 - quoted names


def _is_cost(column: str) -> bool:
    is_count = _COUNT_WORDS.search(column) and not _COST_WORDS.search(_TOTAL.sub("", column))
    return bool(_COST_WORDS.search(column)) and not _RATE_WORDS.search(column) and not is_count


def _role(column: str, kind: str) -> Role:
    if kind.startswith(("TIMESTAMP", "DATE")):
        return "time"
    if kind.startswith(("DECIMAL", "DOUBLE", "FLOAT", "BIGINT", "INTEGER", "HUGEINT", "SMALLINT", "UBIGINT")):
        if _ID_WORDS.search(column):
            return "dimension"
        return "measure" if _is_cost(column) else "quantity"
    return "dimension" if kind in {"VARCHAR", "BOOLEAN"} else "other"


def _cost_column(columns: tuple[Column, ...], kind: Kind | None) -> str | None:
    numbers = {plain_name(column.name): column.name for column in columns if column.role in {"measure", "quantity"}}
    meant = next((numbers[name] for name in (kind.cost if kind else ()) if name in numbers), None)
    if meant:
        return meant
    measures = [column.name for column in columns if column.role == "measure"]
    best = [name for name in measures if _BEST_COST.match(name)]
    return next(iter([*best, *measures]), None)


def _total(connection: duckdb.DuckDBPyConnection, table: str, cost: str | None) -> Decimal | None:
    if cost is None:
        return None
    row = connection.execute(f"SELECT sum({quoted(cost)}) FROM {quoted(table)}").fetchone()  # noqa: S608 - quoted names
    return Decimal(str(row[0])) if row and row[0] is not None else None


def _days(connection: duckdb.DuckDBPyConnection, table: str, columns: tuple[Column, ...]) -> tuple[date, date] | None:
    time = next((column.name for column in columns if column.role == "time"), None)
    if time is None:
        return None
    query = f"SELECT min({quoted(time)})::DATE, max({quoted(time)})::DATE FROM {quoted(table)}"  # noqa: S608 - quoted names
    first, last = connection.execute(query).fetchone() or (None, None)
    return (first, last) if isinstance(first, date) and isinstance(last, date) else None


def _unread(connection: duckdb.DuckDBPyConnection, table: str, columns: tuple[Column, ...]) -> tuple[Notice, ...]:
    """Columns named like a cost that hold numbers but for a cell that cannot be one."""
    found = []
    for column in columns:
        if column.type != "VARCHAR" or not _is_cost(column.name) or _ID_WORDS.search(column.name):
            continue
        text = f"nullif(trim({quoted(column.name)}), '')"
        reads = " OR ".join(f"({form.format(text=text)}) IS NOT NULL" for form in FORMS)
        query = (
            f"SELECT count(*) FILTER (WHERE {reads}), count({text}) FILTER (WHERE NOT ({reads})), "  # noqa: S608 - quoted names
            f"any_value({text}) FILTER (WHERE NOT ({reads})) FROM {quoted(table)}"
        )
        numbers, others, cell = connection.execute(query).fetchone() or (0, 0, None)
        if numbers and numbers >= others:
            shown = cell if len(cell) <= _SHOWN_CELL else f"{cell[:_SHOWN_CELL]}…"
            found.append(
                Notice(
                    "unread_amounts",
                    f"Column {column.name!r} is read as text and not as amounts, because its cell {shown!r} "
                    "is no amount of at most 15 digits before the point. Correct that cell and load the file again.",
                )
            )
    return tuple(found)


def _notices(columns: tuple[Column, ...], cost: str | None, kind: Kind | None) -> tuple[Notice, ...]:
    notices = []
    if cost is None and kind is None:
        notices.append(
            Notice(
                "no_cost_column",
                "No column looks like a cost, so only counts and quantities can be asked. "
                "A column named cost, spend or amount with numbers in it would be found.",
            )
        )
    if kind is None and not any(column.role == "time" for column in columns):
        notices.append(Notice("no_dates", "No column holds dates, so questions by month or day are refused."))
    return tuple(notices)
