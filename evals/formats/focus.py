"""FOCUS 1.2 over several clouds, with a commitment on one of the lines."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple

from evals.formats.plain import MICRO, json_text, tagged

NOTHING = {"ResourceId": "", "ResourceName": "", "Tags": ""}
"""What a charge that no resource caused leaves empty."""


class Company(NamedTuple):
    """Whose bill it is; the line that pays just this share of its list price is under the savings plan."""

    currency: str
    tags: tuple[str, ...]
    plan: str = ""
    share: str = ""


def row(company: Company, day, line, listed, billed, effective, category="Usage") -> dict[str, str]:  # noqa: PLR0917 - as many as a charge has figures
    """A charge. A line: provider, service, category, region, account, resource, tags, list cost a day, share paid."""
    provider, service, kind, region, account, resource, *tags, _, _ = line
    following = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    return {
        "AvailabilityZone": "",
        "BilledCost": str(billed),
        "BillingAccountId": f"ba-{provider[:2].lower()}",
        "BillingAccountName": f"{provider} payer",
        "BillingCurrency": company.currency,
        "BillingPeriodEnd": f"{following}T00:00:00Z",
        "BillingPeriodStart": f"{day.replace(day=1)}T00:00:00Z",
        "ChargeCategory": category,
        "ChargeClass": "Correction" if category == "Adjustment" else "",
        "ChargeDescription": f"{service} charge",
        "ChargePeriodEnd": f"{day + timedelta(days=1)}T00:00:00Z",
        "ChargePeriodStart": f"{day}T00:00:00Z",
        "CommitmentDiscountId": "",
        "CommitmentDiscountStatus": "",
        "CommitmentDiscountType": "",
        "ConsumedQuantity": "24" if category == "Usage" else "",
        "ConsumedUnit": "Hours" if category == "Usage" else "",
        "ContractedCost": str(billed),
        "EffectiveCost": str(effective),
        "InvoiceId": f"inv-{provider[:2]}-{day:%m}",
        "InvoiceIssuerName": provider,
        "ListCost": str(listed),
        "PricingQuantity": "24",
        "PricingUnit": "Hours",
        "ProviderName": provider,
        "PublisherName": provider,
        "RegionId": region,
        "RegionName": region,
        "ResourceId": resource,
        "ResourceName": resource,
        "ServiceCategory": kind,
        "ServiceName": service,
        "SkuId": f"sku-{resource}",
        "SkuMeter": f"meter {resource}",
        "SubAccountId": f"id-{account}",
        "SubAccountName": account,
        "SubAccountType": "account",
        "Tags": json_text(tagged(company.tags, tags)),
    }


def used(company: Company, day, line, listed) -> dict[str, str]:
    """What a line used in a day, at the share of its list price that it pays."""
    paid = (listed * Decimal(line[-1])).quantize(MICRO)
    made = row(company, day, line, listed, paid, paid)
    return {**made, **_planned(company, "Used")} if line[-1] == company.share else made


def unused(company: Company, day, line, cost) -> dict[str, str]:
    """What of the savings plan nothing used."""
    return {**row(company, day, line, cost, Decimal(0), cost), **NOTHING, **_planned(company, "Unused")}


def bare(company: Company, day, line, cost, category) -> dict[str, str]:
    """A tax, credit, adjustment or purchase; the last is no cost of the day."""
    return {**row(company, day, line, cost, cost, 0 if category == "Purchase" else cost, category), **NOTHING}


def _planned(company, status):
    return {"CommitmentDiscountStatus": status, "CommitmentDiscountType": "Savings Plan", "CommitmentDiscountId": company.plan}  # fmt: skip
