"""Spend by service with months across, and EC2 recommendations as Compute Optimizer exports them."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from evals.formats.plain import days, write
from evals.formats.tables import across

if TYPE_CHECKING:
    from pathlib import Path

MONTHS = ("Oct 2025", "Nov 2025", "Dec 2025", "Jan 2026", "Feb 2026", "Mar 2026", "Apr 2026", "May 2026", "Jun 2026", "Jul 2026", "Aug 2026", "Sep 2026")  # fmt: skip
# service -> cost of the first month, growth a month
_LINES = {
    "EC2": (18400.0, 1.015),
    "RDS": (9200.0, 1.03),
    "S3": (5100.0, 1.045),
    "CloudFront": (2900.0, 0.99),
    "Lambda": (1150.0, 1.06),
    "DynamoDB": (2050.0, 1.0),
    "Redshift": (4300.0, 0.955),
    "Bedrock": (310.0, 1.24),
    "Support": (1500.0, 1.01),
}


def months(path: Path, seed: int) -> None:
    """October 2025 to September 2026; CloudFront doubles in December, EC2 peaks in June."""
    rng = Random(seed)
    peaks = {("CloudFront", "Dec 2025"): 2.1, ("EC2", "Jun 2026"): 1.35}
    write(path, across(rng, "Service", MONTHS, _LINES, spread=0.03, peaks=peaks))


# finding, now, price an hour, vCPUs, then, its price, its vCPUs, migration effort, risk now, risk then
_ADVICE = (
    ("OVER_PROVISIONED", "m6i.4xlarge", 0.816, 16, "m6i.2xlarge", 0.408, 8, "VeryLow", "VeryLow", "2.0"),
    ("OVER_PROVISIONED", "r6i.2xlarge", 0.536, 8, "r6g.xlarge", 0.214, 4, "Medium", "VeryLow", "1.0"),
    ("OVER_PROVISIONED", "c5.2xlarge", 0.364, 8, "c7g.xlarge", 0.155, 4, "High", "Low", "3.0"),
    ("OVER_PROVISIONED", "t3.large", 0.0864, 2, "t3.medium", 0.0432, 2, "VeryLow", "VeryLow", "1.0"),
    ("UNDER_PROVISIONED", "t3.medium", 0.0432, 2, "t3.large", 0.0864, 2, "VeryLow", "High", "1.0"),
    ("UNDER_PROVISIONED", "m5.large", 0.102, 2, "m5.xlarge", 0.204, 4, "VeryLow", "Medium", "1.0"),
    ("OPTIMIZED", "m6i.xlarge", 0.204, 4, "m6g.xlarge", 0.163, 4, "Medium", "VeryLow", "1.0"),
    ("OPTIMIZED", "r6g.xlarge", 0.214, 4, "r7g.xlarge", 0.226, 4, "VeryLow", "VeryLow", "1.0"),
)
_HOURS = 730


def optimizer(path: Path, seed: int) -> None:
    """64 instances of three accounts, the first option of each."""
    rng = Random(seed)
    lines = [rng.choice(_ADVICE) for _ in range(64)]
    write(path, [_advised(rng, number, line) for number, line in enumerate(lines)])


def _advised(rng, number, line):
    finding, now, price, cores, then, lower, fewer, effort, risk, later = line
    account = rng.choice(["410000000011", "410000000012", "410000000013"])
    region = rng.choice(["eu-north-1", "eu-north-1", "eu-west-3"])
    cpu = rng.uniform(3, 38) if finding == "OVER_PROVISIONED" else rng.uniform(45, 99)
    is_saving = finding == "OVER_PROVISIONED"
    return {
        "accountId": account,
        "instanceArn": f"arn:aws:ec2:{region}:{account}:instance/i-0d9{number:05x}",
        "instanceName": f"puffin-{rng.choice(['web', 'api', 'etl', 'batch', 'cache'])}-{number:02d}",
        "finding": finding,
        "findingReasonCodes_CPUOverprovisioned": str(is_saving).lower(),
        "findingReasonCodes_CPUUnderprovisioned": str(finding == "UNDER_PROVISIONED").lower(),
        "lookBackPeriodInDays": rng.choice(["14.0", "32.0"]),
        "currentInstanceType": now,
        "current_onDemandPrice": price,
        "current_vcpus": cores,
        "currentPerformanceRisk": risk,
        "utilizationMetrics_CPU_MAXIMUM": f"{cpu:.2f}",
        "utilizationMetrics_MEMORY_MAXIMUM": f"{rng.uniform(8, 93):.2f}" if number % 4 else "",
        "recommendations_count": "1",
        "recommendationOptions_1_instanceType": then,
        "recommendationOptions_1_onDemandPrice": lower,
        "recommendationOptions_1_vcpus": fewer,
        "recommendationOptions_1_performanceRisk": later,
        "recommendationOptions_1_migrationEffort": effort,
        "recommendationOptions_1_savingsOpportunityPercentage": f"{(price - lower) / price * 100:.2f}"
        if is_saving
        else "0.0",
        "recommendationOptions_1_estimatedMonthlySavings_currency": "USD",
        "recommendationOptions_1_estimatedMonthlySavings_value": f"{(price - lower) * _HOURS * rng.uniform(0.9, 1):.2f}"
        if is_saving
        else "0.0",
        "lastRefreshTimestamp_UTC": f"{rng.choice([*days('2026-09-20', 6)])} 05:12:00",
        "tags": "",
    }
