"""Why a cost changed: what is new, what is gone, what costs more apiece (price), what is used more (usage).

The bill is cut into leaves: service, usage type, resource. A leaf with rows in one period only is new or gone. In the
others, with quantity q and rate r: usage effect = (q2 - q1) * r1, price effect = (r2 - r1) * q2, which add up to the
change. Where there is no quantity to divide by, such as for tax, the change is `other`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from finops_agent.costs.analyses.comparison import NO_DAYS, unfit_sides
from finops_agent.costs.analyses.footing import footing_of
from finops_agent.costs.analyses.view import Basis, Scope, within
from finops_agent.costs.analyses.worksheet import MONEY_TYPE, Worksheet, exact
from finops_agent.costs.semantic.sql import Sql, bound, joined, raw

if TYPE_CHECKING:
    from finops_agent.costs.analyses.footing import Footing
    from finops_agent.costs.analyses.result import Cell, Result
    from finops_agent.costs.analyses.source import Source
    from finops_agent.costs.analyses.view import CostView
    from finops_agent.costs.semantic.period import Period

Level = Literal["service", "usage_type", "resource"]
LEVELS: Final[dict[Level, tuple[str, ...]]] = {
    "service": ("service",),
    "usage_type": ("service", "usage_type"),
    "resource": ("service", "usage_type", "resource"),
}
EFFECTS: Final = ("new", "gone", "usage_effect", "price_effect", "other")
_DUST: Final = "greatest(0.000001, 0.000001 * abs(later))"
"""Price effects below come from the bill's own rounding of each line."""
_REST: Final = "everything else"


def explain_change(
    view: CostView,
    scope: Scope,
    baseline: Period | None = None,
    *,
    level: Level = "service",
    limit: int = 10,
    default_basis: Basis = "billed",
) -> Result:
    """The change from `baseline` (default: the period before) to the scope's period, cut into its effects.

    `value` is the change. Rows: the names of `level`, earlier, later, change, then the effects; at resource level also
    the first day of the resource in the whole data. The `limit` largest movers come first, then one row for the rest,
    so that each column adds up to the whole exactly.
    """
    period = scope.period or (view.calendar.latest_month if view.calendar else None)
    sheet = Worksheet(view, "explain_change", scope.during(None), default_basis)
    if period is None or view.calendar is None:
        return sheet.refuse(NO_DAYS)
    earlier = baseline or period.before()
    missing = unfit_sides(sheet, view.calendar.whole, (earlier, period))
    if missing:
        return sheet.refuse(missing)
    found = sheet.summed(
        f"Effects in all, then by {level.replace('_', ' ')}",
        lambda source: _movers(
            _effects(sheet, source, earlier, period, tells_first_day=level == "resource"), level, limit
        ),
    )
    first = len(LEVELS[level])
    before, after, change = next((row[first : first + 3] for row in found if row[-1]), (0, 0, 0))
    rows = tuple(row[:-1] for row in found if not row[-1])
    if view.calendar.is_partial(period) or view.calendar.is_partial(earlier):
        sheet.notes.append("The data starts or stops inside a period, so part of the change is missing days.")
    columns = (*LEVELS[level], "earlier", "later", "change", *EFFECTS)
    columns += ("first_day",) if level == "resource" else ()
    footing = _footing(sheet, (earlier, before), (period, after), change)
    return sheet.result(change, sheet.currency, columns, rows, period=period, footing=footing)


def _footing(
    sheet: Worksheet, earlier: tuple[Period, Cell], later: tuple[Period, Cell], change: Cell
) -> Footing | None:
    """All charges of both periods, each with what it costs."""
    (first, before), (second, after) = earlier, later
    told = f"{sheet.told(after)} in {second.label} less {sheet.told(before)} in {first.label}"
    figured = (exact(before) or 0) + (exact(after) or 0)
    return footing_of(sheet, (first, second), figured=figured, follows=f"{told} is {sheet.told(change)}.")


def _leaves(sheet: Worksheet, source: Source, earlier: Period, later: Period, *, tells_first_day: bool) -> Sql:
    """Cost and quantity of each leaf in both periods, and whether it has rows there."""
    sides = (("earlier", earlier), ("later", later))
    inside = joined([raw("(") + within(period) + f") AS in_{label}" for label, period in sides], ", ")
    read = (
        raw(
            f'SELECT {source.service} AS service, {source.usage_type} AS usage_type, "ResourceId" AS resource, '
            f'"ChargeCategory" AS category, "ConsumedUnit" AS unit, "x_Day" AS day, {sheet.cost} AS cost, '
            'CASE WHEN "x_LineItemType" IS DISTINCT FROM \'SavingsPlanNegation\' THEN "ConsumedQuantity" END '
            "AS quantity, "
        )
        + inside
    )
    # The first day of a resource may lie before both periods; other days count only there.
    asked = () if tells_first_day else (raw("(") + joined([within(period) for _, period in sides], " OR ") + ")",)
    sums = ", ".join(
        f"coalesce(sum(cost) FILTER (WHERE in_{label}), 0) AS {label}, "
        f"sum(quantity) FILTER (WHERE in_{label}) AS {label}_quantity, "
        f"coalesce(bool_or(in_{label}), false) AS is_{label}"
        for label, _ in sides
    )
    keys = "service, usage_type, resource, category, unit"
    return (
        raw(f"SELECT {keys}, min(day) AS first_day, {sums}\nFROM (")
        + read
        + f"\nFROM {source}"
        + sheet.where(*asked)
        + f")\nGROUP BY {keys}"
    )


def _effects(sheet: Worksheet, source: Source, earlier: Period, later: Period, *, tells_first_day: bool) -> Sql:
    """Each leaf's change as its effects; rounded once, the rest by subtraction, so that they add up exactly."""
    kind = (
        "CASE WHEN NOT is_earlier THEN 'new' WHEN NOT is_later THEN 'gone' "
        "WHEN earlier_quantity > 0 AND later_quantity > 0 THEN 'both' ELSE 'other' END"
    )
    usage = (
        "CAST(round(CAST(earlier AS DOUBLE) * (CAST(later_quantity AS DOUBLE) / CAST(earlier_quantity AS DOUBLE) - 1)"
        f", 10) AS {MONEY_TYPE})"
    )
    zero = f"CAST(0 AS {MONEY_TYPE})"
    return (
        raw(
            "SELECT service, usage_type, coalesce(resource, 'no resource') AS resource, first_day, earlier, later, "
            "change, "
            f"CASE WHEN kind = 'new' THEN change ELSE {zero} END AS new, "
            f"CASE WHEN kind = 'gone' THEN change ELSE {zero} END AS gone, usage_effect, "
            f"CASE WHEN kind = 'both' THEN change - usage_effect ELSE {zero} END AS price_effect, "
            f"CASE WHEN kind = 'other' THEN change ELSE {zero} END AS other\n"
            f"FROM (SELECT *, later - earlier AS change, {kind} AS kind, "
            f"CASE WHEN {kind} <> 'both' THEN {zero} WHEN abs(later - earlier - {usage}) < {_DUST} "
            f"THEN later - earlier ELSE {usage} END AS usage_effect\nFROM ("
        )
        + _leaves(sheet, source, earlier, later, tells_first_day=tells_first_day)
        + ")\nWHERE is_earlier OR is_later)"
    )


def _movers(effects: Sql, level: Level, limit: int) -> Sql:
    """Groups by the size of their change, those beyond `limit` as one row, and the whole; `is_whole` tells it."""
    keys = LEVELS[level]
    names = ", ".join(keys)
    sums = ", ".join(f"coalesce(sum({column}), 0) AS {column}" for column in ("earlier", "later", "change", *EFFECTS))
    kept = ", ".join(f"CASE WHEN place <= limit_rows THEN {key} ELSE '{_REST}' END AS {key}" for key in keys)
    first = ", CASE WHEN min(place) <= any_value(limit_rows) THEN min(first_day) END AS first_day"
    again = ", ".join(f"sum({column}) AS {column}" for column in ("earlier", "later", "change", *EFFECTS))
    shown = f"{kept}, {again}{first if level == 'resource' else ''}, is_whole"
    ranked = (
        raw(f"SELECT *, row_number() OVER (PARTITION BY is_whole ORDER BY abs(change) DESC, {names}) AS place, ")
        + bound(limit)
        + f" AS limit_rows\nFROM (SELECT {names}, {sums}, min(first_day) AS first_day, "
        f"grouping({keys[0]}) > 0 AS is_whole\nFROM (" + effects + f")\nGROUP BY GROUPING SETS (({names}), ()))"
    )
    positions = ", ".join(str(number + 1) for number in range(len(keys)))
    return (
        raw(f"SELECT {shown}\nFROM (")
        + ranked
        + f")\nGROUP BY {positions}, place > limit_rows, is_whole\nORDER BY is_whole DESC, min(place)"
    )
