"""The model engine over the OpenAI interface, which Ollama and many servers speak; Converse without a stream."""

import pytest

from bedrock_here import MODEL, says
from finops_agent.agent.model import ModelAccess, ModelSpec
from finops_agent.aws import bedrock_client
from openai_here import OpenAI

QUESTION = "total cost in September 2026"


@pytest.fixture
def server():
    made = OpenAI()
    yield made
    made.close()


@pytest.mark.parametrize("provider", ["openai", "ollama"])
def test_a_server_of_the_openai_interface_is_asked_with_the_same_tools(server, engine_of, provider):
    server.script = [("query", {"start": "2026-09-01", "end": "2026-09-30"}), "September cost $6,706.96."]
    access = ModelAccess(ModelSpec(provider, "small", base_url=server.url), bedrock_client)
    shown = []
    answer = engine_of(access=access).ask(QUESTION, shown.append)
    assert (answer.engine, answer.text) == ("llm", "September cost $6,706.96.")
    assert shown == ["Septe", "September cost $6,706.96."]
    assert (answer.spent.model, answer.spent.input_tokens, answer.spent.cost_usd) == (f"{provider}:small", 200, None)
    assert {tool["function"]["name"] for tool in server.requests[0]["tools"]} >= {"query", "run_sql", "cannot_answer"}


def test_a_server_that_is_not_there_leaves_the_answer_to_the_offline_engine(server, engine_of):
    access = ModelAccess(ModelSpec("openai", "small", base_url=server.url), bedrock_client)
    server.close()
    answer = engine_of(access=access).ask(QUESTION)
    assert answer.engine == "offline"
    assert "openai:small cannot be reached; check network and address" in answer.warnings[0]


def test_the_scripted_bedrock_speaks_converse_too(bedrock):
    bedrock.script = [says("Hello.")]
    message = {"role": "user", "content": [{"text": "Hi"}]}
    reply = bedrock_client(5).converse(modelId=MODEL, messages=[message])
    assert reply["output"]["message"]["content"] == [{"text": "Hello."}]
