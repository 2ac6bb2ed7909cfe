"""CUR 2.0 from December 2025 to February 2026 with a savings plan and reserved cache nodes."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

from evals.formats.cur import Company, Nodes, Plan, commitments, flat, row, use
from evals.formats.plain import amount, days, write

if TYPE_CHECKING:
    from pathlib import Path

# service, usage type, operation, account, region, resource, instance type, squad, tier, unit, quantity a day, rate
_LINES = (
    ("AmazonEC2", "EUC1-BoxUsage:c6i.4xlarge", "RunInstances", 0, "eu-central-1", "i-stream1", "c6i.4xlarge", "playback", "prod", "Hrs", "24", "0.776"),
    ("AmazonEC2", "EUC1-BoxUsage:r6g.2xlarge", "RunInstances", 0, "eu-central-1", "i-index4", "r6g.2xlarge", "catalogue", "prod", "Hrs", "24", "0.4864"),
    ("AmazonEC2", "EUN1-BoxUsage:g5.2xlarge", "RunInstances", 1, "eu-north-1", "i-master2", "g5.2xlarge", "mastering", "prod", "Hrs", "24", "1.286"),
    ("AmazonEC2", "EUC1-BoxUsage:t3.large", "RunInstances", 2, "eu-central-1", "i-play9", "t3.large", "", "dev", "Hrs", "24", "0.096"),
    ("AmazonEC2", "EUC1-EBS:VolumeUsage.gp3", "CreateVolume-Gp3", 0, "eu-central-1", "vol-index", "", "catalogue", "prod", "GB-Mo", "55", "0.0952"),
    ("AmazonEC2", "EUC1-NatGateway-Bytes", "NatGateway", 0, "eu-central-1", "nat-lyra", "", "playback", "prod", "GB", "210", "0.052"),
    ("AmazonEC2", "EUC1-DataTransfer-Out-Bytes", "RunInstances", 0, "eu-central-1", "i-stream1", "", "playback", "prod", "GB", "160", "0.09"),
    ("AmazonDynamoDB", "EUC1-ReadRequestUnits", "GetItem", 0, "eu-central-1", "tbl-songs", "", "catalogue", "prod", "Requests", "41000000", "0.000000305"),
    ("AmazonDynamoDB", "EUC1-TimedStorage-ByteHrs", "StandardStorage", 2, "eu-central-1", "tbl-trial", "", "", "dev", "GB-Mo", "6", "0.306"),
    ("AmazonKinesis", "EUC1-shardHour", "PutRecord", 3, "eu-central-1", "stream-plays", "", "insights", "prod", "Hrs", "240", "0.018"),
    ("AmazonRedshift", "EUC1-Node:ra3.xlplus", "RunComputeNode", 3, "eu-central-1", "rs-plays", "ra3.xlplus", "insights", "prod", "Hrs", "24", "1.278"),
    ("AmazonS3", "EUC1-TimedStorage-ByteHrs", "StandardStorage", 0, "eu-central-1", "lyra-masters", "", "mastering", "prod", "GB-Mo", "620", "0.0245"),
    ("AmazonS3", "EUN1-TimedStorage-GlacierByteHrs", "GlacierStorage", 1, "eu-north-1", "lyra-vault", "", "mastering", "prod", "GB-Mo", "900", "0.00405"),
    ("AWSLambda", "EUC1-Lambda-GB-Second", "Invoke", 2, "eu-central-1", "fn-lyrics", "", "", "dev", "Seconds", "210000", "0.0000166667"),
    ("AmazonCloudFront", "EU-DataTransfer-Out-Bytes", "GET", 0, "", "cdn-lyra", "", "playback", "prod", "GB", "420", "0.085"),
    ("AWSSecretsManager", "EUC1-AWSSecretsManager-Secrets", "", 1, "eu-north-1", "", "", "", "", "Secrets", "7", "0.4"),
)  # fmt: skip
_FRESH = ("AmazonSageMaker", "EUN1-Host:ml.g5.xlarge", "RunInstance", 3, "eu-north-1", "ep-similar", "ml.g5.xlarge", "insights", "prod", "Hrs", "24", "1.459")  # fmt: skip
_LYRA = Company(
    payer="770000000000",
    accounts=(
        ("770000000001", "lyra-live"),
        ("770000000002", "lyra-studio"),
        ("770000000003", "lyra-sandbox"),
        ("770000000004", "lyra-data"),
    ),
    tags=("user_squad", "user_tier"),
    plan=Plan(
        arn="arn:aws:savingsplans::770000000000:savingsplan/1yra",
        usage_type="ComputeSP:3yrPartialUpfront",
        cost="14.4",
        used="12.664320",
        share="0.68",
    ),
    nodes=Nodes(
        arn="arn:aws:elasticache:eu-central-1:770000000001:reserved-instance:session",
        service="AmazonElastiCache",
        account=0,
        usage_type="EUC1-NodeUsage:cache.r6g.large",
        fee_type="EUC1-NodeUsage:cache.r6g.large",
        region="eu-central-1",
        resource="cache-session",
        instance="cache.r6g.large",
        listed="9.36",
        rate="0.155",
        idle=12,
        tags=("playback", "prod"),
    ),
)
_TAX = {12: "204.4", 1: "215.9", 2: "231.05"}


def cur(path: Path, seed: int) -> None:
    """Kinesis x8 on January 17; Lambda x2.5 in February; a SageMaker endpoint new on February 5, the t3 gone after January; support, tax, a credit on January 20."""
    rng = Random(seed)
    rows = []
    for day in days("2025-12-01", 90):
        for line in [*_LINES, *([_FRESH] if f"{day}" >= "2026-02-05" else [])]:
            if line[5] == "i-play9" and day.month == 2:
                continue
            is_fixed = line[6] or line[9] == "Secrets"
            quantity = Decimal(line[10]) if is_fixed else amount(rng, float(line[10]) * _more(line, day), 0.06)
            rows += use(_LYRA, day, line, quantity, covered=line[6] == "c6i.4xlarge")
        rows += commitments(_LYRA, day)
        if day.day == 1:
            rows.append(flat(_LYRA, day, "Fee", "AWSSupportBusiness", "130"))
        if day.day == 3:
            rows.append(flat(_LYRA, day, "Tax", "AmazonEC2", _TAX[day.month]))
        if f"{day}" == "2026-01-20":
            rows.append(row(_LYRA, day, "Credit", "AmazonRedshift", 3, line_item_unblended_cost="-85"))
    write(path, rows, columns=list(rows[0]))


def _more(line, day):
    if line[0] == "AmazonKinesis" and f"{day}" == "2026-01-17":
        return 8
    return 2.5 if line[0] == "AWSLambda" and day.month == 2 else 1
