"""Alerts are told once, over real HTTP and SMTP; what a target did not take is told again."""

import json
import socketserver
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from finops_agent.analytics.alerts import Alert, Period, load_rules
from finops_agent.analytics.alerts.delivery import check_targets, send
from finops_agent.analytics.alerts.telling import notice_of, tell
from finops_agent.analytics.window import SLOT_US, Window
from finops_agent.errors import AlertNotDelivered, SettingsError

WINDOW = Window(2_000_000 * SLOT_US, 2_000_004 * SLOT_US)
ERRORS = next(rule for rule in load_rules() if rule.name == "errors")


def alert(value, rule=ERRORS):
    is_firing = value > rule.threshold
    period = Period(WINDOW, value, 120, "passed" if is_firing else "ok", is_firing)
    return Alert(rule, "firing" if is_firing else "ok", (period,))


FIRING, FINE = alert(7.25), alert(1.5)


class Taken:
    """Takes notices, or refuses them."""

    def __init__(self):
        self.notices, self.refused = [], set()

    def __call__(self, target, notice):
        if target in self.refused:
            return False
        self.notices.append((target, notice.kind))
        return True


@pytest.fixture
def taken():
    return Taken()


@pytest.fixture
def file(tmp_path):
    return tmp_path / "alerts" / "told.json"


def test_a_firing_alert_is_told_once_and_its_recovery_once(taken, file):
    for alerts in ([FINE], [FIRING], [FIRING], [FINE], [FINE], [FIRING]):
        tell(alerts, ["json://a"], file, taken)
    assert [kind for _, kind in taken.notices] == ["firing", "recovered", "firing"]


def test_a_target_that_did_not_take_it_is_told_at_the_next_check_and_the_other_not_again(taken, file):
    taken.refused = {"json://b/secret"}
    with pytest.raises(AlertNotDelivered) as told:
        tell([FIRING], ["json://a", "json://b/secret"], file, taken)
    assert str(told.value).startswith("Could not tell 'errors' to target 2 (json): the target did not take it.")
    assert "secret" not in str(told.value)
    taken.refused = set()
    tell([FIRING], ["json://a", "json://b/secret"], file, taken)
    assert taken.notices == [("json://a", "firing"), ("json://b/secret", "firing")]


def test_the_file_of_what_was_told_holds_no_address_and_is_private(taken, file):
    tell([FIRING], ["mailto://user:password@example.com"], file, taken)
    assert "password" not in file.read_text()
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff{", b'{"x": 3}'])
def test_a_damaged_file_means_told_again_rather_than_never(taken, file, content):
    file.parent.mkdir()
    file.write_bytes(content)
    tell([FIRING], ["json://a"], file, taken)
    assert taken.notices == [("json://a", "firing")]


def test_a_file_that_cannot_be_written_is_told(taken, tmp_path):
    (tmp_path / "alerts").write_text("a file where the folder should be")
    with pytest.raises(AlertNotDelivered, match="or set FINOPS_AGENT_HOME to another"):
        tell([FIRING], ["json://a"], tmp_path / "alerts" / "told.json", taken)


def test_two_checks_at_once_tell_once(file):
    both = threading.Barrier(2)
    notices = []

    def slow(target, notice):
        notices.append(notice)
        return True

    def check():
        both.wait()
        tell([FIRING], ["json://a"], file, slow)

    threads = [threading.Thread(target=check) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(notices) == 1


def test_a_notice_says_what_since_when_and_what_to_do():
    notice = notice_of(FIRING)
    assert notice.title == "[critical] errors: Error rate > 5 %"
    assert notice.body.splitlines() == [
        "Error rate: 7.25 %, from 2027-01-15 08:00 to 2027-01-15 09:00 (UTC), resting on 120 settled questions.",
        "The rule: Error rate > 5 %.",
        "Since 2027-01-15T09:00:00+00:00 or before.",
        "Questions fail. See error_type of the failed answers on the dashboard, and the log of the app.",
    ]
    assert notice_of(FINE).title == "[recovered] errors: 1.5 %"


class Hook(BaseHTTPRequestHandler):
    """A webhook that keeps what it is sent."""

    def do_POST(self):
        self.server.bodies.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(self.server.answer)
        self.end_headers()

    def log_message(self, *_words):
        pass


@pytest.fixture
def serving():
    servers = []

    def start(server):
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        servers.append((server, thread))
        return server

    yield start
    for server, thread in servers:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def hook(serving):
    server = serving(ThreadingHTTPServer(("127.0.0.1", 0), Hook))
    server.bodies, server.answer = [], 200
    return server


def test_a_webhook_gets_the_notice(hook, file):
    target = f"json://127.0.0.1:{hook.server_port}/alerts"
    check_targets((target,))
    (notice,) = tell([FIRING], [target], file, send)
    (body,) = hook.bodies
    assert (body["title"], body["type"]) == (notice.title, "failure")
    assert body["message"] == notice.body


def test_a_webhook_that_answers_with_an_error_has_not_been_told(hook, file):
    hook.answer = 500
    target = f"json://127.0.0.1:{hook.server_port}/alerts"
    with pytest.raises(AlertNotDelivered):
        tell([FIRING], [target], file, send)
    hook.answer = 200
    assert tell([FIRING], [target], file, send)


class Post(socketserver.StreamRequestHandler):
    """As much SMTP as a mail takes."""

    def handle(self):
        self._say("220 localhost")
        while line := self.rfile.readline().decode().strip():
            word = line[:4].upper()
            if word == "DATA":
                self._say("354 go on")
                self.server.mails.append(b"".join(iter(self.rfile.readline, b".\r\n")).decode())
            self._say("221 bye" if word == "QUIT" else "250 localhost")
            if word == "QUIT":
                return

    def _say(self, line):
        self.wfile.write(f"{line}\r\n".encode())


def test_a_mail_is_sent(serving, file):
    server = serving(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Post))
    server.mails = []
    port = server.server_address[1]
    target = f"mailto://127.0.0.1:{port}?from=agent@example.com&to=ops@example.com&mode=insecure&format=text"
    check_targets((target,))
    tell([FIRING], [target], file, send)
    (mail,) = server.mails
    assert "ops@example.com" in mail
    assert "Error rate: 7.25 %" in mail


def test_targets_that_cannot_be_used_are_told_without_their_passwords():
    with pytest.raises(SettingsError, match="FINOPS_AGENT_ALERT_TARGETS is not set"):
        check_targets(())
    with pytest.raises(SettingsError, match="Cannot use target 2") as told:
        check_targets(("json://localhost", "pigeon://user:password@roof"))
    assert "password" not in str(told.value)
