"""Azure cost exports: EA and MCA, actual and amortized, old usage details; headers localized or not.

Actual cost carries a reservation's purchase, amortized cost its use and its unused rest; both files hold every other
charge, so only one of them may count for a cost. Nothing in the header tells them apart: rows and the name do.
Column names: https://learn.microsoft.com/azure/cost-management-billing/automate/understand-usage-details-fields
"""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from finops_agent.costs.dataset import Notice
from finops_agent.costs.engine import quoted
from finops_agent.costs.formats.base import Format, Mapped, MappingBuilder, plain_name
from finops_agent.costs.formats.tags import typed_tags

if TYPE_CHECKING:
    from collections.abc import Mapping

    from finops_agent.costs.formats.base import Side
    from finops_agent.costs.formats.origin import Origin

_COSTS = ("costinbillingcurrency", "cost", "pretaxcost", "costinusd")
_ACCOUNTS = ("subscriptionid", "subscriptionguid", "subscriptionname")
_TAKEN = (
    ("BillingCurrency", "billingcurrency", "billingcurrencycode", "currency", "currencycode"),
    ("BillingPeriodStart", "billingperiodstartdate", "billingperiodstart"),
    ("BillingPeriodEnd", "billingperiodenddate", "billingperiodend"),
    ("ChargePeriodStart", "date", "usagedatetime", "usagedate", "billingperiodstartdate"),
    ("ChargeDescription", "productname", "product", "metername"),
    ("ChargeFrequency", "frequency"),
    ("ServiceName", "metercategory", "consumedservice", "servicename"),
    ("ServiceCategory", "servicefamily"),
    ("ServiceSubcategory", "metersubcategory"),
    ("BillingAccountId", "billingaccountid", "billingprofileid"),
    ("BillingAccountName", "billingaccountname", "billingprofilename"),
    ("SubAccountId", "subscriptionid", "subscriptionguid"),
    ("SubAccountName", "subscriptionname", "subscriptionid", "subscriptionguid"),
    ("RegionId", "resourcelocation", "resourcelocationnormalized", "meterregion"),
    ("RegionName", "resourcelocation", "meterregion"),
    ("AvailabilityZone", "availabilityzone"),
    ("ResourceId", "resourceid", "instanceid", "instancename"),
    ("ResourceName", "resourcename"),
    ("ResourceType", "resourcetype", "consumedservice"),
    ("SkuId", "meterid"),
    ("SkuPriceId", "partnumber"),
    ("SkuMeter", "metername"),
    ("PricingCategory", "pricingmodel"),
    ("PricingUnit", "unitofmeasure"),
    ("PricingQuantity", "quantity", "usagequantity"),
    ("ConsumedQuantity", "quantity", "usagequantity"),
    ("ConsumedUnit", "unitofmeasure"),
    ("ContractedUnitPrice", "unitprice"),
    ("ListUnitPrice", "paygprice"),
    ("CommitmentDiscountId", "benefitid", "reservationid"),
    ("CommitmentDiscountName", "benefitname", "reservationname"),
    ("PublisherName", "publishername"),
    ("InvoiceId", "invoiceid"),
    ("x_UsageType", "metername", "metersubcategory"),
    ("x_LineItemType", "chargetype"),
    ("x_ResourceGroup", "resourcegroup", "resourcegroupname"),
    ("x_CostCenter", "costcenter"),
    ("x_InvoiceSection", "invoicesectionname", "invoicesection"),
)
_KIND = '"x_LineItemType"'
_CATEGORY = (
    f"CASE WHEN {_KIND} IS NULL OR {_KIND} IN ('Usage', 'UnusedReservation', 'UnusedSavingsPlan') THEN 'Usage' "
    f"WHEN {_KIND} IN ('Purchase', 'Tax') THEN {_KIND} WHEN {_KIND} ILIKE '%credit%' THEN 'Credit' "
    f"WHEN {_KIND} = 'Refund' THEN 'Purchase' ELSE 'Adjustment' END"
)
_TYPE = (
    "CASE WHEN \"PricingCategory\" = 'Reservation' OR \"x_LineItemType\" = 'UnusedReservation' THEN 'Reservation' "
    "WHEN \"PricingCategory\" = 'SavingsPlan' OR \"x_LineItemType\" = 'UnusedSavingsPlan' THEN 'Savings Plan' END"
)
_STATUS = (
    f"CASE WHEN {_KIND} IN ('UnusedReservation', 'UnusedSavingsPlan') THEN 'Unused' "
    f"WHEN {_KIND} = 'Usage' AND \"PricingCategory\" IN ('Reservation', 'SavingsPlan') THEN 'Used' END"
)


def detect(columns: Mapping[str, str]) -> bool:
    """A cost, a subscription and a meter."""
    names = {plain_name(name) for name in columns}
    is_azure = bool(names & set(_ACCOUNTS)) and bool(names & {"metercategory", "meterid", "metername"})
    return is_azure and bool(names & set(_COSTS)) and "billedcost" not in names


def map_columns(origin: Origin, number: str) -> Mapped:
    """Each generation of the export to FOCUS."""
    names: dict[str, str] = {}
    for name in origin.columns:
        names.setdefault(plain_name(name), name)
    build = MappingBuilder(origin, names, number)
    cost = build.first(*_COSTS) or ""
    for focus, *origins in _TAKEN:
        build.take(focus, *origins)
    for focus in ("BilledCost", "x_NetCost"):
        build.take(focus, cost)
    if build.has("paygprice") and build.has("quantity"):
        listed = f"{build.money('paygprice')} * {build.money('quantity')}"
        build.rule("ListCost", f"TRY_CAST({listed} AS DECIMAL(38, 12))", "PayGPrice x Quantity")
        build.derive("x_OnDemandCost", '"ListCost"', "as ListCost")
    build.rule("ProviderName", "'Azure'", "Azure")
    build.derive("ChargeCategory", _CATEGORY, "from the charge type")
    build.derive("ChargeClass", f"CASE WHEN {_KIND} = 'Refund' THEN 'Correction' END", "Correction for refunds")
    build.derive("CommitmentDiscountType", _TYPE, "from the pricing model")
    build.derive("CommitmentDiscountStatus", _STATUS, "from the charge type")
    if build.has("tags"):
        own = names["tags"]
        build.rule("Tags", typed_tags(quoted(own), origin.columns[own], ""), own)
    side, notices = _side(build, cost)
    if side == "amortized" or not notices:
        build.take("EffectiveCost", cost)
    return Mapped(
        build.expressions,
        build.origins,
        names[cost],
        side,
        derived=build.derived,
        tag_columns=(names["tags"],) if build.has("tags") else (),
        side=side,
        notices=notices,
    )


def _side(build: MappingBuilder, cost: str) -> tuple[Side | None, tuple[Notice, ...]]:
    """Which of the two exports it is, by rows that only one of them has, else by its name."""
    kind, model, amount = build.text("chargetype"), build.text("pricingmodel"), build.money(cost)
    committed = f"{model} IN ('Reservation', 'SavingsPlan')"
    unused, used, bought, covered = build.origin.ask(
        [
            f"count(*) FILTER ({kind} IN ('UnusedReservation', 'UnusedSavingsPlan'))",
            f"count(*) FILTER ({kind} = 'Usage' AND {committed} AND {amount} <> 0)",
            f"count(*) FILTER ({kind} = 'Purchase' AND {committed} AND {amount} <> 0)",
            f"count(*) FILTER ({kind} = 'Usage' AND {committed})",
        ]
    )
    if unused or used or "amortized" in PurePath(build.origin.name).name.lower():
        return "amortized", (
            Notice(
                "amortized_export",
                "This Azure export holds amortized cost: purchases of reservations and savings plans are spread over "
                "their use. Billed figures show the same amounts; load the actual cost export for the invoice.",
            ),
        )
    if bought or covered:
        return "actual", (
            Notice(
                "actual_export",
                "This Azure export holds actual cost with reservations or savings plans, so effective (amortized) cost "
                "is not in it. Load the amortized export beside it.",
            ),
        )
    return ("actual" if build.has("chargetype") else None), ()


AZURE = Format(
    "azure",
    "Azure cost export",
    "`SubscriptionId` or `SubscriptionGuid`, a meter, and `CostInBillingCurrency`, `Cost` or `PreTaxCost`",
    detect,
    map_columns,
    "Azure",
    ("BilledCost", "BillingCurrency", "ChargePeriodStart", "ServiceName", "SubAccountId"),
)
