"""A report as a file: which kind, and written whole."""

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from finops_agent.errors import ExportError
from finops_agent.report.content import Part, Report
from finops_agent.web.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator

Kind = Literal["pdf", "xlsx"]
_KINDS: dict[str, Kind] = {".pdf": "pdf", ".xlsx": "xlsx"}


def kind_of(path: Path) -> Kind:
    """The kind that a file's name asks for.

    Raises:
        ExportError: it is none of ours.
    """
    try:
        return _KINDS[path.suffix.lower()]
    except KeyError:
        raise ExportError(
            f"Cannot write a report as {path.name!r}: its kind is not known. Give a name that ends in .pdf or .xlsx."
        ) from None


def write_report(report: Report, kind: Kind) -> bytes:
    """The content of the file.

    Raises:
        MissingExtra: the library for this kind is not installed.
    """
    if kind == "pdf":
        from finops_agent.report.pdf import pdf  # noqa: PLC0415 - loaded when a report is asked for

        return pdf(report)
    from finops_agent.web.workbook import workbook  # noqa: PLC0415 - same

    return workbook([_summary(report), *(sheet for part in report.parts for sheet in _sheets(part))])


def _summary(report: Report) -> Sheet:
    """Every sentence of the report, in order."""
    rows = [
        (part.title, kind, text)
        for part in report.parts
        for kind, texts in (
            ("", part.paragraphs),
            ("note", part.notes),
            ("command to review", part.commands),
            ("query", part.queries),
        )
        for text in texts
    ]
    return Sheet("Report", ("part", "kind", "text"), rows, (report.title, report.subtitle))


def _sheets(part: Part) -> "Iterator[Sheet]":
    for table in part.tables:
        name = table.title if part.level == 1 else part.title
        yield Sheet(name, table.columns, table.rows, (part.title,))
