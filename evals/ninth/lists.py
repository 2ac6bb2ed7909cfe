"""An inventory of EC2 instances, what Cost Optimization Hub advises, and budgets of teams."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

from evals.formats.plain import amount, days, write

if TYPE_CHECKING:
    from pathlib import Path

# instance type -> vCPUs, memory in GiB, cost a month
_TYPES = {
    "t3.xlarge": (4, 16, 121.47),
    "m6i.2xlarge": (8, 32, 280.32),
    "c7g.xlarge": (4, 8, 105.85),
    "r7i.xlarge": (4, 32, 193.16),
    "m4.2xlarge": (8, 32, 292.0),
}


def ec2(path: Path, seed: int) -> None:
    """61 instances; a stopped one pays for its disks alone."""
    rng = Random(seed)
    rows = []
    for number in range(61):
        kind, state = rng.choice([*_TYPES]), rng.choice(["running", "running", "running", "running", "stopped"])
        cores, memory, price = _TYPES[kind]
        rows.append(
            {
                "Instance ID": f"i-0c4{number:05x}",
                "Name": f"ibex-{number:02d}",
                "Instance type": kind,
                "Instance state": state,
                "Region": rng.choice(["us-west-2", "us-west-2", "us-east-2"]),
                "Operating system": rng.choice(["Linux", "Linux", "Windows"]),
                "Owner": rng.choice(["ines", "tomasz", "yuki", "dwayne", ""]),
                "Launch date": f"{rng.choice([*days('2021-02-01', 1800)])}",
                "vCPUs": cores,
                "Memory (GiB)": memory,
                "Average CPU (%)": f"{rng.uniform(0.8, 88):.1f}" if state == "running" else "0",
                "Monthly cost (USD)": f"{price + number / 25 if state == 'running' else 6.4 + number / 25:.2f}",
            }
        )
    write(path, rows)


# kind of resource, what it is and should be, action, effort, restart needed, can be rolled back, cost a month, share saved
_ADVICE = (
    ("Ec2Instance", "m6i.2xlarge", "m6i.xlarge", "Rightsize", "Medium", "true", "true", 280.0, 0.5),
    ("Ec2Instance", "m4.2xlarge", "m7i.2xlarge", "Upgrade", "Medium", "true", "true", 292.0, 0.08),
    ("Ec2Instance", "c6i.xlarge", "c7g.xlarge", "MigrateToGraviton", "VeryHigh", "true", "true", 124.0, 0.18),
    ("Ec2Instance", "t3.xlarge", "", "Stop", "Low", "true", "true", 121.0, 0.94),
    ("EbsVolume", "gp2/400GiB", "gp3/400GiB", "Upgrade", "Low", "false", "true", 40.0, 0.2),
    ("EbsVolume", "gp3/900GiB", "", "Delete", "Low", "false", "false", 72.0, 1),
    ("RdsDbInstance", "db.r6g.2xlarge", "db.r6g.xlarge", "Rightsize", "High", "true", "true", 656.0, 0.5),
    ("LambdaFunction", "1769 MB", "1024 MB", "Rightsize", "Low", "false", "true", 64.0, 0.3),
    ("EcsService", "4 vCPU", "2 vCPU", "Rightsize", "Low", "false", "true", 144.0, 0.5),
    ("ComputeSavingsPlans", "", "$3.10/hour", "PurchaseSavingsPlans", "VeryLow", "false", "false", 3900.0, 0.27),
)  # fmt: skip
_ACCOUNTS = {"ibex-prod": "660000000001", "ibex-data": "660000000002", "ibex-test": "660000000003"}


def advice(path: Path, seed: int) -> None:
    """57 recommendations as AWS Data Exports writes them, one of them a savings plan; the discount is a tenth to a fifth."""
    rng = Random(seed)
    lines = [_ADVICE[-1], *(rng.choice(_ADVICE[:-1]) for _ in range(56))]
    write(path, [_advised(rng, number, line) for number, line in enumerate(lines)])


def _advised(rng, number, line):
    kind, now, then, action, effort, restart, rollback, cost, share = line
    account = rng.choice([*_ACCOUNTS])
    before = amount(rng, cost, 0.3).quantize(Decimal("0.01"))
    after = (before * amount(rng, 0.85, 0.06)).quantize(Decimal("0.01"))
    saved, kept = ((each * Decimal(str(share))).quantize(Decimal("0.01")) for each in (before, after))
    return {
        "account_id": _ACCOUNTS[account],
        "account_name": account,
        "action_type": action,
        "currency_code": "USD",
        "current_resource_summary": now,
        "current_resource_type": kind,
        "estimated_monthly_cost_after_discount": after,
        "estimated_monthly_cost_before_discount": before,
        "estimated_monthly_savings_after_discount": kept,
        "estimated_monthly_savings_before_discount": saved,
        "estimated_savings_percentage_after_discount": f"{kept / after * 100:.2f}",
        "estimated_savings_percentage_before_discount": f"{saved / before * 100:.2f}",
        "implementation_effort": effort,
        "last_refresh_timestamp": "2026-06-02T04:10:00Z",
        "recommendation_id": f"rec-{number:03d}",
        "recommendation_lookback_period_in_days": rng.choice(["14", "32"]),
        "recommendation_source": "CostOptimizationHub" if then.startswith("$") else "ComputeOptimizer",
        "recommended_resource_summary": then,
        "recommended_resource_type": kind,
        "region": rng.choice(["us-west-2", "us-west-2", "us-east-2"]),
        "resource_arn": "" if kind == "ComputeSavingsPlans" else f"arn:aws:x:::{kind.lower()}/r-{number:03d}",
        "restart_needed": restart,
        "rollback_possible": rollback,
    }


# team -> owner, budget a month, usual spend of it
_TEAMS = {
    "Checkout": ("Amara", 42000, 0.93),
    "Search": ("Bogdan", 31000, 1.06),
    "Payments": ("Chiara", 27500, 0.88),
    "Data Platform": ("Dilip", 56000, 1.02),
    "Mobile": ("Elin", 9800, 0.71),
    "Fraud": ("Faisal", 14500, 0.97),
    "Corporate IT": ("Greta", 12000, 0.82),
}


def budgets(path: Path, seed: int) -> None:
    """Seven teams from January to June 2026; Fraud spends half as much again in April, Search has a higher budget from May on."""
    rng = Random(seed)
    rows = []
    for month in range(1, 7):
        for team, (owner, budget, share) in _TEAMS.items():
            granted = budget + 4000 if team == "Search" and month >= 5 else budget
            more = 1.5 if (team, month) == ("Fraud", 4) else 1
            spent = amount(rng, budget * share * more, 0.07)
            rows.append(
                {
                    "Month": f"2026-{month:02d}-01",
                    "Team": team,
                    "Budget owner": owner,
                    "Budget (EUR)": granted,
                    "Actual (EUR)": f"{spent:.2f}",
                }
            )
    write(path, rows)
