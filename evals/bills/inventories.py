"""Inventories as people keep them: EBS volumes, S3 buckets, EC2 instances, RDS databases."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from evals.formats.plain import amount, days, write

if TYPE_CHECKING:
    from pathlib import Path


def ebs(path: Path, seed: int) -> None:
    """64 volumes; some unattached (`available`), some not encrypted, some gp2."""
    rng = Random(seed)
    made = list(days("2022-01-01", 1500))
    prices = {"gp2": 0.1, "gp3": 0.08, "io1": 0.125, "st1": 0.045}
    rows = []
    for number in range(64):
        kind = rng.choice(["gp2", "gp2", "gp3", "gp3", "gp3", "io1", "st1"])
        size = rng.choice([8, 20, 50, 100, 200, 500, 1000]) + number
        attached = rng.random() > 0.3
        rows.append(
            {
                "VolumeId": f"vol-0{number:04x}",
                "Name": f"data-{number}",
                "Region": rng.choice(["us-east-1", "eu-west-1", "ap-southeast-2"]),
                "VolumeType": kind,
                "Size": size,
                "Iops": {"gp2": max(100, size * 3), "gp3": 3000, "io1": 4000 + number, "st1": ""}[kind],
                "State": "in-use" if attached else "available",
                "AttachedInstance": f"i-{rng.randrange(16**6):06x}" if attached else "",
                "Encrypted": rng.choice(["true", "true", "false"]),
                "CreateTime": f"{rng.choice(made)}T08:00:00Z",
                "Team": rng.choice(["orders", "search", "ml", ""]),
                "MonthlyCost": f"{size * prices[kind]:.2f}",
            }
        )
    write(path, rows)


def s3(path: Path, seed: int) -> None:
    """38 buckets; some without versioning or lifecycle."""
    rng = Random(seed)
    prices = {"STANDARD": 0.023, "STANDARD_IA": 0.0125, "GLACIER": 0.0036, "INTELLIGENT_TIERING": 0.021}
    rows = []
    for number in range(38):
        kind = rng.choice(list(prices))
        size = amount(rng, rng.choice([5, 80, 700, 5200]), 0.5)
        rows.append(
            {
                "BucketName": f"{rng.choice(['logs', 'media', 'backup', 'lake'])}-{number:02d}",
                "Region": rng.choice(["us-west-2", "eu-central-1"]),
                "StorageClass": kind,
                "SizeGB": f"{size:.3f}",
                "ObjectCount": rng.randrange(100, 900_000),
                "Versioning": rng.choice(["Enabled", "Suspended", "Disabled"]),
                "HasLifecycle": rng.choice(["yes", "no"]),
                "Owner": rng.choice(["team-video", "team-core", "team-bi"]),
                "CreationDate": str(rng.choice(list(days("2020-02-01", 2200)))),
                "MonthlyCostUSD": f"{float(size) * prices[kind]:.4f}",
            }
        )
    write(path, rows)


def ec2(path: Path, seed: int) -> None:
    """47 instances, running and stopped, old generations among them."""
    rng = Random(seed)
    prices = {
        "t2.micro": 8.5,
        "m4.large": 73.0,
        "m5.xlarge": 140.16,
        "c6g.large": 49.6,
        "r5.2xlarge": 367.9,
        "g4dn.xlarge": 384.0,
    }
    rows = []
    for number in range(47):
        kind = rng.choice(list(prices))
        state = rng.choice(["running", "running", "running", "stopped"])
        rows.append(
            {
                "InstanceId": f"i-0{number:05x}",
                "Name": f"srv-{number:02d}",
                "InstanceType": kind,
                "State": state,
                "Platform": rng.choice(["Linux", "Linux", "Windows"]),
                "AvailabilityZone": rng.choice(["us-east-1a", "us-east-1b", "eu-west-1c"]),
                "Environment": rng.choice(["prod", "staging", "dev"]),
                "LaunchTime": f"{rng.choice(list(days('2023-01-01', 1200)))} 10:15:00",
                "PublicIp": f"203.0.113.{number}" if rng.random() > 0.6 else "",
                "MonthlyCostUSD": f"{prices[kind] + number / 100:.2f}" if state == "running" else "0",
            }
        )
    write(path, rows)


def rds(path: Path, seed: int) -> None:
    """23 databases of four engines."""
    rng = Random(seed)
    versions = {
        "postgres": ["13.9", "16.3"],
        "mysql": ["5.7.44", "8.0.36"],
        "aurora-mysql": ["3.05"],
        "sqlserver-se": ["15.00"],
    }
    rows = []
    for number in range(23):
        engine = rng.choice(list(versions))
        kind = rng.choice(["db.t3.medium", "db.m5.large", "db.r6g.xlarge"])
        rows.append(
            {
                "DBInstanceIdentifier": f"db-{engine[:4]}-{number:02d}",
                "Engine": engine,
                "EngineVersion": rng.choice(versions[engine]),
                "DBInstanceClass": kind,
                "MultiAZ": rng.choice(["True", "False"]),
                "AllocatedStorage": rng.choice([20, 100, 250, 1000]) + number,
                "StorageType": rng.choice(["gp2", "gp3"]),
                "Region": rng.choice(["eu-west-1", "us-east-2"]),
                "BackupRetentionPeriod": rng.choice([0, 7, 14]),
                "MonthlyCost": f"{amount(rng, {'db.t3.medium': 55, 'db.m5.large': 130, 'db.r6g.xlarge': 330}[kind], 0.1):.2f}",
            }
        )
    write(path, rows)
