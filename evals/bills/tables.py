"""Summaries: a table with months across, and Cost Explorer's CSV."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from evals.formats.plain import amount, write
from evals.formats.tables import across, explorer

if TYPE_CHECKING:
    from pathlib import Path

MONTHS = ("Jan 2026", "Feb 2026", "Mar 2026", "Apr 2026", "May 2026", "Jun 2026")
_SERVICES = {
    "Amazon EC2": (4200, 1.03),
    "Amazon RDS": (1900, 1.0),
    "Amazon S3": (820, 1.06),
    "AWS Lambda": (160, 1.22),
    "Amazon CloudFront": (540, 0.93),
    "Amazon OpenSearch": (700, 1.01),
    "AWS Glue": (95, 1.4),
}
_ACROSS = {
    "EC2-Instances": 2600,
    "EC2-Other": 900,
    "Relational Database Service": 1300,
    "S3": 610,
    "ElastiCache": 240,
    "Support (Business)": 500,
    "Tax": 410,
}


def trend(path: Path, seed: int) -> None:
    """Seven services over six months; Glue grows fastest, CloudFront shrinks."""
    write(path, across(Random(seed), "Service", MONTHS, _SERVICES, spread=0.02))


def cost_explorer(path: Path, seed: int) -> None:
    """Five months from March 2026, one line each below a line of totals."""
    rng = Random(seed)
    costs = {
        f"2026-{month:02d}-01": {
            name: amount(rng, usual * (1 + 0.05 * (month - 3)), 0.04) for name, usual in _ACROSS.items()
        }
        for month in range(3, 8)
    }
    write(path, explorer("Service", costs))
