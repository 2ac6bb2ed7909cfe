"""CUR 2.0 from May to July 2026 with a savings plan and reserved cache nodes."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

from evals.formats.cur import Company, Nodes, Plan, commitments, flat, row, use
from evals.formats.plain import amount, days, write

if TYPE_CHECKING:
    from pathlib import Path

# service, usage type, operation, account, region, resource, instance type, squad, env, unit, quantity a day, rate
_LINES = (
    ("AmazonEC2", "EUN1-BoxUsage:m7i.2xlarge", "RunInstances", 0, "eu-north-1", "i-0shop1", "m7i.2xlarge", "shop", "prod", "Hrs", "24", "0.4284"),
    ("AmazonEC2", "EUN1-BoxUsage:c6g.2xlarge", "RunInstances", 0, "eu-north-1", "i-0price2", "c6g.2xlarge", "pricing", "prod", "Hrs", "24", "0.2912"),
    ("AmazonEC2", "EUW3-BoxUsage:r6i.xlarge", "RunInstances", 1, "eu-west-3", "i-0lake3", "r6i.xlarge", "data", "prod", "Hrs", "24", "0.296"),
    ("AmazonEC2", "EUN1-BoxUsage:t3.large", "RunInstances", 2, "eu-north-1", "i-0try4", "t3.large", "shop", "dev", "Hrs", "24", "0.0864"),
    ("AmazonEC2", "EUN1-EBS:VolumeUsage.gp2", "CreateVolume-Gp2", 0, "eu-north-1", "vol-0shop", "", "shop", "prod", "GB-Mo", "31", "0.1045"),
    ("AmazonEC2", "EUN1-EBS:SnapshotUsage", "CreateSnapshot", 0, "eu-north-1", "snap-0shop", "", "", "", "GB-Mo", "58", "0.05"),
    ("AmazonEC2", "EUN1-NatGateway-Hours", "NatGateway", 0, "eu-north-1", "nat-0puffin", "", "", "", "Hrs", "48", "0.046"),
    ("AmazonEC2", "EUN1-NatGateway-Bytes", "NatGateway", 0, "eu-north-1", "nat-0puffin", "", "", "", "GB", "165", "0.046"),
    ("AmazonEC2", "EUN1-DataTransfer-Out-Bytes", "RunInstances", 0, "eu-north-1", "i-0shop1", "", "shop", "prod", "GB", "130", "0.09"),
    ("AmazonRDS", "EUN1-InstanceUsage:db.r6g.xl", "CreateDBInstance:0014", 0, "eu-north-1", "db-orders", "db.r6g.xlarge", "shop", "prod", "Hrs", "24", "0.505"),
    ("AmazonRDS", "EUN1-RDS:GP3-Storage", "CreateDBInstance:0014", 0, "eu-north-1", "db-orders", "", "shop", "prod", "GB-Mo", "44", "0.1219"),
    ("AmazonS3", "EUN1-TimedStorage-ByteHrs", "StandardStorage", 0, "eu-north-1", "puffin-images", "", "shop", "prod", "GB-Mo", "390", "0.023"),
    ("AmazonS3", "EUW3-TimedStorage-ByteHrs", "StandardStorage", 1, "eu-west-3", "puffin-lake", "", "data", "prod", "GB-Mo", "610", "0.024"),
    ("AmazonDynamoDB", "EUN1-TimedStorage-ByteHrs", "StandardStorage", 0, "eu-north-1", "carts", "", "shop", "prod", "GB-Mo", "21", "0.269"),
    ("AWSLambda", "EUN1-Lambda-GB-Second", "Invoke", 0, "eu-north-1", "fn-quote", "", "pricing", "prod", "Second", "240000", "0.0000166667"),
    ("AmazonAthena", "EUW3-DataScannedInTB", "", 1, "eu-west-3", "", "", "data", "prod", "Terabytes", "1.9", "5"),
    ("AmazonCloudWatch", "EUN1-DataProcessing-Bytes", "PutLogEvents", 0, "eu-north-1", "logs-shop", "", "shop", "prod", "GB", "14", "0.57"),
)  # fmt: skip
_FRESH = ("AmazonBedrock", "EUN1-Claude-output-tokens", "InvokeModelInference", 2, "eu-north-1", "agent-search", "", "shop", "dev", "1K tokens", "900", "0.015")  # fmt: skip
_PUFFIN = Company(
    payer="410000000000",
    accounts=(("410000000011", "puffin-live"), ("410000000012", "puffin-data"), ("410000000013", "puffin-play")),
    tags=("user_squad", "user_env"),
    plan=Plan(
        arn="arn:aws:savingsplans::410000000000:savingsplan/sp-puffin",
        usage_type="ComputeSP:3yrNoUpfront",
        cost="6.6",
        used="5.757696",
        share="0.56",
    ),
    nodes=Nodes(
        arn="arn:aws:elasticache:eu-north-1:410000000011:ri:carts",
        service="AmazonElastiCache",
        account=0,
        usage_type="EUN1-NodeUsage:cache.r7g.large",
        fee_type="EUN1-HeavyUsage:cache.r7g.large",
        region="eu-north-1",
        resource="cache-carts",
        instance="cache.r7g.large",
        listed="7.2",
        rate="0.131",
        idle=16,
        tags=("shop", "prod"),
    ),
)
_TAX = {5: "148.1", 6: "151.75", 7: "160.4"}


def cur(path: Path, seed: int) -> None:
    """Athena x8 on June 17; Lambda x1.9 in July; the t3 gone after June 12, Bedrock new on July 6; support, tax, a credit in June, a refund in July."""
    rng = Random(seed)
    rows = []
    for day in days("2026-05-01", 92):
        for line in [*_LINES, *([_FRESH] if f"{day}" >= "2026-07-06" else [])]:
            if line[5] == "i-0try4" and f"{day}" > "2026-06-12":
                continue
            more = 8 if line[0] == "AmazonAthena" and f"{day}" == "2026-06-17" else 1
            more = 1.9 if line[0] == "AWSLambda" and day.month == 7 else more
            quantity = Decimal(line[10]) if line[9] == "Hrs" else amount(rng, float(line[10]) * more, 0.05)
            rows += use(_PUFFIN, day, line, quantity, covered=line[6] == "m7i.2xlarge")
        rows += commitments(_PUFFIN, day)
        if day.day == 1:
            rows.append(flat(_PUFFIN, day, "Fee", "AWSSupportBusiness", "130"))
        if day.day == 2:
            rows.append(flat(_PUFFIN, day, "Tax", "AmazonEC2", _TAX[day.month]))
        if f"{day}" == "2026-06-10":
            rows.append(row(_PUFFIN, day, "Credit", "AmazonAthena", 1, line_item_unblended_cost="-75"))
        if f"{day}" == "2026-07-21":
            rows.append(row(_PUFFIN, day, "Refund", "AmazonRDS", 0, line_item_unblended_cost="-33.6"))
    write(path, rows, columns=list(rows[0]))
