"""Azure amortized: EA in dirhams, MCA in forints."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from evals.formats.azure import Ea, Mca, ea_row, ea_unused, mca_row, mca_unused
from evals.formats.plain import amount, days, write

if TYPE_CHECKING:
    from pathlib import Path

# service, family, meter, region, group, resource, app, criticality, cost a day in dirhams
_EA = (
    ("Virtual Machines", "Compute", "D16s v5", "uaenorth", "rg-booking", "vm-book-01", "booking", "high", 96),
    ("Virtual Machines", "Compute", "E4ds v5", "uaenorth", "rg-pricing", "vm-price-02", "pricing", "high", 41),
    ("Virtual Machines", "Compute", "B4ms", "uaecentral", "rg-training", "vm-train-07", "", "low", 15),
    ("Azure Cosmos DB", "Databases", "100 RU/s", "uaenorth", "rg-booking", "cosmos-seats", "booking", "high", 58),
    ("SQL Database", "Databases", "vCore", "uaenorth", "rg-pricing", "sql-fares", "pricing", "high", 67),
    ("Azure App Service", "Compute", "P2 v3 App", "uaenorth", "rg-booking", "app-checkin", "booking", "high", 29),
    ("Service Bus", "Integration", "Standard Messaging Operations", "uaenorth", "rg-crew", "sb-roster", "crew", "low", 6.5),
    ("Azure Kubernetes Service", "Containers", "Standard Uptime SLA", "uaenorth", "rg-crew", "aks-roster", "crew", "high", 9),
    ("Storage", "Storage", "Premium SSD P20 Disk", "uaenorth", "rg-booking", "disk-book-01", "booking", "high", 18),
    ("Storage", "Storage", "Hot GRS Data Stored", "uaecentral", "rg-shared", "stauditlogs", "", "low", 11),
    ("Azure Front Door Service", "Networking", "Premium Base Fees", "global", "rg-shared", "afd-edge", "", "high", 35),
    ("Microsoft Defender for Cloud", "Security", "Standard Node", "uaenorth", "rg-shared", "defender", "", "high", 13),
)  # fmt: skip
_NEW = ("Virtual Machines", "Compute", "NC8as T4 v3", "uaenorth", "rg-pricing", "vm-ml-1", "pricing", "low", 120)
_FALCON = Ea(
    account="6600321",
    name="Falcon Airways",
    currency="AED",
    tags=("app", "criticality"),
    subscriptions={
        "rg-booking": ("abab0000-0000-4000-8000-000000000000", "Falcon Passenger"),
        "rg-pricing": ("abab0000-0000-4000-8000-000000000001", "Falcon Revenue"),
        "rg-crew": ("abab0000-0000-4000-8000-000000000002", "Falcon Crew"),
        "rg-training": ("abab0000-0000-4000-8000-000000000003", "Falcon Sandbox"),
        "rg-shared": ("abab0000-0000-4000-8000-000000000004", "Falcon Platform"),
        "": ("abab0000-0000-4000-8000-000000000005", "Falcon Passenger"),
    },
    reserved="D16s v5",
    reservation=("/providers/Microsoft.Capacity/reservationOrders/91/reservations/2", "ri-d16s-dxb"),
)


def ea(path: Path, seed: int) -> None:
    """January to March 2026: messages x9 on February 3; Cosmos x3 from March 11; a machine gone after February 14, one new on March 18; reservations unused in February."""
    rng = Random(seed)
    rows = []
    for day in days("2026-01-01", 90):
        for line in [*_EA, *([_NEW] if f"{day}" >= "2026-03-18" else [])]:
            if line[5] == "vm-train-07" and f"{day}" > "2026-02-14":
                continue
            more = 9 if line[5] == "sb-roster" and f"{day}" == "2026-02-03" else 1
            more = 3 if line[5] == "cosmos-seats" and f"{day}" >= "2026-03-11" else more
            rows.append(ea_row(_FALCON, day, line, amount(rng, line[-1] * more, 0.06)))
        if day.month == 2:
            rows.append(ea_unused(_FALCON, day, _EA[0], amount(rng, 15, 0.06)))
    write(path, rows, bom=True)


# service, family, meter, location, group, resource, department, cost a day in forints
_MCA = (
    ("Virtual Machines", "Compute", "F16s v2", "westeurope", "rg-erp", "vm-erp-1", "finance", 9200.0),
    ("Virtual Machines", "Compute", "D2as v5", "polandcentral", "rg-wms", "vm-scan-3", "logistics", 2600.0),
    ("SQL Managed Instance", "Databases", "General Purpose vCore", "westeurope", "rg-erp", "sqlmi-erp", "finance", 14800.0),
    ("Microsoft Fabric", "Analytics", "Capacity Usage CU", "westeurope", "rg-bi", "fab-f8", "", 7400.0),
    ("Foundry Models", "AI + Machine Learning", "o4-mini Output Tokens", "swedencentral", "rg-bi", "oai-report", "finance", 3100.0),
    ("Storage", "Storage", "Cool ZRS Data Stored", "westeurope", "rg-wms", "stlabels", "logistics", 1700.0),
    ("VPN Gateway", "Networking", "VpnGw1", "polandcentral", "rg-net", "vgw-wh", "", 1900.0),
    ("Azure Monitor", "Management and Governance", "Analytics Logs Data Ingestion", "westeurope", "rg-net", "law-net", "", 2300.0),
)  # fmt: skip
_DUNA = Mca(
    invoice="G91",
    account=("mca-77", "Duna Foods"),
    profile=("BP-3", "Duna HUF"),
    currency="HUF",
    dollars=1 / 356,
    tag="department",
    subscriptions={
        "rg-erp": ("dddd0000-0000-4000-8000-000000000000", "Duna ERP"),
        "rg-wms": ("dddd0000-0000-4000-8000-000000000001", "Duna Logistics"),
        "rg-bi": ("dddd0000-0000-4000-8000-000000000002", "Duna Insight"),
        "rg-net": ("dddd0000-0000-4000-8000-000000000003", "Duna Core"),
        "": ("dddd0000-0000-4000-8000-000000000004", "Duna ERP"),
    },
    planned="F16s v2",
    benefit=("/sp/12", "sp-1y"),
)


def mca(path: Path, seed: int) -> None:
    """May and June 2025: models x5 on June 12; Fabric paused from June 21 on; a savings plan partly unused in May."""
    rng = Random(seed)
    rows = []
    for day in days("2025-05-01", 61):
        for line in _MCA:
            if line[5] == "fab-f8" and f"{day}" >= "2025-06-21":
                continue
            more = 5 if line[5] == "oai-report" and f"{day}" == "2025-06-12" else 1
            rows.append(mca_row(_DUNA, day, line, amount(rng, line[-1] * more, 0.07)))
        if day.month == 5:
            rows.append(mca_unused(_DUNA, day, amount(rng, 1250, 0.07), named=False))
    write(path, rows)
