"""Google in kronor, OCI in rupiah, FOCUS 1.2 over AWS, Azure and Oracle in Taiwan dollars."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from evals.formats import google, oracle
from evals.formats.focus import Company, bare, unused, used
from evals.formats.plain import amount, days, write

if TYPE_CHECKING:
    from pathlib import Path

# service, SKU, project, region, unit, stage, cost a day, share credited for use, for commitment, as a promotion
_GCP = (
    ("Compute Engine", "N2D AMD Instance Core running in Finland", "norrsken-grid", "europe-north1", "grid", "live", 640.0, 0.12, 0, 0),
    ("Compute Engine", "Storage PD Capacity in Finland", "norrsken-grid", "europe-north1", "grid", "live", 95.0, 0, 0, 0),
    ("Kubernetes Engine", "Autopilot Pod mCPU Requests", "norrsken-app", "europe-north1", "customers", "live", 410.0, 0, 0.2, 0),
    ("Cloud SQL", "MySQL: Regional - vCPU in Finland", "norrsken-app", "europe-north1", "customers", "live", 335.0, 0, 0, 0),
    ("BigQuery", "Analysis (europe-north1)", "norrsken-meters", "europe-north1", "metering", "live", 280.0, 0, 0, 0),
    ("BigQuery", "Active Logical Storage", "norrsken-meters", "europe-north1", "metering", "live", 70.0, 0, 0, 0),
    ("Cloud Pub/Sub", "Message Delivery Basic", "norrsken-meters", "global", "metering", "live", 120.0, 0, 0, 0),
    ("Cloud Storage", "Coldline Storage Finland", "norrsken-meters", "europe-north1", "", "", 42.0, 0, 0, 0),
    ("Vertex AI", "Training Nvidia L4 in Netherlands", "norrsken-lab", "europe-west4", "metering", "trial", 190.0, 0, 0, 0.5),
    ("Cloud Monitoring", "Metric Volume", "norrsken-app", "global", "", "", 58.0, 0, 0, 0),
    ("Cloud Run", "CPU Allocation Time", "norrsken-lab", "europe-west4", "customers", "trial", 36.0, 0, 0, 0),
)  # fmt: skip
_NORRSKEN = google.Company("0B0B0B-777777-ABCDEF", "SEK", ("unit", "stage"))


def gcp(path: Path, seed: int) -> None:
    """August to October 2025: Pub/Sub x7 on September 9; Vertex AI x1.8 in October; Cloud Run ends on September 20; tax on each 30th."""
    rng = Random(seed)
    rows = []
    for day in days("2025-08-01", 92):
        for line in _GCP:
            if line[0] == "Cloud Run" and f"{day}" > "2025-09-20":
                continue
            more = 7 if line[0] == "Cloud Pub/Sub" and f"{day}" == "2025-09-09" else 1
            more = 1.8 if line[0] == "Vertex AI" and day.month == 10 else more
            rows.append(google.row(_NORRSKEN, day, line, amount(rng, line[6] * more, 0.06)))
        if day.day == 30:
            rows.append(google.tax(_NORRSKEN, day, rng, 13500))
    write(path, rows)


# service, description, compartment, region, resource, brand, unit, cost a day in rupiah
_OCI = (
    ("COMPUTE", "Standard - E5 - OCPU", "storefront", "ap-singapore-1", "ocid1.instance.oc1..shop1", "bintang", "OCPU Hours", 640000.0),
    ("COMPUTE", "Standard - E5 - Memory", "storefront", "ap-singapore-1", "ocid1.instance.oc1..shop1", "bintang", "Gigabyte Hours", 155000.0),
    ("COMPUTE", "Standard - A1 - OCPU", "warehouse", "ap-batam-1", "ocid1.instance.oc1..pick3", "laris", "OCPU Hours", 230000.0),
    ("BLOCK_STORAGE", "Block Volume - Storage", "storefront", "ap-singapore-1", "ocid1.volume.oc1..shopvol", "bintang", "Gigabyte Months", 88000.0),
    ("DATABASE", "Exadata Cloud - ECPU", "orders", "ap-singapore-1", "ocid1.cloudvmcluster.oc1..orders", "bintang", "ECPU Hours", 1450000.0),
    ("MYSQL", "HeatWave MySQL - ECPU", "warehouse", "ap-batam-1", "ocid1.mysqldbsystem.oc1..stock", "laris", "ECPU Hours", 310000.0),
    ("OBJECTSTORE", "Object Storage - Standard", "shared", "ap-batam-1", "ocid1.bucket.oc1..catalog", "", "Gigabyte Months", 62000.0),
    ("LOAD_BALANCER", "Load Balancer Base", "storefront", "ap-singapore-1", "ocid1.loadbalancer.oc1..edge", "bintang", "Load Balancer Hours", 41000.0),
    ("LOGGING", "Logging - Storage", "shared", "ap-singapore-1", "ocid1.loggroup.oc1..all", "", "Gigabyte Months", 34000.0),
    ("STREAMING", "Streaming - PUT or GET", "orders", "ap-singapore-1", "ocid1.stream.oc1..orders", "bintang", "Gigabytes", 76000.0),
)  # fmt: skip
_BINTANG = oracle.Company("bintang", "IDR", "retail.brand")


def oci(path: Path, seed: int) -> None:
    """May to July 2026: the shop doubles on Sundays; logging x9 on June 24; streaming is new on June 8; a correction of MySQL on July 7."""
    rng = Random(seed)
    rows = []
    for day in days("2026-05-01", 92):
        for number, line in enumerate(_OCI):
            if line[0] == "STREAMING" and f"{day}" < "2026-06-08":
                continue
            more = 9 if line[0] == "LOGGING" and f"{day}" == "2026-06-24" else 1
            more = 2 if line[1] == "Standard - E5 - OCPU" and day.weekday() == 6 else more
            rows.append(oracle.row(_BINTANG, day, number, line, amount(rng, line[-1] * more, 0.04)))
        if f"{day}" == "2026-07-07":
            rows.append(oracle.correction(_BINTANG, day, 90, _OCI[5], -1200000))
    write(path, rows)


# provider, service, category, region, account, resource, system, phase, list cost a day, share paid
_FOCUS = (
    ("AWS", "Amazon Elastic Compute Cloud", "Compute", "ap-east-2", "taroko-fab", "i-yield", "yield", "production", 1900.0, "0.66"),
    ("AWS", "Amazon OpenSearch Service", "Analytics", "ap-east-2", "taroko-fab", "os-traces", "yield", "production", 720.0, "1"),
    ("AWS", "Amazon Simple Storage Service", "Storage", "ap-northeast-1", "taroko-fab", "s3-wafers", "yield", "production", 410.0, "1"),
    ("AWS", "Amazon Simple Queue Service", "Integration", "ap-northeast-1", "taroko-lab", "q-probe", "", "trial", 65.0, "1"),
    ("Microsoft", "Virtual Machines", "Compute", "eastasia", "taroko-office", "vm-cad", "design", "production", 1250.0, "1"),
    ("Microsoft", "Azure NetApp Files", "Storage", "eastasia", "taroko-office", "anf-cad", "design", "production", 980.0, "0.9"),
    ("Microsoft", "Azure Virtual Desktop", "Compute", "japaneast", "taroko-office", "avd-cad", "design", "trial", 140.0, "1"),
    ("Oracle", "Autonomous Database", "Databases", "ap-tokyo-1", "taroko-erp", "adb-erp", "erp", "production", 1120.0, "1"),
    ("Oracle", "Oracle Analytics Cloud", "Analytics", "ap-tokyo-1", "taroko-erp", "oac-erp", "erp", "production", 360.0, "1"),
    ("Oracle", "Object Storage", "Storage", "ap-tokyo-1", "taroko-erp", "os-archive", "", "", 85.0, "1"),
)  # fmt: skip
_TAROKO = Company("TWD", ("system", "phase"), plan="sp-taroko-2", share="0.66")


def focus(path: Path, seed: int) -> None:
    """January to March 2025: the queue x8 on February 19; Virtual Machines x1.5 in March; tax, credits, purchases, an unused plan."""
    rng = Random(seed)
    rows = []
    for day in days("2025-01-01", 90):
        for line in _FOCUS:
            more = 8 if line[5] == "q-probe" and f"{day}" == "2025-02-19" else 1
            more = 1.5 if line[5] == "vm-cad" and day.month == 3 else more
            rows.append(used(_TAROKO, day, line, amount(rng, line[8] * more, 0.06)))
        rows.append(unused(_TAROKO, day, _FOCUS[0], amount(rng, 95)))
        if day.day == 1:
            rows.append(bare(_TAROKO, day, _FOCUS[0], amount(rng, 2900), "Purchase"))
        if day.day == 25:
            rows.append(bare(_TAROKO, day, _FOCUS[4], amount(rng, 8200), "Tax"))
            rows.append(bare(_TAROKO, day, _FOCUS[7], amount(rng, -1500), "Credit"))
    write(path, rows)
