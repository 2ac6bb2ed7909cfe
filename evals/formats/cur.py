"""AWS Cost and Usage Reports: CUR 2.0 with a savings plan and two reserved nodes, and the legacy CUR."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple

from evals.formats.plain import MICRO, json_text, tagged


class Plan(NamedTuple):
    """A savings plan: its cost a day, how much of that is used, and the share of the list price that it pays."""

    arn: str
    usage_type: str
    cost: str
    used: str
    share: str
    is_negated_with_tags: bool = True


class Nodes(NamedTuple):
    """Two reserved nodes, billed 48 hours a day, of which some lie idle: list cost a day of the used ones, fee an hour."""

    arn: str
    service: str
    account: int
    usage_type: str
    fee_type: str
    region: str
    resource: str
    instance: str
    listed: str
    rate: str
    idle: int
    tags: tuple[str, ...]


class Company(NamedTuple):
    """Whose bill it is; `tags` are the names of its tags, in the order in which a line has their values."""

    payer: str
    accounts: tuple[tuple[str, str], ...]
    tags: tuple[str, ...]
    plan: Plan
    nodes: Nodes


def row(company: Company, day, kind, service, account=0, **cells: str) -> dict[str, str]:
    """A row of CUR 2.0 with these cells in it."""
    number, name = company.accounts[account]
    return {
        "identity_line_item_id": "",
        "bill_payer_account_id": company.payer,
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
        **cells,
    }


def flat(company: Company, day, kind, service, cost) -> dict[str, str]:
    """A tax, credit, refund or fee."""
    return row(company, day, kind, service, line_item_unblended_cost=cost)


def use(company: Company, day, line, quantity, *, covered=False) -> list[dict[str, str]]:
    """What a line used in a day; where the savings plan covers it, the negation as well.

    A line: service, usage type, operation, account, region, resource, instance type, tags, unit, quantity a day, rate.
    """
    service, usage_type, operation, account, region, resource, instance, *tags, unit, _, rate = line
    cost = (quantity * Decimal(rate)).quantize(MICRO)
    shared = {"line_item_usage_type": usage_type, "line_item_resource_id": resource, "product_region_code": region}
    made = row(
        company,
        day,
        "SavingsPlanCoveredUsage" if covered else "Usage",
        service,
        account,
        **shared,
        line_item_operation=operation,
        line_item_usage_amount=str(quantity),
        line_item_unblended_rate=rate,
        line_item_unblended_cost=str(cost),
        line_item_line_item_description=f"{rate} per {unit}",
        product_instance_type=instance,
        pricing_unit=unit,
        pricing_term="OnDemand",
        pricing_public_on_demand_cost=str(cost),
        resource_tags=_tags(company, tags),
    )
    if not covered:
        return [made]
    shared["savings_plan_savings_plan_a_r_n"] = company.plan.arn
    effective = str((cost * Decimal(company.plan.share)).quantize(MICRO))
    made |= {**shared, "savings_plan_savings_plan_effective_cost": effective}
    negation = row(company, day, "SavingsPlanNegation", service, account, **shared, line_item_unblended_cost=str(-cost))
    return [made, {**negation, "resource_tags": made["resource_tags"] if company.plan.is_negated_with_tags else ""}]


def commitments(company: Company, day) -> list[dict[str, str]]:
    """What the savings plan and the reserved nodes cost in a day; the nodes' fee comes on the first of a month."""
    plan, nodes = company.plan, company.nodes
    bought = row(
        company,
        day,
        "SavingsPlanRecurringFee",
        "ComputeSavingsPlans",
        line_item_usage_type=plan.usage_type,
        line_item_unblended_cost=plan.cost,
        savings_plan_savings_plan_a_r_n=plan.arn,
        savings_plan_used_commitment=plan.used,
        savings_plan_total_commitment_to_date=plan.cost,
    )
    shared = {"product_region_code": nodes.region, "reservation_reservation_a_r_n": nodes.arn}
    used = row(
        company,
        day,
        "DiscountedUsage",
        nodes.service,
        nodes.account,
        **shared,
        line_item_usage_type=nodes.usage_type,
        line_item_resource_id=nodes.resource,
        line_item_usage_amount=str(48 - nodes.idle),
        product_instance_type=nodes.instance,
        pricing_unit="Hrs",
        pricing_term="Reserved",
        pricing_public_on_demand_cost=nodes.listed,
        reservation_effective_cost=str(((48 - nodes.idle) * Decimal(nodes.rate)).normalize()),
        resource_tags=_tags(company, nodes.tags),
    )
    if day.day != 1:
        return [bought, used]
    month = ((day + timedelta(days=31)).replace(day=1) - day).days
    hours, idle, rate = 48 * month, nodes.idle * month, Decimal(nodes.rate)
    fee = row(
        company,
        day,
        "RIFee",
        nodes.service,
        nodes.account,
        **shared,
        line_item_usage_type=nodes.fee_type,
        line_item_usage_amount=str(hours),
        line_item_unblended_cost=str(hours * rate),
        reservation_unused_quantity=str(idle),
        reservation_unused_recurring_fee=str(idle * rate),
    )
    return [bought, used, fee]


def _tags(company, values):
    found = tagged(company.tags, values)
    return json_text(found) if found else ""


class LegacyCompany(NamedTuple):
    """Whose legacy CUR it is; it has no names of accounts, one tag, and columns of a savings plan if there is one."""

    payer: str
    accounts: tuple[str, ...]
    tag: str
    plan: Plan | None = None


_ARN, _EFFECTIVE = "savingsPlan/SavingsPlanARN", "savingsPlan/SavingsPlanEffectiveCost"
_PROMISED, _USED = "savingsPlan/TotalCommitmentToDate", "savingsPlan/UsedCommitment"


def legacy_row(company: LegacyCompany, day, number, line, quantity, *, kind="Usage") -> dict[str, str]:
    """A row of a legacy CUR. A line: product code, product name, usage type, account, region, tag, quantity a day, rate."""
    code, name, usage_type, account, region, tag, _, rate = line
    cost = str((quantity * Decimal(rate)).quantize(MICRO))
    return {
        "identity/LineItemId": f"{day:%y%m%d}{number:02d}",
        "identity/TimeInterval": f"{day}T00:00:00Z/{day + timedelta(days=1)}T00:00:00Z",
        "bill/PayerAccountId": company.payer,
        "bill/BillingPeriodStartDate": f"{day.replace(day=1)}T00:00:00.000Z",
        "lineItem/UsageAccountId": company.accounts[account],
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
        **(dict.fromkeys(("pricing/term", _ARN, _EFFECTIVE, _PROMISED, _USED), "") if company.plan else {}),
        f"resourceTags/user:{company.tag}": tag,
    }


def legacy_charge(company: LegacyCompany, day, line, kind, cost, *, number=90) -> dict[str, str]:
    """A tax, refund or other charge for what a line is of."""
    charged = {"lineItem/UnblendedCost": cost, "lineItem/BlendedCost": cost}
    return {**legacy_row(company, day, number, line, Decimal(1), kind=kind), **_blank(company), **charged}


def legacy_use(company: LegacyCompany, day, number, line, quantity, *, covered=False) -> list[dict[str, str]]:
    """What a line used in a day; where the savings plan covers it, the negation as well."""
    plan = company.plan
    if plan is None or not covered:
        return [legacy_row(company, day, number, line, quantity)]
    made = legacy_row(company, day, number, line, quantity, kind="SavingsPlanCoveredUsage") | {_ARN: plan.arn}
    cost = Decimal(made["lineItem/UnblendedCost"])
    back = legacy_charge(company, day, line, "SavingsPlanNegation", str(-cost), number=80 + number)
    kept = {name: made[name] for name in (*_blank(company), _ARN)}
    return [{**made, _EFFECTIVE: f"{cost * Decimal(plan.share):.6f}"}, {**back, **kept}]


def legacy_commitments(company: LegacyCompany, day) -> list[dict[str, str]]:
    """What the savings plan costs in a day, if there is one."""
    plan = company.plan
    if plan is None:
        return []
    line = ("ComputeSavingsPlans", "Savings Plans for AWS Compute usage", "", 0, "", "", 1, plan.cost)
    made = legacy_charge(company, day, line, "SavingsPlanRecurringFee", plan.cost, number=95)
    return [{**made, "lineItem/UsageType": plan.usage_type, _ARN: plan.arn, _PROMISED: plan.cost, _USED: plan.used}]


def _blank(company):
    return {"lineItem/UsageType": "", "product/region": "", f"resourceTags/user:{company.tag}": ""}
