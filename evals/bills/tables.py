"""Summaries: a table with months across, and Cost Explorer's CSV."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from evals.bills.plain import amount, write

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
    rng = Random(seed)
    rows = []
    for service, (start, growth) in _SERVICES.items():
        costs = {month: f"{amount(rng, start * growth**step, 0.02):.2f}" for step, month in enumerate(MONTHS)}
        rows.append({"Service": service, **costs})
    write(path, rows)


def cost_explorer(path: Path, seed: int) -> None:
    """Five months from March 2026, one line each below a line of totals."""
    rng = Random(seed)
    months = [
        {
            "Service": f"2026-{month:02d}-01",
            **{f"{name}($)": amount(rng, usual * (1 + 0.05 * (month - 3)), 0.04) for name, usual in _ACROSS.items()},
        }
        for month in range(3, 8)
    ]
    for row in months:
        row["Total costs($)"] = sum(value for name, value in row.items() if name != "Service")
    names = list(months[0])[1:]
    totals = {"Service": "Service total", **{name: sum(row[name] for row in months) for name in names}}
    write(path, [totals, *months])
