"""An OCI cost report: nine days only, too few for a forecast."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from evals.bills.plain import amount, days, write

if TYPE_CHECKING:
    from pathlib import Path

# service, description, compartment, region, resource, team, unit, cost a day
_LINES = (
    (
        "COMPUTE",
        "Standard - E5 - OCPU",
        "erp-prod",
        "eu-frankfurt-1",
        "ocid1.instance.oc1..erp1",
        "erp",
        "OCPU Hours",
        12.0,
    ),
    (
        "COMPUTE",
        "Standard - A1 - OCPU",
        "batch",
        "us-ashburn-1",
        "ocid1.instance.oc1..batch4",
        "batch",
        "OCPU Hours",
        5.0,
    ),
    (
        "BLOCK_STORAGE",
        "Block Volume - Storage",
        "erp-prod",
        "eu-frankfurt-1",
        "ocid1.volume.oc1..vol1",
        "erp",
        "Gigabyte Months",
        2.6,
    ),
    (
        "OBJECTSTORE",
        "Object Storage - Storage",
        "backup",
        "us-ashburn-1",
        "ocid1.bucket.oc1..bk",
        "",
        "Gigabyte Months",
        3.3,
    ),
    (
        "DATABASE",
        "Oracle Autonomous Database - ECPU",
        "erp-prod",
        "eu-frankfurt-1",
        "ocid1.adb.oc1..fin",
        "erp",
        "ECPU Hours",
        19.0,
    ),
    ("NETWORK", "Outbound Data Transfer", "batch", "us-ashburn-1", "ocid1.vcn.oc1..v", "batch", "Gigabytes", 0.8),
    ("LOADBALANCER", "Load Balancer Base", "erp-prod", "eu-frankfurt-1", "ocid1.lb.oc1..l", "", "Hours", 0.55),
)


def oci(path: Path, seed: int) -> None:
    """2026-08-03 to 2026-08-11; the database doubles on the 9th."""
    rng = Random(seed)
    rows = []
    for day in days("2026-08-03", 9):
        for number, (service, text, compartment, region, resource, team, unit, usual) in enumerate(_LINES):
            peak = 2.4 if service == "DATABASE" and day.day == 9 else 1
            cost = amount(rng, usual * peak, 0.15)
            rows.append(
                {
                    "lineItem/referenceNo": f"V2.{day:%Y%m%d}.{number}",
                    "lineItem/tenantId": "ocid1.tenancy.oc1..acme",
                    "lineItem/intervalUsageStart": f"{day}T00:00Z",
                    "lineItem/intervalUsageEnd": f"{day}T23:59Z",
                    "product/service": service,
                    "product/compartmentId": f"ocid1.compartment.oc1..{compartment}",
                    "product/compartmentName": compartment,
                    "product/region": region,
                    "product/availabilityDomain": "AD-1",
                    "product/resourceId": resource,
                    "usage/billedQuantity": "24",
                    "cost/subscriptionId": "s1",
                    "cost/productSku": f"B9{number}001",
                    "product/Description": text,
                    "cost/unitPrice": f"{cost / 24:.10f}",
                    "cost/myCost": str(cost),
                    "cost/currencyCode": "USD",
                    "cost/skuUnitDescription": unit,
                    "lineItem/isCorrection": "false",
                    "lineItem/backreferenceNo": "",
                    "tags/ops.team": team,
                }
            )
    write(path, rows)
