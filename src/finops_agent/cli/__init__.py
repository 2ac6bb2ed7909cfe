"""The `finops-agent` command.

JSON goes to stdout alone, everything else to stderr. Exit codes: 0 ok, 1 failed, 2 wrong use.
"""

import errno
import sys

import typer

from finops_agent.cli import (
    alerts,
    archive,
    audit,
    aws,
    costs,
    doctor,
    erasures,
    events,
    findings,
    journal,
    metrics,
    report,
    retention,
    run,
    session,
    sql,
    usage,
)
from finops_agent.errors import FinOpsAgentError
from finops_agent.version import __version__

_EXAMPLES = "Example: finops-agent ask bill-2026-09.csv -q 'top 3 services last month'"
_SESSION_EXAMPLES = "Example: finops-agent session show 4c1f0b9e-… --json"
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})

app = typer.Typer(
    name="finops-agent",
    epilog=_EXAMPLES,
    help="Ask your cloud bill; see how the agent is used.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode=None,
)
app.command("run", epilog=run.EXAMPLES)(run.run)
app.command("describe", epilog=costs.DESCRIBE_EXAMPLES)(costs.describe)
app.command("ask", epilog=costs.ASK_EXAMPLES)(costs.ask)
app.command("findings", epilog=findings.EXAMPLES)(findings.findings)
app.command("report", epilog=report.EXAMPLES)(report.report)
app.command("sql", epilog=sql.EXAMPLES)(sql.sql)
app.command("metrics", epilog=metrics.EXAMPLES)(metrics.metrics)
app.command("doctor", epilog=doctor.EXAMPLES)(doctor.doctor)
app.command("redact", epilog=events.REDACT_EXAMPLES)(events.redact)
app.add_typer(events.app, name="events", epilog=events.EXAMPLES)
events.app.command("ask", epilog=usage.EXAMPLES)(usage.ask)
app.add_typer(session.app, name="session", epilog=_SESSION_EXAMPLES)
app.add_typer(journal.app, name="journal", epilog=journal.EXAMPLES)
app.add_typer(alerts.app, name="alerts", epilog=alerts.EXAMPLES)
app.add_typer(audit.app, name="audit", epilog=audit.EXAMPLES)
app.add_typer(retention.app, name="retention", epilog=retention.EXAMPLES)
app.add_typer(erasures.app, name="erasures", epilog=erasures.EXAMPLES)
app.add_typer(archive.app, name="archive", epilog=archive.EXAMPLES)
app.add_typer(aws.app, name="aws", epilog=aws.EXAMPLES)


def _version(value: bool) -> None:
    if value:
        sys.stdout.write(f"finops-agent {__version__}\n")
        raise typer.Exit


@app.callback()
def _options(
    _version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Show the version."),
) -> None:
    """Ask your cloud bill; see how the agent is used."""


def main() -> None:
    """Run the command line; a failure of ours is one sentence on stderr."""
    try:
        app()
    except FinOpsAgentError as error:
        sys.stderr.write(f"Error: {error}\n")
        sys.exit(1)
    except BrokenPipeError:
        # The reader of our output (head, less) has seen enough.
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:
        sys.stderr.write(f"Error: {_in_words(error)}\n")
        sys.exit(1)


def _in_words(error: OSError) -> str:
    """What the system refused, why, and what to do."""
    where = f" {str(error.filename)!r}" if error.filename else ""
    if error.errno in _FULL:
        return f"Cannot write{where}: the disk is full. Free some space, or write to another disk, and try again."
    return f"Cannot read or write{where}: {error.strerror or error}. Check that it is there and may be used."
