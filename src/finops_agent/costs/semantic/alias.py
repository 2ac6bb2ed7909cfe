"""Aliases: what people call services, regions and parts of a bill. The table stands in `aliases.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

from finops_agent.costs.semantic.phrase import Phrase, phrase_of


ANY_STATE = "*state"
"""Stands for whichever column of a table holds a state or status."""


@dataclass(frozen=True, slots=True)
class Alias:
    """Phrases that stand for values of one dimension; `parts` are words beside a phrase that narrow it."""

    phrases: tuple[Phrase, ...]
    dimension: str
    values: tuple[str, ...]
    match: Literal["equals", "contains", "ends", "starts"] = "equals"
    parts: tuple[tuple[Phrase, tuple[str, ...]], ...] = ()


@cache
def aliases() -> tuple[Alias, ...]:
    """All aliases in the order of the table: for a phrase, the first with values in the data wins."""
    text = resources.files(__package__).joinpath("aliases.toml").read_text(encoding="utf-8")
    return tuple(
        Alias(
            phrases=tuple(phrase_of(phrase) for phrase in item["phrases"]),
            dimension=item["dimension"],
            values=tuple(item["values"]),
            match=item.get("match", "equals"),
            parts=tuple((phrase_of(word), tuple(values)) for word, values in item.get("parts", {}).items()),
        )
        for item in tomllib.loads(text)["alias"]
    )
