"""Which model is asked, how, and how much one answer may take."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from finops_agent.agent.model.prices import TokenPrice


@dataclass(frozen=True, slots=True)
class Budget:
    """What one answer may take; past it the offline engine answers."""

    timeout_s: float = 60.0
    tokens: int = 60_000
    """Read and written together, over all requests of one answer."""
    requests: int = 8


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """A language model and its settings. `provider` is `bedrock`, `anthropic`, `openai` or `ollama`."""

    provider: str
    name: str
    base_url: str = ""
    key: str = field(default="", repr=False)
    budget: Budget = Budget()
    rows: int = 50
    """Rows of one result that are sent at most."""
    pseudonyms: bool = False
    inference_profile: str = ""
    guardrail: str = ""
    """`id:version`"""
    cache: bool = True
    price: TokenPrice | None = None
    """None where the price list of the model library is asked."""

    @property
    def label(self) -> str:
        """As people and events name it: `provider:model`."""
        return f"{self.provider}:{self.name}"
