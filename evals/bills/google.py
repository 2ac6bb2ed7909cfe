"""A Google Cloud billing export as CSV: costs with lists of credits beside them."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from evals.formats.google import Company, row, tax
from evals.formats.plain import amount, days, write

if TYPE_CHECKING:
    from pathlib import Path

# service, SKU, project, region, team, cost a day, share credited for use, share credited for commitment
_LINES = (
    ("Compute Engine", "N2 Instance Core running in Belgium", "orion-prod", "europe-west1", "core", 18.0, 0, 0.3),
    ("Compute Engine", "Network Internet Egress from Belgium", "orion-prod", "europe-west1", "core", 2.5, 0, 0),
    ("Compute Engine", "E2 Instance Core running in Iowa", "orion-dev", "us-central1", "dev", 4.1, 0.2, 0),
    ("Cloud Storage", "Standard Storage Belgium", "orion-prod", "europe-west1", "core", 3.2, 0, 0),
    ("Cloud Storage", "Nearline Storage Iowa", "orion-archive", "us-central1", "", 1.4, 0, 0),
    ("BigQuery", "Analysis (us-central1)", "orion-analytics", "us-central1", "insights", 13.0, 0, 0),
    ("Cloud SQL", "Cloud SQL for PostgreSQL: Zonal - vCPU in Belgium", "orion-prod", "europe-west1", "core", 7.7, 0, 0.1),
    ("Kubernetes Engine", "Zonal Kubernetes Clusters", "orion-prod", "europe-west1", "core", 2.4, 0, 0),
    ("Vertex AI", "Generative AI Input Characters", "orion-analytics", "us-central1", "insights", 6.0, 0, 0),
    ("Cloud Logging", "Log Storage cost", "orion-dev", "us-central1", "dev", 0.9, 0, 0),
)  # fmt: skip
_GIVEN = (
    ("Sustained Usage Discount", "SUSTAINED_USAGE_DISCOUNT"),
    ("Committed Usage Discount: CPU", "COMMITTED_USAGE_DISCOUNT"),
)
_ORION = Company("01AB-CD23-EF45", "USD", ("team",), _GIVEN)


def gcp(path: Path, seed: int) -> None:
    """May and June 2026; BigQuery jumps fivefold on 2026-06-18; tax once a month."""
    rng = Random(seed)
    rows = []
    for day in days("2026-05-01", 61):
        for line in _LINES:
            peak = 5 if line[0] == "BigQuery" and f"{day}" == "2026-06-18" else 1
            rows.append(row(_ORION, day, line, amount(rng, line[5] * peak)))
        if day.day == 28:
            rows.append(tax(_ORION, day, rng, 90))
    write(path, rows)
