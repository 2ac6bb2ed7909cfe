"""`alerts` on the command line."""

import pytest

FIRES = '[busy]\nmetric = "total_queries"\nwhen = "< 1"\nwindow = "1h"\nmessage = "Is the app reachable?"\n'
NEVER = '[odd]\nmetric = "error_rate"\nwhen = "> 100"\nwindow = "1h"\n'


@pytest.fixture
def rules(tmp_path):
    def write(text):
        path = tmp_path / "alerts.toml"
        path.write_text(text)
        return str(path)

    return write


def test_without_a_firing_rule_the_exit_code_is_0_and_json_has_one_rule_a_line(cli):
    done = cli("alerts", "check", "--json")
    assert done.code == 0, done.err
    assert [rule["rule"] for rule in done.json][:2] == ["errors", "slow_answers"]
    assert {rule["state"] for rule in done.json} <= {"ok", "no_data"}


def test_a_firing_rule_exits_with_1_and_says_what_to_do(cli, rules):
    done = cli("alerts", "check", "--rules", rules(FIRES))
    assert done.code == 1
    assert done.out.splitlines()[1].split()[:4] == ["firing", "busy", "warning", "0"]
    assert done.err == "busy: Is the app reachable?\n"


def test_the_setting_names_the_rules(cli, rules):
    assert cli("alerts", "check", FINOPS_AGENT_ALERTS=rules(FIRES)).code == 1


def test_notify_without_a_target_says_what_to_set(cli):
    done = cli("alerts", "check", "--notify")
    assert done.code == 1
    assert "FINOPS_AGENT_ALERT_TARGETS is not set" in done.err


def test_notify_tells_and_a_target_that_does_not_answer_fails(cli, rules):
    target = "json://127.0.0.1:9/hook"
    done = cli("alerts", "check", "--notify", "--rules", rules(FIRES), FINOPS_AGENT_ALERT_TARGETS=target)
    assert done.code == 1
    assert "Could not tell 'busy' to target 1 (json)" in done.err


def test_the_printed_rules_can_be_used(cli, rules):
    printed = cli("alerts", "rules")
    assert cli("alerts", "check", "--rules", rules(printed.out)).code == 0


def test_doctor_finds_rules_that_can_never_fire_and_metrics_that_are_none(cli, rules):
    (found,) = [c for c in cli("doctor", "--json").json[0]["checks"] if c["check"] == "alerts"]
    assert (found["ok"], found["seen"]) == (True, "5 rules on, 1 off; told to no targets")
    done = cli("doctor", "--json", FINOPS_AGENT_ALERTS=rules(NEVER))
    (found,) = [c for c in done.json[0]["checks"] if c["check"] == "alerts"]
    assert done.code == 1
    assert "Rule 'odd': Error rate > 100 % never comes true" in found["seen"]
    done = cli("doctor", "--json", FINOPS_AGENT_ALERTS=rules(NEVER.replace("error_rate", "ErrorRate")))
    (found,) = [c for c in done.json[0]["checks"] if c["check"] == "alerts"]
    assert "there is no metric 'ErrorRate'" in found["seen"]
