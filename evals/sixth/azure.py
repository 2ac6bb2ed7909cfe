"""Azure amortized: MCA in Singapore dollars, EA in rand."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from evals.bills.plain import amount, days, json_text, write
from evals.third.azure import _ea_row, _mca_row

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
_SECTIONS = {"rg-ferry": "straits-transport", "rg-render": "straits-media", "rg-platform": "straits-platform"}


def mca(path: Path, seed: int) -> None:
    """April to June 2026; OpenAI x3 from June 10 on; logs x6 on May 21; a savings plan partly unused in May."""
    rng = Random(seed)
    rows = []
    for day in days("2026-04-01", 91):
        for line in _MCA:
            more = 3 if line[0] == "Azure OpenAI" and f"{day}" >= "2026-06-10" else 1
            more = 6 if line[0] == "Log Analytics" and f"{day}" == "2026-05-21" else more
            rows.append(_straits(day, line, amount(rng, line[-1] * more, 0.07)))
        if day.month == 5:
            row = _straits(day, (*_MCA[0][:2], "", "", "", "", "", 0), amount(rng, 3.6, 0.07))
            rows.append({**row, "chargeType": "UnusedSavingsPlan", "ResourceId": "", "pricingModel": "SavingsPlan"})
    write(path, rows)


def _straits(day, line, cost):
    group, customer = line[4], line[6]
    dollars = f"{float(cost) * 0.74:.6f}"
    return {
        **_mca_row(day, line, cost, "SavingsPlan" if line[2] == "D4as v5" else "OnDemand"),
        "invoiceId": f"G55{day.month}",
        "billingAccountName": "Straits Holdings",
        "billingProfileName": "Straits SGD",
        "SubscriptionId": f"eeee0000-0000-4000-8000-00000000000{[*_SECTIONS, ''].index(group)}",
        "subscriptionName": _SECTIONS.get(group, "straits-transport"),
        "billingCurrency": "SGD",
        "costInPricingCurrency": dollars,
        "costInUsd": dollars,
        "tags": json_text({"customer": customer}) if customer else "",
    }


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
_NEW = (
    "Virtual Machines",
    "Compute",
    "HB120rs v3",
    "southafricanorth",
    "rg-forge",
    "vm-blast-9",
    "forge",
    "trial",
    520,
)
_SUBSCRIPTIONS = {"rg-haulage": "Karoo Operations", "rg-assay": "Karoo Science", "rg-forge": "Karoo Lab", "rg-core": "Karoo Core"}  # fmt: skip


def ea(path: Path, seed: int) -> None:
    """July to September 2025: pipelines x6 on August 19; one machine gone after August 15, one new on September 8; reservations unused in September."""
    rng = Random(seed)
    rows = []
    for day in days("2025-07-01", 92):
        for line in [*_EA, *([_NEW] if f"{day}" >= "2025-09-08" else [])]:
            if line[5] == "vm-forge-old" and f"{day}" > "2025-08-15":
                continue
            more = 6 if line[5] == "adf-samples" and f"{day}" == "2025-08-19" else 1
            rows.append(_karoo(day, line, amount(rng, line[-1] * more, 0.06)))
        if day.month == 9:
            row = _karoo(day, (*_EA[0][:4], "", "", "", "", 0), amount(rng, 31, 0.06))
            rows.append({**row, "ChargeType": "UnusedReservation"})
    write(path, rows, bom=True)


def _karoo(day, line, cost):
    group, resource, unit, lifecycle = line[4:8]
    reserved = line[2] == "E16s v5"
    tags = {key: value for key, value in (("bu", unit), ("lifecycle", lifecycle)) if value}
    subscription = f"ffff0000-0000-4000-8000-00000000000{[*_SUBSCRIPTIONS, ''].index(group)}"
    place = f"/subscriptions/{subscription}/resourceGroups/{group}/providers/x/{resource}"
    return {
        **_ea_row(day, line, cost, reserved=reserved),
        "BillingAccountId": "5500789",
        "BillingAccountName": "Karoo Minerals",
        "SubscriptionId": subscription,
        "SubscriptionName": _SUBSCRIPTIONS.get(group, "Karoo Operations"),
        "BillingCurrencyCode": "ZAR",
        "ResourceId": place if resource else "",
        "Tags": ",".join(f'"{key}": "{value}"' for key, value in tags.items()),
        "ReservationId": "/providers/Microsoft.Capacity/reservationOrders/60/reservations/8" if reserved else "",
        "ReservationName": "ri-e16s-jnb" if reserved else "",
    }
