"""How much of the usage that commitments could cover they do cover, at on-demand prices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from finops_agent.costs.analyses.commitments import IS_COVERED, IS_KIND, IS_PAIR, NAMES, Commitment
from finops_agent.costs.analyses.footing import NOT_USAGE, Kept, footing_of
from finops_agent.costs.analyses.worksheet import Worksheet, percent
from finops_agent.costs.semantic.sql import Sql, raw

if TYPE_CHECKING:
    from finops_agent.costs.analyses.footing import Footing
    from finops_agent.costs.analyses.result import Result, Row
    from finops_agent.costs.analyses.source import Source
    from finops_agent.costs.analyses.view import CostView, Group, Scope

_ELIGIBLE: Final[dict[Commitment, str]] = {
    "savings_plan": r"(BoxUsage|DedicatedUsage|Fargate-|Lambda-GB-Second|Lambda-Provisioned)",
    "reservation": r"(BoxUsage|DedicatedUsage|InstanceUsage|Multi-AZUsage|NodeUsage|Node:|ESInstance)",
}
"""AWS usage types that the commitment can cover: https://docs.aws.amazon.com/savingsplans/latest/userguide/."""


def commitment_coverage(
    view: CostView, scope: Scope, kind: Commitment | None = None, dimension: str | None = None
) -> Result:
    """Covered part of the usage that commitments could cover, both at on-demand (list) prices, in percent.

    Returns:
        Rows: service and usage type, or the group of `dimension`, then covered, eligible, percent covered; the largest
        uncovered part first, times in their order.
    """
    sheet = Worksheet(view, "commitment_coverage", scope, basis="list")
    mixed = sheet.mixed_currency()
    if mixed or not view.has("ListCost"):
        return sheet.refuse(
            mixed
            or "Coverage needs on-demand prices of all usage, which this data lacks "
            "(ListCost in FOCUS, pricing_public_on_demand_cost in AWS's report)."
        )
    group = view.group(dimension) if dimension else None
    names = (group.label,) if group else ("service", "usage_type")
    title = f"Coverage in all, then by {group.label if group else 'usage type'}"
    found = sheet.summed(title, lambda source: _covered(sheet, source, kind, group))
    total, rows = found[0][-4:-1], tuple(row[:-1] for row in found[1:])
    if not total[1]:
        return sheet.refuse("There is no usage in this part of the bill that a commitment could cover.")
    return sheet.result(
        total[2], "%", (*names, "covered", "eligible", "percent_covered"), rows,
        basis="covered / eligible usage, both at on-demand list prices", footing=_coverage_footing(sheet, kind, total),
    )  # fmt: skip


def _covered(sheet: Worksheet, source: Source, kind: Commitment | None, group: Group | None) -> Sql:
    """Covered and eligible usage, of all (first) and of its groups at once; `is_whole` tells which.

    Added up first: what is eligible is then tried on a few thousand sums.
    """
    covered = IS_COVERED if kind is None else f"({IS_COVERED} AND {IS_KIND[kind]})"
    sums = f"coalesce(sum(listed) FILTER (WHERE {covered}), 0) AS covered, sum(listed) AS eligible"
    given, names = (
        ('"ServiceName" AS service, usage_type', "service, usage_type") if group is None else ("part", "part")
    )
    first, keys = ('"ServiceName"', '"ServiceName", usage_type') if group is None else ("part", "part")
    gap = "eligible - covered DESC, " if group is None or not group.is_time else ""
    return (
        _listed(sheet, source, group)
        + f"\nSELECT {names}, covered, eligible, {percent('covered', 'eligible')} AS percent_covered, is_whole\n"
        f"FROM (SELECT {given}, {sums}, grouping({first}) > 0 AS is_whole\n"
        f"FROM charges\nWHERE listed IS NOT NULL AND {_eligible(kind, 'charges')} AND NOT {IS_PAIR}\n"
        f"GROUP BY GROUPING SETS (({keys}), ()))\n"
        f"ORDER BY is_whole DESC, {gap}{names}"
    )


def _coverage_footing(sheet: Worksheet, kind: Commitment | None, total: Row) -> Footing | None:
    """All usage at list prices that the commitments could cover."""
    return footing_of(
        sheet,
        (sheet.scope.period,),
        lambda source: (
            Kept(NOT_USAGE, raw("\"ChargeCategory\" = 'Usage'")),
            Kept("Minus lines of covered usage", raw(f"NOT {IS_PAIR}")),
            Kept("Usage without a list price", raw('"ListCost" IS NOT NULL')),
            Kept(
                f"Usage that no {NAMES[kind] if kind else 'commitment'} could cover",
                raw(_eligible(kind, str(source))),
            ),
        ),
        figured=total[1],
        basis="list",
        follows=f"{sheet.told(total[0])} of these, at on-demand list prices, are covered: {total[2]:.2f} %.",
    )


def _listed(sheet: Worksheet, source: Source, group: Group | None) -> Sql:
    """List cost within the scope, of all that the bill has, by what tells whether a commitment can or does cover it."""
    scope = sheet.where()
    inside = raw("true") if not scope.parts else Sql((str(scope.parts[0]).removeprefix("\nWHERE "), *scope.parts[1:]))
    part = f"{group.sql} AS part, " if group else ""
    return (
        raw(
            f'WITH charges AS (SELECT "ServiceName", "x_UsageType", {source.usage_type} AS usage_type, {part}'
            '"ChargeCategory", "PricingCategory", "x_LineItemType", "CommitmentDiscountId", '
            '"CommitmentDiscountStatus", "CommitmentDiscountType", sum("ListCost") FILTER (WHERE '
        )
        + inside
        + f") AS listed\nFROM {source}\nGROUP BY ALL)"
    )


def _eligible(kind: Commitment | None, table: str) -> str:
    """Usage that could be covered: AWS by its usage types; elsewhere services where anything at all is covered.

    `table` has all charges of the bill.
    """
    patterns = [_ELIGIBLE[one] for one in ([kind] if kind else _ELIGIBLE)]
    matching = " OR ".join(f"regexp_matches(usage_type, '{pattern}')" for pattern in patterns)
    # Each usage type is tried once, not each row.
    types = f'(SELECT DISTINCT "x_UsageType" AS usage_type FROM {table})'
    by_type = f'coalesce("x_UsageType" IN (SELECT usage_type FROM {types} WHERE {matching}), false)'
    is_covered = f"{IS_COVERED} AND {IS_KIND[kind]}" if kind else IS_COVERED
    others = (
        f'("ServiceName" IN (SELECT "ServiceName" FROM {table} WHERE {is_covered}) '
        f'AND "ServiceName" NOT IN (SELECT "ServiceName" FROM {table} WHERE "ServiceName" IS NOT NULL AND ({by_type})) '
        "AND coalesce(\"PricingCategory\", '') <> 'Dynamic' AND coalesce(\"CommitmentDiscountStatus\", '') <> 'Unused')"
    )
    is_paid_otherwise = {
        None: "true",
        "savings_plan": f"NOT coalesce({IS_COVERED} AND {IS_KIND['reservation']}, false)",
        "reservation": f"NOT coalesce({IS_COVERED} AND {IS_KIND['savings_plan']}, false)",
    }[kind]
    return f"(\"ChargeCategory\" = 'Usage' AND ({by_type} OR {others}) AND {is_paid_otherwise})"
