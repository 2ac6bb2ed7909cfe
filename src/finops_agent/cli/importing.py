"""`events import`: items of elsewhere into the store."""

from contextlib import closing
from typing import Annotated

import typer

from finops_agent.cli.output import note, write_json, write_line
from finops_agent.config import load_config

EXAMPLES = "Example: finops-agent events import s3://bucket/events/export --plan"


def import_(
    source: Annotated[str, typer.Argument(help="A file, a folder, or s3://bucket/prefix.")],
    *,
    plan: Annotated[bool, typer.Option("--plan", help="Read and count only, and change nothing.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Write JSON.")] = False,
) -> None:
    """Put events of elsewhere into the store: DynamoDB's export to S3, items of the older app, lines of JSON.

    Read are DynamoDB's own notation (full and incremental exports, packed or not, what `aws dynamodb scan` prints) and
    plain items, as `events export --format jsonl` writes them. Texts pass the privacy steps, as recorded ones do, and
    nothing is kept longer than FINOPS_AGENT_RETENTION_DAYS after it happened. May be repeated: what is known stays as
    it is. What was left out is told with the reason; exit 1 where files lack something.
    """
    from finops_agent.aws.files import files_at  # noqa: PLC0415 - only here
    from finops_agent.aws.importing import Imported, Rules, import_items  # noqa: PLC0415 - same
    from finops_agent.aws.items_told import items_of  # noqa: PLC0415 - same
    from finops_agent.privacy import default_steps  # noqa: PLC0415 - compiles the rules
    from finops_agent.runtime import open_store  # noqa: PLC0415 - opened when asked

    config = load_config()
    steps = default_steps(keep_text=config.record_text, account_ids=config.account_ids)
    rules = Rules(steps, config.retention_of)
    report = Imported()
    with files_at(source) as files, closing(open_store(config)) as store:
        import_items(items_of(files, report.problems), store, rules, report, plan=plan)
    if json:
        figures = {"read": report.read, "new": report.new, "known": report.known, "naive": report.naive}
        write_json({**figures, "skipped": dict(report.skipped), "problems": report.problems})
    else:
        write_line(
            f"{report.read:,} items read, {report.new:,} {'to import' if plan else 'new'}, {report.known:,} known"
        )
        write_line(f"{report.naive:,} with a time without offset, taken as UTC")
        for why, count in report.skipped.most_common():
            places = report.examples[why]
            write_line(f"{count:,} left out: {why} ({', '.join(places)}{', …' * (count > len(places))})")
    for problem in report.problems:
        note(problem)
    if report.problems:
        raise typer.Exit(1)
