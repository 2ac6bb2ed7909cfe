"""The ledgers of the third set's files."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from evals.formats import ledgers
from evals.formats.files import read_json, read_packed, read_workbook
from evals.formats.ledgers import iso
from evals.ledger import Ledger, Row, column, read

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def _kepler(path: Path) -> Ledger:
    book = ledgers.cur(read(path), "squad")
    bare = {"usage": lambda row: re.sub(r"^(EU|APS1)-", "", row["line_item_usage_type"])}
    return replace(book, dimensions=book.dimensions | bare)


def _columns(*names: str) -> dict[str, Callable[[Row], str]]:
    return {name: column(name) for name in names}


OPENERS: dict[str, Callable[[Path], Ledger]] = {
    "ea_chf": lambda path: ledgers.ea(read(path), "owner", "stage"),
    "mca_gbp": lambda path: ledgers.mca(read_workbook(path), "squad"),
    "oci_aud": lambda path: ledgers.oci(read_packed(path), centre="fin.costcentre"),
    "gcp_eur": lambda path: ledgers.gcp(read_packed(path), "squad"),
    "focus_three": lambda path: ledgers.focus(read(path), "cost_center", "stage"),
    "focus_nok": lambda path: ledgers.focus(read_json(path), "cost_center", "stage"),
    "cur_kepler": _kepler,
    "cur_legacy": lambda path: ledgers.legacy(read_packed(path), application="Application"),
    "volumes": lambda path: Ledger(
        read_workbook(path), "MonthlyCost", iso("CreateTime"), _columns("VolumeType", "State", "Department")
    ),
    "buckets": lambda path: Ledger(
        read_json(path), "MonthlyCost", None, _columns("Bucket", "StorageClass", "Region", "PublicAccess")
    ),
    "machines": lambda path: Ledger(
        read(path), "MonthlyCost", iso("LaunchTime"), _columns("InstanceType", "Owner", "OS", "Hostname")
    ),
    "databases": lambda path: Ledger(
        read(path), "MonthlyCost", None, _columns("Engine", "Stage", "DBInstanceIdentifier")
    ),
    "year": lambda path: ledgers.across(read_workbook(path), "Department"),
    "daily": lambda path: ledgers.explorer(read(path), "Service"),
}
