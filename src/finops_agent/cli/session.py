"""`session`: everything of one visit."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from finops_agent.audit import about_session
from finops_agent.cli.audit import noted
from finops_agent.cli.output import note, write_json, write_line, write_table
from finops_agent.config import load_config
from finops_agent.errors import ExportError
from finops_agent.events import RECORDER_SESSION, TEXT_ATTRIBUTES, to_item
from finops_agent.events.ids import storable_id

if TYPE_CHECKING:
    from finops_agent.audit import Action

NOTICE: Final = (
    "This is all that is kept of the session: metadata and texts whose credentials and personal data were replaced "
    "before they were kept. It goes by itself at the second in `ttl`, or at once with `session erase`."
)

app = typer.Typer(help="One visit: show, export, erase.", no_args_is_help=True)

SessionId = Annotated[
    str, typer.Argument(help="The session id, as the dashboard and `events tail` show it.", callback=storable_id)
]


@app.command("show", epilog="Example: finops-agent session show 4c1f0b9e-… --json")
def show(
    session_id: SessionId,
    json: Annotated[bool, typer.Option("--json", help="Write JSON, one event a line.")] = False,
) -> None:
    """Show every event of a session, in order; exit 1 when there is none."""
    items = _items(session_id, "view_text")
    if json:
        for item in items:
            write_json(item)
        return
    hidden = {"interaction_id", "session_id", "timestamp", "event_type", "ttl", "schema_version", "seq"}
    write_table(
        ["time", "event", "details"],
        [
            (
                item["timestamp"],
                item["event_type"],
                "  ".join(
                    f"{name}={str(value)[:60]!r}" if name in TEXT_ATTRIBUTES else f"{name}={value}"
                    for name, value in item.items()
                    if name not in hidden
                ),
            )
            for item in items
        ],
    )


@app.command("export", epilog="Example: finops-agent session export 4c1f0b9e-… -o session.jsonl")
def export(
    session_id: SessionId,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Write here instead of stdout.")] = None,
) -> None:
    """Write everything kept of a session as JSON, one event a line, for whoever asks what is known of them."""
    from finops_agent.analytics.export import to_json  # noqa: PLC0415 - brings numpy

    lines = [to_json(item) + "\n" for item in _items(session_id, "export")]
    if output is None:
        sys.stdout.writelines(lines)
    else:
        try:
            output.write_text("".join(lines), encoding="utf-8")
        except OSError as error:
            raise ExportError(f"Cannot write {str(output)!r}: {error.strerror}. Choose another with -o.") from error
    note(NOTICE)


@app.command("erase", epilog="Example: finops-agent session erase 4c1f0b9e-… --yes")
def erase(
    session_id: SessionId,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Write JSON.")] = False,
) -> None:
    """Erase a session from the store, journals, dead letters and archive, and say what was removed where."""
    from finops_agent.runtime import erase_session  # noqa: PLC0415 - loaded when asked

    if not session_id.strip() or session_id == RECORDER_SESSION:
        raise typer.BadParameter(f"{session_id!r} is no session. Give an id as `events tail` shows it.")
    if not yes:
        typer.confirm(f"Erase every event of session {session_id!r}? This cannot be undone.", abort=True, err=True)
    config = load_config()
    noted(config, "erase", about_session(session_id))
    erasure = erase_session(config, session_id)
    if json:
        write_json({"session_id": session_id, **erasure.to_json()})
    else:
        store = "not reached" if erasure.store is None else erasure.store
        write_table(
            ["where", "events removed"],
            [
                ("store", store),
                ("journals", erasure.journals),
                ("dead letters", erasure.dead_letters),
                ("archive", erasure.archive),
            ],
        )
        write_line(f"Searched: {', '.join(erasure.searched)}")
    for sentence in (*erasure.passed_over, *erasure.remains):
        note(sentence)
    if not erasure.is_gone:
        raise typer.Exit(1)
    if not erasure.total:
        note(f"There was nothing of session {session_id!r}.")


def _items(session_id: str, action: Action) -> list[dict[str, Any]]:
    """The items of a session, which are logged as seen or exported; exits with 1 when there is none."""
    from finops_agent.runtime import open_store  # noqa: PLC0415 - opened when asked

    config = load_config()
    store = open_store(config)
    try:
        events = store.session(session_id)
    finally:
        store.close()
    if not events:
        note(f"No events of session {session_id!r}: it never was, has expired or was erased.")
        raise typer.Exit(1)
    noted(config, action, about_session(session_id))
    return [to_item(event) for event in events]
