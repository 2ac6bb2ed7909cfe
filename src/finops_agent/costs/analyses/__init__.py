"""Analyses of a bill: each a function of a `CostView` and a `Scope`, every figure in its `Result` by a query shown.

>>> from finops_agent.costs import load_files, sample_bill_path
>>> view = CostView(load_files([sample_bill_path()]))
>>> tag_coverage(view, Scope(), "team").unit
'%'
"""

from finops_agent.costs.analyses.anomalies import Sensitivity, anomalies
from finops_agent.costs.analyses.change import explain_change
from finops_agent.costs.analyses.commitments import (
    commitment_utilisation,
    commitment_waste,
)
from finops_agent.costs.analyses.comparison import compare, share, what_if
from finops_agent.costs.analyses.coverage import commitment_coverage
from finops_agent.costs.analyses.credit_kinds import credit_kinds
from finops_agent.costs.analyses.first_seen import first_seen, last_seen
from finops_agent.costs.analyses.forecast import forecast
from finops_agent.costs.analyses.result import Result, Step
from finops_agent.costs.analyses.savings_rate import effective_savings_rate
from finops_agent.costs.analyses.tags import tag_coverage, tag_keys, untagged_resources
from finops_agent.costs.analyses.unit_cost import unit_cost
from finops_agent.costs.analyses.view import CostView, Scope, has_bill

__all__ = [
    "CostView",
    "Result",
    "Scope",
    "Sensitivity",
    "Step",
    "anomalies",
    "commitment_coverage",
    "commitment_utilisation",
    "commitment_waste",
    "compare",
    "credit_kinds",
    "effective_savings_rate",
    "explain_change",
    "first_seen",
    "forecast",
    "has_bill",
    "last_seen",
    "share",
    "tag_coverage",
    "tag_keys",
    "unit_cost",
    "untagged_resources",
    "what_if",
]
