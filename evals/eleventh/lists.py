"""Inventories of RDS databases and of EBS volumes."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from evals.formats.plain import days, write

if TYPE_CHECKING:
    from pathlib import Path

# class -> cost a month in one zone
_CLASSES = {
    "db.t3.medium": 52.6,
    "db.t4g.large": 94.2,
    "db.m5.xlarge": 249.7,
    "db.r5.2xlarge": 700.8,
    "db.r6g.xlarge": 313.9,
}
# engine -> versions
_ENGINES = {
    "postgres": ("13.14", "15.6", "16.2"),
    "mysql": ("5.7.44", "8.0.36"),
    "sqlserver-se": ("15.00.4385", "16.00.4115"),
    "mariadb": ("10.6.16",),
}


def rds(path: Path, seed: int) -> None:
    """46 databases; a stopped one pays for its storage alone, and nobody is connected to some that run."""
    rng = Random(seed)
    rows = []
    for number in range(46):
        kind, engine = rng.choice([*_CLASSES]), rng.choice(["postgres", "postgres", *_ENGINES])
        runs, doubled = rng.random() < 0.85, rng.random() < 0.4
        size = rng.randrange(20, 2400)
        price = _CLASSES[kind] * (2 if doubled else 1) if runs else 0
        idle = runs and rng.random() < 0.2
        rows.append(
            {
                "DBInstanceIdentifier": f"tarn-{rng.choice(['orders', 'fleet', 'crm', 'audit'])}-{number:02d}",
                "Engine": engine,
                "EngineVersion": rng.choice(_ENGINES[engine]),
                "DBInstanceClass": kind,
                "DBInstanceStatus": "available" if runs else "stopped",
                "MultiAZ": "true" if doubled else "false",
                "Region": rng.choice(["eu-west-2", "eu-west-2", "eu-west-2", "eu-north-1", "ca-central-1"]),
                "Environment": rng.choice(["prod", "prod", "dev", "qa"]),
                "Owner": rng.choice(["maeve", "hiroshi", "olu", "petra", "sandeep", ""]),
                "InstanceCreateTime": f"{rng.choice([*days('2019-05-01', 2560)])}T08:30:00Z",
                "AllocatedStorage": size,
                "StorageType": rng.choice(["gp2", "gp3", "gp3", "io1"]),
                "StorageEncrypted": rng.choice(["true", "true", "true", "false"]),
                "BackupRetentionPeriod": rng.choice([0, 1, 7, 7, 14, 35]),
                "CPUUtilizationAvg": f"{0.4 if idle else rng.uniform(2.5, 81):.1f}" if runs else "0.0",
                "DatabaseConnectionsAvg": rng.randrange(3, 240) if runs and not idle else 0,
                "MonthlyCostUSD": f"{price + size * 0.115:.2f}",
            }
        )
    write(path, rows)


# volume type -> cost a GiB and month
_TYPES = {"gp3": 0.08, "gp2": 0.1, "io2": 0.125, "st1": 0.045, "sc1": 0.015}


def ebs(path: Path, seed: int) -> None:
    """74 volumes, none of them made between April 2023 and August 2024, so that three years ago is in a gap."""
    rng = Random(seed)
    made = [*days("2020-02-01", 1150), *days("2024-09-01", 760)]
    rows = []
    for number in range(74):
        kind = rng.choice(["gp3", "gp3", "gp2", *_TYPES])
        size = rng.randrange(125, 4000) if kind in {"st1", "sc1"} else rng.randrange(8, 1500)
        used = rng.random() < 0.72
        zone = rng.choice(["eu-west-2a", "eu-west-2a", "eu-west-2b", "eu-north-1a"])
        iops = {"gp3": 3000, "gp2": max(100, 3 * size), "io2": rng.choice([4000, 8000, 16000])}.get(kind, "")
        price = size * _TYPES[kind] + (iops * 0.065 if kind == "io2" else 0)
        rows.append(
            {
                "VolumeId": f"vol-07e{number:05x}",
                "VolumeType": kind,
                "Size (GiB)": size,
                "IOPS": iops,
                "State": "in-use" if used else "available",
                "InstanceId": f"i-0b{rng.randrange(4096):06x}" if used else "",
                "Region": zone[:-1],
                "AvailabilityZone": zone,
                "Encrypted": rng.choice(["true", "true", "false"]),
                "CreateTime": f"{rng.choice(made)}",
                "Team": rng.choice(["storefront", "warehouse", "payments", "research", ""]),
                "Environment": rng.choice(["prod", "prod", "staging", "dev"]),
                "MonthlyCost": f"{price:.2f}",
            }
        )
    write(path, rows)
