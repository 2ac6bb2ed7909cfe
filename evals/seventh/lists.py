"""Inventories of one company: EBS volumes, S3 buckets, EC2 instances, RDS databases."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from evals.formats.plain import amount, days, write

if TYPE_CHECKING:
    from pathlib import Path


def ebs(path: Path, seed: int) -> None:
    """57 volumes, made before 2020 or after 2022."""
    rng = Random(seed)
    prices = {"gp2": 0.116, "gp3": 0.0928, "io2": 0.145, "sc1": 0.0174, "standard": 0.055}
    made = [*days("2017-02-01", 1000), *days("2023-01-15", 1000)]
    rows = []
    for number in range(57):
        kind = rng.choice(["gp2", "gp2", "gp2", "gp3", "gp3", "io2", "sc1", "standard"])
        size, attached = rng.choice([8, 40, 120, 300, 640, 2000]) + number, rng.random() > 0.28
        rows.append(
            {
                "VolumeId": f"vol-0c4{number:03x}",
                "Region": rng.choice(["eu-west-3", "eu-west-3", "us-east-2"]),
                "VolumeType": kind,
                "Size": size,
                "State": "in-use" if attached else "available",
                "AttachedTo": f"i-{rng.randrange(16**6):06x}" if attached else "",
                "Iops": {"gp2": max(100, size * 3), "gp3": 3000, "io2": 6000 + number}.get(kind, ""),
                "Encrypted": rng.choice(["true", "true", "true", "false"]),
                "CreateTime": f"{rng.choice(made)}T06:20:00Z",
                "Project": rng.choice(["lagoon", "heath", "fen", ""]),
                "MonthlyCost": f"{size * prices[kind]:.2f}",
            }
        )
    write(path, rows)


def s3(path: Path, seed: int) -> None:
    """33 buckets."""
    rng = Random(seed)
    prices = {"STANDARD": 0.024, "STANDARD_IA": 0.0131, "ONEZONE_IA": 0.0105, "GLACIER": 0.00405}
    rows = []
    for number in range(33):
        kind, size = rng.choice(["STANDARD", *prices]), amount(rng, rng.choice([22, 310, 2600, 9100]), 0.35)
        rows.append(
            {
                "BucketName": f"heron-{rng.choice(['clicks', 'invoices', 'photos', 'dumps'])}-{number:02d}",
                "Region": rng.choice(["eu-west-3", "us-east-2"]),
                "StorageClass": kind,
                "SizeGB": f"{size:.3f}",
                "ObjectCount": rng.randrange(90, 2_400_000),
                "Versioning": rng.choice(["Enabled", "Disabled"]),
                "LifecyclePolicy": rng.choice(["yes", "no", "no"]),
                "Project": rng.choice(["lagoon", "heath", "fen"]),
                "CreationDate": f"{rng.choice(list(days('2018-03-01', 2500)))}",
                "MonthlyCost": f"{float(size) * prices[kind]:.4f}",
            }
        )
    write(path, rows)


def ec2(path: Path, seed: int) -> None:
    """44 instances; a stopped one costs nothing."""
    rng = Random(seed)
    prices = {"t3a.medium": 28.6, "m7i.2xlarge": 343.4, "c7g.large": 55.5, "r5.4xlarge": 864.3, "m3.large": 104.4}
    rows = []
    for number in range(44):
        kind, state = rng.choice(list(prices)), rng.choice(["running", "running", "running", "running", "stopped"])
        rows.append(
            {
                "InstanceId": f"i-0d9{number:05x}",
                "Name": f"heron-{number:02d}",
                "InstanceType": kind,
                "State": state,
                "Platform": rng.choice(["Linux", "Linux", "Linux", "Windows"]),
                "AvailabilityZone": rng.choice(["eu-west-3a", "eu-west-3b", "us-east-2c"]),
                "Environment": rng.choice(["prod", "prod", "dev", "test"]),
                "Project": rng.choice(["lagoon", "heath", "fen", ""]),
                "LaunchTime": f"{rng.choice(list(days('2021-09-01', 1500)))}T11:05:00Z",
                "AvgCpuPercent": round(rng.uniform(0.4, 88), 1),
                "MonthlyCost": f"{prices[kind] + number / 25:.2f}" if state == "running" else "0",
            }
        )
    write(path, rows)


def rds(path: Path, seed: int) -> None:
    """24 databases."""
    rng = Random(seed)
    versions = {"postgres": ["13.14", "17.2"], "mysql": ["8.0.40"], "sqlserver-web": ["15.00"]}
    rows = []
    for number in range(24):
        engine = rng.choice(["postgres", *versions])
        kind, price = rng.choice([("db.t4g.medium", 51), ("db.r6g.xlarge", 372), ("db.m7g.large", 136)])
        rows.append(
            {
                "DBInstanceIdentifier": f"heron-{engine[:4]}-{number:02d}",
                "Engine": engine,
                "EngineVersion": rng.choice(versions[engine]),
                "DBInstanceClass": kind,
                "MultiAZ": rng.choice(["true", "false"]),
                "StorageType": rng.choice(["gp2", "gp3", "gp3"]),
                "AllocatedStorage": rng.choice([50, 200, 900]) + number,
                "DeletionProtection": rng.choice(["true", "true", "false"]),
                "BackupRetentionPeriod": rng.choice([0, 7, 14]),
                "Project": rng.choice(["lagoon", "heath", "fen"]),
                "MonthlyCost": f"{amount(rng, price, 0.08):.2f}",
            }
        )
    write(path, rows)
