"""An OCI report in Australian dollars and a Google export in euros, both packed; the Google one ends on January 25."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from evals.formats import google, oracle
from evals.formats.files import packed
from evals.formats.plain import amount, days, write

if TYPE_CHECKING:
    from pathlib import Path

# service, description, compartment, region, resource, cost centre, unit, cost a day
_OCI = (
    ("COMPUTE", "Standard - E4 - OCPU", "payroll", "ap-sydney-1", "ocid1.instance.oc1..pay1", "cc-410", "OCPU Hours", 14.5),
    ("COMPUTE", "GPU - A10", "vision", "ap-melbourne-1", "ocid1.instance.oc1..gpu3", "cc-977", "GPU Hours", 41.0),
    ("FILE_STORAGE", "File Storage - Storage", "payroll", "ap-sydney-1", "ocid1.filesystem.oc1..fs1", "cc-410", "Gigabyte Months", 3.7),
    ("MYSQL", "MySQL HeatWave - OCPU", "payroll", "ap-sydney-1", "ocid1.mysqldbsystem.oc1..my1", "cc-410", "OCPU Hours", 18.2),
    ("STREAMING", "Streaming - Storage", "telemetry", "ap-melbourne-1", "ocid1.stream.oc1..st1", "cc-615", "Gigabyte Hours", 4.4),
    ("FUNCTIONS", "Oracle Functions - Execution Time", "telemetry", "ap-melbourne-1", "ocid1.fnfunc.oc1..f9", "cc-615", "Gigabyte Seconds", 1.1),
    ("WAF", "Web Application Firewall - Requests", "payroll", "ap-sydney-1", "ocid1.waf.oc1..w1", "", "Requests", 2.3),
    ("GENERATIVE_AI", "Cohere Command R - Transactions", "vision", "ap-melbourne-1", "", "cc-977", "Transactions", 7.9),
)  # fmt: skip
_WATTLE = oracle.Company("wattle", "AUD", "fin.costcentre")


def oci(path: Path, seed: int) -> None:
    """2026-04-01 to 2026-05-12; a correction of -60 on the GPU on April 20; streaming x6 on May 8."""
    rng = Random(seed)
    rows = []
    for day in days("2026-04-01", 42):
        for number, line in enumerate(_OCI):
            peak = 6 if line[0] == "STREAMING" and f"{day}" == "2026-05-08" else 1
            rows.append(oracle.row(_WATTLE, day, number, line, amount(rng, line[-1] * peak, 0.06)))
        if f"{day}" == "2026-04-20":
            rows.append(oracle.correction(_WATTLE, day, 99, _OCI[1], -60))
    packed(path, lambda inner: write(inner, rows))


# service, SKU, project, region, squad, cost a day, share credited for use, for commitment, as a promotion
_GCP = (
    ("Cloud Run", "CPU Allocation Time", "lyra-web", "europe-west3", "storefront", 11.0, 0, 0, 0),
    ("Cloud Pub/Sub", "Message Delivery Basic", "lyra-stream", "europe-west3", "pipeline", 4.6, 0, 0, 0),
    ("Cloud Spanner", "Regional Node in Frankfurt", "lyra-web", "europe-west3", "storefront", 26.0, 0, 0.2, 0),
    ("Cloud Dataflow", "vCPU Time Streaming", "lyra-stream", "europe-west3", "pipeline", 15.5, 0, 0, 0),
    ("Cloud Memorystore for Redis", "Standard Capacity M2", "lyra-web", "europe-west3", "storefront", 6.2, 0, 0, 0),
    ("Artifact Registry", "Artifact Registry Storage", "lyra-tools", "europe-west6", "", 0.8, 0, 0, 0),
    ("Compute Engine", "N1 Predefined Instance Core running in Zurich", "lyra-tools", "europe-west6", "build", 9.4, 0.25, 0, 0),
    ("Compute Engine", "A2 Instance Core running in Zurich", "lyra-ml", "europe-west6", "research", 33.0, 0, 0, 0.5),
    ("Networking", "Cloud Load Balancer Forwarding Rule", "lyra-web", "europe-west3", "storefront", 1.9, 0, 0, 0),
)  # fmt: skip
_LYRA = google.Company("0A1B2C-3D4E5F-667788", "EUR", ("squad",))


def gcp(path: Path, seed: int) -> None:
    """2025-12-01 to 2026-01-25 in euros; Dataflow x5 on January 14; credits of three kinds; tax in December."""
    rng = Random(seed)
    rows = []
    for day in days("2025-12-01", 56):
        for line in _GCP:
            peak = 5 if line[0] == "Cloud Dataflow" and f"{day}" == "2026-01-14" else 1
            rows.append(google.row(_LYRA, day, line, amount(rng, line[5] * peak, 0.07)))
        if f"{day}" == "2025-12-31":
            rows.append(google.tax(_LYRA, day, rng, 130))
    packed(path, lambda inner: write(inner, rows))
