"""Azure MCA in Colombian pesos."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from evals.formats.azure import Mca, mca_row, mca_unused
from evals.formats.plain import amount, days, write

if TYPE_CHECKING:
    from pathlib import Path

# service, family, meter, location, resource group, resource, workload, cost a day in pesos
_MCA = (
    ("Virtual Machines", "Compute", "D8s v5", "brazilsouth", "rg-roastery", "vm-roast-01", "roasting", 96000.0),
    ("Virtual Machines", "Compute", "E4s v5", "brazilsouth", "rg-auction", "vm-auction-01", "auction", 71000.0),
    ("Virtual Machines", "Compute", "B4ms", "eastus2", "rg-lab", "vm-lab-02", "", 18500.0),
    ("SQL Database", "Databases", "vCore", "brazilsouth", "rg-auction", "sql-lots", "auction", 124000.0),
    ("Azure Cosmos DB", "Databases", "100 RU/s", "brazilsouth", "rg-traceability", "cosmos-beans", "traceability", 83000.0),
    ("Azure App Service", "Compute", "P2 v3 App", "brazilsouth", "rg-auction", "app-bids", "auction", 39000.0),
    ("Azure Kubernetes Service", "Compute", "Uptime SLA", "brazilsouth", "rg-traceability", "aks-beans", "traceability", 10400.0),
    ("Storage", "Storage", "Hot LRS Data Stored", "brazilsouth", "rg-traceability", "stphotos", "traceability", 27500.0),
    ("Storage", "Storage", "Cool GRS Data Stored", "eastus2", "rg-platform", "stbackup", "", 12800.0),
    ("Bandwidth", "Networking", "Standard Data Transfer Out", "brazilsouth", "rg-auction", "app-bids", "auction", 15600.0),
    ("VPN Gateway", "Networking", "VpnGw2", "brazilsouth", "rg-platform", "vpn-farms", "", 46000.0),
    ("Log Analytics", "Management and Governance", "Data Ingestion", "eastus2", "rg-platform", "log-central", "", 21000.0),
)  # fmt: skip
_NEW = ("Azure AI services", "AI + Machine Learning", "S1 Images", "eastus2", "rg-roastery", "ai-defects", "roasting", 54000.0)  # fmt: skip
_QUINDIO = Mca(
    invoice="T9",
    account=("b55f", "Quindio Cafe SAS"),
    profile=("QC-01", "Quindio Bogota"),
    currency="COP",
    dollars=0.00025,
    tag="workload",
    subscriptions={
        "rg-roastery": ("efef0000-0000-4000-8000-000000000000", "Quindio Production"),
        "rg-auction": ("efef0000-0000-4000-8000-000000000000", "Quindio Production"),
        "rg-traceability": ("efef0000-0000-4000-8000-000000000001", "Quindio Farms"),
        "rg-lab": ("efef0000-0000-4000-8000-000000000002", "Quindio Trials"),
        "rg-platform": ("efef0000-0000-4000-8000-000000000003", "Quindio Platform"),
        "": ("efef0000-0000-4000-8000-000000000000", "Quindio Production"),
    },
    planned="D8s v5",
    benefit=("/providers/Microsoft.BillingBenefits/savingsPlanOrders/71/savingsPlans/3", "sp-roastery"),
)


def mca(path: Path, seed: int) -> None:
    """June to August 2025: logs x8 on July 8; the SQL database x1.5 in August; AI services new on August 4, the lab machine gone after June; an unused savings plan."""
    rng = Random(seed)
    rows = []
    for day in days("2025-06-01", 92):
        for line in [*_MCA, *([_NEW] if f"{day}" >= "2025-08-04" else [])]:
            if line[5] == "vm-lab-02" and day.month != 6:
                continue
            more = 8 if line[5] == "log-central" and f"{day}" == "2025-07-08" else 1
            more = 1.5 if line[5] == "sql-lots" and day.month == 8 else more
            rows.append(mca_row(_QUINDIO, day, line, amount(rng, line[-1] * more, 0.05)))
        rows.append(mca_unused(_QUINDIO, day, amount(rng, 6100)))
    write(path, rows)
