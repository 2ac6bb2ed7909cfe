"""Azure EA, amortized, in Australian dollars."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from evals.formats.azure import Ea, ea_row, ea_unused
from evals.formats.plain import amount, days, write

if TYPE_CHECKING:
    from pathlib import Path

# meter category, family, meter, region, resource group, resource, cost centre, environment, cost a day
_LINES = (
    ("Virtual Machines", "Compute", "D16s v5", "australiaeast", "rg-scada", "vm-scada-01", "CC-2100", "Prod", 31.0),
    ("Virtual Machines", "Compute", "E8ds v5", "australiaeast", "rg-billing", "vm-billing-01", "CC-3400", "Prod", 22.5),
    ("Virtual Machines", "Compute", "D4s v5", "australiasoutheast", "rg-billing-dr", "vm-billing-dr", "CC-3400", "DR", 9.6),
    ("Virtual Machines", "Compute", "B2ms", "australiaeast", "rg-sandbox", "vm-try-07", "", "Dev", 3.1),
    ("SQL Managed Instance", "Databases", "vCore", "australiaeast", "rg-billing", "sqlmi-meters", "CC-3400", "Prod", 58.0),
    ("Azure Database for PostgreSQL", "Databases", "Standard_D4ds_v5", "australiaeast", "rg-outage", "pg-outage", "CC-1750", "Prod", 17.2),
    ("Azure Databricks", "Analytics", "Premium All-purpose Compute DBU", "australiaeast", "rg-forecast", "dbw-load", "CC-2100", "Prod", 44.0),
    ("Azure Databricks", "Analytics", "Premium Jobs Compute DBU", "australiaeast", "rg-forecast", "dbw-load", "CC-2100", "Dev", 12.4),
    ("Azure App Service", "Compute", "P1 v3 App", "australiaeast", "rg-outage", "app-outage-map", "CC-1750", "Prod", 11.3),
    ("Storage", "Storage", "Hot LRS Data Stored", "australiaeast", "rg-forecast", "stsmartmeter", "CC-2100", "Prod", 14.8),
    ("Storage", "Storage", "P30 LRS Disk", "australiaeast", "rg-scada", "disk-scada-01", "CC-2100", "Prod", 6.4),
    ("Storage", "Storage", "Archive GRS Data Stored", "australiasoutheast", "rg-billing-dr", "stinvoices", "", "DR", 4.2),
    ("Virtual Network", "Networking", "Standard Private Endpoint", "australiaeast", "rg-hub", "pe-hub", "", "Prod", 3.6),
    ("ExpressRoute", "Networking", "Metered Data - Data Transfer Out", "australiaeast", "rg-hub", "er-karri", "", "Prod", 19.0),
    ("Microsoft Defender for Cloud", "Security", "Standard vCore", "", "rg-hub", "", "", "", 7.7),
    ("Log Analytics", "Management and Governance", "Pay-as-you-go Data Ingestion", "australiaeast", "rg-hub", "law-karri", "", "Prod", 13.5),
)  # fmt: skip
_NEW = ("Azure OpenAI", "AI + Machine Learning", "gpt-4o Input Tokens", "australiaeast", "rg-outage", "oai-outage", "CC-1750", "Dev", 16.0)  # fmt: skip
_PROD = ("77aa0000-0000-4000-8000-000000000001", "Karri Production")
_KARRI = Ea(
    account="8119",
    name="Karri Energy",
    currency="AUD",
    tags=("CostCentre", "Environment"),
    subscriptions={
        "rg-scada": _PROD,
        "rg-billing": _PROD,
        "rg-outage": _PROD,
        "rg-billing-dr": ("77aa0000-0000-4000-8000-000000000002", "Karri Recovery"),
        "rg-sandbox": ("77aa0000-0000-4000-8000-000000000003", "Karri Sandbox"),
        "rg-forecast": ("77aa0000-0000-4000-8000-000000000004", "Karri Data"),
        "rg-hub": ("77aa0000-0000-4000-8000-000000000005", "Karri Connectivity"),
        "": _PROD,
    },
    reserved="D16s v5",
    reservation=("rsv-0420", "scada-3yr"),
)


def ea(path: Path, seed: int) -> None:
    """February to April 2026: ExpressRoute x5 on March 19; Databricks all-purpose x1.45 in April; OpenAI new on April 7, the sandbox machine gone after March 15; a part of the reservation unused."""
    rng = Random(seed)
    rows = []
    for day in days("2026-02-01", 89):
        for line in [*_LINES, *([_NEW] if f"{day}" >= "2026-04-07" else [])]:
            if line[5] == "vm-try-07" and f"{day}" > "2026-03-15":
                continue
            rows.append(ea_row(_KARRI, day, line, amount(rng, line[-1] * _more(line, day), 0.05)))
        rows.append(_unused(day, amount(rng, 5.2)))
    write(path, rows, bom=True)


def _unused(day, cost):
    """Four hours of the reservation that nothing used."""
    prices = dict.fromkeys(("EffectivePrice", "UnitPrice"), f"{cost / 4:.10f}")
    made = ea_unused(_KARRI, day, _LINES[0], cost)
    return {**made, **prices, "Quantity": "4", "PayGPrice": f"{cost / 4 * 2:.10f}"}


def _more(line, day):
    if line[0] == "ExpressRoute" and f"{day}" == "2026-03-19":
        return 5
    return 1.45 if line[2].startswith("Premium All-purpose") and day.month == 4 else 1
