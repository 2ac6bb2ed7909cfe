"""OCI in yen, Google in Canadian dollars, FOCUS 1.2 over AWS, Microsoft and Oracle in rand."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from evals.formats import google, oracle
from evals.formats.focus import Company, bare, unused, used
from evals.formats.plain import amount, days, write

if TYPE_CHECKING:
    from pathlib import Path

# service, description, compartment, region, resource, team, unit, cost a day in yen
_OCI = (
    ("COMPUTE", "Standard - E5 - OCPU", "prod-shop", "ap-tokyo-1", "ocid1.instance.oc1.ap-tokyo-1.shop1", "storefront", "OCPU Hours", 9200.0),
    ("COMPUTE", "Standard - A1 - OCPU", "dev", "ap-osaka-1", "ocid1.instance.oc1.ap-osaka-1.try1", "", "OCPU Hours", 1450.0),
    ("BLOCK_STORAGE", "Block Volume - Storage", "prod-shop", "ap-tokyo-1", "ocid1.volume.oc1.ap-tokyo-1.shop1", "storefront", "Gigabyte Storage Capacity Per Month", 2300.0),
    ("DATABASE", "Autonomous Transaction Processing - ECPU", "prod-data", "ap-tokyo-1", "ocid1.autonomousdatabase.oc1.ap-tokyo-1.orders", "orders", "ECPU Per Hour", 15800.0),
    ("DATABASE", "MySQL HeatWave - Standard E4", "dev", "ap-osaka-1", "ocid1.mysqldbsystem.oc1.ap-osaka-1.try2", "orders", "OCPU Hours", 2650.0),
    ("OBJECTSTORE", "Object Storage - Storage", "prod-data", "ap-tokyo-1", "ocid1.bucket.oc1.ap-tokyo-1.receipts", "orders", "Gigabyte Storage Capacity Per Month", 1900.0),
    ("NETWORK", "Outbound Data Transfer Zone 2", "prod-shop", "ap-tokyo-1", "ocid1.vcn.oc1.ap-tokyo-1.shop", "storefront", "Gigabyte Outbound Data Transfer Per Month", 1750.0),
    ("LOAD_BALANCER", "Load Balancer Bandwidth", "prod-shop", "ap-tokyo-1", "ocid1.loadbalancer.oc1.ap-tokyo-1.shop", "storefront", "Mbps Hours", 830.0),
    ("ANALYTICS", "Oracle Analytics Cloud - Professional", "prod-data", "ap-tokyo-1", "ocid1.analyticsinstance.oc1.ap-tokyo-1.bi", "insight", "OCPU Hours", 5200.0),
    ("LOGGING", "Logging - Storage", "shared", "ap-osaka-1", "ocid1.loggroup.oc1.ap-osaka-1.all", "", "Gigabyte Log Storage Per Month", 640.0),
)  # fmt: skip
_GPU = ("COMPUTE", "GPU - A10", "ml", "ap-tokyo-1", "ocid1.instance.oc1.ap-tokyo-1.gpu1", "insight", "GPU Hours", 12400.0)  # fmt: skip
_KUMANO = oracle.Company("kumano", "JPY", "Ops.Team")


def oci(path: Path, seed: int) -> None:
    """April to June 2026: network x6 on May 20; the autonomous database x1.3 in June; a GPU from May 11 on, the A1 machine gone after April; a correction on June 12."""
    rng = Random(seed)
    rows = []
    for day in days("2026-04-01", 91):
        for number, line in enumerate([*_OCI, *([_GPU] if f"{day}" >= "2026-05-11" else [])]):
            if line[4].endswith("try1") and day.month != 4:
                continue
            more = 6 if line[0] == "NETWORK" and f"{day}" == "2026-05-20" else 1
            more = 1.3 if line[4].endswith("orders") and day.month == 6 else more
            rows.append(oracle.row(_KUMANO, day, number, line, amount(rng, line[-1] * more, 0.05)))
        if f"{day}" == "2026-06-12":
            rows.append(oracle.correction(_KUMANO, day, 8, _OCI[8], "-14500"))
    write(path, rows)


# service, SKU, project, region, squad, env, cost a day, share credited for use, for commitment, as a promotion
_GCP = (
    ("Compute Engine", "N2 Instance Core running in Montreal", "tamarack-listings", "northamerica-northeast1", "listings", "prod", 168.0, 0.15, 0, 0),
    ("Compute Engine", "N2 Instance Ram running in Montreal", "tamarack-listings", "northamerica-northeast1", "listings", "prod", 61.0, 0.15, 0, 0),
    ("Compute Engine", "Storage PD Capacity in Montreal", "tamarack-listings", "northamerica-northeast1", "listings", "prod", 24.0, 0, 0, 0),
    ("Cloud SQL", "Cloud SQL for PostgreSQL: Regional - vCPU in Montreal", "tamarack-listings", "northamerica-northeast1", "listings", "prod", 132.0, 0, 0.25, 0),
    ("Cloud SQL", "Cloud SQL for PostgreSQL: Zonal - vCPU in Montreal", "tamarack-dev", "northamerica-northeast1", "valuation", "dev", 19.0, 0, 0, 0),
    ("BigQuery", "Analysis (northamerica-northeast1)", "tamarack-data", "northamerica-northeast1", "valuation", "prod", 97.0, 0, 0, 0),
    ("BigQuery", "Active Logical Storage (northamerica-northeast1)", "tamarack-data", "northamerica-northeast1", "valuation", "prod", 21.0, 0, 0, 0),
    ("Cloud Storage", "Standard Storage Montreal", "tamarack-data", "northamerica-northeast1", "photos", "prod", 58.0, 0, 0, 0),
    ("Cloud Run", "Services CPU (Request-based billing) in northamerica-northeast1", "tamarack-listings", "northamerica-northeast1", "photos", "prod", 37.0, 0, 0, 0),
    ("Cloud CDN", "Networking Cloud CDN Data Transfer Out to North America", "tamarack-listings", "global", "photos", "prod", 44.0, 0, 0, 0),
    ("Vertex AI", "Gemini 2.5 Pro Text Output", "tamarack-data", "us-central1", "valuation", "prod", 72.0, 0, 0, 0.5),
    ("Cloud Logging", "Log Storage cost", "tamarack-dev", "global", "", "", 13.0, 0, 0, 0),
)  # fmt: skip
_TAMARACK = google.Company(
    "0D0D0D-777777-ABCDEF",
    "CAD",
    ("squad", "env"),
    (*google.GIVEN[:2], ("Startup program credit", "PROMOTION")),
)


def gcp(path: Path, seed: int) -> None:
    """May to July 2026: BigQuery analysis x5 on June 16; the CDN x1.5 in July; Vertex AI starts on June 8; tax on each 28th."""
    rng = Random(seed)
    rows = []
    for day in days("2026-05-01", 92):
        for line in _GCP:
            if line[0] == "Vertex AI" and f"{day}" < "2026-06-08":
                continue
            more = 5 if line[1].startswith("Analysis") and f"{day}" == "2026-06-16" else 1
            more = 1.5 if line[0] == "Cloud CDN" and day.month == 7 else more
            rows.append(google.row(_TAMARACK, day, line, amount(rng, line[6] * more, 0.05)))
        if day.day == 28:
            rows.append(google.tax(_TAMARACK, day, rng, 2600))
    write(path, rows)


# provider, service, category, region, account, resource, product, env, list cost a day in rand, share paid
_FOCUS = (
    ("AWS", "Amazon Elastic Compute Cloud", "Compute", "af-south-1", "baobab-live", "i-payouts", "payouts", "prod", 2100.0, "0.66"),
    ("AWS", "Amazon Relational Database Service", "Databases", "af-south-1", "baobab-live", "db-ledger", "payouts", "prod", 1340.0, "1"),
    ("AWS", "Amazon Simple Storage Service", "Storage", "af-south-1", "baobab-live", "s3-receipts", "payouts", "prod", 290.0, "1"),
    ("AWS", "Amazon Elastic Kubernetes Service", "Compute", "eu-west-1", "baobab-stage", "eks-stage", "wallet", "staging", 165.0, "1"),
    ("AWS", "Amazon Elastic Compute Cloud", "Compute", "eu-west-1", "baobab-stage", "i-stage", "wallet", "staging", 310.0, "1"),
    ("Microsoft", "Virtual Machines", "Compute", "southafricanorth", "baobab-office", "vm-erp", "erp", "prod", 760.0, "0.9"),
    ("Microsoft", "Azure SQL Database", "Databases", "southafricanorth", "baobab-office", "sql-erp", "erp", "prod", 540.0, "1"),
    ("Microsoft", "Microsoft Defender for Cloud", "Security", "southafricanorth", "baobab-office", "defender", "", "prod", 130.0, "1"),
    ("Microsoft", "Storage Accounts", "Storage", "westeurope", "baobab-archive", "st-archive", "erp", "prod", 84.0, "1"),
    ("Oracle", "Oracle Autonomous Database", "Databases", "af-johannesburg-1", "baobab-core", "adb-cards", "cards", "prod", 1120.0, "1"),
    ("Oracle", "Oracle Compute", "Compute", "af-johannesburg-1", "baobab-core", "vm-cards", "cards", "prod", 430.0, "1"),
    ("Oracle", "Oracle Compute", "Compute", "af-johannesburg-1", "baobab-core", "vm-cards-uat", "cards", "staging", 120.0, "1"),
)  # fmt: skip
_NEW = ("AWS", "Amazon Bedrock", "AI and Machine Learning", "eu-west-1", "baobab-live", "bedrock-chat", "wallet", "prod", 620.0, "1")  # fmt: skip
_BAOBAB = Company("ZAR", ("product", "env"), plan="sp-baobab-1", share="0.66")


def focus(path: Path, seed: int) -> None:
    """July to September 2026: Defender x9 on August 25; Azure SQL x1.35 in September; Bedrock from August 17 on; the UAT machine gone after July; tax, a credit, a purchase a month, an unused plan."""
    rng = Random(seed)
    rows = []
    for day in days("2026-07-01", 92):
        for line in [*_FOCUS, *([_NEW] if f"{day}" >= "2026-08-17" else [])]:
            if line[5] == "vm-cards-uat" and day.month != 7:
                continue
            more = 9 if line[5] == "defender" and f"{day}" == "2026-08-25" else 1
            more = 1.35 if line[5] == "sql-erp" and day.month == 9 else more
            rows.append(used(_BAOBAB, day, line, amount(rng, line[8] * more, 0.05)))
        rows.append(unused(_BAOBAB, day, _FOCUS[0], amount(rng, 115)))
        if day.day == 1:
            rows.append(bare(_BAOBAB, day, _FOCUS[0], amount(rng, 3450), "Purchase"))
        if day.day == 27:
            rows.append(bare(_BAOBAB, day, _FOCUS[6], amount(rng, 7300), "Tax"))
        if f"{day}" == "2026-09-09":
            rows.append(bare(_BAOBAB, day, _FOCUS[9], amount(rng, -4100), "Credit"))
    write(path, rows)
