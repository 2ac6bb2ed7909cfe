"""The ledgers of the eighth set's files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.formats import ledgers
from evals.formats.ledgers import columns, iso
from evals.ledger import Ledger, read

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_EC2 = columns(type="InstanceType", state="State", os="Platform", squad="Squad", name="Name", env="Environment")
_EC2 |= columns(zone="AvailabilityZone")
OPENERS: dict[str, Callable[[Path], Ledger]] = {
    "cur_lyra": lambda path: ledgers.cur(read(path), "squad", "tier"),
    "rigi_ea": lambda path: ledgers.ea(read(path), "product", "stage"),
    "gcp_sek": lambda path: ledgers.gcp(read(path), "unit", "stage"),
    "oci_idr": lambda path: ledgers.oci(read(path), brand="retail.brand"),
    "focus_twd": lambda path: ledgers.focus(read(path), "system", "phase"),
    "explorer_lyra": lambda path: ledgers.explorer(read(path), "Service"),
    "ec2_lyra": lambda path: Ledger(read(path), "MonthlyCost", iso("LaunchTime"), _EC2),
    "departments": lambda path: ledgers.across(read(path), "Department"),
}
