"""CUR 2.0 from March to May 2025 with a savings plan and reserved nodes, and a legacy CUR of November and December 2024."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

from evals.bills.plain import amount, days, json_text, write
from evals.fifth.cur import _fee, _plan, _reserved
from evals.third.aws import _base, _legacy_row, _usage

if TYPE_CHECKING:
    from pathlib import Path

# service, usage type, operation, account, region, resource, instance type, tenant, unit, quantity a day, rate, environment
_LINES = (
    ("AmazonEC2", "USW2-BoxUsage:m6a.4xlarge", "RunInstances", 0, "us-west-2", "i-gate4", "m6a.4xlarge", "acorn", "Hrs", "24", "0.6912", "production"),
    ("AmazonEC2", "USW2-BoxUsage:c4.2xlarge", "RunInstances", 0, "us-west-2", "i-legacy8", "c4.2xlarge", "birch", "Hrs", "24", "0.398", "production"),
    ("AmazonEC2", "APN1-BoxUsage:t3.large", "RunInstances", 1, "ap-northeast-1", "i-lab2", "t3.large", "", "Hrs", "24", "0.1088", "staging"),
    ("AmazonEC2", "USW2-EBS:VolumeUsage.gp2", "CreateVolume-Gp2", 0, "us-west-2", "vol-gate", "", "acorn", "GB-Mo", "60", "0.1", "production"),
    ("AmazonEC2", "USW2-EBS:VolumeUsage.gp3", "CreateVolume-Gp3", 0, "us-west-2", "vol-birch", "", "birch", "GB-Mo", "35", "0.08", "production"),
    ("AmazonEC2", "APN1-EBS:SnapshotUsage", "CreateSnapshot", 1, "ap-northeast-1", "snap-lab", "", "", "GB-Mo", "70", "0.05", ""),
    ("AmazonEC2", "USW2-NatGateway-Bytes", "NatGateway", 0, "us-west-2", "nat-tern", "", "acorn", "GB", "150", "0.045", "production"),
    ("AmazonEC2", "USW2-NatGateway-Hours", "NatGateway", 0, "us-west-2", "nat-tern", "", "acorn", "Hrs", "24", "0.045", "production"),
    ("AmazonEC2", "USW2-DataTransfer-Out-Bytes", "RunInstances", 0, "us-west-2", "i-gate4", "", "acorn", "GB", "55", "0.09", "production"),
    ("AmazonEC2", "USW2-DataTransfer-Regional-Bytes", "InterZone-Out", 0, "us-west-2", "i-gate4", "", "acorn", "GB", "330", "0.01", "production"),
    ("AmazonRDS", "USW2-InstanceUsage:db.m6g.large", "CreateDBInstance", 0, "us-west-2", "db-ledger", "db.m6g.large", "birch", "Hrs", "24", "0.159", "production"),
    ("AWSLambda", "USW2-Lambda-GB-Second", "Invoke", 0, "us-west-2", "fn-score", "", "cedar", "Lambda-GB-Second", "250000", "0.0000166667", "production"),
    ("AmazonS3", "USW2-TimedStorage-ByteHrs", "StandardStorage", 2, "us-west-2", "tern-raw", "", "cedar", "GB-Mo", "640", "0.023", "production"),
    ("AmazonS3", "APN1-TimedStorage-SIA-ByteHrs", "StandardIAStorage", 2, "ap-northeast-1", "tern-cold", "", "", "GB-Mo", "300", "0.0138", ""),
    ("AmazonSageMaker", "USW2-Train:ml.p3.2xlarge", "CreateTrainingJob", 2, "us-west-2", "job-nightly", "ml.p3.2xlarge", "cedar", "Hrs", "6", "3.825", "staging"),
    ("AmazonGuardDuty", "USW2-PaidEventsAnalyzed", "", 0, "us-west-2", "", "", "", "Events", "420000", "0.000004", ""),
)  # fmt: skip
_FRESH = ("AmazonEC2", "USW2-BoxUsage:g4dn.2xlarge", "RunInstances", 2, "us-west-2", "i-ocr77", "g4dn.2xlarge", "cedar", "Hrs", "24", "0.752", "staging")  # fmt: skip
_ACCOUNTS = (("770000000001", "tern-prod"), ("770000000002", "tern-lab"), ("770000000003", "tern-data"))
_PLANNED = {"savings_plan_savings_plan_a_r_n": "arn:aws:savingsplans::770000000000:savingsplan/t3rn"}
_NODES = {
    "line_item_product_code": "AmazonElastiCache",
    "product_servicecode": "AmazonElastiCache",
    "line_item_usage_type": "USW2-NodeUsage:cache.r6g.large",
    "product_region_code": "us-west-2",
    "reservation_reservation_a_r_n": "arn:aws:elasticache:us-west-2:770000000001:reserved-instance:hot",
}
_TAX = {3: "71.3", 4: "74.85", 5: "93.2"}


def cur(path: Path, seed: int) -> None:
    """Egress x10 on April 17; a GPU machine new on May 12; training on weekdays only; support each month; a credit on May 20."""
    rng = Random(seed)
    rows = []
    for day in days("2025-03-01", 92):
        for line in [*_LINES, *([_FRESH] if f"{day}" >= "2025-05-12" else [])]:
            if line[0] == "AmazonSageMaker" and day.weekday() > 4:
                continue
            quantity = Decimal(line[9]) if line[8] == "Hrs" else amount(rng, float(line[9]), 0.06)
            burst = 10 if "DataTransfer-Out" in line[1] and f"{day}" == "2025-04-17" else 1
            rows += _use(day, line, quantity * burst)
        rows += _commitments(day)
        if day.day == 1:
            rows.append({**_flat(day, "Fee", "AWSSupportBusiness"), "line_item_unblended_cost": "100"})
        if day.day == 3:
            rows.append({**_flat(day, "Tax", "AmazonEC2"), "line_item_unblended_cost": _TAX[day.month]})
        if f"{day}" == "2025-05-20":
            rows.append({**_flat(day, "Credit", "AmazonS3"), "line_item_unblended_cost": "-90"})
    write(path, rows, columns=list(rows[0]))


def _owned(row, account=0):
    number, name = _ACCOUNTS[account]
    mine = {"bill_payer_account_id": "770000000000", "line_item_usage_account_id": number, "line_item_usage_account_name": name}  # fmt: skip
    return {**row, **mine}


def _flat(day, kind, service):
    return _owned(_base(day, kind, service, 0))


def _use(day, line, quantity):
    tags = {key: value for key, value in (("user_tenant", line[7]), ("user_environment", line[11])) if value}
    is_covered = line[6] == "m6a.4xlarge"
    made = _usage(day, line[:11], quantity, covered=is_covered)
    own = {"resource_tags": json_text(tags) if tags else "", **(_PLANNED if is_covered else {})}
    return [{**_owned(row, line[3]), **own} for row in made]


def _commitments(day):
    used = str(Decimal("0.6912") * 24 * Decimal("0.72"))
    cost = {"line_item_unblended_cost": "13.2", "savings_plan_total_commitment_to_date": "13.2", "savings_plan_used_commitment": used}  # fmt: skip
    nodes = {
        **_owned(_reserved(day)),
        **_NODES,
        "line_item_resource_id": "cache-hot",
        "line_item_usage_amount": "30",
        "product_instance_type": "cache.r6g.large",
        "pricing_public_on_demand_cost": "6.18",
        "reservation_effective_cost": "4.05",
        "resource_tags": json_text({"user_tenant": "acorn", "user_environment": "production"}),
    }
    found = [{**_owned(_plan(day)), **_PLANNED, **cost}, nodes]
    return [*found, _node_fee(day)] if day.day == 1 else found


def _node_fee(day):
    row = _fee(day)
    hours, unused = Decimal(row["line_item_usage_amount"]), Decimal(row["line_item_usage_amount"]) * 3 / 8
    return {
        **_owned(row),
        **_NODES,
        "line_item_unblended_cost": str(hours * Decimal("0.135")),
        "reservation_unused_quantity": str(unused),
        "reservation_unused_recurring_fee": str(unused * Decimal("0.135")),
    }


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
_PAYERS = ("661000000011", "661000000012")


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
            rows.append(_quill(_legacy_row(day, number, line, quantity, "Usage"), line))
        if day.day == 2:
            cost = "38.4" if day.month == 11 else "41.75"
            tax = _quill(_legacy_row(day, 90, _LEGACY[0], Decimal(1), "Tax"), _LEGACY[0])
            rows.append({**tax, "lineItem/UnblendedCost": cost, "lineItem/BlendedCost": cost, "lineItem/UsageType": "", "product/region": "", "resourceTags/user:Component": ""})  # fmt: skip
    write(path, rows)


def _quill(row, line):
    component = row.pop("resourceTags/user:Application")
    return {
        **row,
        "bill/PayerAccountId": "661000000010",
        "lineItem/UsageAccountId": _PAYERS[line[3]],
        "resourceTags/user:Component": component,
    }
