"""Inventories of EBS and EC2, and the months of teams across."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from evals.formats import tables
from evals.formats.plain import days, write

if TYPE_CHECKING:
    from pathlib import Path


def ebs(path: Path, seed: int) -> None:
    """49 volumes."""
    rng = Random(seed)
    prices = {"gp2": 0.119, "gp3": 0.0952, "io2": 0.149, "sc1": 0.018}
    rows = []
    for number in range(49):
        kind, size = rng.choice(["gp2", "gp2", "gp3", "gp3", "io2", "sc1"]), rng.choice([20, 50, 100, 400, 900]) + number  # fmt: skip
        attached = rng.random() > 0.3
        rows.append(
            {
                "VolumeId": f"vol-0c{number:04x}",
                "Region": rng.choice(["eu-central-1", "us-east-1"]),
                "VolumeType": kind,
                "SizeGB": size,
                "State": "in-use" if attached else "available",
                "AttachedInstance": f"i-{rng.randrange(16**6):06x}" if attached else "",
                "Encrypted": rng.choice(["true", "true", "false"]),
                "CreateTime": f"{rng.choice(list(days('2021-03-01', 1700)))}T09:30:00Z",
                "Team": rng.choice(["river", "pond", "delta", ""]),
                "MonthlyCost": f"{size * prices[kind]:.2f}",
            }
        )
    write(path, rows)


def ec2(path: Path, seed: int) -> None:
    """38 instances; a stopped one costs nothing."""
    rng = Random(seed)
    prices = {"t3.medium": 33.4, "m6i.xlarge": 153.3, "c5.2xlarge": 271.5, "r5.large": 101.2, "m4.large": 80.3}
    rows = []
    for number in range(38):
        kind, state = rng.choice(list(prices)), rng.choice(["running", "running", "running", "stopped"])
        rows.append(
            {
                "InstanceId": f"i-0e{number:05x}",
                "Name": f"node-{number:02d}",
                "InstanceType": kind,
                "State": state,
                "Platform": rng.choice(["Linux", "Linux", "Windows"]),
                "Region": rng.choice(["eu-central-1", "us-east-1", "ap-south-1"]),
                "Owner": rng.choice(["maria", "jonas", "priya"]),
                "LaunchTime": f"{rng.choice(list(days('2022-01-10', 1400)))}T08:00:00Z",
                "AvgCpuPercent": round(rng.uniform(0.5, 90), 1),
                "MonthlyCost": f"{prices[kind] + number / 20:.2f}" if state == "running" else "0",
            }
        )
    write(path, rows)


MONTHS = ("Nov 2025", "Dec 2025", "Jan 2026", "Feb 2026", "Mar 2026", "Apr 2026", "May 2026")
_TEAMS = {
    "Checkout": (4200, 1.02),
    "Search": (3100, 1.0),
    "Data Platform": (5600, 1.045),
    "Mobile": (1250, 0.94),
    "Security": (830, 1.01),
    "Growth": (610, 1.15),
}


def across(path: Path, seed: int) -> None:
    """Six teams over seven months; Growth grows by 15 % a month, Mobile shrinks."""
    write(path, tables.across(Random(seed), "Team", MONTHS, _TEAMS, spread=0.01))
