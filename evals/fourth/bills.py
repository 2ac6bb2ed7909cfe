"""FOCUS 1.2 over AWS, Azure and Google in euros, and CUR 2.0 with a savings plan and reserved nodes."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

from evals.formats import cur as aws
from evals.formats import focus
from evals.formats.plain import amount, days, write

if TYPE_CHECKING:
    from pathlib import Path

# provider, service, category, region, account, resource, product, env, list cost a day, share paid
_TRIO = (
    ("AWS", "Amazon Elastic Compute Cloud", "Compute", "eu-west-3", "trio-live", "i-front", "lounge", "prod", 52.0, "0.7"),
    ("AWS", "Amazon Relational Database Service", "Databases", "eu-west-3", "trio-live", "db-lounge", "lounge", "prod", 28.0, "1"),
    ("AWS", "Amazon Simple Storage Service", "Storage", "eu-west-3", "trio-media", "s3-clips", "clips", "prod", 17.5, "1"),
    ("AWS", "Amazon Simple Queue Service", "Integration", "eu-west-3", "trio-media", "sqs-clips", "clips", "dev", 1.4, "1"),
    ("Microsoft", "Azure Cosmos DB", "Databases", "francecentral", "trio-azure", "cosmos-fans", "fans", "prod", 36.0, "1"),
    ("Microsoft", "Azure App Service", "Web", "francecentral", "trio-azure", "app-fans", "fans", "dev", 11.8, "1"),
    ("Microsoft", "Log Analytics", "Management and Governance", "francecentral", "trio-azure", "law-main", "", "", 7.3, "1"),
    ("Google Cloud", "BigQuery", "Analytics", "europe-west9", "trio-bi", "bq-charts", "charts", "prod", 23.0, "0.9"),
    ("Google Cloud", "Cloud Run", "Compute", "europe-west9", "trio-bi", "run-charts", "charts", "dev", 4.2, "1"),
)  # fmt: skip
_COMPANY = focus.Company("EUR", ("product", "env"), plan="sp-88", share="0.7")


def trio(path: Path, seed: int) -> None:
    """January to March 2026; Cosmos x4 on February 24; clips' storage x2 in March; tax, a credit, an unused plan."""
    rng = Random(seed)
    rows = []
    for day in days("2026-01-01", 90):
        for line in _TRIO:
            more = 4 if line[5] == "cosmos-fans" and f"{day}" == "2026-02-24" else 1
            more = 2 if line[5] == "s3-clips" and day.month == 3 else more
            rows.append(focus.used(_COMPANY, day, line, amount(rng, line[8] * more, 0.09)))
        rows.append(focus.unused(_COMPANY, day, _TRIO[0], amount(rng, 3.1)))
        if day.day == 1:
            rows.append(focus.bare(_COMPANY, day, _TRIO[0], amount(rng, 93), "Purchase"))
        if day.day == 28:
            rows.append(focus.bare(_COMPANY, day, _TRIO[1], amount(rng, 210), "Tax"))
            rows.append(focus.bare(_COMPANY, day, _TRIO[7], amount(rng, -40), "Credit"))
    write(path, rows)


# service, usage type, operation, account, region, resource, instance type, team, env, unit, quantity a day, rate
_LINES = (
    ("AmazonEC2", "USE2-BoxUsage:c6i.4xlarge", "RunInstances", 0, "us-east-2", "i-web77", "c6i.4xlarge", "garden", "prod", "Hrs", 24, "0.68"),
    ("AmazonEC2", "USE2-BoxUsage:m4.xlarge", "RunInstances", 0, "us-east-2", "i-old31", "m4.xlarge", "garden", "prod", "Hrs", 24, "0.2"),
    ("AmazonEC2", "USW1-BoxUsage:t3.medium", "RunInstances", 1, "us-west-1", "i-dev05", "t3.medium", "", "dev", "Hrs", 24, "0.0496"),
    ("AmazonEC2", "USE2-EBS:VolumeUsage.gp2", "CreateVolume-Gp2", 0, "us-east-2", "vol-web", "", "garden", "prod", "GB-Mo", "45", "0.1"),
    ("AmazonEC2", "USE2-EBS:SnapshotUsage", "CreateSnapshot", 0, "us-east-2", "snap-web", "", "", "", "GB-Mo", "60", "0.05"),
    ("AmazonEC2", "USE2-NatGateway-Bytes", "NatGateway", 0, "us-east-2", "nat-lark", "", "garden", "prod", "GB", 180, "0.045"),
    ("AmazonEC2", "USE2-NatGateway-Hours", "NatGateway", 0, "us-east-2", "nat-lark", "", "garden", "prod", "Hrs", 24, "0.045"),
    ("AmazonEC2", "USE2-DataTransfer-Regional-Bytes", "InterZone-In", 0, "us-east-2", "i-web77", "", "garden", "prod", "GB", 310, "0.01"),
    ("AmazonDynamoDB", "USE2-WriteRequestUnits", "PutItem", 0, "us-east-2", "tbl-cart", "", "basket", "prod", "WriteRequestUnits", 9000000, "0.00000125"),
    ("AmazonECR", "USE2-TimedStorage-ByteHrs", "", 1, "us-east-2", "repo-all", "", "", "", "GB-Mo", "7", "0.1"),
    ("AmazonS3", "USE2-TimedStorage-ByteHrs", "StandardStorage", 2, "us-east-2", "lark-photos", "", "studio", "prod", "GB-Mo", "410", "0.023"),
    ("AmazonS3", "USW1-TimedStorage-SIA-ByteHrs", "StandardIAStorage", 2, "us-west-1", "lark-backup", "", "studio", "prod", "GB-Mo", "120", "0.019"),
    ("AmazonBedrock", "USE2-Claude-OutputTokens", "InvokeModel", 2, "us-east-2", "", "", "studio", "dev", "1K tokens", 820, "0.015"),
    ("AmazonStates", "USE2-StateTransition", "StateTransition", 0, "us-east-2", "sfn-ship", "", "basket", "prod", "StateTransitions", 52000, "0.000025"),
    ("AWSELB", "USE2-LoadBalancerUsage", "LoadBalancing:Application", 0, "us-east-2", "alb-web", "", "garden", "prod", "Hrs", 24, "0.0225"),
)  # fmt: skip
_FRESH = ("AmazonEC2", "USE2-BoxUsage:p3.2xlarge", "RunInstances", 2, "us-east-2", "i-gpu44", "p3.2xlarge", "studio", "dev", "Hrs", 24, "3.06")  # fmt: skip
_LARK = aws.Company(
    payer="440000000000",
    accounts=(("440000000001", "lark-prod"), ("440000000002", "lark-dev"), ("440000000003", "lark-studio")),
    tags=("user_team", "user_env"),
    plan=aws.Plan(
        arn="arn:aws:savingsplans::440000000000:savingsplan/beef",
        usage_type="ComputeSP:1yrNoUpfront",
        cost="14.28",
        used="11.424",
        share="0.7",
    ),
    nodes=aws.Nodes(
        arn="arn:aws:es:us-east-2:440000000001:reserved-instance:os",
        service="AmazonES",
        account=0,
        usage_type="USE2-ESInstance:r6g.large",
        fee_type="USE2-ESInstance:r6g.large",
        region="us-east-2",
        resource="os-search",
        instance="r6g.large.search",
        listed="4.008",
        rate="0.11",
        idle=24,
        tags=("basket", "prod"),
    ),
)


def cur(path: Path, seed: int) -> None:
    """September to November 2025: NAT bytes x8 on October 14, a GPU machine new on November 6, half used reserved nodes."""
    rng = Random(seed)
    rows = []
    for day in days("2025-09-01", 91):
        for line in [*_LINES, *([_FRESH] if f"{day}" >= "2025-11-06" else [])]:
            quantity = Decimal(24) if line[10] == 24 else amount(rng, float(line[10]), 0.08)
            if "NatGateway-Bytes" in line[1] and f"{day}" == "2025-10-14":
                quantity *= 8
            rows += aws.use(_LARK, day, line, quantity, covered=line[6] == "c6i.4xlarge")
        rows += aws.commitments(_LARK, day)
        if day.day == 3:
            rows.append(aws.flat(_LARK, day, "Tax", "AmazonEC2", {9: "142.10", 10: "151.77", 11: "163.05"}[day.month]))
        if f"{day}" == "2025-10-21":
            rows.append(aws.flat(_LARK, day, "Credit", "AmazonBedrock", "-75.5"))
    write(path, rows, columns=list(rows[0]))
