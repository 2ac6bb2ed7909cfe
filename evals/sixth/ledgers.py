"""The ledgers of the sixth set's files: plain rows, the words people use for their columns."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from evals.fifth.ledgers import _amortized, _net
from evals.fourth.ledgers import _braceless, _columns, _iso, _label, _tag, _us
from evals.ledger import Ledger, Row, read

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_CUR = {
    **_columns(service="line_item_product_code", region="product_region_code", usage="line_item_usage_type"),
    **_columns(account="line_item_usage_account_name", resource="line_item_resource_id"),
    **_columns(instance="product_instance_type", type="line_item_line_item_type"),
    "tenant": _tag("resource_tags", "user_tenant"),
    "environment": _tag("resource_tags", "user_environment"),
}
_LEGACY = {
    **_columns(code="lineItem/ProductCode", name="product/ProductName", account="lineItem/UsageAccountId"),
    **_columns(region="product/region", component="resourceTags/user:Component", type="lineItem/LineItemType"),
    **_columns(usage="lineItem/UsageType"),
}
_MCA = {
    **_columns(service="meterCategory", region="resourceLocation", group="resourceGroupName", meter="meterName"),
    **_columns(subscription="subscriptionName", charge="chargeType", model="pricingModel", resource="ResourceId"),
    "customer": _tag("tags", "customer"),
}
_EA = {
    **_columns(service="MeterCategory", region="ResourceLocation", group="ResourceGroup", resource="ResourceName"),
    **_columns(subscription="SubscriptionName", charge="ChargeType", family="ServiceFamily"),
    "bu": _braceless("bu"),
    "lifecycle": _braceless("lifecycle"),
}
_OCI = {
    **_columns(service="product/service", region="product/region", compartment="product/compartmentName"),
    **_columns(project="tags/biz.project", resource="product/resourceId", correction="lineItem/isCorrection"),
}
_GCP = _columns(service="service.description", sku="sku.description", region="location.region", project="project.name")
_GCP |= _columns(type="cost_type")
_FOCUS = {
    **_columns(service="ServiceName", provider="ProviderName", region="RegionId", account="SubAccountName"),
    **_columns(category="ServiceCategory", charge="ChargeCategory", status="CommitmentDiscountStatus"),
    **_columns(resource="ResourceId"),
    "workstream": _tag("Tags", "workstream"),
    "environment": _tag("Tags", "environment"),
}
_EBS = _columns(type="VolumeType", state="State", zone="AvailabilityZone", env="Environment", volume="VolumeId")
_S3 = _columns(kind="StorageClass", region="Region", bucket="BucketName", tenant="Tenant", lifecycle="LifecyclePolicy")
_EC2 = _columns(type="InstanceType", state="State", os="Platform", tenant="Tenant", name="Name", region="Region")
_RDS = _columns(engine="Engine", kind="DBInstanceClass", tenant="Tenant", name="DBInstanceIdentifier")


def _nested(path: Path) -> list[Row]:
    return [_flattened(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def _flattened(record: dict[str, Any]) -> Row:
    row = {}
    for name, cell in record.items():
        if isinstance(cell, dict):
            row.update({f"{name}.{inner}": str(value) for inner, value in cell.items()})
        else:
            row[name] = json.dumps(cell) if isinstance(cell, list) else str(cell)
    return row


def _by_product(path: Path) -> list[Row]:
    return [
        {"product": row["Product"], "cost": cell, "day": f"{datetime.strptime(name, '%b %Y'):%Y-%m-%d}"}  # noqa: DTZ007 - a month has no zone
        for row in read(path)
        for name, cell in row.items()
        if name != "Product"
    ]


def _by_region(path: Path) -> list[Row]:
    return [
        {"region": name.removesuffix("($)"), "day": row["Region"], "cost": cell}
        for row in read(path)
        if row["Region"] != "Region total"
        for name, cell in row.items()
        if name not in {"Region", "Total costs($)"}
    ]


_OPENERS: dict[str, Callable[[Path], Ledger]] = {
    "cur_tern": lambda path: Ledger(
        [_amortized(row) for row in read(path)], "line_item_unblended_cost", _iso("line_item_usage_start_date"), _CUR
    ),
    "legacy_quill": lambda path: Ledger(read(path), "lineItem/UnblendedCost", _iso("lineItem/UsageStartDate"), _LEGACY),
    "mca_sgd": lambda path: Ledger(read(path), "costInBillingCurrency", _us("date"), _MCA),
    "ea_zar": lambda path: Ledger(read(path), "CostInBillingCurrency", _us("Date"), _EA),
    "oci_jpy": lambda path: Ledger(read(path), "cost/myCost", _iso("lineItem/intervalUsageStart"), _OCI),
    "gcp_czk": lambda path: Ledger(
        [_net(row) for row in read(path)], "cost", _iso("usage_start_time"), {**_GCP, "domain": _label("domain")}
    ),
    "gcp_nested": lambda path: Ledger(
        [_net(row) for row in _nested(path)], "cost", _iso("usage_start_time"), {**_GCP, "pod": _label("pod")}
    ),
    "focus_nzd": lambda path: Ledger(read(path), "BilledCost", _iso("ChargePeriodStart"), _FOCUS),
    "ebs_tern": lambda path: Ledger(read(path), "MonthlyCost", _iso("CreateTime"), _EBS),
    "s3_tern": lambda path: Ledger(read(path), "MonthlyCost", _iso("CreationDate"), _S3),
    "ec2_tern": lambda path: Ledger(read(path), "MonthlyCost", _iso("LaunchTime"), _EC2),
    "rds_tern": lambda path: Ledger(read(path), "MonthlyCost", None, _RDS),
    "products": lambda path: Ledger(_by_product(path), "cost", _iso("day"), _columns(product="product")),
    "explorer": lambda path: Ledger(_by_region(path), "cost", _iso("day"), _columns(region="region")),
    "licences": lambda path: Ledger(
        read(path),
        "Annual Cost",
        _iso("Renewal Date"),
        _columns(vendor="Vendor", category="Category", department="Department"),
    ),
}


def open_sixth(bill: str, path: Path) -> Ledger:
    """The ledger of a made file."""
    return _OPENERS[bill](path)
