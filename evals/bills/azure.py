"""Azure amortized exports: EA (US dates, brace-less tags, dollars) and MCA (camel case, euros)."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from evals.bills.plain import amount, days, json_text, write

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
    (
        "Azure Kubernetes Service",
        "Containers",
        "Uptime SLA",
        "northeurope",
        "rg-aks",
        "aks-core",
        "platform",
        "prod",
        2.4,
    ),
    ("Azure App Service", "Compute", "P1 v3 App", "westeurope", "rg-web", "app-landing", "marketing", "prod", 3.9),
    (
        "Bandwidth",
        "Networking",
        "Standard Data Transfer Out",
        "westeurope",
        "rg-shop-prod",
        "vm-shop-01",
        "shop",
        "prod",
        1.6,
    ),
    (
        "Log Analytics",
        "Management and Governance",
        "Data Ingestion",
        "northeurope",
        "rg-ops",
        "law-central",
        "",
        "prod",
        6.3,
    ),
    ("Key Vault", "Security", "Operations", "northeurope", "rg-ops", "kv-main", "platform", "prod", 0.12),
)
_SUBSCRIPTIONS = {
    "rg-shop-prod": ("5d0e1c11-0000-4000-8000-000000000001", "Contoso Retail"),
    "rg-web": ("5d0e1c11-0000-4000-8000-000000000001", "Contoso Retail"),
    "rg-data": ("5d0e1c11-0000-4000-8000-000000000002", "Contoso Analytics"),
    "rg-dev": ("5d0e1c11-0000-4000-8000-000000000003", "Contoso Sandbox"),
}
_OTHER = ("5d0e1c11-0000-4000-8000-000000000004", "Contoso Shared")
_RESERVATION = "/providers/Microsoft.Capacity/reservationOrders/8d7c/reservations/11aa"


def ea_amortized(path: Path, seed: int) -> None:
    """April to June 2026: reserved D4s v5 half unused in June, a GPU machine from 2026-06-11 on, untagged."""
    rng = Random(seed)
    rows = []
    for day in days("2026-04-01", 91):
        for kind in _EA:
            reserved = kind[2] == "D4s v5"
            rows.append(_ea_row(day, kind, amount(rng, kind[-1] * (0.6 if reserved else 1)), reserved=reserved))
        if day.isoformat() >= "2026-06-11":
            gpu = (
                "Virtual Machines",
                "Compute",
                "NC24ads A100 v4",
                "westeurope",
                "rg-dev",
                "vm-gpu-lab",
                "",
                "dev",
                88,
            )
            rows.append(_ea_row(day, gpu, amount(rng, 88), reserved=False))
        if day.month == 6:
            rows.append(_ea_unused(day, amount(rng, 5.5)))
    write(path, rows, bom=True)


def _ea_row(day, kind, cost, *, reserved):
    service, family, meter, region, group, resource, team, env, _ = kind
    subscription, name = _SUBSCRIPTIONS.get(group, _OTHER)
    tags = {key: value for key, value in (("team", team), ("env", env)) if value}
    return {
        "BillingAccountId": "7700123",
        "BillingAccountName": "Contoso Ltd",
        "BillingPeriodStartDate": day.replace(day=1).strftime("%m/%d/%Y"),
        "BillingPeriodEndDate": "",
        "AccountName": "EA Owner",
        "SubscriptionId": subscription,
        "SubscriptionName": name,
        "Date": day.strftime("%m/%d/%Y"),
        "Product": f"{service} - {meter}",
        "PartNumber": "AAH-0" + str(len(meter)),
        "MeterId": f"meter-{meter.lower().replace(' ', '-')}",
        "ServiceFamily": family,
        "MeterCategory": service,
        "MeterSubCategory": "",
        "MeterRegion": region,
        "MeterName": meter,
        "Quantity": "24",
        "EffectivePrice": f"{cost / 24:.10f}",
        "CostInBillingCurrency": str(cost),
        "UnitPrice": f"{cost / 24:.10f}",
        "BillingCurrencyCode": "USD",
        "ResourceLocation": region,
        "ConsumedService": "Microsoft." + family.replace(" ", ""),
        "ResourceId": f"/subscriptions/{subscription}/resourceGroups/{group}/providers/x/{resource}",
        "ResourceName": resource,
        "Tags": ",".join(f'"{key}": "{value}"' for key, value in tags.items()),
        "CostCenter": "CC-" + group[3:6].upper(),
        "UnitOfMeasure": "1 Hour",
        "ResourceGroup": group,
        "ReservationId": _RESERVATION if reserved else "",
        "ReservationName": "res-d4s-westeurope" if reserved else "",
        "Term": "",
        "PublisherName": "Microsoft",
        "ChargeType": "Usage",
        "Frequency": "UsageBased",
        "PublisherType": "Azure",
        "PayGPrice": f"{cost / 24 * (2 if reserved else 1):.10f}",
        "PricingModel": "Reservation" if reserved else "OnDemand",
    }


def _ea_unused(day, cost):
    kind = ("Virtual Machines", "Compute", "D4s v5", "westeurope", "", "", "", "", 0)
    row = _ea_row(day, kind, cost, reserved=True)
    return {
        **row,
        "ChargeType": "UnusedReservation",
        "ResourceId": "",
        "ResourceName": "",
        "SubscriptionId": "",
        "SubscriptionName": "",
    }


# service, family, meter, location, group, resource, product line, cost a day in euros
_MCA = (
    ("Virtual Machines", "Compute", "F8s v2", "DE West Central", "prod-core", "vmss-api", "booking", 21.0),
    ("Virtual Machines", "Compute", "F4s v2", "FR Central", "prod-fr", "vmss-fr", "booking", 8.0),
    ("Azure Database for PostgreSQL", "Databases", "vCore", "DE West Central", "prod-core", "pg-main", "booking", 12.5),
    ("Azure Cache for Redis", "Databases", "C2 Cache", "DE West Central", "prod-core", "redis-main", "search", 4.2),
    ("Storage", "Storage", "Premium SSD Managed Disks", "DE West Central", "prod-core", "disk-api", "booking", 6.6),
    ("Load Balancer", "Networking", "Standard Included LB Rules", "FR Central", "prod-fr", "lb-fr", "search", 0.9),
    (
        "Azure OpenAI",
        "AI + Machine Learning",
        "gpt-4o Input Tokens",
        "SE Central",
        "ai-lab",
        "oai-assist",
        "assistant",
        15.5,
    ),
    ("Azure Monitor", "Management and Governance", "Metrics ingestion", "DE West Central", "ops", "amw-1", "", 2.2),
)


def mca_amortized(path: Path, seed: int) -> None:
    """July and August 2026 in euros: a savings plan on F8s v2 with an unused rest in August, OpenAI doubling on Aug 16."""
    rng = Random(seed)
    rows = []
    for day in days("2026-07-01", 62):
        for kind in _MCA:
            doubled = 2 if kind[0] == "Azure OpenAI" and day.isoformat() >= "2026-08-16" else 1
            rows.append(
                _mca_row(
                    day, kind, amount(rng, kind[-1] * doubled), "SavingsPlan" if kind[2] == "F8s v2" else "OnDemand"
                )
            )
        if day.month == 8:
            row = _mca_row(day, ("Virtual Machines", "Compute", "", "", "", "", "", 0), amount(rng, 3.1), "SavingsPlan")
            rows.append({**row, "chargeType": "UnusedSavingsPlan", "ResourceId": "", "tags": ""})
    write(path, rows)


def _mca_row(day, kind, cost, model):
    service, family, meter, location, group, resource, line, _ = kind
    number = "02" if group == "ai-lab" else "01"
    return {
        "invoiceId": f"G0{day.month}",
        "billingAccountId": "mca-42",
        "billingAccountName": "Fabrikam Travel",
        "billingProfileId": "BP-9",
        "billingProfileName": "Fabrikam EUR",
        "invoiceSectionName": "Core",
        "costCenter": "",
        "billingPeriodStartDate": day.replace(day=1).strftime("%m/%d/%Y"),
        "date": day.strftime("%m/%d/%Y"),
        "serviceFamily": family,
        "consumedService": service,
        "meterId": f"m-{len(service)}{len(meter)}",
        "meterName": meter,
        "meterCategory": service,
        "meterSubCategory": "",
        "meterRegion": location,
        "ProductName": f"{service} {meter}".strip(),
        "SubscriptionId": f"aaaa0000-0000-4000-8000-0000000000{number}",
        "subscriptionName": "fabrikam-ai" if number == "02" else "fabrikam-main",
        "resourceGroupName": group,
        "ResourceId": f"/subscriptions/x/resourceGroups/{group}/{resource}",
        "resourceLocation": location,
        "effectivePrice": str(cost),
        "quantity": "1",
        "unitOfMeasure": "1/Day",
        "chargeType": "Usage",
        "billingCurrency": "EUR",
        "pricingCurrency": "USD",
        "costInBillingCurrency": str(cost),
        "costInPricingCurrency": str(cost),
        "costInUsd": f"{float(cost) * 1.1:.6f}",
        "tags": json_text({"product": line}) if line else "",
        "frequency": "UsageBased",
        "reservationId": "",
        "pricingModel": model,
        "unitPrice": str(cost),
        "benefitId": "/sp/77" if model == "SavingsPlan" else "",
        "benefitName": "sp-3y" if model == "SavingsPlan" else "",
        "provider": "Azure",
    }
