"""Why a cost changed: what is new, what is gone, what costs more apiece (price), what is used more (usage).

The bill is cut into leaves: service, usage type, resource. A leaf with rows in one period only is new or gone. In the
others, with quantity q and rate r: usage effect = (q2 - q1) * r1, price effect = (r2 - r1) * q2, which add up to the
change. Where there is no quantity to divide by, such as for tax, the change is `other`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from finops_agent.costs.analyses.comparison import NO_DAYS, outside
from finops_agent.costs.analyses.view import Basis, Scope, within
from finops_agent.costs.analyses.worksheet import MONEY_TYPE, Worksheet
from finops_agent.costs.semantic.model import COSTS
from finops_agent.costs.semantic.sql import Sql, bound, raw

if TYPE_CHECKING:
    from finops_agent.costs.analyses.result import Result
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
    mixed = sheet.mixed_currency()
    if mixed:
        return sheet.refuse(mixed)
    earlier = baseline or period.before()
    for one in (earlier, period):
        if one.within(view.calendar.whole) is None:
            return sheet.refuse(outside(view, one))
    effects = _effects(sheet, earlier, period)
    sums = ", ".join(f"coalesce(sum({column}), 0) AS {column}" for column in ("earlier", "later", "change", *EFFECTS))
    total = sheet.row("Effects in all", raw(f"SELECT {sums}\nFROM (") + effects + ")")
    rows = sheet.rows(f"Effects by {level.replace('_', ' ')}", _movers(effects, sums, level, limit))
    if view.calendar.is_partial(period) or view.calendar.is_partial(earlier):
        sheet.notes.append("The data starts or stops inside a period, so part of the change is missing days.")
    columns = (*LEVELS[level], "earlier", "later", "change", *EFFECTS)
    columns += ("first_day",) if level == "resource" else ()
    return sheet.result(total[2], sheet.currency, columns, rows, period=period)


def _leaves(sheet: Worksheet, earlier: Period, later: Period) -> Sql:
    """Cost, quantity and rows of each leaf in both periods."""
    quantity = "CASE WHEN coalesce(\"x_LineItemType\", '') <> 'SavingsPlanNegation' THEN \"ConsumedQuantity\" END"
    select = raw(
        "SELECT coalesce(\"ServiceName\", 'no service') AS service, "
        'coalesce("x_UsageType", "SkuId", "ChargeDescription", \'no usage type\') AS usage_type, '
        "coalesce(\"ResourceId\", 'no resource') AS resource, "
        '"ChargeCategory" AS category, "ConsumedUnit" AS unit, min("x_Day") AS first_day'
    )
    for label, period in (("earlier", earlier), ("later", later)):
        inside = within(period)
        select = (
            select
            + f", coalesce(sum({sheet.cost}) FILTER (WHERE "
            + inside
            + f"), 0) AS {label}, sum({quantity}) FILTER (WHERE "
            + inside
            + f") AS {label}_quantity, count(*) FILTER (WHERE "
            + inside
            + f") AS {label}_rows"
        )
    return select + f"\nFROM {COSTS}" + sheet.where() + "\nGROUP BY ALL"


def _effects(sheet: Worksheet, earlier: Period, later: Period) -> Sql:
    """Each leaf's change as its effects; rounded once, the rest by subtraction, so that they add up exactly."""
    kind = (
        "CASE WHEN earlier_rows = 0 THEN 'new' WHEN later_rows = 0 THEN 'gone' "
        "WHEN earlier_quantity > 0 AND later_quantity > 0 THEN 'both' ELSE 'other' END"
    )
    usage = (
        "CAST(round(CAST(earlier AS DOUBLE) * (CAST(later_quantity AS DOUBLE) / CAST(earlier_quantity AS DOUBLE) - 1)"
        f", 10) AS {MONEY_TYPE})"
    )
    zero = f"CAST(0 AS {MONEY_TYPE})"
    return (
        raw(
            "SELECT service, usage_type, resource, first_day, earlier, later, change, "
            f"CASE WHEN kind = 'new' THEN change ELSE {zero} END AS new, "
            f"CASE WHEN kind = 'gone' THEN change ELSE {zero} END AS gone, usage_effect, "
            f"CASE WHEN kind = 'both' THEN change - usage_effect ELSE {zero} END AS price_effect, "
            f"CASE WHEN kind = 'other' THEN change ELSE {zero} END AS other\n"
            f"FROM (SELECT *, later - earlier AS change, {kind} AS kind, "
            f"CASE WHEN {kind} <> 'both' THEN {zero} WHEN abs(later - earlier - {usage}) < {_DUST} "
            f"THEN later - earlier ELSE {usage} END AS usage_effect\nFROM ("
        )
        + _leaves(sheet, earlier, later)
        + ")\nWHERE earlier_rows > 0 OR later_rows > 0)"
    )


def _movers(effects: Sql, sums: str, level: Level, limit: int) -> Sql:
    """Groups by the size of their change, those beyond `limit` as one row."""
    names = ", ".join(LEVELS[level])
    first = ", min(first_day) AS first_day" if level == "resource" else ""
    kept = ", ".join(
        f"CASE WHEN place <= limit_rows THEN {name} ELSE '{_REST}' END AS {name}" for name in LEVELS[level]
    )
    shown_first = (
        ", CASE WHEN min(place) <= any_value(limit_rows) THEN min(first_day) END AS first_day" if first else ""
    )
    ranked = (
        raw(f"SELECT *, row_number() OVER (ORDER BY abs(change) DESC, {names}) AS place, ")
        + bound(limit)
        + f" AS limit_rows\nFROM (SELECT {names}, {sums}{first}\nFROM ("
        + effects
        + f")\nGROUP BY {names})"
    )
    positions = ", ".join(str(number + 1) for number in range(len(LEVELS[level])))
    return (
        raw(f"SELECT {kept}, {sums}{shown_first}\nFROM (")
        + ranked
        + f")\nGROUP BY {positions}, place > limit_rows\nORDER BY min(place)"
    )
