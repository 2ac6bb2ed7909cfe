"""Commitments: how much of what was promised is used (utilisation), wasted, and how much of the usage it covers.

Three origins say it in their own way, told apart row by row: a Savings Plan's recurring fee in AWS's report carries
the commitment and the part used; a reservation's monthly fee there carries its hours and the unused ones; FOCUS marks
each row as used or unused at effective cost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from finops_agent.costs.analyses.footing import Kept, footing_of
from finops_agent.costs.analyses.view import Group
from finops_agent.costs.analyses.worksheet import MONEY_TYPE, Worksheet, percent
from finops_agent.costs.semantic.sql import Sql, raw

if TYPE_CHECKING:
    from finops_agent.costs.analyses.footing import Footing
    from finops_agent.costs.analyses.result import Result, Row
    from finops_agent.costs.analyses.source import Source
    from finops_agent.costs.analyses.view import CostView, Scope

Commitment = Literal["savings_plan", "reservation"]
NAMES: Final[dict[Commitment, str]] = {"savings_plan": "Savings Plan", "reservation": "reservation"}

IS_KIND: Final[dict[Commitment, str]] = {
    "savings_plan": "\"CommitmentDiscountType\" ILIKE '%saving%plan%'",
    "reservation": "(\"CommitmentDiscountType\" ILIKE '%reserv%' OR \"CommitmentDiscountType\" = 'RI')",
}
IS_PAIR: Final = "coalesce(\"x_LineItemType\" = 'SavingsPlanNegation', false)"
"""The minus line of a covered usage line."""
IS_COVERED: Final = (
    "coalesce(\"x_LineItemType\" IN ('SavingsPlanCoveredUsage', 'DiscountedUsage') "
    "OR \"CommitmentDiscountStatus\" = 'Used' OR (\"ChargeCategory\" = 'Usage' "
    f"AND \"CommitmentDiscountId\" IS NOT NULL AND coalesce(\"CommitmentDiscountStatus\", '') <> 'Unused' "
    f"AND NOT {IS_PAIR}), false)"
)
WASTE: Final = (
    'CASE WHEN "x_CommitmentTotal" IS NOT NULL THEN "x_CommitmentTotal" - coalesce("x_CommitmentUsed", 0) '
    'WHEN "x_ReservationQuantity" IS NOT NULL THEN "EffectiveCost" '
    'WHEN "CommitmentDiscountStatus" = \'Unused\' THEN "EffectiveCost" END'
)
"""Money committed and not used, of one row; NULL for rows that say nothing of it."""
_IS_AWS: Final = (
    "\"x_LineItemType\" IN ('SavingsPlanCoveredUsage', 'DiscountedUsage', 'RIFee', 'SavingsPlanRecurringFee', "
    "'SavingsPlanNegation')"
)
_MONEY: Final = (
    'coalesce("x_CommitmentTotal", CASE WHEN "CommitmentDiscountStatus" IS NOT NULL AND NOT is_aws '
    'THEN "EffectiveCost" END)'
)
"""Money committed, of one row; NULL for rows that say nothing of it."""
_COMMITMENTS: Final = Group('coalesce("CommitmentDiscountId", "ResourceId", \'no id\')', "commitment", is_time=False)
_OF_COMMITMENTS: Final = frozenset({"commitment", "commitment_type", "commitment_category", "provider"})
"""Dimensions that a commitment has as a whole."""
_OF_BUYERS: Final = frozenset({"account", "billing_account"})
"""Those of who bought it: AWS's fee rows stand there; FOCUS has what was used where it was used."""
_NO_COMMITMENT = (
    "This data has no rows that say how much of a commitment was used. AWS reports them as Savings Plan recurring fees "
    "and reservation fees (with resource IDs and the savingsPlan or reservation columns), FOCUS as "
    "CommitmentDiscountStatus."
)


def commitment_utilisation(
    view: CostView, scope: Scope, kind: Commitment | None = None, dimension: str | None = None
) -> Result:
    """Used part of what was committed, in percent, for each commitment or group of `dimension`.

    `value` is the share over all commitments of one kind: of money for Savings Plans and FOCUS, of hours for AWS
    reservations. Without `kind` it is None where both kinds are there, since money and hours do not add up.

    Returns:
        Rows: commitment (or group), type, measured in, committed, used, unused, percent used; the least used first,
        times in their order.
    """
    sheet = Worksheet(view, "commitment_utilisation", scope)
    refusal = _refusal(sheet)
    if refusal is not None:
        return sheet.refuse(refusal)
    unfit = _unfit(view, dimension)
    if unfit:
        return sheet.refuse(unfit)
    group = _group(view, dimension)
    columns = (group.label, "type", "measured_in", "committed", "used", "unused", "percent_used")
    order = "part, type" if group.is_time else "percent_used, part"
    rows = sheet.summed(
        f"Utilisation by {group.label}",
        lambda source: (
            raw(f"SELECT part, type, measured_in, committed, used, unused, {percent('used', 'committed')}")
            + " AS percent_used\nFROM ("
            + _committed(sheet, source, kind, group)
            + f")\nORDER BY {order}"
        ),
    )
    if not rows:
        return sheet.refuse(_NO_COMMITMENT)
    totals = sheet.summed(
        "Utilisation in all",
        lambda source: (
            raw(f"SELECT type, measured_in, {percent('sum(used)', 'sum(committed)')} AS percent_used, ")
            + "sum(used) AS used, sum(committed) AS committed\nFROM ("
            + _committed(sheet, source, kind, group)
            + ")\nGROUP BY type, measured_in\nORDER BY type, measured_in"
        ),
    )
    if len(totals) > 1:
        shares = "; ".join(f"{row[0]} {row[2]:.2f} % of {row[1]}" for row in totals if row[2] is not None)
        sheet.notes.append(f"Kinds of commitment do not add up to one figure: {shares}.")
    value = totals[0][2] if len(totals) == 1 else None
    basis = "used / committed, by the rows that report the commitment"
    return sheet.result(value, "%", columns, rows, basis=basis, footing=_used_footing(sheet, kind, totals))


def commitment_waste(
    view: CostView, scope: Scope, kind: Commitment | None = None, dimension: str | None = None
) -> Result:
    """Money committed and not used, in all and by commitment or group of `dimension` (rows: it, type, wasted)."""
    sheet = Worksheet(view, "commitment_waste", scope)
    refusal = _refusal(sheet)
    if refusal is not None:
        return sheet.refuse(refusal)
    tests = [f"({WASTE}) IS NOT NULL", *([IS_KIND[kind]] if kind else [])]
    (total,) = sheet.summed(
        "Waste in all",
        lambda source: (
            raw(f"SELECT sum({WASTE}) AS wasted, count(*) > 0 AS is_told\nFROM {source}") + sheet.where(*tests)
        ),
    )
    if not total[1]:
        return sheet.refuse(_NO_COMMITMENT)
    group = _group(view, dimension)
    order = "part, type" if group.is_time else "wasted DESC, part"
    rows = sheet.summed(
        f"Waste by {group.label}",
        lambda source: (
            raw(f'SELECT {group.sql} AS part, "CommitmentDiscountType" AS type, sum({WASTE}) AS wasted\nFROM {source}')
            + sheet.where(*tests)
            + f"\nGROUP BY 1, 2\nORDER BY {order}"
        ),
    )
    basis = "commitment not used: committed minus used for Savings Plans, unused fees for reservations"
    columns = (group.label, "type", "wasted")
    return sheet.result(
        total[0], sheet.currency, columns, rows, basis=basis, footing=_waste_footing(sheet, kind, total[0])
    )


def _unfit(view: CostView, dimension: str | None) -> str | None:
    """A sentence where used and unused parts of a commitment do not stand in the same groups."""
    found = view.model.dimensions[dimension] if dimension else None
    if found is None or found.grain or found.name in _OF_COMMITMENTS:
        return None
    if found.name in _OF_BUYERS and _has_own(view) and len(view.providers) == 1:
        return None
    return (
        f"The unused part of a commitment has no {found.label} that it was used in, so it is not split by "
        f"{found.label}. Ask by commitment or by month, or for the coverage by {found.label}."
    )


def _group(view: CostView, dimension: str | None) -> Group:
    """The split by `dimension`; by commitment where none is named."""
    by_commitment = dimension in {None, "commitment"}
    return _COMMITMENTS if by_commitment else view.group(dimension or "")


def _used_footing(sheet: Worksheet, kind: Commitment | None, totals: tuple[Row, ...]) -> Footing | None:
    """The rows that say what was committed. AWS's say it in columns of their own, FOCUS's by their effective cost."""
    told = "; ".join(f"{row[0]} {row[3]:,.2f} used of {row[4]:,.2f} committed, {row[1]}" for row in totals)
    has_own = _has_own(sheet.view)
    where = " Those rows say it in columns of their own, not by their cost." if has_own else ""
    one = len(totals) == 1 and not has_own and sheet.basis == "effective"
    reported = f'({_MONEY}) IS NOT NULL OR "x_ReservationQuantity" IS NOT NULL'.replace("is_aws", _IS_AWS)
    return footing_of(
        sheet,
        (sheet.scope.period,),
        lambda _: (*_of_kind(kind), Kept("Charges that report no commitment", raw(reported))),
        figured=totals[0][4] if one else None,
        follows=f"{told}.{where}",
    )


def _waste_footing(sheet: Worksheet, kind: Commitment | None, wasted: object) -> Footing | None:
    """The rows that say what was not used; their effective cost is what it cost."""
    return footing_of(
        sheet,
        (sheet.scope.period,),
        lambda _: (*_of_kind(kind), Kept("Charges that report no unused commitment", raw(f"({WASTE}) IS NOT NULL"))),
        figured=wasted if sheet.basis == "effective" else None,
        follows=f"Of them {sheet.told(wasted)} were paid for and not used.",
    )


def _of_kind(kind: Commitment | None) -> tuple[Kept, ...]:
    return (Kept(f"Charges of no {NAMES[kind]}", raw(f"coalesce({IS_KIND[kind]}, false)")),) if kind else ()


def _refusal(sheet: Worksheet) -> str | None:
    view = sheet.view
    if not _has_own(view) and not _says_unused(view):
        return _NO_COMMITMENT
    return sheet.mixed_currency()


def _has_own(view: CostView) -> bool:
    """Whether AWS's own report says it, in columns beside the costs."""
    return view.has("x_CommitmentTotal") or view.has("x_ReservationQuantity", "x_ReservationUnused")


def _says_unused(view: CostView) -> bool:
    return view.has("CommitmentDiscountStatus", "EffectiveCost") and not view.lost_decimals


def _committed(sheet: Worksheet, source: Source, kind: Commitment | None, group: Group) -> Sql:
    """One row a group and type: how much was committed, used and unused, and what that is measured in."""
    tests = [IS_KIND[kind]] if kind else []
    money = f"sum({_MONEY})"
    unused_money = (
        'sum(CASE WHEN "x_CommitmentTotal" IS NOT NULL THEN "x_CommitmentTotal" - coalesce("x_CommitmentUsed", 0) '
        'WHEN "CommitmentDiscountStatus" = \'Unused\' AND NOT is_aws THEN "EffectiveCost" '
        "WHEN \"CommitmentDiscountStatus\" = 'Used' AND NOT is_aws THEN 0 END)"
    )
    hours, unused_hours = 'sum("x_ReservationQuantity")', 'sum(coalesce("x_ReservationUnused", 0))'
    # AWS's own reports say it on the fee rows; their covered rows are marked as used too and must not count again.
    marked = raw(f"SELECT *, {_IS_AWS} AS is_aws, {group.sql} AS part\nFROM {source}") + sheet.where(*tests)
    return (
        raw(
            "SELECT part, type, CASE WHEN hours IS NULL THEN 'money' ELSE 'hours' END AS measured_in, "
            "coalesce(hours, money) AS committed, coalesce(hours - unused_hours, money - unused_money) AS used, "
            "CASE WHEN hours IS NULL THEN unused_money ELSE unused_hours END AS unused\n"
            f'FROM (SELECT part, "CommitmentDiscountType" AS type, {money} AS money, {unused_money} AS unused_money, '
            f'{hours} AS hours, {unused_hours} FILTER (WHERE "x_ReservationQuantity" IS NOT NULL) AS unused_hours\n'
            "FROM ("
        )
        + marked
        + f")\nGROUP BY 1, 2)\nWHERE coalesce(hours, money) > CAST(0 AS {MONEY_TYPE})"
    )
