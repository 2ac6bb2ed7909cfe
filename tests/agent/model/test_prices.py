"""What an answer of a model costs: our dated file, the user's in its place, the library's list behind both."""

import tomllib
from dataclasses import replace
from decimal import Decimal
from importlib.resources import files

import pytest
from genai_prices import Usage, calc_price

from bedrock_here import MODEL, calls, says
from finops_agent.agent.model import ModelAccess
from finops_agent.agent.model.prices import price_of
from finops_agent.aws import bedrock_client
from finops_agent.config import load_config
from finops_agent.errors import SettingsError
from finops_agent.runtime import model_access

OURS = tomllib.loads(files("finops_agent.agent.model").joinpath("prices.toml").read_text(encoding="utf-8"))
FULL_IDS = {
    "bedrock:anthropic.claude-sonnet-4-5": "-20250929-v1:0",
    "bedrock:global.anthropic.claude-sonnet-4-5": "-20250929-v1:0",
    "bedrock:anthropic.claude-haiku-4-5": "-20251001-v1:0",
    "bedrock:global.anthropic.claude-haiku-4-5": "-20251001-v1:0",
}
QUESTION = "total cost in September 2026"


@pytest.fixture
def own(tmp_path):
    def own(text, name="prices.toml"):
        path = tmp_path / name
        path.write_text(text)
        return path

    return own


@pytest.mark.parametrize("name", OURS["models"])
def test_each_of_our_prices_is_that_of_the_librarys_list(name):
    """Two lists that were made apart; where they differ, one of them is out of date."""
    model = (name + FULL_IDS.get(name, "-v1:0")).removeprefix("bedrock:")
    usage = Usage(input_tokens=1_000_000, output_tokens=100_000, cache_read_tokens=300_000)
    theirs = calc_price(usage, model, provider_id="aws").total_price
    assert price_of(f"bedrock:{model}").cost_usd(1_000_000, 100_000, cache_read=300_000) == pytest.approx(theirs)


def test_the_cost_of_an_answer_is_by_our_file_cached_tokens_apart(bedrock, engine_of, datasets):
    spec = model_access(load_config({"BEDROCK_MODEL_ID": MODEL})).spec
    usage = {"inputTokens": 50, "outputTokens": 30, "totalTokens": 0}
    cached = {"cacheReadInputTokens": 1_000, "cacheWriteInputTokens": 200}
    bedrock.script = [calls("query", start="2026-09-01", end="2026-09-30"), says("See the rows.")]
    bedrock.script[1].usage = {**usage, **cached}
    spent = engine_of(access=ModelAccess(spec, bedrock_client)).ask(QUESTION).spent
    read = 150 * Decimal("3.3") + 1_000 * Decimal("0.33") + 200 * Decimal("4.125")
    assert spent.cost_usd == (read + 50 * Decimal("16.5")) / 1_000_000


def test_ones_own_price_takes_the_place_of_ours(bedrock, engine_of, own):
    path = own(f'as_of = "2027-01-01"\n[models."bedrock:{MODEL}"]\ninput = 1000\noutput = 0\n')
    spec = model_access(load_config({"BEDROCK_MODEL_ID": MODEL, "FINOPS_AGENT_MODEL_PRICES": str(path)})).spec
    assert spec.price.as_of == "2027-01-01"
    bedrock.script = [calls("query", start="2026-09-01", end="2026-09-30"), says("See the rows.")]
    spent = engine_of(access=ModelAccess(spec, bedrock_client)).ask(QUESTION).spent
    assert spent.cost_usd == Decimal("0.2")


def test_what_no_request_used_costs_nothing_by_guess(bedrock, engine_of):
    from bedrock_here import THROTTLED  # noqa: PLC0415 - this test alone

    spec = model_access(load_config({"BEDROCK_MODEL_ID": MODEL})).spec
    bedrock.script = [THROTTLED]
    assert engine_of(access=ModelAccess(spec, bedrock_client)).ask(QUESTION).spent.cost_usd is None


@pytest.mark.parametrize(
    ("label", "usd"),
    [
        (f"bedrock:{MODEL}", "3.3"),
        (f"bedrock:eu.{MODEL}", "3.3"),
        (f"bedrock:global.{MODEL}", "3"),
        ("bedrock:apac.amazon.nova-lite-v1:0", "0.06"),
        ("bedrock:global.amazon.nova-lite-v1:0", "0.06"),
    ],
)
def test_a_model_is_found_by_the_start_of_its_name_in_whatever_area(label, usd):
    assert price_of(label).input == Decimal(usd)


def test_of_a_model_in_neither_file_the_library_is_asked(own):
    path = own('[models."ollama:mine"]\ninput = 1\noutput = 2\n')
    assert price_of("openai:gpt-5.2", path) is None
    assert price_of("ollama:mine:8b", path).cost_usd(1_000_000, 1_000_000, cache_read=500_000) == 3


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("nonsense", "TOMLDecodeError"),
        ("[usd]\nx = 1\n", "KeyError: 'models'"),
        ('[models."a:b"]\ninput = -1\noutput = 1\n', "input is no price"),
        ('[models."a:b"]\ninput = "much"\noutput = 1\n', "InvalidOperation"),
        ('[models."a:b"]\ninput = 1\n', "KeyError: 'output'"),
        ('[models."a:b"]\ninput = 1\noutput = 1\nthoughts = 1\n', "there is no price 'thoughts'"),
        ("models = 3\n", "AttributeError"),
    ],
)
def test_prices_that_cannot_be_used_are_told_at_the_start(own, text, told):
    path = own(text)
    config = replace(load_config({"BEDROCK_MODEL_ID": MODEL}), model_prices=path)
    with pytest.raises(SettingsError, match=told):
        model_access(config)


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(SettingsError, match=r"Cannot use the prices in .*No such file"):
        price_of("a:b", tmp_path / "none.toml")
