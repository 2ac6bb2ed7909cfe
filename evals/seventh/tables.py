"""Months across by business unit, Cost Explorer by service, and an allocation of Kubernetes costs by namespace."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from evals.formats import tables
from evals.formats.plain import amount, write

if TYPE_CHECKING:
    from pathlib import Path

MONTHS = ("Oct 2025", "Nov 2025", "Dec 2025", "Jan 2026", "Feb 2026", "Mar 2026", "Apr 2026", "May 2026", "Jun 2026")
_UNITS = {
    "Claims": (11200, 1.01),
    "Underwriting": (8300, 1.0),
    "Broker Portal": (3950, 1.08),
    "Data Office": (5600, 1.03),
    "Actuarial": (2750, 0.94),
    "Workplace": (1480, 1.0),
    "Fraud Lab": (620, 1.0),
}


def units(path: Path, seed: int) -> None:
    """Seven units over nine months; the portal grows by a twelfth a month, Actuarial shrinks; the lab x4 in March."""
    peaks = {("Fraud Lab", "Mar 2026"): 4}
    write(path, tables.across(Random(seed), "Business Unit", MONTHS, _UNITS, spread=0.012, peaks=peaks))


_SERVICES = {
    "EC2-Instances": (4100, 1.0),
    "EC2-Other": (1350, 1.02),
    "Relational Database Service": (2480, 1.01),
    "S3": (905, 1.03),
    "Bedrock": (240, 1.3),
    "CloudWatch": (515, 0.98),
    "Support (Business)": (700, 1.01),
    "Tax": (830, 1.02),
}


def explorer(path: Path, seed: int) -> None:
    """Seven months from March 2025, one line each below a line of totals; Bedrock grows fast."""
    rng = Random(seed)
    costs = {
        f"2025-{month:02d}-01": {
            name: amount(rng, usual * growth ** (month - 3), 0.02) for name, (usual, growth) in _SERVICES.items()
        }
        for month in range(3, 10)
    }
    write(path, tables.explorer("Service", costs))


_NAMESPACES = {
    "checkout": "store",
    "catalog": "store",
    "search": "discovery",
    "recommender": "discovery",
    "ingest": "data",
    "airflow": "data",
    "monitoring": "platform",
    "ingress-nginx": "platform",
    "kube-system": "platform",
}


def namespaces(path: Path, seed: int) -> None:
    """Nine namespaces on a production and a staging cluster; the recommender is in production only."""
    rng = Random(seed)
    rows = []
    for cluster, size in (("prod-lisbon", 1.0), ("stage-lisbon", 0.22)):
        for name, team in _NAMESPACES.items():
            if name == "recommender" and cluster != "prod-lisbon":
                continue
            parts = [amount(rng, usual * size * rng.uniform(0.3, 2), 0.2) for usual in (310, 180, 60, 25)]
            cells = {part: f"{cost:.2f}" for part, cost in zip(("CPU Cost", "RAM Cost", "PV Cost", "Network Cost"), parts, strict=True)}  # fmt: skip
            rows.append(
                {
                    "Cluster": cluster,
                    "Namespace": name,
                    "Team": team,
                    **cells,
                    "Total Cost": f"{sum(float(cell) for cell in cells.values()):.2f}",
                    "CPU Efficiency (%)": round(rng.uniform(6, 81), 1),
                    "RAM Efficiency (%)": round(rng.uniform(12, 92), 1),
                    "Pods": rng.randrange(2, 60),
                }
            )
    write(path, rows)
