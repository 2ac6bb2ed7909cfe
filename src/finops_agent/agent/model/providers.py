"""From a `ModelSpec` to a model of the library, one function a provider. Importing this imports the library."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic_ai.exceptions import UserError

from finops_agent.errors import ModelUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic_ai.models import Model
    from pydantic_ai.models.bedrock import BedrockModelSettings

    from finops_agent.agent.model.spec import ModelSpec


def made_model(spec: ModelSpec, connect: Callable[[float], Any]) -> Model:
    """The model that `spec` names.

    Raises:
        ModelUnavailable: its library or its key is missing, or there are no credentials.
    """
    make = {"bedrock": _bedrock, "anthropic": _anthropic, "openai": _openai, "ollama": _ollama}[spec.provider]
    try:
        return make(spec, connect)
    except ImportError as error:
        extra = {"anthropic": "llm-anthropic", "openai": "llm-openai", "ollama": "llm-openai"}.get(spec.provider, "llm")
        raise ModelUnavailable(
            f"Cannot ask {spec.label}: its library is not installed. "
            f"Install it with: pip install 'finops-genai-agent[{extra}]'"
        ) from error
    except UserError as error:
        raise ModelUnavailable(f"Cannot ask {spec.label}: {error}") from error


def _bedrock(spec: ModelSpec, connect: Callable[[float], Any]) -> Model:
    from pydantic_ai.models.bedrock import BedrockConverseModel  # noqa: PLC0415 - only who uses Bedrock has boto3
    from pydantic_ai.providers.bedrock import BedrockProvider  # noqa: PLC0415 - same

    client = connect(spec.budget.timeout_s)
    return BedrockConverseModel(
        spec.name, provider=BedrockProvider(bedrock_client=client), settings=_bedrock_settings(spec)
    )


def _bedrock_settings(spec: ModelSpec) -> BedrockModelSettings:
    settings: BedrockModelSettings = {}
    if spec.inference_profile:
        settings["bedrock_inference_profile"] = spec.inference_profile
    if spec.guardrail:
        name, _, version = spec.guardrail.rpartition(":")
        settings["bedrock_guardrail_config"] = {"guardrailIdentifier": name, "guardrailVersion": version}
    if spec.cache:
        # The library leaves both out for models that cannot cache.
        settings["bedrock_cache_instructions"] = True
        settings["bedrock_cache_tool_definitions"] = True
    return settings


def _anthropic(spec: ModelSpec, _: Callable[[float], Any]) -> Model:
    from pydantic_ai.models.anthropic import AnthropicModel  # noqa: PLC0415 - an extra of its own
    from pydantic_ai.providers.anthropic import AnthropicProvider  # noqa: PLC0415 - same

    key = _needed_key(spec, "ANTHROPIC_API_KEY")
    return AnthropicModel(spec.name, provider=AnthropicProvider(api_key=key, base_url=spec.base_url or None))


def _openai(spec: ModelSpec, _: Callable[[float], Any]) -> Model:
    from pydantic_ai.models.openai import OpenAIChatModel  # noqa: PLC0415 - an extra of its own
    from pydantic_ai.providers.openai import OpenAIProvider  # noqa: PLC0415 - same

    if spec.base_url:  # servers of one's own rarely want a key
        return OpenAIChatModel(spec.name, provider=OpenAIProvider(base_url=spec.base_url, api_key=spec.key or "none"))
    return OpenAIChatModel(spec.name, provider=OpenAIProvider(api_key=_needed_key(spec, "OPENAI_API_KEY")))


def _ollama(spec: ModelSpec, _: Callable[[float], Any]) -> Model:
    from pydantic_ai.models.ollama import OllamaModel  # noqa: PLC0415 - an extra of its own
    from pydantic_ai.providers.ollama import OllamaProvider  # noqa: PLC0415 - same

    url = spec.base_url or "http://127.0.0.1:11434/v1"
    return OllamaModel(spec.name, provider=OllamaProvider(base_url=url, api_key=spec.key or "none"))


def _needed_key(spec: ModelSpec, variable: str) -> str:
    if not spec.key:
        raise ModelUnavailable(
            f"Cannot ask {spec.label}: no key is set. Set FINOPS_AGENT_MODEL_KEY or {variable}. "
            "Until then the offline engine answers."
        )
    return spec.key
