"""Findings: what in a bill may save money or needs a look, with evidence, query, confidence and what to verify.

>>> from finops_agent.costs import load_files, sample_bill_path
>>> findings = find(load_files([sample_bill_path()]))
>>> findings.of_kind("gp2_volumes")[0].resources
('vol-0b2',)
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from finops_agent.costs.analyses import CostView, Scope, has_bill
from finops_agent.costs.analyses.worksheet import Worksheet
from finops_agent.costs.findings.assumptions import Assumption, Assumptions, load_assumptions
from finops_agent.costs.findings.commitments import commitment_findings
from finops_agent.costs.findings.compute import graviton_candidates, old_generations, stopped_instances
from finops_agent.costs.findings.finding import Command, Finding, Findings, NotChecked
from finops_agent.costs.findings.inventory import unattached_volumes
from finops_agent.costs.findings.movement import coming_month, cost_of_a_unit, growth, new_resources, unusual_days
from finops_agent.costs.findings.network import (
    idle_addresses,
    idle_load_balancers,
    idle_nat_gateways,
    nat_without_endpoint,
    paid_traffic,
)
from finops_agent.costs.findings.storage import gp2_volumes, old_snapshots, s3_classes
from finops_agent.costs.findings.survey import Survey, evidence_month
from finops_agent.costs.findings.tagging import tag_findings

if TYPE_CHECKING:
    from collections.abc import Callable

    from finops_agent.costs.dataset import Dataset
    from finops_agent.costs.findings.survey import Outcome

__all__ = [
    "NO_DATA",
    "Assumption",
    "Assumptions",
    "Command",
    "Finding",
    "Findings",
    "NotChecked",
    "find",
    "load_assumptions",
]

DETECTORS: Final[tuple[Callable[[Survey], Outcome], ...]] = (
    gp2_volumes,
    old_generations,
    graviton_candidates,
    idle_nat_gateways,
    idle_load_balancers,
    idle_addresses,
    unattached_volumes,
    stopped_instances,
    old_snapshots,
    s3_classes,
    nat_without_endpoint,
    paid_traffic,
    commitment_findings,
    unusual_days,
    new_resources,
    growth,
    tag_findings,
    coming_month,
    cost_of_a_unit,
)
UNKNOWABLE: Final = (
    NotChecked(
        "rightsizing",
        "How busy an instance, database or function is, is on no bill: load CloudWatch metrics or Compute Optimizer's "
        "export for that.",
    ),
)
"""What no bill can show, whatever is in it."""


NO_DATA: Final = Findings((), (NotChecked("all", "There is no data to look through yet. Load a bill first."),))


def find(dataset: Dataset, assumptions: Assumptions | None = None) -> Findings:
    """All findings of a data set: those that save money first, the largest saving first; and what was not checked."""
    if not has_bill(dataset):
        return Findings((), (NotChecked("all", "No billing file is loaded, only tables; findings need a bill."),))
    view = CostView(dataset)
    if view.calendar is None:
        return Findings((), (NotChecked("all", "The bill has no readable dates, so no month can be looked at."),))
    mixed = Worksheet(view, "findings", Scope()).mixed_currency()
    if mixed:
        return Findings((), (NotChecked("all", mixed),))
    month, factor = evidence_month(view.calendar)
    survey = Survey(view, dataset, assumptions or load_assumptions(), month, factor)
    outcomes = [outcome for detector in DETECTORS for outcome in detector(survey)]
    found = sorted(
        (outcome for outcome in outcomes if isinstance(outcome, Finding)),
        key=lambda finding: -(finding.monthly_saving or Decimal(0)),
    )
    not_checked = (outcome for outcome in outcomes if isinstance(outcome, NotChecked))
    return Findings(tuple(found), (*not_checked, *UNKNOWABLE))
