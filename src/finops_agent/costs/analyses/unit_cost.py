"""Cost per unit of business, such as an order or a user: the bill over a driver table that was loaded beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finops_agent.costs.analyses.footing import Kept, footing_of
from finops_agent.costs.analyses.worksheet import Worksheet
from finops_agent.costs.semantic.model import COSTS
from finops_agent.costs.semantic.sql import bound, joined, name, raw

if TYPE_CHECKING:
    from finops_agent.costs.analyses.result import Result
    from finops_agent.costs.analyses.view import Basis, CostView, Scope
    from finops_agent.costs.dataset import Column, Dataset, Table

NO_DRIVER = (
    "The cost of a unit needs the number of units: load a table with a date column and a number column (orders, users, "
    "requests, …) beside the bill."
)


def unit_cost(view: CostView, dataset: Dataset, scope: Scope, *, default_basis: Basis = "effective") -> Result:
    """Cost per unit by month, for the months that bill and driver table share; `value` is over all of them.

    The driver is the first loaded table, apart from the bill, with a time column and exactly one number column.

    Returns:
        Rows: month, cost, units, cost per unit.
    """
    sheet = Worksheet(view, "unit_cost", scope, default_basis)
    driver = next((table for table in dataset.tables if table.name != COSTS and _parts(table)), None)
    parts = _parts(driver) if driver else None
    mixed = sheet.mixed_currency()
    if mixed or driver is None or parts is None:
        return sheet.refuse(mixed or NO_DRIVER)
    time, number = parts
    where = sheet.where("\"ChargeCategory\" NOT IN ('Tax', 'Credit')", '"x_Month" IS NOT NULL')
    by_month = (
        raw(f'SELECT "x_Month" AS month, sum({sheet.cost}) AS cost\nFROM {COSTS}')
        + where
        + f"\nGROUP BY 1) JOIN (SELECT strftime(CAST({name(time.name)} AS DATE), '%Y-%m') AS month, "
        f"sum({name(number.name)}) AS units\nFROM {name(driver.name)} GROUP BY 1) USING (month)"
    )
    per_unit = "round(CAST(cost AS DOUBLE) / nullif(CAST(units AS DOUBLE), 0), 10)"
    rows = sheet.rows(
        "Cost per unit by month",
        raw(f"SELECT month, cost, units, {per_unit} AS cost_per_unit\nFROM (") + by_month + "\nORDER BY month",
    )
    if not rows:
        return sheet.refuse("The bill and the driver table share no month, so there is nothing to divide.")
    total = sheet.row(
        "Cost per unit in all",
        raw(
            "SELECT round(CAST(sum(cost) AS DOUBLE) / nullif(CAST(sum(units) AS DOUBLE), 0), 10) AS cost_per_unit, "
            "sum(cost) AS cost, sum(units) AS units\nFROM ("
        )
        + by_month,
    )
    sheet.notes.append(f"Units: the column {number.name} of {driver.name}. Tax and credits are left out.")
    unit = f"{sheet.currency} per {number.name}".strip()
    months = joined([bound(row[0]) for row in rows], ", ")
    footing = footing_of(
        sheet,
        (scope.period,),
        lambda _: (
            Kept("Taxes and credits", raw("\"ChargeCategory\" NOT IN ('Tax', 'Credit')")),
            Kept(f"Months without {number.name}", raw('"x_Month" IN (') + months + ")"),
        ),
        figured=total[1],
        follows=f"{sheet.told(total[1])} over {float(str(total[2])):,.10g} {number.name} is the cost of one.",
    )
    return sheet.result(total[0], unit, ("month", "cost", "units", "cost_per_unit"), rows, footing=footing)


def _parts(table: Table) -> tuple[Column, Column] | None:
    """The time and the number column, where the table has just such a shape."""
    times = [one for one in table.columns if one.role == "time" and one.type.startswith(("DATE", "TIMESTAMP"))]
    numbers = [one for one in table.columns if one.role in {"measure", "quantity"}]
    return (times[0], numbers[0]) if len(times) == 1 and len(numbers) == 1 else None
