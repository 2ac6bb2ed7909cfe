"""CUR 2.0 from September to November 2025 with a savings plan and reserved databases, and a legacy CUR of early 2026 with a savings plan."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

from evals.formats.cur import (
    Company,
    LegacyCompany,
    Nodes,
    Plan,
    commitments,
    flat,
    legacy_charge,
    legacy_commitments,
    legacy_use,
    row,
    use,
)
from evals.formats.plain import amount, days, write

if TYPE_CHECKING:
    from pathlib import Path

# service, usage type, operation, account, region, resource, instance type, project, environment, unit, quantity a day, rate
_LINES = (
    ("AmazonEC2", "EUW3-BoxUsage:m7i.2xlarge", "RunInstances", 0, "eu-west-3", "i-cart1", "m7i.2xlarge", "lagoon", "prod", "Hrs", "24", "0.4704"),
    ("AmazonEC2", "EUW3-BoxUsage:r5.4xlarge", "RunInstances", 0, "eu-west-3", "i-search2", "r5.4xlarge", "heath", "prod", "Hrs", "24", "1.184"),
    ("AmazonEC2", "USE2-BoxUsage:t3a.xlarge", "RunInstances", 1, "us-east-2", "i-try5", "t3a.xlarge", "", "dev", "Hrs", "24", "0.1504"),
    ("AmazonEC2", "EUW3-EBS:VolumeUsage.gp2", "CreateVolume-Gp2", 0, "eu-west-3", "vol-search", "", "heath", "prod", "GB-Mo", "42", "0.116"),
    ("AmazonEC2", "USE2-EBS:SnapshotUsage", "CreateSnapshot", 1, "us-east-2", "snap-try", "", "", "dev", "GB-Mo", "48", "0.05"),
    ("AmazonEC2", "EUW3-NatGateway-Bytes", "NatGateway", 0, "eu-west-3", "nat-heron", "", "lagoon", "prod", "GB", "120", "0.05"),
    ("AmazonEC2", "EUW3-NatGateway-Hours", "NatGateway", 0, "eu-west-3", "nat-heron", "", "lagoon", "prod", "Hrs", "24", "0.05"),
    ("AmazonEC2", "EUW3-DataTransfer-Out-Bytes", "RunInstances", 0, "eu-west-3", "i-cart1", "", "lagoon", "prod", "GB", "70", "0.09"),
    ("AmazonVPC", "USE2-PublicIPv4:IdleAddress", "AllocateAddress", 1, "us-east-2", "eip-try", "", "", "dev", "Hrs", "72", "0.005"),
    ("AmazonRDS", "EUW3-RDS:GP3-Storage", "CreateDBInstance", 0, "eu-west-3", "db-cart", "", "lagoon", "prod", "GB-Mo", "30", "0.133"),
    ("AmazonCloudFront", "EU-DataTransfer-Out-Bytes", "GET", 0, "", "cdn-heron", "", "lagoon", "prod", "GB", "300", "0.085"),
    ("AmazonAthena", "USE2-DataScannedInTB", "RunQuery", 2, "us-east-2", "", "", "fen", "prod", "TB", "2.4", "5.0"),
    ("AWSGlue", "USE2-ETL-DPU-Hour", "Jobrun", 2, "us-east-2", "job-load", "", "fen", "prod", "DPU-Hour", "30", "0.44"),
    ("AmazonBedrock", "USE2-Claude-InputTokens", "InvokeModel", 2, "us-east-2", "", "", "fen", "dev", "1K tokens", "900", "0.003"),
    ("AmazonS3", "EUW3-TimedStorage-ByteHrs", "StandardStorage", 2, "eu-west-3", "heron-clicks", "", "fen", "prod", "GB-Mo", "410", "0.024"),
    ("AmazonCloudWatch", "EUW3-DataProcessing-Bytes", "PutLogEvents", 0, "eu-west-3", "", "", "", "", "GB", "9", "0.57"),
)  # fmt: skip
_FRESH = ("AmazonEC2", "USE2-BoxUsage:g6.xlarge", "RunInstances", 2, "us-east-2", "i-gen1", "g6.xlarge", "fen", "dev", "Hrs", "24", "0.8048")  # fmt: skip
_HERON = Company(
    payer="880000000000",
    accounts=(("880000000001", "heron-shop"), ("880000000002", "heron-play"), ("880000000003", "heron-bi")),
    tags=("user_project", "user_env"),
    plan=Plan(
        arn="arn:aws:savingsplans::880000000000:savingsplan/h3r0n",
        usage_type="ComputeSP:1yrNoUpfront",
        cost="9.6",
        used="8.128512",
        share="0.72",
    ),
    nodes=Nodes(
        arn="arn:aws:rds:eu-west-3:880000000001:ri:cart",
        service="AmazonRDS",
        account=0,
        usage_type="EUW3-InstanceUsage:db.r6g.xlarge",
        fee_type="EUW3-InstanceUsage:db.r6g.xlarge",
        region="eu-west-3",
        resource="db-cart",
        instance="db.r6g.xlarge",
        listed="12.24",
        rate="0.33",
        idle=24,
        tags=("lagoon", "prod"),
    ),
)
_TAX = {9: "112.6", 10: "118.25", 11: "149.9"}


def cur(path: Path, seed: int) -> None:
    """Glue x7 on October 14; Bedrock x2.2 in November; a GPU machine new on November 10, one gone after October; support, tax, a credit on October 22."""
    rng = Random(seed)
    rows = []
    for day in days("2025-09-01", 91):
        for line in [*_LINES, *([_FRESH] if f"{day}" >= "2025-11-10" else [])]:
            if line[5] == "i-try5" and day.month == 11:
                continue
            quantity = Decimal(line[10]) if line[9] == "Hrs" else amount(rng, float(line[10]) * _more(line, day), 0.06)
            rows += use(_HERON, day, line, quantity, covered=line[6] == "m7i.2xlarge")
        rows += commitments(_HERON, day)
        if day.day == 1:
            rows.append(flat(_HERON, day, "Fee", "AWSSupportBusiness", "100"))
        if day.day == 2:
            rows.append(flat(_HERON, day, "Tax", "AmazonCloudWatch", _TAX[day.month]))
        if f"{day}" == "2025-10-22":
            rows.append(row(_HERON, day, "Credit", "AmazonBedrock", 2, line_item_unblended_cost="-45"))
    write(path, rows, columns=list(rows[0]))


def _more(line, day):
    if line[0] == "AWSGlue" and f"{day}" == "2025-10-14":
        return 7
    return 2.2 if line[0] == "AmazonBedrock" and day.month == 11 else 1


# product code, product name, usage type, account, region, cost centre, quantity a day, rate
_LEGACY = (
    ("AmazonEC2", "Amazon Elastic Compute Cloud", "CAN1-BoxUsage:c5.2xlarge", 0, "ca-central-1", "CC-100", 24, "0.372"),
    ("AmazonEC2", "Amazon Elastic Compute Cloud", "CAN1-BoxUsage:t2.medium", 1, "ca-central-1", "", 24, "0.0512"),
    ("AmazonElastiCache", "Amazon ElastiCache", "CAN1-NodeUsage:cache.m5.large", 0, "ca-central-1", "CC-100", 24, "0.171"),
    ("AmazonES", "Amazon OpenSearch Service", "CAN1-ESInstance:m5.large.search", 2, "ca-central-1", "CC-305", 24, "0.157"),
    ("AmazonStates", "AWS Step Functions", "CAN1-StateTransition", 1, "ca-central-1", "CC-210", 52000, "0.000025"),
    ("AmazonApiGateway", "Amazon API Gateway", "CAN1-ApiGatewayRequest", 0, "ca-central-1", "CC-100", 1900000, "0.0000035"),
    ("AmazonEFS", "Amazon Elastic File System", "CAN1-TimedStorage-ByteHrs", 2, "ca-central-1", "", 14, "0.33"),
    ("AWSDataTransfer", "AWS Data Transfer", "CAN1-DataTransfer-Out-Bytes", 0, "ca-central-1", "CC-100", 60, "0.09"),
)  # fmt: skip
_IBIS = LegacyCompany(
    "773000000010",
    ("773000000011", "773000000012", "773000000013"),
    "CostCenter",
    Plan(
        arn="arn:aws:savingsplans::773000000010:savingsplan/1b15",
        usage_type="ComputeSP:3yrNoUpfront",
        cost="7.2",
        used="6.2496",
        share="0.7",
    ),
)
_LEGACY_TAX = {1: "51.3", 2: "47.85", 3: "60.4"}


def legacy(path: Path, seed: int) -> None:
    """January to March 2026: step functions x8 on February 13; OpenSearch on two nodes from March 9; tax; a refund on February 20; no account names."""
    rng = Random(seed)
    rows = []
    for day in days("2026-01-01", 90):
        for number, line in enumerate(_LEGACY):
            burst = 8 if line[0] == "AmazonStates" and f"{day}" == "2026-02-13" else 1
            burst = 2 if line[0] == "AmazonES" and f"{day}" >= "2026-03-09" else burst
            quantity = Decimal(24 * burst) if line[6] == 24 else amount(rng, line[6] * burst, 0.07)
            rows += legacy_use(_IBIS, day, number, line, quantity, covered="c5.2xlarge" in line[2])
        rows += legacy_commitments(_IBIS, day)
        if day.day == 3:
            rows.append(legacy_charge(_IBIS, day, _LEGACY[6], "Tax", _LEGACY_TAX[day.month]))
        if f"{day}" == "2026-02-20":
            rows.append(legacy_charge(_IBIS, day, _LEGACY[3], "Refund", "-18.4", number=91))
    write(path, rows)
