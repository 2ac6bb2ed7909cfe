"""`audit`: who saw texts, exported or erased; and the entries that other commands add."""

import getpass
from typing import Annotated

import typer

from finops_agent.audit import LOCAL, Action, AuditLog
from finops_agent.cli.output import note, write_json, write_line, write_table
from finops_agent.config import Config, load_config

EXAMPLES = "Example: finops-agent audit show --json"

app = typer.Typer(help="Who saw texts, exported or erased: show, verify.", no_args_is_help=True)


def noted(config: Config, action: Action, about: str) -> None:
    """Log what this command is about to do, under the login of who runs it.

    Raises:
        AuditUnavailable: it is not logged, so it must not be done.
    """
    AuditLog(config).note(action, about, who=_login(), via="cli")


@app.command("show", epilog="Example: finops-agent audit show --count 50")
def show(
    count: Annotated[int, typer.Option("--count", "-n", help="How many of the newest.", min=1)] = 20,
    json: Annotated[bool, typer.Option("--json", help="Write JSON, one entry a line.")] = False,
) -> None:
    """Show the newest entries of the audit log, the oldest first."""
    entries = AuditLog(load_config()).read()[-count:]
    if json:
        for entry in entries:
            write_json(
                {"at": entry.at, "who": entry.who, "action": entry.action, "about": entry.about, "via": entry.via}
            )
        return
    write_table(["time", "who", "action", "about", "via"], [(e.at, e.who, e.action, e.about, e.via) for e in entries])


@app.command("verify", epilog="Example: finops-agent audit verify")
def verify() -> None:
    """Look whether every line of the audit log is as it was written; exit 1 when one is not."""
    log = AuditLog(load_config())
    problems = log.verify()
    for problem in problems:
        note(problem)
    if problems:
        raise typer.Exit(1)
    write_line(f"{len(log.read()):,} entries, as they were written.")


def _login() -> str:
    """The login of who runs this command; a container may have none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return LOCAL
