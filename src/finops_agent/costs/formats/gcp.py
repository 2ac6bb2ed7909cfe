"""Google Cloud billing export: dotted names, names flattened out of BigQuery, or nested JSON.

Billed cost is the export's own `cost`; credits come beside it in a list, so effective and net cost are cost plus
credits. Column names: https://cloud.google.com/billing/docs/how-to/export-data-bigquery-tables/standard-usage
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from finops_agent.costs.dataset import Notice
from finops_agent.costs.engine import quoted
from finops_agent.costs.formats.base import MONEY, Format, Mapped, MappingBuilder, plain_name
from finops_agent.costs.formats.credits import credits_by_kind, credits_of
from finops_agent.costs.formats.tags import typed_tags

if TYPE_CHECKING:
    from collections.abc import Mapping

    from finops_agent.costs.formats.origin import Origin

_TAKEN = (
    ("BilledCost", "cost"),
    ("ListCost", "costatlist"),
    ("x_OnDemandCost", "costatlist"),
    ("BillingCurrency", "currency"),
    ("ChargePeriodStart", "usagestarttime"),
    ("ChargePeriodEnd", "usageendtime"),
    ("ChargeDescription", "skudescription"),
    ("ServiceName", "servicedescription", "serviceid"),
    ("BillingAccountId", "billingaccountid"),
    ("SubAccountId", "projectid", "projectnumber"),
    ("SubAccountName", "projectname", "projectid"),
    ("RegionId", "locationregion", "locationlocation"),
    ("RegionName", "locationlocation", "locationregion"),
    ("AvailabilityZone", "locationzone"),
    ("ResourceId", "resourceglobalname", "resourcename"),
    ("ResourceName", "resourcename"),
    ("SkuId", "skuid"),
    ("SkuMeter", "skudescription"),
    ("PricingUnit", "usagepricingunit"),
    ("PricingQuantity", "usageamountinpricingunits"),
    ("ConsumedQuantity", "usageamount"),
    ("ConsumedUnit", "usageunit"),
    ("x_UsageType", "skudescription"),
    ("x_LineItemType", "costtype"),
    ("InvoiceIssuerName", "sellername"),
)
_KIND = '"x_LineItemType"'
_CATEGORY = (
    f"CASE WHEN {_KIND} IS NULL OR {_KIND} = 'regular' THEN 'Usage' WHEN {_KIND} = 'tax' THEN 'Tax' "
    f"WHEN {_KIND} ILIKE '%credit%' THEN 'Credit' ELSE 'Adjustment' END"
)
_LABELS = ("labels", "projectlabels", "tags")


def detect(columns: Mapping[str, str]) -> bool:
    """Cost with service, SKU and the time of usage."""
    names = {plain_name(name) for name in columns}
    has_service = bool(names & {"servicedescription", "serviceid"})
    return (
        has_service and {"cost", "usagestarttime"} <= names and bool(names & {"skuid", "skudescription", "projectid"})
    )


def map_columns(origin: Origin, number: str) -> Mapped:
    """All three ways of writing it to FOCUS."""
    names: dict[str, str] = {}
    for name in origin.columns:
        names.setdefault(plain_name(name), name)
    build = MappingBuilder(origin, names, number)
    for focus, *origins in _TAKEN:
        build.take(focus, *origins)
    credits_ = credits_of(build)
    net = f"TRY_CAST({build.money('cost')} + coalesce({credits_}, 0) AS {MONEY})"
    build.rule("EffectiveCost", net, "cost plus credits")
    build.rule("x_NetCost", net, "cost plus credits")
    for column, sum_of_kind in credits_by_kind(build).items():
        build.rule(column, sum_of_kind, "credits of that kind")
    build.derive("ChargeCategory", _CATEGORY, "from the cost type")
    build.rule("ProviderName", "'GCP'", "GCP")
    if build.has("invoicemonth"):
        month = build.text("invoicemonth")
        start = f"try_strptime(replace({month}, '-', '')[:6], '%Y%m')"
        build.rule("BillingPeriodStart", start, names["invoicemonth"])
    _map_labels(build)
    (given,) = origin.ask([f"sum({credits_})"])
    notices: tuple[Notice, ...] = ()
    if given:
        notices = (
            Notice(
                "gcp_credits",
                f"Credits of {given:,.2f} stand beside the costs: billed cost is before them, effective and net cost "
                "after them.",
            ),
        )
    return Mapped(build.expressions, build.origins, names["cost"], derived=build.derived, notices=notices)


def _map_labels(build: MappingBuilder) -> None:
    """Labels of the resource; where a row has none, those of its project."""
    present = [build.names[name] for name in _LABELS if build.has(name)]
    if present:
        maps = ", ".join(f"nullif({typed_tags(quoted(own), build.columns[own], '')}, MAP {{}})" for own in present)
        build.rule("Tags", f"coalesce({maps})", " or ".join(present))
    elif build.has("labelskey") and build.has("labelsvalue"):
        key, value = build.text("labelskey"), build.text("labelsvalue")
        build.rule("Tags", f"CASE WHEN {key} <> '' THEN MAP([{key}], [{value}]) END", "labels.key and labels.value")


GCP = Format(
    "gcp",
    "Google Cloud billing export",
    "`cost`, `service.description` or `service_description`, `usage_start_time`, a SKU or project",
    detect,
    map_columns,
    "GCP",
    ("BilledCost", "BillingCurrency", "ChargePeriodStart", "ServiceName", "SubAccountId"),
)
