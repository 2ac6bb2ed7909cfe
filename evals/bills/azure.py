"""Azure amortized exports: EA (US dates, brace-less tags, dollars) and MCA (camel case, euros)."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from evals.formats.azure import Ea, Mca, ea_row, ea_unused, mca_row, mca_unused
from evals.formats.plain import amount, days, write

if TYPE_CHECKING:
    from pathlib import Path

# meter category, family, meter, region, resource group, resource, team, env, usual cost a day
_EA = (
    ("Virtual Machines", "Compute", "D4s v5", "westeurope", "rg-shop-prod", "vm-shop-01", "shop", "prod", 9.2),
    ("Virtual Machines", "Compute", "D4s v5", "westeurope", "rg-shop-prod", "vm-shop-02", "shop", "prod", 9.1),
    ("Virtual Machines", "Compute", "E8s v5", "northeurope", "rg-data", "vm-etl-01", "data", "prod", 14.6),
    ("Virtual Machines", "Compute", "B2ms", "northeurope", "rg-dev", "vm-dev-07", "", "dev", 2.1),
    ("Storage", "Storage", "Hot LRS Data Stored", "westeurope", "rg-shop-prod", "stshopimages", "shop", "prod", 3.4),
    ("Storage", "Storage", "Cool LRS Data Stored", "northeurope", "rg-data", "stdatalake", "data", "prod", 5.7),
    ("SQL Database", "Databases", "vCore", "westeurope", "rg-shop-prod", "sql-orders", "shop", "prod", 11.3),
    ("Azure Cosmos DB", "Databases", "100 RU/s", "westeurope", "rg-shop-prod", "cosmos-cart", "shop", "prod", 4.4),
    ("Azure Kubernetes Service", "Containers", "Uptime SLA", "northeurope", "rg-aks", "aks-core", "platform", "prod", 2.4),
    ("Azure App Service", "Compute", "P1 v3 App", "westeurope", "rg-web", "app-landing", "marketing", "prod", 3.9),
    ("Bandwidth", "Networking", "Standard Data Transfer Out", "westeurope", "rg-shop-prod", "vm-shop-01", "shop", "prod", 1.6),
    ("Log Analytics", "Management and Governance", "Data Ingestion", "northeurope", "rg-ops", "law-central", "", "prod", 6.3),
    ("Key Vault", "Security", "Operations", "northeurope", "rg-ops", "kv-main", "platform", "prod", 0.12),
)  # fmt: skip
_GPU = ("Virtual Machines", "Compute", "NC24ads A100 v4", "westeurope", "rg-dev", "vm-gpu-lab", "", "dev", 88)
_CONTOSO = Ea(
    account="7700123",
    name="Contoso Ltd",
    currency="USD",
    tags=("team", "env"),
    subscriptions={
        "": ("", ""),
        "rg-shop-prod": ("5d0e1c11-0000-4000-8000-000000000001", "Contoso Retail"),
        "rg-web": ("5d0e1c11-0000-4000-8000-000000000001", "Contoso Retail"),
        "rg-data": ("5d0e1c11-0000-4000-8000-000000000002", "Contoso Analytics"),
        "rg-dev": ("5d0e1c11-0000-4000-8000-000000000003", "Contoso Sandbox"),
        "rg-aks": ("5d0e1c11-0000-4000-8000-000000000004", "Contoso Shared"),
        "rg-ops": ("5d0e1c11-0000-4000-8000-000000000004", "Contoso Shared"),
    },
    reserved="D4s v5",
    reservation=("/providers/Microsoft.Capacity/reservationOrders/8d7c/reservations/11aa", "res-d4s-westeurope"),
)
_AFTER = {
    "BillingPeriodStartDate": ("BillingPeriodEndDate", "AccountName"),
    "Product": ("PartNumber",),
    "Tags": ("CostCenter",),
    "ReservationName": ("Term",),
}
"""Column -> columns that stand behind it in this export alone."""


def ea_amortized(path: Path, seed: int) -> None:
    """April to June 2026: reserved D4s v5 half unused in June, a GPU machine from 2026-06-11 on, untagged."""
    rng = Random(seed)
    rows = []
    for day in days("2026-04-01", 91):
        for line in [*_EA, *([_GPU] if f"{day}" >= "2026-06-11" else [])]:
            share = 0.6 if line[2] == _CONTOSO.reserved else 1
            rows.append(ea_row(_CONTOSO, day, line, amount(rng, line[-1] * share)))
        if day.month == 6:
            rows.append(ea_unused(_CONTOSO, day, _EA[0], amount(rng, 5.5)))
    columns = [column for name in rows[0] for column in (name, *_AFTER.get(name, ()))]
    write(path, [_wide(row) for row in rows], bom=True, columns=columns)


def _wide(row):
    return {
        **row,
        "AccountName": "EA Owner",
        "PartNumber": f"AAH-0{len(row['MeterName'])}",
        "MeterId": f"meter-{row['MeterId'][2:]}",
        "CostCenter": f"CC-{row['ResourceGroup'][3:6].upper()}",
    }


# service, family, meter, location, group, resource, product line, cost a day in euros
_MCA = (
    ("Virtual Machines", "Compute", "F8s v2", "DE West Central", "prod-core", "vmss-api", "booking", 21.0),
    ("Virtual Machines", "Compute", "F4s v2", "FR Central", "prod-fr", "vmss-fr", "booking", 8.0),
    ("Azure Database for PostgreSQL", "Databases", "vCore", "DE West Central", "prod-core", "pg-main", "booking", 12.5),
    ("Azure Cache for Redis", "Databases", "C2 Cache", "DE West Central", "prod-core", "redis-main", "search", 4.2),
    ("Storage", "Storage", "Premium SSD Managed Disks", "DE West Central", "prod-core", "disk-api", "booking", 6.6),
    ("Load Balancer", "Networking", "Standard Included LB Rules", "FR Central", "prod-fr", "lb-fr", "search", 0.9),
    ("Azure OpenAI", "AI + Machine Learning", "gpt-4o Input Tokens", "SE Central", "ai-lab", "oai-assist", "assistant", 15.5),
    ("Azure Monitor", "Management and Governance", "Metrics ingestion", "DE West Central", "ops", "amw-1", "", 2.2),
)  # fmt: skip
_FABRIKAM = Mca(
    invoice="G0",
    account=("mca-42", "Fabrikam Travel"),
    profile=("BP-9", "Fabrikam EUR"),
    currency="EUR",
    dollars=1.1,
    tag="product",
    subscriptions={
        "": ("aaaa0000-0000-4000-8000-000000000001", "fabrikam-main"),
        "prod-core": ("aaaa0000-0000-4000-8000-000000000001", "fabrikam-main"),
        "prod-fr": ("aaaa0000-0000-4000-8000-000000000001", "fabrikam-main"),
        "ops": ("aaaa0000-0000-4000-8000-000000000001", "fabrikam-main"),
        "ai-lab": ("aaaa0000-0000-4000-8000-000000000002", "fabrikam-ai"),
    },
    planned="F8s v2",
    benefit=("/sp/77", "sp-3y"),
)


def mca_amortized(path: Path, seed: int) -> None:
    """July and August 2026 in euros: a savings plan on F8s v2 with an unused rest in August, OpenAI doubling on Aug 16."""
    rng = Random(seed)
    rows = []
    for day in days("2026-07-01", 62):
        for line in _MCA:
            doubled = 2 if line[0] == "Azure OpenAI" and f"{day}" >= "2026-08-16" else 1
            rows.append(mca_row(_FABRIKAM, day, line, amount(rng, line[-1] * doubled)))
        if day.month == 8:
            rows.append(mca_unused(_FABRIKAM, day, amount(rng, 3.1)))
    columns = list(rows[0])
    columns.insert(columns.index("costCenter"), "invoiceSectionName")
    own = {"invoiceSectionName": "Core"}
    write(
        path, [{**row, **own, "costInPricingCurrency": row["costInBillingCurrency"]} for row in rows], columns=columns
    )
