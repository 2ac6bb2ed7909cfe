"""`journal`: what waits for the store, whether it can be read, and bringing it there now."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from finops_agent.cli.output import note, write_json, write_line, write_table
from finops_agent.config import load_config

if TYPE_CHECKING:
    from finops_agent.recorder.inspection import SegmentReport

app = typer.Typer(help="Events that wait for the store: stats, verify, replay.", no_args_is_help=True)

EXAMPLES = "Example: finops-agent journal stats --json"

AsJson = Annotated[bool, typer.Option("--json", help="Write JSON.")]


@app.command("stats", epilog="Example: finops-agent journal stats --json")
def stats(json: AsJson = False) -> None:
    """Show the segments of all processes: how much waits, who holds them, how near the limit is."""
    from finops_agent.recorder import dead_letters  # noqa: PLC0415 - loaded when asked
    from finops_agent.recorder.inspection import inspect  # noqa: PLC0415 - same
    from finops_agent.recorder.journal import choose_kind  # noqa: PLC0415 - same
    from finops_agent.recorder.segment import folder_bytes  # noqa: PLC0415 - same

    config = load_config()
    reports = inspect(config.journal_dir)
    kind, reason = choose_kind(config.journal_dir, config.journal)
    waiting, size = sum(report.waiting for report in reports), folder_bytes(config.journal_dir)
    letters = dead_letters.count(config.journal_dir)
    if json:
        write_json(
            {
                "kind": kind,
                "reason": reason,
                "waiting": waiting,
                "bytes": size,
                "max_bytes": config.journal_max_bytes,
                "dead_letters": letters,
                "segments": [report.to_json() for report in reports],
            }
        )
        return
    if reports:
        rows = [(r.name, r.size_bytes, "yes" if r.is_held else "no", r.waiting, r.delivered) for r in reports]
        write_table(["segment", "bytes", "held", "waiting", "delivered"], rows)
    _note_problems(reports)
    write_line(f"{waiting:,} events wait in {len(reports)} segments, {size:,} of {config.journal_max_bytes:,} bytes.")
    write_line(f"{letters:,} dead letters. New events are kept by {kind} ({reason}).")


@app.command("verify", epilog="Example: finops-agent journal verify")
def verify(json: AsJson = False) -> None:
    """Read every waiting event, changing nothing; exit 1 when something is damaged or unreadable."""
    from finops_agent.recorder.inspection import inspect  # noqa: PLC0415 - loaded when asked

    reports = inspect(load_config().journal_dir)
    damaged, unreadable = sum(r.damaged for r in reports), sum(r.unreadable for r in reports)
    intact = sum(r.waiting for r in reports) - unreadable
    closed = sum(r.problem is not None for r in reports)
    ok = not damaged + unreadable + closed
    if json:
        figures = {"intact": intact, "damaged": damaged, "unreadable": unreadable, "not_opened": closed}
        write_json({"ok": ok, **figures})
    else:
        write_line(f"{intact:,} waiting events are intact, {damaged:,} places damaged, {unreadable:,} no events.")
        if damaged + unreadable:
            note("Damaged places are skipped and counted, what is no event becomes a dead letter; the rest goes out.")
    _note_problems(reports)
    if not ok:
        raise typer.Exit(1)


@app.command("replay", epilog="Example: finops-agent journal replay --dead-letters")
def replay(
    letters: Annotated[bool, typer.Option("--dead-letters", help="Try the dead letters once more, too.")] = False,
    timeout: Annotated[float, typer.Option(help="Seconds to try for.", min=0)] = 60.0,
    json: AsJson = False,
) -> None:
    """Bring what ended processes left to the store now; exit 1 when something still waits."""
    from finops_agent.recorder.redelivery import redeliver  # noqa: PLC0415 - loaded when asked
    from finops_agent.runtime import open_recorder, open_store  # noqa: PLC0415 - opened when asked

    config = load_config()
    recorder = open_recorder(config)
    done = recorder.flush(timeout)
    recorder.close()
    figures = recorder.stats()
    again = 0
    if letters:
        store = open_store(config)
        try:
            again = redeliver(config.journal_dir, store)
        finally:
            store.close()
    if json:
        write_json({"ok": done, "stored": figures.stored, "damaged": figures.damaged, "dead_letters_stored": again})
    else:
        write_line(
            f"{figures.stored:,} events stored, {figures.damaged:,} places damaged, {again:,} dead letters stored."
        )
    if not done:
        note(f"Some events still wait: {figures.last_error or 'the store did not take all of them in time'}")
        raise typer.Exit(1)


def _note_problems(reports: "Sequence[SegmentReport]") -> None:
    """Say which segments could not be opened, and what to do."""
    for report in reports:
        if report.problem is not None:
            note(
                f"Cannot open {report.name}: {report.problem}. It stays as it is: run this as the user who owns it, "
                "or move it away if it is no journal."
            )
