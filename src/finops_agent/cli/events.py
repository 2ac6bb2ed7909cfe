"""`events`: make, follow, import and export events; `redact`: the privacy rules on any text."""

import sys
import time
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from finops_agent.cli import importing
from finops_agent.cli.audit import noted
from finops_agent.cli.output import note, write_json, write_line
from finops_agent.cli.window import Since, Until, Zone, window_of
from finops_agent.config import load_config
from finops_agent.events import TEXT_ATTRIBUTES, timestamp, to_item
from finops_agent.stores import Store, StoredEvent

EXAMPLES = "Example: finops-agent events generate --count 5000 --days 30"
REDACT_EXAMPLES = "Example: echo 'mail jane@example.com' | finops-agent redact --json"
_BATCH = 1_000
_FOLLOW_S = 0.5

app = typer.Typer(help="Make, follow, import, export and ask events.", no_args_is_help=True)
app.command("import", epilog=importing.EXAMPLES)(importing.import_)


class Format(StrEnum):
    """How `events export` writes."""

    CSV = "csv"
    JSONL = "jsonl"
    PARQUET = "parquet"


@app.command("generate", epilog="Example: finops-agent events generate --count 5000 --days 30 --seed 7")
def generate(
    count: Annotated[int, typer.Option(help="How many events.", min=1)] = 5_000,
    days: Annotated[int, typer.Option(help="Over how many days up to now.", min=1, max=90)] = 30,
    seed: Annotated[int, typer.Option(help="The same seed makes the same visits.")] = 1,
) -> None:
    """Put realistic synthetic events into the store, to try the dashboard with."""
    from finops_agent.events.synthetic import generate as synthetic  # noqa: PLC0415 - only here
    from finops_agent.runtime import open_store  # noqa: PLC0415 - opened when asked

    store = open_store(load_config())
    try:
        new, batch = 0, []
        for event in synthetic(count, days, seed):
            batch.append(event)
            if len(batch) == _BATCH:
                new += store.put_many(batch)
                batch = []
        new += store.put_many(batch)
    finally:
        store.close()
    note(f"{new:,} new events of {count:,} over {days} days.")


@app.command("tail", epilog="Example: finops-agent events tail --count 50 --follow")
def tail(
    count: Annotated[int, typer.Option("--count", "-n", help="How many of the newest.", min=1)] = 20,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on with new ones until Ctrl-C.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Write JSON, one event a line.")] = False,
) -> None:
    """Show the newest events, oldest first."""
    from finops_agent.runtime import open_store  # noqa: PLC0415 - opened when asked

    config = load_config()
    noted(config, "view_text", "newest events")
    store = open_store(config)
    try:
        seen = store.watermark()
        newest = []
        for stored in store.scan(newest_first=True):
            newest.append(stored)
            if len(newest) == count:
                break
        for stored in reversed(newest):
            _show(stored, json=json)
        while follow:
            time.sleep(_FOLLOW_S)
            seen = _show_new(store, seen, json=json)
    except KeyboardInterrupt:
        pass
    finally:
        store.close()


@app.command("export", epilog="Example: finops-agent events export --since 2026-11-01 --format parquet -o nov.parquet")
def export(
    since: Since = None,
    until: Until = None,
    tz: Zone = "UTC",
    format_: Annotated[Format, typer.Option("--format", help="How to write.")] = Format.CSV,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="The file; stdout without it.")] = None,
) -> None:
    """Write the events of a window; cells that a spreadsheet would run as a formula are made plain text."""
    from finops_agent.analytics import export_events  # noqa: PLC0415 - only here
    from finops_agent.runtime import open_store  # noqa: PLC0415 - opened when asked

    window = window_of(since, until, tz)
    if output is None and format_ is Format.PARQUET:
        raise typer.BadParameter("parquet needs a file: add -o events.parquet")
    config = load_config()
    noted(config, "export", f"events {window.describe(tz)}")
    store = open_store(config)
    try:
        written = export_events(store, window, format_.value, output or sys.stdout.buffer)
    finally:
        store.close()
    note(f"{written:,} events.")


def redact(json: Annotated[bool, typer.Option("--json", help="Write JSON with the spans.")] = False) -> None:
    """Read lines of text, write them with credentials and personal data replaced, as events are kept."""
    from finops_agent.privacy import find  # noqa: PLC0415 - compiles the rules
    from finops_agent.privacy import redact as redacted  # noqa: PLC0415 - same

    account_ids = load_config().account_ids
    for line in sys.stdin:
        text = line.removesuffix("\n")
        if json:
            spans = [
                {"start": span.start, "end": span.end, "type": span.type}
                for span in find(text, account_ids=account_ids)
            ]
            write_json({"text": redacted(text, account_ids=account_ids), "spans": spans})
        else:
            write_line(redacted(text, account_ids=account_ids))


def _show_new(store: Store, after: int, *, json: bool) -> int:
    """Show the events written since `after`; return the new watermark."""
    for stored in sorted(store.scan(after=after), key=lambda stored: stored.seq):
        _show(stored, json=json)
        after = max(after, stored.seq)
    sys.stdout.flush()
    return after


def _show(stored: StoredEvent, *, json: bool) -> None:
    item = to_item(stored.event)
    if json:
        write_json(item)
        return
    text = next((str(item[name]) for name in TEXT_ATTRIBUTES if item.get(name)), "")
    moment = timestamp.to_text(stored.timestamp_us)
    write_line(
        f"{moment}  {item['event_type']:<15} {item['session_id'][:8]}  {text[:80]!r}"
        if text
        else f"{moment}  {item['event_type']:<15} {item['session_id'][:8]}"
    )
