"""The ledgers of the eleventh set's files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.formats import ledgers
from evals.formats.ledgers import columns, iso
from evals.ledger import Ledger, read

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_RDS = columns(id="DBInstanceIdentifier", engine="Engine", version="EngineVersion", type="DBInstanceClass")
_RDS |= columns(state="DBInstanceStatus", doubled="MultiAZ", region="Region", env="Environment", owner="Owner")
_RDS |= columns(storage="StorageType", encrypted="StorageEncrypted", backup="BackupRetentionPeriod")
_EBS = columns(id="VolumeId", type="VolumeType", state="State", region="Region", encrypted="Encrypted")
_EBS |= columns(team="Team", env="Environment", zone="AvailabilityZone")
_LICENCES = columns(product="Product", vendor="Vendor", category="Category", department="Department", owner="Owner")
_LICENCES |= columns(auto="Auto-renew")
OPENERS: dict[str, Callable[[Path], Ledger]] = {
    "cur_nila": lambda path: ledgers.cur(read(path), "application", "environment"),
    "ea_karri": lambda path: ledgers.ea(read(path), "CostCentre", "Environment"),
    "oci_sgd": lambda path: ledgers.oci(read(path), project="Finance.Project"),
    "gcp_cad": lambda path: ledgers.gcp(read(path), "squad", "env"),
    "focus_pln": lambda path: ledgers.focus(read(path), "product", "env"),
    "rds_tarn": lambda path: Ledger(read(path), "MonthlyCostUSD", iso("InstanceCreateTime"), _RDS),
    "ebs_tarn": lambda path: Ledger(read(path), "MonthlyCost", iso("CreateTime"), _EBS),
    "licences_brook": lambda path: Ledger(read(path), "Annual cost (GBP)", iso("Renewal date"), _LICENCES),
}
