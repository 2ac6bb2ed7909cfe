"""`archive`: events as Parquet by day, for engines beyond one machine."""

from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from finops_agent.cli.output import note, write_json, write_line
from finops_agent.cli.window import Since, Until, Zone, window_of
from finops_agent.config import load_config

EXAMPLES = "Example: finops-agent archive write --since 2026-11-01 --to archive"
_TABLE = "finops_agent_interactions"
_LOCATION = "s3://YOUR-BUCKET/finops-agent"

app = typer.Typer(help="Events as Parquet by day: write, ask.", no_args_is_help=True)
Table = Annotated[str, typer.Option(help="Name of the table.")]


@app.command("write", epilog="Example: finops-agent archive write --to s3://bucket/events --keep-days 90")
def write(  # noqa: PLR0917 - options of the command
    since: Since = None,
    until: Until = None,
    tz: Zone = "UTC",
    to: Annotated[
        str | None, typer.Option(help="A folder or s3://bucket/prefix.", show_default="that of FINOPS_AGENT_ARCHIVE")
    ] = None,
    with_texts: Annotated[
        bool, typer.Option("--with-texts", help="With questions, answers, file names and event data.")
    ] = False,
    keep_days: Annotated[
        int | None, typer.Option(help="Take days out that ended longer ago than so many days.", min=1)
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Write JSON, one day a line.")] = False,
) -> None:
    """Write the days (of UTC) that the window touches, each as dt=YYYY-MM-DD/events.parquet; no texts by default.

    May be repeated: only days that changed are written again, and an interrupted run goes on where it stopped. What
    has expired from the store stays in the archive, unless --keep-days says otherwise; what was erased goes. With
    texts, no day stays longer than FINOPS_AGENT_RETENTION_DAYS, which is what visitors are told.
    """
    from finops_agent.analytics.archive import drop_days, write_archive  # noqa: PLC0415 - only here
    from finops_agent.runtime import archive_at, open_store  # noqa: PLC0415 - opened when asked

    window = window_of(since, until, tz)
    config = load_config()
    if with_texts:
        keep_days = min(keep_days or config.retention_days, config.retention_days)
    written = events = same = 0
    with archive_at(config.archive_place if to is None else to) as place, closing(open_store(config)) as store:
        for day in write_archive(store, window, place, with_texts=with_texts):
            written, same, events = written + day.is_new, same + (not day.is_new), events + day.events
            if json:
                write_json({"day": day.day, "path": str(day.path), "events": day.events, "written": day.is_new})
            elif day.is_new:
                write_line(f"{day.day}  {day.events:>9,} events  {day.path}")
        note(f"{written:,} days written with {events:,} events, {same:,} as they should be.")
        if keep_days is not None:
            gone = drop_days(place, datetime.now(UTC).date() - timedelta(days=keep_days))
            note(f"{len(gone):,} days taken out.")


@app.command("ddl", epilog="Example: finops-agent archive ddl --location s3://bucket/finops-agent")
def ddl(
    location: Annotated[str, typer.Option(help="Where the folders of the days are.")] = _LOCATION,
    table: Table = _TABLE,
    first_day: Annotated[str, typer.Option(help="The first day that a query looks for.")] = "2024-01-01",
    with_texts: Annotated[
        bool, typer.Option("--with-texts", help="As the archive was written: with columns of text.")
    ] = False,
) -> None:
    """Print the statement that makes the table in Athena, which finds new days by their names."""
    from finops_agent.analytics.archive_table import athena_ddl  # noqa: PLC0415 - only here

    write_line(athena_ddl(location, table, first_day, with_texts=with_texts).rstrip())


@app.command("queries", epilog="Example: finops-agent archive queries --table archive.interactions")
def queries(
    table: Table = _TABLE,
    json: Annotated[bool, typer.Option("--json", help="Write JSON: the queries by name.")] = False,
) -> None:
    """Print the queries from whose rows all metrics follow; DuckDB, Athena, Trino and Spark run the same text."""
    from finops_agent.analytics.portable import queries_over  # noqa: PLC0415 - only here

    found = queries_over(table)
    if json:
        write_json(found)
        return
    for name, text in found.items():
        write_line(f"-- {name}\n{text};\n")
