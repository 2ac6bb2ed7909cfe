"""The ledgers of the fifth set's files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.formats import ledgers
from evals.formats.ledgers import columns, iso
from evals.ledger import Ledger, read

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_EBS = columns(type="VolumeType", state="State", team="Team", region="Region", encrypted="Encrypted", volume="VolumeId")
_EC2 = columns(type="InstanceType", state="State", owner="Owner", region="Region", os="Platform", name="Name")
OPENERS: dict[str, Callable[[Path], Ledger]] = {
    "ea_dkk": lambda path: ledgers.ea(read(path), "dept", "env"),
    "oci_inr": lambda path: ledgers.oci(read(path), division="org.division"),
    "gcp_pln": lambda path: ledgers.gcp(read(path), "squad"),
    "focus_aud": lambda path: ledgers.focus(read(path), "app", "stage"),
    "cur_otter": lambda path: ledgers.cur(read(path), "squad"),
    "ebs_otter": lambda path: Ledger(read(path), "MonthlyCost", iso("CreateTime"), _EBS),
    "ec2_otter": lambda path: Ledger(read(path), "MonthlyCost", iso("LaunchTime"), _EC2),
    "teams_across": lambda path: ledgers.across(read(path), "Team"),
}
