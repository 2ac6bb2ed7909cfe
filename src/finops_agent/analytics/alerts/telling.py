"""Telling of alerts: once when one fires and once when it is over, to each target for itself.

What a target was told stands in a small file. A target that could not be reached has not been told: it is at the next
check. One process at a time tells, so that two checks at once tell once.
"""

import contextlib
import fcntl
import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from finops_agent.analytics.alerts.evaluation import Alert
from finops_agent.analytics.alerts.rule import Severity
from finops_agent.analytics.window import Window
from finops_agent.errors import AlertNotDelivered

Kind = Literal["firing", "recovered"]
_PRIVATE: Final = 0o600
_Told = dict[str, list[str]]
"""The digest of a target -> the rules it knows to be firing."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What a target is told of one rule."""

    rule: str
    kind: Kind
    severity: Severity
    title: str
    body: str


Send = Callable[[str, Notice], bool]
"""Takes a target and a notice; whether the target took it."""


def notice_of(alert: Alert) -> Notice:
    """An alert in words, figures only."""
    rule, last = alert.rule, alert.last
    value = "no data" if last.value is None else f"{last.value:,.4g} {rule.metric.unit}".strip()
    lines = [
        f"{rule.metric.title}: {value}, {last.window.describe()}, resting on {last.n:,} {rule.metric.of}.",
        f"The rule: {rule.condition}" + (f", {rule.periods} windows in a row." if rule.periods > 1 else "."),
    ]
    if not alert.is_firing:
        return Notice(rule.name, "recovered", rule.severity, f"[recovered] {rule.name}: {value}", "\n".join(lines))
    if alert.since_us is not None:
        lines.append(f"Since {Window(alert.since_us).to_json()['start']} or before.")
    title = f"[{rule.severity}] {rule.name}: {rule.condition}"
    return Notice(rule.name, "firing", rule.severity, title, "\n".join([*lines, rule.message]).strip())


def tell(alerts: Sequence[Alert], targets: Sequence[str], file: Path, send: Send) -> list[Notice]:
    """Tell each target what it does not know yet; return the notices that at least one target took.

    Raises:
        AlertNotDelivered: a target could not be told, or the file not be written; the others were told.
    """
    taken: dict[tuple[str, Kind], Notice] = {}
    missed: list[str] = []
    with _held(file):
        told = _read(file)
        known = {alert.rule.name for alert in alerts}
        for number, target in enumerate(targets, 1):
            firing = set(told.get(_digest(target), ())) & known
            for notice in _due(alerts, firing):
                if not send(target, notice):
                    missed.append(f"{notice.rule!r} to target {number} ({target.partition(':')[0]})")
                    continue
                taken[notice.rule, notice.kind] = notice
                firing ^= {notice.rule}
                told[_digest(target)] = sorted(firing)
                _write(file, told)  # at once: what was told is not told again, whatever happens to this process
    if missed:
        raise AlertNotDelivered(
            f"Could not tell {', '.join(missed)}: the target did not take it. Check FINOPS_AGENT_ALERT_TARGETS and the "
            "network; it is tried again at the next check."
        )
    return list(taken.values())


def _due(alerts: Sequence[Alert], firing: set[str]) -> list[Notice]:
    """What a target that knows `firing` has to be told."""
    return [notice_of(alert) for alert in alerts if alert.is_firing != (alert.rule.name in firing)]


@contextlib.contextmanager
def _held(file: Path) -> Iterator[None]:
    """One process at a time."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fd = os.open(file.with_suffix(".lock"), os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, _PRIVATE)
    except OSError as error:
        raise _unwritable(file, error) from error
    try:
        fcntl.flock(fd, fcntl.LOCK_EX)
        yield
    finally:
        os.close(fd)


def _read(file: Path) -> _Told:
    """What was told; nothing where the file is missing or damaged, so that an alert is rather told twice than never."""
    try:
        told = json.loads(file.read_bytes())
    except (OSError, ValueError):
        return {}
    if not isinstance(told, dict):
        return {}
    return {str(target): [str(rule) for rule in rules] for target, rules in told.items() if isinstance(rules, list)}


def _write(file: Path, told: Mapping[str, Sequence[str]]) -> None:
    new = file.with_suffix(".new")
    try:
        fd = os.open(new, os.O_CREAT | os.O_WRONLY | os.O_TRUNC | os.O_CLOEXEC, _PRIVATE)
        with os.fdopen(fd, "w", encoding="ascii") as out:
            json.dump(told, out)
        new.replace(file)
    except OSError as error:
        raise _unwritable(file, error) from error


def _unwritable(file: Path, error: OSError) -> AlertNotDelivered:
    return AlertNotDelivered(
        f"Cannot keep in {str(file)!r} which alerts were told: {error.strerror}. Check that its folder can be written, "
        "or set FINOPS_AGENT_HOME to another."
    )


def _digest(target: str) -> str:
    """A name for a target that gives no password away."""
    return hashlib.sha256(target.encode()).hexdigest()[:16]
