"""OCI in yen, Google in koruny (CSV) and in pesos (nested JSON lines), FOCUS 1.2 over AWS, Azure and Oracle in New Zealand dollars."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from evals.formats import google, oracle
from evals.formats.files import write_json_lines
from evals.formats.focus import Company, bare, unused, used
from evals.formats.plain import amount, days, write

if TYPE_CHECKING:
    from pathlib import Path

# service, description, compartment, region, resource, project, unit, cost a day in yen
_OCI = (
    ("COMPUTE", "Standard - E5 - OCPU", "port", "ap-tokyo-1", "ocid1.instance.oc1..crane1", "harbor", "OCPU Hours", 2100.0),
    ("COMPUTE", "Standard - A1 - OCPU", "yard", "ap-osaka-1", "ocid1.instance.oc1..batch2", "tram", "OCPU Hours", 1350.0),
    ("DATABASE", "Base Database - OCPU", "port", "ap-tokyo-1", "ocid1.dbsystem.oc1..manif", "harbor", "OCPU Hours", 3600.0),
    ("OBJECTSTORE", "Object Storage - Storage", "archive", "ap-osaka-1", "ocid1.bucket.oc1..logs", "", "Gigabyte Months", 420.0),
    ("LOGGING", "Logging - Storage", "yard", "ap-osaka-1", "ocid1.loggroup.oc1..lg", "tram", "Gigabyte Months", 260.0),
    ("LOADBALANCER", "Load Balancer Base", "port", "ap-tokyo-1", "ocid1.loadbalancer.oc1..lb9", "harbor", "Load Balancer Hours", 310.0),
    ("EMAIL_DELIVERY", "Email Delivery - Emails", "archive", "ap-tokyo-1", "", "", "Emails", 75.0),
)  # fmt: skip
_MINATO = oracle.Company("minato", "JPY", "biz.project")


def oci(path: Path, seed: int) -> None:
    """October and November 2025; the batch machine rests on weekends; logging x8 on November 5; a correction on October 21."""
    rng = Random(seed)
    rows = []
    for day in days("2025-10-01", 61):
        for number, line in enumerate(_OCI):
            if line[4].endswith("batch2") and day.weekday() > 4:
                continue
            more = 8 if line[0] == "LOGGING" and f"{day}" == "2025-11-05" else 1
            rows.append(oracle.row(_MINATO, day, number, line, amount(rng, line[-1] * more, 0.05)))
        if f"{day}" == "2025-10-21":
            rows.append(oracle.correction(_MINATO, day, 90, _OCI[2], -4800))
    write(path, rows)


# service, SKU, project, region, domain, cost a day, share credited for use, for commitment, as a promotion
_GCP = (
    ("Compute Engine", "C3 Instance Core running in Frankfurt", "vltava-catalog", "europe-west3", "catalog", 410.0, 0.15, 0, 0),
    ("Compute Engine", "SSD backed PD Capacity in Frankfurt", "vltava-catalog", "europe-west3", "catalog", 66.0, 0, 0, 0),
    ("Cloud SQL", "MySQL vCPU in Frankfurt", "vltava-catalog", "europe-west3", "catalog", 240.0, 0, 0.2, 0),
    ("Cloud Pub/Sub", "Message Delivery Basic", "vltava-ads", "europe-central2", "ads", 58.0, 0, 0, 0),
    ("Dataproc", "Licensing Fee", "vltava-ads", "europe-central2", "ads", 132.0, 0, 0, 0),
    ("BigQuery", "Analysis", "vltava-insight", "eu", "", 185.0, 0, 0, 0),
    ("Cloud Storage", "Coldline Storage Frankfurt", "vltava-insight", "europe-west3", "", 39.0, 0, 0, 0),
    ("Vertex AI", "Gemini text input", "vltava-lab", "europe-west3", "assist", 97.0, 0, 0, 0.6),
)  # fmt: skip
_VLTAVA = google.Company("0F0F0F-333333-ABCDEF", "CZK", ("domain",))


def gcp(path: Path, seed: int) -> None:
    """August to October 2025; messages x6 on September 18; Cloud SQL x2 in October; tax at the end of each month."""
    rng = Random(seed)
    rows = []
    for day in days("2025-08-01", 92):
        for line in _GCP:
            more = 6 if line[0] == "Cloud Pub/Sub" and f"{day}" == "2025-09-18" else 1
            more = 2 if line[0] == "Cloud SQL" and day.month == 10 else more
            rows.append(google.row(_VLTAVA, day, line, amount(rng, line[5] * more, 0.06)))
        if day.day == 30:
            rows.append(google.tax(_VLTAVA, day, rng, 2900))
    write(path, rows)


# as above, in pesos
_NESTED = (
    ("Cloud Run", "CPU Allocation Time", "agave-front", "northamerica-south1", "orders", 95.0, 0, 0, 0),
    ("Cloud Spanner", "Regional Node in Mexico", "agave-front", "northamerica-south1", "orders", 310.0, 0, 0.25, 0),
    ("Kubernetes Engine", "Regional Kubernetes Clusters", "agave-core", "northamerica-south1", "routing", 44.0, 0, 0, 0),
    ("Compute Engine", "N2D Instance Core running in Mexico", "agave-core", "northamerica-south1", "routing", 205.0, 0.1, 0, 0),
    ("Cloud Translation", "Text Translation", "agave-front", "us-central1", "", 28.0, 0, 0, 0),
    ("Cloud Build", "Build Minutes", "agave-tools", "us-central1", "", 17.0, 0, 0, 0),
    ("Secret Manager", "Secret access operations", "agave-tools", "us-central1", "", 3.0, 0, 0, 0),
)  # fmt: skip
_AGAVE = google.Company("0E0E0E-444444-ABCDEF", "MXN", ("pod",))


def nested(path: Path, seed: int) -> None:
    """January and February 2026 as BigQuery writes JSON lines; builds x9 on February 12; Cloud Run grows in February."""
    rng = Random(seed)
    rows = []
    for day in days("2026-01-01", 59):
        for line in _NESTED:
            more = 9 if line[0] == "Cloud Build" and f"{day}" == "2026-02-12" else 1
            more = 1.6 if line[0] == "Cloud Run" and day.month == 2 else more
            rows.append(google.nested(google.row(_AGAVE, day, line, amount(rng, line[5] * more, 0.06))))
    write_json_lines(path, rows)


# provider, service, category, region, account, resource, workstream, environment, list cost a day, share paid
_FOCUS = (
    ("AWS", "Amazon Elastic Compute Cloud", "Compute", "ap-southeast-4", "kea-retail", "i-till", "tills", "production", 58.0, "0.74"),
    ("AWS", "Amazon DynamoDB", "Databases", "ap-southeast-4", "kea-retail", "tbl-stock", "stock", "production", 21.0, "1"),
    ("AWS", "Amazon Simple Queue Service", "Integration", "ap-southeast-4", "kea-sandbox", "sqs-stock", "stock", "development", 3.3, "1"),
    ("AWS", "Amazon Simple Storage Service", "Storage", "us-west-2", "kea-sandbox", "s3-labs", "", "", 7.4, "1"),
    ("Microsoft", "Azure SQL Database", "Databases", "newzealandnorth", "kea-finance", "sql-ledger", "ledger", "production", 46.0, "1"),
    ("Microsoft", "Virtual Machines", "Compute", "newzealandnorth", "kea-finance", "vm-close", "ledger", "production", 24.0, "0.9"),
    ("Microsoft", "Azure Monitor", "Management and Governance", "australiaeast", "kea-finance", "mon-all", "", "", 6.2, "1"),
    ("Oracle", "Autonomous Database", "Databases", "ap-sydney-1", "kea-loyalty", "adb-points", "loyalty", "production", 33.0, "0.85"),
    ("Oracle", "Functions", "Compute", "ap-sydney-1", "kea-loyalty", "fn-points", "loyalty", "development", 2.6, "1"),
)  # fmt: skip
_KEA = Company("NZD", ("workstream", "environment"), plan="sp-kea-3", share="0.74")


def focus(path: Path, seed: int) -> None:
    """2025-11-01 to 2026-01-31; DynamoDB x5 on December 2; Functions x3 in January; tax, credits, purchases, an unused plan."""
    rng = Random(seed)
    rows = []
    for day in days("2025-11-01", 92):
        for line in _FOCUS:
            more = 5 if line[5] == "tbl-stock" and f"{day}" == "2025-12-02" else 1
            more = 3 if line[5] == "fn-points" and day.month == 1 else more
            rows.append(used(_KEA, day, line, amount(rng, line[8] * more, 0.07)))
        rows.append(unused(_KEA, day, _FOCUS[0], amount(rng, 5.1)))
        if day.day == 1:
            rows.append(bare(_KEA, day, _FOCUS[0], amount(rng, 150), "Purchase"))
        if day.day == 27:
            rows.append(bare(_KEA, day, _FOCUS[4], amount(rng, 310), "Tax"))
            rows.append(bare(_KEA, day, _FOCUS[1], amount(rng, -71), "Credit"))
    write(path, rows)
