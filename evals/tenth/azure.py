"""Azure EA, amortized, in Norwegian kroner."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from evals.formats.azure import Ea, ea_row, ea_unused
from evals.formats.plain import amount, days, write

if TYPE_CHECKING:
    from pathlib import Path

# meter category, family, meter, region, resource group, resource, team, env, cost a day in kroner
_EA = (
    ("Virtual Machines", "Compute", "D16s v5", "norwayeast", "rg-ferry-prod", "vm-ferry-01", "ferries", "prod", 1180.0),
    ("Virtual Machines", "Compute", "E8s v5", "norwayeast", "rg-fares-prod", "vm-fares-01", "fares", "prod", 640.0),
    ("Virtual Machines", "Compute", "B2ms", "westeurope", "rg-fares-dev", "vm-fares-dev", "fares", "dev", 96.0),
    ("SQL Managed Instance", "Databases", "vCore", "norwayeast", "rg-fares-prod", "sqlmi-fares", "fares", "prod", 910.0),
    ("Azure Database for PostgreSQL", "Databases", "vCore", "norwayeast", "rg-ferry-prod", "pg-ferry", "ferries", "prod", 355.0),
    ("Azure Kubernetes Service", "Containers", "Standard Uptime SLA", "norwayeast", "rg-ferry-prod", "aks-ferry", "ferries", "prod", 72.0),
    ("Storage", "Storage", "Hot LRS Data Stored", "norwayeast", "rg-ferry-prod", "stferrylogs", "ferries", "prod", 148.0),
    ("Storage", "Storage", "Premium SSD Managed Disks P30", "norwayeast", "rg-fares-prod", "disk-fares-01", "fares", "prod", 119.0),
    ("Azure Monitor", "Management and Governance", "Analytics Logs Data Ingestion", "westeurope", "rg-shared", "log-shared", "", "", 205.0),
    ("Azure Firewall", "Networking", "Standard Deployment", "norwayeast", "rg-shared", "afw-hub", "", "", 310.0),
    ("Bandwidth", "Networking", "Standard Data Transfer Out", "norwayeast", "rg-ferry-prod", "vm-ferry-01", "ferries", "prod", 88.0),
    ("Azure Data Factory v2", "Analytics", "Cloud Data Movement", "westeurope", "rg-maps-test", "adf-maps", "maps", "test", 64.0),
    ("Microsoft Defender for Cloud", "Security", "Standard Node", "westeurope", "rg-shared", "", "", "", 57.0),
)  # fmt: skip
_NEW = ("Azure OpenAI", "AI + Machine Learning", "gpt-4o Input Tokens", "swedencentral", "rg-maps-test", "oai-maps", "maps", "test", 230.0)  # fmt: skip
_HARDANGER = Ea(
    account="70550123",
    name="Hardanger Ferjer AS",
    currency="NOK",
    tags=("team", "env"),
    subscriptions={
        "rg-ferry-prod": ("a1a10000-0000-4000-8000-000000000001", "Hardanger Production"),
        "rg-fares-prod": ("a1a10000-0000-4000-8000-000000000001", "Hardanger Production"),
        "rg-fares-dev": ("a1a10000-0000-4000-8000-000000000002", "Hardanger Development"),
        "rg-maps-test": ("a1a10000-0000-4000-8000-000000000002", "Hardanger Development"),
        "rg-shared": ("a1a10000-0000-4000-8000-000000000003", "Hardanger Platform"),
        "": ("a1a10000-0000-4000-8000-000000000001", "Hardanger Production"),
    },
    reserved="D16s v5",
    reservation=("5f5f0000-1111-4000-8000-000000000009", "ri-ferry-d16s"),
)


def ea(path: Path, seed: int) -> None:
    """March to May 2025: logs x6 on April 9; the managed instance x1.3 in May; Azure OpenAI new on May 5, the dev machine gone after April 18."""
    rng = Random(seed)
    rows = []
    for day in days("2025-03-01", 92):
        for line in [*_EA, *([_NEW] if f"{day}" >= "2025-05-05" else [])]:
            if line[5] == "vm-fares-dev" and f"{day}" > "2025-04-18":
                continue
            more = 6 if line[5] == "log-shared" and f"{day}" == "2025-04-09" else 1
            more = 1.3 if line[5] == "sqlmi-fares" and day.month == 5 else more
            rows.append(ea_row(_HARDANGER, day, line, amount(rng, line[-1] * more, 0.06)))
        rows.append(ea_unused(_HARDANGER, day, _EA[0], amount(rng, 140)))
    write(path, rows, bom=True)
