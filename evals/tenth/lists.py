"""Inventories of EBS volumes and of S3 buckets, both as of a day of September 2026."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from evals.formats.plain import days, write

if TYPE_CHECKING:
    from pathlib import Path

# volume type -> price a GiB and month, IOPS
_TYPES = {"gp3": (0.08, 3000), "gp2": (0.1, 0), "io2": (0.125, 6000), "st1": (0.045, 0), "sc1": (0.015, 0)}
_OWNERS = {"platform": "prod", "payments": "prod", "data": "prod", "qa": "test", "": "dev"}


def ebs(path: Path, seed: int) -> None:
    """83 volumes, a good quarter of them attached to nothing."""
    rng = Random(seed)
    rows = []
    for number in range(83):
        kind = rng.choice(["gp3", "gp3", "gp3", "gp2", "gp2", "io2", "st1", "sc1"])
        size = rng.choice([20, 50, 80, 100, 150, 250, 400, 500, 750, 1000, 1500, 2000])
        state = rng.choice(["in-use", "in-use", "in-use", "available"])
        owner = rng.choice([*_OWNERS])
        price, iops = _TYPES[kind]
        region = rng.choice(["eu-north-1", "eu-north-1", "eu-west-3"])
        rows.append(
            {
                "Volume ID": f"vol-0f7{number:05x}",
                "Name": f"{owner or 'lab'}-disk-{number:02d}",
                "Type": kind,
                "Size (GiB)": size,
                "IOPS": iops or max(100, size * 3),
                "State": state,
                "Region": region,
                "Availability Zone": region + rng.choice("abc"),
                "Created": f"{rng.choice([*days('2021-01-10', 2040)])}",
                "Attached instance": f"i-0a{rng.randrange(40):04x}" if state == "in-use" else "",
                "Encrypted": rng.choice(["true", "true", "true", "false"]),
                "Owner": owner,
                "Environment": _OWNERS[owner],
                "Monthly cost (USD)": f"{size * price + number / 100:.2f}",
            }
        )
    write(path, rows)


# storage class -> price a GB and month
_CLASSES = {"STANDARD": 0.0225, "STANDARD_IA": 0.0131, "INTELLIGENT_TIERING": 0.0205, "GLACIER": 0.004, "DEEP_ARCHIVE": 0.001}  # fmt: skip


def s3(path: Path, seed: int) -> None:
    """46 buckets; some have neither an owner nor rules for what becomes old."""
    rng = Random(seed)
    rows = []
    for number in range(46):
        kind = rng.choice(["STANDARD", "STANDARD", "STANDARD", "STANDARD", *[*_CLASSES][1:]])
        size = round(rng.uniform(4, 90) ** 2 * 1.7, 1)
        team = rng.choice(["web", "analytics", "media", "backup", ""])
        rows.append(
            {
                "Bucket": f"puffin-{team or 'misc'}-{number:02d}",
                "Region": rng.choice(["eu-north-1", "eu-north-1", "us-east-1", "ap-southeast-2"]),
                "Storage class": kind,
                "Size (GB)": size,
                "Objects": rng.randrange(900, 4_000_000),
                "Created": f"{rng.choice([*days('2018-05-01', 2900)])}",
                "Last accessed": f"{rng.choice([*days('2025-02-01', 590)])}",
                "Versioning": rng.choice(["Enabled", "Enabled", "Suspended"]),
                "Lifecycle rules": rng.choice(["yes", "no"]),
                "Public access": rng.choice(["Blocked", "Blocked", "Blocked", "Blocked", "Open"]),
                "Team": team,
                "Monthly cost (USD)": f"{size * _CLASSES[kind] + number / 100:.2f}",
            }
        )
    write(path, rows)
