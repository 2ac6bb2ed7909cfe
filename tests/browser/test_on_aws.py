"""The whole flow on AWS alone, without AWS, and with an AWS that cannot be reached."""

import csv
import io
import json
import os
import subprocess
import sys

import pytest

from aws.fault_server import BlackHole
from finops_agent.aws import DynamoStore
from finops_agent.events import to_item

pytestmark = pytest.mark.browser

TOTAL = "what did we spend in total in September 2026, everything included (tax + credits)?"
CODE = "import sys; sys.argv[0] = 'finops-agent'; from finops_agent.cli import main; main()"
WITHOUT = {"AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": "/none", "AWS_SHARED_CREDENTIALS_FILE": "/none"}


@pytest.fixture
def table(request):
    return f"flow-{request.node.name[:40]}-{os.getpid()}"


@pytest.fixture
def on_aws(aws, table):
    """Variables of a process that keeps its events in the table."""
    return {**WITHOUT, **aws.environment, "FINOPS_AGENT_STORE": f"dynamodb://{table}"}


@pytest.fixture
def run(tmp_path):
    """Our command in a home of its own, as on another machine, unless `home` says otherwise."""

    def run(*words, home=None, **variables):
        home = home or tmp_path / "a third machine"
        return subprocess.run(
            [sys.executable, "-W", "error", "-c", CODE, *words],
            env={**os.environ, "FINOPS_AGENT_HOME": str(home), **variables},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


@pytest.fixture
def kept(aws, table):
    """All items of the table, oldest first."""
    store = DynamoStore(table, make_client=aws.shared_client)
    yield lambda: [to_item(entry.event) for entry in store.scan()]
    store.close()


def test_a_visit_is_kept_shown_exported_and_erased_over_dynamodb_alone(
    on_aws, run, kept, table, new_server_with, visitor, bill, page, browser, tmp_path
):
    """Chat app, dashboard and command line have homes of their own: what they share is the table."""
    setup = ("aws", "setup", "--table", table, "--bucket", "none")
    assert f"made the table '{table}'" in run(*setup, **on_aws).stdout
    assert run(*setup, **on_aws).stdout == "Nothing to change: all is as it should be.\n"

    chat = new_server_with("streamlit_app.py", tmp_path / "first" / "home", **on_aws)
    chat.stored = kept
    try:
        visit = visitor(page, chat)
        visit.upload(bill)
        assert "$6,706.96" in visit.ask(TOTAL)
        visit.page.get_by_role("radio", name="Thumbs up").click()
        visit.wait_for("custom_event")
        visit.page.get_by_role("button", name="End session").click()
        visit.wait_for("session_end")
    finally:
        chat.stop()
    assert not list((tmp_path / "first" / "home").rglob("*.db"))

    dashboard = new_server_with("analytics_dashboard.py", tmp_path / "second" / "home", **on_aws)
    try:
        rows = export_of_the_dashboard(browser, dashboard, visit.session_id)
        assert {row["interaction_id"] for row in rows} == {item["interaction_id"] for item in visit.events()}
        assert {"session_start", "file_upload", "user_query", "agent_response", "custom_event", "session_end"} == {
            row["event_type"] for row in rows
        }
        assert float(consumed_of_the_dashboard(browser, dashboard).replace(",", "")) > 0
    finally:
        dashboard.stop()

    exported = run("session", "export", visit.session_id, **on_aws)
    assert [json.loads(line)["interaction_id"] for line in exported.stdout.splitlines()] == [
        item["interaction_id"] for item in sorted(visit.events(), key=lambda item: (item["timestamp"], item["seq"]))
    ]
    measured = json.loads(run("metrics", "--json", **on_aws).stdout)["metrics"]
    assert (measured["total_sessions"], measured["total_queries"], measured["completion_rate"]) == (1, 1, 100)
    assert measured["positive_feedback_share"] == 100
    erased = json.loads(run("session", "erase", visit.session_id, "--yes", "--json", **on_aws).stdout)
    assert (erased["store"], erased["is_gone"]) == (len(rows), True)
    assert visit.events() == []
    assert json.loads(run("metrics", "--json", **on_aws).stdout)["metrics"]["total_sessions"] == 0


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
    page = browser.new_page()
    try:
        page.goto(f"{dashboard.address}/health")
        cell = page.get_by_test_id("stMetric").filter(has_text="Read units")
        cell.wait_for()
        return cell.get_by_test_id("stMetricValue").inner_text()
    finally:
        page.close()


def test_with_an_aws_that_cannot_be_reached_the_page_answers_and_events_wait_until_it_can(
    aws, on_aws, run, kept, table, new_server_with, page, tmp_path
):
    hole = BlackHole()
    home = tmp_path / "away" / "home"
    away = {**on_aws, "AWS_ENDPOINT_URL": hole.url}
    chat = new_server_with("streamlit_app.py", home, **away)
    try:
        page.goto(chat.address)
        page.get_by_role("button", name="Use the sample bill").click()
        box = page.get_by_test_id("stChatInputTextArea")
        box.fill("total cost")
        box.press("Enter")
        page.get_by_role("radio", name="Thumbs up").wait_for()
        page.get_by_role("button", name="End session").click()
        page.get_by_text("Session ended").wait_for()
    finally:
        chat.stop()
    waiting = json.loads(run("journal", "stats", "--json", home=home, **away).stdout)["waiting"]
    assert waiting >= 5
    found = run("doctor", "--json", home=home, **away)
    store = next(check for check in json.loads(found.stdout)["checks"] if check["check"] == "store")
    assert found.returncode == 1
    assert f"Cannot read the event store 'dynamodb://{table}': ConnectTimeoutError" in store["seen"]
    assert store["fix"] == "Events wait in the journal until it is back."
    hole.close()

    assert run("aws", "setup", "--table", table, "--bucket", "none", **on_aws).returncode == 0
    assert run("journal", "replay", home=home, **on_aws).returncode == 0
    ids = [item["interaction_id"] for item in kept()]
    assert (len(ids), len(set(ids))) == (waiting, waiting)
    assert [item["event_type"] for item in kept()][0] == "session_start"


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
def watched(tmp_path):
    """Variables of a process that is watched, and what was noted."""
    log = tmp_path / "noted"
    (tmp_path / "sitecustomize.py").write_text(WATCH.replace("{log!r}", repr(str(log))))
    path = os.pathsep.join(filter(None, [str(tmp_path), os.environ.get("PYTHONPATH")]))
    return {"PYTHONPATH": path}, lambda: log.read_text().splitlines() if log.exists() else []


def test_an_app_and_a_dashboard_without_aws_import_none_of_it_and_call_nobody(
    watched, new_server_with, visitor, bill, page, tmp_path, monkeypatch
):
    """Credentials in the environment change nothing: only a setting of ours asks for AWS."""
    variables, noted = watched
    for name in ("AWS_REGION", "AWS_ENDPOINT_URL", "AWS_EC2_METADATA_DISABLED", "BEDROCK_MODEL_ID"):
        monkeypatch.delenv(name, raising=False)
    keys = {"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret"}
    home = tmp_path / "home"
    chat = new_server_with("streamlit_app.py", home, **variables, **keys)
    try:
        visit = visitor(page, chat)
        visit.upload(bill)
        assert "$6,706.96" in visit.ask(TOTAL)
        visit.wait_for("agent_response")
    finally:
        chat.stop()
    dashboard = new_server_with("analytics_dashboard.py", home, **variables, **keys)
    try:
        page.goto(dashboard.address)
        page.get_by_text("Data Export").wait_for()
        page.goto(f"{dashboard.address}/health")
        page.get_by_text("Watermark of the store").wait_for()
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
