"""Alert rules as alarms: the same file of rules serves the dashboard, `alerts check` and CloudWatch.

A rule that no alarm can express is told with the reason. Two things differ and are known: CloudWatch knows no question
that nobody ever answered, and its times are those of all answers, failed and refused ones included.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from finops_agent.aws.cloudwatch.names import ANALYSIS_TYPE, BY_NAME, ENVIRONMENT, NAMESPACE

if TYPE_CHECKING:
    from finops_agent.analytics.alerts import Rule

Alarm = dict[str, Any]
PREFIX: Final = "finops-agent-rule-"
_HOUR_S: Final = 3_600
_DAY_S: Final = 24 * _HOUR_S
_OPERATORS: Final = {
    ">": "GreaterThanThreshold",
    ">=": "GreaterThanOrEqualToThreshold",
    "<": "LessThanThreshold",
    "<=": "LessThanOrEqualToThreshold",
}
_OF_MISSING: Final = {"ok": "notBreaching", "fire": "breaching", "keep": "ignore"}


@dataclass(frozen=True, slots=True)
class _Figure:
    """How CloudWatch computes a metric of ours: of which statistics, and what the figure rests on."""

    statistics: tuple[tuple[str, str, str], ...]
    """Id, name of the metric, statistic."""
    expression: str = ""
    """Over the ids; the first of them where there is none."""
    rests_on: str = ""
    """The id that counts; the figure's own where it is a count; empty where CloudWatch does not know."""
    fewest: int = 0
    """Where it rests on less, there is no figure: see `docs/metrics.md`."""

    @property
    def is_count(self) -> bool:
        """Whether nothing to count makes it 0, not missing."""
        return self.rests_on == self.statistics[0][0] and not self.expression


def _count(metric: str) -> _Figure:
    return _Figure((("count", metric, "Sum"),), rests_on="count")


def _time(metric: str, statistic: str, fewest: int = 1) -> _Figure:
    return _Figure((("time", metric, statistic), ("answers", metric, "SampleCount")), rests_on="answers", fewest=fewest)


FIGURES: Final = {
    "total_sessions": _count("Sessions"),
    "total_queries": _count("QueryCount"),
    "files_uploaded": _count("UploadCount"),
    "events_dropped": _count("EventsDropped"),
    "error_rate": _Figure(
        (("errors", "Errors", "Sum"), ("requests", "Requests", "Sum")),
        "100 * FILL(errors, 0) / requests",
        rests_on="requests",
        fewest=1,
    ),
    "average_response_time": _time("ProcessingTime", "Average"),
    "response_time_p50": _time("ProcessingTime", "p50"),
    "response_time_p90": _time("ProcessingTime", "p90", 10),
    "response_time_p95": _time("ProcessingTime", "p95", 20),
    "response_time_p99": _time("ProcessingTime", "p99", 100),
    "first_token_p50": _time("TimeToFirstToken", "p50"),
    "first_token_p95": _time("TimeToFirstToken", "p95", 20),
    "cost_usd": _Figure((("cost", "CostUSD", "Sum"),)),
}
"""By the name of our metric. What is not here cannot be computed from the metrics that are sent."""


def why_not(rule: "Rule") -> str | None:
    """Why no alarm can express a rule; None where one can."""
    figure = FIGURES.get(rule.metric.name)
    if figure is None:
        return f"CloudWatch is not told what {rule.metric.name} is made of"
    return _why_not_filtered(rule, figure) or _why_not_evaluated(rule, figure)


def _why_not_evaluated(rule: "Rule", figure: _Figure) -> str | None:
    if rule.hours is not None:
        return "it holds in certain hours only, and an alarm at all times"
    if rule.min_n and not figure.rests_on:
        return f"CloudWatch does not know on how many {rule.metric.of} {rule.metric.name} rests (min_n)"
    if rule.missing == "keep" and _fewest(rule, figure) > 1:
        return 'an alarm keeps its state where nothing was told (missing = "keep"), not where too little was (min_n)'
    longest = 7 * _DAY_S if rule.period_s >= _HOUR_S else _DAY_S
    if rule.period_s * rule.evaluation_periods > longest:
        return f"it looks back further than the {longest // _DAY_S} days of an alarm with such a window"
    return None


def _why_not_filtered(rule: "Rule", figure: _Figure) -> str | None:
    view = rule.view
    if view.app is not None or view.engine is not None:
        return "CloudWatch is not told the app or the engine"
    if view.analysis_type is None:
        return None
    if view.environment is None:
        return "CloudWatch is told analysis types of each environment alone: name one"
    whole = next((name for _, name, _ in figure.statistics if not BY_NAME[name].by_type), None)
    return None if whole is None else f"CloudWatch is not told {whole} by analysis type"


def alarm_of(rule: "Rule") -> Alarm:
    """The alarm of a rule that can be expressed, as PutMetricAlarm takes it."""
    figure = FIGURES[rule.metric.name]
    return {
        "AlarmName": PREFIX + rule.name,
        "AlarmDescription": f"{rule.severity}: {rule.condition}. {rule.message}".strip()[:1024],
        "EvaluationPeriods": rule.evaluation_periods,
        "DatapointsToAlarm": rule.evaluation_periods,
        "Threshold": float(rule.threshold),
        "ComparisonOperator": _OPERATORS[rule.comparison],
        "TreatMissingData": _of_missing(rule, figure),
        "ActionsEnabled": True,
        **_what(rule, figure),
    }


def _what(rule: "Rule", figure: _Figure) -> Alarm:
    """The metric itself, or where it must rest on enough, an expression."""
    fewest = _fewest(rule, figure)
    own, metric, statistic = figure.statistics[0]
    # A count of 0 is told as well: below a `min_n` of 1 it is as good as none.
    if not figure.expression and fewest <= (0 if figure.is_count else 1):
        kind = "ExtendedStatistic" if statistic.startswith("p") else "Statistic"
        return {**_metric(rule, metric), kind: statistic, "Period": rule.period_s}
    value = figure.expression or own
    told = f"IF({figure.rests_on} >= {fewest}, {value}, {_instead(rule):g})"
    watched = {"Id": "watched", "Expression": told, "Label": rule.metric.title, "ReturnData": True}
    return {"Metrics": [*(_query(rule, *each) for each in figure.statistics), watched]}


def _query(rule: "Rule", name: str, metric: str, statistic: str) -> dict[str, Any]:
    asked = {"Metric": _metric(rule, metric), "Period": rule.period_s, "Stat": statistic}
    return {"Id": name, "MetricStat": asked, "ReturnData": False}


def _metric(rule: "Rule", name: str) -> dict[str, Any]:
    """The metric as it is told for the traffic that the rule looks at."""
    chosen = {ENVIRONMENT: rule.view.environment, ANALYSIS_TYPE: rule.view.analysis_type}
    dimensions = [{"Name": part, "Value": value} for part, value in chosen.items() if value is not None]
    return {"Namespace": NAMESPACE, "MetricName": name, **({"Dimensions": dimensions} if dimensions else {})}


def _fewest(rule: "Rule", figure: _Figure) -> int:
    return max(rule.min_n, figure.fewest)


def _of_missing(rule: "Rule", figure: _Figure) -> str:
    if figure.is_count and not rule.min_n:
        return "breaching" if rule.is_passed(0) else "notBreaching"
    return _OF_MISSING[rule.missing]


def _instead(rule: "Rule") -> float:
    """A value for too little to go by, on that side of the threshold on which the rule wants it."""
    fires = rule.missing == "fire"
    if rule.is_passed(rule.threshold):
        return rule.threshold if fires else rule.threshold + (1 if rule.is_below else -1)
    return rule.threshold + (-1 if rule.is_below else 1) if fires else rule.threshold
