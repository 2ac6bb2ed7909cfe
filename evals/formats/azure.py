"""Azure amortized exports: EA (US dates, tags without braces) and MCA (camel case)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from evals.formats.plain import json_text, tagged

if TYPE_CHECKING:
    from collections.abc import Mapping


class Ea(NamedTuple):
    """Whose EA bill it is; `subscriptions` has the id and name of each resource group's, `reserved` is the meter under reservation."""

    account: str
    name: str
    currency: str
    tags: tuple[str, ...]
    subscriptions: Mapping[str, tuple[str, str]]
    reserved: str
    reservation: tuple[str, str]


def ea_row(company: Ea, day, line, cost) -> dict[str, str]:
    """A day of a line: meter category, family, meter, region, resource group, resource, tags, usual cost a day."""
    service, family, meter, region, group, resource, *tags, _ = line
    subscription, name = company.subscriptions[group]
    place = f"/subscriptions/{subscription}/resourceGroups/{group}/providers/x/{resource}"
    is_reserved = meter == company.reserved
    reservation = company.reservation if is_reserved else ("", "")
    return {
        "BillingAccountId": company.account,
        "BillingAccountName": company.name,
        "BillingPeriodStartDate": day.replace(day=1).strftime("%m/%d/%Y"),
        "SubscriptionId": subscription,
        "SubscriptionName": name,
        "Date": day.strftime("%m/%d/%Y"),
        "Product": f"{service} - {meter}",
        "MeterId": f"m-{meter.lower().replace(' ', '-')}",
        "ServiceFamily": family,
        "MeterCategory": service,
        "MeterSubCategory": "",
        "MeterRegion": region,
        "MeterName": meter,
        "Quantity": "24",
        "EffectivePrice": f"{cost / 24:.10f}",
        "CostInBillingCurrency": str(cost),
        "UnitPrice": f"{cost / 24:.10f}",
        "BillingCurrencyCode": company.currency,
        "ResourceLocation": region,
        "ConsumedService": "Microsoft." + family.replace(" ", ""),
        "ResourceId": place if resource else "",
        "ResourceName": resource,
        "Tags": ",".join(f'"{key}": "{value}"' for key, value in tagged(company.tags, tags).items()),
        "UnitOfMeasure": "1 Hour",
        "ResourceGroup": group,
        "ReservationId": reservation[0],
        "ReservationName": reservation[1],
        "PublisherName": "Microsoft",
        "ChargeType": "Usage",
        "Frequency": "UsageBased",
        "PublisherType": "Azure",
        "PayGPrice": f"{cost / 24 * (2 if is_reserved else 1):.10f}",
        "PricingModel": "Reservation" if is_reserved else "OnDemand",
    }


def ea_unused(company: Ea, day, line, cost) -> dict[str, str]:
    """What of the reservation nothing used; `line` is one that it covers."""
    none = (*line[:4], "", "", *("" for _ in company.tags), 0)
    return {**ea_row(company, day, none, cost), "ChargeType": "UnusedReservation"}


class Mca(NamedTuple):
    """Whose MCA bill it is; `dollars` is its currency's worth, `planned` the meter under the savings plan."""

    invoice: str
    account: tuple[str, str]
    profile: tuple[str, str]
    currency: str
    dollars: float
    tag: str
    subscriptions: Mapping[str, tuple[str, str]]
    planned: str
    benefit: tuple[str, str]


def mca_row(company: Mca, day, line, cost) -> dict[str, str]:
    """A day of a line: service, family, meter, location, resource group, resource, tag, usual cost a day."""
    service, family, meter, location, group, resource, tag, _ = line
    subscription, name = company.subscriptions[group]
    is_planned = meter == company.planned
    benefit = company.benefit if is_planned else ("", "")
    dollars = f"{float(cost) * company.dollars:.6f}"
    return {
        "invoiceId": f"{company.invoice}{day.month}",
        "billingAccountId": company.account[0],
        "billingAccountName": company.account[1],
        "billingProfileId": company.profile[0],
        "billingProfileName": company.profile[1],
        "costCenter": "",
        "billingPeriodStartDate": day.replace(day=1).strftime("%m/%d/%Y"),
        "date": day.strftime("%m/%d/%Y"),
        "serviceFamily": family,
        "consumedService": service,
        "meterId": f"m-{len(service)}{len(meter)}",
        "meterName": meter,
        "meterCategory": service,
        "meterSubCategory": "",
        "meterRegion": location,
        "ProductName": f"{service} {meter}".strip(),
        "SubscriptionId": subscription,
        "subscriptionName": name,
        "resourceGroupName": group,
        "ResourceId": f"/subscriptions/x/resourceGroups/{group}/{resource}",
        "resourceLocation": location,
        "effectivePrice": str(cost),
        "quantity": "1",
        "unitOfMeasure": "1/Day",
        "chargeType": "Usage",
        "billingCurrency": company.currency,
        "pricingCurrency": "USD",
        "costInBillingCurrency": str(cost),
        "costInPricingCurrency": dollars,
        "costInUsd": dollars,
        "tags": json_text({company.tag: tag}) if tag else "",
        "frequency": "UsageBased",
        "reservationId": "",
        "pricingModel": "SavingsPlan" if is_planned else "OnDemand",
        "unitPrice": str(cost),
        "benefitId": benefit[0],
        "benefitName": benefit[1],
        "provider": "Azure",
    }


def mca_unused(company: Mca, day, cost, *, named=True) -> dict[str, str]:
    """What of the savings plan nothing used; it says of which plan if it is `named`."""
    none = ("Virtual Machines", "Compute", "", "", "", "", "", 0)
    unused = {"chargeType": "UnusedSavingsPlan", "ResourceId": "", "pricingModel": "SavingsPlan"}
    benefit = dict(zip(("benefitId", "benefitName"), company.benefit, strict=True)) if named else {}
    return {**mca_row(company, day, none, cost), **unused, **benefit}
