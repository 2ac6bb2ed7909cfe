"""FOCUS 1.0 to 1.4: columns by their own names; the version is told by the columns that came with it.

Source of names and versions: the FinOps Open Cost and Usage Specification, https://focus.finops.org.
"""

from collections.abc import Mapping

from finops_agent.costs.engine import quoted
from finops_agent.costs.formats.base import FOCUS_COLUMNS, Format, Mapped, MappingBuilder
from finops_agent.costs.formats.origin import Origin
from finops_agent.costs.formats.tags import typed_tags

MANDATORY = (
    "BilledCost",
    "BillingCurrency",
    "BillingPeriodStart",
    "BillingPeriodEnd",
    "ChargeCategory",
    "ChargePeriodStart",
    "ChargePeriodEnd",
    "ContractedCost",
    "EffectiveCost",
    "ListCost",
    "ServiceCategory",
    "ServiceName",
)
"""Mandatory columns that answers rest on; their absence is told."""
_SINCE = (
    ("1.3", ("ServiceProviderName", "HostProviderName")),
    ("1.2", ("InvoiceId", "PricingCurrency", "SubAccountType", "BillingAccountType")),
    ("1.1", ("CapacityReservationId", "CommitmentDiscountQuantity", "SkuMeter", "SkuPriceDetails")),
)
_OTHER_NAMES = {
    "ProviderName": ("ServiceProviderName", "HostProviderName", "PublisherName"),
    "HostProviderName": ("PublisherName",),
    "SkuMeter": ("x_SkuMeterName",),
    "x_UsageType": ("SkuMeter", "x_SkuMeterName"),
    "x_ResourceGroup": ("x_ResourceGroupName",),
}
_DERIVED = {"x_LineItemType": "ChargeCategory", "x_OnDemandCost": "ListCost", "x_NetCost": "BilledCost"}


def detect(columns: Mapping[str, str]) -> bool:
    """Billed cost with a service and a charge period is FOCUS, whatever else is missing."""
    lowered = {name.lower() for name in columns}
    return {"billedcost", "servicename"} <= lowered and bool(lowered & {"chargeperiodstart", "billingperiodstart"})


def map_columns(origin: Origin, number: str) -> Mapped:
    """Each column by its own name, or by the name it has in another version."""
    names = {canonical: name for name in origin.columns for canonical in _canonical(name)}
    build = MappingBuilder(origin, names, number)
    for focus in FOCUS_COLUMNS:
        if focus != "Tags":
            build.take(focus, focus, *_OTHER_NAMES.get(focus, ()), *filter(None, [_DERIVED.get(focus)]))
    if not build.has("ChargePeriodStart"):
        build.take("ChargePeriodStart", "BillingPeriodStart")
    if build.has("Tags"):
        tags = names["Tags"]
        build.rule("Tags", typed_tags(quoted(tags), origin.columns[tags], "^user[_:]"), tags)
    own = (names["Tags"],) if build.has("Tags") else ()
    version = _version(names)
    return Mapped(build.expressions, build.origins, names["BilledCost"], version, tag_columns=own)


def _canonical(name: str) -> list[str]:
    known = {column.lower(): column for column in _KNOWN}
    return [known[name.lower()]] if name.lower() in known else []


def _version(names: Mapping[str, str]) -> str:
    """The version that first had one of the columns; 1.4 dropped `ProviderName`."""
    for version, marks in _SINCE:
        if any(mark in names for mark in marks):
            return "1.4" if version == "1.3" and "ProviderName" not in names else version
    return "1.0"


_KNOWN = {
    *FOCUS_COLUMNS,
    *(name for others in _OTHER_NAMES.values() for name in others),
    *(mark for _, marks in _SINCE for mark in marks),
}

FOCUS = Format(
    "focus",
    "FOCUS",
    "`BilledCost`, `ServiceName`, `ChargePeriodStart` or `BillingPeriodStart`",
    detect,
    map_columns,
    mandatory=MANDATORY,
)
