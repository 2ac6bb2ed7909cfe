"""What the rules say now, computed from the data alone: no state is kept, and the past can be asked the same way.

A rule measures its metric over windows that touch each other, the last one ending now, and fires where the last
`periods` of them all passed the threshold. What watches for too much ends with the running quarter hour, so that it is
noticed at once; what watches for too little ends with the last whole one, which has had its time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from finops_agent.analytics.alerts.rule import Rule
from finops_agent.analytics.analytics import Analytics, between_folds
from finops_agent.analytics.slices import Slice
from finops_agent.analytics.window import SLOT_US, Window

State = Literal["firing", "pending", "ok", "no_data", "off_hours"]
"""`pending`: passed now, not for long enough yet."""
Status = Literal["passed", "ok", "missing", "off_hours"]
HISTORY: Final = 24
"""Windows looked back to."""


@dataclass(frozen=True, slots=True)
class Period:
    """One measurement of a rule; `fires` says whether the rule fired at the end of its window."""

    window: Window
    value: float | int | None
    n: int
    status: Status
    fires: bool = False


@dataclass(frozen=True, slots=True)
class Alert:
    """A rule with what it says now; `periods` are its measurements, the oldest first."""

    rule: Rule
    state: State
    periods: tuple[Period, ...]

    @property
    def last(self) -> Period:
        """The measurement that ends now."""
        return self.periods[-1]

    @property
    def is_firing(self) -> bool:
        """Whether someone should be told."""
        return self.state == "firing"

    @property
    def since_us(self) -> int | None:
        """Since when it fires without a break, as far as the measurements reach back; None when it does not."""
        since = None
        for period in reversed(self.periods):
            if not period.fires:
                break
            since = period.window.end_us
        return since

    def to_json(self) -> dict[str, Any]:
        """What `finops-agent alerts check --json` prints of it."""
        rule, value = self.rule, self.last.value
        return {
            "rule": rule.name,
            "state": self.state,
            "severity": rule.severity,
            "metric": rule.metric.name,
            "filter": {part: name for part, name in rule.view._asdict().items() if name is not None},
            "value": round(value, 6) if isinstance(value, float) else value,
            "unit": rule.metric.unit,
            "n": self.last.n,
            "min_n": rule.min_n,
            "comparison": rule.comparison,
            "threshold": rule.threshold,
            "window": self.last.window.to_json(),
            "periods": rule.periods,
            "since": None if self.since_us is None else Window(self.since_us).to_json()["start"],
            "message": rule.message,
        }


@between_folds
def evaluate(analytics: Analytics, rules: Sequence[Rule], now_us: int, *, history: int = HISTORY) -> list[Alert]:
    """The rules that are switched on, in their order, each with its last `history` measurements."""
    return [_evaluated(analytics, rule, now_us, history) for rule in rules if rule.is_enabled]


def _evaluated(analytics: Analytics, rule: Rule, now_us: int, history: int) -> Alert:
    end = now_us // SLOT_US * SLOT_US if rule.is_below else -(-now_us // SLOT_US) * SLOT_US
    count = history + rule.periods - 1
    ends = [end - rule.window_us * back for back in range(count)]
    measured = [_measured(analytics, rule, Window(end - rule.window_us, end), now_us) for end in reversed(ends)]
    told = tuple(_with_firing(measured, rule)[-history:])
    return Alert(rule, _state(told[-1], is_passed=_passed(measured, rule)[-1]), told)


def _measured(analytics: Analytics, rule: Rule, window: Window, now_us: int) -> Period:
    if rule.hours is not None and not rule.hours.hold(window):
        return Period(window, None, 0, "off_hours")
    value, n = rule.metric.figure(Slice(analytics, window, rule.view, now_us))
    if value is None or n < rule.min_n:
        return Period(window, value, n, "missing")
    return Period(window, value, n, "passed" if rule.is_passed(value) else "ok")


def _with_firing(periods: Sequence[Period], rule: Rule) -> list[Period]:
    """The same measurements, each knowing whether the rule fired at its end."""
    told, run = [], 0
    for period, is_passed in zip(periods, _passed(periods, rule), strict=True):
        run = run + 1 if is_passed else 0
        fires = run >= rule.periods
        told.append(Period(period.window, period.value, period.n, period.status, fires))
    return told


def _passed(periods: Sequence[Period], rule: Rule) -> list[bool]:
    """Whether each counts as passed, after what the rule says of missing data."""
    found: list[bool] = []
    for period in periods:
        if period.status == "missing":
            found.append(rule.missing == "fire" or (rule.missing == "keep" and bool(found) and found[-1]))
        else:
            found.append(period.status == "passed")
    return found


def _state(last: Period, *, is_passed: bool) -> State:
    if last.fires:
        return "firing"
    if is_passed:
        return "pending"
    if last.status == "missing":
        return "no_data"
    return "off_hours" if last.status == "off_hours" else "ok"
