"""`describe` and `ask`: cost files from the command line."""

from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from finops_agent.cli.output import note, write_json, write_line, write_table
from finops_agent.costs.dataset import CostFile

DESCRIBE_EXAMPLES = "Example: finops-agent describe bill-2026-09.csv.gz --json"
ASK_EXAMPLES = 'Example: finops-agent ask bill.csv -q "top 3 services last month" -q "as a percent?" --json'

_FORMS = "Cost files, folders or archives: .csv, .csv.gz, .tsv, .parquet, .xlsx, .json, .jsonl, .zip."
Files = Annotated[list[Path], typer.Argument(help=_FORMS, show_default=False)]
Json = Annotated[bool, typer.Option("--json", help="Write JSON, one object a line.")]


def describe(files: Files, json: Json = False) -> None:
    """Say what cost files hold: format, period, currency, total, warnings."""
    from finops_agent.costs import load_files  # noqa: PLC0415 - the engine is loaded only where it is used

    dataset = load_files(files)
    try:
        if json:
            write_json({"files": [_described(file) for file in dataset.files]})
            return
        for file in dataset.files:
            _write_description(file)
    finally:
        dataset.close()


def ask(
    files: Files,
    question: Annotated[list[str], typer.Option("--question", "-q", help="A question; later ones may follow up.")],
    engine: Annotated[
        Literal["auto", "offline", "llm"],
        typer.Option(help="Who understands the question: rules, or the language model that the settings name."),
    ] = "auto",
    json: Json = False,
) -> None:
    """Answer questions about cost files; every figure with the query that computed it."""
    from finops_agent.config import load_config  # noqa: PLC0415 - the engine is loaded only where it is used
    from finops_agent.costs import load_files  # noqa: PLC0415 - same
    from finops_agent.runtime import engine_maker, model_access  # noqa: PLC0415 - same

    config = load_config() if engine == "auto" else load_config(None, engine=engine)
    make_engine = engine_maker(model_access(config))
    dataset = load_files(files)
    agent = None
    try:
        agent = make_engine(dataset)
        for text in question:
            answer = agent.ask(text)
            if json:
                write_json(answer.to_json())
                continue
            write_line(f"> {text}")
            write_line(answer.text)
            if len(answer.rows) > 1:
                write_table(answer.columns, answer.rows)
            for warning in answer.warnings:
                note(f"  note: {warning}")
            for step in answer.sql:
                write_line(f"\n{step.sql}\n")
    finally:
        if agent is not None:
            agent.close()
        dataset.close()


def _described(file: CostFile) -> dict[str, Any]:
    return {
        "path": file.path,
        "format": file.format,
        "format_version": file.format_version,
        "provider": file.provider,
        "rows": file.rows,
        "columns": file.columns,
        "period": {"start": file.period[0], "end": file.period[1]} if file.period else None,
        "currency": file.currency,
        "total": file.total,
        "basis": file.basis,
        "mapping": file.mapping,
        "warnings": [{"code": notice.code, "message": notice.message} for notice in file.warnings],
    }


def _write_description(file: CostFile) -> None:
    write_line(file.path)
    period = f"{file.period[0]} to {file.period[1]}" if file.period else "no dates found"
    total = f"{file.total:,.2f} {file.currency or ''} ({file.basis})" if file.total is not None else "none"
    version = f" {file.format_version}" if file.format_version else ""
    rows = [
        ("format", f"{file.format}{version}"),
        ("provider", file.provider or "unknown"),
        ("size", f"{file.rows:,} rows, {file.columns} columns"),
        ("period", period),
        ("total", total),
    ]
    for label, value in rows:
        write_line(f"  {label:<9} {value}")
    for notice in file.warnings:
        write_line(f"  warning   {notice.message}")
