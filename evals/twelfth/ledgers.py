"""The ledgers of the twelfth set's files."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from evals.formats import ledgers
from evals.formats.ledgers import columns, iso
from evals.ledger import Ledger, read

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_EBS = columns(id="VolumeId", name="Name", type="VolumeType", state="State", zone="AvailabilityZone", env="Environment")
_EBS |= columns(team="Team", instance="InstanceId", encrypted="Encrypted")
_S3 = columns(bucket="BucketName", region="Region", kind="StorageClass", owner="Owner", rules="LifecyclePolicy")
_S3 |= columns(versions="Versioning", access="PublicAccess", encryption="Encryption")


def _cur(path: Path) -> Ledger:
    book = ledgers.legacy(read(path), team="Team", env="env")
    return replace(book, dimensions=book.dimensions | columns(resource="lineItem/ResourceId"))


OPENERS: dict[str, Callable[[Path], Ledger]] = {
    "cur_skerry": _cur,
    "ea_halland": lambda path: ledgers.ea(read(path), "costcenter", "environment"),
    "oci_kumano": lambda path: ledgers.oci(read(path), team="Ops.Team"),
    "gcp_tamarack": lambda path: ledgers.gcp(read(path), "squad", "env"),
    "focus_baobab": lambda path: ledgers.focus(read(path), "product", "env"),
    "ebs_skerry": lambda path: Ledger(read(path), "MonthlyCostUSD", iso("CreateTime"), _EBS),
    "s3_skerry": lambda path: Ledger(read(path), "MonthlyCost", iso("CreationDate"), _S3),
    "trend_skerry": lambda path: ledgers.across(read(path), "Service"),
}
