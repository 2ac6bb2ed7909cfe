"""Everything that docs/aws.md prints, run as printed: the real `aws` command, boto3, our own command."""

import json
import os
import re
import subprocess
import sys
import time
from importlib.metadata import metadata, version
from pathlib import Path

import boto3
import pytest

from aws_here import KEYS
from finops_agent.agent import AnswerFailed, OfflineEngine
from finops_agent.aws import DynamoStore
from finops_agent.aws.cloudwatch.names import METRICS
from finops_agent.config import load_config
from finops_agent.conversation import Conversation
from finops_agent.recorder import Session
from finops_agent.runtime import open_recorder
from made import keep_in

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "aws.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(sh|py)\n(.*?)```", PAGE, re.DOTALL)
PROSE = re.sub(r"```.*?```", "", PAGE, flags=re.DOTALL)
BILL = ROOT / "tests" / "data" / "aws-cur2-northwind-2026q3.csv"
COMMAND = "import sys; sys.argv[0] = 'finops-agent'; from finops_agent.cli import main; main()"
REGION = "eu-central-1"
ACCOUNT = "000000000000"
SESSION = "your-session-id"


@pytest.fixture(scope="module")
def client(account):
    def client(service):
        return boto3.client(
            service,
            endpoint_url=account.url,
            region_name=REGION,
            aws_access_key_id="test",
            aws_secret_access_key="test",  # noqa: S106 - the emulator takes any
        )

    return client


@pytest.fixture(scope="module")
def shell(account, tmp_path_factory):
    """Runs what a reader types, after the settings that the page begins with."""
    folder = tmp_path_factory.mktemp("page")
    ours = folder / "finops-agent"
    ours.write_text(f'#!/bin/sh\nexec "{sys.executable}" -W error -c "{COMMAND}" "$@"\n')
    ours.chmod(0o755)
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("AWS_")},
        "PATH": f"{folder}:{Path(sys.executable).parent}:{os.environ['PATH']}",
        "FINOPS_AGENT_HOME": str(folder / "home"),
        "AWS_ENDPOINT_URL": account.url,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_PAGER": "",
        "ACCOUNT": ACCOUNT,
    }
    lines = [line for language, block in BLOCKS if language == "sh" for line in block.splitlines()]
    exports = "\n".join(line for line in lines if line.startswith("export ") and "$(" not in line)
    backup = folder / "backup"
    backup.mkdir()
    old = {"interaction_id": "query_old_1", "timestamp": "2999-12-06T10:30:00", "event_type": "user_query"}
    (backup / "scan.json").write_text(json.dumps({"Items": [{**old, "session_id": "old-session"}]}))

    def shell(code):
        return subprocess.run(
            ["/bin/bash", "-euc", f"{exports}\n{code}"],
            capture_output=True,
            text=True,
            check=False,
            env=environment,
            cwd=folder,
        )

    return shell


@pytest.fixture(scope="module")
def page(account, client, shell):
    """The page, block after block, as a reader would; what each block wrote."""
    written = []
    for language, block in BLOCKS:
        if "archive write" in block:
            record(account, client)
        code = (
            block
            if language == "sh"
            else f"{sys.executable} -W error - <<'END'\n{block}\nprint(globals().get('queries', ''))\nEND"
        )
        done = shell(code)
        assert done.returncode == 0, f"{block}\n{done.stdout}\n{done.stderr}"
        written.append((block, done.stdout))
    return written


def record(account, client):
    store = DynamoStore("finops-agent-interactions", make_client=lambda: client("dynamodb"))
    kept = []
    with Session(keep_in(kept), load_config({}), session_id=SESSION) as session:
        session.query("What are my top cost drivers?")
        session.response("So much", processing_time=1.0)
    store.put_many(kept)
    store.close()


def output(page, text):
    return next(out for block, out in page if text in block)


def test_the_account_is_set_up_and_in_order(page):
    assert "made the table 'finops-agent-interactions'" in output(page, "aws setup --plan")
    assert "BAD" not in output(page, "aws doctor")


def test_a_backup_is_imported_once(page):
    out = output(page, "events import backup --plan")
    assert "1 items read, 1 to import, 0 known" in out
    assert "1 items read, 1 new, 0 known" in out


def test_the_archive_is_written_into_the_bucket_that_setup_made(page, client):
    bucket = f"finops-agent-archive-{ACCOUNT}-{REGION}"
    (found,) = client("s3").list_objects_v2(Bucket=bucket, Prefix="events/dt=")["Contents"]
    assert found["Key"].endswith("/events.parquet")
    assert f"'storage.location.template' = 's3://{bucket}/events/dt=${{dt}}/'" in output(page, "archive ddl")


def test_an_export_is_begun_as_printed(page):
    assert "events/export" in output(page, "export-table-to-point-in-time")


def test_the_command_line_finds_all_events_of_a_session_and_all_questions(page):
    out = output(page, "session-id-index")
    # of the session: start, question, answer; the scan finds the question and an imported one
    assert out.count('"interaction_id"') == 3 + 2
    assert f"query_{SESSION}_1" in out


def test_boto3_finds_all_questions(page):
    assert "'user_query': 'What are my top cost drivers?'" in output(page, "queries = response")


def test_custom_events_are_events(page, client):
    store = DynamoStore("finops-agent-interactions", make_client=lambda: client("dynamodb"))
    events = {event.event_name: event for event in store.session(SESSION) if hasattr(event, "event_name")}
    assert set(events) == {"feature_used", "error_occurred", "user_feedback"}
    assert events["user_feedback"].event_data == '{"rating": 5, "comment": "Very helpful!"}'
    store.migrate()
    assert {"feature_used/export_to_pdf", "error_occurred/bedrock_timeout", "user_feedback"} <= {
        fact.name for fact in store.facts()
    }
    store.close()


def test_the_printed_alarm_is_the_one_that_setup_makes(page, client):
    found = client("cloudwatch").describe_alarms(AlarmNames=["finops-agent-high-errors"])["MetricAlarms"]
    assert (found[0]["MetricName"], found[0]["Threshold"], found[0]["EvaluationPeriods"]) == ("ErrorRate", 5.0, 1)


class Shaky:
    """The offline engine, but that the first `faults` questions fail."""

    def __init__(self, dataset, faults):
        self._engine = OfflineEngine(dataset)
        self._faults = iter(range(faults))

    def __getattr__(self, name):
        return getattr(self._engine, name)

    def ask(self, question, on_text=None, /):
        if next(self._faults, None) is not None:
            raise AnswerFailed("The query failed. Ask again.")
        return self._engine.ask(question, on_text)


@pytest.fixture
def visit(account, monkeypatch, tmp_path):
    """One process of the app with one visit, of whose ten questions `faults` fail."""
    for name, value in {**KEYS, "AWS_REGION": REGION, "AWS_ENDPOINT_URL": account.url}.items():
        monkeypatch.setenv(name, value)
    config = load_config({"FINOPS_AGENT_CLOUDWATCH": "on"}, home=tmp_path)

    def visit(faults):
        with open_recorder(config) as recorder:
            talk = Conversation(recorder.session(), None, lambda dataset: Shaky(dataset, faults))
            talk.load([("bill.csv", BILL)])
            failed = sum("failed" in talk.ask("total cost").text for _ in range(10))
            talk.end()
        assert failed == faults
        assert recorder.stats().metrics_error is None

    return visit


def test_the_printed_alarm_fires_when_the_app_fails_and_ends_when_it_does_not(page, client, visit):
    visit(faults=1)  # a tenth, and the alarm is for more than a twentieth
    assert until(client, "ALARM")
    for _ in range(20):  # two, as a rule; more where a minute ended within the first visit
        visit(faults=0)
        if until(client, "OK", within_s=4):
            break
    assert until(client, "OK")


def until(client, state, within_s=40):
    """Whether the alarm comes into the state."""
    asked = client("cloudwatch")
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        (alarm,) = asked.describe_alarms(AlarmNames=["finops-agent-high-errors"])["MetricAlarms"]
        if alarm["StateValue"] == state:
            return True
        time.sleep(0.1)  # the emulator looks when it likes
    return False


def test_there_is_no_block_on_the_page_that_is_not_run(page):
    fences = re.findall(r"^ *(?:```|~~~)(.*)$", PAGE, re.MULTILINE)
    assert fences == [fence for language, _ in BLOCKS for fence in (language, "")]
    assert [block for block, _ in page] == [block for _, block in BLOCKS]
    assert not re.search(r"^(?: {4}|\t)\S", PROSE, re.MULTILINE), "an indented block is a block too"


def test_each_command_within_the_prose_runs_too(page, shell):
    commands = dict.fromkeys(re.findall(r"`(finops-agent [^`]+)`", PROSE))
    assert "finops-agent aws costs --events 10000000" in commands
    done = shell("\n".join(commands))
    assert done.returncode == 0, done.stderr


def test_what_the_page_has_installed_is_there():
    named = re.findall(r"pip install '?([^'`]+)'?`", PAGE)
    assert named == ["finops-genai-agent[aws]", "awscli"]
    assert "aws" in metadata("finops-genai-agent").get_all("Provides-Extra")
    assert version("awscli")


def test_the_page_names_every_metric_as_it_is():
    for metric in METRICS:
        star = " *" if metric.by_type else ""
        assert f"| `{metric.name}`{star} | {metric.unit} | {metric.meaning}" in PAGE
