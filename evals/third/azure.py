"""Azure amortized exports of the third set: EA in Swiss francs up to mid-November, MCA in pounds as a workbook."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from evals.bills.plain import amount, days, json_text, write
from evals.third.workbook import write_workbook

if TYPE_CHECKING:
    from pathlib import Path

# meter category, family, meter, region, resource group, resource, owner, stage, usual cost a day
_EA = (
    ("Virtual Machines", "Compute", "D8ads v5", "switzerlandnorth", "rg-claims", "vm-claims-1", "claims", "prd", 16),
    ("Virtual Machines", "Compute", "D8ads v5", "switzerlandnorth", "rg-claims", "vm-claims-2", "claims", "prd", 16),
    ("Virtual Machines", "Compute", "F16s v2", "germanywestcentral", "rg-risk", "vm-risk-1", "actuary", "prd", 22),
    ("Virtual Machines", "Compute", "B4ms", "switzerlandnorth", "rg-sandbox", "vm-play-1", "", "dev", 3.1),
    ("Azure Databricks", "Analytics", "Premium All-purpose Compute DBU", "germanywestcentral", "rg-risk", "dbw-risk", "actuary", "prd", 27),
    ("Azure Data Factory v2", "Analytics", "Cloud Data Movement", "germanywestcentral", "rg-risk", "adf-risk", "actuary", "prd", 4.4),
    ("Azure Firewall", "Networking", "Standard Deployment", "switzerlandnorth", "rg-hub", "fw-hub", "netops", "prd", 29),
    ("VPN Gateway", "Networking", "VpnGw2AZ", "switzerlandnorth", "rg-hub", "vgw-hub", "netops", "prd", 9.3),
    ("API Management", "Integration", "Premium Unit", "switzerlandnorth", "rg-claims", "apim-claims", "claims", "prd", 38),
    ("Azure Cognitive Search", "AI + Machine Learning", "Standard S1 Unit", "switzerlandnorth", "rg-claims", "srch-claims", "claims", "stg", 8.2),
    ("Storage", "Storage", "Premium ZRS P30 Disk", "switzerlandnorth", "rg-claims", "disk-claims-1", "claims", "prd", 4.9),
    ("Storage", "Storage", "Archive GRS Data Stored", "germanywestcentral", "rg-archive", "stcoldpolicies", "", "prd", 1.3),
    ("Backup", "Storage", "Azure VM Protected Instance", "switzerlandnorth", "rg-hub", "rsv-hub", "netops", "prd", 2.6),
)  # fmt: skip
_GRAFANA = ("Azure Grafana Service", "Management and Governance", "Standard Node", "switzerlandnorth", "rg-hub", "graf-hub", "netops", "prd", 6.5)  # fmt: skip
_GROUPS = {"rg-claims": "Helvetia Claims", "rg-risk": "Helvetia Risk", "rg-sandbox": "Helvetia Lab"}
_NUMBERS = {"Helvetia Claims": 1, "Helvetia Risk": 2, "Helvetia Lab": 3, "Helvetia Platform": 4}


def ea(path: Path, seed: int) -> None:
    """2025-09-01 to 2025-11-19; Databricks x4 on Nov 5 to 7; Grafana new on Nov 3; reservations unused in October."""
    rng = Random(seed)
    rows = []
    for day in days("2025-09-01", 80):
        for kind in _EA:
            reserved = kind[2] == "D8ads v5"
            burst = 4 if kind[5] == "dbw-risk" and "2025-11-05" <= f"{day}" <= "2025-11-07" else 1
            rows.append(_ea_row(day, kind, amount(rng, kind[-1] * burst, 0.08), reserved=reserved))
        if f"{day}" >= "2025-11-03":
            rows.append(_ea_row(day, _GRAFANA, amount(rng, 6.5, 0.08), reserved=False))
        if day.month == 10:
            unused = ("Virtual Machines", "Compute", "D8ads v5", "switzerlandnorth", "", "", "", "", 0)
            row = _ea_row(day, unused, amount(rng, 7.7), reserved=True)
            rows.append({**row, "ChargeType": "UnusedReservation", "SubscriptionId": "", "SubscriptionName": ""})
    write(path, rows, bom=True)


def _ea_row(day, kind, cost, *, reserved):
    service, family, meter, region, group, resource, owner, stage, _ = kind
    name = _GROUPS.get(group, "Helvetia Platform")
    subscription = f"c0ffee00-0000-4000-8000-00000000000{_NUMBERS[name]}"
    tags = {key: value for key, value in (("owner", owner), ("stage", stage)) if value}
    place = f"/subscriptions/{subscription}/resourceGroups/{group}/providers/x/{resource}"
    return {
        "BillingAccountId": "8800456",
        "BillingAccountName": "Helvetia Assurance",
        "BillingPeriodStartDate": day.replace(day=1).strftime("%m/%d/%Y"),
        "SubscriptionId": subscription,
        "SubscriptionName": name,
        "Date": day.strftime("%m/%d/%Y"),
        "Product": f"{service} - {meter}",
        "MeterId": f"m-{meter.lower().replace(' ', '-')}",
        "ServiceFamily": family,
        "MeterCategory": service,
        "MeterSubCategory": "",
        "MeterRegion": region,
        "MeterName": meter,
        "Quantity": "24",
        "EffectivePrice": f"{cost / 24:.10f}",
        "CostInBillingCurrency": str(cost),
        "UnitPrice": f"{cost / 24:.10f}",
        "BillingCurrencyCode": "CHF",
        "ResourceLocation": region,
        "ConsumedService": "Microsoft." + family.replace(" ", ""),
        "ResourceId": place if resource else "",
        "ResourceName": resource,
        "Tags": ",".join(f'"{key}": "{value}"' for key, value in tags.items()),
        "UnitOfMeasure": "1 Hour",
        "ResourceGroup": group,
        "ReservationId": "/providers/Microsoft.Capacity/reservationOrders/77/reservations/5" if reserved else "",
        "ReservationName": "ri-d8ads-chn" if reserved else "",
        "PublisherName": "Microsoft",
        "ChargeType": "Usage",
        "Frequency": "UsageBased",
        "PublisherType": "Azure",
        "PayGPrice": f"{cost / 24 * (2 if reserved else 1):.10f}",
        "PricingModel": "Reservation" if reserved else "OnDemand",
    }


# service, family, meter, location, group, resource, squad, cost a day in pounds
_MCA = (
    ("Azure Container Apps", "Containers", "Standard vCPU Active Usage", "UK South", "rg-quotes", "ca-quotes", "quotes", 12.2),
    ("Azure Database for MySQL", "Databases", "vCore", "UK South", "rg-quotes", "mysql-quotes", "quotes", 9.7),
    ("Event Hubs", "Internet of Things", "Throughput Unit", "UK West", "rg-telemetry", "evh-cars", "telemetry", 6.1),
    ("Azure Front Door Service", "Networking", "Premium Base Fees", "Global", "rg-edge", "afd-main", "edge", 10.4),
    ("Azure DevOps", "Developer Tools", "Basic User", "UK South", "rg-tools", "devops-org", "", 5.2),
    ("Virtual Machines", "Compute", "E4as v5", "UK South", "rg-telemetry", "vmss-ingest", "telemetry", 18.5),
    ("Azure NetApp Files", "Storage", "Premium Capacity", "UK South", "rg-telemetry", "anf-raw", "telemetry", 21.6),
    ("Microsoft Defender for Cloud", "Security", "Standard Node", "UK West", "rg-edge", "defender", "edge", 3.3),
)  # fmt: skip


def mca(path: Path, seed: int) -> None:
    """February and March 2026 in pounds; Event Hubs x3 from March 12 on; a savings plan partly unused in March."""
    rng = Random(seed)
    rows = []
    for day in days("2026-02-01", 59):
        for kind in _MCA:
            grown = 3 if kind[0] == "Event Hubs" and f"{day}" >= "2026-03-12" else 1
            model = "SavingsPlan" if kind[2] == "E4as v5" else "OnDemand"
            rows.append(_mca_row(day, kind, amount(rng, kind[-1] * grown, 0.1), model))
        if day.month == 3:
            rest = ("Virtual Machines", "Compute", "", "", "", "", "", 0)
            rows.append(
                {
                    **_mca_row(day, rest, amount(rng, 2.4), "SavingsPlan"),
                    "chargeType": "UnusedSavingsPlan",
                    "ResourceId": "",
                }
            )
    write_workbook(path, rows, "export")


def _mca_row(day, kind, cost, model):
    service, family, meter, location, group, resource, squad, _ = kind
    number = "07" if group == "rg-telemetry" else "03"
    return {
        "invoiceId": f"G77{day.month}",
        "billingAccountId": "mca-77",
        "billingAccountName": "Albion Motor",
        "billingProfileId": "BP-3",
        "billingProfileName": "Albion GBP",
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
        "SubscriptionId": f"bbbb0000-0000-4000-8000-0000000000{number}",
        "subscriptionName": "albion-iot" if number == "07" else "albion-web",
        "resourceGroupName": group,
        "ResourceId": f"/subscriptions/x/resourceGroups/{group}/{resource}",
        "resourceLocation": location,
        "effectivePrice": str(cost),
        "quantity": "1",
        "unitOfMeasure": "1/Day",
        "chargeType": "Usage",
        "billingCurrency": "GBP",
        "pricingCurrency": "USD",
        "costInBillingCurrency": str(cost),
        "costInPricingCurrency": f"{float(cost) * 1.27:.6f}",
        "costInUsd": f"{float(cost) * 1.27:.6f}",
        "tags": json_text({"squad": squad}) if squad else "",
        "frequency": "UsageBased",
        "reservationId": "",
        "pricingModel": model,
        "unitPrice": str(cost),
        "benefitId": "/sp/12" if model == "SavingsPlan" else "",
        "benefitName": "sp-1y" if model == "SavingsPlan" else "",
        "provider": "Azure",
    }
