"""What is told while files are read and put side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finops_agent.costs.dataset import Notice

if TYPE_CHECKING:
    from collections.abc import Iterable

    from finops_agent.costs.dataset import CostFile
    from finops_agent.costs.header import Header
    from finops_agent.costs.source import PlainText

_SHOWN = 5
TOLD = {
    "same_file": "a file with the same rows, period and total as another",
    "encoding": "text in another encoding than UTF-8",
    "duplicate_headers": "column names that occur twice",
    "ragged_rows": "lines with another number of cells than the header",
    "null_text": "the literal text NULL",
    "actual_export": "Azure actual cost with commitments, amortized cost missing",
    "amortized_export": "Azure amortized cost, billed cost missing",
    "actual_and_amortized": "both Azure exports of one period together",
    "gcp_credits": "Google credits beside the costs",
    "summary_beside_bill": "a summary beside a bill in full",
    "currencies_differ": "files in different currencies",
    "total_row": "a row of totals among the rows",
    "other_sheets": "further sheets of a workbook",
    "lines_above": "lines above the header of a sheet",
    "months_across": "a table with months as columns, turned",
    "no_cost_column": "a table without a cost",
    "no_dates": "a table without dates",
}


def check_twice(file: CostFile, others: Iterable[CostFile]) -> list[Notice]:
    """Whether another file of the data set has the same rows, period and total: then its costs count twice."""
    mark = (file.rows, file.columns, file.total, file.period)
    same = [other.path for other in others if (other.rows, other.columns, other.total, other.period) == mark]
    if not same:
        return []
    return [
        Notice(
            "same_file",
            f"It has the same {file.rows:,} rows, period and total as {same[0]}: if it is the same file, its costs "
            "count twice. Load one of them.",
        )
    ]


def check_reading(text: PlainText, header: Header, ragged: int, rows: int) -> list[Notice]:
    """What had to be done to read the file."""
    notices = []
    if text.encoding != "utf-8":
        read_as = {"cp1252": "Windows-1252 (Western European)"}.get(text.encoding, "UTF-16")
        notices.append(Notice("encoding", f"The file is not in UTF-8; it was read as {read_as}."))
    if header.renamed:
        shown = ", ".join(header.renamed[:_SHOWN])
        names = "column name occurs" if len(header.renamed) == 1 else "column names occur"
        notices.append(Notice("duplicate_headers", f"{len(header.renamed)} {names} more than once; renamed: {shown}."))
    if ragged:
        notices.append(
            Notice(
                "ragged_rows",
                f"{ragged:,} of {rows + ragged:,} lines do not have the header's {len(header.names)} cells and were "
                "left out; totals lack them. Export the file again.",
            )
        )
    if text.has_null_text:
        notices.append(Notice("null_text", "The literal text NULL stands in cells; it is read as missing."))
    return notices
