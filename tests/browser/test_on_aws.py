"""The whole flow on AWS alone, without AWS, and with an AWS that cannot be reached."""

import csv
import io
import json
import os
import subprocess
import sys

import pytest

import commands
from aws.fault_server import BlackHole
from aws.iam_server import IamServer
from aws_here import KEYS
from finops_agent.aws import DynamoStore
from finops_agent.aws.policies import Place
from finops_agent.events import EVENT_TYPES, timestamp, to_item
from made import made_events

pytestmark = pytest.mark.browser

TOTAL = "what did we spend in total in September 2026, everything included (tax + credits)?"
WITHOUT = {"AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": "/none", "AWS_SHARED_CREDENTIALS_FILE": "/none"}


class Land:
    """Machines that share a table and nothing else: servers and our command, each with a home of its own."""

    def __init__(self, aws, folder, start):
        self.table = f"flow-{folder.name}-{os.getpid()}"
        self.on_aws = {**WITHOUT, **aws.environment, "FINOPS_AGENT_STORE": f"dynamodb://{self.table}"}
        self._aws = aws
        self._folder, self._start, self._servers = folder, start, []
        self._store = DynamoStore(self.table, make_client=aws.shared_client)

    def kept(self):
        """All items of the table, oldest first."""
        return [to_item(entry.event) for entry in self._store.scan()]

    def held(self, session_id):
        """How many items of a visit lie there, whoever is shown them."""
        items = self._aws.shared_client().scan(TableName=self.table)["Items"]
        return sum(item.get("session_id", {}).get("S") == session_id for item in items)

    def put(self, events):
        """Store events as another app would."""
        self._store.put_many(events)

    def home(self, machine):
        return self._folder / f"{machine} home"

    def start(self, launcher, machine, **variables):
        """A server of ours on a machine."""
        server = self._start(launcher, self.home(machine), **variables)
        server.stored = self.kept
        self._servers.append(server)
        return server

    def stop(self):
        """All servers."""
        while self._servers:
            self._servers.pop().stop()

    def run(self, *words, machine="third", **variables):
        home = {"FINOPS_AGENT_HOME": str(self.home(machine))}
        return commands.run(*words, env={**os.environ, **self.on_aws, **home, **variables})

    def set_up(self):
        return self.run("aws", "setup", "--table", self.table, "--bucket", "none")


@pytest.fixture
def land(aws, tmp_path, new_server_with):
    made = Land(aws, tmp_path, new_server_with)
    yield made
    made.stop()


def test_a_visit_is_kept_shown_exported_and_erased_over_dynamodb_alone(land, visitor, bill, page, browser):
    """Chat app, dashboard and command line have homes of their own: what they share is the table."""
    assert f"made the table '{land.table}'" in land.set_up().stdout
    assert land.set_up().stdout == "Nothing to change: all is as it should be.\n"

    visit = visitor(page, land.start("streamlit_app.py", "first", **land.on_aws))
    visit.upload(bill)
    assert "$6,706.96" in visit.ask(TOTAL)
    visit.page.get_by_role("radio", name="Thumbs up").click()
    visit.wait_for("custom_event")
    visit.page.get_by_role("button", name="End session").click()
    visit.wait_for("session_end")
    land.stop()
    assert not list(land.home("first").rglob("*.db"))

    dashboard = land.start("analytics_dashboard.py", "second", **land.on_aws)
    rows = export_of_the_dashboard(browser, dashboard, visit.session_id)
    assert {row["interaction_id"] for row in rows} == {item["interaction_id"] for item in visit.events()}
    assert {row["event_type"] for row in rows} == set(EVENT_TYPES)
    assert float(consumed_of_the_dashboard(browser, dashboard).replace(",", "")) > 0
    land.stop()

    exported = land.run("session", "export", visit.session_id).stdout
    ids = [json.loads(line)["interaction_id"] for line in exported.splitlines()]
    assert sorted(ids) == sorted(row["interaction_id"] for row in rows)
    measured = json.loads(land.run("metrics", "--json").stdout)["metrics"]
    assert (measured["total_sessions"], measured["total_queries"], measured["completion_rate"]) == (1, 1, 100)
    assert measured["positive_feedback_share"] == 100
    erased = json.loads(land.run("session", "erase", visit.session_id, "--yes", "--json").stdout)
    assert erased["store"] == len(rows)
    assert visit.events() == []
    assert json.loads(land.run("metrics", "--json").stdout)["metrics"]["total_sessions"] == 0


@pytest.fixture
def roles(land, aws):
    """An AWS that enforces roles, and the variables of a process that has one of them and nothing else."""
    server = IamServer(aws.url, Place(land.table, "000000000000", KEYS["AWS_REGION"]))
    yield server, lambda who: {**land.on_aws, "AWS_ENDPOINT_URL": server.url, "AWS_ACCESS_KEY_ID": who}
    server.close()


def test_a_visitor_erases_a_visit_that_the_app_may_not_delete(land, roles, visitor, page, browser):
    """The app has the writer's role, the dashboard the reader's, whoever carries it out the operator's."""
    server, having = roles
    assert land.set_up().returncode == 0
    others = made_events(3, "another visit")
    land.put(others)
    visit = visitor(page, land.start("streamlit_app.py", "first", **having("writer")))
    page.get_by_role("button", name="Use the sample bill").click()
    visit.ask("top 3 services last month")
    visit.wait_for("agent_response")
    dashboard = land.start("analytics_dashboard.py", "second", **having("reader"))
    assert export_of_the_dashboard(browser, dashboard, visit.session_id)
    held = len(visit.events())

    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()
    page.get_by_role("button", name="What is kept").click()
    page.get_by_role("button", name="Erase this visit").click()
    page.get_by_text("nobody is shown any of it").wait_for()
    until = timestamp.to_text(timestamp.now_us() + 30 * timestamp.US_PER_DAY)[:10]
    page.get_by_text(f"whoever runs this app does that by {until}").wait_for()

    assert {item["session_id"] for item in land.kept()} == {"another visit"}
    figures = json.loads(land.run("metrics", "--json", machine="fourth", **having("reader")).stdout)
    assert figures["metrics"]["total_sessions"] == 1
    visit.until(
        lambda: on_the_health_page(browser, dashboard, "Events counted") == "3", "a dashboard without the visit"
    )
    (asked,) = json_lines(land.run("erasures", "list", "--json", **having("operator")))
    assert (asked["session_id"], asked["due"], asked["overdue"]) == (visit.session_id, until, False)
    assert land.held(visit.session_id) == held

    (report,) = json_lines(land.run("erasures", "apply", "--json", **having("operator")))
    assert (report["is_gone"], report["store"], report["remains"]) == (True, held, [])
    assert land.held(visit.session_id) == 0
    assert land.run("erasures", "list", **having("operator")).stdout == "Nothing waits to be erased.\n"
    assert ("operator", "Query") in server.allowed
    assert {who for who, _ in server.allowed} == {"writer", "reader", "operator"}
    assert ("writer", "UpdateItem") in server.refused


def json_lines(done):
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def export_of_the_dashboard(browser, dashboard, session_id):
    """What the button on the overview brings down, of one session, once the session is shown there."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000}, accept_downloads=True)
    try:
        page = context.new_page()
        page.goto(dashboard.address)
        page.get_by_text("Data Export").wait_for()
        page.get_by_test_id("stDataFrame").scroll_into_view_if_needed()
        cells = page.locator('[data-testid="stDataFrame"] [role="gridcell"]')
        cells.filter(has_text=session_id[:8]).first.wait_for(state="attached")
        with page.expect_download() as download:
            page.get_by_role("button", name="Download CSV").click()
        text = download.value.path().read_text(encoding="utf-8-sig")
    finally:
        context.close()
    return [row for row in csv.DictReader(io.StringIO(text)) if row["session_id"] == session_id]


def consumed_of_the_dashboard(browser, dashboard):
    """The read units on the health page."""
    return on_the_health_page(browser, dashboard, "Read units")


def on_the_health_page(browser, dashboard, name):
    """The value of one of its cards."""
    page = browser.new_page()
    try:
        page.goto(f"{dashboard.address}/health")
        cell = page.get_by_test_id("stMetric").filter(has_text=name)
        cell.wait_for()
        return cell.get_by_test_id("stMetricValue").inner_text()
    finally:
        page.close()


@pytest.fixture
def hole():
    made = BlackHole()
    yield made
    made.close()


def test_with_an_aws_that_cannot_be_reached_the_page_answers_and_events_wait_until_it_can(land, hole, page):
    away = {**land.on_aws, "AWS_ENDPOINT_URL": hole.url}
    page.goto(land.start("streamlit_app.py", "away", **away).address)
    page.get_by_role("button", name="Use the sample bill").click()
    box = page.get_by_test_id("stChatInputTextArea")
    box.fill("total cost")
    box.press("Enter")
    page.get_by_role("radio", name="Thumbs up").wait_for()
    page.get_by_role("button", name="End session").click()
    page.get_by_text("Session ended").wait_for()
    land.stop()
    waiting = json.loads(land.run("journal", "stats", "--json", machine="away", **away).stdout)["waiting"]
    assert waiting >= 5
    told = land.run("doctor", "--json", machine="away", **away)
    store = next(check for check in json.loads(told.stdout)["checks"] if check["check"] == "store")
    assert told.returncode == 1
    assert f"Cannot read the event store 'dynamodb://{land.table}': ConnectTimeoutError" in store["seen"]
    assert store["fix"] == "Events wait in the journal until it is back."

    assert land.set_up().returncode == 0
    assert land.run("journal", "replay", machine="away").returncode == 0
    kept = land.kept()
    assert len({item["interaction_id"] for item in kept}) == len(kept) == waiting
    assert {"session_start", "file_upload", "user_query", "agent_response", "session_end"} <= {
        item["event_type"] for item in kept
    }


# ------------------------------------------------------------ without AWS

WATCH = '''
"""Notes each import of an AWS library, and each address beyond this machine that is asked for or connected to."""
import ipaddress, sys

LIBRARIES = ("boto3", "botocore", "aiobotocore", "s3transfer", "finops_agent.aws")


def note(*words):
    with open({log!r}, "a") as log:
        print(*words, file=log)


def is_here(host):
    try:
        return ipaddress.ip_address(host).is_loopback or ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return host in (None, "", "localhost")


def hook(event, arguments):
    if event == "import" and arguments[0].startswith(LIBRARIES):
        note("import", arguments[0])
    elif event in ("socket.connect", "socket.sendto") and isinstance(arguments[1], tuple):
        if not is_here(arguments[1][0]):
            note(event, *arguments[1][:2])
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = arguments[0].decode() if isinstance(arguments[0], bytes) else arguments[0]
        if not is_here(host):
            note(event, host)


sys.addaudithook(hook)
'''
"""A `sitecustomize`: the interpreter runs it before anything else, in every child too."""


@pytest.fixture
def watched(tmp_path, monkeypatch):
    """Variables of a process that is watched, and what was noted."""
    for name in ("AWS_REGION", "AWS_ENDPOINT_URL", "AWS_EC2_METADATA_DISABLED", "BEDROCK_MODEL_ID"):
        monkeypatch.delenv(name, raising=False)
    log = tmp_path / "noted"
    (tmp_path / "sitecustomize.py").write_text(WATCH.replace("{log!r}", repr(str(log))))
    path = os.pathsep.join(filter(None, [str(tmp_path), os.environ.get("PYTHONPATH")]))
    return {"PYTHONPATH": path}, lambda: log.read_text().splitlines() if log.exists() else []


def test_an_app_and_a_dashboard_without_aws_import_none_of_it_and_call_nobody(
    watched, new_server_with, visitor, page, tmp_path
):
    """Credentials in the environment change nothing: only a setting of ours asks for AWS."""
    variables, noted = watched
    variables |= {"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret"}
    chat = new_server_with("streamlit_app.py", tmp_path / "home", **variables)
    try:
        visit = visitor(page, chat)
        page.get_by_role("button", name="Use the sample bill").click()
        visit.wait_for("file_upload")
        visit.ask("total cost")
        visit.wait_for("agent_response")
    finally:
        chat.stop()
    dashboard = new_server_with("analytics_dashboard.py", tmp_path / "home", **variables)
    try:
        page.goto(dashboard.address)
        page.get_by_text("Data Export").wait_for()
        page.goto(f"{dashboard.address}/health")
        page.get_by_text("Events ever stored").wait_for()
    finally:
        dashboard.stop()
    assert noted() == []


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        ("import botocore", "import botocore"),
        ("import finops_agent.aws", "import finops_agent.aws"),
        ("import socket; socket.socket().connect_ex(('169.254.169.254', 80))", "socket.connect 169.254.169.254 80"),
        ("import socket; socket.getaddrinfo('sts.amazonaws.com', 443)", "socket.getaddrinfo sts.amazonaws.com"),
    ],
)
def test_what_an_app_without_aws_must_not_do_is_noted_where_it_is_done(watched, code, wanted):
    variables, noted = watched
    code = f"import socket\nsocket.setdefaulttimeout(0.2)\ntry:\n    {code}\nexcept OSError:\n    pass"
    subprocess.run([sys.executable, "-c", code], env={**os.environ, **variables}, check=True)
    assert wanted in noted()
