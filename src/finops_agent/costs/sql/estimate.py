"""Gate 3: how many rows the engine expects its plan to go through."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from finops_agent.costs.sql.blocked import SqlBlocked

if TYPE_CHECKING:
    import duckdb

_ENDLESS = 10**18


def check_estimate(connection: duckdb.DuckDBPyConnection, sql: str, most: int) -> None:
    """Let a query pass whose plan has no part of more than `most` rows by the engine's own estimate.

    Raises:
        SqlBlocked: it has one.
        duckdb.Error: the query cannot be planned.
    """
    rows = largest(plan(connection, sql))
    if rows > most:
        raise SqlBlocked(
            "estimate",
            f"The query would go through about {rows:,} rows, and {most:,} are allowed for this data: tables are "
            "probably joined without a condition that fits. Join them ON an equal column, or narrow them by WHERE.",
        )


def plan(connection: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    """The optimised plan; nothing of it runs but the folding of constants."""
    row = connection.execute(f"EXPLAIN (FORMAT JSON) {sql}").fetchone()
    parts: list[dict[str, Any]] = json.loads(row[1]) if row else []
    return parts


def largest(parts: list[dict[str, Any]]) -> int:
    """The most rows that any operator of the plan is expected to give."""
    most = 0

    def size(part: dict[str, Any]) -> int:
        """Rows of one operator. A cross product has no estimate of its own: it is the product of its sides."""
        nonlocal most
        inside = [size(child) for child in part.get("children", ())]
        stated = (part.get("extra_info") or {}).get("Estimated Cardinality")
        if part.get("name") == "CROSS_PRODUCT":
            rows = min(_ENDLESS, max(inside[0], 1) * max(inside[1], 1))
        else:
            rows = int(stated) if stated is not None else max(inside, default=1)
        most = max(most, rows)
        return rows

    for part in parts:
        size(part)
    return most
