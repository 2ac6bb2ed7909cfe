"""`metrics`: the metric table over a window."""

from typing import TYPE_CHECKING, Annotated

import typer

from finops_agent.cli.output import write_json, write_line, write_table
from finops_agent.cli.window import Since, Until, Zone, window_of
from finops_agent.config import load_config

if TYPE_CHECKING:
    from finops_agent.analytics.breakdown import Part

EXAMPLES = "Example: finops-agent metrics --since 2026-11-01 --until 2026-12-01 --tz Europe/Berlin --json"


def metrics(  # noqa: PLR0917 - options, by name
    since: Since = None,
    until: Until = None,
    tz: Zone = "UTC",
    app: Annotated[str | None, typer.Option(help="Only what this app recorded.", show_default=False)] = None,
    environment: Annotated[
        str | None, typer.Option(help="Only what was recorded in this environment.", show_default=False)
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Write JSON.")] = False,
) -> None:
    """Measure usage: sessions, questions, uploads, times, completion; all events by default."""
    from finops_agent.analytics import Analytics, measure, metrics_json, origins_of  # noqa: PLC0415 - brings numpy
    from finops_agent.runtime import open_runtime  # noqa: PLC0415 - opened when asked

    window = window_of(since, until, tz)
    runtime = open_runtime(load_config(), record=False)
    try:
        analytics = Analytics(runtime.store, runtime.config.cube_file)
        analytics.refresh()
        given: dict[Part, str | None] = {"app": app, "environment": environment}
        chosen = {part: value for part, value in given.items() if value is not None}
        for part, value in chosen.items():
            _check(part, value, origins_of(analytics, part))
        measures = measure(analytics, window, app=app, environment=environment)
        if json:
            told = {"filter": chosen} if chosen else {}
            write_json({**metrics_json(measures, window, tz), **told, "health": runtime.health()})
            return
        write_line(", ".join([window.describe(tz), *(f"{part} {value}" for part, value in chosen.items())]))
        write_table(
            ["metric", "value", "unit", "n"],
            [(m.metric.title, m.value, m.metric.unit, m.n) for m in measures.values()],
        )
    finally:
        runtime.close()


def _check(part: "Part", value: str, known: list[str]) -> None:
    """That events tell this app or environment, where they tell any.

    Raises:
        typer.BadParameter: they tell others: wrong use, exit code 2.
    """
    if known and value not in known:
        told = ", ".join(known)
        raise typer.BadParameter(f"No event is of the {part} {value!r}. Those that are counted by themselves: {told}.")
