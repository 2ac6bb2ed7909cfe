"""CUR 2.0 in rupees from June to August 2026 with a savings plan and reserved cache nodes."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

from evals.formats.cur import Company, Nodes, Plan, commitments, flat, row, use
from evals.formats.plain import amount, days, write

if TYPE_CHECKING:
    from pathlib import Path

# service, usage type, operation, account, region, resource, instance type, application, environment, unit, quantity a day, rate
_LINES = (
    ("AmazonEC2", "APS3-BoxUsage:m7g.2xlarge", "RunInstances", 0, "ap-south-1", "i-consult1", "m7g.2xlarge", "teleconsult", "production", "Hrs", "24", "27.2"),
    ("AmazonEC2", "APS3-BoxUsage:c6i.4xlarge", "RunInstances", 0, "ap-south-1", "i-video1", "c6i.4xlarge", "teleconsult", "production", "Hrs", "24", "57.1"),
    ("AmazonEC2", "APS5-BoxUsage:r6i.2xlarge", "RunInstances", 1, "ap-south-2", "i-claims2", "r6i.2xlarge", "claims", "production", "Hrs", "24", "43.8"),
    ("AmazonEC2", "APS3-BoxUsage:t3.large", "RunInstances", 2, "ap-south-1", "i-stage1", "t3.large", "pharmacy", "staging", "Hrs", "24", "7.5"),
    ("AmazonEC2", "APS3-BoxUsage:m5.xlarge", "RunInstances", 2, "ap-south-1", "i-load3", "m5.xlarge", "", "staging", "Hrs", "24", "17"),
    ("AmazonEC2", "APS3-EBS:VolumeUsage.gp2", "CreateVolume-Gp2", 0, "ap-south-1", "vol-records1", "", "records", "production", "GB-Mo", "60", "9.6"),
    ("AmazonEC2", "APS3-EBS:VolumeUsage.gp3", "CreateVolume-Gp3", 0, "ap-south-1", "vol-video1", "", "teleconsult", "production", "GB-Mo", "34", "7.7"),
    ("AmazonEC2", "APS3-EBS:SnapshotUsage", "CreateSnapshot", 0, "ap-south-1", "snap-records1", "", "records", "production", "GB-Mo", "95", "4.2"),
    ("AmazonEC2", "APS3-NatGateway-Hours", "NatGateway", 0, "ap-south-1", "nat-core", "", "", "production", "Hrs", "48", "4.7"),
    ("AmazonEC2", "APS3-NatGateway-Bytes", "NatGateway", 0, "ap-south-1", "nat-core", "", "", "production", "GB", "170", "4.7"),
    ("AmazonEC2", "APS3-DataTransfer-Out-Bytes", "RunInstances", 0, "ap-south-1", "i-video1", "", "teleconsult", "production", "GB", "88", "9.2"),
    ("AmazonRDS", "APS3-InstanceUsage:db.r6g.2xl", "CreateDBInstance:0014", 0, "ap-south-1", "db-records", "db.r6g.2xlarge", "records", "production", "Hrs", "24", "78"),
    ("AmazonRDS", "APS3-RDS:GP3-Storage", "CreateDBInstance:0014", 0, "ap-south-1", "db-records", "", "records", "production", "GB-Mo", "41", "11"),
    ("AmazonRDS", "APS3-InstanceUsage:db.t4g.medium", "CreateDBInstance:0014", 2, "ap-south-1", "db-stage", "db.t4g.medium", "pharmacy", "staging", "Hrs", "24", "6.8"),
    ("AmazonDynamoDB", "APS3-PayPerRequestThroughput", "PayPerRequestThroughput", 0, "ap-south-1", "tbl-slots", "", "teleconsult", "production", "WriteRequestUnits", "5200000", "0.000119"),
    ("AmazonS3", "APS3-TimedStorage-ByteHrs", "StandardStorage", 0, "ap-south-1", "nila-scans", "", "records", "production", "GB-Mo", "520", "2.1"),
    ("AmazonS3", "APS5-TimedStorage-GlacierByteHrs", "GlacierStorage", 1, "ap-south-2", "nila-archive", "", "records", "production", "GB-Mo", "900", "0.38"),
    ("AmazonCloudFront", "IN-DataTransfer-Out-Bytes", "GET", 0, "", "cdn-app", "", "pharmacy", "production", "GB", "150", "9.1"),
    ("AmazonEKS", "APS3-AmazonEKS-Hours:perCluster", "CreateOperation", 0, "ap-south-1", "eks-pharmacy", "", "pharmacy", "production", "Hrs", "24", "8.4"),
    ("AWSELB", "APS3-LCUUsage", "LoadBalancing:Application", 0, "ap-south-1", "alb-pharmacy", "", "pharmacy", "production", "LCU-Hrs", "310", "0.7"),
    ("AmazonSageMaker", "APS5-Host:ml.g5.xlarge", "RunInstance", 1, "ap-south-2", "ep-triage", "ml.g5.xlarge", "claims", "production", "Hrs", "7", "118"),
    ("AWSLambda", "APS3-Lambda-GB-Second", "Invoke", 2, "ap-south-1", "fn-reminders", "", "teleconsult", "staging", "Second", "96000", "0.0014"),
    ("AmazonCloudWatch", "APS3-DataProcessing-Bytes", "PutLogEvents", 0, "ap-south-1", "logs-core", "", "", "production", "GB", "9", "56"),
    ("awskms", "APS3-KMS-Requests", "Decrypt", 3, "ap-south-1", "", "", "", "", "Requests", "410000", "0.00025"),
)  # fmt: skip
_FRESH = ("AmazonRedshift", "APS3-Node:ra3.xlplus", "RunComputeNode:0001", 1, "ap-south-1", "rs-claims", "ra3.xlplus", "claims", "production", "Node-Hrs", "24", "91")  # fmt: skip
_NILA = Company(
    payer="770000000000",
    accounts=(
        ("770000000001", "nila-production"),
        ("770000000002", "nila-analytics"),
        ("770000000003", "nila-staging"),
        ("770000000004", "nila-security"),
    ),
    tags=("user_application", "user_environment"),
    plan=Plan(
        arn="arn:aws:savingsplans::770000000000:savingsplan/sp-nila",
        usage_type="ComputeSP:3yrNoUpfront",
        cost="540",
        used="470.016000",
        share="0.72",
    ),
    nodes=Nodes(
        arn="arn:aws:elasticache:ap-south-1:770000000001:reserved-instance:sessions",
        service="AmazonElastiCache",
        account=0,
        usage_type="APS3-NodeUsage:cache.r6g.large",
        fee_type="APS3-HeavyUsage:cache.r6g.large",
        region="ap-south-1",
        resource="cache-sessions",
        instance="cache.r6g.large",
        listed="649.8",
        rate="11.4",
        idle=10,
        tags=("teleconsult", "production"),
    ),
)
_TAX = {6: "71250.4", 7: "73610.75", 8: "84980.2"}


def cur(path: Path, seed: int) -> None:
    """SageMaker x6 on July 16; CloudFront x1.6 in August; the m5 gone after July 20, Redshift new on August 10; support, tax, a refund in June, a credit in August."""
    rng = Random(seed)
    rows = []
    for day in days("2026-06-01", 92):
        for line in [*_LINES, *([_FRESH] if f"{day}" >= "2026-08-10" else [])]:
            if line[5] == "i-load3" and f"{day}" > "2026-07-20":
                continue
            runs_always = line[9] == "Hrs" and line[0] != "AmazonSageMaker"
            quantity = Decimal(line[10]) if runs_always else amount(rng, float(line[10]) * _more(line, day), 0.06)
            rows += use(_NILA, day, line, quantity, covered=line[6] == "m7g.2xlarge")
        rows += commitments(_NILA, day)
        if day.day == 1:
            rows.append(flat(_NILA, day, "Fee", "AWSSupportBusiness", "9200"))
        if day.day == 3:
            rows.append(flat(_NILA, day, "Tax", "AmazonEC2", _TAX[day.month]))
        if f"{day}" == "2026-06-22":
            rows.append(row(_NILA, day, "Refund", "AmazonS3", 0, line_item_unblended_cost="-1840"))
        if f"{day}" == "2026-08-05":
            rows.append(row(_NILA, day, "Credit", "AmazonSageMaker", 1, line_item_unblended_cost="-5500"))
    for each in rows:
        each["line_item_currency_code"] = "INR"
    write(path, rows, columns=list(rows[0]))


def _more(line, day):
    if line[0] == "AmazonSageMaker" and f"{day}" == "2026-07-16":
        return 6
    return 1.6 if line[0] == "AmazonCloudFront" and day.month == 8 else 1
