"""The ledgers of the seventh set's files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.formats import ledgers
from evals.formats.files import read_json_lines
from evals.formats.ledgers import columns, iso
from evals.ledger import Ledger, read

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_EBS = columns(type="VolumeType", state="State", region="Region", project="Project", volume="VolumeId")
_S3 = columns(kind="StorageClass", region="Region", bucket="BucketName", project="Project")
_EC2 = columns(type="InstanceType", state="State", os="Platform", project="Project", name="Name", env="Environment")
_EC2 |= columns(zone="AvailabilityZone")
_RDS = columns(engine="Engine", kind="DBInstanceClass", project="Project", name="DBInstanceIdentifier")
_RDS |= columns(version="EngineVersion")
_PARTS = columns(cluster="Cluster", namespace="Namespace", team="Team")
OPENERS: dict[str, Callable[[Path], Ledger]] = {
    "cur_heron": lambda path: ledgers.cur(read(path), "project", "env"),
    "legacy_ibis": lambda path: ledgers.legacy(read(path), centre="CostCenter"),
    "ea_aed": lambda path: ledgers.ea(read(path), "app", "criticality"),
    "mca_huf": lambda path: ledgers.mca(read(path), "department"),
    "oci_krw": lambda path: ledgers.oci(read(path), studio="org.studio"),
    "gcp_thb": lambda path: ledgers.gcp(read(path), "team", "env"),
    "gcp_ils": lambda path: ledgers.gcp(read_json_lines(path), "dept"),
    "focus_myr": lambda path: ledgers.focus(read(path), "application", "stage"),
    "explorer_usd": lambda path: ledgers.explorer(read(path), "Service"),
    "ebs_heron": lambda path: Ledger(read(path), "MonthlyCost", iso("CreateTime"), _EBS),
    "s3_heron": lambda path: Ledger(read(path), "MonthlyCost", iso("CreationDate"), _S3),
    "ec2_heron": lambda path: Ledger(read(path), "MonthlyCost", iso("LaunchTime"), _EC2),
    "rds_heron": lambda path: Ledger(read(path), "MonthlyCost", None, _RDS),
    "units": lambda path: ledgers.across(read(path), "Business Unit"),
    "namespaces": lambda path: Ledger(read(path), "Total Cost", None, _PARTS),
}
