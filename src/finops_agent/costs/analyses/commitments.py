"""Commitments: how much of what was promised is used (utilisation), wasted, and how much of the usage it covers.

Three origins say it in their own way, told apart row by row: a Savings Plan's recurring fee in AWS's report carries
the commitment and the part used; a reservation's monthly fee there carries its hours and the unused ones; FOCUS marks
each row as used or unused at effective cost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from finops_agent.costs.analyses.worksheet import MONEY_TYPE, Worksheet, percent
from finops_agent.costs.semantic.sql import Sql, raw

if TYPE_CHECKING:
    from finops_agent.costs.analyses.result import Result
    from finops_agent.costs.analyses.source import Source
    from finops_agent.costs.analyses.view import CostView, Scope

Commitment = Literal["savings_plan", "reservation"]
NAMES: Final[dict[Commitment, str]] = {"savings_plan": "Savings Plan", "reservation": "reservation"}

IS_KIND: Final[dict[Commitment, str]] = {
    "savings_plan": "\"CommitmentDiscountType\" ILIKE '%saving%plan%'",
    "reservation": "(\"CommitmentDiscountType\" ILIKE '%reserv%' OR \"CommitmentDiscountType\" = 'RI')",
}
_ELIGIBLE: Final[dict[Commitment, str]] = {
    "savings_plan": r"(BoxUsage|DedicatedUsage|Fargate-|Lambda-GB-Second|Lambda-Provisioned)",
    "reservation": r"(BoxUsage|DedicatedUsage|InstanceUsage|Multi-AZUsage|NodeUsage|Node:|ESInstance)",
}
"""AWS usage types that the commitment can cover: https://docs.aws.amazon.com/savingsplans/latest/userguide/."""
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
_NO_COMMITMENT = (
    "This data has no rows that say how much of a commitment was used. AWS reports them as Savings Plan recurring fees "
    "and reservation fees (with resource IDs and the savingsPlan or reservation columns), FOCUS as "
    "CommitmentDiscountStatus."
)


def commitment_utilisation(view: CostView, scope: Scope, kind: Commitment | None = None) -> Result:
    """Used part of what was committed, in percent, for each commitment.

    `value` is the share over all commitments of one kind: of money for Savings Plans and FOCUS, of hours for AWS
    reservations. Without `kind` it is None where both kinds are there, since money and hours do not add up.

    Returns:
        Rows: commitment, type, measured in, committed, used, unused, percent used; the least used first.
    """
    sheet = Worksheet(view, "commitment_utilisation", scope)
    refusal = _refusal(sheet)
    if refusal is not None:
        return sheet.refuse(refusal)
    columns = ("commitment", "type", "measured_in", "committed", "used", "unused", "percent_used")
    rows = sheet.summed(
        "Utilisation by commitment",
        lambda source: (
            raw(f"SELECT commitment, type, measured_in, committed, used, unused, {percent('used', 'committed')}")
            + " AS percent_used\nFROM ("
            + _committed(sheet, source, kind)
            + ")\nORDER BY percent_used, commitment"
        ),
    )
    if not rows:
        return sheet.refuse(_NO_COMMITMENT)
    totals = sheet.summed(
        "Utilisation in all",
        lambda source: (
            raw(f"SELECT type, measured_in, {percent('sum(used)', 'sum(committed)')} AS percent_used\nFROM (")
            + _committed(sheet, source, kind)
            + ")\nGROUP BY type, measured_in\nORDER BY type, measured_in"
        ),
    )
    if len(totals) > 1:
        shares = "; ".join(f"{row[0]} {row[2]:.2f} % of {row[1]}" for row in totals if row[2] is not None)
        sheet.notes.append(f"Kinds of commitment do not add up to one figure: {shares}.")
    value = totals[0][2] if len(totals) == 1 else None
    return sheet.result(value, "%", columns, rows, basis="used / committed, by the rows that report the commitment")


def commitment_waste(view: CostView, scope: Scope, kind: Commitment | None = None) -> Result:
    """Money committed and not used, in all and for each commitment (rows: commitment, type, wasted)."""
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
    rows = sheet.summed(
        "Waste by commitment",
        lambda source: (
            raw(
                'SELECT coalesce("CommitmentDiscountId", "ResourceId", \'no id\') AS commitment, '
                f'"CommitmentDiscountType" AS type, sum({WASTE}) AS wasted\nFROM {source}'
            )
            + sheet.where(*tests)
            + "\nGROUP BY 1, 2\nORDER BY wasted DESC, commitment"
        ),
    )
    basis = "commitment not used: committed minus used for Savings Plans, unused fees for reservations"
    return sheet.result(total[0], sheet.currency, ("commitment", "type", "wasted"), rows, basis=basis)


def commitment_coverage(view: CostView, scope: Scope, kind: Commitment | None = None) -> Result:
    """Covered part of the usage that commitments could cover, both at on-demand (list) prices, in percent.

    Returns:
        Rows: service, usage type, covered, eligible, percent covered; the largest uncovered part first.
    """
    sheet = Worksheet(view, "commitment_coverage", scope, basis="list")
    mixed = sheet.mixed_currency()
    if mixed or not view.has("ListCost"):
        return sheet.refuse(
            mixed
            or "Coverage needs on-demand prices of all usage, which this data lacks "
            "(ListCost in FOCUS, pricing_public_on_demand_cost in AWS's report)."
        )
    covered = IS_COVERED if kind is None else f"({IS_COVERED} AND {IS_KIND[kind]})"
    sums = f"coalesce(sum(listed) FILTER (WHERE {covered}), 0) AS covered, sum(listed) AS eligible"
    # Added up first: what is eligible is then tried on a few thousand sums, the whole (first) and its parts at once.
    found = sheet.summed(
        "Coverage in all, then by usage type",
        lambda source: (
            _listed(sheet, source)
            + f"\nSELECT service, usage_type, covered, eligible, {percent('covered', 'eligible')} AS percent_covered\n"
            f'FROM (SELECT "ServiceName" AS service, usage_type, {sums}, grouping("ServiceName") > 0 AS is_whole\n'
            f"FROM charges\nWHERE listed IS NOT NULL AND {_eligible(kind)} AND NOT {IS_PAIR}\n"
            'GROUP BY GROUPING SETS (("ServiceName", usage_type), ()))\n'
            "ORDER BY is_whole DESC, eligible - covered DESC, service, usage_type"
        ),
    )
    total, rows = found[0], found[1:]
    if not total[3]:
        return sheet.refuse("There is no usage in this part of the bill that a commitment could cover.")
    columns = ("service", "usage_type", "covered", "eligible", "percent_covered")
    return sheet.result(total[4], "%", columns, rows, basis="covered / eligible usage, both at on-demand list prices")


def effective_savings_rate(view: CostView, scope: Scope) -> Result:
    """What discounts and commitments save of the list price of all usage, their waste counted against it, in percent.

    Rows without a list price are left out on both sides and told. Where the data has contracted prices, the rate over
    them is in the notes: it shows the commitments alone.

    Returns:
        One row: list, effective, saved, percent saved.
    """
    sheet = Worksheet(view, "effective_savings_rate", scope)
    mixed = sheet.mixed_currency()
    if mixed or not view.has("ListCost") or sheet.basis != "effective":
        return sheet.refuse(
            mixed or "The effective savings rate needs list and effective cost of the same rows; this data lacks one."
        )
    usage = '"ChargeCategory" = \'Usage\' AND "ListCost" IS NOT NULL AND coalesce("CommitmentDiscountStatus", \'\')'
    used = f"({usage} <> 'Unused' AND NOT {IS_PAIR})"
    # The unused part of a commitment is a cost without a list price; leaving it out would hide it.
    waste = f"(({WASTE}) IS NOT NULL)"
    over = "contracted" if view.has("ContractedCost") else "list"
    base = "ContractedCost" if over == "contracted" else "ListCost"
    (row,) = sheet.summed(
        "Saved of the list price",
        lambda source: (
            raw(
                "SELECT list, effective, list - effective AS saved, "
                f"{percent('list - effective', 'list')} AS percent_saved, left_out, "
                f"{percent('base - effective', 'base')} AS percent_over_{over}\n"
                f'FROM (SELECT coalesce(sum("ListCost") FILTER (WHERE {used}), 0) AS list, '
                f'coalesce(sum("EffectiveCost") FILTER (WHERE {used} OR {waste}), 0) AS effective, '
                f'coalesce(sum("{base}") FILTER (WHERE {used}), 0) AS base, '
                f'coalesce(sum("EffectiveCost") FILTER (WHERE "ListCost" IS NULL AND NOT {waste}), 0) AS left_out\n'
                f"FROM {source}"
            )
            + sheet.where("\"ChargeCategory\" IN ('Usage', 'Purchase')")
            + ")"
        ),
    )
    if not row[0]:
        return sheet.refuse("No usage in this part of the bill has a list price.")
    if row[4]:
        sheet.notes.append(f"{row[4]:,.2f} {sheet.currency} without a list price are left out.")
    if over == "contracted" and row[5] is not None:
        sheet.notes.append(f"Over contracted instead of list prices: {row[5]:.2f} %.")
    columns = ("list", "effective", "saved", "percent_saved")
    return sheet.result(row[3], "%", columns, (row[:4],), basis="(list - effective cost) / list cost")


def _refusal(sheet: Worksheet) -> str | None:
    view = sheet.view
    has_aws = view.has("x_CommitmentTotal") or view.has("x_ReservationQuantity", "x_ReservationUnused")
    if not has_aws and not _says_unused(view):
        return _NO_COMMITMENT
    return sheet.mixed_currency()


def _says_unused(view: CostView) -> bool:
    return view.has("CommitmentDiscountStatus", "EffectiveCost") and not view.lost_decimals


def _committed(sheet: Worksheet, source: Source, kind: Commitment | None) -> Sql:
    """One row a commitment: how much was committed, used and unused, and what that is measured in."""
    tests = [IS_KIND[kind]] if kind else []
    money = (
        'sum(coalesce("x_CommitmentTotal", CASE WHEN "CommitmentDiscountStatus" IS NOT NULL '
        'AND NOT is_aws THEN "EffectiveCost" END))'
    )
    unused_money = (
        'sum(CASE WHEN "x_CommitmentTotal" IS NOT NULL THEN "x_CommitmentTotal" - coalesce("x_CommitmentUsed", 0) '
        'WHEN "CommitmentDiscountStatus" = \'Unused\' AND NOT is_aws THEN "EffectiveCost" '
        "WHEN \"CommitmentDiscountStatus\" = 'Used' AND NOT is_aws THEN 0 END)"
    )
    hours, unused_hours = 'sum("x_ReservationQuantity")', 'sum(coalesce("x_ReservationUnused", 0))'
    # AWS's own reports say it on the fee rows; their covered rows are marked as used too and must not count again.
    marked = (
        raw("SELECT *, \"x_LineItemType\" IN ('SavingsPlanCoveredUsage', 'DiscountedUsage', 'RIFee', ")
        + "'SavingsPlanRecurringFee', 'SavingsPlanNegation') AS is_aws\nFROM "
        + str(source)
        + sheet.where(*tests)
    )
    return (
        raw(
            "SELECT commitment, type, CASE WHEN hours IS NULL THEN 'money' ELSE 'hours' END AS measured_in, "
            "coalesce(hours, money) AS committed, coalesce(hours - unused_hours, money - unused_money) AS used, "
            "CASE WHEN hours IS NULL THEN unused_money ELSE unused_hours END AS unused\n"
            'FROM (SELECT coalesce("CommitmentDiscountId", "ResourceId", \'no id\') AS commitment, '
            f'"CommitmentDiscountType" AS type, {money} AS money, {unused_money} AS unused_money, '
            f'{hours} AS hours, {unused_hours} FILTER (WHERE "x_ReservationQuantity" IS NOT NULL) AS unused_hours\n'
            "FROM ("
        )
        + marked
        + f")\nGROUP BY 1, 2)\nWHERE coalesce(hours, money) > CAST(0 AS {MONEY_TYPE})"
    )


def _listed(sheet: Worksheet, source: Source) -> Sql:
    """List cost within the scope, of all that the bill has, by what tells whether a commitment can or does cover it."""
    scope = sheet.where()
    inside = raw("true") if not scope.parts else Sql((str(scope.parts[0]).removeprefix("\nWHERE "), *scope.parts[1:]))
    return (
        raw(
            f'WITH charges AS (SELECT "ServiceName", "x_UsageType", {source.usage_type} AS usage_type, '
            '"ChargeCategory", "PricingCategory", "x_LineItemType", "CommitmentDiscountId", '
            '"CommitmentDiscountStatus", "CommitmentDiscountType", sum("ListCost") FILTER (WHERE '
        )
        + inside
        + f") AS listed\nFROM {source}\nGROUP BY ALL)"
    )


def _eligible(kind: Commitment | None) -> str:
    """Usage that could be covered: AWS by its usage types; elsewhere services where anything at all is covered."""
    patterns = [_ELIGIBLE[one] for one in ([kind] if kind else _ELIGIBLE)]
    matching = " OR ".join(f"regexp_matches(usage_type, '{pattern}')" for pattern in patterns)
    # Each usage type is tried once, not each row.
    types = '(SELECT DISTINCT "x_UsageType" AS usage_type FROM charges)'
    by_type = f'coalesce("x_UsageType" IN (SELECT usage_type FROM {types} WHERE {matching}), false)'
    others = (
        f'("ServiceName" IN (SELECT "ServiceName" FROM charges WHERE {IS_COVERED}) '
        f'AND "ServiceName" NOT IN (SELECT "ServiceName" FROM charges WHERE "ServiceName" IS NOT NULL AND ({by_type})) '
        "AND coalesce(\"PricingCategory\", '') <> 'Dynamic' AND coalesce(\"CommitmentDiscountStatus\", '') <> 'Unused')"
    )
    is_paid_otherwise = {
        None: "true",
        "savings_plan": f"NOT coalesce({IS_COVERED} AND {IS_KIND['reservation']}, false)",
        "reservation": f"NOT coalesce({IS_COVERED} AND {IS_KIND['savings_plan']}, false)",
    }[kind]
    return f"(\"ChargeCategory\" = 'Usage' AND ({by_type} OR {others}) AND {is_paid_otherwise})"
