"""Parts of names: which values have a word among their words, such as "orders" in `ri:orders-ri`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from finops_agent.costs.semantic.links import Link
from finops_agent.costs.semantic.model import COSTS
from finops_agent.costs.semantic.phrase import phrase_of
from finops_agent.costs.semantic.query import Condition
from finops_agent.costs.semantic.words import column_words

if TYPE_CHECKING:
    from finops_agent.costs.semantic.links import Values
    from finops_agent.costs.semantic.model import SemanticModel
    from finops_agent.costs.semantic.phrase import Phrase

SHORTEST = 3
"""Letters; shorter words stand in too many names."""
MOST_RESOURCES = 1
"""Resources that a single word may mean: names of resources hold all sorts of words."""
_NAMED = ("service", "account", "billing_account", "commitment", "resource", "resource_group")
MOST_OPEN = 50
"""Values up to which a word picks out several at once."""
LONGEST_INITIALS = 5
"""Words of a name that is called by its first letters."""
_DETAILS = ("usage_type", "meter", "description", "unit")
_COMMON = frozenset({
    "amazon", "aws", "azure", "google", "cloud", "oracle", "microsoft", "service", "services", "data", "web", "arn",
    "subscriptions", "resourcegroups", "providers", "compute", "storage", "virtual", "standard", "usage", "the", "and",
    "for", "with", "per", "account", "subscription", "project", "instance", "instances", "machine", "machines", "east",
    "west", "north", "south", "central",
})  # fmt: skip
"""Words that stand in many names and mean none of them."""
_CATEGORIES = frozenset({"compute", "network", "networking", "database", "databases", "analytics", "security"})
"""Words for kinds of services, which a usage type that happens to have the word is not."""
_SIZES = frozenset({"kb", "mb", "gb", "tb", "pb", "kib", "mib", "gib", "tib", "pib"})
"""Units that people write, never the first letters of a name."""
Found = tuple[str, str, str]
"""Dimension, column, value."""


@dataclass(slots=True)
class Components:
    """Word -> the values that have it, for the dimensions that people name by parts."""

    open: set[str] = field(default_factory=set)
    """Columns of tables with few values, any of which a part of a name can mean."""
    words: dict[str, list[Found]] = field(default_factory=dict)
    initials: dict[str, list[Found]] = field(default_factory=dict)
    """First letters of the words of a name -> the names: the `hr` of "Human Resources"."""
    details: dict[str, list[Found]] = field(default_factory=dict)
    """Word -> the usage types, meters or units whose names have it."""

    def within(self, word: str) -> tuple[Link, ...]:
        """The reading of `word` as all names of usage types or meters that have it, of the first column with some."""
        found = [] if word in _CATEGORIES else self.details.get(word, [])
        first = [item for item in found if item[:2] == found[0][:2]]
        if not first:
            return ()
        dimension, column, _ = first[0]
        values = tuple(value for _, _, value in first)
        label = values[0] if len(values) == 1 else f"{len(values)} names with {word!r}"
        return (Link(dimension, (Condition(dimension, "equals", values, column or None),), label),)

    def links(self, phrase: Phrase) -> tuple[Link, ...]:
        """Readings of `phrase` by dimension: the values that have its words in a row."""
        first = next((self.words[word] for word in phrase if word in self.words), [])
        by_dimension: dict[str, dict[str, list[str]]] = {}
        short = self.initials.get(phrase[0], []) if len(phrase) == 1 else []
        if len({value for _, _, value in short}) == 1:
            dimension, column, value = short[0]
            return (Link(dimension, (Condition(dimension, "equals", (value,), column or None),), value),)
        for dimension, column, value in first:
            if _has(phrase_of(value), phrase) or _has(column_words(value), phrase):
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
            if _is_telling(dimension, phrase, columns) or dimension in self.open
        )


def components_of(model: SemanticModel, values: Values) -> Components:
    """The words within the names of services, accounts, commitments and resources; of tables, of what a row is."""
    found = Components()
    is_table = model.table != COSTS
    for dimension in model.dimensions.values():
        plain = is_table and not dimension.is_flag and dimension.grain is None
        for column, known in values.get(dimension.name, {}).items():
            if dimension.name in _NAMED or dimension.standard in _NAMED or dimension.is_entity or plain:
                _add_words(found, (dimension.name, column), known, frozenset() if plain else _COMMON)
            if plain and not dimension.is_entity and len(known) <= MOST_OPEN:
                found.open.add(dimension.name)
            if not dimension.is_entity and dimension.name != "resource":
                _add_initials(found, (dimension.name, column), known)
    if not is_table:
        _add_details(found, values)
    return found


def _add_details(found: Components, values: Values) -> None:
    for name in _DETAILS:
        for column, known in values.get(name, {}).items():
            for value in known:
                for word in dict.fromkeys((*phrase_of(value), *column_words(value))):
                    is_series = len(word) == SHORTEST - 1 and word[0].isalpha() and word[1].isdigit()
                    if is_series or (len(word) >= SHORTEST and not word.isdigit()):
                        found.details.setdefault(word, []).append((name, column, value))


def _add_words(found: Components, place: tuple[str, str], known: tuple[str, ...], dull: frozenset[str]) -> None:
    for value in known:
        words = phrase_of(value) if dull or not value.isalnum() else column_words(value)
        if len(words) > 1:
            for word in dict.fromkeys(words):
                if len(word) >= SHORTEST and word not in dull and not word.isdigit():
                    found.words.setdefault(word, []).append((*place, value))


def _add_initials(found: Components, place: tuple[str, str], known: tuple[str, ...]) -> None:
    for value in known:
        words = phrase_of(value)
        if 1 < len(words) <= LONGEST_INITIALS and all(word.isalpha() for word in words):
            initials = "".join(word[0] for word in words)
            if initials not in _SIZES:
                found.initials.setdefault(initials, []).append((*place, value))


def _is_telling(dimension: str, phrase: Phrase, columns: dict[str, list[str]]) -> bool:
    """Whether the phrase picks out few enough names to mean them."""
    count = max(len(values) for values in columns.values())
    return dimension in {"service", "account", "commitment"} or len(phrase) > 1 or count <= MOST_RESOURCES


def _has(words: Phrase, phrase: Phrase) -> bool:
    return any(words[at : at + len(phrase)] == phrase for at in range(len(words) - len(phrase) + 1))
