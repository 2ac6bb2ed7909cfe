"""The words of questions: operators, grammar words, words said in passing, and topics that a bill cannot answer."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from finops_agent.costs.semantic.phrase import Phrase, phrase_of

NUMBER_WORDS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "twelve": 12, "fifteen": 15, "twenty": 20,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Topic:
    """Something a bill cannot answer; `needs` says what could, `analysis` what the question is about."""

    words: tuple[Phrase, ...]
    needs: str
    analysis: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Phrases by meaning. `operators` and `topics` map a phrase to its one meaning."""

    operators: dict[Phrase, str]
    hard_fillers: frozenset[Phrase]
    soft_fillers: frozenset[Phrase]
    topics: dict[Phrase, Topic]
    everyday: dict[Phrase, str]
    """Operators said in passing, which names in the data take precedence of."""
    asides: frozenset[Phrase]
    """Grammar words of that sort."""


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary, read once."""
    words, spoken, clouds = _table("vocabulary.toml"), _table("everyday.toml"), _table("clouds.toml")
    topics: dict[Phrase, Topic] = {}
    for item in _table("topics.toml")["topic"]:
        topic = Topic(tuple(phrase_of(word) for word in item["words"]), item["needs"], item.get("analysis", "general"))
        topics.update(dict.fromkeys(topic.words, topic))
    return Vocabulary(
        operators=_meanings(clouds["operators"]) | _meanings(words["operators"]),
        hard_fillers=frozenset(phrase_of(word) for word in words["fillers"]["hard"] + clouds["fillers"]["hard"]),
        soft_fillers=frozenset(phrase_of(word) for word in words["fillers"]["soft"]),
        topics=topics,
        everyday=_meanings(spoken["operators"]),
        asides=frozenset(phrase_of(word) for word in spoken["fillers"]["hard"] + spoken["fillers"]["soft"]),
    )


def _meanings(phrases: dict[str, list[str]]) -> dict[Phrase, str]:
    """Phrase -> its meaning: that of the first list with it."""
    found: dict[Phrase, str] = {}
    for meaning, words in phrases.items():
        for word in words:
            found.setdefault(phrase_of(word), meaning)
    return found


def _table(file: str) -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath(file).read_text(encoding="utf-8"))
