"""From the settings to a store: only who asks for DynamoDB gets AWS, and a missing part is told at once."""

import os
import subprocess
import sys

import pytest

from aws_here import KEYS
from finops_agent.aws import client as aws_client
from finops_agent.config import load_config
from finops_agent.errors import MissingExtra, StoreUnavailable
from finops_agent.runtime import open_recorder, open_store


def run(code, **environment):
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, **environment}, capture_output=True, text=True, check=True
    )
    return done.stdout.split()


def test_an_app_with_the_documented_variables_records_into_the_table(aws, table, store, tmp_path):
    code = """
import finops_agent
recorder = finops_agent.start()
with recorder.session() as session:
    session.query("q")
print(session.session_id, recorder.flush(60))"""
    settings = {**aws.environment, "AWS_EC2_METADATA_DISABLED": "true", "DYNAMODB_TABLE": table}
    session_id, flushed = run(code, FINOPS_AGENT_STORE="dynamodb://", FINOPS_AGENT_HOME=str(tmp_path), **settings)
    assert flushed == "True"
    assert len(store.session(session_id)) == 3


def test_the_aws_library_is_imported_by_the_thread_that_delivers_and_no_earlier(tmp_path):
    code = """
import sys
from finops_agent.config import load_config
from finops_agent.runtime import open_store
store = open_store(load_config({}, store="dynamodb://table"))
print("boto3" in sys.modules, "botocore" in sys.modules)"""
    assert run(code) == ["False", "False"]


def test_without_the_library_the_command_that_installs_it_is_named(monkeypatch, tmp_path):
    monkeypatch.setattr(aws_client, "find_spec", lambda _name: None)
    config = load_config({}, home=tmp_path, store="dynamodb://table")
    for attempt in (open_store, open_recorder):
        with pytest.raises(MissingExtra, match=r"pip install 'finops-genai-agent\[aws\]'"):
            attempt(config)


@pytest.mark.parametrize(
    ("variables", "told"),
    [
        ({"AWS_ENDPOINT_URL": "nonsense"}, "Invalid endpoint: nonsense. Correct AWS_ENDPOINT_URL."),
        ({"AWS_REGION": "", "AWS_DEFAULT_REGION": ""}, "NoRegionError: You must specify a region. Set AWS_REGION"),
        (
            {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""},
            "NoCredentialsError: Unable to locate credentials. Conf",
        ),
        ({"AWS_ENDPOINT_URL": "http://127.0.0.1:1"}, "EndpointConnectionError: Could not connect"),
        ({"AWS_PROFILE": "nobody"}, "ProfileNotFound: The config profile (nobody) could not be found. Set AWS_PROFILE"),
    ],
)
def test_what_is_missing_in_the_surroundings_is_told_with_its_fix(variables, told, monkeypatch, tmp_path):
    quiet = {"AWS_CONFIG_FILE": str(tmp_path / "none"), "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "none")}
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    monkeypatch.delenv("AWS_DEFAULT_REGION", raising=False)
    for name, value in {**KEYS, **quiet, "AWS_EC2_METADATA_DISABLED": "true", **variables}.items():
        if value:
            monkeypatch.setenv(name, value)
        else:
            monkeypatch.delenv(name, raising=False)
    store = open_store(load_config({}, store="dynamodb://table"))
    with pytest.raises(StoreUnavailable) as caught:
        store.watermark()
    assert f"Cannot read the event store 'dynamodb://table': {told}" in str(caught.value)
