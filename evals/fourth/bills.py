"""FOCUS 1.2 over AWS, Azure and Google in euros, and CUR 2.0 with a savings plan and reserved nodes."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

from evals.bills.plain import amount, days, json_text, write
from evals.third.aws import _base
from evals.third.focus import _bare, _micro, _row

if TYPE_CHECKING:
    from pathlib import Path

# provider, service, category, region, account, resource, product, env, list cost a day, share paid
_TRIO = (
    ("AWS", "Amazon Elastic Compute Cloud", "Compute", "eu-west-3", "trio-live", "i-front", "lounge", "prod", 52.0, "0.7"),
    ("AWS", "Amazon Relational Database Service", "Databases", "eu-west-3", "trio-live", "db-lounge", "lounge", "prod", 28.0, "1"),
    ("AWS", "Amazon Simple Storage Service", "Storage", "eu-west-3", "trio-media", "s3-clips", "clips", "prod", 17.5, "1"),
    ("AWS", "Amazon Simple Queue Service", "Integration", "eu-west-3", "trio-media", "sqs-clips", "clips", "dev", 1.4, "1"),
    ("Microsoft", "Azure Cosmos DB", "Databases", "francecentral", "trio-azure", "cosmos-fans", "fans", "prod", 36.0, "1"),
    ("Microsoft", "Azure App Service", "Web", "francecentral", "trio-azure", "app-fans", "fans", "dev", 11.8, "1"),
    ("Microsoft", "Log Analytics", "Management and Governance", "francecentral", "trio-azure", "law-main", "", "", 7.3, "1"),
    ("Google Cloud", "BigQuery", "Analytics", "europe-west9", "trio-bi", "bq-charts", "charts", "prod", 23.0, "0.9"),
    ("Google Cloud", "Cloud Run", "Compute", "europe-west9", "trio-bi", "run-charts", "charts", "dev", 4.2, "1"),
)  # fmt: skip


def trio(path: Path, seed: int) -> None:
    """January to March 2026; Cosmos x4 on February 24; clips' storage x2 in March; tax, a credit, an unused plan."""
    rng = Random(seed)
    rows = []
    for day in days("2026-01-01", 90):
        for line in _TRIO:
            more = 4 if line[5] == "cosmos-fans" and f"{day}" == "2026-02-24" else 1
            more = 2 if line[5] == "s3-clips" and day.month == 3 else more
            listed = amount(rng, line[8] * more, 0.09)
            paid = _micro(listed * Decimal(line[9]))
            rows.append(_planned(_charge(_row(day, line, listed, paid, paid, "Usage"), line), line))
        unused = amount(rng, 3.1)
        left = {
            **_row(day, _TRIO[0], unused, Decimal(0), unused, "Usage"),
            "ResourceId": "",
            "ResourceName": "",
            "Tags": "",
        }
        rows.append({**left, "CommitmentDiscountStatus": "Unused", "CommitmentDiscountType": "Savings Plan", "CommitmentDiscountId": "sp-88"})  # fmt: skip
        if day.day == 1:
            rows.append(_bare(day, _TRIO[0], amount(rng, 93), "Purchase", effective=False))
        if day.day == 28:
            rows.append(_bare(day, _TRIO[1], amount(rng, 210), "Tax"))
            rows.append(_bare(day, _TRIO[7], amount(rng, -40), "Credit"))
    write(path, [{**row, "BillingCurrency": "EUR"} for row in rows])


def _charge(row, line):
    tags = {key: value for key, value in (("product", line[6]), ("env", line[7])) if value}
    return {**row, "Tags": json_text(tags)}


def _planned(row, line):
    if line[9] != "0.7":
        return row
    return {**row, "CommitmentDiscountStatus": "Used", "CommitmentDiscountType": "Savings Plan", "CommitmentDiscountId": "sp-88"}  # fmt: skip


# service, usage type, operation, account, region, resource, instance type, team, env, unit, quantity a day, rate
_LINES = (
    ("AmazonEC2", "USE2-BoxUsage:c6i.4xlarge", "RunInstances", 0, "us-east-2", "i-web77", "c6i.4xlarge", "garden", "prod", "Hrs", 24, "0.68"),
    ("AmazonEC2", "USE2-BoxUsage:m4.xlarge", "RunInstances", 0, "us-east-2", "i-old31", "m4.xlarge", "garden", "prod", "Hrs", 24, "0.2"),
    ("AmazonEC2", "USW1-BoxUsage:t3.medium", "RunInstances", 1, "us-west-1", "i-dev05", "t3.medium", "", "dev", "Hrs", 24, "0.0496"),
    ("AmazonEC2", "USE2-EBS:VolumeUsage.gp2", "CreateVolume-Gp2", 0, "us-east-2", "vol-web", "", "garden", "prod", "GB-Mo", "45", "0.1"),
    ("AmazonEC2", "USE2-EBS:SnapshotUsage", "CreateSnapshot", 0, "us-east-2", "snap-web", "", "", "", "GB-Mo", "60", "0.05"),
    ("AmazonEC2", "USE2-NatGateway-Bytes", "NatGateway", 0, "us-east-2", "nat-lark", "", "garden", "prod", "GB", 180, "0.045"),
    ("AmazonEC2", "USE2-NatGateway-Hours", "NatGateway", 0, "us-east-2", "nat-lark", "", "garden", "prod", "Hrs", 24, "0.045"),
    ("AmazonEC2", "USE2-DataTransfer-Regional-Bytes", "InterZone-In", 0, "us-east-2", "i-web77", "", "garden", "prod", "GB", 310, "0.01"),
    ("AmazonDynamoDB", "USE2-WriteRequestUnits", "PutItem", 0, "us-east-2", "tbl-cart", "", "basket", "prod", "WriteRequestUnits", 9000000, "0.00000125"),
    ("AmazonECR", "USE2-TimedStorage-ByteHrs", "", 1, "us-east-2", "repo-all", "", "", "", "GB-Mo", "7", "0.1"),
    ("AmazonS3", "USE2-TimedStorage-ByteHrs", "StandardStorage", 2, "us-east-2", "lark-photos", "", "studio", "prod", "GB-Mo", "410", "0.023"),
    ("AmazonS3", "USW1-TimedStorage-SIA-ByteHrs", "StandardIAStorage", 2, "us-west-1", "lark-backup", "", "studio", "prod", "GB-Mo", "120", "0.019"),
    ("AmazonBedrock", "USE2-Claude-OutputTokens", "InvokeModel", 2, "us-east-2", "", "", "studio", "dev", "1K tokens", 820, "0.015"),
    ("AmazonStates", "USE2-StateTransition", "StateTransition", 0, "us-east-2", "sfn-ship", "", "basket", "prod", "StateTransitions", 52000, "0.000025"),
    ("AWSELB", "USE2-LoadBalancerUsage", "LoadBalancing:Application", 0, "us-east-2", "alb-web", "", "garden", "prod", "Hrs", 24, "0.0225"),
)  # fmt: skip
_FRESH = ("AmazonEC2", "USE2-BoxUsage:p3.2xlarge", "RunInstances", 2, "us-east-2", "i-gpu44", "p3.2xlarge", "studio", "dev", "Hrs", 24, "3.06")  # fmt: skip
_ACCOUNTS = (("440000000001", "lark-prod"), ("440000000002", "lark-dev"), ("440000000003", "lark-studio"))
_SP = "arn:aws:savingsplans::440000000000:savingsplan/beef"
_RI = "arn:aws:es:us-east-2:440000000001:reserved-instance:os"


def cur(path: Path, seed: int) -> None:
    """September to November 2025: NAT bytes x8 on October 14, a GPU machine new on November 6, half used reserved nodes."""
    rng = Random(seed)
    rows = []
    for day in days("2025-09-01", 91):
        for line in _LINES:
            quantity = Decimal(24) if line[10] == 24 else amount(rng, float(line[10]), 0.08)
            if "NatGateway-Bytes" in line[1] and f"{day}" == "2025-10-14":
                quantity *= 8
            rows += _use(day, line, quantity)
        if f"{day}" >= "2025-11-06":
            rows += _use(day, _FRESH, Decimal(24))
        rows += _committed(day)
        if day.day == 3:
            rows.append(_flat(day, "Tax", "AmazonEC2", {9: "142.10", 10: "151.77", 11: "163.05"}[day.month]))
        if f"{day}" == "2025-10-21":
            rows.append(_flat(day, "Credit", "AmazonBedrock", "-75.5"))
    write(path, rows, columns=list(rows[0]))


def _row_of(day, kind, service, account):
    number, name = _ACCOUNTS[account]
    mine = {"bill_payer_account_id": "440000000000", "line_item_usage_account_id": number, "line_item_usage_account_name": name}  # fmt: skip
    return {**_base(day, kind, service, 0), **mine}


def _use(day, line, quantity):
    service, usage_type, operation, account, region, resource, instance, team, env, unit, _, rate = line
    is_covered = resource == "i-web77" and bool(instance)
    cost = (quantity * Decimal(rate)).quantize(Decimal("0.000001"))
    tags = {key: value for key, value in (("user_team", team), ("user_env", env)) if value}
    row = {
        **_row_of(day, "SavingsPlanCoveredUsage" if is_covered else "Usage", service, account),
        "line_item_usage_type": usage_type,
        "line_item_operation": operation,
        "line_item_resource_id": resource,
        "line_item_usage_amount": str(quantity),
        "line_item_unblended_rate": rate,
        "line_item_unblended_cost": str(cost),
        "line_item_line_item_description": f"{rate} per {unit}",
        "product_instance_type": instance,
        "product_region_code": region,
        "pricing_unit": unit,
        "pricing_term": "OnDemand",
        "pricing_public_on_demand_cost": str(cost),
        "resource_tags": json_text(tags) if tags else "",
    }
    if not is_covered:
        return [row]
    effective = (cost * Decimal("0.7")).quantize(Decimal("0.000001"))
    row |= {"savings_plan_savings_plan_a_r_n": _SP, "savings_plan_savings_plan_effective_cost": str(effective)}
    negation = {
        **_row_of(day, "SavingsPlanNegation", service, account),
        "line_item_usage_type": usage_type,
        "line_item_resource_id": resource,
        "line_item_unblended_cost": str(-cost),
        "product_region_code": region,
        "savings_plan_savings_plan_a_r_n": _SP,
        "resource_tags": row["resource_tags"],
    }
    return [row, negation]


def _committed(day):
    plan = {
        **_row_of(day, "SavingsPlanRecurringFee", "ComputeSavingsPlans", 0),
        "line_item_usage_type": "ComputeSP:1yrNoUpfront",
        "line_item_unblended_cost": "14.28",
        "savings_plan_savings_plan_a_r_n": _SP,
        "savings_plan_used_commitment": "11.424",
        "savings_plan_total_commitment_to_date": "14.28",
    }
    used = {
        **_row_of(day, "DiscountedUsage", "AmazonES", 0),
        "line_item_usage_type": "USE2-ESInstance:r6g.large",
        "line_item_resource_id": "os-search",
        "line_item_usage_amount": "24",
        "product_instance_type": "r6g.large.search",
        "product_region_code": "us-east-2",
        "pricing_unit": "Hrs",
        "pricing_term": "Reserved",
        "pricing_public_on_demand_cost": "4.008",
        "reservation_reservation_a_r_n": _RI,
        "reservation_effective_cost": "2.64",
        "resource_tags": json_text({"user_team": "basket", "user_env": "prod"}),
    }
    if day.day != 1:
        return [plan, used]
    hours = Decimal(24 * 2 * ((day.replace(day=28) + timedelta(days=4)).replace(day=1) - day).days)
    fee = {
        **_row_of(day, "RIFee", "AmazonES", 0),
        "line_item_usage_type": "USE2-ESInstance:r6g.large",
        "line_item_usage_amount": str(hours),
        "line_item_unblended_cost": str(hours * Decimal("0.11")),
        "product_region_code": "us-east-2",
        "reservation_reservation_a_r_n": _RI,
        "reservation_unused_quantity": str(hours / 2),
        "reservation_unused_recurring_fee": str(hours / 2 * Decimal("0.11")),
    }
    return [plan, used, fee]


def _flat(day, kind, service, cost):
    return {**_row_of(day, kind, service, 0), "line_item_unblended_cost": cost}
