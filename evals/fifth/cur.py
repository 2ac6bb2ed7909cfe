"""CUR 2.0 from June to August 2026: two tags, a savings plan partly used, reserved databases partly used."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

from evals.formats.cur import Company, Nodes, Plan, commitments, flat, use
from evals.formats.plain import amount, days, write

if TYPE_CHECKING:
    from pathlib import Path

# service, usage type, operation, account, region, resource, instance type, squad, stage, unit, quantity a day, rate
_LINES = (
    ("AmazonEC2", "EUC1-BoxUsage:c6g.8xlarge", "", 0, "eu-central-1", "i-api9", "c6g.8xlarge", "river", "prod", "Hrs", 24, "1.2416"),
    ("AmazonEC2", "EUC1-BoxUsage:m4.2xlarge", "", 0, "eu-central-1", "i-batch3", "m4.2xlarge", "river", "prod", "Hrs", 24, "0.48"),
    ("AmazonEC2", "BoxUsage:t2.large", "", 1, "us-east-1", "i-jump1", "t2.large", "", "dev", "Hrs", 24, "0.0928"),
    ("AmazonEC2", "EUC1-EBS:VolumeUsage.gp2", "", 0, "eu-central-1", "vol-api", "", "river", "prod", "GB-Mo", 38, "0.119"),
    ("AmazonEC2", "EBS:SnapshotUsage", "", 1, "us-east-1", "snap-old", "", "", "", "GB-Mo", 55, "0.05"),
    ("AmazonEC2", "EUC1-NatGateway-Bytes", "", 0, "eu-central-1", "nat-otter", "", "river", "prod", "GB", 240, "0.052"),
    ("AmazonEC2", "EUC1-NatGateway-Hours", "", 0, "eu-central-1", "nat-otter", "", "river", "prod", "Hrs", 24, "0.052"),
    ("AmazonEC2", "EUC1-DataTransfer-Regional-Bytes", "", 0, "eu-central-1", "i-api9", "", "river", "prod", "GB", 410, "0.01"),
    ("AWSLambda", "EUC1-Lambda-GB-Second", "", 0, "eu-central-1", "fn-thumb", "", "pond", "prod", "Lambda-GB-Second", 310000, "0.0000166667"),
    ("AmazonS3", "EUC1-TimedStorage-ByteHrs", "", 2, "eu-central-1", "otter-media", "", "pond", "prod", "GB-Mo", 520, "0.0245"),
    ("AmazonS3", "TimedStorage-GlacierByteHrs", "", 2, "us-east-1", "otter-vault", "", "pond", "prod", "GB-Mo", 900, "0.0036"),
    ("AmazonBedrock", "Claude-OutputTokens", "", 2, "us-east-1", "", "", "delta", "dev", "1K tokens", 610, "0.015"),
    ("AmazonCloudWatch", "EUC1-DataProcessing-Bytes", "", 0, "eu-central-1", "", "", "", "", "GB", 14, "0.63"),
)  # fmt: skip
_FRESH = ("AmazonEC2", "BoxUsage:g5.4xlarge", "", 2, "us-east-1", "i-llm01", "g5.4xlarge", "delta", "dev", "Hrs", 24, "1.624")  # fmt: skip
_OTTER = Company(
    payer="550000000000",
    accounts=(("550000000001", "otter-prod"), ("550000000002", "otter-sandbox"), ("550000000003", "otter-media")),
    tags=("user_squad", "user_stage"),
    plan=Plan(
        arn="arn:aws:savingsplans::550000000000:savingsplan/0tt3r",
        usage_type="ComputeSP:1yrNoUpfront",
        cost="25.2",
        used="20.858880",
        share="0.7",
    ),
    nodes=Nodes(
        arn="arn:aws:rds:eu-central-1:550000000001:ri:orders",
        service="AmazonRDS",
        account=0,
        usage_type="EUC1-InstanceUsage:db.r6g.large",
        fee_type="EUC1-InstanceUsage:db.r6g.large",
        region="eu-central-1",
        resource="db-orders",
        instance="db.r6g.large",
        listed="7.488",
        rate="0.13",
        idle=12,
        tags=("pond", "prod"),
    ),
)
_TAX = {6: "88.4", 7: "91.15", 8: "117.6"}


def cur(path: Path, seed: int) -> None:
    """NAT bytes x9 on July 22; a GPU machine new on August 4; a credit on July 15."""
    rng = Random(seed)
    rows = []
    for day in days("2026-06-01", 92):
        for line in [*_LINES, *([_FRESH] if f"{day}" >= "2026-08-04" else [])]:
            quantity = Decimal(24) if line[10] == 24 else amount(rng, line[10], 0.07)
            burst = 9 if "NatGateway-Bytes" in line[1] and f"{day}" == "2026-07-22" else 1
            rows += use(_OTTER, day, line, quantity * burst, covered=line[6] == "c6g.8xlarge")
        rows += commitments(_OTTER, day)
        if day.day == 2:
            rows.append(flat(_OTTER, day, "Tax", "AmazonEC2", _TAX[day.month]))
        if f"{day}" == "2026-07-15":
            rows.append(flat(_OTTER, day, "Credit", "AmazonEC2", "-64.25"))
    write(path, rows, columns=list(rows[0]))
