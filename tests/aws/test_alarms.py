"""The alarms: made of the alert rules, so that they fire where the rules do; what cannot be one is named."""

import re
import time
import uuid
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finops_agent.analytics.alerts import DEFAULT_RULES, Period, load_rules
from finops_agent.analytics.alerts.evaluation import _with_firing
from finops_agent.analytics.window import Window
from finops_agent.aws.cloudwatch import CloudWatchSink
from finops_agent.aws.cloudwatch.names import BY_NAME
from finops_agent.aws.provision import Wanted, carry_out, plan
from finops_agent.aws.provision.alarms import composite_alarm, metric_alarms, without_alarm
from finops_agent.aws.provision.rule_alarms import FIGURES, alarm_of, why_not
from finops_agent.aws.template import template
from finops_agent.events import AgentResponse, UserQuery
from finops_agent.recorder.sink import Health
from made import lasting

COMPARISONS = {
    "GreaterThanThreshold": lambda value, threshold: value > threshold,
    "GreaterThanOrEqualToThreshold": lambda value, threshold: value >= threshold,
    "LessThanThreshold": lambda value, threshold: value < threshold,
    "LessThanOrEqualToThreshold": lambda value, threshold: value <= threshold,
}


def rules_of(folder, text):
    path = folder / f"{uuid.uuid4()}.toml"
    path.write_text(text)
    return load_rules(path)


def rule_of(folder, **keys):
    told = {"metric": "error_rate", "when": "> 5", "window": "1h", **keys}
    lines = [f"{key} = {value}" if isinstance(value, int) else f"{key} = '{value}'" for key, value in told.items()]
    (rule,) = rules_of(folder, "[one]\n" + "\n".join(lines))
    return rule


# ------------------------------------------------------------ the alarm fires where the rule does


def value_of(alarm, data):
    """What the alarm watches, out of (metric, statistic) -> value; None where there is none."""
    if "Metrics" not in alarm:
        return data.get((alarm["MetricName"], alarm.get("Statistic") or alarm["ExtendedStatistic"]))
    ids = {
        query["Id"]: data.get((query["MetricStat"]["Metric"]["MetricName"], query["MetricStat"]["Stat"]))
        for query in alarm["Metrics"]
        if "MetricStat" in query
    }
    (watched,) = [query for query in alarm["Metrics"] if query["ReturnData"]]
    told = re.fullmatch(r"IF\((\w+) >= (\d+), (.+), (-?[\d.]+)\)", watched["Expression"])
    counted = ids[told[1]]
    if counted is None:
        return None
    if counted < int(told[2]):
        return float(told[4])
    names = {"FILL": lambda value, other: other if value is None else value, **ids}
    return eval(told[3], {}, names)  # noqa: S307 - arithmetic of our own


def fires(alarm, periods):
    """As CloudWatch says: so many of the last periods are on the wrong side."""
    wrong = COMPARISONS[alarm["ComparisonOperator"]]
    last = [value_of(alarm, data) for data in periods[-alarm["EvaluationPeriods"] :]]
    passed = [
        alarm["TreatMissingData"] == "breaching" if value is None else wrong(value, alarm["Threshold"])
        for value in last
    ]
    return len(passed) == alarm["EvaluationPeriods"] and all(passed)


def expected(rule, figures):
    """The rule's own word, from what it measured: (value, n) a window."""
    told = []
    for value, n in figures:
        is_missing = value is None or n < rule.min_n
        status = "missing" if is_missing else "passed" if rule.is_passed(value) else "ok"
        told.append(Period(Window(0, 1), value, n, status))
    return _with_firing(told, rule)[-1].fires


KEYS = {
    "comparison": st.sampled_from([">", ">=", "<", "<="]),
    "missing": st.sampled_from(["ok", "fire"]),
    "min_n": st.sampled_from([0, 1, 3, 20]),
    "periods": st.integers(1, 3),
}


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=3, max_size=5), st.fixed_dictionaries(KEYS))
def test_an_alarm_of_a_share_fires_where_the_rule_does(counts, keys):
    rule = replace(load_rules()[0], threshold=50, **keys)
    pairs = [(requests, min(errors, requests)) for requests, errors in counts]
    data = [{("Requests", "Sum"): requests, ("Errors", "Sum"): errors} for requests, errors in pairs]
    figures = [(100 * errors / requests if requests else None, requests) for requests, errors in pairs]
    assert fires(alarm_of(rule), data) is expected(rule, figures)


@given(st.lists(st.none() | st.integers(0, 30), min_size=3, max_size=5), st.fixed_dictionaries(KEYS))
def test_an_alarm_of_a_count_fires_where_the_rule_does_even_without_data(counts, keys):
    """Where nothing is sent there was nothing to count: 0, which is less than any `min_n`."""
    metric = next(rule.metric for rule in load_rules() if rule.metric.name == "total_queries")
    rule = replace(load_rules()[0], metric=metric, threshold=5, **keys)
    data = [{} if count is None else {("QueryCount", "Sum"): count} for count in counts]
    figures = [(count or 0, count or 0) for count in counts]
    assert fires(alarm_of(rule), data) is expected(rule, figures)


@given(
    st.lists(st.none() | st.tuples(st.floats(0, 60), st.integers(1, 40)), min_size=3, max_size=5),
    st.fixed_dictionaries(KEYS),
)
def test_an_alarm_of_a_time_fires_where_the_rule_does(times, keys):
    """`response_time_p95` has no figure below 20 answers, whatever the rule says."""
    rule = replace(next(rule for rule in load_rules() if rule.metric.name == "response_time_p95"), **keys)
    data = [
        {("ProcessingTime", "p95"): told[0], ("ProcessingTime", "SampleCount"): told[1]} if told else {}
        for told in times
    ]
    figures = [(told[0] if told and told[1] >= 20 else None, told[1] if told else 0) for told in times]
    assert fires(alarm_of(rule), data) is expected(rule, figures)


# ------------------------------------------------------------ what is made of the rules


def test_every_figure_is_of_metrics_that_are_sent_and_of_rules_that_can_be():
    known = {metric.name for rule in load_rules(DEFAULT_RULES) for metric in [rule.metric]}
    assert {name for figure in FIGURES.values() for _, name, _ in figure.statistics} <= set(BY_NAME)
    assert {"error_rate", "response_time_p95", "events_dropped", "cost_usd", "total_queries"} <= known & set(FIGURES)


def test_every_rule_is_an_alarm_or_is_named_with_its_reason():
    wanted = Wanted("table", "test", 90, rules=load_rules())
    alarms = {alarm["AlarmName"] for alarm in metric_alarms(wanted)}
    for rule in wanted.rules:
        is_alarm = f"finops-agent-rule-{rule.name}" in alarms
        is_named = rule.name in without_alarm(wanted)
        assert is_alarm + is_named == rule.is_enabled, rule.name


@pytest.mark.parametrize(
    ("keys", "why"),
    [
        ({"metric": "upload_success_rate"}, "CloudWatch is not told what upload_success_rate is made of"),
        ({"hours": "Mon-Fri 09:00-17:00 UTC"}, "it holds in certain hours only"),
        ({"metric": "cost_usd", "min_n": 3}, "CloudWatch does not know on how many answers of a model cost_usd rests"),
        ({"missing": "keep", "min_n": 3}, "an alarm keeps its state where nothing was told"),
        ({"window": "1d", "for": "8d"}, "it looks back further than the 7 days"),
        ({"window": "15m", "for": "24h"}, None),
        ({"window": "30m", "for": "48h"}, "it looks back further than the 1 days"),
        ({"missing": "keep"}, None),
        ({"environment": "prod"}, None),
        ({"app": "desk"}, "CloudWatch is not told the app or the engine"),
        ({"engine": "llm"}, "CloudWatch is not told the app or the engine"),
        ({"analysis_type": "Forecast"}, "CloudWatch is told analysis types of each environment alone"),
        ({"analysis_type": "Forecast", "environment": "prod"}, None),
        (
            {"metric": "cost_usd", "analysis_type": "Forecast", "environment": "prod"},
            "CloudWatch is not told CostUSD by analysis type",
        ),
    ],
)
def test_what_no_alarm_can_express_is_told(tmp_path, keys, why):
    told = why_not(rule_of(tmp_path, **keys))
    assert told is None if why is None else told.startswith(why)


def test_the_composite_alarm_joins_critical_rules_and_the_heartbeat():
    rule = composite_alarm(Wanted("table", "test", 90, rules=load_rules()))["AlarmRule"]
    assert rule == (
        'ALARM("finops-agent-rule-errors") OR ALARM("finops-agent-rule-events_lost") OR '
        'ALARM("finops-agent-no-heartbeat")'
    )


def test_rules_whose_names_differ_by_a_sign_have_alarms_of_their_own_in_the_template(tmp_path):
    body = "metric = 'total_queries'\nwhen = '> 5'\nwindow = '1h'"
    rules = rules_of(tmp_path, f"[a_b]\n{body}\n[a-b]\n{body}")
    resources = template(Wanted("table", "test", 90, rules=rules))["Resources"].values()
    names = {told["Properties"]["AlarmName"] for told in resources if told["Type"] == "AWS::CloudWatch::Alarm"}
    assert {"finops-agent-rule-a_b", "finops-agent-rule-a-b"} <= names


def test_the_template_names_the_rules_without_an_alarm():
    made = template(Wanted("table", "test", 90, rules=load_rules()))
    assert list(made["Metadata"]["AlertRulesWithoutAlarm"]) == ["uploads_refused"]


def test_the_alarm_of_a_rule_for_an_environment_is_on_the_metrics_that_the_sink_sends_of_it(tmp_path):
    sent = []
    sink = CloudWatchSink("prod", lambda: Kept(sent))
    sink.delivered([event for event in lasting(200, 1) if isinstance(event, UserQuery | AgentResponse)])
    sink.close()
    told = {(datum["MetricName"], dimensions(datum)) for datum in sent}
    of_type = {"analysis_type": "General Cost Analysis"}
    for metric, more in (("total_queries", {}), ("error_rate", {}), ("response_time_p95", of_type)):
        alarm = alarm_of(rule_of(tmp_path, metric=metric, environment="prod", **more))
        stats = [query["MetricStat"]["Metric"] for query in alarm.get("Metrics", []) if "MetricStat" in query]
        watched = {(each["MetricName"], dimensions(each)) for each in stats or [alarm]}
        assert watched <= told
        assert all(("Environment", "prod") in each for _, each in watched)


def dimensions(told):
    return tuple((each["Name"], each["Value"]) for each in told.get("Dimensions", []))


class Kept:
    """A client that keeps what it is told."""

    def __init__(self, sent):
        self.sent = sent

    def put_metric_data(self, **told):
        self.sent += told["MetricData"]

    def close(self):
        pass


# ------------------------------------------------------------ on the emulator


def test_a_rule_that_was_taken_out_leaves_an_alarm_that_is_told(services, tmp_path):
    body = "metric = 'total_queries'\nwhen = '> 5'\nwindow = '1h'"
    name = f"t-{uuid.uuid4().hex[:12]}"
    wanted = Wanted(name, "test", 90, rules=rules_of(tmp_path, f"[kept]\n{body}\n[gone]\n{body}"))
    carry_out(plan(services, wanted))
    assert plan(services, wanted).changes == []
    told = "The alarm 'finops-agent-rule-gone' stands for no alert rule any more; delete it."
    assert told not in plan(services, wanted).notes
    again = plan(services, replace(wanted, rules=wanted.rules[:1]))
    assert (again.changes, told in again.notes) == ([], True)


def test_a_rule_that_changed_changes_its_alarm(services, tmp_path):
    name = f"t-{uuid.uuid4().hex[:12]}"
    wanted = Wanted(name, "test", 90, rules=(rule_of(tmp_path, metric="total_queries"),))
    carry_out(plan(services, wanted))
    other = replace(wanted, rules=(rule_of(tmp_path, metric="total_queries", when="> 7"),))
    assert [change.todo for change in plan(services, other).changes] == ["change the alarm 'finops-agent-rule-one'"]


def test_a_rule_that_looks_at_all_environments_again_changes_its_alarm(services, tmp_path):
    keys = {"metric": "total_queries", "when": "> 5"}
    wanted = Wanted(f"t-{uuid.uuid4().hex[:12]}", "test", 90, rules=(rule_of(tmp_path, **keys, environment="prod"),))
    carry_out(plan(services, wanted))
    assert plan(services, wanted).changes == []
    other = replace(wanted, rules=(rule_of(tmp_path, **keys),))
    assert [change.todo for change in plan(services, other).changes] == ["change the alarm 'finops-agent-rule-one'"]


def test_the_alarm_of_a_rule_goes_off_when_the_app_loses_events(services, account, tmp_path):
    rule = rule_of(tmp_path, metric="events_dropped", when="> 0", window="15m", severity="critical")
    wanted = Wanted(f"t-{uuid.uuid4().hex[:12]}", "test", 90, rules=(rule,))
    carry_out(plan(services, wanted))
    sink = CloudWatchSink("test", lambda: account.service("cloudwatch"))
    sink._health = Health(dropped=2, pending=0)
    sink.close()
    assert sink.last_error() is None
    deadline = time.monotonic() + 40
    while state(services, "finops-agent-rule-one") != "ALARM":
        assert time.monotonic() < deadline, "the alarm did not go off"
        time.sleep(0.1)  # the emulator looks when it likes


def state(services, name):
    found = services.ask("cloudwatch", "describe_alarms", "look", AlarmNames=[name])
    return found["MetricAlarms"][0]["StateValue"]
