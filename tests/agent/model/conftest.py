"""Model engines over a real bill: with a scripted Bedrock on the wire, or with a function in place of the model."""

import dataclasses

import pytest

pytest.importorskip("pydantic_ai", reason="the extra `llm` is not installed")

from bedrock_here import MODEL, Bedrock
from finops_agent.agent.model import ModelAccess, ModelEngine, ModelSpec
from finops_agent.aws import bedrock_client

SPEC = ModelSpec("bedrock", MODEL)
NORTHWIND = "aws-cur2-northwind-2026q3.csv"


@pytest.fixture
def bedrock(monkeypatch, tmp_path):
    server = Bedrock()
    for name, value in {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": "us-east-1",
        "AWS_ENDPOINT_URL_BEDROCK_RUNTIME": server.url,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": str(tmp_path / "none"),
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "none"),
    }.items():
        monkeypatch.setenv(name, value)
    for name in ("AWS_PROFILE", "AWS_DEFAULT_REGION", "AWS_SESSION_TOKEN", "AWS_BEARER_TOKEN_BEDROCK"):
        monkeypatch.delenv(name, raising=False)
    yield server
    server.close()


@pytest.fixture
def engine_of(datasets):
    """Makes engines; `changes` are settings of the spec."""
    made = []

    def make(name=NORTHWIND, access=None, dataset=None, **changes):
        access = access or ModelAccess(dataclasses.replace(SPEC, **changes), bedrock_client)
        engine = ModelEngine(dataset or datasets(name), access)
        made.append(engine)
        return engine

    yield make
    for engine in made:
        engine.close()
