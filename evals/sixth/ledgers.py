"""The ledgers of the sixth set's files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.formats import ledgers
from evals.formats.files import read_json_lines
from evals.formats.ledgers import columns, iso
from evals.ledger import Ledger, read

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_EBS = columns(type="VolumeType", state="State", zone="AvailabilityZone", env="Environment", volume="VolumeId")
_S3 = columns(kind="StorageClass", region="Region", bucket="BucketName", tenant="Tenant", lifecycle="LifecyclePolicy")
_EC2 = columns(type="InstanceType", state="State", os="Platform", tenant="Tenant", name="Name", region="Region")
_RDS = columns(engine="Engine", kind="DBInstanceClass", tenant="Tenant", name="DBInstanceIdentifier")
_LICENCES = columns(vendor="Vendor", category="Category", department="Department")
OPENERS: dict[str, Callable[[Path], Ledger]] = {
    "cur_tern": lambda path: ledgers.cur(read(path), "tenant", "environment"),
    "legacy_quill": lambda path: ledgers.legacy(read(path), component="Component"),
    "mca_sgd": lambda path: ledgers.mca(read(path), "customer"),
    "ea_zar": lambda path: ledgers.ea(read(path), "bu", "lifecycle"),
    "oci_jpy": lambda path: ledgers.oci(read(path), project="biz.project"),
    "gcp_czk": lambda path: ledgers.gcp(read(path), "domain"),
    "gcp_nested": lambda path: ledgers.gcp(read_json_lines(path), "pod"),
    "focus_nzd": lambda path: ledgers.focus(read(path), "workstream", "environment"),
    "ebs_tern": lambda path: Ledger(read(path), "MonthlyCost", iso("CreateTime"), _EBS),
    "s3_tern": lambda path: Ledger(read(path), "MonthlyCost", iso("CreationDate"), _S3),
    "ec2_tern": lambda path: Ledger(read(path), "MonthlyCost", iso("LaunchTime"), _EC2),
    "rds_tern": lambda path: Ledger(read(path), "MonthlyCost", None, _RDS),
    "products": lambda path: ledgers.across(read(path), "Product"),
    "explorer": lambda path: ledgers.explorer(read(path), "Region"),
    "licences": lambda path: Ledger(read(path), "Annual Cost", iso("Renewal Date"), _LICENCES),
}
