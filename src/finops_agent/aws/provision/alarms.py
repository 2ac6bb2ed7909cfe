"""The alarms, as PutMetricAlarm takes them: of all environments together, unless an alert rule names one.

Most come from the alert rules, by `rule_alarms`. The others watch what no event tells: the documented `ErrorRate`,
events that wait, a table that throttles, and the heartbeat, whose absence is the alarm.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from finops_agent.aws.cloudwatch.names import NAMESPACE
from finops_agent.aws.provision import rule_alarms
from finops_agent.aws.provision.wanted import Plan, Wanted, as_list
from finops_agent.aws.services import Services

PREFIX: Final = "finops-agent-"
FIVE_MINUTES: Final = 300
ERRORS: Final = f"{PREFIX}high-errors"
PENDING, SILENT, THROTTLED = f"{PREFIX}events-pending", f"{PREFIX}no-heartbeat", f"{PREFIX}table-throttled"
UNHEALTHY: Final = f"{PREFIX}unhealthy"


def metric_alarms(wanted: Wanted) -> list[dict[str, Any]]:
    """Every alarm on a metric or on an expression of metrics."""
    return [
        *(rule_alarms.alarm_of(rule) for rule in wanted.rules if rule.is_enabled and not rule_alarms.why_not(rule)),
        _alarm(ERRORS, "Alert when error rate is high", "ErrorRate", "Average", 5),
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


def composite_alarm(wanted: Wanted) -> dict[str, Any]:
    """The one to be woken by: a critical rule fires, or no process reports."""
    critical = {rule_alarms.PREFIX + rule.name for rule in wanted.rules if rule.severity == "critical"}
    names = [alarm["AlarmName"] for alarm in metric_alarms(wanted) if alarm["AlarmName"] in critical | {SILENT}]
    return {
        "AlarmName": UNHEALTHY,
        "AlarmDescription": "A critical alert rule fires, or no process reports",
        "AlarmRule": " OR ".join(f'ALARM("{name}")' for name in names),
        "ActionsEnabled": True,
    }


def without_alarm(wanted: Wanted) -> dict[str, str]:
    """The alert rules that no alarm can express, by name, and why."""
    reasons = {rule.name: rule_alarms.why_not(rule) for rule in wanted.rules if rule.is_enabled}
    return {name: why for name, why in reasons.items() if why is not None}


def plan_alarms(services: Services, wanted: Wanted, plan: Plan) -> None:
    """Make or change what differs."""
    alarms, composite = metric_alarms(wanted), composite_alarm(wanted)
    known = {alarm["AlarmName"]: alarm for alarm in _known(services)}
    for alarm in [*alarms, composite]:
        _plan(services, wanted, plan, alarm, known.get(alarm["AlarmName"]))
    for name, why in without_alarm(wanted).items():
        plan.note(f"No alarm stands for the alert rule {name!r}: {why}. `finops-agent alerts watch` looks at it.")
    for name in sorted(known.keys() - {alarm["AlarmName"] for alarm in alarms}):
        if name.startswith(rule_alarms.PREFIX):
            plan.note(f"The alarm {name!r} stands for no alert rule any more; delete it.")


def _known(services: Services) -> Iterator[Mapping[str, Any]]:
    """The alarms that are there and have a name like ours."""
    arguments: dict[str, Any] = {"AlarmNamePrefix": PREFIX, "AlarmTypes": ["MetricAlarm", "CompositeAlarm"]}
    while True:
        found = services.ask("cloudwatch", "describe_alarms", "look for the alarms", **arguments)
        yield from (*found.get("MetricAlarms", []), *found.get("CompositeAlarms", []))
        if not found.get("NextToken"):
            return
        arguments["NextToken"] = found["NextToken"]


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
    if "MetricName" in want and _dimensions(want) != _dimensions(found):
        return True
    # An emulator may not tell the expressions of an alarm; AWS always does.
    compared = {key: value for key, value in want.items() if key != "Dimensions" and (key != "Metrics" or key in found)}
    return any(found.get(key) != value for key, value in compared.items())


def _dimensions(alarm: Mapping[str, Any]) -> dict[str, str]:
    return {told["Name"]: told["Value"] for told in alarm.get("Dimensions", ())}


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
