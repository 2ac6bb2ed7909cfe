"""The ledgers of the seventh set's files: plain rows, the words people use for their columns."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from evals.fifth.ledgers import _amortized, _net
from evals.fourth.ledgers import _braceless, _columns, _iso, _label, _tag, _us
from evals.ledger import Ledger, Row, number, read
from evals.sixth.ledgers import _nested

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_CUR = {
    **_columns(service="line_item_product_code", region="product_region_code", usage="line_item_usage_type"),
    **_columns(account="line_item_usage_account_name", resource="line_item_resource_id"),
    **_columns(instance="product_instance_type", type="line_item_line_item_type"),
    "project": _tag("resource_tags", "user_project"),
    "env": _tag("resource_tags", "user_env"),
}
_LEGACY = {
    **_columns(code="lineItem/ProductCode", name="product/ProductName", account="lineItem/UsageAccountId"),
    **_columns(region="product/region", centre="resourceTags/user:CostCenter", type="lineItem/LineItemType"),
    **_columns(usage="lineItem/UsageType"),
}
_EA = {
    **_columns(service="MeterCategory", region="ResourceLocation", group="ResourceGroup", resource="ResourceName"),
    **_columns(subscription="SubscriptionName", charge="ChargeType", family="ServiceFamily", model="PricingModel"),
    "app": _braceless("app"),
    "criticality": _braceless("criticality"),
}
_MCA = {
    **_columns(service="meterCategory", region="resourceLocation", group="resourceGroupName"),
    **_columns(subscription="subscriptionName", charge="chargeType", resource="ResourceId"),
    "department": _tag("tags", "department"),
}
_OCI = {
    **_columns(service="product/service", region="product/region", compartment="product/compartmentName"),
    **_columns(studio="tags/org.studio", resource="product/resourceId", correction="lineItem/isCorrection"),
}
_GCP = _columns(service="service.description", sku="sku.description", region="location.region", project="project.name")
_GCP |= _columns(type="cost_type")
_FOCUS = {
    **_columns(service="ServiceName", provider="ProviderName", region="RegionId", account="SubAccountName"),
    **_columns(category="ServiceCategory", charge="ChargeCategory", status="CommitmentDiscountStatus"),
    "application": _tag("Tags", "application"),
    "stage": _tag("Tags", "stage"),
}
_EBS = _columns(type="VolumeType", state="State", region="Region", project="Project", volume="VolumeId")
_S3 = _columns(kind="StorageClass", region="Region", bucket="BucketName", project="Project")
_EC2 = _columns(type="InstanceType", state="State", os="Platform", project="Project", name="Name", env="Environment")
_EC2 |= _columns(zone="AvailabilityZone")
_RDS = _columns(engine="Engine", kind="DBInstanceClass", project="Project", name="DBInstanceIdentifier")
_RDS |= _columns(version="EngineVersion")
_PARTS = _columns(cluster="Cluster", namespace="Namespace", team="Team")


def _smoothed(row: Row) -> Row:
    """A row of the legacy CUR with its amortized cost."""
    kind, cost = row["lineItem/LineItemType"], number(row["lineItem/UnblendedCost"])
    if kind == "SavingsPlanCoveredUsage":
        cost = number(row["savingsPlan/SavingsPlanEffectiveCost"])
    if kind == "SavingsPlanNegation":
        cost = Decimal(0)
    if kind == "SavingsPlanRecurringFee":
        cost = number(row["savingsPlan/TotalCommitmentToDate"]) - number(row["savingsPlan/UsedCommitment"])
    return {**row, "amortized": str(cost)}


def _across(path: Path) -> list[Row]:
    return [
        {"unit": row["Business Unit"], "cost": cell, "day": f"{datetime.strptime(name, '%b %Y'):%Y-%m-%d}"}  # noqa: DTZ007 - a month has no zone
        for row in read(path)
        for name, cell in row.items()
        if name != "Business Unit"
    ]


def _by_service(path: Path) -> list[Row]:
    return [
        {"service": name.removesuffix("($)"), "day": row["Service"], "cost": cell}
        for row in read(path)
        if row["Service"] != "Service total"
        for name, cell in row.items()
        if name not in {"Service", "Total costs($)"}
    ]


_OPENERS: dict[str, Callable[[Path], Ledger]] = {
    "cur_heron": lambda path: Ledger(
        [_amortized(row) for row in read(path)], "line_item_unblended_cost", _iso("line_item_usage_start_date"), _CUR
    ),
    "legacy_ibis": lambda path: Ledger(
        [_smoothed(row) for row in read(path)], "lineItem/UnblendedCost", _iso("lineItem/UsageStartDate"), _LEGACY
    ),
    "ea_aed": lambda path: Ledger(read(path), "CostInBillingCurrency", _us("Date"), _EA),
    "mca_huf": lambda path: Ledger(read(path), "costInBillingCurrency", _us("date"), _MCA),
    "oci_krw": lambda path: Ledger(read(path), "cost/myCost", _iso("lineItem/intervalUsageStart"), _OCI),
    "gcp_thb": lambda path: Ledger(
        [_net(row) for row in read(path)],
        "cost",
        _iso("usage_start_time"),
        {**_GCP, "team": _label("team"), "env": _label("env")},
    ),
    "gcp_ils": lambda path: Ledger(
        [_net(row) for row in _nested(path)], "cost", _iso("usage_start_time"), {**_GCP, "dept": _label("dept")}
    ),
    "focus_myr": lambda path: Ledger(read(path), "BilledCost", _iso("ChargePeriodStart"), _FOCUS),
    "explorer_usd": lambda path: Ledger(_by_service(path), "cost", _iso("day"), _columns(service="service")),
    "ebs_heron": lambda path: Ledger(read(path), "MonthlyCost", _iso("CreateTime"), _EBS),
    "s3_heron": lambda path: Ledger(read(path), "MonthlyCost", _iso("CreationDate"), _S3),
    "ec2_heron": lambda path: Ledger(read(path), "MonthlyCost", _iso("LaunchTime"), _EC2),
    "rds_heron": lambda path: Ledger(read(path), "MonthlyCost", None, _RDS),
    "units": lambda path: Ledger(_across(path), "cost", _iso("day"), _columns(unit="unit")),
    "namespaces": lambda path: Ledger(read(path), "Total Cost", None, _PARTS),
}


def open_seventh(bill: str, path: Path) -> Ledger:
    """The ledger of a made file."""
    return _OPENERS[bill](path)
