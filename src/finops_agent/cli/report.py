"""`report`: overview, findings and answers of cost files as one PDF or workbook."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from finops_agent.cli.costs import Files
from finops_agent.cli.output import note
from finops_agent.config import load_config
from finops_agent.errors import ExportError

EXAMPLES = "Example: finops-agent report bill.csv -o report.pdf -q 'top 5 services last month'"


def report(
    files: Files,
    output: Annotated[Path, typer.Option("--output", "-o", help="File to write; ends in .pdf or .xlsx.")],
    questions: Annotated[
        list[str] | None,
        typer.Option("--question", "-q", help="Question whose answer goes into the report; may be given again."),
    ] = None,
) -> None:
    """Write a report: what the files hold, what may save money, and the answers to your questions."""
    from finops_agent.agent import OfflineEngine  # noqa: PLC0415 - the engine is loaded only where it is used
    from finops_agent.costs import load_files  # noqa: PLC0415 - same
    from finops_agent.costs.findings import find, load_assumptions  # noqa: PLC0415 - same
    from finops_agent.report import kind_of, report_of, write_report  # noqa: PLC0415 - same

    kind = kind_of(output)
    assumptions = load_assumptions(load_config().assumptions)
    dataset = load_files(files)
    try:
        engine = OfflineEngine(dataset)
        answers = [engine.ask(question) for question in questions or ()]
        content = write_report(report_of(dataset, find(dataset, assumptions), answers, datetime.now(UTC)), kind)
    finally:
        dataset.close()
    _write(output, content)
    note(f"{output}: {len(content):,} bytes")


def _write(output: Path, content: bytes) -> None:
    """A file that is there only when it is whole."""
    part = output.with_name(f".{output.name}.part")
    try:
        part.write_bytes(content)
        part.replace(output)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise ExportError(
            f"Cannot write {str(output)!r}: {error.strerror}. Check that the folder exists and can be written."
        ) from error
