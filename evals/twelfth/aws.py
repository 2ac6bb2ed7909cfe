"""Legacy CUR from July to September 2026 with resources, two tags and a savings plan."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

from evals.formats.cur import LegacyCompany, Plan, legacy_charge, legacy_commitments, legacy_use
from evals.formats.plain import amount, days, write

if TYPE_CHECKING:
    from pathlib import Path

# product code, product name, usage type, account, region, team, quantity a day, rate; env, resource, unit
_LINES = (
    ("AmazonEC2", "Amazon Elastic Compute Cloud", "EUN1-BoxUsage:m7i.xlarge", 0, "eu-north-1", "booking", "48", "0.21", "prod", "i-0berth1", "Hrs"),
    ("AmazonEC2", "Amazon Elastic Compute Cloud", "EUN1-BoxUsage:c6g.2xlarge", 0, "eu-north-1", "pricing", "24", "0.2896", "prod", "i-0fares2", "Hrs"),
    ("AmazonEC2", "Amazon Elastic Compute Cloud", "EU-BoxUsage:t3.large", 1, "eu-west-1", "", "24", "0.0912", "dev", "i-0try3", "Hrs"),
    ("AmazonEC2", "Amazon Elastic Compute Cloud", "EUN1-EBS:VolumeUsage.gp3", 0, "eu-north-1", "booking", "60", "0.0836", "prod", "vol-0berth", "GB-Mo"),
    ("AmazonEC2", "Amazon Elastic Compute Cloud", "EU-EBS:VolumeUsage.gp2", 1, "eu-west-1", "data", "35", "0.11", "dev", "vol-0lake", "GB-Mo"),
    ("AmazonEC2", "Amazon Elastic Compute Cloud", "EUN1-NatGateway-Hours", 0, "eu-north-1", "booking", "48", "0.046", "prod", "nat-0quay", "Hrs"),
    ("AmazonEC2", "Amazon Elastic Compute Cloud", "EUN1-NatGateway-Bytes", 0, "eu-north-1", "booking", "130", "0.046", "prod", "nat-0quay", "GB"),
    ("AmazonEC2", "Amazon Elastic Compute Cloud", "EUN1-DataTransfer-Out-Bytes", 0, "eu-north-1", "booking", "150", "0.09", "prod", "i-0berth1", "GB"),
    ("AmazonRDS", "Amazon Relational Database Service", "EUN1-Multi-AZUsage:db.r6g.xlarge", 0, "eu-north-1", "booking", "24", "0.956", "prod", "db-berths", "Hrs"),
    ("AmazonRDS", "Amazon Relational Database Service", "EU-InstanceUsage:db.t4g.medium", 1, "eu-west-1", "data", "24", "0.07", "dev", "db-lake", "Hrs"),
    ("AmazonS3", "Amazon Simple Storage Service", "EUN1-TimedStorage-ByteHrs", 0, "eu-north-1", "data", "420", "0.023", "prod", "skerry-manifests", "GB-Mo"),
    ("AmazonS3", "Amazon Simple Storage Service", "EUN1-Requests-Tier1", 0, "eu-north-1", "data", "310000", "0.000005", "prod", "skerry-manifests", "Requests"),
    ("AWSLambda", "AWS Lambda", "EUN1-Lambda-GB-Second", 0, "eu-north-1", "pricing", "190000", "0.0000166667", "prod", "fn-fares", "Second"),
    ("AmazonDynamoDB", "Amazon DynamoDB", "EUN1-WriteRequestUnits", 0, "eu-north-1", "pricing", "2400000", "0.0000013", "prod", "tbl-fares", "WriteRequestUnits"),
    ("AmazonElastiCache", "Amazon ElastiCache", "EUN1-NodeUsage:cache.r7g.large", 0, "eu-north-1", "booking", "24", "0.232", "prod", "cache-berths", "Hrs"),
    ("AmazonCloudWatch", "AmazonCloudWatch", "EUN1-DataProcessing-Bytes", 0, "eu-north-1", "", "9", "0.57", "prod", "logs-quay", "GB"),
    ("AmazonGuardDuty", "Amazon GuardDuty", "EUN1-PaidEventsAnalyzed", 2, "eu-north-1", "", "1100000", "0.000004", "", "", "Events"),
)  # fmt: skip
_FRESH = ("AmazonBedrock", "Amazon Bedrock", "EU-Claude-input-tokens", 1, "eu-west-1", "pricing", "5200", "0.003", "prod", "agent-fares", "1K tokens")  # fmt: skip
_SUPPORT = ("AWSSupportBusiness", "AWS Support (Business)", "", 0, "", "", "1", "0")
_SKERRY = LegacyCompany(
    payer="770000000000",
    accounts=("770000000001", "770000000002", "770000000003"),
    tag="Team",
    plan=Plan(
        arn="arn:aws:savingsplans::770000000000:savingsplan/sp-skerry",
        usage_type="ComputeSP:1yrAllUpfront",
        cost="9.6",
        used="8.064",
        share="0.8",
    ),
)
_TAX = {7: "238.4", 8: "247.1", 9: "271.85"}


def cur(path: Path, seed: int) -> None:
    """CloudWatch x8 on August 19; DynamoDB x1.6 in September; the t3 gone after August 15, Bedrock new on September 7; support, tax, a credit in August, a refund in September."""
    rng = Random(seed)
    rows = []
    for day in days("2026-07-01", 92):
        lines = [*_LINES, *([_FRESH] if f"{day}" >= "2026-09-07" else [])]
        for number, line in enumerate(lines):
            if line[9] == "i-0try3" and f"{day}" > "2026-08-15":
                continue
            quantity = amount(rng, float(line[6]) * _more(line, day), 0.05)
            quantity = Decimal(line[6]) if line[10] == "Hrs" else quantity
            rows += _used(day, number, line, quantity)
        rows += [_bare(row) for row in [*legacy_commitments(_SKERRY, day), *_charges(day)]]
    write(path, rows)


def _used(day, number, line, quantity):
    env, resource, unit = line[8:]
    cells = {"lineItem/ResourceId": resource, "pricing/unit": unit, "resourceTags/user:env": env}
    is_covered = resource == "i-0berth1" and "BoxUsage" in line[2]
    return [{**row, **cells} for row in legacy_use(_SKERRY, day, number, line[:8], quantity, covered=is_covered)]


def _charges(day):
    rows = []
    if day.day == 1:
        rows.append(legacy_charge(_SKERRY, day, _SUPPORT, "Fee", "104"))
    if day.day == 2:
        rows.append(legacy_charge(_SKERRY, day, _LINES[0][:8], "Tax", _TAX[day.month], number=91))
    if f"{day}" == "2026-08-11":
        rows.append(legacy_charge(_SKERRY, day, _LINES[12][:8], "Credit", "-55", number=92))
    if f"{day}" == "2026-09-16":
        rows.append(legacy_charge(_SKERRY, day, _LINES[8][:8], "Refund", "-31.4", number=93))
    return rows


def _bare(row):
    return {**row, "lineItem/ResourceId": "", "pricing/unit": "", "resourceTags/user:env": ""}


def _more(line, day):
    if line[0] == "AmazonCloudWatch" and f"{day}" == "2026-08-19":
        return 8
    return 1.6 if line[0] == "AmazonDynamoDB" and day.month == 9 else 1
