"""Two periods side by side, a share of a whole, and what a price cut would save: three small figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finops_agent.costs.analyses.view import Basis, Scope, within
from finops_agent.costs.analyses.worksheet import MONEY_TYPE, Worksheet, percent
from finops_agent.costs.semantic.compiler import compile_clauses, compile_query
from finops_agent.costs.semantic.model import COSTS
from finops_agent.costs.semantic.query import SemanticQuery
from finops_agent.costs.semantic.sql import bound, joined, raw

if TYPE_CHECKING:
    from decimal import Decimal

    from finops_agent.costs.analyses.result import Result, Row
    from finops_agent.costs.analyses.view import CostView
    from finops_agent.costs.semantic.period import Period
    from finops_agent.costs.semantic.query import Clause

NO_DAYS = "The rows have no readable date, so there are no periods to compare."


def compare(
    view: CostView,
    scope: Scope,
    baseline: Period | None = None,
    dimensions: tuple[str, ...] = (),
    *,
    default_basis: Basis = "billed",
) -> Result:
    """The scope's period set against `baseline` (default: the period before): earlier, later, change, percent.

    `value` is the change. Without a period the latest month is taken. Groups of `dimensions` (names of the semantic
    model) come in order of the size of their change. Where the data covers unequal numbers of days of the two, the
    change of the average day is in the notes.
    """
    period = scope.period or (view.calendar.latest_month if view.calendar else None)
    sheet = Worksheet(view, "compare", scope.during(None), default_basis)
    if period is None or view.calendar is None:
        return sheet.refuse(NO_DAYS)
    earlier = baseline or period.before()
    missing = unfit_sides(sheet, view.calendar.whole, (earlier, period))
    if missing:
        return sheet.refuse(missing)
    query = SemanticQuery(sheet.basis, (), scope.clauses, period=period, baseline=earlier, rank="move")
    total = sheet.row("Both periods", compile_query(query, view.model).sql)
    _note_days(sheet, earlier, period)
    rows: tuple[Row, ...] = (total,)
    columns: tuple[str, ...] = ("earlier", "later", "change", "change_percent")
    if dimensions:
        grouped = SemanticQuery(sheet.basis, dimensions, scope.clauses, period=period, baseline=earlier, rank="move")
        compiled = compile_query(grouped, view.model)
        rows = sheet.rows("Both periods by group", compiled.sql)
        columns = compiled.columns
    return sheet.result(total[2], sheet.currency, columns, rows, period=period)


def share(view: CostView, scope: Scope, part: tuple[Clause, ...], *, default_basis: Basis = "billed") -> Result:
    """The cost of the rows that meet `part`, in percent of the scope's (one row: part, whole, percent)."""
    sheet = Worksheet(view, "share", scope, default_basis)
    mixed = sheet.mixed_currency()
    if mixed:
        return sheet.refuse(mixed)
    picked = joined(compile_clauses(part, view.model), " AND ") if part else raw("true")
    row = sheet.row(
        "Part and whole",
        raw(f"SELECT part, whole, {percent('part', 'whole')} AS percent\nFROM (SELECT coalesce(sum({sheet.cost}) ")
        + "FILTER (WHERE "
        + picked
        + f"), 0) AS part, sum({sheet.cost}) AS whole\nFROM {COSTS}"
        + sheet.where()
        + ")",
    )
    if row[2] is None:
        return sheet.refuse("The whole is zero or has no rows, so nothing is a share of it.")
    return sheet.result(row[2], "%", ("part", "whole", "percent"), (row,))


def what_if(view: CostView, scope: Scope, cheaper_percent: Decimal, *, default_basis: Basis = "billed") -> Result:
    """What is saved if the scope's rows cost `cheaper_percent` % less: the money of the period itself.

    Returns:
        One row: current, saving, after. Over several whole months the saving of an average month is in the notes.
    """
    sheet = Worksheet(view, "what_if", scope, default_basis)
    mixed = sheet.mixed_currency()
    if mixed:
        return sheet.refuse(mixed)
    saving = raw("CAST(round(current * ") + bound(cheaper_percent) + f" / 100, 10) AS {MONEY_TYPE})"
    row = sheet.row(
        f"At {cheaper_percent} % less",
        raw("SELECT current, saving, current - saving AS after\nFROM (SELECT current, ")
        + saving
        + f" AS saving\nFROM (SELECT sum({sheet.cost}) AS current\nFROM {COSTS}"
        + sheet.where()
        + "))",
    )
    if row[0] is None:
        return sheet.refuse("No row of the bill is in this part of it, so there is nothing to save.")
    return sheet.result(row[1], sheet.currency, ("current", "saving", "after"), (row,))


def _note_days(sheet: Worksheet, earlier: Period, later: Period) -> None:
    """Say the change of the average day where the data covers unequal numbers of days."""
    whole = sheet.view.calendar.whole if sheet.view.calendar else None
    covered = [one.within(whole) for one in (earlier, later)] if whole else []
    days = [one.days for one in covered if one is not None]
    if len(days) < 2 or days[0] == days[1]:  # noqa: PLR2004 - both periods
        return
    per_day = sheet.row(
        "Average day of both periods",
        raw(f"SELECT sum({sheet.cost}) FILTER (WHERE ")
        + within(earlier)
        + f") / {days[0]} AS earlier, sum({sheet.cost}) FILTER (WHERE "
        + within(later)
        + f") / {days[1]} AS later\nFROM {COSTS}"
        + sheet.where(),
    )
    first, second = (float(str(value or 0)) for value in per_day)
    sheet.notes.append(
        f"The data covers {days[0]} days of {earlier.label} and {days[1]} of {later.label}: {first:,.2f} against "
        f"{second:,.2f} {sheet.currency} a day."
    )


def unfit_sides(sheet: Worksheet, whole: Period, sides: tuple[Period, Period]) -> str | None:
    """A sentence where two periods cannot be set side by side: several currencies, or no day of one in the `whole`."""
    gone = (
        f"The data has no day of {side.label}; it covers {whole.label}. Load the other bill beside it."
        for side in sides
        if side.within(whole) is None
    )
    return sheet.mixed_currency() or next(gone, None)
