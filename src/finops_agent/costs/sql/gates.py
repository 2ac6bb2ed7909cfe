"""The gates before a query runs, cheap ones first; called in the worker process, whose limits bound parsing too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import msgspec

from finops_agent.costs.sql.blocked import SqlBlocked
from finops_agent.costs.sql.bounds import FEW_ROWS, Bounds
from finops_agent.costs.sql.estimate import check_estimate
from finops_agent.costs.sql.reasons import TOO_DEEP
from finops_agent.costs.sql.tree import check_tree

if TYPE_CHECKING:
    from collections.abc import Iterable

_ONE_SELECT = "Only one SELECT can be run here. Data can be read, not changed; settings and files are out of reach."


def check_text(sql: str, bounds: Bounds) -> None:
    """Gate 0, before the text goes anywhere.

    Raises:
        SqlBlocked: it is empty, too long or no text.
    """
    if not sql.strip():
        raise SqlBlocked("text", "There is no query. Write one, for instance: SELECT count(*) FROM costs.")
    if len(sql) > bounds.max_characters:
        raise SqlBlocked(
            "text",
            f"The query has {len(sql):,} characters, and {bounds.max_characters:,} are allowed. "
            "Shorten it, for instance a long IN list by a join with a subquery.",
        )
    if "\0" in sql or any("\ud800" <= letter <= "\udfff" for letter in sql):
        raise SqlBlocked("text", "The query holds characters that are no text. Type it again without them.")


def check(
    connection: duckdb.DuckDBPyConnection, sql: str, tables: Iterable[str], rows: int, bounds: Bounds
) -> duckdb.Statement:
    """The one statement of `sql` once it has passed all gates before its run; `rows` are those of the data.

    Raises:
        SqlBlocked: a gate stopped it.
        duckdb.Error: the engine cannot read or plan it.
    """
    statement = one_select(connection, sql)
    row = connection.execute("SELECT json_serialize_sql(?::VARCHAR)", [statement.query]).fetchone()
    try:
        tree = msgspec.json.decode(row[0] if row else "{}")
        if tree.get("error", True) or len(tree.get("statements", ())) != 1:
            raise SqlBlocked("statement", _ONE_SELECT)
        if check_tree(tree, tables):
            check_estimate(connection, statement.query, max(FEW_ROWS, bounds.growth * rows))
    except RecursionError as error:
        raise SqlBlocked("tree", TOO_DEEP) from error
    return statement


def one_select(connection: duckdb.DuckDBPyConnection, sql: str) -> duckdb.Statement:
    """Gate 1: the text is exactly one SELECT."""
    statements = connection.extract_statements(sql)
    if len(statements) > 1:
        raise SqlBlocked("statement", f"These are {len(statements)} statements. {_ONE_SELECT} Remove the others.")
    if not statements:
        raise SqlBlocked("text", "There is no query in it, only comments. Write one: SELECT count(*) FROM costs.")
    (statement,) = statements
    if statement.type is duckdb.StatementType.MULTI:
        raise SqlBlocked(
            "statement",
            "This PIVOT looks its columns up first, which takes several statements. "
            "List them: PIVOT costs ON ServiceName IN ('A', 'B') USING sum(BilledCost).",
        )
    if statement.type is not duckdb.StatementType.SELECT:
        raise SqlBlocked("statement", f"This is {statement.type.name}, no SELECT. {_ONE_SELECT}")
    return statement
