"""AWS Cost and Usage Report: legacy (`lineItem/UnblendedCost`) and 2.0 (`line_item_unblended_cost`).

The legacy names become those of 2.0 by one rule, so both share one mapping. Billed cost is the unblended cost of every
line; effective cost is the amortized cost by the rule of AWS's Cloud Intelligence Dashboards (summary view).
Column names: https://docs.aws.amazon.com/cur/latest/userguide/table-dictionary-cur2.html
"""

import re
from collections.abc import Mapping

from finops_agent.costs.engine import quoted
from finops_agent.costs.formats.base import Format, Mapped, MappingBuilder
from finops_agent.costs.formats.origin import Origin
from finops_agent.costs.formats.tags import tags_of, typed_tags

_COST = "line_item_unblended_cost"
_KIND = '"x_LineItemType"'
_TAG_PREFIX = "resource_tags_"


def canonical(name: str) -> str:
    """The CUR 2.0 name of a legacy column.

    >>> canonical("lineItem/UnblendedCost"), canonical("savingsPlan/TotalCommitmentToDate")
    ('line_item_unblended_cost', 'savings_plan_total_commitment_to_date')
    >>> canonical("savingsPlan/SavingsPlanARN"), canonical("resourceTags/user:team")
    ('savings_plan_savings_plan_a_r_n', 'resource_tags_user:team')
    """
    spaced = name.replace("ARN", "ARn").replace("ARn", "_a_r_n")
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", spaced).replace("/", "_").lower()


def is_cur_2(columns: Mapping[str, str]) -> bool:
    """Snake case names."""
    return {_COST, "line_item_line_item_type", "line_item_usage_start_date"} <= {name.lower() for name in columns}


def is_legacy(columns: Mapping[str, str]) -> bool:
    """Slash names."""
    return {"lineItem/UnblendedCost", "lineItem/LineItemType", "lineItem/UsageStartDate"} <= set(columns)


def map_columns(origin: Origin, number: str) -> Mapped:
    """Both reports to FOCUS."""
    names = {canonical(name): name for name in origin.columns}
    build = MappingBuilder(origin, names, number)
    build.take("BilledCost", _COST)
    build.rule("EffectiveCost", _amortized(build), "amortized cost (AWS CID rule)")
    for focus, *origins in _TAKEN:
        build.take(focus, *origins)
    build.derive("ChargeCategory", _CATEGORY.format(kind=_KIND), f"from {names['line_item_line_item_type']}")
    build.derive("ChargeClass", f"CASE WHEN {_KIND} = 'Refund' THEN 'Correction' END", "Correction for refunds")
    build.rule("ProviderName", "'AWS'", "AWS")
    build.first_of("CommitmentDiscountId", "savings_plan_savings_plan_a_r_n", "reservation_reservation_a_r_n")
    _map_commitments(build)
    tags = _map_tags(build)
    return Mapped(build.expressions, build.origins, names[_COST], derived=build.derived, tag_columns=tags)


_TAKEN = (
    ("ListCost", "pricing_public_on_demand_cost"),
    ("BillingCurrency", "line_item_currency_code"),
    ("BillingPeriodStart", "bill_billing_period_start_date"),
    ("BillingPeriodEnd", "bill_billing_period_end_date"),
    ("ChargePeriodStart", "line_item_usage_start_date"),
    ("ChargePeriodEnd", "line_item_usage_end_date"),
    ("ChargeDescription", "line_item_line_item_description"),
    ("ServiceName", "line_item_product_code", "product_servicecode", "product_product_name"),
    ("ServiceCategory", "product_product_family"),
    ("BillingAccountId", "bill_payer_account_id"),
    ("BillingAccountName", "bill_payer_account_name"),
    ("SubAccountId", "line_item_usage_account_id"),
    ("SubAccountName", "line_item_usage_account_name"),
    ("RegionId", "product_region_code", "product_region"),
    ("RegionName", "product_location"),
    ("AvailabilityZone", "line_item_availability_zone"),
    ("ResourceId", "line_item_resource_id"),
    ("SkuId", "product_sku"),
    ("PricingCategory", "pricing_term"),
    ("PricingUnit", "pricing_unit"),
    ("ConsumedQuantity", "line_item_usage_amount"),
    ("ConsumedUnit", "pricing_unit"),
    ("InvoiceId", "bill_invoice_id"),
    ("InvoiceIssuerName", "bill_invoicing_entity"),
    ("ListUnitPrice", "pricing_public_on_demand_rate"),
    ("PricingQuantity", "line_item_usage_amount"),
    ("PublisherName", "line_item_legal_entity"),
    ("SkuMeter", "line_item_usage_type"),
    ("SkuPriceId", "pricing_rate_code", "pricing_rate_id"),
    ("x_UsageType", "line_item_usage_type"),
    ("x_Operation", "line_item_operation"),
    ("x_LineItemType", "line_item_line_item_type"),
    ("x_InstanceType", "product_instance_type"),
    ("x_NetCost", "line_item_net_unblended_cost", _COST),
    ("x_CommitmentTotal", "savings_plan_total_commitment_to_date"),
    ("x_CommitmentUsed", "savings_plan_used_commitment"),
    ("x_OnDemandCost", "pricing_public_on_demand_cost"),
    ("x_ReservationUnused", "reservation_unused_quantity"),
)

_CATEGORY = (
    "CASE WHEN {kind} IN ('Usage', 'SavingsPlanCoveredUsage', 'SavingsPlanNegation', 'DiscountedUsage', "
    "'EdpDiscount', 'BundledDiscount', 'PrivateRateDiscount') THEN 'Usage' "
    "WHEN {kind} IN ('Fee', 'RIFee', 'SavingsPlanRecurringFee', 'SavingsPlanUpfrontFee') THEN 'Purchase' "
    "WHEN {kind} = 'Tax' THEN 'Tax' WHEN {kind} = 'Credit' THEN 'Credit' "
    "WHEN {kind} IS NULL THEN NULL ELSE 'Adjustment' END"
)
_COMMITMENT = (
    "CASE WHEN {kind} LIKE 'SavingsPlan%' THEN 'Savings Plan' "
    "WHEN {kind} IN ('DiscountedUsage', 'RIFee') THEN 'Reserved Instance' END"
)
_COMMITMENT_CATEGORY = (
    "CASE WHEN {kind} LIKE 'SavingsPlan%' THEN 'Spend' WHEN {kind} IN ('DiscountedUsage', 'RIFee') THEN 'Usage' END"
)


def _map_commitments(build: MappingBuilder) -> None:
    """What was committed and used. Fee rows are `Unused` where amortized cost leaves something on them: the waste."""
    rule = "from the line item type"
    build.derive("CommitmentDiscountType", _COMMITMENT.format(kind=_KIND), rule)
    build.derive("CommitmentDiscountCategory", _COMMITMENT_CATEGORY.format(kind=_KIND), rule)
    build.derive(
        "CommitmentDiscountStatus",
        f"CASE WHEN {_KIND} IN ('SavingsPlanCoveredUsage', 'DiscountedUsage') THEN 'Used' "
        f"WHEN {_KIND} IN ('SavingsPlanRecurringFee', 'RIFee') AND \"EffectiveCost\" > 0 THEN 'Unused' END",
        "Used for covered usage, Unused for fees with an unused part",
    )
    if build.has("line_item_usage_amount"):
        amount = f"CASE WHEN {_KIND} = 'RIFee' THEN \"ConsumedQuantity\" END"
        build.derive("x_ReservationQuantity", amount, "usage amount of RIFee rows")


def _amortized(build: MappingBuilder) -> str:
    kind = build.text("line_item_line_item_type")

    def value(*names: str) -> str:
        found = next((name for name in names if build.has(name)), "")
        return f"coalesce({build.money(found)}, 0)" if found else "0"

    cost = build.money(_COST)
    arn = build.text("reservation_reservation_a_r_n")
    return (
        f"CASE WHEN {kind} = 'SavingsPlanCoveredUsage' THEN "
        f"{value('savings_plan_savings_plan_effective_cost')} "
        f"WHEN {kind} = 'SavingsPlanRecurringFee' THEN "
        f"{value('savings_plan_total_commitment_to_date')} - {value('savings_plan_used_commitment')} "
        f"WHEN {kind} IN ('SavingsPlanNegation', 'SavingsPlanUpfrontFee') THEN 0 "
        f"WHEN {kind} = 'DiscountedUsage' THEN {value('reservation_effective_cost')} "
        f"WHEN {kind} = 'RIFee' THEN {value('reservation_unused_amortized_upfront_fee_for_billing_period')} + "
        f"{value('reservation_unused_recurring_fee')} "
        f"WHEN {kind} = 'Fee' AND coalesce({arn}, '') <> '' THEN 0 "
        f"WHEN {kind} = 'Refund' AND {build.text('line_item_product_code')} = 'ComputeSavingsPlans' AND "
        f"{build.text('line_item_line_item_description')} LIKE 'Refund for one-time fee for Savings Plan ID%' THEN 0 "
        f"ELSE {cost} END"
    )


def _map_tags(build: MappingBuilder) -> tuple[str, ...]:
    """Tags in one JSON or map column (2.0), or a column for each key (legacy, and Athena's table); which they are."""
    if build.has("resource_tags"):
        own = build.names["resource_tags"]
        build.rule("Tags", typed_tags(quoted(own), build.columns[own], "^(user|aws)[_:]"), own)
        return (own,)
    # From the file's own names: two tags such as costCenter and cost_center share one canonical name.
    keyed = [own for own in build.columns if canonical(own).startswith(_TAG_PREFIX)]
    if keyed:
        values = ((_key(own), f"CAST({quoted(own)} AS VARCHAR)") for own in keyed)
        entries = "[" + ", ".join(f"{{'k': {key}, 'v': {value}}}" for key, value in values) + "]"
        build.rule(
            "Tags",
            tags_of(entries),
            f"{len(keyed)} tag columns",
        )
    return tuple(keyed)


def _key(column: str) -> str:
    """The tag key that a column is named after, as an SQL literal."""
    key = re.sub(r"^user[_:]", "", column.split("/", 1)[-1].removeprefix(_TAG_PREFIX))
    return "'" + key.replace("'", "''") + "'"


_MANDATORY = ("BilledCost", "BillingCurrency", "ChargePeriodStart", "ServiceName", "SubAccountId", "x_UsageType")
CUR_2 = Format(
    "aws_cur_2",
    "AWS CUR 2.0",
    "`line_item_unblended_cost`, `line_item_line_item_type`, `line_item_usage_start_date`",
    is_cur_2,
    map_columns,
    "AWS",
    _MANDATORY,
)
CUR_LEGACY = Format(
    "aws_cur_legacy",
    "AWS CUR (legacy)",
    "`lineItem/UnblendedCost`, `lineItem/LineItemType`, `lineItem/UsageStartDate`",
    is_legacy,
    map_columns,
    "AWS",
    _MANDATORY,
)
