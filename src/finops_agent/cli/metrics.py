"""`metrics`: the metric table over a window."""

from typing import Annotated

import typer

from finops_agent.cli.output import write_json, write_line, write_table
from finops_agent.cli.window import Since, Until, Zone, window_of
from finops_agent.config import load_config

EXAMPLES = "Example: finops-agent metrics --since 2026-11-01 --until 2026-12-01 --tz Europe/Berlin --json"


def metrics(
    since: Since = None,
    until: Until = None,
    tz: Zone = "UTC",
    json: Annotated[bool, typer.Option("--json", help="Write JSON.")] = False,
) -> None:
    """Measure usage: sessions, questions, uploads, times, completion; all events by default."""
    from finops_agent.analytics import Analytics, measure, metrics_json  # noqa: PLC0415 - brings numpy
    from finops_agent.runtime import open_runtime  # noqa: PLC0415 - opened when asked

    window = window_of(since, until, tz)
    runtime = open_runtime(load_config(), record=False)
    try:
        analytics = Analytics(runtime.store, runtime.config.cube_file)
        analytics.refresh()
        measures = measure(analytics, window)
        if json:
            write_json({**metrics_json(measures, window, tz), "health": runtime.health()})
            return
        write_line(f"{window.describe(tz)}")
        write_table(
            ["metric", "value", "unit", "n"],
            [(m.metric.title, m.value, m.metric.unit, m.n) for m in measures.values()],
        )
    finally:
        runtime.close()
