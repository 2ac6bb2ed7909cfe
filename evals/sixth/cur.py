"""CUR 2.0 from March to May 2025 with a savings plan and reserved nodes, and a legacy CUR of November and December 2024."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

from evals.formats.cur import Company, LegacyCompany, Nodes, Plan, commitments, flat, legacy_charge, legacy_row, use
from evals.formats.plain import amount, days, write

if TYPE_CHECKING:
    from pathlib import Path

# service, usage type, operation, account, region, resource, instance type, tenant, environment, unit, quantity a day, rate
_LINES = (
    ("AmazonEC2", "USW2-BoxUsage:m6a.4xlarge", "RunInstances", 0, "us-west-2", "i-gate4", "m6a.4xlarge", "acorn", "production", "Hrs", "24", "0.6912"),
    ("AmazonEC2", "USW2-BoxUsage:c4.2xlarge", "RunInstances", 0, "us-west-2", "i-legacy8", "c4.2xlarge", "birch", "production", "Hrs", "24", "0.398"),
    ("AmazonEC2", "APN1-BoxUsage:t3.large", "RunInstances", 1, "ap-northeast-1", "i-lab2", "t3.large", "", "staging", "Hrs", "24", "0.1088"),
    ("AmazonEC2", "USW2-EBS:VolumeUsage.gp2", "CreateVolume-Gp2", 0, "us-west-2", "vol-gate", "", "acorn", "production", "GB-Mo", "60", "0.1"),
    ("AmazonEC2", "USW2-EBS:VolumeUsage.gp3", "CreateVolume-Gp3", 0, "us-west-2", "vol-birch", "", "birch", "production", "GB-Mo", "35", "0.08"),
    ("AmazonEC2", "APN1-EBS:SnapshotUsage", "CreateSnapshot", 1, "ap-northeast-1", "snap-lab", "", "", "", "GB-Mo", "70", "0.05"),
    ("AmazonEC2", "USW2-NatGateway-Bytes", "NatGateway", 0, "us-west-2", "nat-tern", "", "acorn", "production", "GB", "150", "0.045"),
    ("AmazonEC2", "USW2-NatGateway-Hours", "NatGateway", 0, "us-west-2", "nat-tern", "", "acorn", "production", "Hrs", "24", "0.045"),
    ("AmazonEC2", "USW2-DataTransfer-Out-Bytes", "RunInstances", 0, "us-west-2", "i-gate4", "", "acorn", "production", "GB", "55", "0.09"),
    ("AmazonEC2", "USW2-DataTransfer-Regional-Bytes", "InterZone-Out", 0, "us-west-2", "i-gate4", "", "acorn", "production", "GB", "330", "0.01"),
    ("AmazonRDS", "USW2-InstanceUsage:db.m6g.large", "CreateDBInstance", 0, "us-west-2", "db-ledger", "db.m6g.large", "birch", "production", "Hrs", "24", "0.159"),
    ("AWSLambda", "USW2-Lambda-GB-Second", "Invoke", 0, "us-west-2", "fn-score", "", "cedar", "production", "Lambda-GB-Second", "250000", "0.0000166667"),
    ("AmazonS3", "USW2-TimedStorage-ByteHrs", "StandardStorage", 2, "us-west-2", "tern-raw", "", "cedar", "production", "GB-Mo", "640", "0.023"),
    ("AmazonS3", "APN1-TimedStorage-SIA-ByteHrs", "StandardIAStorage", 2, "ap-northeast-1", "tern-cold", "", "", "", "GB-Mo", "300", "0.0138"),
    ("AmazonSageMaker", "USW2-Train:ml.p3.2xlarge", "CreateTrainingJob", 2, "us-west-2", "job-nightly", "ml.p3.2xlarge", "cedar", "staging", "Hrs", "6", "3.825"),
    ("AmazonGuardDuty", "USW2-PaidEventsAnalyzed", "", 0, "us-west-2", "", "", "", "", "Events", "420000", "0.000004"),
)  # fmt: skip
_FRESH = ("AmazonEC2", "USW2-BoxUsage:g4dn.2xlarge", "RunInstances", 2, "us-west-2", "i-ocr77", "g4dn.2xlarge", "cedar", "staging", "Hrs", "24", "0.752")  # fmt: skip
_TERN = Company(
    payer="770000000000",
    accounts=(("770000000001", "tern-prod"), ("770000000002", "tern-lab"), ("770000000003", "tern-data")),
    tags=("user_tenant", "user_environment"),
    plan=Plan(
        arn="arn:aws:savingsplans::770000000000:savingsplan/t3rn",
        usage_type="ComputeSP:1yrNoUpfront",
        cost="13.2",
        used="11.943936",
        share="0.72",
    ),
    nodes=Nodes(
        arn="arn:aws:elasticache:us-west-2:770000000001:reserved-instance:hot",
        service="AmazonElastiCache",
        account=0,
        usage_type="USW2-NodeUsage:cache.r6g.large",
        fee_type="USW2-NodeUsage:cache.r6g.large",
        region="us-west-2",
        resource="cache-hot",
        instance="cache.r6g.large",
        listed="6.18",
        rate="0.135",
        idle=18,
        tags=("acorn", "production"),
    ),
)
_TAX = {3: "71.3", 4: "74.85", 5: "93.2"}


def cur(path: Path, seed: int) -> None:
    """Egress x10 on April 17; a GPU machine new on May 12; training on weekdays only; support each month; a credit on May 20."""
    rng = Random(seed)
    rows = []
    for day in days("2025-03-01", 92):
        for line in [*_LINES, *([_FRESH] if f"{day}" >= "2025-05-12" else [])]:
            if line[0] == "AmazonSageMaker" and day.weekday() > 4:
                continue
            quantity = Decimal(line[10]) if line[9] == "Hrs" else amount(rng, float(line[10]), 0.06)
            burst = 10 if "DataTransfer-Out" in line[1] and f"{day}" == "2025-04-17" else 1
            rows += use(_TERN, day, line, quantity * burst, covered=line[6] == "m6a.4xlarge")
        rows += commitments(_TERN, day)
        if day.day == 1:
            rows.append(flat(_TERN, day, "Fee", "AWSSupportBusiness", "100"))
        if day.day == 3:
            rows.append(flat(_TERN, day, "Tax", "AmazonEC2", _TAX[day.month]))
        if f"{day}" == "2025-05-20":
            rows.append(flat(_TERN, day, "Credit", "AmazonS3", "-90"))
    write(path, rows, columns=list(rows[0]))


# product code, product name, usage type, account, region, component, quantity a day, rate
_LEGACY = (
    ("AmazonRedshift", "Amazon Redshift", "EU-Node:dc2.large", 0, "eu-west-1", "billing", 24, "0.6"),
    ("AmazonEC2", "Amazon Elastic Compute Cloud", "EU-BoxUsage:r4.xlarge", 1, "eu-west-1", "portal", 24, "0.296"),
    ("AmazonDynamoDB", "Amazon DynamoDB", "EU-ReadRequestUnits", 0, "eu-west-1", "portal", 9000000, "0.000000283"),
    ("AmazonCloudWatch", "AmazonCloudWatch", "EU-CW:MetricMonitorUsage", 1, "eu-west-1", "", 130, "0.01"),
    ("AmazonSES", "Amazon Simple Email Service", "Recipients-EC2", 1, "us-east-1", "mailer", 21000, "0.0001"),
    ("AmazonMQ", "Amazon MQ", "EU-mq.m5.large", 0, "eu-west-1", "mailer", 24, "0.306"),
    ("AmazonECR", "Amazon EC2 Container Registry (ECR)", "TimedStorage-ByteHrs", 1, "us-east-1", "", 12, "0.1"),
)  # fmt: skip
_QUILL = LegacyCompany("661000000010", ("661000000011", "661000000012"), "Component")


def legacy(path: Path, seed: int) -> None:
    """Mail x9 on November 29; the EC2 machine stops after December 10; tax each month; no account names."""
    rng = Random(seed)
    rows = []
    for day in days("2024-11-01", 61):
        for number, line in enumerate(_LEGACY):
            if line[0] == "AmazonEC2" and f"{day}" > "2024-12-10":
                continue
            burst = 9 if line[0] == "AmazonSES" and f"{day}" == "2024-11-29" else 1
            quantity = Decimal(24) if line[6] == 24 else amount(rng, line[6] * burst, 0.07)
            rows.append(legacy_row(_QUILL, day, number, line, quantity))
        if day.day == 2:
            rows.append(legacy_charge(_QUILL, day, _LEGACY[0], "Tax", "38.4" if day.month == 11 else "41.75"))
    write(path, rows)
