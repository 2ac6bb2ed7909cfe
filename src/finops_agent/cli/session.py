"""`session`: everything of one visit."""

from typing import Annotated

import typer

from finops_agent.cli.output import note, write_json, write_table
from finops_agent.config import load_config
from finops_agent.events import TEXT_ATTRIBUTES, to_item

app = typer.Typer(help="One visit: show.", no_args_is_help=True)


@app.command("show", epilog="Example: finops-agent session show 4c1f0b9e-… --json")
def show(
    session_id: Annotated[str, typer.Argument(help="The session id, as the dashboard and `events tail` show it.")],
    json: Annotated[bool, typer.Option("--json", help="Write JSON, one event a line.")] = False,
) -> None:
    """Show every event of a session, in order; exit 1 when there is none."""
    from finops_agent.runtime import open_store  # noqa: PLC0415 - opened when asked

    store = open_store(load_config())
    try:
        events = store.session(session_id)
    finally:
        store.close()
    if not events:
        note(f"No events of session {session_id!r}: it never was, has expired or was erased.")
        raise typer.Exit(1)
    items = [to_item(event) for event in events]
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
