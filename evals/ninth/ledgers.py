"""The ledgers of the ninth set's files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.formats import ledgers
from evals.formats.ledgers import columns, iso
from evals.ledger import Ledger, read

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_EC2 = columns(id="Instance ID", type="Instance type", state="Instance state", region="Region", owner="Owner")
_EC2 |= columns(os="Operating system", name="Name")
_ADVICE = columns(account="account_name", action="action_type", kind="current_resource_type", region="region")
_ADVICE |= columns(effort="implementation_effort", restart="restart_needed", id="recommendation_id")
_ADVICE |= columns(resource="resource_arn")
_BUDGETS = columns(team="Team", owner="Budget owner")
OPENERS: dict[str, Callable[[Path], Ledger]] = {
    "cur_ibex": lambda path: ledgers.cur(read(path), "team", "env"),
    "focus_ron": lambda path: ledgers.focus(read(path), "app", "env"),
    "mca_cop": lambda path: ledgers.mca(read(path), "workload"),
    "gcp_php": lambda path: ledgers.gcp(read(path), "team", "env"),
    "ec2_ibex": lambda path: Ledger(read(path), "Monthly cost (USD)", iso("Launch date"), _EC2),
    "advice_ibex": lambda path: Ledger(read(path), "estimated_monthly_savings_before_discount", None, _ADVICE),
    "budgets": lambda path: Ledger(read(path), "Actual (EUR)", iso("Month"), _BUDGETS),
}
