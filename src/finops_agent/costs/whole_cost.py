"""Which of several cost columns holds the whole: the one that says total, or the row's sum of the others."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from finops_agent.costs.engine import quoted

if TYPE_CHECKING:
    import duckdb

_COST = r"(?:costs?|spend|amount|charges?)"
_SAYS_WHOLE = re.compile(
    rf"(?:(?:grand|monthly)[ _.-]*)?(?:total(?:[ _.-]*{_COST})?|{_COST}[ _.-]*total)"
    r"[ _.-]*(?:\(?(?:usd|eur|gbp|chf|dollars?)\)?)?",
    re.IGNORECASE,
)
_FEWEST = 3
"""Columns of which one can be the sum of the others."""
_CENT = 0.01


def whole_of(connection: duckdb.DuckDBPyConnection, table: str, costs: list[str]) -> str | None:
    """The column of `costs` that is meant by «cost» alone; None where none of them says or shows that it is."""
    if len(costs) < len(("one", "other")):
        return None
    said = [name for name in costs if _SAYS_WHOLE.fullmatch(name.strip())]
    if said:
        return said[0] if len(said) == 1 else None
    return _summed(connection, table, costs) if len(costs) >= _FEWEST else None


def _summed(connection: duckdb.DuckDBPyConnection, table: str, costs: list[str]) -> str | None:
    """The column that in every row is the sum of all others, give or take the rounding of each."""
    filled = [f"coalesce(CAST({quoted(name)} AS DOUBLE), 0)" for name in costs]
    every = " + ".join(filled)
    tests = [f"bool_and(abs(2 * {value} - ({every})) <= {_CENT * len(costs)})" for value in filled]
    sizes = [f"sum(abs({value}))" for value in filled]
    row = connection.execute(f"SELECT {', '.join([*tests, *sizes])} FROM {quoted(table)}").fetchone() or ()  # noqa: S608 - quoted names
    found = [name for name, is_sum in zip(costs, row, strict=False) if is_sum]
    # Where all but one of the others are empty, two columns are the same figure, and neither is a sum.
    filled_in = sum(1 for size in row[len(costs) :] if size)
    return found[0] if len(found) == 1 and filled_in >= _FEWEST else None
