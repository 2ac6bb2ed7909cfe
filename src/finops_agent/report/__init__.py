"""Room report: overview, findings and conversation of a data set as one PDF or workbook. Imports no Streamlit."""

from finops_agent.report.content import Part, Report, Table, report_of
from finops_agent.report.files import Kind, kind_of, write_report

__all__ = ["Kind", "Part", "Report", "Table", "kind_of", "report_of", "write_report"]
