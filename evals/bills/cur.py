"""An AWS CUR 2.0 export: two accounts, a savings plan, reserved instances, tax, a credit and planted waste."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

from evals.formats.cur import Company, Nodes, Plan, commitments, flat, use
from evals.formats.plain import amount, days, write

if TYPE_CHECKING:
    from pathlib import Path

# service, usage type, operation, account, region, resource, instance type, team, unit, quantity a day, rate
_LINES = (
    ("AmazonEC2", "EUC1-BoxUsage:m6i.large", "RunInstances", 0, "eu-central-1", "i-web1", "m6i.large", "web", "Hrs", 24, "0.115"),
    ("AmazonEC2", "EUC1-BoxUsage:m6i.large", "RunInstances", 0, "eu-central-1", "i-web2", "m6i.large", "web", "Hrs", 24, "0.115"),
    ("AmazonEC2", "EUC1-BoxUsage:c4.large", "RunInstances", 0, "eu-central-1", "i-old1", "c4.large", "billing", "Hrs", 24, "0.114"),
    ("AmazonEC2", "BoxUsage:t3.medium", "RunInstances", 1, "us-east-1", "i-dev1", "t3.medium", "", "Hrs", 24, "0.0416"),
    ("AmazonEC2", "EUC1-EBS:VolumeUsage.gp2", "CreateVolume-Gp2", 0, "eu-central-1", "vol-a", "", "web", "GB-Mo", "33.333333", "0.119"),
    ("AmazonEC2", "EUC1-EBS:VolumeUsage.gp3", "CreateVolume-Gp3", 0, "eu-central-1", "vol-b", "", "web", "GB-Mo", "20", "0.0952"),
    ("AmazonEC2", "EBS:SnapshotUsage", "CreateSnapshot", 1, "us-east-1", "snap-1", "", "", "GB-Mo", "40", "0.05"),
    ("AmazonEC2", "EUC1-NatGateway-Hours", "NatGateway", 0, "eu-central-1", "nat-main", "", "platform", "Hrs", 24, "0.052"),
    ("AmazonEC2", "EUC1-NatGateway-Bytes", "NatGateway", 0, "eu-central-1", "nat-main", "", "platform", "GB", 90, "0.052"),
    ("AmazonEC2", "EUC1-DataTransfer-Regional-Bytes", "InterZone-Out", 0, "eu-central-1", "i-web1", "", "web", "GB", 120, "0.01"),
    ("AmazonEC2", "EUC1-DataTransfer-Out-Bytes", "RunInstances", 0, "eu-central-1", "i-web2", "", "web", "GB", 35, "0.09"),
    ("AmazonVPC", "PublicIPv4:IdleAddress", "AllocateAddressVPC", 1, "us-east-1", "eipalloc-9", "", "", "Hrs", 24, "0.005"),
    ("AWSELB", "EUC1-LoadBalancerUsage", "LoadBalancing:Application", 0, "eu-central-1", "alb-front", "", "web", "Hrs", 24, "0.027"),
    ("AmazonS3", "EUC1-TimedStorage-ByteHrs", "StandardStorage", 0, "eu-central-1", "bucket-logs", "", "platform", "GB-Mo", "210", "0.0245"),
    ("AmazonS3", "TimedStorage-GlacierByteHrs", "GlacierStorage", 1, "us-east-1", "bucket-arch", "", "", "GB-Mo", "300", "0.0036"),
    ("AmazonS3", "EUC1-Requests-Tier1", "PutObject", 0, "eu-central-1", "bucket-logs", "", "platform", "Requests", "90000", "0.0000054"),
    ("AWSLambda", "EUC1-Lambda-GB-Second", "Invoke", 0, "eu-central-1", "fn-resize", "", "web", "Second", "61000", "0.0000166667"),
    ("AmazonCloudWatch", "EUC1-DataProcessing-Bytes", "PutLogEvents", 0, "eu-central-1", "lg-app", "", "platform", "GB", "3", "0.63"),
)  # fmt: skip
_NEW = ("AmazonEC2", "EUC1-BoxUsage:c6i.4xlarge", "RunInstances", 0, "eu-central-1", "i-new7", "c6i.4xlarge", "", "Hrs", 24, "0.776")  # fmt: skip
_FAMILIES = {"Hrs": "Compute Instance", "GB-Mo": "Storage", "GB": "Data Transfer"}
_ACME = Company(
    payer="110000000000",
    accounts=(("110000000001", "acme-live"), ("110000000002", "acme-lab")),
    tags=("user_team",),
    plan=Plan(
        arn="arn:aws:savingsplans::110000000000:savingsplan/77aa",
        usage_type="ComputeSP:1yrNoUpfront",
        cost="2.4",
        used="1.932",
        share="0.7",
        is_negated_with_tags=False,
    ),
    nodes=Nodes(
        arn="arn:aws:rds:eu-central-1:110000000001:ri:pg-ri",
        service="AmazonRDS",
        account=0,
        usage_type="EUC1-InstanceUsage:db.r6g.large",
        fee_type="EUC1-HeavyUsage:db.r6g.large",
        region="eu-central-1",
        resource="db-orders",
        instance="db.r6g.large",
        listed="6.48",
        rate="0.17",
        idle=24,
        tags=("billing",),
    ),
)


def cur2(path: Path, seed: int) -> None:
    """October and November 2026: NAT spike on 2026-11-10 and 11, c6i.4xlarge new on 2026-11-20, half used commitments."""
    rng = Random(seed)
    rows = []
    for day in days("2026-10-01", 61):
        for line in _LINES:
            steady = line[8] == "Hrs"
            quantity = Decimal(line[9]) if steady else amount(rng, float(line[9]), 0.08)
            if "NatGateway-Bytes" in line[1] and f"{day}" in {"2026-11-10", "2026-11-11"}:
                quantity *= 9
            rows += _usage(day, line, quantity, covered=line[5] == "i-web1" and line[6] == "m6i.large")
        if f"{day}" >= "2026-11-20":
            rows += _usage(day, _NEW, Decimal(24), covered=False)
        rows += commitments(_ACME, day)
        if day.day == 1:
            rows.append(flat(_ACME, day, "Tax", "AmazonEC2", "190.50" if day.month == 10 else "214.75"))
            rows.append(flat(_ACME, day, "Credit", "AmazonS3", "-25"))
    write(path, rows, columns=list(rows[0]))


def _usage(day, line, quantity, *, covered):
    used, *negation = use(_ACME, day, line, quantity, covered=covered)
    return [{**used, "product_product_family": _FAMILIES.get(line[8], "")}, *negation]
