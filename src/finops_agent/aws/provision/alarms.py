"""The alarms, as PutMetricAlarm takes them. They read the metrics without dimensions, so all environments together.

Missing data are no alarm, but for the heartbeat, where they are the alarm.
"""

from collections.abc import Mapping
from typing import Any, Final

from finops_agent.aws.cloudwatch.names import NAMESPACE
from finops_agent.aws.provision.wanted import Plan, Wanted, as_list
from finops_agent.aws.services import Services

PREFIX: Final = "finops-agent-"
FIVE_MINUTES: Final = 300
ERRORS: Final = f"{PREFIX}high-errors"
ERROR_SHARE, SLOW, DROPPED = f"{PREFIX}error-share", f"{PREFIX}slow-answers", f"{PREFIX}events-dropped"
PENDING, SILENT, THROTTLED = f"{PREFIX}events-pending", f"{PREFIX}no-heartbeat", f"{PREFIX}table-throttled"
UNHEALTHY: Final = f"{PREFIX}unhealthy"
_FEWEST_REQUESTS: Final = 10
"""One failure among three questions is no outage."""


def metric_alarms(wanted: Wanted) -> list[dict[str, Any]]:
    """Every alarm on a metric or on an expression of metrics."""
    return [
        _alarm(ERRORS, "Alert when error rate is high", "ErrorRate", "Average", 5),
        {
            **_frame(ERROR_SHARE, f"More than 5 % of at least {_FEWEST_REQUESTS} requests failed", 5, periods=3, of=2),
            "Metrics": [
                _sum("requests", "Requests"),
                _sum("errors", "Errors"),
                {
                    "Id": "share",
                    "Expression": f"IF(requests >= {_FEWEST_REQUESTS}, 100 * FILL(errors, 0) / requests, 0)",
                    "Label": "failed, %",
                    "ReturnData": True,
                },
            ],
        },
        _alarm(SLOW, "One answer of ten takes longer than 30 s", "ProcessingTime", "p90", 30, periods=3, of=2),
        _alarm(DROPPED, "Events were lost", "EventsDropped", "Sum", 0),
        _alarm(PENDING, "Events wait for the table for half an hour", "EventsPending", "Minimum", 0, periods=6),
        {
            **_alarm(SILENT, "No process has reported for 15 minutes", "Heartbeat", "Sum", 1, periods=3),
            "ComparisonOperator": "LessThanThreshold",
            "TreatMissingData": "breaching",
        },
        {
            **_alarm(THROTTLED, "The table refuses writes", "WriteThrottleEvents", "Sum", 0, periods=3, of=2),
            "Namespace": "AWS/DynamoDB",
            "Dimensions": [{"Name": "TableName", "Value": wanted.table}],
        },
    ]


def composite_alarm() -> dict[str, Any]:
    """The one to be woken by."""
    return {
        "AlarmName": UNHEALTHY,
        "AlarmDescription": "Questions fail, events are lost, or no process reports",
        "AlarmRule": " OR ".join(f'ALARM("{name}")' for name in (ERROR_SHARE, DROPPED, SILENT)),
        "ActionsEnabled": True,
    }


def plan_alarms(services: Services, wanted: Wanted, plan: Plan) -> None:
    """Make or change what differs."""
    alarms, composite = metric_alarms(wanted), composite_alarm()
    names = [alarm["AlarmName"] for alarm in [*alarms, composite]]
    found = services.ask(
        "cloudwatch",
        "describe_alarms",
        "look for the alarms",
        AlarmNames=names,
        AlarmTypes=["MetricAlarm", "CompositeAlarm"],
    )
    known = {alarm["AlarmName"]: alarm for kind in ("MetricAlarms", "CompositeAlarms") for alarm in found.get(kind, [])}
    for alarm in [*alarms, composite]:
        _plan(services, wanted, plan, alarm, known.get(alarm["AlarmName"]))


def _plan(
    services: Services, wanted: Wanted, plan: Plan, alarm: Mapping[str, Any], found: Mapping[str, Any] | None
) -> None:
    """One alarm; whom it tells is left alone where nobody is given."""
    name = alarm["AlarmName"]
    operation = "put_composite_alarm" if "AlarmRule" in alarm else "put_metric_alarm"
    told = [wanted.notify] if wanted.notify else list((found or {}).get("AlarmActions", []))
    want = {**alarm, "AlarmActions": told}
    if found is not None and not differs(want, found):
        return
    tags = {"Tags": as_list(wanted.all_tags)} if found is None else {}  # AWS takes tags when an alarm is made
    plan.add(
        f"{'make' if found is None else 'change'} the alarm {name!r}",
        f"{'made' if found is None else 'changed'} the alarm {name!r}",
        lambda: services.ask("cloudwatch", operation, f"set the alarm {name!r}", **want, **tags),
    )


def differs(want: Mapping[str, Any], found: Mapping[str, Any]) -> bool:
    """Whether an alarm is not as wanted, its expression included."""
    if "Metrics" in want and "MetricName" in found:
        return True
    # An emulator may not tell the expressions of an alarm; AWS always does.
    return any(found.get(key) != value for key, value in want.items() if key != "Metrics" or key in found)


def _frame(name: str, why: str, threshold: float, *, periods: int = 1, of: int | None = None) -> dict[str, Any]:
    return {
        "AlarmName": name,
        "AlarmDescription": why,
        "EvaluationPeriods": periods,
        "DatapointsToAlarm": of or periods,
        "Threshold": float(threshold),
        "ComparisonOperator": "GreaterThanThreshold",
        "TreatMissingData": "notBreaching",
        "ActionsEnabled": True,
    }


def _alarm(
    name: str, why: str, metric: str, statistic: str, threshold: float, *, periods: int = 1, of: int | None = None
) -> dict[str, Any]:
    kind = "ExtendedStatistic" if statistic.startswith("p") else "Statistic"
    return {
        **_frame(name, why, threshold, periods=periods, of=of),
        "Namespace": NAMESPACE,
        "MetricName": metric,
        kind: statistic,
        "Period": FIVE_MINUTES,
    }


def _sum(name: str, metric: str) -> dict[str, Any]:
    stat = {"Metric": {"Namespace": NAMESPACE, "MetricName": metric}, "Period": FIVE_MINUTES, "Stat": "Sum"}
    return {"Id": name, "MetricStat": stat, "ReturnData": False}
