"""The formats that are known, one entry each: bills become FOCUS in the view `costs`, the other kinds stay tables."""

from finops_agent.costs.formats import aws_cur, azure, cost_explorer, focus, gcp, oci
from finops_agent.costs.formats.base import FOCUS_COLUMNS, MONEY, Format, Kind, Mapped
from finops_agent.costs.formats.inventories import INVENTORIES
from finops_agent.costs.formats.origin import Origin
from finops_agent.costs.formats.reports import REPORTS

FORMATS: tuple[Format, ...] = (
    focus.FOCUS,
    aws_cur.CUR_2,
    aws_cur.CUR_LEGACY,
    azure.AZURE,
    gcp.GCP,
    oci.OCI,
    cost_explorer.COST_EXPLORER,
)
"""Bills, tried in order."""
KINDS: tuple[Kind, ...] = (*REPORTS, *INVENTORIES)
"""Tables that are no bill but known, tried in order after the bills."""


def format_title(name: str) -> str:
    """What people call the format: `aws_cur_2` is the AWS Cost and Usage Report 2.0."""
    bills = {known.name: known.title for known in FORMATS}
    kinds = {kind.name: kind.title for kind in KINDS}
    return {**bills, **kinds, "monthly_trend": "Monthly trend"}.get(name, "Table")


__all__ = ["FOCUS_COLUMNS", "FORMATS", "KINDS", "MONEY", "Format", "Kind", "Mapped", "Origin", "format_title"]
