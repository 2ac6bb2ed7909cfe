"""An AWS CUR 2.0 export: two accounts, a savings plan, reserved instances, tax, a credit and planted waste."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

from evals.bills.plain import amount, days, json_text, write

if TYPE_CHECKING:
    from pathlib import Path

# service, usage type, operation, account, region, resource, instance type, team, unit, quantity a day, rate
_LINES = (
    (
        "AmazonEC2",
        "EUC1-BoxUsage:m6i.large",
        "RunInstances",
        0,
        "eu-central-1",
        "i-web1",
        "m6i.large",
        "web",
        "Hrs",
        24,
        "0.115",
    ),
    (
        "AmazonEC2",
        "EUC1-BoxUsage:m6i.large",
        "RunInstances",
        0,
        "eu-central-1",
        "i-web2",
        "m6i.large",
        "web",
        "Hrs",
        24,
        "0.115",
    ),
    (
        "AmazonEC2",
        "EUC1-BoxUsage:c4.large",
        "RunInstances",
        0,
        "eu-central-1",
        "i-old1",
        "c4.large",
        "billing",
        "Hrs",
        24,
        "0.114",
    ),
    ("AmazonEC2", "BoxUsage:t3.medium", "RunInstances", 1, "us-east-1", "i-dev1", "t3.medium", "", "Hrs", 24, "0.0416"),
    (
        "AmazonEC2",
        "EUC1-EBS:VolumeUsage.gp2",
        "CreateVolume-Gp2",
        0,
        "eu-central-1",
        "vol-a",
        "",
        "web",
        "GB-Mo",
        "33.333333",
        "0.119",
    ),
    (
        "AmazonEC2",
        "EUC1-EBS:VolumeUsage.gp3",
        "CreateVolume-Gp3",
        0,
        "eu-central-1",
        "vol-b",
        "",
        "web",
        "GB-Mo",
        "20",
        "0.0952",
    ),
    ("AmazonEC2", "EBS:SnapshotUsage", "CreateSnapshot", 1, "us-east-1", "snap-1", "", "", "GB-Mo", "40", "0.05"),
    (
        "AmazonEC2",
        "EUC1-NatGateway-Hours",
        "NatGateway",
        0,
        "eu-central-1",
        "nat-main",
        "",
        "platform",
        "Hrs",
        24,
        "0.052",
    ),
    (
        "AmazonEC2",
        "EUC1-NatGateway-Bytes",
        "NatGateway",
        0,
        "eu-central-1",
        "nat-main",
        "",
        "platform",
        "GB",
        90,
        "0.052",
    ),
    (
        "AmazonEC2",
        "EUC1-DataTransfer-Regional-Bytes",
        "InterZone-Out",
        0,
        "eu-central-1",
        "i-web1",
        "",
        "web",
        "GB",
        120,
        "0.01",
    ),
    (
        "AmazonEC2",
        "EUC1-DataTransfer-Out-Bytes",
        "RunInstances",
        0,
        "eu-central-1",
        "i-web2",
        "",
        "web",
        "GB",
        35,
        "0.09",
    ),
    (
        "AmazonVPC",
        "PublicIPv4:IdleAddress",
        "AllocateAddressVPC",
        1,
        "us-east-1",
        "eipalloc-9",
        "",
        "",
        "Hrs",
        24,
        "0.005",
    ),
    (
        "AWSELB",
        "EUC1-LoadBalancerUsage",
        "LoadBalancing:Application",
        0,
        "eu-central-1",
        "alb-front",
        "",
        "web",
        "Hrs",
        24,
        "0.027",
    ),
    (
        "AmazonS3",
        "EUC1-TimedStorage-ByteHrs",
        "StandardStorage",
        0,
        "eu-central-1",
        "bucket-logs",
        "",
        "platform",
        "GB-Mo",
        "210",
        "0.0245",
    ),
    (
        "AmazonS3",
        "TimedStorage-GlacierByteHrs",
        "GlacierStorage",
        1,
        "us-east-1",
        "bucket-arch",
        "",
        "",
        "GB-Mo",
        "300",
        "0.0036",
    ),
    (
        "AmazonS3",
        "EUC1-Requests-Tier1",
        "PutObject",
        0,
        "eu-central-1",
        "bucket-logs",
        "",
        "platform",
        "Requests",
        "90000",
        "0.0000054",
    ),
    (
        "AWSLambda",
        "EUC1-Lambda-GB-Second",
        "Invoke",
        0,
        "eu-central-1",
        "fn-resize",
        "",
        "web",
        "Second",
        "61000",
        "0.0000166667",
    ),
    (
        "AmazonCloudWatch",
        "EUC1-DataProcessing-Bytes",
        "PutLogEvents",
        0,
        "eu-central-1",
        "lg-app",
        "",
        "platform",
        "GB",
        "3",
        "0.63",
    ),
)
_ACCOUNTS = (("110000000001", "acme-live"), ("110000000002", "acme-lab"))
_SP = "arn:aws:savingsplans::110000000000:savingsplan/77aa"
_RI = "arn:aws:rds:eu-central-1:110000000001:ri:pg-ri"
_FAMILIES = {"Hrs": "Compute Instance", "GB-Mo": "Storage", "GB": "Data Transfer"}


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
            new = (
                "AmazonEC2",
                "EUC1-BoxUsage:c6i.4xlarge",
                "RunInstances",
                0,
                "eu-central-1",
                "i-new7",
                "c6i.4xlarge",
                "",
                "Hrs",
                24,
                "0.776",
            )
            rows += _usage(day, new, Decimal(24), covered=False)
        rows += _commitments(day)
        if day.day == 1:
            rows.append(_flat(day, "Tax", "AmazonEC2", "190.50" if day.month == 10 else "214.75"))
            rows.append(_flat(day, "Credit", "AmazonS3", "-25"))
    write(path, rows, columns=list(rows[0]))


def _base(day, kind, service, account):
    number, name = _ACCOUNTS[account]
    return {
        "identity_line_item_id": "",
        "bill_payer_account_id": "110000000000",
        "bill_billing_period_start_date": f"{day.replace(day=1)} 00:00:00",
        "bill_bill_type": "Anniversary",
        "line_item_usage_account_id": number,
        "line_item_usage_account_name": name,
        "line_item_line_item_type": kind,
        "line_item_usage_start_date": f"{day} 00:00:00",
        "line_item_usage_end_date": f"{day + timedelta(days=1)} 00:00:00",
        "line_item_product_code": service,
        "line_item_usage_type": "",
        "line_item_operation": "",
        "line_item_availability_zone": "",
        "line_item_resource_id": "",
        "line_item_usage_amount": "",
        "line_item_currency_code": "USD",
        "line_item_unblended_rate": "",
        "line_item_unblended_cost": "0",
        "line_item_line_item_description": "",
        "product_servicecode": service,
        "product_product_family": "",
        "product_instance_type": "",
        "product_region_code": "",
        "pricing_unit": "",
        "pricing_term": "",
        "pricing_public_on_demand_cost": "0",
        "reservation_reservation_a_r_n": "",
        "reservation_effective_cost": "",
        "reservation_unused_quantity": "",
        "reservation_unused_recurring_fee": "",
        "savings_plan_savings_plan_a_r_n": "",
        "savings_plan_savings_plan_effective_cost": "",
        "savings_plan_used_commitment": "",
        "savings_plan_total_commitment_to_date": "",
        "resource_tags": "",
    }


def _usage(day, line, quantity, *, covered):
    service, usage_type, operation, account, region, resource, instance, team, unit, _, rate = line
    cost = (quantity * Decimal(rate)).quantize(Decimal("0.000001"))
    row = {
        **_base(day, "SavingsPlanCoveredUsage" if covered else "Usage", service, account),
        "line_item_usage_type": usage_type,
        "line_item_operation": operation,
        "line_item_resource_id": resource,
        "line_item_usage_amount": str(quantity),
        "line_item_unblended_rate": rate,
        "line_item_unblended_cost": str(cost),
        "line_item_line_item_description": f"{rate} per {unit}",
        "product_product_family": _FAMILIES.get(unit, ""),
        "product_instance_type": instance,
        "product_region_code": region,
        "pricing_unit": unit,
        "pricing_term": "OnDemand",
        "pricing_public_on_demand_cost": str(cost),
        "resource_tags": json_text({"user_team": team}) if team else "",
    }
    if not covered:
        return [row]
    effective = (cost * Decimal("0.7")).quantize(Decimal("0.000001"))
    row |= {"savings_plan_savings_plan_a_r_n": _SP, "savings_plan_savings_plan_effective_cost": str(effective)}
    negation = {
        **_base(day, "SavingsPlanNegation", service, account),
        "line_item_usage_type": usage_type,
        "line_item_resource_id": resource,
        "line_item_unblended_cost": str(-cost),
        "product_region_code": region,
        "savings_plan_savings_plan_a_r_n": _SP,
    }
    return [row, negation]


def _commitments(day):
    plan = {
        **_base(day, "SavingsPlanRecurringFee", "ComputeSavingsPlans", 0),
        "line_item_usage_type": "ComputeSP:1yrNoUpfront",
        "line_item_unblended_cost": "2.4",
        "savings_plan_savings_plan_a_r_n": _SP,
        "savings_plan_used_commitment": "1.932",
        "savings_plan_total_commitment_to_date": "2.4",
    }
    used = {
        **_base(day, "DiscountedUsage", "AmazonRDS", 0),
        "line_item_usage_type": "EUC1-InstanceUsage:db.r6g.large",
        "line_item_resource_id": "db-orders",
        "line_item_usage_amount": "24",
        "product_instance_type": "db.r6g.large",
        "product_region_code": "eu-central-1",
        "pricing_unit": "Hrs",
        "pricing_term": "Reserved",
        "pricing_public_on_demand_cost": "6.48",
        "reservation_reservation_a_r_n": _RI,
        "reservation_effective_cost": "4.08",
        "resource_tags": json_text({"user_team": "billing"}),
    }
    fees = []
    if day.day == 1:
        hours = Decimal(24 * 2 * (31 if day.month == 10 else 30))
        fees.append(
            {
                **_base(day, "RIFee", "AmazonRDS", 0),
                "line_item_usage_type": "EUC1-HeavyUsage:db.r6g.large",
                "line_item_usage_amount": str(hours),
                "line_item_unblended_cost": str(hours * Decimal("0.17")),
                "product_region_code": "eu-central-1",
                "reservation_reservation_a_r_n": _RI,
                "reservation_unused_quantity": str(hours / 2),
                "reservation_unused_recurring_fee": str(hours / 2 * Decimal("0.17")),
            }
        )
    return [plan, used, *fees]


def _flat(day, kind, service, cost):
    return {**_base(day, kind, service, 0), "line_item_unblended_cost": cost}
