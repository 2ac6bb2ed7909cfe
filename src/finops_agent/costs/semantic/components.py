"""Parts of names: which values have a word among their words, such as "orders" in `ri:orders-ri`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from finops_agent.costs.semantic.links import Link
from finops_agent.costs.semantic.phrase import phrase_of
from finops_agent.costs.semantic.query import Condition

if TYPE_CHECKING:
    from finops_agent.costs.semantic.links import Values
    from finops_agent.costs.semantic.model import SemanticModel
    from finops_agent.costs.semantic.phrase import Phrase

SHORTEST = 3
"""Letters; shorter words stand in too many names."""
MOST_RESOURCES = 1
"""Resources that a single word may mean: names of resources hold all sorts of words."""
_NAMED = ("service", "account", "billing_account", "commitment", "resource", "resource_group")
_COMMON = frozenset({
    "amazon", "aws", "azure", "google", "cloud", "oracle", "microsoft", "service", "services", "data", "web", "arn",
    "subscriptions", "resourcegroups", "providers", "compute", "storage", "virtual", "standard", "usage", "the", "and",
    "for", "with", "per", "account", "subscription", "project", "instance", "instances", "machine", "machines", "east",
    "west", "north", "south", "central",
})  # fmt: skip
"""Words that stand in many names and mean none of them."""
Found = tuple[str, str, str]
"""Dimension, column, value."""


@dataclass(slots=True)
class Components:
    """Word -> the values that have it, for the dimensions that people name by parts."""

    words: dict[str, list[Found]] = field(default_factory=dict)

    def links(self, phrase: Phrase) -> tuple[Link, ...]:
        """Readings of `phrase` by dimension: the values that have its words in a row."""
        first = self.words.get(phrase[0], []) if phrase else []
        by_dimension: dict[str, dict[str, list[str]]] = {}
        for dimension, column, value in first:
            if _has(phrase_of(value), phrase):
                by_dimension.setdefault(dimension, {}).setdefault(column, []).append(value)
        return tuple(
            Link(
                dimension,
                tuple(
                    Condition(dimension, "equals", tuple(values), column or None) for column, values in columns.items()
                ),
                " / ".join(dict.fromkeys(value for values in columns.values() for value in values)),
            )
            for dimension, columns in by_dimension.items()
            if _is_telling(dimension, phrase, columns)
        )


def components_of(model: SemanticModel, values: Values) -> Components:
    """The words within the names of services, accounts, commitments and resources; of tables, of what a row is."""
    found = Components()
    for dimension in model.dimensions.values():
        if dimension.name not in _NAMED and dimension.standard not in _NAMED and not dimension.is_entity:
            continue
        for column, known in values.get(dimension.name, {}).items():
            for value in known:
                words = phrase_of(value)
                if len(words) > 1:
                    for word in dict.fromkeys(words):
                        if len(word) >= SHORTEST and word not in _COMMON and not word.isdigit():
                            found.words.setdefault(word, []).append((dimension.name, column, value))
    return found


def _is_telling(dimension: str, phrase: Phrase, columns: dict[str, list[str]]) -> bool:
    """Whether the phrase picks out few enough names to mean them."""
    count = max(len(values) for values in columns.values())
    return dimension in {"service", "account", "commitment"} or len(phrase) > 1 or count <= MOST_RESOURCES


def _has(words: Phrase, phrase: Phrase) -> bool:
    return any(words[at : at + len(phrase)] == phrase for at in range(len(words) - len(phrase) + 1))
