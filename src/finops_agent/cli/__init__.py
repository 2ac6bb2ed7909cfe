"""The `finops-agent` command.

JSON goes to stdout alone, everything else to stderr. Exit codes: 0 ok, 1 failed, 2 wrong use.
"""

import sys

import typer

from finops_agent.cli import costs, doctor, events, journal, metrics, retention, run, session
from finops_agent.errors import FinOpsAgentError
from finops_agent.version import __version__

app = typer.Typer(
    name="finops-agent",
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
app.command("metrics", epilog=metrics.EXAMPLES)(metrics.metrics)
app.command("doctor", epilog=doctor.EXAMPLES)(doctor.doctor)
app.command("redact", epilog=events.REDACT_EXAMPLES)(events.redact)
app.add_typer(events.app, name="events")
app.add_typer(session.app, name="session")
app.add_typer(journal.app, name="journal")
app.add_typer(retention.app, name="retention")


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
        where = f" {str(error.filename)!r}" if error.filename else ""
        reason = error.strerror or str(error)
        sys.stderr.write(f"Error: Cannot read or write{where}: {reason}. Check that it is there and may be used.\n")
        sys.exit(1)
