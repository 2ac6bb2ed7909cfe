"""The formats read back as ledgers, for the truths: plain rows, the words people use for their columns."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from evals.ledger import Ledger, Row, column, credit, number

if TYPE_CHECKING:
    from collections.abc import Callable

    Label = Callable[[Row], str]


def us(name: str) -> Callable[[Row], date]:
    """A day as 12/31/2025."""
    return lambda row: datetime.strptime(row[name], "%m/%d/%Y").date()  # noqa: DTZ007 - a day has no zone


def iso(name: str) -> Callable[[Row], date]:
    """A day as 2025-12-31, whatever follows."""
    return lambda row: date.fromisoformat(row[name][:10])


def braceless(key: str) -> Label:
    """A tag of an EA bill."""
    return lambda row: json.loads("{" + row["Tags"] + "}").get(key, "")


def tag(name: str, key: str) -> Label:
    """A tag among those that a column has as JSON."""
    return lambda row: json.loads(row[name] or "{}").get(key, "")


def label(key: str) -> Label:
    """A label of a Google row."""
    return lambda row: next((each["value"] for each in json.loads(row["labels"]) if each["key"] == key), "")


def columns(**names: str) -> dict[str, Label]:
    """Word -> the column's text."""
    return {word: column(name) for word, name in names.items()}


_EA = {
    **columns(service="MeterCategory", family="ServiceFamily", meter="MeterName", region="ResourceLocation"),
    **columns(group="ResourceGroup", subscription="SubscriptionName", resource="ResourceName", charge="ChargeType"),
    **columns(model="PricingModel"),
}
_MCA = {
    **columns(service="meterCategory", family="serviceFamily", meter="meterName", region="resourceLocation"),
    **columns(group="resourceGroupName", subscription="subscriptionName", resource="ResourceId"),
    **columns(charge="chargeType", model="pricingModel"),
}
_OCI = {
    **columns(service="product/service", text="product/Description", region="product/region"),
    **columns(compartment="product/compartmentName", resource="product/resourceId"),
    **columns(correction="lineItem/isCorrection"),
}
_GCP = {
    **columns(service="service.description", sku="sku.description", region="location.region", project="project.name"),
    **columns(type="cost_type"),
}
_FOCUS = {
    **columns(service="ServiceName", provider="ProviderName", region="RegionId", account="SubAccountName"),
    **columns(category="ServiceCategory", charge="ChargeCategory", resource="ResourceId"),
    **columns(status="CommitmentDiscountStatus"),
}
_CUR = {
    **columns(service="line_item_product_code", region="product_region_code", usage="line_item_usage_type"),
    **columns(account="line_item_usage_account_name", resource="line_item_resource_id"),
    **columns(instance="product_instance_type", type="line_item_line_item_type"),
}
_LEGACY = {
    **columns(code="lineItem/ProductCode", service="product/ProductName", account="lineItem/UsageAccountId"),
    **columns(region="product/region", usage="lineItem/UsageType", type="lineItem/LineItemType"),
}


def ea(rows: list[Row], *tags: str) -> Ledger:
    """Azure EA with these tags."""
    return Ledger(rows, "CostInBillingCurrency", us("Date"), _EA | {name: braceless(name) for name in tags})


def mca(rows: list[Row], name: str) -> Ledger:
    """Azure MCA with this tag."""
    return Ledger(rows, "costInBillingCurrency", us("date"), _MCA | {name: tag("tags", name)})


def oci(rows: list[Row], **tags: str) -> Ledger:
    """An OCI report with these tags by other words."""
    named = columns(**{word: f"tags/{name}" for word, name in tags.items()})
    return Ledger(rows, "cost/myCost", iso("lineItem/intervalUsageStart"), _OCI | named)


def gcp(rows: list[Row], *labels: str) -> Ledger:
    """Google Cloud with these labels; `net` is the cost after credits."""
    netted = [{**row, "net": str(number(row["cost"]) + credit(row))} for row in rows]
    return Ledger(netted, "cost", iso("usage_start_time"), _GCP | {name: label(name) for name in labels})


def focus(rows: list[Row], *tags: str) -> Ledger:
    """FOCUS with these tags."""
    return Ledger(rows, "BilledCost", iso("ChargePeriodStart"), _FOCUS | {name: tag("Tags", name) for name in tags})


def cur(rows: list[Row], *tags: str) -> Ledger:
    """CUR 2.0 with these tags of users; `amortized` is AWS's own."""
    spread = [{**row, "amortized": str(amortized(row))} for row in rows]
    named = {name: tag("resource_tags", f"user_{name}") for name in tags}
    return Ledger(spread, "line_item_unblended_cost", iso("line_item_usage_start_date"), _CUR | named)


def legacy(rows: list[Row], **tags: str) -> Ledger:
    """A legacy CUR with these tags of users by other words; `amortized` is AWS's own."""
    spread = [{**row, "amortized": str(amortized({_snake(name): cell for name, cell in row.items()}))} for row in rows]
    named = columns(**{word: f"resourceTags/user:{name}" for word, name in tags.items()})
    return Ledger(spread, "lineItem/UnblendedCost", iso("lineItem/UsageStartDate"), _LEGACY | named)


def across(rows: list[Row], head: str) -> Ledger:
    """A table with months across, turned: a row a line and month; the last word of its head names the lines."""
    word = head.rsplit(maxsplit=1)[-1].lower()
    cells = [
        {word: row[head], "cost": cell, "day": f"{datetime.strptime(name, '%b %Y'):%Y-%m-%d}"}  # noqa: DTZ007 - a month has no zone
        for row in rows
        for name, cell in row.items()
        if name != head
    ]
    return Ledger(cells, "cost", iso("day"), columns(**{word: word}))


def explorer(rows: list[Row], head: str) -> Ledger:
    """What Cost Explorer downloads, turned and without its totals."""
    word = head.lower()
    cells = [
        {word: name.removesuffix("($)"), "day": row[head], "cost": cell}
        for row in rows
        if row[head] != f"{head} total"
        for name, cell in row.items()
        if name not in {head, "Total costs($)"}
    ]
    return Ledger(cells, "cost", iso("day"), columns(**{word: word}))


def _snake(name: str) -> str:
    """A column of the legacy CUR as CUR 2.0 calls it."""
    return re.sub(r"/|(?<=[a-z])(?=[A-Z])", "_", name).lower()


def amortized(row: Row) -> Decimal:
    """Amortized cost of a row of CUR 2.0 by AWS's own rule."""
    kind = row["line_item_line_item_type"]
    if kind == "SavingsPlanNegation":
        return Decimal(0)
    if kind == "SavingsPlanRecurringFee":
        return number(row["savings_plan_total_commitment_to_date"]) - number(row["savings_plan_used_commitment"])
    cost = {
        "SavingsPlanCoveredUsage": "savings_plan_savings_plan_effective_cost",
        "DiscountedUsage": "reservation_effective_cost",
        "RIFee": "reservation_unused_recurring_fee",
    }
    return number(row[cost.get(kind, "line_item_unblended_cost")])
