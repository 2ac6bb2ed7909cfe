"""`retention`: how long events are kept, applied now."""

from typing import Annotated

import typer

from finops_agent.cli.output import write_json, write_line
from finops_agent.config import load_config
from finops_agent.errors import StoreUnavailable
from finops_agent.events import EVENT_TYPES

EXAMPLES = "Example: FINOPS_AGENT_RETENTION_DAYS=30 finops-agent retention apply --shorten"

app = typer.Typer(help="How long events are kept: apply.", no_args_is_help=True)


@app.command("apply", epilog="Example: FINOPS_AGENT_RETENTION_DAYS=30 finops-agent retention apply --shorten")
def apply(
    shorten: Annotated[
        bool, typer.Option("--shorten", help="First bring stored events that would live longer down to the setting.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Write JSON.")] = False,
) -> None:
    """Delete the events that have expired, and tell how many of each type.

    An event keeps the time of expiry it was recorded with. With --shorten, FINOPS_AGENT_RETENTION_DAYS as it is now
    holds for what is stored as well; no event is ever kept longer than it was told when recorded,
    and one that a clock years ahead has stamped is kept no longer than the setting says from now.
    """
    from finops_agent.runtime import open_store  # noqa: PLC0415 - opened when asked
    from finops_agent.stores import Retention  # noqa: PLC0415 - same

    config = load_config()
    days = {name: config.retention_of(name) for name in EVENT_TYPES}
    store = open_store(config)
    try:
        if not isinstance(store, Retention):
            raise StoreUnavailable(f"The store {config.store!r} deletes expired events by itself: nothing to apply.")
        shortened = store.shorten(days) if shorten else {}
        expired = store.expire_by_type()
    finally:
        store.close()
    if json:
        write_json({"retention_days": days, "shortened": dict(shortened), "expired": dict(expired)})
        return
    for name in EVENT_TYPES:
        told = f"{expired.get(name, 0):,} deleted"
        if shorten:
            told = f"{shortened.get(name, 0):,} shortened, {told}"
        write_line(f"{name:<15} {days[name]:>5} days  {told}")
