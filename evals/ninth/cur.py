"""CUR 2.0 from March to May 2026 with a savings plan and reserved databases."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

from evals.formats.cur import Company, Nodes, Plan, commitments, flat, row, use
from evals.formats.plain import amount, days, write

if TYPE_CHECKING:
    from pathlib import Path

# service, usage type, operation, account, region, resource, instance type, team, env, unit, quantity a day, rate
_LINES = (
    ("AmazonEC2", "USW2-BoxUsage:m6i.2xlarge", "RunInstances", 0, "us-west-2", "i-routes1", "m6i.2xlarge", "routing", "prod", "Hrs", "24", "0.384"),
    ("AmazonEC2", "USW2-BoxUsage:c7g.xlarge", "RunInstances", 0, "us-west-2", "i-track2", "c7g.xlarge", "tracking", "prod", "Hrs", "24", "0.145"),
    ("AmazonEC2", "USE2-BoxUsage:r7i.xlarge", "RunInstances", 1, "us-east-2", "i-lake3", "r7i.xlarge", "insight", "prod", "Hrs", "24", "0.2646"),
    ("AmazonEC2", "USW2-BoxUsage:t3.xlarge", "RunInstances", 2, "us-west-2", "i-try7", "t3.xlarge", "", "test", "Hrs", "24", "0.1664"),
    ("AmazonEC2", "USW2-EBS:VolumeUsage.gp3", "CreateVolume-Gp3", 0, "us-west-2", "vol-routes", "", "routing", "prod", "GB-Mo", "46", "0.08"),
    ("AmazonEC2", "USW2-EBS:SnapshotUsage", "CreateSnapshot", 0, "us-west-2", "snap-routes", "", "routing", "prod", "GB-Mo", "72", "0.05"),
    ("AmazonEC2", "USW2-NatGateway-Hours", "NatGateway", 0, "us-west-2", "nat-ibex", "", "tracking", "prod", "Hrs", "48", "0.045"),
    ("AmazonEC2", "USW2-NatGateway-Bytes", "NatGateway", 0, "us-west-2", "nat-ibex", "", "tracking", "prod", "GB", "140", "0.045"),
    ("AmazonEC2", "USW2-DataTransfer-Out-Bytes", "RunInstances", 0, "us-west-2", "i-track2", "", "tracking", "prod", "GB", "115", "0.09"),
    ("AmazonRDS", "USE2-InstanceUsage:db.m6g.xl", "CreateDBInstance:0014", 1, "us-east-2", "db-insight", "db.m6g.xlarge", "insight", "prod", "Hrs", "24", "0.318"),
    ("AmazonRDS", "USW2-RDS:GP3-Storage", "CreateDBInstance:0014", 0, "us-west-2", "db-parcels", "", "tracking", "prod", "GB-Mo", "38", "0.115"),
    ("AmazonECS", "USW2-Fargate-vCPU-Hours:perCPU", "FargateTask", 0, "us-west-2", "svc-scan", "", "tracking", "prod", "hours", "260", "0.04048"),
    ("AmazonEKS", "USW2-AmazonEKS-Hours:perCluster", "CreateOperation", 2, "us-west-2", "eks-try", "", "", "test", "Hrs", "24", "0.1"),
    ("AmazonES", "USE2-ESInstance:r6g.large", "ESDomain", 1, "us-east-2", "os-scans", "r6g.large.search", "insight", "prod", "Hrs", "48", "0.167"),
    ("AmazonS3", "USW2-TimedStorage-ByteHrs", "StandardStorage", 0, "us-west-2", "ibex-labels", "", "tracking", "prod", "GB-Mo", "310", "0.023"),
    ("AmazonS3", "USE2-TimedStorage-SIA-ByteHrs", "StandardIAStorage", 1, "us-east-2", "ibex-lake", "", "insight", "prod", "GB-Mo", "480", "0.0125"),
    ("AWSLambda", "USW2-Lambda-GB-Second", "Invoke", 2, "us-west-2", "fn-price", "", "routing", "test", "Second", "170000", "0.0000166667"),
    ("AmazonCloudWatch", "USW2-DataProcessing-Bytes", "PutLogEvents", 0, "us-west-2", "logs-scan", "", "tracking", "prod", "GB", "11", "0.5"),
    ("AmazonGuardDuty", "USW2-PaidEventsAnalyzed", "", 3, "us-west-2", "", "", "", "", "Events", "900000", "0.000004"),
)  # fmt: skip
_FRESH = ("AmazonBedrock", "USE2-Claude-input-tokens", "InvokeModelInference", 1, "us-east-2", "agent-letters", "", "insight", "prod", "1K tokens", "5200", "0.003")  # fmt: skip
_IBEX = Company(
    payer="660000000000",
    accounts=(
        ("660000000001", "ibex-prod"),
        ("660000000002", "ibex-data"),
        ("660000000003", "ibex-test"),
        ("660000000004", "ibex-security"),
    ),
    tags=("user_team", "user_env"),
    plan=Plan(
        arn="arn:aws:savingsplans::660000000000:savingsplan/sp-ibex",
        usage_type="ComputeSP:1yrNoUpfront",
        cost="7.2",
        used="6.451200",
        share="0.7",
    ),
    nodes=Nodes(
        arn="arn:aws:rds:us-west-2:660000000001:ri:parcels",
        service="AmazonRDS",
        account=0,
        usage_type="USW2-InstanceUsage:db.r6g.lrg",
        fee_type="USW2-HeavyUsage:db.r6g.lrg",
        region="us-west-2",
        resource="db-parcels",
        instance="db.r6g.large",
        listed="8.1",
        rate="0.142",
        idle=12,
        tags=("tracking", "prod"),
    ),
)
_TAX = {3: "131.2", 4: "142.85", 5: "158.6"}


def cur(path: Path, seed: int) -> None:
    """CloudWatch x9 on April 14; Lambda x2.2 in May; the t3 gone after April 24, Bedrock new on May 11; support, tax, a refund in March, a credit in May."""
    rng = Random(seed)
    rows = []
    for day in days("2026-03-01", 92):
        for line in [*_LINES, *([_FRESH] if f"{day}" >= "2026-05-11" else [])]:
            if line[5] == "i-try7" and f"{day}" > "2026-04-24":
                continue
            quantity = Decimal(line[10]) if line[9] == "Hrs" else amount(rng, float(line[10]) * _more(line, day), 0.05)
            rows += use(_IBEX, day, line, quantity, covered=line[6] == "m6i.2xlarge")
        rows += commitments(_IBEX, day)
        if day.day == 1:
            rows.append(flat(_IBEX, day, "Fee", "AWSSupportBusiness", "118"))
        if day.day == 2:
            rows.append(flat(_IBEX, day, "Tax", "AmazonEC2", _TAX[day.month]))
        if f"{day}" == "2026-03-19":
            rows.append(row(_IBEX, day, "Refund", "AmazonS3", 0, line_item_unblended_cost="-24.5"))
        if f"{day}" == "2026-05-06":
            rows.append(row(_IBEX, day, "Credit", "AmazonES", 1, line_item_unblended_cost="-60"))
    write(path, rows, columns=list(rows[0]))


def _more(line, day):
    if line[0] == "AmazonCloudWatch" and f"{day}" == "2026-04-14":
        return 9
    return 2.2 if line[0] == "AWSLambda" and day.month == 5 else 1
