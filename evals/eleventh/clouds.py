"""An OCI report in Singapore dollars, FOCUS 1.2 over AWS, Google and Oracle in zloty, Google in Canadian dollars."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from evals.formats import google, oracle
from evals.formats.focus import Company, bare, unused, used
from evals.formats.plain import amount, days, write

if TYPE_CHECKING:
    from pathlib import Path

# service, description, compartment, region, resource, project, unit, cost a day
_OCI = (
    ("COMPUTE", "Compute - Standard - E5 - OCPU", "berth-prod", "ap-singapore-1", "ocid1.instance.oc1..berth1", "berthing", "OCPU Per Hour", 38.0),
    ("COMPUTE", "Compute - Standard - E5 - Memory", "berth-prod", "ap-singapore-1", "ocid1.instance.oc1..berth1", "berthing", "Gigabytes Per Hour", 12.5),
    ("COMPUTE", "Compute - Standard - A1 - OCPU", "customs-prod", "ap-singapore-1", "ocid1.instance.oc1..customs1", "customs", "OCPU Per Hour", 9.4),
    ("COMPUTE", "Compute - Standard - E4 - OCPU", "kelong-dev", "ap-tokyo-1", "ocid1.instance.oc1..dev4", "", "OCPU Per Hour", 6.1),
    ("DATABASE", "Autonomous Transaction Processing - ECPU", "customs-prod", "ap-singapore-1", "ocid1.adb.oc1..customs", "customs", "ECPU Per Hour", 71.0),
    ("DATABASE", "Oracle Base Database Service - Enterprise", "berth-prod", "ap-singapore-1", "ocid1.db.oc1..berth", "berthing", "OCPU Per Hour", 54.0),
    ("BLOCK_STORAGE", "Block Volume - Performance Units", "berth-prod", "ap-singapore-1", "ocid1.volume.oc1..berth", "berthing", "Performance Units Per Gigabyte Per Month", 5.3),
    ("BLOCK_STORAGE", "Block Volume - Storage", "berth-prod", "ap-singapore-1", "ocid1.volume.oc1..berth", "berthing", "Gigabyte Storage Capacity Per Month", 7.9),
    ("OBJECTSTORE", "Object Storage - Storage", "manifests", "ap-singapore-1", "ocid1.bucket.oc1..manifests", "manifests", "Gigabyte Storage Capacity Per Month", 11.6),
    ("OBJECTSTORE", "Archive Storage - Storage", "manifests", "ap-tokyo-1", "ocid1.bucket.oc1..archive", "manifests", "Gigabyte Storage Capacity Per Month", 2.8),
    ("NETWORK", "Outbound Data Transfer Zone 2", "customs-prod", "ap-singapore-1", "ocid1.vcn.oc1..customs", "customs", "Gigabyte Outbound Data Transfer Per Month", 8.7),
    ("FAST_CONNECT", "FastConnect 1 Gbps", "kelong-network", "ap-singapore-1", "ocid1.virtualcircuit.oc1..port", "", "Port Hours", 10.2),
    ("WAF", "Web Application Firewall - Requests", "kelong-network", "ap-singapore-1", "ocid1.waf.oc1..edge", "", "1,000,000 Incoming Requests Per Month", 1.7),
)  # fmt: skip
_KELONG = oracle.Company("kelong", "SGD", "Finance.Project", subscription="s31", sku="B9")


def oci(path: Path, seed: int) -> None:
    """November 2025 to January 2026: WAF x14 on December 10; the Autonomous database x1.3 in January; the development machine gone after December 20; a correction on January 15."""
    rng = Random(seed)
    rows = []
    for day in days("2025-11-01", 92):
        for number, line in enumerate(_OCI):
            if line[2] == "kelong-dev" and f"{day}" > "2025-12-20":
                continue
            more = 14 if line[0] == "WAF" and f"{day}" == "2025-12-10" else 1
            more = 1.3 if line[1].startswith("Autonomous") and f"{day}" >= "2026-01-01" else more
            rows.append(oracle.row(_KELONG, day, number, line, amount(rng, line[-1] * more, 0.05)))
        if f"{day}" == "2026-01-15":
            rows.append(oracle.correction(_KELONG, day, 0, _OCI[0], "-120.5"))
    write(path, rows)


# provider, service, category, region, account, resource, product, env, list cost a day, share paid
_FOCUS = (
    ("AWS", "Amazon Elastic Compute Cloud", "Compute", "eu-central-1", "narew-core", "i-payments", "payments", "prod", 980.0, "0.66"),
    ("AWS", "Amazon Elastic Compute Cloud", "Compute", "eu-central-1", "narew-uat", "i-uat", "payments", "uat", 190.0, "1"),
    ("AWS", "Amazon Aurora", "Databases", "eu-central-1", "narew-core", "db-ledger", "ledger", "prod", 1250.0, "1"),
    ("AWS", "Amazon Simple Storage Service", "Storage", "eu-west-1", "narew-core", "s3-statements", "ledger", "prod", 170.0, "1"),
    ("AWS", "AWS WAF", "Security", "eu-central-1", "narew-core", "waf-login", "", "prod", 46.0, "1"),
    ("Google Cloud", "BigQuery", "Analytics", "europe-central2", "narew-risk", "bq-scoring", "scoring", "prod", 820.0, "1"),
    ("Google Cloud", "Vertex AI", "AI and Machine Learning", "europe-west4", "narew-risk", "vx-scoring", "scoring", "uat", 310.0, "1"),
    ("Google Cloud", "Cloud Run", "Compute", "europe-central2", "narew-risk", "run-scoring", "scoring", "prod", 95.0, "1"),
    ("Oracle", "Oracle Exadata Database Service", "Databases", "eu-frankfurt-1", "narew-legacy", "exa-core", "ledger", "prod", 2100.0, "0.85"),
    ("Oracle", "OCI Block Volume", "Storage", "eu-frankfurt-1", "narew-legacy", "bv-core", "", "prod", 140.0, "1"),
)  # fmt: skip
_NAREW = Company("PLN", ("product", "env"), plan="sp-narew-7", share="0.66")


def focus(path: Path, seed: int) -> None:
    """February to April 2025: AWS WAF x9 on March 6; BigQuery x1.35 in April; Vertex AI starts on March 17; tax, credits, purchases, an unused plan."""
    rng = Random(seed)
    rows = []
    for day in days("2025-02-01", 89):
        for line in _FOCUS:
            if line[5] == "vx-scoring" and f"{day}" < "2025-03-17":
                continue
            more = 9 if line[5] == "waf-login" and f"{day}" == "2025-03-06" else 1
            more = 1.35 if line[5] == "bq-scoring" and day.month == 4 else more
            rows.append(used(_NAREW, day, line, amount(rng, line[8] * more, 0.05)))
        rows.append(unused(_NAREW, day, _FOCUS[0], amount(rng, 85)))
        if day.day == 1:
            rows.append(bare(_NAREW, day, _FOCUS[0], amount(rng, 1700), "Purchase"))
        if day.day == 27:
            rows.append(bare(_NAREW, day, _FOCUS[2], amount(rng, 7400), "Tax"))
            rows.append(bare(_NAREW, day, _FOCUS[5], amount(rng, -1300), "Credit"))
    write(path, rows)


# service, SKU, project, region, squad, env, cost a day, share credited for use, for commitment, as a promotion
_GCP = (
    ("Compute Engine", "N2D AMD Instance Core running in Montreal", "tundra-game", "northamerica-northeast1", "matchmaking", "prod", 142.0, 0.12, 0.1, 0),
    ("Compute Engine", "N2D AMD Instance Ram running in Montreal", "tundra-game", "northamerica-northeast1", "matchmaking", "prod", 61.0, 0.12, 0, 0),
    ("Compute Engine", "Spot Preemptible E2 Instance Core running in Iowa", "tundra-build", "us-central1", "tools", "dev", 23.0, 0, 0, 0),
    ("Compute Engine", "SSD backed PD Capacity in Montreal", "tundra-game", "northamerica-northeast1", "matchmaking", "prod", 34.0, 0, 0, 0),
    ("Networking", "Network Internet Data Transfer Out from Montreal to Americas", "tundra-game", "northamerica-northeast1", "matchmaking", "prod", 57.0, 0, 0, 0),
    ("Kubernetes Engine", "Autopilot Pod mCPU Requests", "tundra-game", "northamerica-northeast1", "store", "prod", 88.0, 0, 0, 0),
    ("Cloud SQL", "Cloud SQL for PostgreSQL: Regional - vCPU in Montreal", "tundra-store", "northamerica-northeast1", "store", "prod", 76.0, 0, 0.18, 0),
    ("Cloud SQL", "Cloud SQL for PostgreSQL: Zonal - Micro instance", "tundra-store", "us-central1", "store", "dev", 6.5, 0, 0, 0),
    ("BigQuery", "Analysis (northamerica-northeast1)", "tundra-telemetry", "northamerica-northeast1", "telemetry", "prod", 49.0, 0, 0, 0),
    ("Cloud Pub/Sub", "Message Delivery Basic", "tundra-telemetry", "global", "telemetry", "prod", 18.0, 0, 0, 0),
    ("Vertex AI", "Gemini 2.0 Flash Text Output", "tundra-lab", "us-central1", "telemetry", "dev", 27.0, 0, 0, 0.5),
    ("Cloud Storage", "Standard Storage Northamerica Northeast 1", "tundra-game", "northamerica-northeast1", "", "", 16.0, 0, 0, 0),
    ("Cloud Logging", "Log Storage cost", "tundra-build", "global", "", "", 9.5, 0, 0, 0),
)  # fmt: skip
_TUNDRA = google.Company(
    "0D1E2F-777777-ABC123",
    "CAD",
    ("squad", "env"),
    given=(*google.GIVEN[:2], ("Startup program credits", "PROMOTION")),
)


def gcp(path: Path, seed: int) -> None:
    """August 1 to October 23, 2025: Pub/Sub x11 on September 9; GKE x1.4 in October; Vertex AI ends on October 4; tax on each 20th."""
    rng = Random(seed)
    rows = []
    for day in days("2025-08-01", 84):
        for line in _GCP:
            if line[0] == "Vertex AI" and f"{day}" > "2025-10-04":
                continue
            more = 11 if line[0] == "Cloud Pub/Sub" and f"{day}" == "2025-09-09" else 1
            more = 1.4 if line[0] == "Kubernetes Engine" and day.month == 10 else more
            rows.append(google.row(_TUNDRA, day, line, amount(rng, line[6] * more, 0.05)))
        if day.day == 20:
            rows.append(google.tax(_TUNDRA, day, rng, 1400))
    write(path, rows)
