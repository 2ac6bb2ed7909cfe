"""Oracle in lira, Google in Mexican pesos, FOCUS 1.2 over AWS, Microsoft and Oracle in francs."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from evals.formats import google, oracle
from evals.formats.focus import Company, bare, unused, used
from evals.formats.plain import amount, days, write

if TYPE_CHECKING:
    from pathlib import Path

# service, description, compartment, region, resource, team, unit, cost a day in lira
_OCI = (
    ("COMPUTE", "Compute - Standard - E4 - OCPU", "production", "eu-frankfurt-1", "ocid1.instance.oc1.fra.booking1", "booking", "OCPU Hours", 4100.0),
    ("COMPUTE", "Compute - Standard - A1 - OCPU", "staging", "eu-frankfurt-1", "ocid1.instance.oc1.fra.stage1", "booking", "OCPU Hours", 620.0),
    ("COMPUTE", "Compute - GPU - A10", "research", "uk-london-1", "ocid1.instance.oc1.lhr.gpu1", "vision", "GPU Hours", 3300.0),
    ("DATABASE", "Autonomous Transaction Processing - ECPU", "production", "eu-frankfurt-1", "ocid1.autonomousdatabase.oc1.fra.guests", "guests", "ECPU Hours", 2750.0),
    ("DATABASE", "Autonomous Data Warehouse - ECPU", "analytics", "uk-london-1", "ocid1.autonomousdatabase.oc1.lhr.stays", "insight", "ECPU Hours", 1480.0),
    ("BLOCK_STORAGE", "Block Volume - Performance Units", "production", "eu-frankfurt-1", "ocid1.volume.oc1.fra.booking", "booking", "GB Months", 540.0),
    ("OBJECTSTORE", "Object Storage - Storage", "analytics", "uk-london-1", "ocid1.bucket.oc1.lhr.photos", "insight", "GB Months", 390.0),
    ("NETWORK", "Outbound Data Transfer", "production", "eu-frankfurt-1", "ocid1.vnic.oc1.fra.edge", "", "GB", 460.0),
    ("LOAD_BALANCER", "Load Balancer - Base", "production", "eu-frankfurt-1", "ocid1.loadbalancer.oc1.fra.web", "booking", "Hours", 120.0),
    ("LOGGING", "Logging - Storage", "shared", "eu-frankfurt-1", "ocid1.loggroup.oc1.fra.audit", "", "GB Months", 95.0),
)  # fmt: skip
_GALATA = oracle.Company("galata", "TRY", "Ops.Team", subscription="8812345", sku="B9")


def oci(path: Path, seed: int) -> None:
    """November 2024 to January 2025: logging x10 on December 11; data transfer x1.6 in January; the GPU from December 9 on; staging gone after January 10; a correction."""
    rng = Random(seed)
    rows = []
    for day in days("2024-11-01", 92):
        for number, line in enumerate(_OCI):
            if "gpu1" in line[4] and f"{day}" < "2024-12-09":
                continue
            if "stage1" in line[4] and f"{day}" > "2025-01-10":
                continue
            more = 10 if line[0] == "LOGGING" and f"{day}" == "2024-12-11" else 1
            more = 1.6 if line[0] == "NETWORK" and day.year == 2025 else more
            rows.append(oracle.row(_GALATA, day, number, line, amount(rng, line[-1] * more, 0.05)))
        if f"{day}" == "2024-12-20":
            rows.append(oracle.correction(_GALATA, day, 3, _OCI[3], "-1850.25"))
    write(path, rows)


# service, SKU, project, region, team, env, cost a day, share credited for use, for commitment, as a promotion
_GCP = (
    ("Compute Engine", "N2 Instance Core running in Queretaro", "colibri-shop", "northamerica-south1", "storefront", "prod", 2600.0, 0.15, 0, 0),
    ("Compute Engine", "N2 Instance Ram running in Queretaro", "colibri-shop", "northamerica-south1", "storefront", "prod", 1150.0, 0.15, 0, 0),
    ("Compute Engine", "Balanced PD Capacity", "colibri-shop", "northamerica-south1", "storefront", "prod", 310.0, 0, 0, 0),
    ("Cloud SQL", "Cloud SQL for MySQL: Regional - vCPU", "colibri-orders", "northamerica-south1", "orders", "prod", 1480.0, 0, 0.25, 0),
    ("Cloud Run", "Services CPU (Request-based billing)", "colibri-orders", "us-central1", "orders", "prod", 520.0, 0, 0, 0),
    ("BigQuery", "Analysis (us-central1)", "colibri-data", "us-central1", "marketing", "prod", 1720.0, 0, 0, 0),
    ("BigQuery", "Active Logical Storage (us-central1)", "colibri-data", "us-central1", "marketing", "prod", 240.0, 0, 0, 0),
    ("Cloud Storage", "Standard Storage US Multi-region", "colibri-data", "us", "marketing", "prod", 330.0, 0, 0, 0),
    ("Vertex AI", "Gemini 2.5 Pro Text Output", "colibri-lab", "us-central1", "marketing", "dev", 610.0, 0, 0, 0.5),
    ("Kubernetes Engine", "Autopilot Pod mCPU Requests", "colibri-lab", "us-central1", "storefront", "dev", 285.0, 0, 0, 0),
    ("Networking", "Cloud NAT Data Processing", "colibri-shop", "northamerica-south1", "", "", 175.0, 0, 0, 0),
    ("Cloud Logging", "Log Storage cost", "colibri-orders", "global", "", "", 140.0, 0, 0, 0),
)  # fmt: skip
_COLIBRI = google.Company("01D4EE-7B1C2A-9F00AB", "MXN", ("team", "env"))


def gcp(path: Path, seed: int) -> None:
    """June 1 to August 20, 2026, the last month cut: BigQuery analysis x3.5 on July 14; Vertex AI starts on June 22; NAT x2 in July; tax on each 30th."""
    rng = Random(seed)
    rows = []
    for day in days("2026-06-01", 81):
        for line in _GCP:
            if line[0] == "Vertex AI" and f"{day}" < "2026-06-22":
                continue
            more = 3.5 if line[1].startswith("Analysis") and f"{day}" == "2026-07-14" else 1
            more = 2 if line[0] == "Networking" and day.month == 7 else more
            rows.append(google.row(_COLIBRI, day, line, amount(rng, line[6] * more, 0.05)))
        if day.day == 30:
            rows.append(google.tax(_COLIBRI, day, rng, 38000))
    write(path, rows)


# provider, service, category, region, account, resource, product, env, list cost a day, share paid
_FOCUS = (
    ("AWS", "Amazon Elastic Compute Cloud", "Compute", "eu-central-2", "alpine-prod", "i-tickets-a", "tickets", "prod", 310.0, "0.66"),
    ("AWS", "Amazon Relational Database Service", "Databases", "eu-central-2", "alpine-prod", "rds-tickets", "tickets", "prod", 184.0, "1"),
    ("AWS", "Amazon Simple Storage Service", "Storage", "eu-central-1", "alpine-prod", "s3-webcams", "webcams", "prod", 77.0, "1"),
    ("AWS", "Amazon Elastic Kubernetes Service", "Compute", "eu-central-1", "alpine-dev", "eks-dev", "tickets", "dev", 39.0, "1"),
    ("Microsoft", "Virtual Machines", "Compute", "switzerlandnorth", "alpine-erp", "vm-erp-01", "erp", "prod", 222.0, "0.94"),
    ("Microsoft", "Azure SQL Database", "Databases", "switzerlandnorth", "alpine-erp", "sql-erp", "erp", "prod", 131.0, "1"),
    ("Microsoft", "Azure Backup", "Storage", "switzerlandwest", "alpine-erp", "rsv-erp", "", "prod", 26.0, "1"),
    ("Oracle", "Autonomous Database", "Databases", "eu-zurich-1", "alpine-hr", "adb-hr", "hr", "prod", 95.0, "1"),
    ("Oracle", "Compute", "Compute", "eu-zurich-1", "alpine-hr", "vm-hr", "hr", "prod", 48.0, "1"),
    ("Oracle", "Object Storage", "Storage", "eu-zurich-1", "alpine-hr", "os-archive", "", "prod", 11.5, "1"),
)  # fmt: skip
_ALPINE = Company("CHF", ("product", "env"), plan="sp-alpine-7", share="0.66")


def focus(path: Path, seed: int) -> None:
    """July to September 2026: S3 x6 on August 16; RDS x1.35 in September; the dev cluster ends on September 7; tax, credits, purchases, an unused plan."""
    rng = Random(seed)
    rows = []
    for day in days("2026-07-01", 92):
        for line in _FOCUS:
            if line[5] == "eks-dev" and f"{day}" > "2026-09-07":
                continue
            more = 6 if line[5] == "s3-webcams" and f"{day}" == "2026-08-16" else 1
            more = 1.35 if line[5] == "rds-tickets" and day.month == 9 else more
            rows.append(used(_ALPINE, day, line, amount(rng, line[8] * more, 0.05)))
        rows.append(unused(_ALPINE, day, _FOCUS[0], amount(rng, 21)))
        if day.day == 1:
            rows.append(bare(_ALPINE, day, _FOCUS[0], amount(rng, 640), "Purchase"))
        if day.day == 28:
            rows.append(bare(_ALPINE, day, _FOCUS[4], amount(rng, 830), "Tax"))
            rows.append(bare(_ALPINE, day, _FOCUS[1], amount(rng, -240), "Credit"))
    write(path, rows)
