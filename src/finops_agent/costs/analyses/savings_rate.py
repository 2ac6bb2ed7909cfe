"""The effective savings rate: what discounts and commitments save of the list price, their waste counted against it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from finops_agent.costs.analyses.commitments import IS_PAIR, WASTE
from finops_agent.costs.analyses.footing import Kept, footing_of
from finops_agent.costs.analyses.worksheet import Worksheet, percent
from finops_agent.costs.semantic.sql import Sql, raw

if TYPE_CHECKING:
    from finops_agent.costs.analyses.footing import Footing
    from finops_agent.costs.analyses.result import Result, Row
    from finops_agent.costs.analyses.source import Source
    from finops_agent.costs.analyses.view import CostView, Group, Scope

_CHARGES: Final = "\"ChargeCategory\" IN ('Usage', 'Purchase')"
_USED: Final = (
    '("ChargeCategory" = \'Usage\' AND "ListCost" IS NOT NULL '
    f"AND coalesce(\"CommitmentDiscountStatus\", '') <> 'Unused' AND NOT {IS_PAIR})"
)
_IS_WASTE: Final = f"(({WASTE}) IS NOT NULL)"
"""The unused part of a commitment is a cost without a list price; leaving it out would hide it."""
_COLUMNS: Final = ("list", "effective", "saved", "percent_saved")


def effective_savings_rate(view: CostView, scope: Scope, dimension: str | None = None) -> Result:
    """What discounts and commitments save of the list price of all usage, their waste counted against it, in percent.

    Rows without a list price are left out on both sides and told. Where the data has contracted prices, the rate over
    them is in the notes: it shows the commitments alone.

    Returns:
        One row: list, effective, saved, percent saved; with `dimension` one a group, its label first, the least saved
        first, times in their order.
    """
    sheet = Worksheet(view, "effective_savings_rate", scope)
    mixed = sheet.mixed_currency()
    if mixed or not view.has("ListCost") or sheet.basis != "effective":
        return sheet.refuse(
            mixed or "The effective savings rate needs list and effective cost of the same rows; this data lacks one."
        )
    over = "contracted" if view.has("ContractedCost") else "list"
    (row,) = sheet.summed("Saved of the list price", lambda source: _saved(sheet, source, over))
    if not row[0]:
        return sheet.refuse("No usage in this part of the bill has a list price.")
    if row[4]:
        sheet.notes.append(f"{row[4]:,.2f} {sheet.currency} without a list price are left out.")
    if over == "contracted" and row[5] is not None:
        sheet.notes.append(f"Over contracted instead of list prices: {row[5]:.2f} %.")
    basis, footing = "(list - effective cost) / list cost", _footing(sheet, row)
    if dimension is None:
        return sheet.result(row[3], "%", _COLUMNS, (row[:4],), basis=basis, footing=footing)
    group = view.group(dimension)
    found = sheet.summed(f"Saved by {group.label}", lambda source: _saved(sheet, source, over, group))
    rows = tuple(one[: 1 + len(_COLUMNS)] for one in found)
    bare = ", ".join(f"{row[2]:,.2f} {sheet.currency} in {row[0]}" for row in rows if not row[1])
    if bare:
        sheet.notes.append(f"Without usage at list prices, so without a rate of its own: {bare} of unused commitments.")
    return sheet.result(row[3], "%", (group.label, *_COLUMNS), rows, basis=basis, footing=footing)


def _saved(sheet: Worksheet, source: Source, over: str, group: Group | None = None) -> Sql:
    """List, effective, saved, percent saved, what is left out, and percent over contracted prices; of each group."""
    base = "ContractedCost" if over == "contracted" else "ListCost"
    part, given = ("part, ", f"{group.sql} AS part, ") if group else ("", "")
    order = f"\nORDER BY {'' if group.is_time else 'percent_saved, '}part" if group else ""
    return (
        raw(
            f"SELECT {part}list, effective, list - effective AS saved, "
            f"{percent('list - effective', 'list')} AS percent_saved, left_out, "
            f"{percent('base - effective', 'base')} AS percent_over_{over}\n"
            f'FROM (SELECT {given}coalesce(sum("ListCost") FILTER (WHERE {_USED}), 0) AS list, '
            f'coalesce(sum("EffectiveCost") FILTER (WHERE {_USED} OR {_IS_WASTE}), 0) AS effective, '
            f'coalesce(sum("{base}") FILTER (WHERE {_USED}), 0) AS base, '
            f'coalesce(sum("EffectiveCost") FILTER (WHERE "ListCost" IS NULL AND NOT {_IS_WASTE}), 0) AS left_out\n'
            f"FROM {source}"
        )
        + sheet.where(_CHARGES)
        + ("\nGROUP BY 1)\nWHERE list <> 0 OR effective <> 0" if group else ")")
        + order
    )


def _footing(sheet: Worksheet, row: Row) -> Footing | None:
    """All used charges with a list price, and what commitments cost unused."""
    return footing_of(
        sheet,
        (sheet.scope.period,),
        lambda _: (
            Kept("Taxes and credits", raw(_CHARGES)),
            Kept("Charges without a list price", raw(f"{_USED} OR {_IS_WASTE}")),
        ),
        figured=row[1],
        follows=f"At list prices it would be {sheet.told(row[0])}: {sheet.told(row[2])} or {row[3]:.2f} % are saved.",
    )
