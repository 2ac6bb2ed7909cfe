"""Queries to begin with, made of the tables that are there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finops_agent.costs.engine import quoted

if TYPE_CHECKING:
    from finops_agent.costs.dataset import Dataset, Table

COSTS = "costs"


def example_queries(dataset: Dataset) -> dict[str, str]:
    """Title -> query; each runs on this data."""
    examples: dict[str, str] = {}
    for table in dataset.tables:
        examples |= _of_costs(table) if table.name == COSTS else _of_table(table)
    return examples


def _of_costs(table: Table) -> dict[str, str]:
    columns = {column.name for column in table.columns}
    examples = {
        "Cost by service": "SELECT ServiceName, sum(BilledCost) AS billed\nFROM costs\n"
        "GROUP BY ServiceName\nORDER BY billed DESC\nLIMIT 20",
        "Cost by month and change": "SELECT x_Month, sum(BilledCost) AS billed,\n"
        "       billed - lag(billed) OVER (ORDER BY x_Month) AS change\nFROM costs\nGROUP BY x_Month\nORDER BY x_Month",
        "The dearest resources of each service": "SELECT ServiceName, ResourceId, sum(EffectiveCost) AS effective\n"
        "FROM costs\nWHERE ResourceId IS NOT NULL\nGROUP BY ServiceName, ResourceId\n"
        "QUALIFY row_number() OVER (PARTITION BY ServiceName ORDER BY effective DESC) <= 3\n"
        "ORDER BY effective DESC",
        "Tag keys and what they cover": "SELECT key, count(*) AS rows, sum(BilledCost) AS billed\n"
        "FROM (SELECT unnest(map_keys(Tags)) AS key, BilledCost FROM costs)\nGROUP BY key\nORDER BY billed DESC",
    }
    needed = {
        "Cost by service": {"ServiceName", "BilledCost"},
        "Cost by month and change": {"x_Month", "BilledCost"},
        "The dearest resources of each service": {"ServiceName", "ResourceId", "EffectiveCost"},
        "Tag keys and what they cover": {"Tags", "BilledCost"},
    }
    return {title: sql for title, sql in examples.items() if needed[title] <= columns}


def _of_table(table: Table) -> dict[str, str]:
    name = quoted(table.name) if not table.name.isidentifier() else table.name
    examples = {f"First rows of {table.name}": f"SELECT *\nFROM {name}\nLIMIT 20"}
    cost = next((column.name for column in table.columns if column.role == "measure"), None)
    group = next((column.name for column in table.columns if column.role == "dimension"), None)
    if cost and group:
        examples[f"{cost} by {group}"] = (
            f"SELECT {quoted(group)}, sum({quoted(cost)}) AS total\nFROM {name}\n"
            "GROUP BY 1\nORDER BY total DESC\nLIMIT 20"
        )
    return examples
