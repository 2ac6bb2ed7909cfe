"""An OCI cost report: nine days only, too few for a forecast."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from evals.formats.oracle import Company, row
from evals.formats.plain import amount, days, write

if TYPE_CHECKING:
    from pathlib import Path

# service, description, compartment, region, resource, team, unit, cost a day
_LINES = (
    ("COMPUTE", "Standard - E5 - OCPU", "erp-prod", "eu-frankfurt-1", "ocid1.instance.oc1..erp1", "erp", "OCPU Hours", 12.0),
    ("COMPUTE", "Standard - A1 - OCPU", "batch", "us-ashburn-1", "ocid1.instance.oc1..batch4", "batch", "OCPU Hours", 5.0),
    ("BLOCK_STORAGE", "Block Volume - Storage", "erp-prod", "eu-frankfurt-1", "ocid1.volume.oc1..vol1", "erp", "Gigabyte Months", 2.6),
    ("OBJECTSTORE", "Object Storage - Storage", "backup", "us-ashburn-1", "ocid1.bucket.oc1..bk", "", "Gigabyte Months", 3.3),
    ("DATABASE", "Oracle Autonomous Database - ECPU", "erp-prod", "eu-frankfurt-1", "ocid1.adb.oc1..fin", "erp", "ECPU Hours", 19.0),
    ("NETWORK", "Outbound Data Transfer", "batch", "us-ashburn-1", "ocid1.vcn.oc1..v", "batch", "Gigabytes", 0.8),
    ("LOADBALANCER", "Load Balancer Base", "erp-prod", "eu-frankfurt-1", "ocid1.lb.oc1..l", "", "Hours", 0.55),
)  # fmt: skip
_ACME = Company("acme", "USD", "ops.team", subscription="s1", sku="B9")


def oci(path: Path, seed: int) -> None:
    """2026-08-03 to 2026-08-11; the database doubles on the 9th."""
    rng = Random(seed)
    rows = []
    for day in days("2026-08-03", 9):
        for number, line in enumerate(_LINES):
            peak = 2.4 if line[0] == "DATABASE" and day.day == 9 else 1
            rows.append(row(_ACME, day, number, line, amount(rng, line[-1] * peak, 0.15)))
    write(path, rows)
