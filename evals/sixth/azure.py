"""Azure amortized: MCA in Singapore dollars, EA in rand."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from evals.formats.azure import Ea, Mca, ea_row, ea_unused, mca_row, mca_unused
from evals.formats.plain import amount, days, write

if TYPE_CHECKING:
    from pathlib import Path

# service, family, meter, location, group, resource, customer, cost a day in Singapore dollars
_MCA = (
    ("Virtual Machines", "Compute", "D4as v5", "southeastasia", "rg-ferry", "vmss-ticket", "ferryco", 26.0),
    ("Virtual Machines", "Compute", "NV6ads A10 v5", "eastasia", "rg-render", "vm-render-2", "lumen", 33.0),
    ("Azure Database for PostgreSQL", "Databases", "vCore", "southeastasia", "rg-ferry", "pg-ticket", "ferryco", 17.4),
    ("Azure OpenAI", "AI + Machine Learning", "gpt-4.1 Input Tokens", "eastasia", "rg-render", "oai-caption", "lumen", 9.9),
    ("Azure Data Explorer", "Analytics", "Engine Markup", "eastasia", "rg-render", "adx-frames", "lumen", 14.2),
    ("Container Registry", "Containers", "Standard Registry Unit", "southeastasia", "rg-platform", "acrcore", "", 1.3),
    ("Log Analytics", "Management and Governance", "Data Ingestion", "southeastasia", "rg-platform", "law-core", "", 8.8),
    ("Storage", "Storage", "Hot LRS Data Stored", "southeastasia", "rg-ferry", "stferrydocs", "ferryco", 4.4),
    ("Storage", "Storage", "Cool LRS Data Stored", "eastasia", "rg-render", "strenders", "lumen", 6.1),
)  # fmt: skip
_STRAITS = Mca(
    invoice="G55",
    account=("mca-77", "Straits Holdings"),
    profile=("BP-3", "Straits SGD"),
    currency="SGD",
    dollars=0.74,
    tag="customer",
    subscriptions={
        "rg-ferry": ("eeee0000-0000-4000-8000-000000000000", "straits-transport"),
        "rg-render": ("eeee0000-0000-4000-8000-000000000001", "straits-media"),
        "rg-platform": ("eeee0000-0000-4000-8000-000000000002", "straits-platform"),
        "": ("eeee0000-0000-4000-8000-000000000003", "straits-transport"),
    },
    planned="D4as v5",
    benefit=("/sp/12", "sp-1y"),
)


def mca(path: Path, seed: int) -> None:
    """April to June 2026; OpenAI x3 from June 10 on; logs x6 on May 21; a savings plan partly unused in May."""
    rng = Random(seed)
    rows = []
    for day in days("2026-04-01", 91):
        for line in _MCA:
            more = 3 if line[0] == "Azure OpenAI" and f"{day}" >= "2026-06-10" else 1
            more = 6 if line[0] == "Log Analytics" and f"{day}" == "2026-05-21" else more
            rows.append(mca_row(_STRAITS, day, line, amount(rng, line[-1] * more, 0.07)))
        if day.month == 5:
            rows.append(mca_unused(_STRAITS, day, amount(rng, 3.6, 0.07), named=False))
    write(path, rows)


# service, family, meter, region, group, resource, business unit, lifecycle, cost a day in rand
_EA = (
    ("Virtual Machines", "Compute", "E16s v5", "southafricanorth", "rg-haulage", "vm-haul-01", "haulage", "live", 410),
    ("Virtual Machines", "Compute", "D2s v4", "southafricanorth", "rg-assay", "vm-assay-3", "assay", "live", 64),
    ("Virtual Machines", "Compute", "B8ms", "southafricawest", "rg-forge", "vm-forge-old", "", "trial", 120),
    ("SQL Managed Instance", "Databases", "vCore", "southafricanorth", "rg-haulage", "sqlmi-fleet", "haulage", "live", 365),
    ("Azure Data Factory v2", "Analytics", "Cloud Pipeline Activity", "southafricanorth", "rg-assay", "adf-samples", "assay", "live", 45),
    ("Azure Synapse Analytics", "Analytics", "SQL Pool DWU", "southafricanorth", "rg-assay", "syn-ore", "assay", "live", 230),
    ("Storage", "Storage", "Hot ZRS Data Stored", "southafricanorth", "rg-haulage", "sthaulcams", "haulage", "live", 88),
    ("Storage", "Storage", "Archive LRS Data Stored", "southafricawest", "rg-core", "stoldscans", "", "live", 12),
    ("ExpressRoute", "Networking", "Metered Data 1 Gbps Circuit", "southafricanorth", "rg-core", "er-joburg", "network", "live", 150),
    ("Azure Firewall", "Networking", "Premium Deployment", "southafricanorth", "rg-core", "fw-edge", "network", "live", 175),
    ("IoT Hub", "Internet of Things", "Standard S2 Unit", "southafricanorth", "rg-forge", "iot-sensors", "forge", "trial", 58),
)  # fmt: skip
_NEW = ("Virtual Machines", "Compute", "HB120rs v3", "southafricanorth", "rg-forge", "vm-blast-9", "forge", "trial", 520)  # fmt: skip
_KAROO = Ea(
    account="5500789",
    name="Karoo Minerals",
    currency="ZAR",
    tags=("bu", "lifecycle"),
    subscriptions={
        "rg-haulage": ("ffff0000-0000-4000-8000-000000000000", "Karoo Operations"),
        "rg-assay": ("ffff0000-0000-4000-8000-000000000001", "Karoo Science"),
        "rg-forge": ("ffff0000-0000-4000-8000-000000000002", "Karoo Lab"),
        "rg-core": ("ffff0000-0000-4000-8000-000000000003", "Karoo Core"),
        "": ("ffff0000-0000-4000-8000-000000000004", "Karoo Operations"),
    },
    reserved="E16s v5",
    reservation=("/providers/Microsoft.Capacity/reservationOrders/60/reservations/8", "ri-e16s-jnb"),
)


def ea(path: Path, seed: int) -> None:
    """July to September 2025: pipelines x6 on August 19; one machine gone after August 15, one new on September 8; reservations unused in September."""
    rng = Random(seed)
    rows = []
    for day in days("2025-07-01", 92):
        for line in [*_EA, *([_NEW] if f"{day}" >= "2025-09-08" else [])]:
            if line[5] == "vm-forge-old" and f"{day}" > "2025-08-15":
                continue
            more = 6 if line[5] == "adf-samples" and f"{day}" == "2025-08-19" else 1
            rows.append(ea_row(_KAROO, day, line, amount(rng, line[-1] * more, 0.06)))
        if day.month == 9:
            rows.append(ea_unused(_KAROO, day, _EA[0], amount(rng, 31, 0.06)))
    write(path, rows, bom=True)
