"""Cost files: read within limits, detected, mapped to one FOCUS-shaped view, checked.

DuckDB is imported when the first builder is made, not with this package.
"""

from finops_agent.costs.builder import DatasetBuilder, load_files
from finops_agent.costs.dataset import Column, CostFile, Dataset, Notice, Table
from finops_agent.costs.formats import format_title
from finops_agent.costs.limits import Limits
from finops_agent.costs.sample import sample_bill_path

__all__ = [
    "Column",
    "CostFile",
    "Dataset",
    "DatasetBuilder",
    "Limits",
    "Notice",
    "Table",
    "format_title",
    "load_files",
    "sample_bill_path",
]
