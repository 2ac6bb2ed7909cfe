"""Cost Explorer by service, an inventory of EC2 instances, and months across by department."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from evals.formats import tables
from evals.formats.plain import amount, days, write

if TYPE_CHECKING:
    from pathlib import Path

_SERVICES = {
    "EC2-Instances": (5200, 0.99),
    "EC2-Other": (1740, 1.01),
    "ElastiCache": (860, 1.0),
    "Redshift": (2150, 1.02),
    "DynamoDB": (1120, 1.04),
    "Lambda": (310, 1.22),
    "GuardDuty": (265, 1.0),
    "Tax": (940, 1.01),
}


def explorer(path: Path, seed: int) -> None:
    """Eight months from January 2025, one line each below a line of totals; Lambda grows by a fifth a month, GuardDuty x3 in June."""
    rng = Random(seed)
    costs = {
        f"2025-{month:02d}-01": {
            name: amount(rng, usual * growth ** (month - 1) * (3 if (name, month) == ("GuardDuty", 6) else 1), 0.015)
            for name, (usual, growth) in _SERVICES.items()
        }
        for month in range(1, 9)
    }
    write(path, tables.explorer("Service", costs))


def ec2(path: Path, seed: int) -> None:
    """52 instances; a stopped one costs nothing."""
    rng = Random(seed)
    prices = {"t3.large": 70.1, "c6i.4xlarge": 566.5, "r6g.2xlarge": 355.1, "g5.2xlarge": 938.8, "m4.xlarge": 175.2}
    rows = []
    for number in range(52):
        kind, state = rng.choice(list(prices)), rng.choice(["running", "running", "running", "stopped"])
        rows.append(
            {
                "InstanceId": f"i-0e7{number:05x}",
                "Name": f"lyra-{number:02d}",
                "InstanceType": kind,
                "State": state,
                "Platform": rng.choice(["Linux", "Linux", "Linux", "Windows"]),
                "AvailabilityZone": rng.choice(["eu-central-1a", "eu-central-1b", "eu-north-1a"]),
                "Environment": rng.choice(["prod", "prod", "staging", "dev"]),
                "Squad": rng.choice(["playback", "catalogue", "mastering", ""]),
                "LaunchTime": f"{rng.choice(list(days('2020-05-01', 1900)))}T08:40:00Z",
                "AvgCpuPercent": round(rng.uniform(0.6, 91), 1),
                "MonthlyCost": f"{prices[kind] + number / 20:.2f}" if state == "running" else "0",
            }
        )
    write(path, rows)


MONTHS = ("Jan 2026", "Feb 2026", "Mar 2026", "Apr 2026", "May 2026", "Jun 2026", "Jul 2026", "Aug 2026")
_DEPARTMENTS = {
    "Logistics": (48200, 1.01),
    "E-commerce": (61500, 1.03),
    "Finance": (17400, 1.0),
    "Human Resources": (6900, 0.97),
    "Marketing": (22800, 1.06),
    "Research": (9100, 1.0),
}


def departments(path: Path, seed: int) -> None:
    """Six departments over eight months; Marketing grows, Human Resources shrinks; Research x3 in May."""
    peaks = {("Research", "May 2026"): 3}
    write(path, tables.across(Random(seed), "Department", MONTHS, _DEPARTMENTS, spread=0.01, peaks=peaks))
