"""`findings`: what in cost files may save money or needs a look."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from finops_agent.cli.costs import Files
from finops_agent.cli.output import note, printable, write_json, write_line, write_table
from finops_agent.config import load_config

if TYPE_CHECKING:
    from finops_agent.costs.findings import Finding, Findings

EXAMPLES = "Example: finops-agent findings bill.csv volumes.csv --json"
MOST_SHOWN = 5
"""Evidence rows and commands of a finding without `--json`."""


def findings(
    files: Files,
    json: Annotated[bool, typer.Option("--json", help="Write one JSON list of all findings.")] = False,
    assumptions: Annotated[
        Path | None,
        typer.Option(help="TOML file of assumptions that differ from ours.", show_default="FINOPS_AGENT_ASSUMPTIONS"),
    ] = None,
) -> None:
    """Find what may save money: evidence, query, confidence, what to verify, a command to review."""
    from finops_agent.costs import load_files  # noqa: PLC0415 - the engine is loaded only where it is used
    from finops_agent.costs.findings import find, load_assumptions  # noqa: PLC0415 - same

    given = load_assumptions(assumptions or load_config().assumptions)
    dataset = load_files(files)
    try:
        found = find(dataset, given)
    finally:
        dataset.close()
    if json:
        write_json([finding.to_json() for finding in found.found])
    else:
        _write(found)
    for reason, kinds in found.reasons.items():
        note(f"not checked ({', '.join(kinds)}): {reason}")


def _write(found: "Findings") -> None:
    if found.found:
        rows = [(one.kind, one.monthly_saving, one.currency, one.confidence, one.title) for one in found.found]
        write_table(("finding", "saves a month", "", "confidence", "what"), rows)
        write_line("\nSavings overlap where two findings are about one resource, so they do not add up.")
    for finding in found.found:
        _write_one(finding)


def _write_one(finding: "Finding") -> None:
    write_line(f"\n{printable(finding.title)}")
    if finding.period:
        write_line(f"Evidence of {finding.period[0]} to {finding.period[1]}, amounts in {finding.currency}:")
    write_table(finding.columns, finding.rows[:MOST_SHOWN])
    if len(finding.rows) > MOST_SHOWN:
        write_line(f"… and {len(finding.rows) - MOST_SHOWN:,} more (--json has them)")
    for sentence in finding.verify:
        write_line(f"To verify: {printable(sentence)}")
    for command in finding.commands[:MOST_SHOWN]:
        write_line(f"$ {command.text}")
    if finding.commands:
        write_line(f"Risk: {finding.commands[0].risk}")
