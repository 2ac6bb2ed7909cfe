"""What an alert rule is: a metric, a window, a threshold, and for how long it must be passed.

A rule has what a CloudWatch alarm has: one metric, of everything or of one environment, a period, a number of periods
in a row, a comparison with a constant, and what missing data means. So one file of rules serves here and there; hours,
apps and engines are ours alone.
"""

import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from finops_agent.analytics.alerts.hours import Hours
from finops_agent.analytics.cube import EVERYTHING, Filter
from finops_agent.analytics.in_words import narrowed
from finops_agent.analytics.metric import Metric
from finops_agent.events import timestamp

Comparison = Literal[">", ">=", "<", "<="]
Missing = Literal["ok", "fire", "keep"]
Severity = Literal["info", "warning", "critical"]

COMPARISONS: Final[dict[Comparison, Callable[[float, float], bool]]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One alert rule, checked."""

    name: str
    metric: Metric
    window_us: int
    """Length of one measurement, whole quarter hours."""
    comparison: Comparison
    threshold: float
    periods: int = 1
    """Windows in a row that must pass the threshold before the rule fires."""
    min_n: int = 0
    """Where the figure rests on less than this, there is no data."""
    missing: Missing = "ok"
    """What a window without data means: `ok` fine, `fire` passed, `keep` the same as the window before."""
    severity: Severity = "warning"
    message: str = ""
    hours: Hours | None = None
    """Windows that reach out of these hours are not looked at."""
    is_enabled: bool = True
    view: Filter = EVERYTHING
    """The traffic that is looked at."""

    def is_passed(self, value: float) -> bool:
        """Whether `value` is on the wrong side of the threshold."""
        return COMPARISONS[self.comparison](value, self.threshold)

    @property
    def is_below(self) -> bool:
        """Whether too little is what it watches for."""
        return self.comparison in {"<", "<="}

    @property
    def condition(self) -> str:
        """The comparison in words of the metric, such as `Error rate > 5 % in «prod»`."""
        unit = f" {self.metric.unit}" if self.metric.unit else ""
        return f"{self.metric.title} {self.comparison} {self.threshold:g}{unit}{narrowed(self.view)}"

    @property
    def period_s(self) -> int:
        """Seconds of one measurement; CloudWatch calls this the period."""
        return self.window_us // timestamp.US_PER_S

    @property
    def evaluation_periods(self) -> int:
        """`periods`, as CloudWatch calls it."""
        return self.periods
