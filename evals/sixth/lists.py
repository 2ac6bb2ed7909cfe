"""Inventories of one company: EBS volumes, S3 buckets, EC2 instances, RDS databases."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from evals.formats.plain import amount, days, write

if TYPE_CHECKING:
    from pathlib import Path


def ebs(path: Path, seed: int) -> None:
    """53 volumes."""
    rng = Random(seed)
    prices = {"gp2": 0.1, "gp3": 0.08, "io1": 0.125, "st1": 0.045}
    rows = []
    for number in range(53):
        kind = rng.choice(["gp2", "gp2", "gp3", "gp3", "gp3", "io1", "st1"])
        size, attached = rng.choice([25, 75, 150, 350, 800, 1200]) + number, rng.random() > 0.32
        rows.append(
            {
                "VolumeId": f"vol-07e{number:03x}",
                "AvailabilityZone": rng.choice(["us-west-2a", "us-west-2b", "ap-northeast-1c"]),
                "VolumeType": kind,
                "SizeGiB": size,
                "State": "in-use" if attached else "available",
                "InstanceId": f"i-{rng.randrange(16**6):06x}" if attached else "",
                "Encrypted": rng.choice(["true", "true", "false"]),
                "CreateTime": f"{rng.choice(list(days('2020-08-01', 1600)))}T14:05:00Z",
                "Environment": rng.choice(["production", "production", "staging", ""]),
                "MonthlyCost": f"{size * prices[kind]:.2f}",
            }
        )
    write(path, rows)


def s3(path: Path, seed: int) -> None:
    """31 buckets."""
    rng = Random(seed)
    prices = {"STANDARD": 0.023, "STANDARD_IA": 0.0125, "GLACIER_IR": 0.004, "DEEP_ARCHIVE": 0.00099}
    rows = []
    for number in range(31):
        kind, size = rng.choice(list(prices)), amount(rng, rng.choice([15, 240, 1800, 7700]), 0.4)
        rows.append(
            {
                "BucketName": f"tern-{rng.choice(['scans', 'exports', 'models', 'trail'])}-{number:02d}",
                "Region": rng.choice(["us-west-2", "ap-northeast-1"]),
                "StorageClass": kind,
                "SizeGB": f"{size:.3f}",
                "ObjectCount": rng.randrange(40, 1_200_000),
                "Versioning": rng.choice(["Enabled", "Suspended"]),
                "LifecyclePolicy": rng.choice(["yes", "no"]),
                "Tenant": rng.choice(["acorn", "birch", "cedar"]),
                "CreationDate": f"{rng.choice(list(days('2019-01-01', 2200)))}",
                "MonthlyCost": f"{float(size) * prices[kind]:.4f}",
            }
        )
    write(path, rows)


def ec2(path: Path, seed: int) -> None:
    """41 instances; a stopped one costs nothing."""
    rng = Random(seed)
    prices = {"t3.small": 15.2, "m5.2xlarge": 280.3, "c6a.large": 55.8, "r5.xlarge": 184.0, "c4.xlarge": 145.3}
    rows = []
    for number in range(41):
        kind, state = rng.choice(list(prices)), rng.choice(["running", "running", "running", "stopped"])
        rows.append(
            {
                "InstanceId": f"i-07f{number:05x}",
                "Name": f"tern-{number:02d}",
                "InstanceType": kind,
                "State": state,
                "Platform": rng.choice(["Linux", "Linux", "Linux", "Windows"]),
                "Region": rng.choice(["us-west-2", "ap-northeast-1"]),
                "Tenant": rng.choice(["acorn", "birch", "cedar", ""]),
                "LaunchTime": f"{rng.choice(list(days('2021-05-01', 1400)))}T21:45:00Z",
                "AvgCpuPercent": round(rng.uniform(0.5, 92), 1),
                "MonthlyCost": f"{prices[kind] + number / 30:.2f}" if state == "running" else "0",
            }
        )
    write(path, rows)


def rds(path: Path, seed: int) -> None:
    """21 databases."""
    rng = Random(seed)
    versions = {"postgres": ["12.18", "16.2"], "mariadb": ["10.11"], "aurora-mysql": ["3.04"]}
    rows = []
    for number in range(21):
        engine = rng.choice(list(versions))
        kind, price = rng.choice([("db.t4g.small", 24), ("db.m6g.large", 116), ("db.r6g.2xlarge", 627)])
        rows.append(
            {
                "DBInstanceIdentifier": f"tern-{engine[:4]}-{number:02d}",
                "Engine": engine,
                "EngineVersion": rng.choice(versions[engine]),
                "DBInstanceClass": kind,
                "MultiAZ": rng.choice(["true", "false", "false"]),
                "AllocatedStorage": rng.choice([40, 160, 600]) + number,
                "Tenant": rng.choice(["acorn", "birch", "cedar"]),
                "BackupRetentionPeriod": rng.choice([0, 7, 30]),
                "MonthlyCost": f"{amount(rng, price, 0.08):.2f}",
            }
        )
    write(path, rows)
