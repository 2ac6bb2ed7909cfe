# ruff: noqa: E501, PLR0917 - rows of data read best as one line
"""Small files of many kinds with figures that are easy to add up by hand: the data behind the question sets."""

import csv
import random
from datetime import date, timedelta

FOCUS = (
    "BilledCost", "EffectiveCost", "ListCost", "ContractedCost", "BillingCurrency", "ChargePeriodStart",
    "ChargePeriodEnd", "BillingPeriodStart", "BillingPeriodEnd", "ChargeCategory", "ChargeClass", "ChargeDescription",
    "ProviderName", "PublisherName", "InvoiceIssuerName", "ServiceName", "ServiceCategory", "BillingAccountId",
    "BillingAccountName", "SubAccountId", "SubAccountName", "RegionId", "RegionName", "ResourceId", "ResourceName",
    "ResourceType", "PricingCategory", "ConsumedQuantity", "ConsumedUnit", "CommitmentDiscountId",
    "CommitmentDiscountType", "CommitmentDiscountStatus", "CommitmentDiscountCategory", "Tags", "InvoiceId",
)  # fmt: skip
_THREE = (
    # provider, service, category, region, region name, account, resource, type, unit, a day's cost, team
    ("AWS", "Amazon Elastic Compute Cloud", "Compute", "us-east-1", "US East (N. Virginia)", "shop-prod", "i-web-1", "Instance", "Hours", "12.50", "checkout"),
    ("AWS", "Amazon Simple Storage Service", "Storage", "eu-west-1", "EU (Ireland)", "shop-prod", "s3-logs", "Bucket", "GB", "3.10", "platform"),
    ("AWS", "Amazon Relational Database Service", "Databases", "us-east-1", "US East (N. Virginia)", "shop-dev", "db-orders", "DB Instance", "Hours", "6.20", ""),
    ("Microsoft", "Virtual Machines", "Compute", "westeurope", "West Europe", "Data Platform", "vm-etl-01", "Virtual machine", "Hours", "9.40", "data"),
    ("Microsoft", "Azure Kubernetes Service", "Compute", "westeurope", "West Europe", "Data Platform", "aks-main", "Cluster", "Hours", "7.75", "platform"),
    ("Microsoft", "Storage Accounts", "Storage", "northeurope", "North Europe", "Web Shop", "stlogs01", "Storage account", "GB", "2.05", ""),
    ("Google", "Compute Engine", "Compute", "us-central1", "Iowa", "ml-research", "gce-train-1", "Instance", "Hours", "15.30", "search"),
    ("Google", "BigQuery", "Analytics", "us-central1", "Iowa", "ml-research", "bq-main", "Dataset", "TiB", "4.60", "data"),
    ("Google", "Cloud Storage", "Storage", "europe-west1", "Belgium", "web-shop-gcp", "gcs-assets", "Bucket", "GB", "1.15", "checkout"),
)  # fmt: skip


def _writer(path, header):
    out = path.open("w", newline="", encoding="utf-8")
    writer = csv.DictWriter(out, header)
    writer.writeheader()
    return out, writer


def focus_three_clouds(path):
    """FOCUS 1.2, three providers, July to September 2026, tax, credits, a commitment with an unused part."""
    numbers = random.Random(7)
    out, writer = _writer(path, FOCUS)
    with out:
        day = date(2026, 7, 1)
        while day < date(2026, 10, 1):
            for row in _THREE:
                factor = 1 + 0.1 * (day.month - 7) + (0.5 if row[6] == "gce-train-1" and day.month == 9 else 0)
                cost = round(float(row[9]) * factor * numbers.uniform(0.9, 1.1), 4)
                writer.writerow(_focus(day, row, cost, "Usage"))
            if day.day == 1:
                for row in (_THREE[0], _THREE[3], _THREE[6]):
                    writer.writerow(_focus(day, row, 20 + day.month, "Tax"))
                writer.writerow(_focus(day, _THREE[6], -15.5, "Credit"))
                writer.writerow(_focus(day, _THREE[3], 100, "Purchase"))
            day += timedelta(days=1)


def _focus(day, row, cost, kind):
    provider, service, category, region, region_name, account, resource, resource_type, unit, _, team = row
    usage = kind == "Usage"
    is_committed = usage and resource == "vm-etl-01"
    effective = round(cost * 0.7, 4) if is_committed else 0 if kind == "Purchase" else cost
    month = day.replace(day=1)
    following = (month + timedelta(days=32)).replace(day=1)
    return {
        "BilledCost": 0 if is_committed else cost, "EffectiveCost": effective,
        "ListCost": round(cost * 1.25, 4) if usage else cost, "ContractedCost": round(cost * 1.1, 4) if usage else cost,
        "BillingCurrency": "USD",
        "ChargePeriodStart": f"{day}T00:00:00Z", "ChargePeriodEnd": f"{day + timedelta(days=1)}T00:00:00Z",
        "BillingPeriodStart": f"{month}T00:00:00Z", "BillingPeriodEnd": f"{following}T00:00:00Z",
        "ChargeCategory": kind, "ChargeClass": "", "ChargeDescription": f"{service} {kind.lower()}",
        "ProviderName": provider, "PublisherName": provider, "InvoiceIssuerName": provider,
        "ServiceName": service, "ServiceCategory": category,
        "BillingAccountId": f"bill-{provider.lower()}", "BillingAccountName": f"{provider} billing",
        "SubAccountId": f"id-{account.lower().replace(' ', '-')}", "SubAccountName": account,
        "RegionId": region if usage else "", "RegionName": region_name if usage else "",
        "ResourceId": resource if usage else "", "ResourceName": resource if usage else "",
        "ResourceType": resource_type if usage else "", "PricingCategory": "Committed" if is_committed else "Standard",
        "ConsumedQuantity": (24 if unit == "Hours" else 50) if usage else "", "ConsumedUnit": unit if usage else "",
        "CommitmentDiscountId": "res-vm-1" if is_committed else "",
        "CommitmentDiscountType": "Reservation" if is_committed else "",
        "CommitmentDiscountStatus": ("Unused" if day.day % 10 == 0 else "Used") if is_committed else "",
        "CommitmentDiscountCategory": "Usage" if is_committed else "",
        "Tags": f'{{"team": "{team}", "env": "{"dev" if "dev" in account else "prod"}"}}' if usage and team else "{}",
        "InvoiceId": f"inv-{month:%Y%m}",
    }  # fmt: skip


def ebs_inventory(path):
    """EBS volumes: types, states, sizes, what they cost a month."""
    numbers = random.Random(3)
    header = (
        "VolumeId",
        "VolumeType",
        "SizeGiB",
        "Iops",
        "State",
        "Encrypted",
        "Region",
        "AvailabilityZone",
        "AttachedInstanceId",
        "CreateTime",
        "MonthlyCostUSD",
        "Team",
    )
    prices = {"gp2": 0.1, "gp3": 0.08, "io1": 0.125, "st1": 0.045}
    out, writer = _writer(path, header)
    with out:
        for number in range(60):
            kind = ("gp2", "gp3", "gp3", "io1", "st1")[number % 5]
            size = numbers.choice((8, 20, 50, 100, 250, 500, 1000))
            attached = number % 4 != 0
            region = ("us-east-1", "eu-west-1", "us-west-2")[number % 3]
            writer.writerow({
                "VolumeId": f"vol-{number:04x}", "VolumeType": kind, "SizeGiB": size, "Iops": 3000 if kind == "gp3" else 3 * size,
                "State": "in-use" if attached else "available", "Encrypted": "true" if number % 3 else "false",
                "Region": region, "AvailabilityZone": region + "abc"[number % 2],
                "AttachedInstanceId": f"i-{number:03d}" if attached else "",
                "CreateTime": (date(2024, 1, 10) + timedelta(days=number * 13)).isoformat(),
                "MonthlyCostUSD": round(size * prices[kind], 2), "Team": ("web", "data", "ops", "")[number % 4],
            })  # fmt: skip


def s3_inventory(path):
    """S3 buckets: size, objects, storage class, whether they have a lifecycle rule."""
    numbers = random.Random(5)
    header = (
        "bucket_name",
        "region",
        "storage_class",
        "size_gb",
        "object_count",
        "versioning_enabled",
        "lifecycle_policy",
        "monthly_cost",
        "owner",
    )
    out, writer = _writer(path, header)
    with out:
        for number in range(24):
            size = numbers.choice((2.5, 40, 310, 1200, 5400)) + number
            writer.writerow({
                "bucket_name": f"acme-{('logs', 'media', 'backup', 'lake')[number % 4]}-{number:02d}",
                "region": ("us-east-1", "eu-central-1")[number % 2],
                "storage_class": ("STANDARD", "STANDARD", "STANDARD_IA", "GLACIER")[number % 4],
                "size_gb": size, "object_count": 1000 * (number + 1), "versioning_enabled": ("Yes", "No")[number % 2],
                "lifecycle_policy": "" if number % 3 else f"expire-{number}", "monthly_cost": round(size * 0.023, 2),
                "owner": ("alice", "bob", "carol")[number % 3],
            })  # fmt: skip


def ec2_inventory(path):
    """EC2 instances with their average CPU."""
    numbers = random.Random(11)
    header = (
        "instance_id",
        "name",
        "instance_type",
        "state",
        "region",
        "account_name",
        "environment",
        "launch_date",
        "avg_cpu_percent",
        "max_cpu_percent",
        "monthly_cost",
        "vcpus",
        "memory_gb",
    )
    types = (
        ("m5.large", 2, 8, 70.08),
        ("t3.micro", 2, 1, 7.59),
        ("c5.xlarge", 4, 8, 124.1),
        ("m4.xlarge", 4, 16, 146.0),
        ("r6g.large", 2, 16, 73.58),
    )
    out, writer = _writer(path, header)
    with out:
        for number in range(40):
            kind, cores, memory, cost = types[number % 5]
            stopped = number % 7 == 0
            cpu = 0 if stopped else round(numbers.uniform(0.5, 80), 1)
            writer.writerow({
                "instance_id": f"i-0{number:03x}", "name": f"{('web', 'api', 'batch')[number % 3]}-{number}", "instance_type": kind,
                "state": "stopped" if stopped else "running", "region": ("us-east-1", "ap-southeast-2")[number % 2],
                "account_name": ("core", "sandbox")[number % 2], "environment": ("prod", "dev", "test")[number % 3],
                "launch_date": (date(2025, 3, 1) + timedelta(days=number * 9)).isoformat(),
                "avg_cpu_percent": cpu, "max_cpu_percent": min(100, cpu * 1.5), "monthly_cost": 0 if stopped else cost,
                "vcpus": cores, "memory_gb": memory,
            })  # fmt: skip


def monthly_trend(path):
    """Cost by service and month in long form, as a dashboard exports it."""
    numbers = random.Random(13)
    out, writer = _writer(path, ("month", "service", "account", "cost_usd", "budget_usd"))
    with out:
        for month in range(1, 10):
            for at, service in enumerate(("Amazon EC2", "Amazon S3", "Amazon RDS", "AWS Lambda")):
                for account in ("prod", "dev"):
                    cost = round(
                        (400 / (at + 1))
                        * (1 + 0.05 * month)
                        * (1 if account == "prod" else 0.3)
                        * numbers.uniform(0.95, 1.05),
                        2,
                    )
                    writer.writerow(
                        {
                            "month": f"2026-{month:02d}-01",
                            "service": service,
                            "account": account,
                            "cost_usd": cost,
                            "budget_usd": round(400 / (at + 1), 2),
                        }
                    )


def azure_amortized(path):
    """Azure amortized cost, two months of 2026: reservations used and unused, tags without braces, US dates."""
    numbers = random.Random(17)
    header = (
        "BillingAccountId", "BillingAccountName", "BillingPeriodStartDate", "BillingPeriodEndDate", "SubscriptionId", "SubscriptionName",
        "Date", "Product", "MeterId", "MeterCategory", "MeterSubCategory", "MeterName", "Quantity", "EffectivePrice", "CostInBillingCurrency",
        "UnitPrice", "BillingCurrencyCode", "ResourceLocation", "ConsumedService", "ResourceId", "ResourceName", "Tags", "UnitOfMeasure",
        "ResourceGroup", "ReservationId", "ReservationName", "ChargeType", "PricingModel", "PublisherType", "PayGPrice", "ServiceFamily",
    )  # fmt: skip
    kinds = (
        ("Virtual Machines", "Dv3 Series", "D4 v3", "Compute", "eastus", "vm-web-01", "rg-web", "Production", 4.8, "web"),
        ("Virtual Machines", "Ev4 Series", "E8 v4", "Compute", "westeurope", "vm-db-01", "rg-data", "Production", 9.6, "data"),
        ("Storage", "Tiered Block Blob", "Hot LRS Data Stored", "Storage", "westeurope", "stlogs", "rg-data", "Production", 1.9, ""),
        ("SQL Database", "SQL Database Single Standard", "S2 DTUs", "Databases", "eastus", "sql-orders", "rg-shop", "Development", 2.4, "shop"),
        ("Azure Kubernetes Service", "Standard", "Uptime SLA", "Compute", "eastus", "aks-dev", "rg-shop", "Development", 2.0, "shop"),
        ("Bandwidth", "Rtn Preference: MGN", "Standard Data Transfer Out", "Networking", "eastus", "vm-web-01", "rg-web", "Production", 0.7, "web"),
    )  # fmt: skip
    out, writer = _writer(path, header)
    with out:
        day = date(2026, 5, 1)
        while day < date(2026, 7, 1):
            for category, sub, meter, family, place, name, group, subscription, price, team in kinds:
                reserved = name == "vm-db-01"
                cost = round(price * numbers.uniform(0.9, 1.1) * (1.2 if day.month == 6 else 1), 6)
                writer.writerow(
                    _azure(
                        day,
                        category,
                        sub,
                        meter,
                        family,
                        place,
                        name,
                        group,
                        subscription,
                        cost,
                        team,
                        "Usage",
                        reserved,
                    )
                )
            if day.day % 6 == 0:
                writer.writerow(
                    _azure(
                        day,
                        "Virtual Machines",
                        "Ev4 Series",
                        "E8 v4",
                        "Compute",
                        "westeurope",
                        "",
                        "",
                        "Production",
                        3.3,
                        "",
                        "UnusedReservation",
                        reserved=True,
                    )
                )
            day += timedelta(days=1)


def _azure(day, category, sub, meter, family, place, name, group, subscription, cost, team, kind, reserved):
    return {
        "BillingAccountId": "8611", "BillingAccountName": "Contoso", "BillingPeriodStartDate": f"{day.month:02d}/01/2026",
        "BillingPeriodEndDate": f"{day.month:02d}/{30 if day.month == 6 else 31}/2026",
        "SubscriptionId": f"sub-{subscription.lower()}", "SubscriptionName": subscription, "Date": f"{day.month:02d}/{day.day:02d}/2026",
        "Product": f"{category} {meter}", "MeterId": f"m-{meter}", "MeterCategory": category, "MeterSubCategory": sub, "MeterName": meter,
        "Quantity": 24, "EffectivePrice": cost / 24, "CostInBillingCurrency": cost, "UnitPrice": cost / 20, "BillingCurrencyCode": "EUR",
        "ResourceLocation": place, "ConsumedService": "Microsoft.Compute",
        "ResourceId": f"/subscriptions/x/resourceGroups/{group}/providers/y/{name}" if name else "", "ResourceName": name,
        "Tags": f'"team": "{team}","env": "{"dev" if subscription == "Development" else "prod"}"' if team else "",
        "UnitOfMeasure": "1 Hour", "ResourceGroup": group, "ReservationId": "r-77" if reserved else "",
        "ReservationName": "VM_RI_2026" if reserved else "", "ChargeType": kind, "PricingModel": "Reservation" if reserved else "OnDemand",
        "PublisherType": "Azure", "PayGPrice": round(cost / 15, 6), "ServiceFamily": family,
    }  # fmt: skip


def gcp_export(path):
    """Google Cloud billing export, flattened, with credits in a column."""
    numbers = random.Random(19)
    header = (
        "billing_account_id", "service.id", "service.description", "sku.id", "sku.description", "usage_start_time", "usage_end_time", "project.id",
        "project.name", "labels", "location.location", "location.region", "cost", "currency", "usage.amount", "usage.unit", "credits",
        "invoice.month", "cost_type",
    )  # fmt: skip
    kinds = (
        ("Compute Engine", "N2 Instance Core running in Iowa", "us-central1", "shop-prod", 8.4, "hour", "web"),
        ("Compute Engine", "Storage PD Capacity", "us-central1", "shop-prod", 1.2, "gibibyte month", "web"),
        ("BigQuery", "Analysis", "us", "analytics", 5.5, "tebibyte", "data"),
        ("Cloud Storage", "Standard Storage Belgium", "europe-west1", "analytics", 0.9, "gibibyte month", ""),
        ("Cloud SQL", "Cloud SQL for PostgreSQL", "europe-west1", "shop-dev", 2.2, "hour", "web"),
    )
    out, writer = _writer(path, header)
    with out:
        day = date(2026, 8, 1)
        while day < date(2026, 10, 1):
            for service, sku, region, project, price, unit, team in kinds:
                cost = round(
                    price * numbers.uniform(0.9, 1.1) * (1.3 if day.month == 9 and service == "BigQuery" else 1), 6
                )
                credit = -round(cost * 0.2, 6) if "Core" in sku else 0
                writer.writerow({
                    "billing_account_id": "01AB", "service.id": f"s-{service}", "service.description": service, "sku.id": f"k-{sku}", "sku.description": sku,
                    "usage_start_time": f"{day} 00:00:00 UTC", "usage_end_time": f"{day + timedelta(days=1)} 00:00:00 UTC", "project.id": project,
                    "project.name": project, "labels": f"[{{'key': 'team', 'value': '{team}'}}]" if team else "[]", "location.location": region,
                    "location.region": region, "cost": cost, "currency": "USD", "usage.amount": 24, "usage.unit": unit,
                    "credits": f"[{{'name': 'Sustained use', 'amount': {credit}}}]" if credit else "[]", "invoice.month": f"{day:%Y%m}", "cost_type": "regular",
                })  # fmt: skip
            day += timedelta(days=1)


def oci_report(path):
    """Oracle Cloud cost report, one month."""
    numbers = random.Random(23)
    header = (
        "lineItem/referenceNo", "lineItem/tenantId", "lineItem/intervalUsageStart", "lineItem/intervalUsageEnd", "product/service", "product/compartmentId",
        "product/compartmentName", "product/region", "product/availabilityDomain", "product/resourceId", "usage/billedQuantity", "cost/subscriptionId",
        "cost/productSku", "product/Description", "cost/unitPrice", "cost/myCost", "cost/currencyCode", "cost/skuUnitDescription", "lineItem/isCorrection",
        "tags/Ops.Team",
    )  # fmt: skip
    kinds = (
        ("COMPUTE", "prod", "us-ashburn-1", "Standard - E4 - OCPU", 3.6, "OCPU Hours", "web"),
        ("BLOCK_STORAGE", "prod", "us-ashburn-1", "Block Volume - Storage", 0.8, "GB Months", "web"),
        ("DATABASE", "data", "eu-frankfurt-1", "Database - Enterprise", 6.1, "OCPU Hours", "data"),
        ("OBJECTSTORE", "data", "eu-frankfurt-1", "Object Storage - Storage", 0.3, "GB Months", ""),
    )
    out, writer = _writer(path, header)
    with out:
        for number in range(30):
            day = date(2026, 9, 1) + timedelta(days=number)
            for at, (service, compartment, region, text, price, unit, team) in enumerate(kinds):
                writer.writerow({
                    "lineItem/referenceNo": f"{number}-{at}", "lineItem/tenantId": "ocid1.tenancy.x", "lineItem/intervalUsageStart": f"{day}T00:00Z",
                    "lineItem/intervalUsageEnd": f"{day + timedelta(days=1)}T00:00Z", "product/service": service, "product/compartmentId": f"ocid1.compartment.{compartment}",
                    "product/compartmentName": compartment, "product/region": region, "product/availabilityDomain": "AD-1", "product/resourceId": f"ocid1.{service.lower()}.a",
                    "usage/billedQuantity": 24, "cost/subscriptionId": "1", "cost/productSku": f"B9{at}", "product/Description": text, "cost/unitPrice": price / 24,
                    "cost/myCost": round(price * numbers.uniform(0.9, 1.1), 6), "cost/currencyCode": "USD", "cost/skuUnitDescription": unit,
                    "lineItem/isCorrection": "false", "tags/Ops.Team": team,
                })  # fmt: skip


def wide_trend(path):
    """Services down, months across, totals among them."""
    months = ("Apr 2026", "May 2026", "Jun 2026", "Jul 2026")
    out, writer = _writer(path, ("Service", *months, "Total"))
    with out:
        rows = (
            ("EC2", (820.5, 790.1, 905.25, 1010.0)),
            ("S3", (120.0, 131.4, 140.2, 155.9)),
            ("RDS", (310.0, 310.0, 325.5, 298.75)),
            ("CloudFront", (44.1, 39.9, 61.0, 80.2)),
        )
        for service, costs in rows:
            writer.writerow(
                {"Service": service, **dict(zip(months, costs, strict=True)), "Total": round(sum(costs), 2)}
            )
        sums = [round(sum(costs[at] for _, costs in rows), 2) for at in range(len(months))]
        writer.writerow({"Service": "Total", **dict(zip(months, sums, strict=True)), "Total": round(sum(sums), 2)})


MAKERS = {
    "focus": focus_three_clouds, "ebs": ebs_inventory, "s3": s3_inventory, "ec2": ec2_inventory, "trend": monthly_trend,
    "azure": azure_amortized, "gcp": gcp_export, "oci": oci_report, "wide": wide_trend,
}  # fmt: skip
