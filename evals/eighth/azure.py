"""Azure amortized: EA in Swiss francs."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from evals.formats.azure import Ea, ea_row, ea_unused
from evals.formats.plain import amount, days, write

if TYPE_CHECKING:
    from pathlib import Path

# service, family, meter, region, group, resource, product, stage, cost a day in francs
_EA = (
    ("Virtual Machines", "Compute", "E8s v5", "switzerlandnorth", "rg-policies", "vm-policy-01", "motor", "prod", 21.5),
    ("Virtual Machines", "Compute", "D8as v5", "switzerlandnorth", "rg-claims", "vm-claim-02", "household", "prod", 17.2),
    ("Virtual Machines", "Compute", "B2s", "switzerlandwest", "rg-playground", "vm-try-03", "", "dev", 3.1),
    ("Azure Database for PostgreSQL", "Databases", "vCore", "switzerlandnorth", "rg-claims", "pg-claims", "household", "prod", 26.4),
    ("Redis Cache", "Databases", "C3 Cache", "switzerlandnorth", "rg-policies", "redis-quotes", "motor", "prod", 8.7),
    ("Azure App Service", "Compute", "P1 v3 App", "switzerlandnorth", "rg-policies", "app-quotes", "motor", "prod", 9.6),
    ("Functions", "Compute", "Standard Execution Time", "switzerlandnorth", "rg-claims", "func-photos", "household", "prod", 2.8),
    ("Azure Data Factory v2", "Analytics", "Cloud Pipeline Activity", "switzerlandwest", "rg-actuary", "adf-loss", "", "prod", 12.3),
    ("Azure Databricks", "Analytics", "Premium Jobs Compute DBU", "switzerlandwest", "rg-actuary", "dbx-models", "pricing", "prod", 31.0),
    ("Storage", "Storage", "Hot LRS Data Stored", "switzerlandnorth", "rg-claims", "stphotos", "household", "prod", 6.9),
    ("Storage", "Storage", "Archive GRS Data Stored", "switzerlandwest", "rg-central", "stbackup", "", "prod", 2.2),
    ("Bandwidth", "Networking", "Standard Data Transfer Out", "switzerlandnorth", "rg-policies", "app-quotes", "motor", "prod", 4.4),
    ("Azure Firewall", "Networking", "Standard Deployment", "switzerlandnorth", "rg-central", "fw-hub", "", "prod", 28.5),
    ("Key Vault", "Security", "Operations", "switzerlandnorth", "rg-central", "kv-hub", "", "prod", 0.6),
)  # fmt: skip
_NEW = ("Azure OpenAI", "AI + Machine Learning", "gpt-4.1 Input Tokens", "swedencentral", "rg-claims", "oai-letters", "household", "dev", 7.5)  # fmt: skip
_RIGI = Ea(
    account="5500872",
    name="Rigi Versicherung",
    currency="CHF",
    tags=("product", "stage"),
    subscriptions={
        "rg-policies": ("cdcd0000-0000-4000-8000-000000000000", "Rigi Underwriting"),
        "rg-claims": ("cdcd0000-0000-4000-8000-000000000001", "Rigi Claims"),
        "rg-playground": ("cdcd0000-0000-4000-8000-000000000002", "Rigi Lab"),
        "rg-actuary": ("cdcd0000-0000-4000-8000-000000000003", "Rigi Actuaries"),
        "rg-central": ("cdcd0000-0000-4000-8000-000000000004", "Rigi Hub"),
        "": ("cdcd0000-0000-4000-8000-000000000005", "Rigi Underwriting"),
    },
    reserved="E8s v5",
    reservation=("/providers/Microsoft.Capacity/reservationOrders/44/reservations/7", "ri-e8s-zrh"),
)


def ea(path: Path, seed: int) -> None:
    """April to June 2025: pipelines x6 on May 22; Databricks x1.6 from June 4; the lab machine gone after May 9, OpenAI new on May 27; a reservation unused in April."""
    rng = Random(seed)
    rows = []
    for day in days("2025-04-01", 91):
        for line in [*_EA, *([_NEW] if f"{day}" >= "2025-05-27" else [])]:
            if line[5] == "vm-try-03" and f"{day}" > "2025-05-09":
                continue
            more = 6 if line[5] == "adf-loss" and f"{day}" == "2025-05-22" else 1
            more = 1.6 if line[5] == "dbx-models" and f"{day}" >= "2025-06-04" else more
            rows.append(ea_row(_RIGI, day, line, amount(rng, line[-1] * more, 0.05)))
        if day.month == 4:
            rows.append(ea_unused(_RIGI, day, _EA[0], amount(rng, 4.2, 0.05)))
    write(path, rows, bom=True)
