"""Inventories and a monthly table of the fourth set: disks, objects, servers (JSON), a year's months across."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from evals.formats.files import write_json
from evals.formats.plain import amount, days, write
from evals.formats.tables import across

if TYPE_CHECKING:
    from pathlib import Path


def disks(path: Path, seed: int) -> None:
    """57 EBS volumes."""
    rng = Random(seed)
    prices = {"gp2": 0.12, "gp3": 0.096, "io1": 0.142, "st1": 0.051, "standard": 0.055}
    rows = []
    for number in range(57):
        kind, size = rng.choice(["gp2", "gp2", "gp3", "gp3", "io1", "st1", "standard"]), rng.choice([16, 32, 64, 256, 512, 1500]) + number  # fmt: skip
        attached = rng.random() > 0.28
        rows.append(
            {
                "VolumeId": f"vol-0f{number:04x}",
                "Region": rng.choice(["ca-central-1", "us-west-2", "eu-west-2"]),
                "VolumeType": kind,
                "SizeGB": size,
                "State": "in-use" if attached else "available",
                "AttachedTo": f"i-{rng.randrange(16**6):06x}" if attached else "",
                "Encrypted": rng.choice(["true", "true", "true", "false"]),
                "CreateTime": f"{rng.choice(list(days('2022-06-01', 1300)))}T04:12:00Z",
                "Project": rng.choice(["apollo", "hermes", "vesta", ""]),
                "MonthlyCost": f"{size * prices[kind]:.2f}",
            }
        )
    write(path, rows)


def objects(path: Path, seed: int) -> None:
    """33 S3 buckets."""
    rng = Random(seed)
    prices = {"STANDARD": 0.024, "STANDARD_IA": 0.0131, "GLACIER": 0.0045, "INTELLIGENT_TIERING": 0.0225}
    rows = []
    for number in range(33):
        kind = rng.choice(list(prices))
        size = amount(rng, rng.choice([8, 90, 1100, 6400]), 0.4)
        rows.append(
            {
                "BucketName": f"{rng.choice(['invoices', 'scans', 'video', 'ml'])}-{number:02d}",
                "Region": rng.choice(["eu-central-2", "eu-south-2", "us-east-2"]),
                "StorageClass": kind,
                "SizeGB": f"{size:.3f}",
                "ObjectCount": rng.randrange(20, 700_000),
                "Versioning": rng.choice(["Enabled", "Disabled"]),
                "LifecyclePolicy": rng.choice(["yes", "no"]),
                "Encryption": rng.choice(["SSE-S3", "SSE-KMS", "none"]),
                "CreationDate": f"{rng.choice(list(days('2019-05-01', 2300)))}",
                "MonthlyCost": f"{float(size) * prices[kind]:.4f}",
            }
        )
    write(path, rows)


def servers(path: Path, seed: int) -> None:
    """44 EC2 instances in JSON."""
    rng = Random(seed)
    prices = {"t2.medium": 38.2, "m5.2xlarge": 312.0, "c7i.large": 74.4, "r7g.xlarge": 176.5, "c4.xlarge": 164.9}
    rows = []
    for number in range(44):
        kind, state = rng.choice(list(prices)), rng.choice(["running", "running", "running", "stopped"])
        rows.append(
            {
                "InstanceId": f"i-0d{number:05x}",
                "Name": f"box-{number:02d}",
                "InstanceType": kind,
                "State": state,
                "Platform": rng.choice(["Linux", "Linux", "Windows", "SUSE"]),
                "Region": rng.choice(["eu-west-2", "us-east-1"]),
                "Environment": rng.choice(["prod", "stage", "dev"]),
                "LaunchTime": f"{rng.choice(list(days('2023-02-01', 1000)))}T11:00:00Z",
                "AvgCpuPercent": round(rng.uniform(0.4, 85), 1),
                "MonthlyCost": round(prices[kind] + number / 25, 2) if state == "running" else 0,
            }
        )
    write_json(path, rows)


MONTHS = ("Feb 2025", "Mar 2025", "Apr 2025", "May 2025", "Jun 2025", "Jul 2025", "Aug 2025", "Sep 2025", "Oct 2025")
_SERVICES = {
    "Amazon EC2": (6100, 1.01),
    "Amazon Aurora": (2450, 1.035),
    "Amazon S3": (1180, 1.04),
    "Amazon Kinesis": (390, 0.95),
    "AWS Fargate": (720, 1.11),
    "Amazon QuickSight": (240, 1.0),
    "AWS Backup": (310, 1.02),
}


def months(path: Path, seed: int) -> None:
    """Seven services over nine months; Fargate grows by a tenth a month, Kinesis shrinks."""
    write(path, across(Random(seed), "Service", MONTHS, _SERVICES, spread=0.012))
