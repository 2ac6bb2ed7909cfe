"""`erasures`: what visitors asked to be erased, where the app itself may not delete: list, apply."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Annotated

import typer

from finops_agent.audit import about_session
from finops_agent.cli.audit import noted
from finops_agent.cli.output import note, write_json, write_line, write_table
from finops_agent.config import Config, load_config
from finops_agent.events import timestamp

if TYPE_CHECKING:
    from finops_agent.stores import ErasureRequest

EXAMPLES = "Example: finops-agent erasures apply --json"

app = typer.Typer(help="Visits to be erased by who may delete: list, apply.", no_args_is_help=True)


@app.command("list", epilog="Example: finops-agent erasures list --json")
def list_(json: Annotated[bool, typer.Option("--json", help="Write JSON, one request a line.")] = False) -> None:
    """Show what visitors asked to be erased and is only hidden yet; exit 1 when something is overdue."""
    from finops_agent.recorder.erasure import due  # noqa: PLC0415 - loaded when asked

    config = load_config()
    today = timestamp.to_text(timestamp.now_us())[:10]
    rows = [
        (each.session_id, timestamp.to_text(each.at_us), due(each.at_us, config.erase_within_days))
        for each in _asked(config)
    ]
    if json:
        for session_id, at, until in rows:
            write_json({"session_id": session_id, "asked_at": at, "due": until, "overdue": until < today})
    elif rows:
        write_table(["session", "asked", "due"], rows)
    else:
        write_line("Nothing waits to be erased.")
    overdue = sum(until < today for _, _, until in rows)
    if overdue:
        note(f"{overdue:,} overdue: run `finops-agent erasures apply` with the operator's rights.")
        raise typer.Exit(1)


@app.command("apply", epilog="Example: finops-agent erasures apply --json")
def apply(json: Annotated[bool, typer.Option("--json", help="Write JSON, one session a line.")] = False) -> None:
    """Erase what visitors asked for, in the store, the archive and this home's journals; may be repeated.

    Run it daily with the operator's rights. Exit 1 where something of a session remains; its request stays.
    """
    from finops_agent.runtime import erase_session, open_store  # noqa: PLC0415 - loaded when asked

    config = load_config()
    asked = _asked(config)
    erased = remaining = 0
    with closing(open_store(config)) as store:
        for each in asked:
            noted(config, "erase", about_session(each.session_id))
            report = erase_session(config, each.session_id, store)
            erased, remaining = erased + report.is_gone, remaining + (not report.is_gone)
            if json:
                write_json({"session_id": each.session_id, **report.to_json()})
                continue
            write_line(
                f"{each.session_id}: {report.total:,} events and copies {'erased' if report.is_gone else 'so far'}"
            )
            for sentence in report.remains:
                note(sentence)
    if not json:
        write_line(f"{erased:,} of {len(asked):,} sessions erased." if asked else "Nothing waits to be erased.")
    if remaining:
        raise typer.Exit(1)


def _asked(config: Config) -> list[ErasureRequest]:
    """The requests; none where the app erases by itself."""
    from finops_agent.runtime import open_store  # noqa: PLC0415 - opened when asked
    from finops_agent.stores import ErasureRequests  # noqa: PLC0415 - same

    with closing(open_store(config)) as store:
        return store.asked_erasures() if isinstance(store, ErasureRequests) else []
