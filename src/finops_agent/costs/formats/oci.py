"""Oracle Cloud cost reports: names with slashes, times to the minute, a column for each tag.

Column names: https://docs.oracle.com/iaas/Content/Billing/Concepts/costusagereportsoverview.htm
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from finops_agent.costs.engine import quoted
from finops_agent.costs.formats.base import Format, Mapped, MappingBuilder
from finops_agent.costs.formats.tags import tags_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from finops_agent.costs.formats.origin import Origin

_COST = "cost/mycost"
_TAG = "tags/"
_TAKEN = (
    ("BilledCost", _COST),
    ("EffectiveCost", _COST),
    ("x_NetCost", _COST),
    ("BillingCurrency", "cost/currencycode"),
    ("ChargePeriodStart", "lineitem/intervalusagestart"),
    ("ChargePeriodEnd", "lineitem/intervalusageend"),
    ("ChargeDescription", "product/description", "product/resource"),
    ("ServiceName", "product/service"),
    ("BillingAccountId", "lineitem/tenantid"),
    ("SubAccountId", "product/compartmentid", "lineitem/tenantid"),
    ("SubAccountName", "product/compartmentname"),
    ("RegionId", "product/region"),
    ("AvailabilityZone", "product/availabilitydomain"),
    ("ResourceId", "product/resourceid"),
    ("ResourceType", "product/resource"),
    ("SkuId", "cost/productsku"),
    ("SkuMeter", "product/description", "product/resource"),
    ("PricingUnit", "cost/billingunitreadable", "cost/skuunitdescription"),
    ("PricingQuantity", "usage/billedquantity"),
    ("ContractedUnitPrice", "cost/unitprice"),
    ("ConsumedQuantity", "usage/billedquantity", "usage/consumedquantity"),
    ("ConsumedUnit", "cost/skuunitdescription", "usage/consumedquantityunits", "cost/billingunitreadable"),
    ("x_UsageType", "product/description", "product/resource"),
)


def detect(columns: Mapping[str, str]) -> bool:
    """`cost/myCost` beside Oracle's line item."""
    names = {name.lower() for name in columns}
    return _COST in names and bool(names & {"lineitem/intervalusagestart", "lineitem/tenantid"})


def map_columns(origin: Origin, number: str) -> Mapped:
    """The report to FOCUS."""
    names = {name.lower(): name for name in origin.columns}
    build = MappingBuilder(origin, names, number)
    for focus, *origins in _TAKEN:
        build.take(focus, *origins)
    build.rule("ProviderName", "'OCI'", "OCI")
    build.rule("ChargeCategory", "'Usage'", "Usage")
    if build.has("lineitem/iscorrection"):
        is_correction = f"lower({build.text('lineitem/iscorrection')}) = 'true'"
        build.rule("ChargeClass", f"CASE WHEN {is_correction} THEN 'Correction' END", names["lineitem/iscorrection"])
    tags = [own for own in origin.columns if own.lower().startswith(_TAG)]
    if tags:
        entries = ", ".join(f"{{'k': {_key(own)}, 'v': CAST({quoted(own)} AS VARCHAR)}}" for own in tags)
        build.rule("Tags", tags_of(f"[{entries}]"), f"{len(tags)} tag columns")
    return Mapped(build.expressions, build.origins, names[_COST], tag_columns=tuple(tags))


def _key(column: str) -> str:
    """The tag key that a column is named after, without its namespace where that is Oracle's own, as an SQL literal."""
    key = column[len(_TAG) :].removeprefix("orcl-cloud.")
    return "'" + key.replace("'", "''") + "'"


OCI = Format(
    "oci",
    "Oracle Cloud cost report",
    "`cost/myCost` with `lineItem/intervalUsageStart` or `lineItem/tenantId`",
    detect,
    map_columns,
    "OCI",
    ("BilledCost", "BillingCurrency", "ChargePeriodStart", "ServiceName"),
)
