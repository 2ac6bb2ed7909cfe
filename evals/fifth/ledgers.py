"""The ledgers of the fifth set's files: plain rows, the words people use for their columns."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from evals.fourth.ledgers import _braceless, _columns, _iso, _label, _tag, _us, effective
from evals.ledger import Ledger, Row, credit, number, read

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_EA = {
    **_columns(service="MeterCategory", region="ResourceLocation", group="ResourceGroup", resource="ResourceName"),
    **_columns(subscription="SubscriptionName", charge="ChargeType"),
    "dept": _braceless("dept"),
    "env": _braceless("env"),
}
_OCI = {
    **_columns(service="product/service", region="product/region", compartment="product/compartmentName"),
    **_columns(division="tags/org.division", resource="product/resourceId"),
}
_GCP = {
    **_columns(service="service.description", sku="sku.description", region="location.region", project="project.name"),
    "squad": _label("squad"),
}
_FOCUS = {
    **_columns(service="ServiceName", provider="ProviderName", region="RegionId", account="SubAccountName"),
    **_columns(category="ServiceCategory", charge="ChargeCategory", status="CommitmentDiscountStatus"),
    "app": _tag("Tags", "app"),
    "stage": _tag("Tags", "stage"),
}
_CUR = {
    **_columns(service="line_item_product_code", region="product_region_code", usage="line_item_usage_type"),
    **_columns(account="line_item_usage_account_name", resource="line_item_resource_id"),
    **_columns(instance="product_instance_type", type="line_item_line_item_type"),
    "squad": _tag("resource_tags", "user_squad"),
}
_EBS = _columns(
    type="VolumeType", state="State", team="Team", region="Region", encrypted="Encrypted", volume="VolumeId"
)
_EC2 = _columns(type="InstanceType", state="State", owner="Owner", region="Region", os="Platform", name="Name")


def _net(row: Row) -> Row:
    return {**row, "net": str(number(row["cost"]) + credit(row))}


def _amortized(row: Row) -> Row:
    return {**row, "amortized": str(effective(row))}


def _turned(path: Path) -> list[Row]:
    return [
        {"team": row["Team"], "cost": cell, "day": f"{datetime.strptime(name, '%b %Y'):%Y-%m-%d}"}  # noqa: DTZ007 - a month has no zone
        for row in read(path)
        for name, cell in row.items()
        if name != "Team"
    ]


_OPENERS: dict[str, Callable[[Path], Ledger]] = {
    "ea_dkk": lambda path: Ledger(read(path), "CostInBillingCurrency", _us("Date"), _EA),
    "oci_inr": lambda path: Ledger(read(path), "cost/myCost", _iso("lineItem/intervalUsageStart"), _OCI),
    "gcp_pln": lambda path: Ledger([_net(row) for row in read(path)], "cost", _iso("usage_start_time"), _GCP),
    "focus_aud": lambda path: Ledger(read(path), "BilledCost", _iso("ChargePeriodStart"), _FOCUS),
    "cur_otter": lambda path: Ledger(
        [_amortized(row) for row in read(path)], "line_item_unblended_cost", _iso("line_item_usage_start_date"), _CUR
    ),
    "ebs_otter": lambda path: Ledger(read(path), "MonthlyCost", _iso("CreateTime"), _EBS),
    "ec2_otter": lambda path: Ledger(read(path), "MonthlyCost", _iso("LaunchTime"), _EC2),
    "teams_across": lambda path: Ledger(_turned(path), "cost", _iso("day"), _columns(team="team")),
}


def open_fifth(bill: str, path: Path) -> Ledger:
    """The ledger of a made file."""
    return _OPENERS[bill](path)
