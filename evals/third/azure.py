"""Azure amortized exports of the third set: EA in Swiss francs up to mid-November, MCA in pounds as a workbook."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from evals.formats.azure import Ea, Mca, ea_row, ea_unused, mca_row, mca_unused
from evals.formats.plain import amount, days, write
from evals.formats.workbook import write_workbook

if TYPE_CHECKING:
    from pathlib import Path

# meter category, family, meter, region, resource group, resource, owner, stage, usual cost a day
_EA = (
    ("Virtual Machines", "Compute", "D8ads v5", "switzerlandnorth", "rg-claims", "vm-claims-1", "claims", "prd", 16),
    ("Virtual Machines", "Compute", "D8ads v5", "switzerlandnorth", "rg-claims", "vm-claims-2", "claims", "prd", 16),
    ("Virtual Machines", "Compute", "F16s v2", "germanywestcentral", "rg-risk", "vm-risk-1", "actuary", "prd", 22),
    ("Virtual Machines", "Compute", "B4ms", "switzerlandnorth", "rg-sandbox", "vm-play-1", "", "dev", 3.1),
    ("Azure Databricks", "Analytics", "Premium All-purpose Compute DBU", "germanywestcentral", "rg-risk", "dbw-risk", "actuary", "prd", 27),
    ("Azure Data Factory v2", "Analytics", "Cloud Data Movement", "germanywestcentral", "rg-risk", "adf-risk", "actuary", "prd", 4.4),
    ("Azure Firewall", "Networking", "Standard Deployment", "switzerlandnorth", "rg-hub", "fw-hub", "netops", "prd", 29),
    ("VPN Gateway", "Networking", "VpnGw2AZ", "switzerlandnorth", "rg-hub", "vgw-hub", "netops", "prd", 9.3),
    ("API Management", "Integration", "Premium Unit", "switzerlandnorth", "rg-claims", "apim-claims", "claims", "prd", 38),
    ("Azure Cognitive Search", "AI + Machine Learning", "Standard S1 Unit", "switzerlandnorth", "rg-claims", "srch-claims", "claims", "stg", 8.2),
    ("Storage", "Storage", "Premium ZRS P30 Disk", "switzerlandnorth", "rg-claims", "disk-claims-1", "claims", "prd", 4.9),
    ("Storage", "Storage", "Archive GRS Data Stored", "germanywestcentral", "rg-archive", "stcoldpolicies", "", "prd", 1.3),
    ("Backup", "Storage", "Azure VM Protected Instance", "switzerlandnorth", "rg-hub", "rsv-hub", "netops", "prd", 2.6),
)  # fmt: skip
_GRAFANA = ("Azure Grafana Service", "Management and Governance", "Standard Node", "switzerlandnorth", "rg-hub", "graf-hub", "netops", "prd", 6.5)  # fmt: skip
_HELVETIA = Ea(
    account="8800456",
    name="Helvetia Assurance",
    currency="CHF",
    tags=("owner", "stage"),
    subscriptions={
        "": ("", ""),
        "rg-claims": ("c0ffee00-0000-4000-8000-000000000001", "Helvetia Claims"),
        "rg-risk": ("c0ffee00-0000-4000-8000-000000000002", "Helvetia Risk"),
        "rg-sandbox": ("c0ffee00-0000-4000-8000-000000000003", "Helvetia Lab"),
        "rg-hub": ("c0ffee00-0000-4000-8000-000000000004", "Helvetia Platform"),
        "rg-archive": ("c0ffee00-0000-4000-8000-000000000004", "Helvetia Platform"),
    },
    reserved="D8ads v5",
    reservation=("/providers/Microsoft.Capacity/reservationOrders/77/reservations/5", "ri-d8ads-chn"),
)


def ea(path: Path, seed: int) -> None:
    """2025-09-01 to 2025-11-19; Databricks x4 on Nov 5 to 7; Grafana new on Nov 3; reservations unused in October."""
    rng = Random(seed)
    rows = []
    for day in days("2025-09-01", 80):
        for line in [*_EA, *([_GRAFANA] if f"{day}" >= "2025-11-03" else [])]:
            burst = 4 if line[5] == "dbw-risk" and "2025-11-05" <= f"{day}" <= "2025-11-07" else 1
            rows.append(ea_row(_HELVETIA, day, line, amount(rng, line[-1] * burst, 0.08)))
        if day.month == 10:
            rows.append(ea_unused(_HELVETIA, day, _EA[0], amount(rng, 7.7)))
    write(path, rows, bom=True)


# service, family, meter, location, group, resource, squad, cost a day in pounds
_MCA = (
    ("Azure Container Apps", "Containers", "Standard vCPU Active Usage", "UK South", "rg-quotes", "ca-quotes", "quotes", 12.2),
    ("Azure Database for MySQL", "Databases", "vCore", "UK South", "rg-quotes", "mysql-quotes", "quotes", 9.7),
    ("Event Hubs", "Internet of Things", "Throughput Unit", "UK West", "rg-telemetry", "evh-cars", "telemetry", 6.1),
    ("Azure Front Door Service", "Networking", "Premium Base Fees", "Global", "rg-edge", "afd-main", "edge", 10.4),
    ("Azure DevOps", "Developer Tools", "Basic User", "UK South", "rg-tools", "devops-org", "", 5.2),
    ("Virtual Machines", "Compute", "E4as v5", "UK South", "rg-telemetry", "vmss-ingest", "telemetry", 18.5),
    ("Azure NetApp Files", "Storage", "Premium Capacity", "UK South", "rg-telemetry", "anf-raw", "telemetry", 21.6),
    ("Microsoft Defender for Cloud", "Security", "Standard Node", "UK West", "rg-edge", "defender", "edge", 3.3),
)  # fmt: skip
_ALBION = Mca(
    invoice="G77",
    account=("mca-77", "Albion Motor"),
    profile=("BP-3", "Albion GBP"),
    currency="GBP",
    dollars=1.27,
    tag="squad",
    subscriptions={
        "": ("bbbb0000-0000-4000-8000-000000000003", "albion-web"),
        "rg-quotes": ("bbbb0000-0000-4000-8000-000000000003", "albion-web"),
        "rg-edge": ("bbbb0000-0000-4000-8000-000000000003", "albion-web"),
        "rg-tools": ("bbbb0000-0000-4000-8000-000000000003", "albion-web"),
        "rg-telemetry": ("bbbb0000-0000-4000-8000-000000000007", "albion-iot"),
    },
    planned="E4as v5",
    benefit=("/sp/12", "sp-1y"),
)


def mca(path: Path, seed: int) -> None:
    """February and March 2026 in pounds; Event Hubs x3 from March 12 on; a savings plan partly unused in March."""
    rng = Random(seed)
    rows = []
    for day in days("2026-02-01", 59):
        for line in _MCA:
            grown = 3 if line[0] == "Event Hubs" and f"{day}" >= "2026-03-12" else 1
            rows.append(mca_row(_ALBION, day, line, amount(rng, line[-1] * grown, 0.1)))
        if day.month == 3:
            rows.append(mca_unused(_ALBION, day, amount(rng, 2.4)))
    write_workbook(path, rows, "export")
