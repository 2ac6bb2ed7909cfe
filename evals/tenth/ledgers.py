"""The ledgers of the tenth set's files."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from evals.formats import ledgers
from evals.formats.ledgers import columns, iso
from evals.ledger import Ledger, read

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_EBS = columns(id="Volume ID", type="Type", state="State", region="Region", owner="Owner", name="Name")
_EBS |= columns(zone="Availability Zone", env="Environment", encrypted="Encrypted")
_S3 = columns(bucket="Bucket", region="Region", kind="Storage class", team="Team", versioning="Versioning")
_S3 |= columns(rules="Lifecycle rules", access="Public access")
SAVING = "recommendationOptions_1_estimatedMonthlySavings_value"
_OPTIMIZER = columns(account="accountId", finding="finding", type="currentInstanceType", name="instanceName")
_OPTIMIZER |= columns(effort="recommendationOptions_1_migrationEffort", then="recommendationOptions_1_instanceType")
_OPTIMIZER |= columns(risk="currentPerformanceRisk", arn="instanceArn", lookback="lookBackPeriodInDays")
_OPTIMIZER["id"] = lambda row: row["instanceArn"].rpartition("/")[2]
_OPTIMIZER["region"] = lambda row: row["instanceArn"].split(":")[3]


def _cur(path: Path) -> Ledger:
    book = ledgers.cur(read(path), "squad", "env")
    return replace(book, dimensions=book.dimensions | columns(number="line_item_usage_account_id"))


def _focus(path: Path) -> Ledger:
    book = ledgers.focus(read(path), "product", "env")
    return replace(book, dimensions=book.dimensions | columns(number="SubAccountId"))


OPENERS: dict[str, Callable[[Path], Ledger]] = {
    "ea_nok": lambda path: ledgers.ea(read(path), "team", "env"),
    "oci_try": lambda path: ledgers.oci(read(path), team="Ops.Team"),
    "gcp_mxn": lambda path: ledgers.gcp(read(path), "team", "env"),
    "focus_chf": _focus,
    "cur_puffin": _cur,
    "ebs_puffin": lambda path: Ledger(read(path), "Monthly cost (USD)", iso("Created"), _EBS),
    "s3_puffin": lambda path: Ledger(read(path), "Monthly cost (USD)", iso("Last accessed"), _S3),
    "months_puffin": lambda path: ledgers.across(read(path), "Service"),
    "optimizer_puffin": lambda path: Ledger(read(path), SAVING, None, _OPTIMIZER),
}
