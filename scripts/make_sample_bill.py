"""Write the sample bill that comes with the package: three months of a made-up company over three clouds.

Own work, CC0. FOCUS 1.1 columns, one row a day and resource. Always the same bytes: seeded, and the gzip header holds no
time. What is in it to be found: a NAT gateway spike on 2026-10-13 to 15, Kubernetes that grows by a third, a savings plan
that is used to four fifths, an eighth of effective cost without a team, a credit in September, tax at each month's end.

    python scripts/make_sample_bill.py
"""

import csv
import gzip
import io
import json
import random
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from finops_agent.costs import sample_bill_path

FIRST, LAST = date(2026, 8, 1), date(2026, 10, 31)
SPIKE = {date(2026, 10, 13), date(2026, 10, 14), date(2026, 10, 15)}
HEADER = [
    "AvailabilityZone",
    "BilledCost",
    "BillingAccountId",
    "BillingAccountName",
    "BillingCurrency",
    "BillingPeriodEnd",
    "BillingPeriodStart",
    "ChargeCategory",
    "ChargeClass",
    "ChargeDescription",
    "ChargeFrequency",
    "ChargePeriodEnd",
    "ChargePeriodStart",
    "CommitmentDiscountId",
    "CommitmentDiscountType",
    "ConsumedQuantity",
    "ConsumedUnit",
    "ContractedCost",
    "EffectiveCost",
    "InvoiceIssuerName",
    "ListCost",
    "PricingCategory",
    "PricingQuantity",
    "PricingUnit",
    "ProviderName",
    "PublisherName",
    "RegionId",
    "RegionName",
    "ResourceId",
    "ResourceName",
    "ResourceType",
    "ServiceCategory",
    "ServiceName",
    "SkuId",
    "SkuMeter",
    "SubAccountId",
    "SubAccountName",
    "Tags",
]
PLAN = "arn:aws:savingsplans::400000000001:savingsplan/9b1f-rockets"
PLAN_HOUR = 4.8
"""USD an hour of commitment."""
PLAN_PRICE = 0.66
"""What the plan asks for a dollar of on-demand usage."""


@dataclass(frozen=True)
class Thing:
    """A resource that costs every day: `usd` a day at the start, growing to `growth` times that."""

    provider: str
    service: str
    category: str
    meter: str
    account: str
    region: str
    usd: float
    unit: str
    rate: float
    resource: str
    team: str | None
    growth: float = 1.0
    weekend: float = 1.0
    covered: bool = False


REGIONS = {
    "us-east-1": "US East (N. Virginia)",
    "eu-west-1": "EU (Ireland)",
    "eu-central-1": "EU (Frankfurt)",
    "westeurope": "West Europe",
    "northeurope": "North Europe",
    "europe-west1": "Belgium",
    "us-central1": "Iowa",
}
ENVIRONMENTS = {"rockets-staging": "staging", "rockets-research": "research", "ground-test": "staging"}
BILLING = {
    "AWS": ("400000000001", "Acme Rockets", "Amazon Web Services, Inc."),
    "Microsoft": ("7654321", "Acme Rockets EA", "Microsoft"),
    "Google Cloud": ("01ACME-R0CKET-000042", "Acme Rockets GCP", "Google Cloud"),
}
EC2, S3 = "Amazon Elastic Compute Cloud", "Amazon Simple Storage Service"
AKS, GKE = "Azure Kubernetes Service", "Google Kubernetes Engine"
THINGS = (
    Thing("AWS", EC2, "Compute", "BoxUsage:m6i.2xlarge", "rockets-prod", "us-east-1", 73.7, "Hours", 0.384, "i-0a1", "launch", covered=True),
    Thing("AWS", EC2, "Compute", "BoxUsage:c6i.4xlarge", "rockets-prod", "us-east-1", 65.3, "Hours", 0.68, "i-0a2", "simulation", covered=True),
    Thing("AWS", EC2, "Compute", "EUW1-BoxUsage:r6i.2xlarge", "rockets-prod", "eu-west-1", 54.1, "Hours", 0.5636, "i-0a3", "telemetry"),
    Thing("AWS", EC2, "Compute", "BoxUsage:m5.xlarge", "rockets-dev", "us-east-1", 18.4, "Hours", 0.192, "i-0a4", None, weekend=0.25),
    Thing("AWS", EC2, "Compute", "BoxUsage:g5.2xlarge", "rockets-research", "us-east-1", 58.2, "Hours", 1.212, "i-0a5", "simulation", 1.5),
    Thing("AWS", EC2, "Storage", "EBS:VolumeUsage.gp3", "rockets-prod", "us-east-1", 12.9, "GB-Months", 0.08, "vol-0b1", "launch"),
    Thing("AWS", EC2, "Storage", "EBS:VolumeUsage.gp2", "rockets-prod", "us-east-1", 9.4, "GB-Months", 0.1, "vol-0b2", None),
    Thing("AWS", EC2, "Networking", "NatGateway-Bytes", "rockets-prod", "us-east-1", 16.5, "GB", 0.045, "nat-0c1", "platform"),
    Thing("AWS", EC2, "Networking", "NatGateway-Hours", "rockets-prod", "us-east-1", 2.2, "Hours", 0.045, "nat-0c1", "platform"),
    Thing("AWS", EC2, "Networking", "DataTransfer-Regional-Bytes", "rockets-prod", "us-east-1", 7.8, "GB", 0.01, "i-0a1", "launch"),
    Thing("AWS", S3, "Storage", "TimedStorage-ByteHrs", "rockets-prod", "us-east-1", 41.3, "GB-Months", 0.023, "acme-telemetry", "telemetry", 1.15),
    Thing("AWS", S3, "Storage", "Requests-Tier1", "rockets-prod", "us-east-1", 6.1, "Requests", 0.000005, "acme-telemetry", "telemetry"),
    Thing("AWS", "Amazon Relational Database Service", "Databases", "InstanceUsage:db.r6g.xlarge", "rockets-prod", "eu-west-1", 38.6, "Hours", 0.402, "db-missions", "launch"),
    Thing("AWS", "AWS Lambda", "Compute", "Lambda-GB-Second", "rockets-prod", "eu-west-1", 11.7, "GB-Seconds", 0.0000167, "fn-countdown", "launch", 1.2, 0.5),
    Thing("AWS", "Amazon Elastic Kubernetes Service", "Compute", "AmazonEKS-Hours:perCluster", "rockets-prod", "us-east-1", 21.6, "Hours", 0.10, "eks-flight", "platform", 1.35),
    Thing("AWS", "Amazon CloudWatch", "Management and Governance", "DataProcessing-Bytes", "rockets-prod", "us-east-1", 13.2, "GB", 0.5, "logs-flight", None),
    Thing("Microsoft", "Virtual Machines", "Compute", "D8s v5", "ground-station", "westeurope", 47.9, "Hours", 0.46, "vm-tracking", "ground"),
    Thing("Microsoft", AKS, "Compute", "Standard Uptime SLA", "ground-station", "westeurope", 26.4, "Hours", 0.10, "aks-tracking", "ground", 1.35),
    Thing("Microsoft", "Storage Accounts", "Storage", "Hot LRS Data Stored", "ground-station", "northeurope", 14.8, "GB-Months", 0.0184, "acmeimages", "ground"),
    Thing("Microsoft", "Azure SQL Database", "Databases", "vCore", "ground-station", "westeurope", 29.5, "Hours", 0.2525, "sql-passes", None),
    Thing("Google Cloud", "BigQuery", "Analytics", "Analysis", "mission-analytics", "europe-west1", 33.8, "TiB", 6.25, "bq-missions", "data", 1.2, 0.4),
    Thing("Google Cloud", GKE, "Compute", "Autopilot Pod mCPU Requests", "mission-analytics", "us-central1", 19.7, "Hours", 0.0445, "gke-replay", "data", 1.35),
    Thing("Google Cloud", "Cloud Storage", "Storage", "Standard Storage", "mission-analytics", "europe-west1", 8.9, "GB-Months", 0.02, "acme-replays", "data"),
    Thing("AWS", EC2, "Compute", "BoxUsage:m6i.xlarge", "rockets-staging", "us-east-1", 9.2, "Hours", 0.192, "i-0a6", "launch", weekend=0.3),
    Thing("AWS", EC2, "Compute", "EUC1-BoxUsage:c6i.xlarge", "rockets-prod", "eu-central-1", 9.3, "Hours", 0.194, "i-0a7", "telemetry"),
    Thing("AWS", EC2, "Compute", "EUW1-BoxUsage:t3.large", "rockets-staging", "eu-west-1", 2.2, "Hours", 0.0912, "i-0a8", "telemetry", weekend=0.3),
    Thing("AWS", EC2, "Compute", "BoxUsage:t3.medium", "rockets-dev", "us-east-1", 1.0, "Hours", 0.0416, "i-0a9", None, weekend=0.25),
    Thing("AWS", EC2, "Storage", "EUW1-EBS:VolumeUsage.gp3", "rockets-prod", "eu-west-1", 6.3, "GB-Months", 0.088, "vol-0b3", "telemetry"),
    Thing("AWS", EC2, "Storage", "EBS:SnapshotUsage", "rockets-prod", "us-east-1", 4.4, "GB-Months", 0.05, "snap-0d1", "platform", 1.1),
    Thing("AWS", EC2, "Networking", "EUW1-NatGateway-Bytes", "rockets-prod", "eu-west-1", 3.9, "GB", 0.048, "nat-0c2", "platform"),
    Thing("AWS", EC2, "Networking", "EUW1-NatGateway-Hours", "rockets-prod", "eu-west-1", 1.2, "Hours", 0.048, "nat-0c2", "platform"),
    Thing("AWS", EC2, "Networking", "DataTransfer-Out-Bytes", "rockets-prod", "us-east-1", 10.6, "GB", 0.09, "i-0a2", "simulation"),
    Thing("AWS", S3, "Storage", "EUW1-TimedStorage-ByteHrs", "rockets-prod", "eu-west-1", 7.7, "GB-Months", 0.023, "acme-launch-video", "launch", 1.1),
    Thing("AWS", S3, "Storage", "TimedStorage-GlacierByteHrs", "rockets-research", "us-east-1", 2.6, "GB-Months", 0.0036, "acme-archive", "data"),
    Thing("AWS", "Amazon Relational Database Service", "Databases", "InstanceUsage:db.t4g.large", "rockets-staging", "us-east-1", 3.1, "Hours", 0.129, "db-staging", "launch"),
    Thing("AWS", "Amazon Relational Database Service", "Databases", "RDS:StorageUsage", "rockets-prod", "eu-west-1", 5.5, "GB-Months", 0.127, "db-missions", "launch"),
    Thing("AWS", "Amazon DynamoDB", "Databases", "ReadRequestUnits", "rockets-prod", "us-east-1", 5.9, "Requests", 0.00000025, "tbl-countdowns", "launch", 1.15),
    Thing("AWS", "Amazon Elastic Kubernetes Service", "Compute", "AmazonEKS-Hours:perCluster", "rockets-staging", "us-east-1", 4.8, "Hours", 0.10, "eks-staging", "platform", 1.35),
    Thing("AWS", "Amazon Bedrock", "AI and Machine Learning", "InputTokenCount", "rockets-research", "us-east-1", 8.4, "Tokens", 0.000003, "claims-reader", "data", 1.6),
    Thing("AWS", "AWS Key Management Service", "Security", "KMS-Requests", "rockets-prod", "us-east-1", 0.8, "Requests", 0.000003, "key-flight", "platform"),
    Thing("Microsoft", "Virtual Machines", "Compute", "B4ms", "ground-test", "westeurope", 4.3, "Hours", 0.18, "vm-antenna-test", "ground", weekend=0.3),
    Thing("Microsoft", "Storage Accounts", "Storage", "P20 LRS Disk", "ground-station", "westeurope", 2.6, "GB-Months", 0.15, "disk-tracking", "ground"),
    Thing("Microsoft", "Azure Monitor", "Management and Governance", "Analytics Logs Data Ingestion", "ground-station", "westeurope", 6.2, "GB", 2.3, "logs-ground", None),
    Thing("Microsoft", "Virtual Network", "Networking", "Standard Data Transfer Out", "ground-station", "northeurope", 3.4, "GB", 0.087, "vnet-ground", "ground"),
    Thing("Google Cloud", "Compute Engine", "Compute", "N2 Instance Core", "mission-analytics", "europe-west1", 11.8, "Hours", 0.0348, "gce-notebooks", "data", weekend=0.3),
    Thing("Google Cloud", "Cloud Logging", "Management and Governance", "Log Volume", "mission-analytics", "us-central1", 2.7, "GiB", 0.5, "logs-missions", None),
)  # fmt: skip


def rows() -> Iterator[dict[str, str]]:
    """All rows, by day."""
    chance = random.Random(20261031)
    days = (LAST - FIRST).days + 1
    for n in range(days):
        day = FIRST + timedelta(days=n)
        used = 0.0
        for thing in THINGS:
            usd = thing.usd * (1 + (thing.growth - 1) * n / (days - 1)) * chance.uniform(0.94, 1.06)
            usd *= thing.weekend if day.weekday() > 4 else 1
            if thing.meter == "NatGateway-Bytes" and day in SPIKE:
                usd *= 14
            used += round(usd * PLAN_PRICE, 6) if thing.covered else 0
            yield usage(thing, day, usd)
        yield from plan_rows(day, used)
        if (day + timedelta(days=1)).day == 1:
            yield from month_end(day)


def usage(thing: Thing, day: date, usd: float) -> dict[str, str]:
    quantity = round(usd / thing.rate, 4)
    listed = f"{usd:.6f}"
    cost = dict.fromkeys(("BilledCost", "ContractedCost", "EffectiveCost", "ListCost"), listed)
    commitment = {}
    if thing.covered:
        # FOCUS: what a commitment pays is billed with its purchase; its use carries the discounted price.
        discounted = f"{usd * PLAN_PRICE:.6f}"
        cost |= {"BilledCost": "0", "EffectiveCost": discounted}
        commitment = {
            "CommitmentDiscountId": PLAN,
            "CommitmentDiscountType": "Savings Plan",
            "PricingCategory": "Committed",
        }
    tags = {"team": thing.team, "env": ENVIRONMENTS.get(thing.account, "prod")} if thing.team else {}
    return row(
        thing,
        day,
        ChargeCategory="Usage",
        ChargeDescription=f"{thing.meter} in {REGIONS[thing.region]}",
        ConsumedQuantity=str(quantity),
        ConsumedUnit=thing.unit,
        Tags=json.dumps(tags) if tags else "",
        **cost,
        **commitment,
    )


def plan_rows(day: date, used: float) -> Iterator[dict[str, str]]:
    """The day's commitment: billed in full; what covered usage (`used`, in USD) did not take is its unused part."""
    plan = Thing(
        "AWS",
        "AWS Savings Plans",
        "Compute",
        "ComputeSP:1yrNoUpfront",
        "rockets-prod",
        "us-east-1",
        0,
        "Hours",
        1,
        PLAN,
        None,
    )
    billed = 24 * PLAN_HOUR
    words = {"CommitmentDiscountId": PLAN, "CommitmentDiscountType": "Savings Plan"}
    yield row(plan, day, ChargeCategory="Purchase", ChargeDescription="1 year, no upfront, compute savings plan",
              BilledCost=f"{billed:.6f}", EffectiveCost="0", ListCost=f"{billed:.6f}", ContractedCost=f"{billed:.6f}",
              ConsumedQuantity="", ConsumedUnit="", Tags="", **words)  # fmt: skip
    yield row(plan, day, ChargeCategory="Usage", ChargeDescription="Unused commitment", BilledCost="0",
              EffectiveCost=f"{billed - used:.6f}", ListCost="0", ContractedCost="0",
              ConsumedQuantity="", ConsumedUnit="", Tags="", **words)  # fmt: skip


def month_end(day: date) -> Iterator[dict[str, str]]:
    """Tax in every month, a credit in September."""
    tax = {8: "231.40", 9: "229.85", 10: "251.12"}[day.month]
    support = Thing("AWS", "Tax", "Other", "Tax", "rockets-prod", "us-east-1", 0, "", 1, "", None)
    same = dict.fromkeys(("BilledCost", "EffectiveCost", "ListCost", "ContractedCost"), tax)
    empty = {"ConsumedQuantity": "", "ConsumedUnit": "", "Tags": ""}
    yield row(support, day, ChargeCategory="Tax", ChargeDescription="Sales tax", **same, **empty)
    if day.month == 9:
        credit = Thing("AWS", EC2, "Compute", "Credit", "rockets-prod", "us-east-1", 0, "", 1, "", None)
        same = dict.fromkeys(("BilledCost", "EffectiveCost"), "-750.00")
        yield row(credit, day, ChargeCategory="Credit", ChargeDescription="Startup programme credit",
                  ListCost="0", ContractedCost="0", **same, **empty)  # fmt: skip


def row(thing: Thing, day: date, **values: str) -> dict[str, str]:
    account, name, issuer = BILLING[thing.provider]
    start = day.replace(day=1)
    end = (start + timedelta(days=32)).replace(day=1)
    return {
        "AvailabilityZone": "",
        "BillingAccountId": account,
        "BillingAccountName": name,
        "BillingCurrency": "USD",
        "BillingPeriodStart": f"{start} 00:00:00",
        "BillingPeriodEnd": f"{end} 00:00:00",
        "ChargeClass": "",
        "ChargeFrequency": "Usage-Based",
        "ChargePeriodStart": f"{day} 00:00:00",
        "ChargePeriodEnd": f"{day + timedelta(days=1)} 00:00:00",
        "CommitmentDiscountId": "",
        "CommitmentDiscountType": "",
        "InvoiceIssuerName": issuer,
        "PricingCategory": "Standard",
        "PricingQuantity": values["ConsumedQuantity"],
        "PricingUnit": thing.unit,
        "ProviderName": thing.provider,
        "PublisherName": issuer,
        "RegionId": thing.region,
        "RegionName": REGIONS[thing.region],
        "ResourceId": thing.resource,
        "ResourceName": thing.resource,
        "ResourceType": thing.category,
        "ServiceCategory": thing.category,
        "ServiceName": thing.service,
        "SkuId": f"SKU-{zlib.crc32(thing.meter.encode()):08X}",
        "SkuMeter": thing.meter,
        "SubAccountId": f"{zlib.crc32(thing.account.encode()) + 400_000_000_000}",
        "SubAccountName": thing.account,
        **values,
    }


def sample_bill() -> bytes:
    """The gzipped CSV."""
    text = io.StringIO()
    writer = csv.DictWriter(text, HEADER, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows())
    return gzip.compress(text.getvalue().encode(), mtime=0)


if __name__ == "__main__":
    target: Path = sample_bill_path()
    target.write_bytes(sample_bill())
    print(f"{target.name}: {target.stat().st_size:,} bytes")
