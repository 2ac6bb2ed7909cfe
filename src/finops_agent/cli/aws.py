"""`aws`: set up what the app needs in an account, and look whether it works."""

from dataclasses import asdict, replace
from decimal import Decimal
from json import dumps
from typing import TYPE_CHECKING, Annotated

import typer

from finops_agent.cli.output import note, write_json, write_line, write_table
from finops_agent.config import DEFAULT_TABLE, Config, load_config
from finops_agent.errors import SettingsError

if TYPE_CHECKING:
    from finops_agent.aws.provision import Wanted
    from finops_agent.aws.services import Services

EXAMPLES = "Example: finops-agent aws setup --plan"
_SETUP = "Example: finops-agent aws setup --bucket none --notify arn:aws:sns:eu-central-1:123456789012:on-call"

app = typer.Typer(help="The account: setup, template, policies, doctor, migrate, costs.", no_args_is_help=True)
_Table = Annotated[str | None, typer.Option(help="Table; that of FINOPS_AGENT_STORE or DYNAMODB_TABLE by default.")]
_Texts = Annotated[bool, typer.Option("--texts", help="Let the reader (the dashboard) see what people asked.")]
_Model = Annotated[str | None, typer.Option(help="Bedrock model that the writer (the app) may call.")]
_Roles = Annotated[bool, typer.Option(help="With the three roles, which takes rights to IAM.")]
_Json = Annotated[bool, typer.Option("--json", help="Write JSON.")]


@app.command("setup", epilog=_SETUP)
def setup(
    *,
    table: _Table = None,
    bucket: Annotated[
        str, typer.Option(help="Archive bucket; `auto`: finops-agent-archive-ACCOUNT-REGION; `none`: without.")
    ] = "auto",
    kms_key: Annotated[str | None, typer.Option(help="ARN of a KMS key for table and bucket.")] = None,
    notify: Annotated[str | None, typer.Option(help="ARN of the SNS topic that alarms tell.")] = None,
    tag: Annotated[list[str] | None, typer.Option(help="A tag, as NAME=VALUE; may be repeated.")] = None,
    roles: _Roles = True,
    model: _Model = None,
    texts: _Texts = False,
    plan: Annotated[bool, typer.Option("--plan", help="Show what would change, and change nothing.")] = False,
    json: _Json = False,
) -> None:
    """Make what the app needs, or change what differs: table, log group, archive bucket, alarms, dashboard, roles.

    Everything is described first. What is as it should be is left alone, so the command may be repeated; what would
    lose data is refused.
    """
    from finops_agent.aws import provision  # noqa: PLC0415 - the AWS library is loaded when asked

    services = _services()
    try:
        wanted = _wanted(services, table, bucket, tag or [], kms_key=kms_key, notify=notify, model=model)
        wanted = replace(wanted, roles=roles, texts=texts)
        made = provision.plan(services, wanted)
        done = [] if plan else provision.carry_out(made, (lambda _: None) if json else write_line)
    finally:
        services.close()
    for text in made.notes:
        note(f"Note: {text}")
    todo = [change.todo for change in made.changes] if plan else []
    if json:
        write_json({"changed": done, "would_change": todo, "notes": made.notes})
    elif not made.changes:
        write_line("Nothing to change: all is as it should be.")
    elif plan:
        for text in todo:
            write_line(f"would {text}")


@app.command("template", epilog="Example: finops-agent aws template > template.json")
def template(
    *,
    table: _Table = None,
    archive: Annotated[bool, typer.Option(help="With the archive bucket.")] = True,
    kms_key: Annotated[str | None, typer.Option(help="ARN of a KMS key for table and bucket.")] = None,
    notify: Annotated[str | None, typer.Option(help="ARN of the SNS topic that alarms tell.")] = None,
    roles: _Roles = True,
    model: _Model = None,
    texts: _Texts = False,
) -> None:
    """Write the CloudFormation template of what `aws setup` makes. Calls no AWS."""
    from finops_agent.aws.provision import wanted_of  # noqa: PLC0415 - loaded when asked
    from finops_agent.aws.provision.alarms import without_alarm  # noqa: PLC0415 - same
    from finops_agent.aws.template import BUCKET, template  # noqa: PLC0415 - same

    config = load_config()
    bucket = BUCKET if archive else None
    wanted = wanted_of(config, table_of(config, table), bucket=bucket, kms_key=kms_key, notify=notify, model=model)
    wanted = replace(wanted, roles=roles, texts=texts)
    write_line(dumps(template(wanted), indent=1))
    for name, why in without_alarm(wanted).items():
        note(f"Note: no alarm stands for the alert rule {name!r}: {why}.")


@app.command(
    "policies", epilog="Example: finops-agent aws policies writer --account 123456789012 --region eu-central-1"
)
def policies(
    who: Annotated[str, typer.Argument(help="writer, reader, operator or setup")],
    *,
    table: _Table = None,
    account: Annotated[str | None, typer.Option(help="Account number; that of the credentials by default.")] = None,
    region: Annotated[str | None, typer.Option(help="Region; that of the environment by default.")] = None,
    bucket: Annotated[str | None, typer.Option(help="Archive bucket, for operator and setup.")] = None,
    kms_key: Annotated[str | None, typer.Option(help="ARN of the KMS key of table and bucket.")] = None,
    model: _Model = None,
    texts: _Texts = False,
) -> None:
    """Write the IAM policy with the least rights: writer (app), reader (dashboard), operator, or for `aws setup`."""
    from finops_agent.aws.policies import WHO, Place, policies  # noqa: PLC0415 - loaded when asked
    from finops_agent.aws.provision.roles import partition_of  # noqa: PLC0415 - same

    if who not in WHO:
        raise SettingsError(f"Cannot write a policy for {who!r}: give one of {', '.join(WHO)}.")
    if account is None or region is None:
        services = _services()
        account, region = account or services.account(), region or services.region()
        services.close()
    place = Place(table_of(load_config(), table), account, region, partition_of(region))
    place = replace(place, bucket=bucket, kms_key=kms_key, model=model)
    write_line(dumps(policies(place, with_texts=texts)[who], indent=2))


@app.command("doctor", epilog="Example: finops-agent aws doctor --json")
def doctor(table: _Table = None, json: _Json = False) -> None:
    """Look within five seconds whether the account works, and say how to mend it; exit 1 when something is wrong.

    Credentials, Region, clock, distance, table, indexes, expiry, the right to read and to write, what the table
    consumed within a day; where a model of Bedrock is named, by its inference profile if there is one, whether it
    answers (one word).
    """
    from finops_agent.aws import require_library  # noqa: PLC0415 - loaded when asked
    from finops_agent.aws.doctor import ask_once, examine  # noqa: PLC0415 - same
    from finops_agent.aws.prices import load_prices  # noqa: PLC0415 - same

    require_library()
    config = load_config()
    prices = load_prices(config.aws_prices)
    probes = examine(ask_once, table_of(config, table), prices, _bedrock_model(config))
    ok = all(probe.ok for probe in probes)
    if json:
        fields = [{"check": p.check, "ok": p.ok, "seen": p.seen, "fix": p.fix or None} for p in probes]
        write_json({"ok": ok, "checks": fields})
    else:
        for p in probes:
            write_line(f"{'ok ' if p.ok else 'BAD'}  {p.check:<8} {p.seen}")
            if p.fix:
                write_line(f"     {'':<8} → {p.fix}")
    if not ok:
        raise typer.Exit(1)


@app.command("migrate", epilog="Example: finops-agent aws migrate --plan")
def migrate(
    table: _Table = None,
    plan: Annotated[bool, typer.Option("--plan", help="Count only, and change nothing.")] = False,
    json: _Json = False,
) -> None:
    """Bring items of the older app onto the dashboard: a place in the day index, a number, an expiry that works.

    Events that are there, but were stored before the index held ratings, model use and file formats, get these too.
    Reads the whole table once and writes each item that lacks something once; may be repeated.
    """
    from finops_agent.aws import DynamoStore, require_library  # noqa: PLC0415 - loaded when asked

    require_library()
    store = DynamoStore(table_of(load_config(), table))
    try:
        told = store.migrate(plan=plan)
    finally:
        store.close()
    if json:
        write_json(asdict(told))
        return
    write_line(f"{told.found:,} old items, {told.placed:,} brought over")
    write_line(f"{told.naive:,} with a time without offset, taken as UTC")
    write_line(f"{told.expiry_mended:,} without an expiry that works")
    write_line(f"{told.unreadable:,} without a time, left as they are")
    write_line(f"{told.undescribed:,} without ratings, model use or file format, {told.described:,} got them")


@app.command("costs", epilog="Example: finops-agent aws costs --events 10000000")
def costs(
    events: Annotated[int, typer.Option(min=0, help="Events a month.")] = 1_000_000,
    compute: Annotated[bool, typer.Option(help="With containers and load balancer.")] = True,
    json: _Json = False,
) -> None:
    """Estimate what the installation costs a month, item by item. Calls no AWS."""
    from finops_agent.aws.costs import monthly  # noqa: PLC0415 - loaded when asked
    from finops_agent.aws.prices import load_prices  # noqa: PLC0415 - same

    config = load_config()
    prices = load_prices(config.aws_prices)
    lines = monthly(prices, events, retention_days=config.retention_days, compute=compute)
    total = sum((line.usd for line in lines), Decimal(0))
    if json:
        write_json(
            {
                "events": events,
                "prices": {"as_of": prices.as_of, "region": prices.region},
                "lines": [{"what": line.what, "usd": round(line.usd, 2)} for line in lines],
                "total_usd": round(total, 2),
            }
        )
        return
    write_table(("a month", "USD"), [*((line.what, line.usd) for line in lines), ("total", total)])
    note(f"Prices of {prices.region} as of {prices.as_of}, without free tiers; FINOPS_AGENT_AWS_PRICES sets others.")


def _bedrock_model(config: Config) -> str | None:
    """What requests to Bedrock name: the inference profile, else the model; None where another provider is asked."""
    provider, _, name = config.model.partition(":")
    return (config.bedrock_profile or name) if provider == "bedrock" else None


def _services() -> "Services":
    from finops_agent.aws import require_library  # noqa: PLC0415 - the AWS library is loaded when asked
    from finops_agent.aws.services import Services  # noqa: PLC0415 - same

    require_library()
    return Services()


def _wanted(services: "Services", table: str | None, bucket: str, tags: list[str], **others: str | None) -> "Wanted":
    from finops_agent.aws.provision import wanted_of  # noqa: PLC0415 - the AWS library is loaded when asked
    from finops_agent.aws.provision.wanted import DEFAULT_TAGS  # noqa: PLC0415 - same

    config = load_config()
    if bucket == "auto":
        bucket = f"finops-agent-archive-{services.account()}-{services.region()}"
    return wanted_of(
        config,
        table_of(config, table),
        bucket=None if bucket == "none" else bucket,
        **others,
        tags={**DEFAULT_TAGS, **_tags(tags)},
    )


def table_of(config: Config, table: str | None) -> str:
    """The table that was named, or that of the settings."""
    if table is not None:
        return load_config(None, store=f"dynamodb://{table}").dynamodb_table or table
    return config.dynamodb_table or load_config(None, store="dynamodb://").dynamodb_table or DEFAULT_TABLE


def _tags(texts: list[str]) -> dict[str, str]:
    tags = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not name or not equals:
            raise SettingsError(f"Cannot use the tag {text!r}: give it as NAME=VALUE, as in team=finops.")
        tags[name] = value
    return tags
