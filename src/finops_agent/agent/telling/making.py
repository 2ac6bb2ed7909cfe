"""When the oldest or the newest thing of an inventory was made, and what it is called: said beside its age."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finops_agent.agent.answer import SqlStep
from finops_agent.costs.semantic.sql import bound, name, raw
from finops_agent.costs.semantic.table_days import AGE

if TYPE_CHECKING:
    import duckdb

    from finops_agent.agent.telling.narrate import Result


def told_of_first(connection: duckdb.DuckDBPyConnection, result: Result) -> tuple[str, tuple[SqlStep, ...]]:
    """The end of a sentence on the first thing of a ranking by age, with its query; nothing for other answers."""
    model, dimensions = result.model, result.query.dimensions
    split = [model.dimensions[key] for key in dimensions]
    if result.measure.name != AGE or not result.rows or len(split) != 1 or not split[0].is_entity or model.day is None:
        return "", ()
    thing = split[0]
    names = [d for d in model.dimensions.values() if d.label == "name" and d.name != thing.name]
    called = names[0].expression if names else "NULL"
    sql = (
        raw(f"SELECT CAST(min({model.day}) AS VARCHAR) AS made_on, min({called}) AS name\nFROM {name(model.table)}\n")
        + f"WHERE {thing.expression} = "
        + bound(str(result.rows[0][0]))
    )
    day, own = connection.execute(sql.text, sql.values).fetchone() or (None, None)
    if day is None:
        return "", ()
    is_called = f", called {own}," if own and str(own) != str(result.rows[0][0]) else ""
    return f" {result.rows[0][0]}{is_called} was made on {day}.", (SqlStep(sql.shown, 1),)
