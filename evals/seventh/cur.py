"""CUR 2.0 from September to November 2025 with a savings plan and reserved databases, and a legacy CUR of early 2026 with a savings plan."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

from evals.bills.plain import amount, days, json_text, write
from evals.fifth.cur import _fee, _plan, _reserved
from evals.third.aws import _base, _legacy_row, _usage

if TYPE_CHECKING:
    from pathlib import Path

# service, usage type, operation, account, region, resource, instance type, project, unit, quantity a day, rate, environment
_LINES = (
    ("AmazonEC2", "EUW3-BoxUsage:m7i.2xlarge", "RunInstances", 0, "eu-west-3", "i-cart1", "m7i.2xlarge", "lagoon", "Hrs", "24", "0.4704", "prod"),
    ("AmazonEC2", "EUW3-BoxUsage:r5.4xlarge", "RunInstances", 0, "eu-west-3", "i-search2", "r5.4xlarge", "heath", "Hrs", "24", "1.184", "prod"),
    ("AmazonEC2", "USE2-BoxUsage:t3a.xlarge", "RunInstances", 1, "us-east-2", "i-try5", "t3a.xlarge", "", "Hrs", "24", "0.1504", "dev"),
    ("AmazonEC2", "EUW3-EBS:VolumeUsage.gp2", "CreateVolume-Gp2", 0, "eu-west-3", "vol-search", "", "heath", "GB-Mo", "42", "0.116", "prod"),
    ("AmazonEC2", "USE2-EBS:SnapshotUsage", "CreateSnapshot", 1, "us-east-2", "snap-try", "", "", "GB-Mo", "48", "0.05", "dev"),
    ("AmazonEC2", "EUW3-NatGateway-Bytes", "NatGateway", 0, "eu-west-3", "nat-heron", "", "lagoon", "GB", "120", "0.05", "prod"),
    ("AmazonEC2", "EUW3-NatGateway-Hours", "NatGateway", 0, "eu-west-3", "nat-heron", "", "lagoon", "Hrs", "24", "0.05", "prod"),
    ("AmazonEC2", "EUW3-DataTransfer-Out-Bytes", "RunInstances", 0, "eu-west-3", "i-cart1", "", "lagoon", "GB", "70", "0.09", "prod"),
    ("AmazonVPC", "USE2-PublicIPv4:IdleAddress", "AllocateAddress", 1, "us-east-2", "eip-try", "", "", "Hrs", "72", "0.005", "dev"),
    ("AmazonRDS", "EUW3-RDS:GP3-Storage", "CreateDBInstance", 0, "eu-west-3", "db-cart", "", "lagoon", "GB-Mo", "30", "0.133", "prod"),
    ("AmazonCloudFront", "EU-DataTransfer-Out-Bytes", "GET", 0, "", "cdn-heron", "", "lagoon", "GB", "300", "0.085", "prod"),
    ("AmazonAthena", "USE2-DataScannedInTB", "RunQuery", 2, "us-east-2", "", "", "fen", "TB", "2.4", "5.0", "prod"),
    ("AWSGlue", "USE2-ETL-DPU-Hour", "Jobrun", 2, "us-east-2", "job-load", "", "fen", "DPU-Hour", "30", "0.44", "prod"),
    ("AmazonBedrock", "USE2-Claude-InputTokens", "InvokeModel", 2, "us-east-2", "", "", "fen", "1K tokens", "900", "0.003", "dev"),
    ("AmazonS3", "EUW3-TimedStorage-ByteHrs", "StandardStorage", 2, "eu-west-3", "heron-clicks", "", "fen", "GB-Mo", "410", "0.024", "prod"),
    ("AmazonCloudWatch", "EUW3-DataProcessing-Bytes", "PutLogEvents", 0, "eu-west-3", "", "", "", "GB", "9", "0.57", ""),
)  # fmt: skip
_FRESH = ("AmazonEC2", "USE2-BoxUsage:g6.xlarge", "RunInstances", 2, "us-east-2", "i-gen1", "g6.xlarge", "fen", "Hrs", "24", "0.8048", "dev")  # fmt: skip
_ACCOUNTS = (("880000000001", "heron-shop"), ("880000000002", "heron-play"), ("880000000003", "heron-bi"))
_PLANNED = {"savings_plan_savings_plan_a_r_n": "arn:aws:savingsplans::880000000000:savingsplan/h3r0n"}
_DATABASE = {
    "line_item_usage_type": "EUW3-InstanceUsage:db.r6g.xlarge",
    "product_region_code": "eu-west-3",
    "reservation_reservation_a_r_n": "arn:aws:rds:eu-west-3:880000000001:ri:cart",
}
_TAX = {9: "112.6", 10: "118.25", 11: "149.9"}


def cur(path: Path, seed: int) -> None:
    """Glue x7 on October 14; Bedrock x2.2 in November; a GPU machine new on November 10, one gone after October; support, tax, a credit on October 22."""
    rng = Random(seed)
    rows = []
    for day in days("2025-09-01", 91):
        for line in [*_LINES, *([_FRESH] if f"{day}" >= "2025-11-10" else [])]:
            if line[5] == "i-try5" and day.month == 11:
                continue
            quantity = Decimal(line[9]) if line[8] == "Hrs" else amount(rng, float(line[9]) * _more(line, day), 0.06)
            rows += _use(day, line, quantity)
        rows += _commitments(day)
        if day.day == 1:
            rows.append({**_flat(day, "Fee", "AWSSupportBusiness", 0), "line_item_unblended_cost": "100"})
        if day.day == 2:
            rows.append({**_flat(day, "Tax", "AmazonCloudWatch", 0), "line_item_unblended_cost": _TAX[day.month]})
        if f"{day}" == "2025-10-22":
            rows.append({**_flat(day, "Credit", "AmazonBedrock", 2), "line_item_unblended_cost": "-45"})
    write(path, rows, columns=list(rows[0]))


def _more(line, day):
    if line[0] == "AWSGlue" and f"{day}" == "2025-10-14":
        return 7
    return 2.2 if line[0] == "AmazonBedrock" and day.month == 11 else 1


def _owned(row, account=0):
    number, name = _ACCOUNTS[account]
    mine = {"bill_payer_account_id": "880000000000", "line_item_usage_account_id": number, "line_item_usage_account_name": name}  # fmt: skip
    return {**row, **mine}


def _flat(day, kind, service, account):
    return _owned(_base(day, kind, service, 0), account)


def _use(day, line, quantity):
    tags = {key: value for key, value in (("user_project", line[7]), ("user_env", line[11])) if value}
    is_covered = line[6] == "m7i.2xlarge"
    made = _usage(day, line[:11], quantity, covered=is_covered)
    own = {"resource_tags": json_text(tags) if tags else "", **(_PLANNED if is_covered else {})}
    return [{**_owned(row, line[3]), **own} for row in made]


def _commitments(day):
    used = str(Decimal("0.4704") * 24 * Decimal("0.72"))
    cost = {"line_item_unblended_cost": "9.6", "savings_plan_total_commitment_to_date": "9.6", "savings_plan_used_commitment": used}  # fmt: skip
    database = {
        **_owned(_reserved(day)),
        **_DATABASE,
        "line_item_resource_id": "db-cart",
        "line_item_usage_amount": "24",
        "product_instance_type": "db.r6g.xlarge",
        "pricing_public_on_demand_cost": "12.24",
        "reservation_effective_cost": "7.92",
        "resource_tags": json_text({"user_project": "lagoon", "user_env": "prod"}),
    }
    found = [{**_owned(_plan(day)), **_PLANNED, **cost}, database]
    return [*found, _database_fee(day)] if day.day == 1 else found


def _database_fee(day):
    row = _fee(day)
    hours = Decimal(row["line_item_usage_amount"])
    return {
        **_owned(row),
        **_DATABASE,
        "line_item_unblended_cost": str(hours * Decimal("0.33")),
        "reservation_unused_quantity": str(hours / 2),
        "reservation_unused_recurring_fee": str(hours / 2 * Decimal("0.33")),
    }


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
_PAYERS = ("773000000011", "773000000012", "773000000013")
_PLAN = "arn:aws:savingsplans::773000000010:savingsplan/1b15"
_COMMITTED = {
    "pricing/term": "",
    "savingsPlan/SavingsPlanARN": "",
    "savingsPlan/SavingsPlanEffectiveCost": "",
    "savingsPlan/TotalCommitmentToDate": "",
    "savingsPlan/UsedCommitment": "",
}
_BLANK = {"lineItem/UsageType": "", "product/region": "", "resourceTags/user:CostCenter": ""}
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
            rows += _ibis(day, number, line, quantity)
        rows.append(_recurring(day))
        if day.day == 3:
            rows.append(_charge(day, 90, _LEGACY[6], "Tax", _LEGACY_TAX[day.month]))
        if f"{day}" == "2026-02-20":
            rows.append(_charge(day, 91, _LEGACY[3], "Refund", "-18.4"))
    write(path, rows)


def _ibis(day, number, line, quantity):
    is_covered = "c5.2xlarge" in line[2]
    row = _named(day, number, line, quantity, "SavingsPlanCoveredUsage" if is_covered else "Usage")
    if not is_covered:
        return [row]
    cost = Decimal(row["lineItem/UnblendedCost"])
    spared = {"savingsPlan/SavingsPlanARN": _PLAN, "savingsPlan/SavingsPlanEffectiveCost": f"{cost * Decimal('0.7'):.6f}"}  # fmt: skip
    back = _charge(day, 80 + number, line, "SavingsPlanNegation", str(-cost))
    kept = {name: row[name] for name in _BLANK}
    return [{**row, **spared}, {**back, **kept, "savingsPlan/SavingsPlanARN": _PLAN}]


def _recurring(day):
    line = ("ComputeSavingsPlans", "Savings Plans for AWS Compute usage", "", 0, "", "", 1, "7.2")
    row = _charge(day, 95, line, "SavingsPlanRecurringFee", "7.2")
    used = str(Decimal("0.372") * 24 * Decimal("0.7"))
    return {
        **row,
        "lineItem/UsageType": "ComputeSP:3yrNoUpfront",
        "savingsPlan/SavingsPlanARN": _PLAN,
        "savingsPlan/TotalCommitmentToDate": "7.2",
        "savingsPlan/UsedCommitment": used,
    }


def _charge(day, number, line, kind, cost):
    row = _named(day, number, line, Decimal(1), kind)
    return {**row, **_BLANK, "lineItem/UnblendedCost": cost, "lineItem/BlendedCost": cost}


def _named(day, number, line, quantity, kind):
    row = _legacy_row(day, number, (*line[:3], 0, *line[4:]), quantity, kind)
    centre = row.pop("resourceTags/user:Application")
    own = {"bill/PayerAccountId": "773000000010", "lineItem/UsageAccountId": _PAYERS[line[3]]}
    return {**row, **own, **_COMMITTED, "resourceTags/user:CostCenter": centre}
