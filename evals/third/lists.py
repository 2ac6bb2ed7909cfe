"""Inventories and summaries of the third set: volumes, buckets, machines, databases, a year by department, daily costs."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from evals.formats.files import write_json
from evals.formats.plain import amount, days, write
from evals.formats.tables import across, explorer
from evals.formats.workbook import write_workbook

if TYPE_CHECKING:
    from decimal import Decimal
    from pathlib import Path


def volumes(path: Path, seed: int) -> None:
    """51 volumes in a workbook."""
    rng = Random(seed)
    prices = {"gp2": 0.11, "gp3": 0.088, "io2": 0.138, "sc1": 0.0168}
    rows = []
    for number in range(51):
        kind, size = rng.choice(["gp2", "gp2", "gp3", "io2", "sc1"]), rng.choice([10, 40, 80, 300, 750, 2000]) + number
        attached = rng.random() > 0.35
        rows.append(
            {
                "VolumeId": f"vol-0b{number:04x}",
                "AvailabilityZone": rng.choice(["eu-central-1a", "eu-central-1b", "eu-south-1a"]),
                "VolumeType": kind,
                "SizeGiB": size,
                "State": "in-use" if attached else "available",
                "Attachment": f"i-{rng.randrange(16**6):06x}" if attached else "",
                "Encrypted": rng.choice(["yes", "yes", "no"]),
                "CreateTime": f"{rng.choice(list(days('2021-03-01', 1600)))}",
                "Department": rng.choice(["Underwriting", "Sales", "Research", ""]),
                "MonthlyCost": f"{size * prices[kind]:.2f}",
            }
        )
    write_workbook(path, rows, "EBS")


def buckets(path: Path, seed: int) -> None:
    """29 buckets in JSON."""
    rng = Random(seed)
    prices = {"STANDARD": 0.023, "ONEZONE_IA": 0.01, "DEEP_ARCHIVE": 0.00099, "GLACIER_IR": 0.004}
    rows = []
    for number in range(29):
        kind = rng.choice(list(prices))
        size = round(rng.choice([12, 150, 2400, 9100]) * rng.uniform(0.5, 1.5), 3)
        rows.append(
            {
                "Bucket": f"{rng.choice(['raw', 'thumbs', 'audit', 'dump'])}-{number:02d}",
                "Region": rng.choice(["ap-northeast-1", "sa-east-1"]),
                "StorageClass": kind,
                "SizeGB": size,
                "Objects": rng.randrange(50, 2_000_000),
                "Versioning": rng.choice(["on", "off"]),
                "LifecycleRule": rng.choice(["yes", "no"]),
                "PublicAccess": rng.choice(["blocked", "blocked", "open"]),
                "MonthlyCost": round(size * prices[kind], 4),
            }
        )
    write_json(path, rows)


def machines(path: Path, seed: int) -> None:
    """39 instances."""
    rng = Random(seed)
    prices = {"t3.large": 66.6, "m6a.xlarge": 139.0, "c7g.xlarge": 116.2, "x2iedn.xlarge": 667.1, "m3.medium": 53.3}
    rows = []
    for number in range(39):
        kind, state = rng.choice(list(prices)), rng.choice(["running", "running", "stopped"])
        rows.append(
            {
                "InstanceId": f"i-0c{number:05x}",
                "Hostname": f"node{number:02d}",
                "InstanceType": kind,
                "State": state,
                "OS": rng.choice(["Linux", "RHEL", "Windows"]),
                "Region": rng.choice(["eu-west-3", "us-west-1"]),
                "Owner": rng.choice(["Amara", "Bastien", "Chiara"]),
                "LaunchTime": f"{rng.choice(list(days('2022-05-01', 1300)))}T06:30:00Z",
                "AvgCpuPct": f"{rng.uniform(0.5, 80):.1f}",
                "MonthlyCost": f"{prices[kind] + number / 50:.2f}" if state == "running" else "0",
            }
        )
    write(path, rows)


def databases(path: Path, seed: int) -> None:
    """19 databases."""
    rng = Random(seed)
    rows = []
    for number in range(19):
        engine = rng.choice(["mariadb", "oracle-se2", "aurora-postgresql"])
        kind, price = rng.choice([("db.t4g.medium", 48), ("db.m6i.large", 145), ("db.x2g.large", 275)])
        rows.append(
            {
                "DBInstanceIdentifier": f"{engine[:3]}{number:02d}",
                "Engine": engine,
                "EngineVersion": {"mariadb": "10.6.14", "oracle-se2": "19.0", "aurora-postgresql": "15.4"}[engine],
                "DBInstanceClass": kind,
                "MultiAZ": rng.choice(["true", "false"]),
                "AllocatedStorageGB": rng.choice([30, 200, 500]) + number,
                "Stage": rng.choice(["prod", "qa"]),
                "DeletionProtection": rng.choice(["true", "false"]),
                "MonthlyCost": f"{amount(rng, price, 0.1):.2f}",
            }
        )
    write(path, rows)


YEAR = ("Jul 2025", "Aug 2025", "Sep 2025", "Oct 2025", "Nov 2025", "Dec 2025", "Jan 2026", "Feb 2026", "Mar 2026", "Apr 2026", "May 2026", "Jun 2026")  # fmt: skip
_DEPARTMENTS = {
    "Marketing": (2100, 0.97),
    "Logistics": (5400, 1.02),
    "Data Science": (1300, 1.12),
    "Human Resources": (410, 1.0),
    "E-Commerce": (8800, 1.015),
}


def year(path: Path, seed: int) -> None:
    """Departments over twelve months in a workbook; Data Science grows by an eighth a month."""
    write_workbook(path, across(Random(seed), "Department", YEAR, _DEPARTMENTS, spread=0.015), "Cloud spend")


_DAILY = {"Elastic Load Balancing": 22, "Elastic Container Service": 61, "DynamoDB": 35, "Secrets Manager": 4.2, "VPC": 18.5, "Tax": 0}  # fmt: skip


def daily(path: Path, seed: int) -> None:
    """Cost Explorer by day and service, 2026-08-05 to 2026-09-17; DynamoDB x5 on September 2; tax on the first."""
    rng = Random(seed)
    costs: dict[str, dict[str, Decimal]] = {}
    for day in days("2026-08-05", 44):
        each = costs[f"{day}"] = {}
        for name, usual in _DAILY.items():
            peak = 5 if name == "DynamoDB" and f"{day}" == "2026-09-02" else 1
            each[name] = amount(rng, usual * peak, 0.06) if usual else amount(rng, 88 if day.day == 1 else 0)
    write(path, explorer("Service", costs))
