"""Reports beside the bill: recommendations, utilisation and coverage of commitments, metrics. They stay tables.

Each is told by column names that AWS gives it, compared without case, blanks and signs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from finops_agent.costs.formats.base import Kind, plain_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_SAVINGS = (
    "estimatedmonthlysavingsafterdiscount",
    "estimatedmonthlysavings",
    "estimatedmonthlysavingsvalue",
    "estimatedmonthlysavingsamount",
)


def with_columns(*groups: set[str], without: frozenset[str] = frozenset()) -> Callable[[Mapping[str, str]], bool]:
    """A test: the table has a column of each group; a name that ends in `*` stands for all that begin so."""

    def detect(columns: Mapping[str, str]) -> bool:
        names = {plain_name(name) for name in columns}
        return not names & without and all(any(_has(names, wanted) for wanted in group) for group in groups)

    return detect


def _has(names: set[str], wanted: str) -> bool:
    if wanted.endswith("*"):
        return any(name.startswith(wanted[:-1]) for name in names)
    return wanted in names


COST_OPTIMIZATION_HUB = Kind(
    "aws_cost_optimization_hub",
    "AWS Cost Optimization Hub recommendations",
    "`recommendationId` and `actionType` with `estimatedMonthlySavings…`",
    with_columns({"recommendationid"}, {"actiontype", "currentresourcetype"}, {"estimatedmonthlysavings*"}),
    "AWS",
    _SAVINGS,
)
COMPUTE_OPTIMIZER = Kind(
    "aws_compute_optimizer",
    "AWS Compute Optimizer recommendations",
    "`finding` with `recommendationOptions…` or `currentPerformanceRisk`",
    with_columns({"finding"}, {"recommendationoptions*", "recommendationsoptions*", "currentperformancerisk"}),
    "AWS",
    ("recommendationoptions1estimatedmonthlysavingsvalue", *_SAVINGS),
)
TRUSTED_ADVISOR = Kind(
    "aws_trusted_advisor",
    "AWS Trusted Advisor check",
    "`Check Name` or `Check ID` with `Status`, or `Region/AZ` with `Estimated Monthly Savings`",
    with_columns(
        {"checkname", "checkid", "check", "estimatedmonthlysavings"},
        {"status", "regionaz"},
        {"regionaz", "resourceid", "checkname", "checkid"},
        without=frozenset({"recommendationid"}),
    ),
    "AWS",
    _SAVINGS,
)
SP_UTILIZATION = Kind(
    "aws_savings_plans_utilization",
    "AWS Savings Plans utilization report",
    "used and unused or total commitment of Savings Plans",
    with_columns(
        {
            "savingsplansid",
            "savingsplanid",
            "savingsplanarn",
            "savingsplansarn",
            "savingsplantype",
            "savingsplanstype",
            "netsavings",
            "utilizationpercentage",
            "utilization",
            "utilizationrate",
        },
        {"usedcommitment", "usedcommitment*"},
        {"totalcommitment", "unusedcommitment", "totalcommitment*", "unusedcommitment*"},
        without=frozenset({"lineitemunblendedcost"}),
    ),
    "AWS",
    ("totalcommitment", "usedcommitment"),
)
SP_COVERAGE = Kind(
    "aws_savings_plans_coverage",
    "AWS Savings Plans coverage report",
    "`Spend covered by Savings Plans` with `On-Demand cost` or `Coverage percentage`",
    with_columns(
        {"spendcoveredbysavingsplan*", "coveredbysavingsplan*"},
        {"ondemandcost", "ondemandspend*", "coverage*", "totalcost"},
    ),
    "AWS",
    ("totalcost", "ondemandcost", "ondemandspend"),
)
RI_UTILIZATION = Kind(
    "aws_reservation_utilization",
    "AWS reservation utilization report",
    "purchased hours with used or unused hours of reservations",
    with_columns(
        {"purchasedhours", "purchasedunits", "rihourspurchased"},
        {"totalactualhours", "unusedhours", "usedhours", "rihoursused", "utilizationpercentage", "unusedunits"},
    ),
    "AWS",
    ("totalamortizedfee", "amortizedupfrontfee"),
)
RI_COVERAGE = Kind(
    "aws_reservation_coverage",
    "AWS reservation coverage report",
    "reserved hours with On-Demand hours",
    with_columns(
        {"reservedhours", "rihours", "reservationcoveredhours", "hourscoveredbyreservation*"},
        {"ondemandhours", "coveragehourspercentage", "totalrunninghours", "coverage"},
    ),
    "AWS",
    ("ondemandcost",),
)
CLOUDWATCH = Kind(
    "aws_cloudwatch_metrics",
    "AWS CloudWatch metrics",
    "`MetricName` or `Namespace` with `Timestamp` and a statistic such as `Average`",
    with_columns(
        {"metricname", "metric", "namespace", "label"},
        {"timestamp", "time", "datetime"},
        {"average", "maximum", "minimum", "sum", "samplecount", "value", "p99", "avg", "max"},
    ),
    "AWS",
)
REPORTS = (
    COST_OPTIMIZATION_HUB, COMPUTE_OPTIMIZER, SP_UTILIZATION, SP_COVERAGE, RI_UTILIZATION, RI_COVERAGE,
    TRUSTED_ADVISOR, CLOUDWATCH,
)  # fmt: skip
