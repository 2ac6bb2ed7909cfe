"""The settings of the language model."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from finops_agent.config.reading import one_of, switch, whole
from finops_agent.config.settings import SETTINGS
from finops_agent.errors import SettingsError

PROVIDERS = ("bedrock", "anthropic", "openai", "ollama")
"""Where a language model can be asked."""
_EXAMPLE_MODEL = "anthropic.claude-sonnet-4-5-20250929-v1:0"


def model_settings(values: Mapping[str, str]) -> dict[str, Any]:
    """The settings of the language model."""
    engine = one_of(values, "engine", "auto", "offline", "llm")
    model = _model_name(values)
    if engine == "llm" and not model:
        raise SettingsError(
            f"Cannot use {SETTINGS['engine'].variable}='llm': no model is named. Set {SETTINGS['model'].variable} to "
            f"provider:model or BEDROCK_MODEL_ID to a model id of Amazon Bedrock."
        )
    return {
        "engine": engine,
        "model": model,
        "model_url": values.get(SETTINGS["model_url"].variable, "").strip(),
        "model_key": _model_key(values, model.partition(":")[0]),
        "model_timeout_s": whole(values, "model_timeout_s", low=1, high=600),
        "model_tokens": whole(values, "model_tokens", low=1_000, high=10_000_000),
        "model_requests": whole(values, "model_requests", low=1, high=50),
        "model_rows": whole(values, "model_rows", low=1, high=500),
        "model_labels": one_of(values, "model_labels", "keep", "pseudonyms"),
        "bedrock_profile": values.get(SETTINGS["bedrock_profile"].variable, "").strip(),
        "bedrock_guardrail": _guardrail(values),
        "bedrock_cache": switch(values, "bedrock_cache"),
        "model_prices": Path(path) if (path := values.get(SETTINGS["model_prices"].variable)) else None,
    }


def _model_name(values: Mapping[str, str]) -> str:
    """`provider:model`, from either of the two variables that may name it."""
    named = SETTINGS["model"].variable
    text, model_id = values.get(named, "").strip(), values.get("BEDROCK_MODEL_ID", "").strip()
    provider, colon, name = text.partition(":")
    if text and (provider not in PROVIDERS or not colon or not name.strip()):
        raise SettingsError(
            f"Cannot use {named}={text!r}: give provider:model, such as bedrock:{_EXAMPLE_MODEL}. "
            f"Providers: {', '.join(PROVIDERS)}."
        )
    if text and model_id and text != f"bedrock:{model_id}":
        raise SettingsError(
            f"{named}={text!r} and BEDROCK_MODEL_ID={model_id!r} name different models. Set one of the two."
        )
    return text or (f"bedrock:{model_id}" if model_id else "")


def _model_key(values: Mapping[str, str], provider: str) -> str:
    own = {"anthropic": "ANTHROPIC_API_KEY", "openai": "OPENAI_API_KEY"}.get(provider, "")
    return (values.get(SETTINGS["model_key"].variable) or values.get(own) or "").strip()


def _guardrail(values: Mapping[str, str]) -> str:
    variable = SETTINGS["bedrock_guardrail"].variable
    text = values.get(variable, "").strip()
    name, colon, version = text.rpartition(":")
    if text and not (colon and name and version):
        raise SettingsError(f"Cannot use {variable}={text!r}: give id:version, such as gr-abc123:1 or gr-abc123:DRAFT.")
    return text
