"""CUR 2.0 up to mid-March with a savings plan and reserved nodes, and a legacy CUR, packed."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

from evals.bills.plain import amount, days, json_text, write
from evals.third.kinds import packed

if TYPE_CHECKING:
    from pathlib import Path

# service, usage type, operation, account, region, resource, instance type, squad, unit, quantity a day, rate
_LINES = (
    ("AmazonEC2", "EU-BoxUsage:m7g.2xlarge", "RunInstances", 0, "eu-west-1", "i-api1", "m7g.2xlarge", "orbit", "Hrs", 24, "0.3648"),
    ("AmazonEC2", "EU-BoxUsage:r6i.xlarge", "RunInstances", 1, "eu-west-1", "i-feat1", "r6i.xlarge", "lens", "Hrs", 24, "0.282"),
    ("AmazonEC2", "APS1-BoxUsage:t2.large", "RunInstances", 2, "ap-southeast-1", "i-sbx1", "t2.large", "", "Hrs", 24, "0.1168"),
    ("AmazonEC2", "EU-EBS:VolumeUsage.gp2", "CreateVolume-Gp2", 0, "eu-west-1", "vol-api", "", "orbit", "GB-Mo", "50", "0.11"),
    ("AmazonEC2", "EU-NatGateway-Bytes", "NatGateway", 0, "eu-west-1", "nat-kep", "", "orbit", "GB", 140, "0.048"),
    ("AmazonEC2", "EU-NatGateway-Hours", "NatGateway", 0, "eu-west-1", "nat-kep", "", "orbit", "Hrs", 24, "0.048"),
    ("AmazonEC2", "EU-DataTransfer-Regional-Bytes", "InterZone-In", 1, "eu-west-1", "i-feat1", "", "lens", "GB", 260, "0.01"),
    ("AmazonEKS", "EU-AmazonEKS-Hours:perCluster", "CreateOperation", 0, "eu-west-1", "eks-kep", "", "orbit", "Hrs", 24, "0.1"),
    ("AmazonMSK", "EU-Kafka.m5.large", "RunBroker", 1, "eu-west-1", "msk-events", "", "lens", "Hrs", 72, "0.23"),
    ("AmazonECS", "EU-Fargate-vCPU-Hours:perCPU", "FargateTask", 0, "eu-west-1", "ecs-mail", "", "relay", "Hours", 96, "0.04048"),
    ("AmazonSageMaker", "EU-Host:ml.g5.xlarge", "RunInstance", 1, "eu-west-1", "ep-lens", "ml.g5.xlarge", "lens", "Hrs", 24, "1.569"),
    ("AmazonEFS", "EU-TimedStorage-ByteHrs", "", 0, "eu-west-1", "fs-mail", "", "relay", "GB-Mo", "9", "0.33"),
    ("AmazonS3", "EU-TimedStorage-ByteHrs", "StandardStorage", 1, "eu-west-1", "kep-lake", "", "lens", "GB-Mo", "320", "0.023"),
    ("AmazonS3", "APS1-TimedStorage-ByteHrs", "StandardStorage", 2, "ap-southeast-1", "kep-scratch", "", "", "GB-Mo", "44", "0.025"),
    ("AmazonRoute53", "HostedZone", "HostedZone", 0, "", "", "", "", "mo", "1", "0.5"),
    ("awskms", "eu-west-1-KMS-Requests", "Decrypt", 0, "eu-west-1", "key-1", "", "orbit", "Requests", "40000", "0.000003"),
)  # fmt: skip
_ACCOUNTS = (("220000000001", "kepler-main"), ("220000000002", "kepler-data"), ("220000000003", "kepler-sbx"))
_SP = "arn:aws:savingsplans::220000000000:savingsplan/c0de"
_RI = "arn:aws:redshift:eu-west-1:220000000002:reserved-node:rs"


def cur2(path: Path, seed: int) -> None:
    """2026-01-01 to 2026-03-20: NAT bytes x7 on February 17, an inf2 machine new on March 9, half used reserved nodes."""
    rng = Random(seed)
    rows = []
    for day in days("2026-01-01", 79):
        for line in _LINES:
            quantity = Decimal(line[9]) if line[8] in {"Hrs", "Hours", "mo"} else amount(rng, float(line[9]), 0.08)
            if "NatGateway-Bytes" in line[1] and f"{day}" == "2026-02-17":
                quantity *= 7
            rows += _usage(day, line, quantity, covered=line[5] == "i-api1")
        if f"{day}" >= "2026-03-09":
            new = (
                "AmazonEC2",
                "EU-BoxUsage:inf2.xlarge",
                "RunInstances",
                1,
                "eu-west-1",
                "i-inf9",
                "inf2.xlarge",
                "",
                "Hrs",
                24,
                "0.99",
            )
            rows += _usage(day, new, Decimal(24), covered=False)
        rows += _commitments(day)
        if day.day == 2:
            rows.append(_flat(day, "Tax", "AmazonEC2", {1: "201.40", 2: "188.15", 3: "99.90"}[day.month]))
            rows.append(_flat(day, "Credit", "AmazonSageMaker", "-120"))
        if f"{day}" == "2026-02-11":
            rows.append(_flat(day, "Refund", "AmazonMSK", "-17.25"))
    write(path, rows, columns=list(rows[0]))


def _base(day, kind, service, account):
    number, name = _ACCOUNTS[account]
    return {
        "identity_line_item_id": "",
        "bill_payer_account_id": "220000000000",
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
    service, usage_type, operation, account, region, resource, instance, squad, unit, _, rate = line
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
        "product_instance_type": instance,
        "product_region_code": region,
        "pricing_unit": unit,
        "pricing_term": "OnDemand",
        "pricing_public_on_demand_cost": str(cost),
        "resource_tags": json_text({"user_squad": squad}) if squad else "",
    }
    if not covered:
        return [row]
    effective = (cost * Decimal("0.72")).quantize(Decimal("0.000001"))
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
        "line_item_usage_type": "ComputeSP:3yrNoUpfront",
        "line_item_unblended_cost": "7.2",
        "savings_plan_savings_plan_a_r_n": _SP,
        "savings_plan_used_commitment": "6.303744",
        "savings_plan_total_commitment_to_date": "7.2",
    }
    used = {
        **_base(day, "DiscountedUsage", "AmazonRedshift", 1),
        "line_item_usage_type": "EU-Node:ra3.xlplus",
        "line_item_resource_id": "rs-kep",
        "line_item_usage_amount": "24",
        "product_instance_type": "ra3.xlplus",
        "product_region_code": "eu-west-1",
        "pricing_unit": "Hrs",
        "pricing_term": "Reserved",
        "pricing_public_on_demand_cost": "28.824",
        "reservation_reservation_a_r_n": _RI,
        "reservation_effective_cost": "19.2",
        "resource_tags": json_text({"user_squad": "lens"}),
    }
    if day.day != 1:
        return [plan, used]
    hours = Decimal(24 * 2 * {1: 31, 2: 28, 3: 31}[day.month])
    fee = {
        **_base(day, "RIFee", "AmazonRedshift", 1),
        "line_item_usage_type": "EU-Node:ra3.xlplus",
        "line_item_usage_amount": str(hours),
        "line_item_unblended_cost": str(hours * Decimal("0.8")),
        "product_region_code": "eu-west-1",
        "reservation_reservation_a_r_n": _RI,
        "reservation_unused_quantity": str(hours / 2),
        "reservation_unused_recurring_fee": str(hours / 2 * Decimal("0.8")),
    }
    return [plan, used, fee]


def _flat(day, kind, service, cost):
    return {**_base(day, kind, service, 0), "line_item_unblended_cost": cost}


# product code, product name, usage type, account, region, application, quantity a day, rate
_LEGACY = (
    ("AmazonRDS", "Amazon Relational Database Service", "USW2-InstanceUsage:db.m6g.xl", 0, "us-west-2", "booking", 24, "0.318"),
    ("AmazonCloudFront", "Amazon CloudFront", "US-DataTransfer-Out-Bytes", 0, "", "site", 210, "0.085"),
    ("AmazonSNS", "Amazon Simple Notification Service", "USW2-DeliveryAttempts-SMS", 1, "us-west-2", "", 900, "0.00645"),
    ("AWSGlue", "AWS Glue", "USW2-ETL-DPU-Hour", 1, "us-west-2", "reports", 31, "0.44"),
    ("AmazonAthena", "Amazon Athena", "USW2-DataScannedInTB", 1, "us-west-2", "reports", 2, "5"),
    ("AmazonElastiCache", "Amazon ElastiCache", "CAN1-NodeUsage:cache.r6g.large", 0, "ca-central-1", "booking", 24, "0.227"),
    ("AmazonS3", "Amazon Simple Storage Service", "CAN1-TimedStorage-ByteHrs", 0, "ca-central-1", "site", 95, "0.025"),
)  # fmt: skip
_PAYERS = ("330000000001", "330000000002")


def legacy(path: Path, seed: int) -> None:
    """June and July 2025, slash headers; Athena x8 on July 22; tax each month; no account names."""
    rng = Random(seed)
    rows = []
    for day in days("2025-06-01", 61):
        for number, line in enumerate(_LEGACY):
            burst = 8 if line[0] == "AmazonAthena" and f"{day}" == "2025-07-22" else 1
            quantity = Decimal(line[6]) if line[6] == 24 else amount(rng, line[6] * burst, 0.09)
            rows.append(_legacy_row(day, number, line, quantity, "Usage"))
        if day.day == 1:
            tax = _legacy_row(day, 90, _LEGACY[0], Decimal(1), "Tax")
            cost = "64.10" if day.month == 6 else "71.45"
            rows.append({**tax, "lineItem/UnblendedCost": cost, "lineItem/BlendedCost": cost, "lineItem/UsageType": "", "product/region": "", "resourceTags/user:Application": ""})  # fmt: skip
    packed(path, lambda inner: write(inner, rows))


def _legacy_row(day, number, line, quantity, kind):
    code, name, usage_type, account, region, application, _, rate = line
    cost = str((quantity * Decimal(rate)).quantize(Decimal("0.000001")))
    return {
        "identity/LineItemId": f"{day:%y%m%d}{number:02d}",
        "identity/TimeInterval": f"{day}T00:00:00Z/{day + timedelta(days=1)}T00:00:00Z",
        "bill/PayerAccountId": "330000000000",
        "bill/BillingPeriodStartDate": f"{day.replace(day=1)}T00:00:00.000Z",
        "lineItem/UsageAccountId": _PAYERS[account],
        "lineItem/LineItemType": kind,
        "lineItem/UsageStartDate": f"{day}T00:00:00.000Z",
        "lineItem/UsageEndDate": f"{day + timedelta(days=1)}T00:00:00.000Z",
        "lineItem/ProductCode": code,
        "lineItem/UsageType": usage_type,
        "lineItem/Operation": "",
        "lineItem/UsageAmount": str(quantity),
        "lineItem/CurrencyCode": "USD",
        "lineItem/UnblendedRate": rate,
        "lineItem/UnblendedCost": cost,
        "lineItem/BlendedCost": cost,
        "lineItem/LineItemDescription": f"{name} {usage_type}",
        "product/ProductName": name,
        "product/region": region,
        "resourceTags/user:Application": application,
    }
