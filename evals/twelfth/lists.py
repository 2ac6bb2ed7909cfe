"""An inventory of EBS volumes, one of S3 buckets, and a year of services with its months across."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from evals.formats.plain import days, write
from evals.formats.tables import across

if TYPE_CHECKING:
    from pathlib import Path

# volume type -> sizes in GiB, IOPS, throughput, cost a GiB and month
_KINDS = {
    "gp3": ((50, 100, 250, 500), "3000", "125", 0.0836),
    "gp2": ((30, 100, 200, 1000), "300", "", 0.11),
    "io1": ((200, 400), "4000", "", 0.138),
    "st1": ((500, 2000), "", "", 0.05),
}
_MIX = ["gp3", "gp3", "gp3", "gp2", "gp2", "io1", "st1"]
_TEAMS = ["booking", "booking", "pricing", "data", "data", ""]


def _made(rng, old, young):
    """A day of 2020 to 2023, or one of this spring and summer: what is old is so from any day of the year after."""
    return f"{rng.choice([*days('2020-02-01', 1200)] if rng.random() < old else [*days(young, 120)])}"


def ebs(path: Path, seed: int) -> None:
    """76 volumes, some attached to nothing; none made between mid 2023 and April 2026."""
    rng = Random(seed)
    rows = []
    for number in range(76):
        kind = rng.choice(_MIX)
        sizes, operations, throughput, price = _KINDS[kind]
        size, is_used = rng.choice(sizes), rng.random() < 0.78
        rows.append(
            {
                "VolumeId": f"vol-0a7{number:05x}",
                "Name": f"skerry-vol-{number:02d}",
                "VolumeType": kind,
                "Size": size,
                "Iops": operations,
                "Throughput": throughput,
                "State": "in-use" if is_used else "available",
                "AvailabilityZone": rng.choice(["eu-north-1a", "eu-north-1b", "eu-west-1a"]),
                "Encrypted": rng.choice(["true", "true", "false"]),
                "CreateTime": f"{_made(rng, 0.4, '2026-04-10')}T08:15:00.000Z",
                "InstanceId": f"i-0b3{rng.randrange(40):05x}" if is_used else "",
                "Team": rng.choice(_TEAMS),
                "Environment": rng.choice(["prod", "prod", "dev", "staging"]),
                "MonthlyCostUSD": f"{size * price + number / 100:.2f}",
            }
        )
    write(path, rows)


# storage class -> cost a GB and month
_CLASSES = {"STANDARD": 0.023, "STANDARD_IA": 0.0125, "INTELLIGENT_TIERING": 0.021, "GLACIER": 0.0036}
_WORDS = ("manifests", "logs", "backups", "photos", "exports", "models", "invoices", "web", "tickets", "telemetry", "archive")  # fmt: skip


def buckets(path: Path, seed: int) -> None:
    """44 buckets; none was last read between May 2025 and July 2026."""
    rng = Random(seed)
    rows = []
    for number in range(44):
        kind = rng.choice([*_CLASSES, "STANDARD", "STANDARD"])
        size = round(rng.choice([4, 60, 700, 5200]) * rng.uniform(0.5, 1.5), 1)
        rows.append(
            {
                "BucketName": f"skerry-{_WORDS[number % len(_WORDS)]}-{number:02d}",
                "Region": rng.choice(["eu-north-1", "eu-north-1", "eu-west-1"]),
                "StorageClass": kind,
                "SizeGB": f"{size + number / 10:.1f}",
                "ObjectCount": int(size * rng.choice([3, 40, 900])) + number,
                "Versioning": rng.choice(["Enabled", "Enabled", "Suspended"]),
                "LifecyclePolicy": rng.choice(["Yes", "No", "No"]),
                "Encryption": rng.choice(["AES256", "AES256", "aws:kms"]),
                "PublicAccess": rng.choice(["Blocked"] * 8 + ["Public"]),
                "CreationDate": _made(rng, 0.6, "2026-02-20"),
                "LastAccessed": f"{rng.choice([*days('2024-02-01', 450)] if rng.random() < 0.3 else [*days('2026-07-10', 60)])}",
                "Owner": rng.choice(["Agnes", "Birk", "Chidi", "Dalia", ""]),
                "MonthlyCost": f"{size * _CLASSES[kind] + 0.4 + number / 50:.2f}",
            }
        )
    write(path, rows)


_MONTHS = ("Nov 2025", "Dec 2025", "Jan 2026", "Feb 2026", "Mar 2026", "Apr 2026", "May 2026", "Jun 2026", "Jul 2026", "Aug 2026", "Sep 2026", "Oct 2026")  # fmt: skip
# service -> cost in November 2025, growth a month
_SERVICES = {
    "EC2": (18400.0, 1.012),
    "RDS": (9600.0, 1.025),
    "S3": (4300.0, 1.03),
    "Data Transfer": (3100.0, 1.0),
    "CloudFront": (1900.0, 0.97),
    "EKS": (2750.0, 1.05),
    "Lambda": (880.0, 1.02),
    "Bedrock": (420.0, 1.22),
    "Support": (2100.0, 1.0),
}


def trend(path: Path, seed: int) -> None:
    """November 2025 to October 2026: data transfer x2.1 in May, Bedrock grows fastest, CloudFront falls."""
    rng = Random(seed)
    write(path, across(rng, "Service", _MONTHS, _SERVICES, spread=0.02, peaks={("Data Transfer", "May 2026"): 2.1}))
