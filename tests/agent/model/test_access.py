"""Getting at the model: what is missing is said, nothing is imported before its time."""

import dataclasses
import subprocess
import sys
import textwrap
import threading

import pytest

from finops_agent.agent.model import ModelAccess, ModelSpec
from finops_agent.agent.model import access as access_module
from finops_agent.config import load_config
from finops_agent.errors import MissingExtra, ModelUnavailable
from finops_agent.runtime import engine_maker, model_access

LIBRARIES = ("pydantic_ai", "pydantic", "boto3", "openai", "anthropic", "genai_prices")


def no_client(_timeout_s):
    raise ModelUnavailable("no credentials")


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        (ModelSpec("anthropic", "claude-sonnet-4-5"), "no key is set. Set FINOPS_AGENT_MODEL_KEY or ANTHROPIC_API_KEY"),
        (ModelSpec("openai", "gpt-5.2"), "no key is set. Set FINOPS_AGENT_MODEL_KEY or OPENAI_API_KEY"),
        (ModelSpec("bedrock", "anthropic.claude-haiku-4-5-20251001-v1:0"), "no credentials"),
    ],
)
def test_what_is_missing_is_said_before_the_first_question(spec, message):
    access = ModelAccess(spec, no_client)
    access.prepare()
    with pytest.raises(ModelUnavailable, match=message):
        access.model()
    assert message in access.trouble


@pytest.mark.parametrize(
    ("spec", "base_url"),
    [
        (ModelSpec("anthropic", "claude-sonnet-4-5", key="k"), "https://api.anthropic.com"),
        (ModelSpec("openai", "gpt-5.2", key="k"), "https://api.openai.com/v1/"),
        (ModelSpec("openai", "local", base_url="http://127.0.0.1:9/v1"), "http://127.0.0.1:9/v1/"),
        (ModelSpec("ollama", "qwen3"), "http://127.0.0.1:11434/v1/"),
        (ModelSpec("ollama", "qwen3", base_url="http://127.0.0.1:9/v1"), "http://127.0.0.1:9/v1/"),
    ],
)
def test_each_provider_is_reached_at_its_address(spec, base_url, monkeypatch):
    for name in ("ANTHROPIC_BASE_URL", "OPENAI_BASE_URL", "OLLAMA_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    model = ModelAccess(spec, no_client).model()
    assert (model.model_name, model.base_url) == (spec.name, base_url)


def test_a_failed_preparation_is_tried_again_after_a_while(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(access_module.time, "monotonic", lambda: now[0])
    tried = []

    def connect(_timeout_s):
        tried.append(now[0])
        raise ModelUnavailable("not yet")

    access = ModelAccess(ModelSpec("bedrock", "amazon.nova-lite-v1:0"), connect)
    for now[0] in (0.0, 1.0, access_module.AGAIN_S + 1):
        with pytest.raises(ModelUnavailable):
            access.model()
    assert tried == [0.0, access_module.AGAIN_S + 1]


def test_preparing_happens_once_and_beside_the_caller():
    seen = []

    def connect(_timeout_s):
        seen.append(threading.current_thread().name)
        raise ModelUnavailable("no")

    access = ModelAccess(ModelSpec("bedrock", "amazon.nova-lite-v1:0"), connect)
    access.prepare()
    access.prepare()
    access._thread.join()
    assert seen == ["finops-agent-model"]


def test_without_the_library_auto_says_so_and_llm_does_not_start(monkeypatch):
    monkeypatch.setattr(access_module, "find_spec", lambda _: None)
    monkeypatch.setattr("finops_agent.runtime.find_spec", lambda _: None)
    config = load_config({"BEDROCK_MODEL_ID": "amazon.nova-lite-v1:0"})
    with pytest.raises(ModelUnavailable, match=r"pip install 'finops-genai-agent\[llm\]'"):
        model_access(config).model()
    with pytest.raises(MissingExtra, match=r"FINOPS_AGENT_ENGINE is llm, but the model library is not installed"):
        model_access(dataclasses.replace(config, engine="llm"))


def test_the_settings_choose_the_engine(datasets):
    data = datasets("aws-cur2-northwind-2026q3.csv")
    named = {"FINOPS_AGENT_MODEL": "ollama:qwen3"}
    for settings, name in [({}, "offline"), (named, "llm"), ({**named, "FINOPS_AGENT_ENGINE": "offline"}, "offline")]:
        engine = engine_maker(model_access(load_config(settings)))(data)
        assert engine.name == name
        engine.close()


def test_the_settings_reach_the_model():
    access = model_access(
        load_config(
            {
                "FINOPS_AGENT_MODEL": "openai:gpt",
                "FINOPS_AGENT_MODEL_URL": "http://127.0.0.1:1/v1",
                "OPENAI_API_KEY": "secret-1",
                "FINOPS_AGENT_MODEL_TIMEOUT_S": "7",
                "FINOPS_AGENT_MODEL_TOKENS": "5000",
                "FINOPS_AGENT_MODEL_REQUESTS": "3",
                "FINOPS_AGENT_MODEL_ROWS": "9",
                "FINOPS_AGENT_MODEL_LABELS": "pseudonyms",
                "FINOPS_AGENT_BEDROCK_PROFILE": "arn:x",
                "FINOPS_AGENT_BEDROCK_GUARDRAIL": "gr:1",
                "FINOPS_AGENT_BEDROCK_CACHE": "off",
            }
        )
    )
    spec = access.spec
    assert (spec.label, spec.base_url, spec.key, spec.rows) == ("openai:gpt", "http://127.0.0.1:1/v1", "secret-1", 9)
    assert dataclasses.astuple(spec.budget) == (7.0, 5_000, 3)
    assert (spec.pseudonyms, spec.inference_profile, spec.guardrail, spec.cache) == (True, "arn:x", "gr:1", False)
    assert "secret-1" not in repr(spec)


@pytest.mark.parametrize(
    "code",
    [
        "import finops_agent.agent.model",
        "import finops_agent.app.launch, finops_agent.app.talk, finops_agent.app.visit",
        "import finops_agent.dashboard.launch, finops_agent.dashboard.overview",
        """
        from finops_agent.runtime import open_runtime
        runtime = open_runtime()
        conversation = runtime.conversation()
        assert runtime.model.spec.label == "bedrock:amazon.nova-lite-v1:0"
        runtime.close()
        """,
    ],
)
def test_no_model_library_is_imported_before_its_time(code, tmp_path):
    check = f"\nimport sys\nassert not set({LIBRARIES}) & set(sys.modules), set({LIBRARIES}) & set(sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code) + check],
        env={
            "BEDROCK_MODEL_ID": "amazon.nova-lite-v1:0",
            "FINOPS_AGENT_HOME": str(tmp_path),
            "PYTHONPATH": ":".join(sys.path),
        },
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert (done.returncode, done.stderr) == (0, "")
