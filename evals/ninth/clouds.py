"""FOCUS 1.2 over AWS, Google and Azure in lei, Google in pesos."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from evals.formats import google
from evals.formats.focus import Company, bare, unused, used
from evals.formats.plain import amount, days, write

if TYPE_CHECKING:
    from pathlib import Path

# provider, service, category, region, account, resource, app, env, list cost a day, share paid
_FOCUS = (
    ("AWS", "Amazon Elastic Compute Cloud", "Compute", "eu-central-1", "carpat-live", "i-search", "search", "prod", 1400.0, "0.62"),
    ("AWS", "Amazon Relational Database Service", "Databases", "eu-central-1", "carpat-live", "db-bookings", "booking", "prod", 860.0, "1"),
    ("AWS", "Amazon CloudFront", "Networking", "eu-west-1", "carpat-live", "cf-photos", "search", "prod", 210.0, "1"),
    ("AWS", "AWS Lambda", "Compute", "eu-west-1", "carpat-test", "fn-fares", "booking", "test", 48.0, "1"),
    ("Google Cloud", "BigQuery", "Analytics", "europe-west3", "carpat-insights", "bq-clicks", "insights", "prod", 690.0, "1"),
    ("Google Cloud", "Cloud Storage", "Storage", "europe-west3", "carpat-insights", "gcs-clicks", "insights", "prod", 150.0, "1"),
    ("Google Cloud", "Vertex AI", "AI and Machine Learning", "europe-west4", "carpat-insights", "vx-ranking", "search", "test", 240.0, "1"),
    ("Microsoft", "Virtual Machines", "Compute", "germanywestcentral", "carpat-office", "vm-desk", "", "prod", 520.0, "0.9"),
    ("Microsoft", "Azure SQL Database", "Databases", "germanywestcentral", "carpat-office", "sql-hr", "", "prod", 330.0, "1"),
    ("Microsoft", "Microsoft Sentinel", "Security", "westeurope", "carpat-office", "sentinel", "", "prod", 95.0, "1"),
)  # fmt: skip
_CARPAT = Company("RON", ("app", "env"), plan="sp-carpat-1", share="0.62")


def focus(path: Path, seed: int) -> None:
    """October to December 2025: Sentinel x7 on November 12; BigQuery x1.4 in December; Vertex AI ends on November 20; tax, credits, purchases, an unused plan."""
    rng = Random(seed)
    rows = []
    for day in days("2025-10-01", 92):
        for line in _FOCUS:
            if line[5] == "vx-ranking" and f"{day}" > "2025-11-20":
                continue
            more = 7 if line[5] == "sentinel" and f"{day}" == "2025-11-12" else 1
            more = 1.4 if line[5] == "bq-clicks" and day.month == 12 else more
            rows.append(used(_CARPAT, day, line, amount(rng, line[8] * more, 0.05)))
        rows.append(unused(_CARPAT, day, _FOCUS[0], amount(rng, 70)))
        if day.day == 1:
            rows.append(bare(_CARPAT, day, _FOCUS[0], amount(rng, 2100), "Purchase"))
        if day.day == 28:
            rows.append(bare(_CARPAT, day, _FOCUS[7], amount(rng, 5600), "Tax"))
            rows.append(bare(_CARPAT, day, _FOCUS[4], amount(rng, -900), "Credit"))
    write(path, rows)


# service, SKU, project, region, team, env, cost a day, share credited for use, for commitment, as a promotion
_GCP = (
    ("Compute Engine", "E2 Instance Core running in Singapore", "bayani-remit", "asia-southeast1", "remit", "prod", 5200.0, 0.1, 0, 0),
    ("Compute Engine", "E2 Instance Ram running in Singapore", "bayani-remit", "asia-southeast1", "remit", "prod", 2100.0, 0.1, 0, 0),
    ("Compute Engine", "Network Internet Data Transfer Out from Singapore", "bayani-remit", "asia-southeast1", "remit", "prod", 880.0, 0, 0, 0),
    ("Kubernetes Engine", "Regional Kubernetes Clusters", "bayani-wallet", "asia-southeast1", "wallet", "prod", 1350.0, 0, 0, 0),
    ("Cloud Spanner", "Regional processing unit in Singapore", "bayani-wallet", "asia-southeast1", "wallet", "prod", 6400.0, 0, 0.2, 0),
    ("Memorystore for Redis", "Redis Capacity Standard M3", "bayani-wallet", "asia-southeast1", "wallet", "prod", 1750.0, 0, 0, 0),
    ("BigQuery", "Analysis (asia-southeast1)", "bayani-fraud", "asia-southeast1", "fraud", "prod", 2900.0, 0, 0, 0),
    ("Dataflow", "vCPU Time Streaming", "bayani-fraud", "asia-east1", "fraud", "prod", 1600.0, 0, 0, 0),
    ("Vertex AI", "Gemini 2.5 Flash Text Input", "bayani-sandbox", "us-central1", "fraud", "dev", 740.0, 0, 0, 0.6),
    ("Cloud Storage", "Nearline Storage Singapore", "bayani-remit", "asia-southeast1", "", "", 410.0, 0, 0, 0),
    ("Cloud Logging", "Log Storage cost", "bayani-wallet", "global", "", "", 520.0, 0, 0, 0),
)  # fmt: skip
_BAYANI = google.Company("0C0C0C-888888-FEDCBA", "PHP", ("team", "env"))


def gcp(path: Path, seed: int) -> None:
    """January to March 2026: Cloud Logging x12 on February 17; Dataflow x1.7 in March; Vertex AI starts on January 19; tax on each 28th."""
    rng = Random(seed)
    rows = []
    for day in days("2026-01-01", 90):
        for line in _GCP:
            if line[0] == "Vertex AI" and f"{day}" < "2026-01-19":
                continue
            more = 12 if line[0] == "Cloud Logging" and f"{day}" == "2026-02-17" else 1
            more = 1.7 if line[0] == "Dataflow" and day.month == 3 else more
            rows.append(google.row(_BAYANI, day, line, amount(rng, line[6] * more, 0.05)))
        if day.day == 28:
            rows.append(google.tax(_BAYANI, day, rng, 72000))
    write(path, rows)
