"""OCI cost reports."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple


class Company(NamedTuple):
    """Whose report it is, and the name of its tag."""

    tenancy: str
    currency: str
    tag: str
    subscription: str = "s9"
    sku: str = "B8"


def row(company: Company, day, number, line, cost) -> dict[str, str]:
    """A day of a line: service, description, compartment, region, resource, tag, unit, usual cost a day."""
    service, text, compartment, region, resource, tag, unit, _ = line
    return {
        "lineItem/referenceNo": f"V2.{day:%Y%m%d}.{number}",
        "lineItem/tenantId": f"ocid1.tenancy.oc1..{company.tenancy}",
        "lineItem/intervalUsageStart": f"{day}T00:00Z",
        "lineItem/intervalUsageEnd": f"{day}T23:59Z",
        "product/service": service,
        "product/compartmentId": f"ocid1.compartment.oc1..{compartment}",
        "product/compartmentName": compartment,
        "product/region": region,
        "product/availabilityDomain": "AD-1",
        "product/resourceId": resource,
        "usage/billedQuantity": "24",
        "cost/subscriptionId": company.subscription,
        "cost/productSku": f"{company.sku}{number}001",
        "product/Description": text,
        "cost/unitPrice": f"{cost / 24:.10f}",
        "cost/myCost": str(cost),
        "cost/currencyCode": company.currency,
        "cost/skuUnitDescription": unit,
        "lineItem/isCorrection": "false",
        "lineItem/backreferenceNo": "",
        f"tags/{company.tag}": tag,
    }


def correction(company: Company, day, number, line, cost) -> dict[str, str]:
    """What was set right of a line."""
    return {**row(company, day, number, line, Decimal(cost)), "lineItem/isCorrection": "true"}
