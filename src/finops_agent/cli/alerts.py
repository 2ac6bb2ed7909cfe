"""`alerts`: evaluate the rules, tell whoever should know, print the rules to begin with."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from finops_agent.cli.output import note, write_json, write_line, write_table
from finops_agent.config import Config, load_config
from finops_agent.errors import AlertNotDelivered, StoreUnavailable
from finops_agent.events import timestamp

if TYPE_CHECKING:
    from collections.abc import Sequence

    from finops_agent.analytics import Analytics
    from finops_agent.analytics.alerts import Alert, Rule

EXAMPLES = "Example: finops-agent alerts check --json"

app = typer.Typer(help="Alert rules: check, watch, print.", no_args_is_help=True)

RulesFile = Annotated[
    Path | None, typer.Option("--rules", help="These rules instead of FINOPS_AGENT_ALERTS.", show_default=False)
]


@app.command("check", epilog="Example: finops-agent alerts check --notify || echo 'something is wrong'")
def check(
    rules: RulesFile = None,
    notify: Annotated[bool, typer.Option("--notify", help="Tell FINOPS_AGENT_ALERT_TARGETS what is new.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Write JSON, one rule a line.")] = False,
) -> None:
    """Evaluate the alert rules now; exit 1 when one fires.

    With --notify each target is told once when a rule fires and once when it is over, however often this runs.
    """
    from finops_agent.analytics import Analytics  # noqa: PLC0415 - brings numpy
    from finops_agent.runtime import open_store  # noqa: PLC0415 - opened when asked

    config, found = _settings(rules, notify=notify)
    store = open_store(config)
    try:
        alerts = _look(Analytics(store, config.cube_file), found)
    finally:
        store.close()
    if json:
        for alert in alerts:
            write_json(alert.to_json())
    else:
        _show(alerts)
    if notify:
        _tell(config, alerts)
    if any(alert.is_firing for alert in alerts):
        raise typer.Exit(1)


@app.command("watch", epilog="Example: finops-agent alerts watch --every 300")
def watch(
    rules: RulesFile = None,
    every: Annotated[int, typer.Option(help="Seconds from one look to the next.", min=1, max=86_400)] = 300,
) -> None:
    """Evaluate the rules again and again and tell what is new, until Ctrl-C."""
    from finops_agent.analytics import Analytics  # noqa: PLC0415 - brings numpy
    from finops_agent.runtime import open_store  # noqa: PLC0415 - opened when asked

    config, found = _settings(rules, notify=True)
    pause = threading.Event()
    store = open_store(config)
    analytics = Analytics(store, config.cube_file)
    try:
        while True:
            try:
                _tell(config, _look(analytics, found))
            except (AlertNotDelivered, StoreUnavailable) as error:
                note(f"{timestamp.to_text(timestamp.now_us())}  {error}")
            pause.wait(every)
    except KeyboardInterrupt:
        pass
    finally:
        store.close()


@app.command("rules", epilog="Example: finops-agent alerts rules > alerts.toml")
def rules() -> None:
    """Print the rules we ship, with their meaning, to make your own of."""
    from finops_agent.analytics.alerts import DEFAULT_RULES  # noqa: PLC0415 - brings numpy

    write_line(DEFAULT_RULES.read_text(encoding="utf-8").rstrip())


def _settings(rules: Path | None, *, notify: bool) -> tuple[Config, Sequence[Rule]]:
    """The settings and the rules, checked before anything is opened."""
    from finops_agent.analytics.alerts import load_rules  # noqa: PLC0415 - brings numpy
    from finops_agent.analytics.alerts.delivery import check_targets  # noqa: PLC0415 - same

    config = load_config()
    if notify:
        check_targets(config.alert_targets)
    return config, load_rules(rules or config.alerts)


def _look(analytics: Analytics, rules: Sequence[Rule]) -> list[Alert]:
    from finops_agent.analytics.alerts import evaluate  # noqa: PLC0415 - brings numpy

    now = timestamp.now_us()
    analytics.refresh(now)
    return evaluate(analytics, rules, now)


def _tell(config: Config, alerts: Sequence[Alert]) -> None:
    from finops_agent.analytics.alerts.delivery import send  # noqa: PLC0415 - an extra
    from finops_agent.analytics.alerts.telling import tell  # noqa: PLC0415 - same

    for notice in tell(alerts, config.alert_targets, config.alerts_file, send):
        note(f"Told: {notice.title}")


def _show(alerts: Sequence[Alert]) -> None:
    write_table(
        ["state", "rule", "severity", "value", "n", "condition", "window (UTC)"],
        [
            (
                alert.state,
                alert.rule.name,
                alert.rule.severity,
                alert.last.value,
                alert.last.n,
                alert.rule.condition,
                alert.last.window.describe().removesuffix(" (UTC)"),
            )
            for alert in alerts
        ],
    )
    for alert in alerts:
        if alert.is_firing and alert.rule.message:
            note(f"{alert.rule.name}: {alert.rule.message}")
