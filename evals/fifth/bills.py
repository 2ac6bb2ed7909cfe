"""Azure EA in Danish crowns, OCI in rupees, Google in zloty, FOCUS 1.2 over three clouds in Australian dollars."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from evals.formats import google, oracle
from evals.formats.azure import Ea, ea_row, ea_unused
from evals.formats.focus import Company, bare, unused, used
from evals.formats.plain import amount, days, write

if TYPE_CHECKING:
    from pathlib import Path

# service, family, meter, region, group, resource, dept, env, cost a day in crowns
_EA = (
    ("Virtual Machines", "Compute", "D16s v5", "northeurope", "rg-harbour", "vm-berth-01", "harbour", "prod", 180),
    ("Virtual Machines", "Compute", "B2s", "westeurope", "rg-trial", "vm-trial-2", "", "test", 14),
    ("Azure Kubernetes Service", "Compute", "Uptime SLA", "northeurope", "rg-harbour", "aks-cranes", "cranes", "prod", 96),
    ("SQL Database", "Databases", "vCore", "northeurope", "rg-harbour", "sql-manifests", "harbour", "prod", 130),
    ("Azure Cache for Redis", "Databases", "P1 Cache", "northeurope", "rg-cranes", "redis-cranes", "cranes", "prod", 41),
    ("Azure OpenAI", "AI + Machine Learning", "gpt Output Tokens", "swedencentral", "rg-ai", "oai-pilot", "pilot", "test", 67),
    ("Storage", "Storage", "Hot LRS Data Stored", "northeurope", "rg-cranes", "stcamfeeds", "cranes", "prod", 58),
    ("Azure Monitor", "Management and Governance", "Log Data Ingestion", "westeurope", "rg-core", "mon-core", "", "prod", 23),
    ("Load Balancer", "Networking", "Standard Rules", "westeurope", "rg-core", "lb-core", "it", "prod", 9),
)  # fmt: skip
_LATE = ("Virtual Machines", "Compute", "NC24ads A100", "swedencentral", "rg-ai", "vm-train-9", "pilot", "test", 150)  # fmt: skip
_HAVN = Ea(
    account="6600321",
    name="Havn A/S",
    currency="DKK",
    tags=("dept", "env"),
    subscriptions={
        "": ("dddd0000-0000-4000-8000-00000000009", "Havn Core"),
        "rg-core": ("dddd0000-0000-4000-8000-00000000009", "Havn Core"),
        "rg-harbour": ("dddd0000-0000-4000-8000-000000000010", "Havn Drift"),
        "rg-cranes": ("dddd0000-0000-4000-8000-000000000010", "Havn Drift"),
        "rg-trial": ("dddd0000-0000-4000-8000-00000000008", "Havn Lab"),
        "rg-ai": ("dddd0000-0000-4000-8000-00000000008", "Havn Lab"),
    },
    reserved="D16s v5",
    reservation=("/providers/Microsoft.Capacity/reservationOrders/9/reservations/4", "ri-d16s-ne"),
)


def ea(path: Path, seed: int) -> None:
    """2025-12-01 to 2026-02-28; SQL x5 on January 8; a machine new on January 19; reservations unused in February."""
    rng = Random(seed)
    rows = []
    for day in days("2025-12-01", 90):
        for line in _EA:
            burst = 5 if line[5] == "sql-manifests" and f"{day}" == "2026-01-08" else 1
            rows.append(ea_row(_HAVN, day, line, amount(rng, line[-1] * burst, 0.06)))
        if f"{day}" >= "2026-01-19":
            rows.append(ea_row(_HAVN, day, _LATE, amount(rng, _LATE[-1], 0.05)))
        if day.month == 2:
            rows.append(ea_unused(_HAVN, day, _EA[0], amount(rng, 19)))
    write(path, rows, bom=True)


# service, description, compartment, region, resource, division, unit, cost a day in rupees
_OCI = (
    ("COMPUTE", "Standard - E5 - OCPU", "lending", "ap-mumbai-1", "ocid1.instance.oc1..lend1", "loans", "OCPU Hours", 910.0),
    ("COMPUTE", "Standard - A2 - OCPU", "risk", "ap-hyderabad-1", "ocid1.instance.oc1..risk7", "risk", "OCPU Hours", 455.0),
    ("DATABASE", "Autonomous Database - ECPU", "lending", "ap-mumbai-1", "ocid1.autonomousdatabase.oc1..adb", "loans", "ECPU Hours", 1240.0),
    ("BLOCK_STORAGE", "Block Volume - Storage", "lending", "ap-mumbai-1", "ocid1.volume.oc1..lv", "loans", "Gigabyte Months", 166.0),
    ("OBJECTSTORE", "Object Storage - Storage", "audit", "ap-hyderabad-1", "ocid1.bucket.oc1..aud", "", "Gigabyte Months", 88.0),
    ("DATA_FLOW", "Data Flow - OCPU", "risk", "ap-hyderabad-1", "ocid1.dataflowapplication.oc1..df", "risk", "OCPU Hours", 320.0),
    ("VAULT", "Key Versions", "audit", "ap-mumbai-1", "ocid1.vault.oc1..ky", "", "Key Versions", 21.0),
)  # fmt: skip
_MONSOON = oracle.Company("monsoon", "INR", "org.division")


def oci(path: Path, seed: int) -> None:
    """February and March 2026; Data Flow x6 on March 12; block storage x2 in March."""
    rng = Random(seed)
    rows = []
    for day in days("2026-02-01", 59):
        for number, line in enumerate(_OCI):
            more = 6 if line[0] == "DATA_FLOW" and f"{day}" == "2026-03-12" else 1
            more = 2 if line[0] == "BLOCK_STORAGE" and day.month == 3 else more
            rows.append(oracle.row(_MONSOON, day, number, line, amount(rng, line[-1] * more, 0.07)))
    write(path, rows)


# service, SKU, project, region, squad, cost a day, share credited for use, for commitment, as a promotion
_GCP = (
    ("Compute Engine", "N2 Instance Core running in Warsaw", "wisla-shop", "europe-central2", "cart", 88.0, 0.2, 0, 0),
    ("Cloud SQL", "PostgreSQL vCPU in Warsaw", "wisla-shop", "europe-central2", "cart", 61.0, 0, 0.25, 0),
    ("BigQuery", "Analysis", "wisla-data", "eu", "insights", 47.0, 0, 0, 0),
    ("Cloud Storage", "Standard Storage Warsaw", "wisla-data", "europe-central2", "insights", 19.5, 0, 0, 0),
    ("Kubernetes Engine", "Zonal Kubernetes Clusters", "wisla-shop", "europe-central2", "cart", 12.0, 0, 0, 0),
    ("Cloud Run", "CPU Allocation Time", "wisla-web", "europe-west4", "web", 7.7, 0, 0, 0),
    ("Cloud Logging", "Log Storage", "wisla-web", "europe-west4", "", 10.1, 0, 0, 0),
    ("Vertex AI", "Gemini text output", "wisla-lab", "europe-west4", "", 29.0, 0, 0, 0.5),
)  # fmt: skip
_WISLA = google.Company("0D0D0D-222222-FEDCBA", "PLN", ("squad",))


def gcp(path: Path, seed: int) -> None:
    """2026-05-01 to 2026-07-31; BigQuery x7 on June 17; Cloud Run x4 in July; three kinds of credits."""
    rng = Random(seed)
    rows = []
    for day in days("2026-05-01", 92):
        for line in _GCP:
            more = 7 if line[0] == "BigQuery" and f"{day}" == "2026-06-17" else 1
            more = 4 if line[0] == "Cloud Run" and day.month == 7 else more
            rows.append(google.row(_WISLA, day, line, amount(rng, line[5] * more, 0.07)))
    write(path, rows)


# provider, service, category, region, account, resource, app, stage, list cost a day, share paid
_FOCUS = (
    ("AWS", "Amazon Elastic Compute Cloud", "Compute", "ap-southeast-2", "reef-live", "i-booking", "booking", "prod", 71.0, "0.72"),
    ("AWS", "Amazon Relational Database Service", "Databases", "ap-southeast-2", "reef-live", "db-booking", "booking", "prod", 39.0, "1"),
    ("AWS", "Amazon CloudFront", "Networking", "global", "reef-live", "cf-site", "site", "prod", 15.5, "1"),
    ("AWS", "AWS Lambda", "Compute", "ap-southeast-2", "reef-test", "fn-mail", "mail", "test", 5.2, "1"),
    ("Microsoft", "Azure Cosmos DB", "Databases", "australiaeast", "reef-azure", "cosmos-tours", "tours", "prod", 44.0, "1"),
    ("Microsoft", "Azure Functions", "Compute", "australiaeast", "reef-azure", "func-tours", "tours", "test", 8.1, "1"),
    ("Microsoft", "Key Vault", "Security", "australiaeast", "reef-azure", "kv-reef", "", "", 2.2, "1"),
    ("Google Cloud", "BigQuery", "Analytics", "australia-southeast1", "reef-bi", "bq-sales", "sales", "prod", 27.0, "0.9"),
    ("Google Cloud", "Cloud Storage", "Storage", "australia-southeast1", "reef-bi", "gs-sales", "sales", "prod", 11.0, "1"),
)  # fmt: skip
_REEF = Company("AUD", ("app", "stage"), plan="sp-61", share="0.72")


def focus(path: Path, seed: int) -> None:
    """April to June 2026; Cosmos x5 on May 13; Lambda x3 in June; tax, credit, purchase, an unused plan."""
    rng = Random(seed)
    rows = []
    for day in days("2026-04-01", 91):
        for line in _FOCUS:
            more = 5 if line[5] == "cosmos-tours" and f"{day}" == "2026-05-13" else 1
            more = 3 if line[5] == "fn-mail" and day.month == 6 else more
            rows.append(used(_REEF, day, line, amount(rng, line[8] * more, 0.08)))
        rows.append(unused(_REEF, day, _FOCUS[0], amount(rng, 4.4)))
        if day.day == 1:
            rows.append(bare(_REEF, day, _FOCUS[0], amount(rng, 120), "Purchase"))
        if day.day == 29:
            rows.append(bare(_REEF, day, _FOCUS[1], amount(rng, 260), "Tax"))
            rows.append(bare(_REEF, day, _FOCUS[7], amount(rng, -52), "Credit"))
    write(path, rows)
