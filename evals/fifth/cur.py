"""CUR 2.0 from June to August 2026: two tags, a savings plan partly used, reserved databases partly used."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

from evals.bills.plain import amount, days, json_text, write
from evals.third.aws import _base

if TYPE_CHECKING:
    from pathlib import Path

# service, usage type, account, region, resource, instance type, squad, stage, unit, quantity a day, rate
_LINES = (
    ("AmazonEC2", "EUC1-BoxUsage:c6g.8xlarge", 0, "eu-central-1", "i-api9", "c6g.8xlarge", "river", "prod", "Hrs", 24, "1.2416"),
    ("AmazonEC2", "EUC1-BoxUsage:m4.2xlarge", 0, "eu-central-1", "i-batch3", "m4.2xlarge", "river", "prod", "Hrs", 24, "0.48"),
    ("AmazonEC2", "BoxUsage:t2.large", 1, "us-east-1", "i-jump1", "t2.large", "", "dev", "Hrs", 24, "0.0928"),
    ("AmazonEC2", "EUC1-EBS:VolumeUsage.gp2", 0, "eu-central-1", "vol-api", "", "river", "prod", "GB-Mo", 38, "0.119"),
    ("AmazonEC2", "EBS:SnapshotUsage", 1, "us-east-1", "snap-old", "", "", "", "GB-Mo", 55, "0.05"),
    ("AmazonEC2", "EUC1-NatGateway-Bytes", 0, "eu-central-1", "nat-otter", "", "river", "prod", "GB", 240, "0.052"),
    ("AmazonEC2", "EUC1-NatGateway-Hours", 0, "eu-central-1", "nat-otter", "", "river", "prod", "Hrs", 24, "0.052"),
    ("AmazonEC2", "EUC1-DataTransfer-Regional-Bytes", 0, "eu-central-1", "i-api9", "", "river", "prod", "GB", 410, "0.01"),
    ("AWSLambda", "EUC1-Lambda-GB-Second", 0, "eu-central-1", "fn-thumb", "", "pond", "prod", "Lambda-GB-Second", 310000, "0.0000166667"),
    ("AmazonS3", "EUC1-TimedStorage-ByteHrs", 2, "eu-central-1", "otter-media", "", "pond", "prod", "GB-Mo", 520, "0.0245"),
    ("AmazonS3", "TimedStorage-GlacierByteHrs", 2, "us-east-1", "otter-vault", "", "pond", "prod", "GB-Mo", 900, "0.0036"),
    ("AmazonBedrock", "Claude-OutputTokens", 2, "us-east-1", "", "", "delta", "dev", "1K tokens", 610, "0.015"),
    ("AmazonCloudWatch", "EUC1-DataProcessing-Bytes", 0, "eu-central-1", "", "", "", "", "GB", 14, "0.63"),
)  # fmt: skip
_FRESH = ("AmazonEC2", "BoxUsage:g5.4xlarge", 2, "us-east-1", "i-llm01", "g5.4xlarge", "delta", "dev", "Hrs", 24, "1.624")  # fmt: skip
_ACCOUNTS = (("550000000001", "otter-prod"), ("550000000002", "otter-sandbox"), ("550000000003", "otter-media"))
_SP = "arn:aws:savingsplans::550000000000:savingsplan/0tt3r"
_RI = "arn:aws:rds:eu-central-1:550000000001:ri:orders"
_TAX = {6: "88.4", 7: "91.15", 8: "117.6"}


def cur(path: Path, seed: int) -> None:
    """NAT bytes x9 on July 22; a GPU machine new on August 4; a credit on July 15."""
    rng = Random(seed)
    rows = []
    for day in days("2026-06-01", 92):
        for line in [*_LINES, *([_FRESH] if f"{day}" >= "2026-08-04" else [])]:
            quantity = Decimal(24) if line[9] == 24 else amount(rng, line[9], 0.07)
            burst = 9 if "NatGateway-Bytes" in line[1] and f"{day}" == "2026-07-22" else 1
            rows += _use(day, line, quantity * burst)
        rows += [_plan(day), _reserved(day)]
        if day.day == 1:
            rows.append(_fee(day))
        if day.day == 2:
            rows.append({**_row_of(day, "Tax", "AmazonEC2", 0), "line_item_unblended_cost": _TAX[day.month]})
        if f"{day}" == "2026-07-15":
            rows.append({**_row_of(day, "Credit", "AmazonEC2", 0), "line_item_unblended_cost": "-64.25"})
    write(path, rows, columns=list(rows[0]))


def _row_of(day, kind, service, account):
    number, name = _ACCOUNTS[account]
    mine = {"bill_payer_account_id": "550000000000", "line_item_usage_account_id": number, "line_item_usage_account_name": name}  # fmt: skip
    return {**_base(day, kind, service, 0), **mine}


def _use(day, line, quantity):
    service, usage_type, account, region, resource, instance, squad, stage, unit, _, rate = line
    is_covered = instance == "c6g.8xlarge"
    cost = (quantity * Decimal(rate)).quantize(Decimal("0.000001"))
    tags = {key: value for key, value in (("user_squad", squad), ("user_stage", stage)) if value}
    shared = {
        "line_item_usage_type": usage_type,
        "line_item_resource_id": resource,
        "product_region_code": region,
        "resource_tags": json_text(tags) if tags else "",
    }
    row = {
        **_row_of(day, "SavingsPlanCoveredUsage" if is_covered else "Usage", service, account),
        **shared,
        "line_item_usage_amount": str(quantity),
        "line_item_unblended_rate": rate,
        "line_item_unblended_cost": str(cost),
        "line_item_line_item_description": f"{rate} per {unit}",
        "product_instance_type": instance,
        "pricing_unit": unit,
        "pricing_term": "OnDemand",
        "pricing_public_on_demand_cost": str(cost),
    }
    if not is_covered:
        return [row]
    row |= {"savings_plan_savings_plan_a_r_n": _SP, "savings_plan_savings_plan_effective_cost": f"{cost * Decimal('0.7'):.6f}"}  # fmt: skip
    negation = {**_row_of(day, "SavingsPlanNegation", service, account), **shared, "line_item_unblended_cost": str(-cost)}  # fmt: skip
    return [row, {**negation, "savings_plan_savings_plan_a_r_n": _SP}]


def _plan(day):
    used = (Decimal("1.2416") * 24 * Decimal("0.7")).quantize(Decimal("0.000001"))
    return {
        **_row_of(day, "SavingsPlanRecurringFee", "ComputeSavingsPlans", 0),
        "line_item_usage_type": "ComputeSP:1yrNoUpfront",
        "line_item_unblended_cost": "25.2",
        "savings_plan_savings_plan_a_r_n": _SP,
        "savings_plan_used_commitment": str(used),
        "savings_plan_total_commitment_to_date": "25.2",
    }


def _reserved(day):
    return {
        **_row_of(day, "DiscountedUsage", "AmazonRDS", 0),
        "line_item_usage_type": "EUC1-InstanceUsage:db.r6g.large",
        "line_item_resource_id": "db-orders",
        "line_item_usage_amount": "36",
        "product_instance_type": "db.r6g.large",
        "product_region_code": "eu-central-1",
        "pricing_unit": "Hrs",
        "pricing_term": "Reserved",
        "pricing_public_on_demand_cost": "7.488",
        "reservation_reservation_a_r_n": _RI,
        "reservation_effective_cost": "4.68",
        "resource_tags": json_text({"user_squad": "pond", "user_stage": "prod"}),
    }


def _fee(day):
    hours = Decimal(24 * 2 * ((day + timedelta(days=31)).replace(day=1) - day).days)
    return {
        **_row_of(day, "RIFee", "AmazonRDS", 0),
        "line_item_usage_type": "EUC1-InstanceUsage:db.r6g.large",
        "line_item_usage_amount": str(hours),
        "line_item_unblended_cost": str(hours * Decimal("0.13")),
        "product_region_code": "eu-central-1",
        "reservation_reservation_a_r_n": _RI,
        "reservation_unused_quantity": str(hours / 4),
        "reservation_unused_recurring_fee": str(hours / 4 * Decimal("0.13")),
    }
