"""OCI in won, Google in baht (CSV) and in shekels (nested JSON lines), FOCUS 1.2 over AWS, Azure and Google in ringgit."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from evals.formats import google, oracle
from evals.formats.files import write_json_lines
from evals.formats.focus import Company, bare, unused, used
from evals.formats.plain import amount, days, write

if TYPE_CHECKING:
    from pathlib import Path

# service, description, compartment, region, resource, studio, unit, cost a day in won
_OCI = (
    ("COMPUTE", "Standard - E6 - OCPU", "arena", "ap-seoul-1", "ocid1.instance.oc1..lobby1", "nova", "OCPU Hours", 52000.0),
    ("COMPUTE", "Standard - A2 - OCPU", "arena", "ap-chuncheon-1", "ocid1.instance.oc1..match2", "nova", "OCPU Hours", 38000.0),
    ("BLOCK_STORAGE", "Block Volume - Storage", "arena", "ap-seoul-1", "ocid1.volume.oc1..lobbyvol", "nova", "Gigabyte Months", 9000.0),
    ("DATABASE", "Autonomous Database - ECPU", "wallet", "ap-seoul-1", "ocid1.adb.oc1..wallet", "mint", "ECPU Hours", 61000.0),
    ("NETWORK", "Outbound Data Transfer", "arena", "ap-seoul-1", "ocid1.vcn.oc1..vcn1", "nova", "Gigabytes", 12500.0),
    ("CONTAINER_ENGINE", "OKE - Enhanced Cluster", "chatops", "ap-chuncheon-1", "ocid1.cluster.oc1..chat", "mint", "Cluster Hours", 7400.0),
    ("OBJECTSTORE", "Object Storage - Infrequent Access", "vault", "ap-chuncheon-1", "ocid1.bucket.oc1..replays", "", "Gigabyte Months", 5600.0),
    ("CACHE", "OCI Cache - Memory", "chatops", "ap-chuncheon-1", "ocid1.rediscluster.oc1..chat", "mint", "Gigabyte Hours", 8800.0),
)  # fmt: skip
_HANOK = oracle.Company("hanok", "KRW", "org.studio")


def oci(path: Path, seed: int) -> None:
    """February to April 2026: the match machine doubles on weekends; network x7 on March 14; the cache is new on April 6; a correction on April 9."""
    rng = Random(seed)
    rows = []
    for day in days("2026-02-01", 89):
        for number, line in enumerate(_OCI):
            if line[0] == "CACHE" and f"{day}" < "2026-04-06":
                continue
            more = 7 if line[0] == "NETWORK" and f"{day}" == "2026-03-14" else 1
            more = 2 if line[4].endswith("match2") and day.weekday() > 4 else more
            rows.append(oracle.row(_HANOK, day, number, line, amount(rng, line[-1] * more, 0.05)))
        if f"{day}" == "2026-04-09":
            rows.append(oracle.correction(_HANOK, day, 90, _OCI[3], -150000))
    write(path, rows)


# service, SKU, project, region, team, environment, cost a day, share credited for use, for commitment, as a promotion
_GCP = (
    ("Compute Engine", "E2 Instance Core running in Singapore", "siam-pay", "asia-southeast1", "payments", "prod", 1450.0, 0.1, 0, 0),
    ("Compute Engine", "Spot Preemptible N2 Instance Core running in Singapore", "siam-batch", "asia-southeast1", "growth", "test", 260.0, 0, 0, 0),
    ("Cloud SQL", "PostgreSQL: Zonal - vCPU in Singapore", "siam-pay", "asia-southeast1", "payments", "prod", 980.0, 0, 0.25, 0),
    ("BigQuery", "Analysis", "siam-insight", "asia-southeast1", "growth", "prod", 720.0, 0, 0, 0),
    ("Cloud Storage", "Standard Storage Singapore", "siam-insight", "asia-southeast1", "", "", 210.0, 0, 0, 0),
    ("Cloud Logging", "Log Storage cost", "siam-pay", "global", "", "", 175.0, 0, 0, 0),
    ("Cloud Run Functions", "Functions CPU Time", "siam-pay", "asia-southeast1", "payments", "prod", 64.0, 0, 0, 0),
    ("Gemini API", "Generate content output token count", "siam-lab", "us-central1", "growth", "test", 380.0, 0, 0, 0.4),
    ("Networking", "Network Internet Data Transfer Out from Singapore", "siam-pay", "asia-southeast1", "payments", "prod", 310.0, 0, 0, 0),
)  # fmt: skip
_SIAM = google.Company("0D0D0D-555555-ABCDEF", "THB", ("team", "env"))


def gcp(path: Path, seed: int) -> None:
    """November 2025 to January 2026: BigQuery x6 on December 19; Gemini doubles in January; tax on each 28th."""
    rng = Random(seed)
    rows = []
    for day in days("2025-11-01", 92):
        for line in _GCP:
            more = 6 if line[0] == "BigQuery" and f"{day}" == "2025-12-19" else 1
            more = 2 if line[0] == "Gemini API" and day.month == 1 else more
            rows.append(google.row(_SIAM, day, line, amount(rng, line[6] * more, 0.06)))
        if day.day == 28:
            rows.append(google.tax(_SIAM, day, rng, 9100))
    write(path, rows)


# service, SKU, project, region, department, cost a day, shares credited, in shekels
_NESTED = (
    ("Compute Engine", "C4 Instance Core running in Tel Aviv", "carmel-core", "me-west1", "rnd", 210.0, 0.1, 0, 0),
    ("AlloyDB", "AlloyDB vCPU in Tel Aviv", "carmel-core", "me-west1", "rnd", 165.0, 0, 0.2, 0),
    ("Vertex AI", "Online Prediction", "carmel-ml", "europe-west4", "rnd", 88.0, 0, 0, 0),
    ("Cloud Armor", "Security Policy Requests", "carmel-edge", "global", "ops", 12.0, 0, 0, 0),
    ("Cloud CDN", "Cache Data Transfer Middle East", "carmel-edge", "global", "ops", 34.0, 0, 0, 0),
    ("Firestore", "Entity Reads", "carmel-core", "me-west1", "", 21.0, 0, 0, 0),
    ("Cloud Storage", "Nearline Storage Tel Aviv", "carmel-archive", "me-west1", "", 15.0, 0, 0, 0),
    ("Dataproc", "Licensing Fee", "carmel-ml", "europe-west4", "rnd", 40.0, 0, 0, 0),
)  # fmt: skip
_CARMEL = google.Company("0C0C0C-666666-ABCDEF", "ILS", ("dept",))


def nested(path: Path, seed: int) -> None:
    """May and June 2026 as BigQuery writes JSON lines: reads x11 on May 27; Dataproc ends on June 10."""
    rng = Random(seed)
    rows = []
    for day in days("2026-05-01", 61):
        for line in _NESTED:
            if line[0] == "Dataproc" and f"{day}" > "2026-06-10":
                continue
            more = 11 if line[0] == "Firestore" and f"{day}" == "2026-05-27" else 1
            rows.append(google.nested(google.row(_CARMEL, day, line, amount(rng, line[5] * more, 0.06))))
    write_json_lines(path, rows)


# provider, service, category, region, account, resource, application, stage, list cost a day, share paid
_FOCUS = (
    ("AWS", "Amazon Elastic Compute Cloud", "Compute", "ap-southeast-5", "orang-core", "i-mart", "mart", "production", 140.0, "0.72"),
    ("AWS", "Amazon Relational Database Service", "Databases", "ap-southeast-5", "orang-core", "db-mart", "mart", "production", 92.0, "1"),
    ("AWS", "Amazon CloudFront", "Networking", "global", "orang-core", "cf-mart", "mart", "production", 26.0, "1"),
    ("AWS", "AWS Lambda", "Compute", "ap-southeast-1", "orang-labs", "fn-quiz", "quiz", "test", 7.5, "1"),
    ("Microsoft", "Azure Kubernetes Service", "Containers", "southeastasia", "orang-erp", "aks-erp", "erp", "production", 33.0, "1"),
    ("Microsoft", "Azure SQL Managed Instance", "Databases", "malaysiawest", "orang-erp", "mi-erp", "erp", "production", 88.0, "0.85"),
    ("Microsoft", "Storage Accounts", "Storage", "malaysiawest", "orang-erp", "st-docs", "", "", 12.0, "1"),
    ("Google Cloud", "BigQuery", "Analytics", "asia-southeast1", "orang-data", "ds-sales", "sales", "production", 54.0, "1"),
    ("Google Cloud", "Vertex AI", "AI and Machine Learning", "asia-southeast1", "orang-data", "ep-forecast", "sales", "test", 38.0, "1"),
    ("Google Cloud", "Cloud Storage", "Storage", "asia-southeast1", "orang-data", "gs-raw", "", "", 9.0, "1"),
)  # fmt: skip
_ORANG = Company("MYR", ("application", "stage"), plan="sp-orang-7", share="0.72")


def focus(path: Path, seed: int) -> None:
    """July to September 2025: Lambda x6 on August 21; BigQuery x1.7 in September; tax, credits, purchases, an unused plan."""
    rng = Random(seed)
    rows = []
    for day in days("2025-07-01", 92):
        for line in _FOCUS:
            more = 6 if line[5] == "fn-quiz" and f"{day}" == "2025-08-21" else 1
            more = 1.7 if line[5] == "ds-sales" and day.month == 9 else more
            rows.append(used(_ORANG, day, line, amount(rng, line[8] * more, 0.07)))
        rows.append(unused(_ORANG, day, _FOCUS[0], amount(rng, 8.5)))
        if day.day == 1:
            rows.append(bare(_ORANG, day, _FOCUS[0], amount(rng, 260), "Purchase"))
        if day.day == 26:
            rows.append(bare(_ORANG, day, _FOCUS[1], amount(rng, 690), "Tax"))
            rows.append(bare(_ORANG, day, _FOCUS[7], amount(rng, -120), "Credit"))
    write(path, rows)
