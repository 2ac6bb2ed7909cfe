"""CUR 2.0 up to mid-March with a savings plan and reserved nodes, and a legacy CUR, packed."""

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
    legacy_row,
    use,
)
from evals.formats.files import packed
from evals.formats.plain import amount, days, write

if TYPE_CHECKING:
    from pathlib import Path

# service, usage type, operation, account, region, resource, instance type, squad, unit, quantity a day, rate
_LINES = (
    ("AmazonEC2", "EU-BoxUsage:m7g.2xlarge", "RunInstances", 0, "eu-west-1", "i-api1", "m7g.2xlarge", "orbit", "Hrs", 24, "0.3648"),
    ("AmazonEC2", "EU-BoxUsage:r6i.xlarge", "RunInstances", 1, "eu-west-1", "i-feat1", "r6i.xlarge", "lens", "Hrs", 24, "0.282"),
    ("AmazonEC2", "APS1-BoxUsage:t2.large", "RunInstances", 2, "ap-southeast-1", "i-sbx1", "t2.large", "", "Hrs", 24, "0.1168"),
    ("AmazonEC2", "EU-EBS:VolumeUsage.gp2", "CreateVolume-Gp2", 0, "eu-west-1", "vol-api", "", "orbit", "GB-Mo", "50", "0.11"),
    ("AmazonEC2", "EU-NatGateway-Bytes", "NatGateway", 0, "eu-west-1", "nat-kep", "", "orbit", "GB", 140, "0.048"),
    ("AmazonEC2", "EU-NatGateway-Hours", "NatGateway", 0, "eu-west-1", "nat-kep", "", "orbit", "Hrs", 24, "0.048"),
    ("AmazonEC2", "EU-DataTransfer-Regional-Bytes", "InterZone-In", 1, "eu-west-1", "i-feat1", "", "lens", "GB", 260, "0.01"),
    ("AmazonEKS", "EU-AmazonEKS-Hours:perCluster", "CreateOperation", 0, "eu-west-1", "eks-kep", "", "orbit", "Hrs", 24, "0.1"),
    ("AmazonMSK", "EU-Kafka.m5.large", "RunBroker", 1, "eu-west-1", "msk-events", "", "lens", "Hrs", 72, "0.23"),
    ("AmazonECS", "EU-Fargate-vCPU-Hours:perCPU", "FargateTask", 0, "eu-west-1", "ecs-mail", "", "relay", "Hours", 96, "0.04048"),
    ("AmazonSageMaker", "EU-Host:ml.g5.xlarge", "RunInstance", 1, "eu-west-1", "ep-lens", "ml.g5.xlarge", "lens", "Hrs", 24, "1.569"),
    ("AmazonEFS", "EU-TimedStorage-ByteHrs", "", 0, "eu-west-1", "fs-mail", "", "relay", "GB-Mo", "9", "0.33"),
    ("AmazonS3", "EU-TimedStorage-ByteHrs", "StandardStorage", 1, "eu-west-1", "kep-lake", "", "lens", "GB-Mo", "320", "0.023"),
    ("AmazonS3", "APS1-TimedStorage-ByteHrs", "StandardStorage", 2, "ap-southeast-1", "kep-scratch", "", "", "GB-Mo", "44", "0.025"),
    ("AmazonRoute53", "HostedZone", "HostedZone", 0, "", "", "", "", "mo", "1", "0.5"),
    ("awskms", "eu-west-1-KMS-Requests", "Decrypt", 0, "eu-west-1", "key-1", "", "orbit", "Requests", "40000", "0.000003"),
)  # fmt: skip
_NEW = ("AmazonEC2", "EU-BoxUsage:inf2.xlarge", "RunInstances", 1, "eu-west-1", "i-inf9", "inf2.xlarge", "", "Hrs", 24, "0.99")  # fmt: skip
_KEPLER = Company(
    payer="220000000000",
    accounts=(("220000000001", "kepler-main"), ("220000000002", "kepler-data"), ("220000000003", "kepler-sbx")),
    tags=("user_squad",),
    plan=Plan(
        arn="arn:aws:savingsplans::220000000000:savingsplan/c0de",
        usage_type="ComputeSP:3yrNoUpfront",
        cost="7.2",
        used="6.303744",
        share="0.72",
        is_negated_with_tags=False,
    ),
    nodes=Nodes(
        arn="arn:aws:redshift:eu-west-1:220000000002:reserved-node:rs",
        service="AmazonRedshift",
        account=1,
        usage_type="EU-Node:ra3.xlplus",
        fee_type="EU-Node:ra3.xlplus",
        region="eu-west-1",
        resource="rs-kep",
        instance="ra3.xlplus",
        listed="28.824",
        rate="0.8",
        idle=24,
        tags=("lens",),
    ),
)


def cur2(path: Path, seed: int) -> None:
    """2026-01-01 to 2026-03-20: NAT bytes x7 on February 17, an inf2 machine new on March 9, half used reserved nodes."""
    rng = Random(seed)
    rows = []
    for day in days("2026-01-01", 79):
        for line in [*_LINES, *([_NEW] if f"{day}" >= "2026-03-09" else [])]:
            quantity = Decimal(line[9]) if line[8] in {"Hrs", "Hours", "mo"} else amount(rng, float(line[9]), 0.08)
            if "NatGateway-Bytes" in line[1] and f"{day}" == "2026-02-17":
                quantity *= 7
            rows += use(_KEPLER, day, line, quantity, covered=line[5] == "i-api1")
        rows += commitments(_KEPLER, day)
        if day.day == 2:
            rows.append(flat(_KEPLER, day, "Tax", "AmazonEC2", {1: "201.40", 2: "188.15", 3: "99.90"}[day.month]))
            rows.append(flat(_KEPLER, day, "Credit", "AmazonSageMaker", "-120"))
        if f"{day}" == "2026-02-11":
            rows.append(flat(_KEPLER, day, "Refund", "AmazonMSK", "-17.25"))
    write(path, rows, columns=list(rows[0]))


# product code, product name, usage type, account, region, application, quantity a day, rate
_LEGACY = (
    ("AmazonRDS", "Amazon Relational Database Service", "USW2-InstanceUsage:db.m6g.xl", 0, "us-west-2", "booking", 24, "0.318"),
    ("AmazonCloudFront", "Amazon CloudFront", "US-DataTransfer-Out-Bytes", 0, "", "site", 210, "0.085"),
    ("AmazonSNS", "Amazon Simple Notification Service", "USW2-DeliveryAttempts-SMS", 1, "us-west-2", "", 900, "0.00645"),
    ("AWSGlue", "AWS Glue", "USW2-ETL-DPU-Hour", 1, "us-west-2", "reports", 31, "0.44"),
    ("AmazonAthena", "Amazon Athena", "USW2-DataScannedInTB", 1, "us-west-2", "reports", 2, "5"),
    ("AmazonElastiCache", "Amazon ElastiCache", "CAN1-NodeUsage:cache.r6g.large", 0, "ca-central-1", "booking", 24, "0.227"),
    ("AmazonS3", "Amazon Simple Storage Service", "CAN1-TimedStorage-ByteHrs", 0, "ca-central-1", "site", 95, "0.025"),
)  # fmt: skip
_PAYER = LegacyCompany("330000000000", ("330000000001", "330000000002"), "Application")


def legacy(path: Path, seed: int) -> None:
    """June and July 2025, slash headers; Athena x8 on July 22; tax each month; no account names."""
    rng = Random(seed)
    rows = []
    for day in days("2025-06-01", 61):
        for number, line in enumerate(_LEGACY):
            burst = 8 if line[0] == "AmazonAthena" and f"{day}" == "2025-07-22" else 1
            quantity = Decimal(line[6]) if line[6] == 24 else amount(rng, line[6] * burst, 0.09)
            rows.append(legacy_row(_PAYER, day, number, line, quantity))
        if day.day == 1:
            rows.append(legacy_charge(_PAYER, day, _LEGACY[0], "Tax", "64.10" if day.month == 6 else "71.45"))
    packed(path, lambda inner: write(inner, rows))
