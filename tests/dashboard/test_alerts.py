"""The alerts and the audit log on the dashboard."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from finops_agent.audit import AuditLog
from finops_agent.config import load_config

PAGE = Path(__file__).with_name("alerts_page.py")
FIRES = '[busy]\nmetric = "total_queries"\nwhen = ">= 0"\nwindow = "1h"\nmessage = "![x](http://h/) Too busy"\n'


@pytest.fixture
def alerts(filled):
    return AppTest.from_file(str(PAGE), default_timeout=30)


def words(page):
    kinds = ("text", "caption", "subheader", "error", "success", "info")
    return "\n".join(str(element.value) for kind in kinds for element in page.get(kind)).replace("\\", "")


def test_every_rule_is_shown_with_its_value_its_state_and_its_past(alerts):
    alerts.run()
    assert not alerts.exception
    shown = words(alerts)
    assert "None of 5 rules fires." in shown
    for word in ("Errors", "Error rate > 5 % over 1 h, from 20 settled questions on.", "24 windows", "Europe/Berlin"):
        assert word in shown
    assert "Switched off: No traffic" in shown


def test_a_firing_rule_comes_first_and_says_what_to_do(alerts, tmp_path, monkeypatch):
    path = tmp_path / "alerts.toml"
    path.write_text('[fine]\nmetric = "events_dropped"\nwhen = "> 0"\nwindow = "1h"\n' + FIRES)
    monkeypatch.setenv("FINOPS_AGENT_ALERTS", str(path))
    alerts.run()
    assert not alerts.exception
    assert alerts.error[0].value.replace("\\", "") == "1 of 2 rules fire: busy."
    assert [header.value for header in alerts.subheader][:2] == ["● Busy", "✓ Fine"]
    assert any("![x](http://h/) Too busy" in text.value for text in alerts.text)
    assert "always true" in words(alerts)


def test_a_rule_for_an_environment_says_so_and_whether_there_is_such_a_one(alerts, tmp_path, monkeypatch):
    path = tmp_path / "alerts.toml"
    rule = FIRES + 'environment = "demo"\n' + FIRES.replace("busy", "typo") + 'environment = "prodd"\n'
    path.write_text(rule)
    monkeypatch.setenv("FINOPS_AGENT_ALERTS", str(path))
    alerts.run()
    assert not alerts.exception
    shown = words(alerts)
    assert "Queries >= 0 in «demo» over 1 h" in shown
    assert "Rule 'typo': no event tells the environment 'prodd'." in shown
    assert "no event tells the environment 'demo'" not in shown
    assert "Alerts look at all traffic" in shown


def test_the_strip_has_a_box_with_words_for_each_window(alerts):
    from finops_agent.analytics.alerts import evaluate, load_rules  # noqa: PLC0415 - after the home is set
    from finops_agent.dashboard.alerts import strip  # noqa: PLC0415 - same
    from finops_agent.dashboard.process import current_analytics  # noqa: PLC0415 - same
    from finops_agent.events import timestamp  # noqa: PLC0415 - same

    (alert, *_) = evaluate(current_analytics(), load_rules(), timestamp.now_us())
    drawn = strip(alert, "UTC")
    assert drawn.count("<li ") == drawn.count('aria-label="20') == 24


def test_an_operator_sees_who_saw_what_and_whether_the_log_is_whole(alerts, home):
    log = AuditLog(load_config())
    log.note("view_text", "recent events", who="local", via="dashboard")
    log.note("export", "events <b>all</b>", who="ada@example.com", via="dashboard")
    alerts.run()
    assert not alerts.exception
    table = alerts.dataframe[0].value
    assert list(table["What"]) == ["export", "view text"]
    (path,) = (home / "audit").glob("audit-*")
    path.write_text(path.read_text().replace("recent", "other"))
    alerts.run()
    assert "The log is not as it was written." in words(alerts)


def test_a_viewer_does_not_see_the_audit_log(alerts, monkeypatch):
    monkeypatch.setenv("FINOPS_AGENT_LOGIN", "dashboard")
    monkeypatch.setenv("FINOPS_AGENT_VIEWERS", "@example.org")
    alerts.user = {"is_logged_in": True, "email": "bob@example.org"}
    alerts.run()
    assert not alerts.exception
    assert "Audit log" not in words(alerts)
    assert "None of 5 rules fires." in words(alerts)


def test_sign_in_without_a_provider_is_a_sentence_and_shows_nothing(page, filled, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FINOPS_AGENT_LOGIN", "dashboard")
    monkeypatch.setenv("FINOPS_AGENT_OPERATORS", "ada@example.com")
    page.run()
    assert not page.exception
    assert "there is no [auth] section in .streamlit/secrets.toml" in words(page)
    assert not page.metric


def test_without_an_audit_log_no_text_is_shown(page, filled, home):
    (home / "audit").write_text("a file where the folder should be")
    page.run()
    assert not page.exception
    assert "Cannot write the audit log" in words(page)
    assert not page.dataframe
