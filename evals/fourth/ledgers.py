"""The ledgers of the fourth set's files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.formats import ledgers
from evals.formats.files import read_json, read_packed, read_workbook
from evals.formats.ledgers import columns, iso
from evals.ledger import Ledger, read

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_DISKS = columns(type="VolumeType", state="State", project="Project")
_OBJECTS = columns(bucket="BucketName", kind="StorageClass", region="Region")
_SERVERS = columns(type="InstanceType", name="Name", env="Environment")
OPENERS: dict[str, Callable[[Path], Ledger]] = {
    "ea_sek": lambda path: ledgers.ea(read(path), "unit", "env"),
    "mca_cad": lambda path: ledgers.mca(read_workbook(path), "crew"),
    "oci_brl": lambda path: ledgers.oci(read_packed(path), owner="org.owner"),
    "gcp_gbp": lambda path: ledgers.gcp(read(path), "team"),
    "focus_eur": lambda path: ledgers.focus(read(path), "product", "env"),
    "cur_lark": lambda path: ledgers.cur(read(path), "team", "env"),
    "disks": lambda path: Ledger(read(path), "MonthlyCost", iso("CreateTime"), _DISKS),
    "objects": lambda path: Ledger(read(path), "MonthlyCost", iso("CreationDate"), _OBJECTS),
    "servers": lambda path: Ledger(read_json(path), "MonthlyCost", iso("LaunchTime"), _SERVERS),
    "nine_months": lambda path: ledgers.across(read(path), "Service"),
}
