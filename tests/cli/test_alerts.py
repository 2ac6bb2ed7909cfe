"""`alerts` on the command line."""

import json
import os
import signal
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

CODE = "import sys; sys.argv[0] = 'finops-agent'; from finops_agent.cli import main; main()"
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


def test_watch_tells_what_is_new_until_it_is_interrupted(cli, home, rules):
    taken = []
    told = threading.Event()

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self):
            taken.append(json.loads(self.rfile.read(int(self.headers["Content-Length"])))["title"])
            self.send_response(200)
            self.end_headers()
            told.set()

        def log_message(self, *_words):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Hook)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    target = f"json://127.0.0.1:{server.server_port}"
    variables = {**os.environ, "FINOPS_AGENT_HOME": str(home), "FINOPS_AGENT_ALERT_TARGETS": target}
    command = [sys.executable, "-W", "error", "-c", CODE, "alerts", "watch", "--every", "1", "--rules", rules(FIRES)]
    with subprocess.Popen(command, env=variables, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert told.wait(60)
            lines = [process.stderr.readline()]
        finally:
            process.send_signal(signal.SIGINT)
            lines += process.stderr.readlines()
            server.shutdown()
            server.server_close()
            thread.join()
    assert process.returncode == 0
    assert lines == ["Told: [warning] busy: Queries < 1\n"]
    assert taken == ["[warning] busy: Queries < 1"]
    done = cli("alerts", "check", "--notify", "--rules", rules(FIRES), FINOPS_AGENT_ALERT_TARGETS=target)
    assert (done.code, done.err) == (1, "busy: Is the app reachable?\n")
