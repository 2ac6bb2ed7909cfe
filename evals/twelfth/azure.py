"""Azure EA, amortized, in Swedish kronor, with a month that is not over."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from evals.formats.azure import Ea, ea_row, ea_unused
from evals.formats.plain import amount, days, write

if TYPE_CHECKING:
    from pathlib import Path

# service, family, meter, region, resource group, resource, cost center, environment, cost a day in kronor
_LINES = (
    ("Virtual Machines", "Compute", "D4s v5", "swedencentral", "rg-journal", "vm-journal-01", "CC-4100", "production", 310.0),
    ("Virtual Machines", "Compute", "E8ds v5", "swedencentral", "rg-imaging", "vm-pacs-01", "CC-4200", "production", 540.0),
    ("Virtual Machines", "Compute", "B2ms", "westeurope", "rg-labtest", "vm-labtest-01", "", "test", 62.0),
    ("Storage", "Storage", "Hot LRS Data Stored", "swedencentral", "rg-imaging", "stpacs", "CC-4200", "production", 270.0),
    ("Storage", "Storage", "P30 LRS Disk", "swedencentral", "rg-journal", "disk-journal", "CC-4100", "production", 88.0),
    ("Azure Database for PostgreSQL", "Databases", "General Purpose Ddsv5 vCore", "swedencentral", "rg-journal", "psql-journal", "CC-4100", "production", 260.0),
    ("Azure App Service", "Compute", "P1 v3 App", "swedencentral", "rg-portal", "app-portal", "CC-4300", "production", 115.0),
    ("Application Gateway", "Networking", "Standard v2 Capacity Units", "swedencentral", "rg-portal", "agw-portal", "CC-4300", "production", 74.0),
    ("Bandwidth", "Networking", "Standard Data Transfer Out", "swedencentral", "rg-portal", "app-portal", "CC-4300", "production", 33.0),
    ("Azure Kubernetes Service", "Compute", "Standard Uptime SLA", "westeurope", "rg-imaging", "aks-imaging", "CC-4200", "staging", 24.0),
    ("Log Analytics", "Management and Governance", "Analytics Logs Data Ingestion", "westeurope", "rg-shared", "log-shared", "", "", 96.0),
    ("Key Vault", "Security", "Operations", "westeurope", "rg-shared", "kv-shared", "", "production", 4.5),
)  # fmt: skip
_NEW = ("Azure OpenAI", "AI + Machine Learning", "gpt 4o Input", "swedencentral", "rg-portal", "oai-portal", "CC-4300", "staging", 145.0)  # fmt: skip
_HALLAND = Ea(
    account="8123400",
    name="Region Vard AB",
    currency="SEK",
    tags=("costcenter", "environment"),
    subscriptions={
        "rg-journal": ("abab0000-0000-4000-8000-000000000000", "Care Production"),
        "rg-imaging": ("abab0000-0000-4000-8000-000000000000", "Care Production"),
        "rg-portal": ("abab0000-0000-4000-8000-000000000001", "Patient Portal"),
        "rg-labtest": ("abab0000-0000-4000-8000-000000000002", "Lab"),
        "rg-shared": ("abab0000-0000-4000-8000-000000000003", "Shared Services"),
        "": ("abab0000-0000-4000-8000-000000000000", "Care Production"),
    },
    reserved="D4s v5",
    reservation=("r-5511", "ri-journal-1y"),
)


def ea(path: Path, seed: int) -> None:
    """August 1 to October 20, 2026: logs x7 on September 23; image storage x1.3 in October; OpenAI new on September 14, the lab machine gone after August; an unused reservation."""
    rng = Random(seed)
    rows = []
    for day in days("2026-08-01", 81):
        for line in [*_LINES, *([_NEW] if f"{day}" >= "2026-09-14" else [])]:
            if line[5] == "vm-labtest-01" and day.month != 8:
                continue
            more = 7 if line[5] == "log-shared" and f"{day}" == "2026-09-23" else 1
            more = 1.3 if line[5] == "stpacs" and day.month == 10 else more
            rows.append(ea_row(_HALLAND, day, line, amount(rng, line[-1] * more, 0.05)))
        rows.append(ea_unused(_HALLAND, day, _LINES[0], amount(rng, 41)))
    write(path, rows, bom=True)
