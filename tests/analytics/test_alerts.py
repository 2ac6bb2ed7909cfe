"""Alert rules: what they say is what the data says; what can be read is used, what cannot is told."""

import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from finops_agent.analytics import METRICS, Analytics, Window, measure
from finops_agent.analytics.alerts import DEFAULT_RULES, Rule, evaluate, load_rules, review
from finops_agent.analytics.alerts.hours import parse_hours
from finops_agent.analytics.alerts.review import COUNTS
from finops_agent.analytics.cube import Filter
from finops_agent.analytics.window import SLOT_US, parse_window
from finops_agent.errors import SettingsError
from finops_agent.events import AgentResponse, UserQuery, timestamp
from finops_agent.events.synthetic import generate
from finops_agent.stores import MemoryStore
from made import lasting, spread, views

NOW_US = 1_795_000_000_000_000 // SLOT_US * SLOT_US
FAR_TTL = 4_000_000_000
HOUR_US = 3_600 * timestamp.US_PER_S


def rules_of(tmp_path, text):
    path = tmp_path / "alerts.toml"
    path.write_text(text)
    return load_rules(path)


def rule_of(tmp_path, text):
    (rule,) = rules_of(tmp_path, f"[it]\n{text}")
    return rule


def turns(*outcomes, each=10):
    """Events of `each` questions an hour, oldest hour first, the last hour before NOW_US; None is an hour without."""
    events = []
    number = itertools.count(1)
    for back, outcome in zip(range(len(outcomes), 0, -1), outcomes, strict=True):
        for step in range(each if outcome else 0):
            count = next(number)
            at = timestamp.to_text(NOW_US - back * HOUR_US + step * timestamp.US_PER_S)
            common = {"timestamp": at, "session_id": "s", "ttl": FAR_TTL, "seq": count, "schema_version": 1}
            kind = {"analysis_type": "other"}
            events.append(
                UserQuery(
                    interaction_id=f"query_s_{count}",
                    **common,
                    **kind,
                    user_query="q",
                    query_length=1,
                    is_suggested_prompt=False,
                    has_data=True,
                )
            )
            events.append(
                AgentResponse(
                    interaction_id=f"response_s_{count}",
                    **common,
                    **kind,
                    user_query="q",
                    agent_response="a",
                    response_length=1,
                    processing_time=1.0,
                    has_visualization=False,
                    data_summary="{}",
                    status=outcome,
                )
            )
    return events


def analytics_over(events):
    store = MemoryStore()
    store.put_many(events)
    analytics = Analytics(store)
    analytics.refresh(NOW_US)
    return analytics


def state(tmp_path, text, *outcomes):
    rule = rule_of(tmp_path, f'metric = "error_rate"\nwhen = "> 5"\nwindow = "1h"\n{text}')
    (alert,) = evaluate(analytics_over(turns(*outcomes)), [rule], NOW_US)
    return alert.state


def test_the_rules_we_ship_can_be_read_and_can_fire():
    rules = load_rules()
    assert {rule.metric.name for rule in rules} >= {"error_rate", "response_time_p95", "events_dropped", "cost_usd"}
    assert [rule.name for rule in rules if not rule.is_enabled] == ["no_traffic"]
    assert review([replace(rule, is_enabled=True) for rule in rules], 90) == []


def test_a_rule_fires_when_its_threshold_is_passed_and_not_at_the_threshold(tmp_path):
    assert state(tmp_path, "", "ok", "error") == "firing"
    assert state(tmp_path, "", "error", "ok") == "ok"
    rule = rule_of(tmp_path, 'metric = "error_rate"\nwhen = "> 100"\nwindow = "1h"')
    (alert,) = evaluate(analytics_over(turns("error")), [rule], NOW_US)
    assert (alert.state, alert.last.value) == ("ok", 100.0)


def test_for_means_that_many_windows_in_a_row(tmp_path):
    for_two = 'for = "2h"'
    assert state(tmp_path, for_two, "ok", "error") == "pending"
    assert state(tmp_path, for_two, "error", "error") == "firing"
    assert state(tmp_path, for_two, "error", "ok", "error") == "pending"


def test_resting_on_less_than_the_minimum_traffic_a_figure_is_missing(tmp_path):
    assert state(tmp_path, "min_n = 10", "error") == "firing"
    assert state(tmp_path, "min_n = 11", "error") == "no_data"


def test_missing_data_is_fine_or_passed_or_the_same_as_before(tmp_path):
    gap = ("error", None)
    assert state(tmp_path, 'missing = "ok"', *gap) == "no_data"
    assert state(tmp_path, 'missing = "fire"', *gap) == "firing"
    assert state(tmp_path, 'missing = "keep"', *gap) == "firing"
    assert state(tmp_path, 'missing = "keep"', "error", "ok", None) == "no_data"


def test_an_alert_knows_since_when_it_fires(tmp_path):
    rule = rule_of(tmp_path, 'metric = "error_rate"\nwhen = "> 5"\nwindow = "1h"')
    (alert,) = evaluate(analytics_over(turns("error", "ok", "error", "error")), [rule], NOW_US)
    assert alert.since_us == NOW_US - HOUR_US
    assert [period.fires for period in alert.periods[-4:]] == [True, False, True, True]


def test_a_failure_of_this_minute_is_seen_at_once(tmp_path):
    rule = rule_of(tmp_path, 'metric = "error_rate"\nwhen = "> 5"\nwindow = "15m"')
    (alert,) = evaluate(analytics_over(turns("error")), [rule], NOW_US - HOUR_US + 20 * timestamp.US_PER_S)
    assert alert.state == "firing"


def test_a_quarter_hour_that_has_just_begun_is_not_taken_for_one_without_traffic(tmp_path):
    rule = rule_of(tmp_path, 'metric = "total_queries"\nwhen = "< 1"\nwindow = "1h"')
    (alert,) = evaluate(analytics_over(turns("ok")), [rule], NOW_US + 1)
    assert (alert.state, alert.last.value) == ("ok", 10)
    (alert,) = evaluate(analytics_over(turns("ok")), [rule], NOW_US + HOUR_US)
    assert alert.state == "firing"


def test_out_of_its_hours_a_rule_is_silent(tmp_path):
    text = 'metric = "total_queries"\nwhen = "< 1"\nwindow = "1h"\nhours = "Mon-Fri 09:00-17:00 Europe/Berlin"'
    rule = rule_of(tmp_path, text)
    empty = analytics_over([])

    def at(moment):
        (alert,) = evaluate(empty, [rule], parse_window(moment, None, "Europe/Berlin").start_us)
        return alert.state

    assert at("2026-11-25T10:00") == "firing"
    assert at("2026-11-25T17:00") == "firing"
    assert at("2026-11-25T09:30") == "off_hours"
    assert at("2026-11-25T17:30") == "off_hours"
    assert at("2026-11-28T12:00") == "off_hours"


@given(st.integers(0, 50), st.integers(0, 400), st.sampled_from(["1h", "6h", "1d"]))
def test_every_measurement_is_the_metric_over_its_window(seed, slots_back, window):
    made = [structs.replace(event, ttl=FAR_TTL) for event in generate(200, 10, seed, now_us=NOW_US)]
    analytics = analytics_over(made)
    rules = [replace(rule, window_us={"1h": 1, "6h": 6, "1d": 24}[window] * HOUR_US) for rule in load_rules()]
    now = NOW_US - slots_back * SLOT_US
    for alert in evaluate(analytics, rules, now, history=5):
        for before, after in itertools.pairwise(alert.periods):
            assert before.window.end_us == after.window.start_us
        for period in alert.periods:
            expected = measure(analytics, period.window, now_us=now)[alert.rule.metric.name]
            assert (period.value, period.n) == (expected.value, expected.n)


@given(st.lists(st.sampled_from(["ok", "error", None]), min_size=1, max_size=12), st.integers(1, 4))
def test_the_strip_of_the_past_says_what_was_said_then(outcomes, periods):
    rule = replace(next(r for r in load_rules() if r.name == "errors"), periods=periods, min_n=0)
    analytics = analytics_over(turns(*outcomes, each=2))
    (now,) = evaluate(analytics, [rule], NOW_US)
    for back in range(len(outcomes)):
        (then,) = evaluate(analytics, [rule], NOW_US - back * HOUR_US)
        assert now.periods[-1 - back].fires == then.is_firing


def test_a_rule_has_what_a_cloudwatch_alarm_needs(tmp_path):
    rule = rule_of(tmp_path, 'metric = "error_rate"\nwhen = ">= 5"\nwindow = "1h"\nfor = "3h"')
    assert (rule.period_s, rule.evaluation_periods) == (3_600, 3)


BASE = {"metric": '"error_rate"', "when": '"> 5"', "window": '"1h"'}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"metric": '"errors"'}, "there is no metric 'errors'. docs/metrics.md lists them."),
        ({"when": '"5"'}, "when = '5' is no comparison. Write it as '> 5'."),
        ({"window": '"20m"'}, "window = '20m' is no whole number of quarter hours. Write it as 15m, 2h or 1d."),
        ({"for": '"90m"'}, "for = '90m' is no 1 to 96 times the window '1h'."),
        ({"missing": '"maybe"'}, "missing = 'maybe' is none of ok, fire, keep."),
        ({"severity": '"loud"'}, "severity = 'loud' is none of info, warning, critical."),
        ({"min_n": "-1"}, "min_n = -1 is no whole number."),
        ({"enabled": "1"}, "enabled = 1 is no bool."),
        ({"hours": '"9 to 5"'}, "Cannot read the hours '9 to 5'. Write them as Mon-Fri 09:00-17:00 Europe/Berlin."),
        (
            {"hours": '"Mon 17:00-09:00"'},
            "The hours 'Mon 17:00-09:00' end before they begin. Write nights as two rules.",
        ),
        ({"hours": '"Mon 09:00-17:00 Mars"'}, "Unknown time zone 'Mars'. Name one as Europe/Berlin or UTC."),
        ({"threshold": "5"}, "there is no key 'threshold'."),
        ({"environment": "1"}, "environment = 1 is no str."),
        ({"analysis_type": '"Weather"'}, "analysis_type = 'Weather' is none of General Cost Analysis, "),
        ({"metric": None}, "it has no 'metric'."),
    ],
)
def test_a_rule_that_cannot_be_used_is_named_with_its_key(tmp_path, change, sentence):
    keys = {name: value for name, value in (BASE | change).items() if value is not None}
    with pytest.raises(SettingsError) as told:
        rule_of(tmp_path, "\n".join(f"{name} = {value}" for name, value in keys.items()))
    assert str(told.value).startswith(f"Cannot use the alert rule 'it' of '{tmp_path}/alerts.toml': {sentence}")


def test_a_file_of_rules_that_cannot_be_read_is_told(tmp_path):
    with pytest.raises(SettingsError, match="Correct FINOPS_AGENT_ALERTS or unset it"):
        load_rules(tmp_path / "none.toml")
    with pytest.raises(SettingsError, match="finops-agent alerts rules"):
        rules_of(tmp_path, "[it")
    with pytest.raises(SettingsError, match="a rule is a table"):
        rules_of(tmp_path, "errors = 5")


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        (
            'metric = "error_rate"\nwhen = "> 100"\nwindow = "1h"',
            "never comes true: error_rate is never outside 0 to 100",
        ),
        ('metric = "error_rate"\nwhen = ">= 0"\nwindow = "1h"', "is always true"),
        ('metric = "feedback_score"\nwhen = "< 1"\nwindow = "1d"', "never outside 1 to 5"),
        ('metric = "total_queries"\nwhen = ">= 0"\nwindow = "1d"', "is always true: total_queries is never below 0"),
        ('metric = "total_queries"\nwhen = "< 0"\nwindow = "1h"', "never comes true"),
        ('metric = "total_queries"\nwhen = "< 5"\nwindow = "1h"\nmin_n = 10', "below min_n = 10 it counts as missing"),
        ('metric = "total_queries"\nwhen = "< 5"\nwindow = "12h"\nhours = "Mon 09:00-17:00"', "longer than its hours"),
        ('metric = "total_queries"\nwhen = "< 5"\nwindow = "6h"\nfor = "12h"\nhours = "Mon 09:00-17:00"', "in a row"),
        ('metric = "total_queries"\nwhen = "< 5"\nwindow = "100d"', "further than the 90 days that events are kept"),
    ],
)
def test_a_rule_that_can_never_say_anything_useful_is_found(tmp_path, text, seen):
    (problem,) = review([rule_of(tmp_path, text)], 90)
    assert seen in problem.seen
    assert problem.fix.endswith(".")


def test_the_metrics_taken_for_counts_are_those_that_rest_on_what_they_count():
    found = {metric.name for metric in METRICS}
    for seed in range(3, 7):  # visits with and without a model
        measured = measure(analytics_over(lasting(3_000, 20, seed, NOW_US)), Window(), now_us=NOW_US)
        found &= {name for name, each in measured.items() if each.value == each.n}
    assert found == COUNTS


def test_hours_may_go_round_the_weekend():
    assert parse_hours("Sat-Mon 00:00-24:00").days == {5, 6, 0}


def test_every_key_of_a_rule_stands_in_the_file_we_ship():
    from finops_agent.analytics.alerts.reading import _KEYS  # noqa: PLC0415 - the list that is checked against

    text = DEFAULT_RULES.read_text(encoding="utf-8")
    assert [key for key in sorted(_KEYS) if f"# {key} = " not in text] == []


@pytest.fixture(scope="module")
def several():
    """Analytics over events of two apps in two environments."""
    return analytics_over(spread(lasting(1_200, 3, 5, NOW_US), 5))


@given(views(), st.sampled_from(["total_queries", "error_rate", "response_time_p50", "total_sessions"]))
def test_a_rule_with_a_filter_measures_what_the_dashboard_shows_for_it(several, view, name):
    metric = next(metric for metric in METRICS if metric.name == name)
    rule = Rule("it", metric, 24 * HOUR_US, ">", 0, view=Filter(**view))
    (alert,) = evaluate(several, [rule], NOW_US)
    measured = measure(several, alert.last.window, now_us=NOW_US, **view, names=[name])[name]
    assert (alert.last.value, alert.last.n) == (measured.value, measured.n)


def test_a_rule_tells_what_it_looks_at(tmp_path):
    rule = rule_of(tmp_path, 'metric = "error_rate"\nwhen = "> 5"\nwindow = "1h"\nenvironment = "prod"\napp = "desk"')
    assert rule.condition == "Error rate > 5 % of the app «desk» in «prod»"
    (alert,) = evaluate(analytics_over([]), [rule], NOW_US)
    assert alert.to_json()["filter"] == {"app": "desk", "environment": "prod"}
