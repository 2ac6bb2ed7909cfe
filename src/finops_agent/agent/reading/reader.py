"""Reads a question into parts: every word is explained by exactly one rule, or named as unknown."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from finops_agent.agent.reading.cut import best_cut, first_in_rank
from finops_agent.agent.reading.numerals import number_at
from finops_agent.agent.reading.parts import Kind, Part
from finops_agent.agent.reading.times.ages import NEWEST, OLDEST
from finops_agent.agent.reading.times.calendar_times import MONTH_WORDS
from finops_agent.agent.reading.times.dates import read_when
from finops_agent.agent.reading.tokens import CONNECTORS, Token, matched, tokenize
from finops_agent.agent.reading.vocabulary import Topic, vocabulary
from finops_agent.costs.semantic import missing_measures
from finops_agent.costs.semantic.bills import missing_dimensions
from finops_agent.costs.semantic.model import COSTS, TAG_PREFIX
from finops_agent.costs.semantic.phrase import phrase_of
from finops_agent.costs.semantic.table_days import AGE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from finops_agent.costs.semantic import Catalog
    from finops_agent.costs.semantic.phrase import Phrase

_WORD_CONNECTORS = frozenset("-\u2011_")
_TAG_CONNECTORS = _WORD_CONNECTORS | frozenset(".:/_")
"""What stands in the keys of tags, such as `ops.team`."""
_SYMBOL_OPERATORS = {
    "%": "percent", "$": "money", "->": "compare", "→": "compare", "=>": "compare", "+": "and", "&": "and",
    ",": "comma",
    ";": "comma", "/": "or", ">": "over", "<": "under", ">=": "at_least", "<=": "at_most", "=": "exactly",
}  # fmt: skip
_DASHES = frozenset("-\u2013\u2014")
_PUNCTUATION = frozenset("?!.:()[]{}\"'\u201c\u201d\u2018\u2019`*_…#@") | _DASHES
_PRIORITY: dict[Kind, int] = {
    "when": 0, "operator": 1, "measure": 2, "dimension": 3, "filler": 4, "narrow": 5, "value": 6, "number": 7,
    "component": 8, "topic": 9, "absent": 10,
}  # fmt: skip
_SOFT_FILLER = 12
_LONG_FILLER = 5
"""Letters from which a name of the data takes precedence of a grammar word, such as a department "People"."""
_WITHIN_NAMES = 14
_EVERYDAY = 11
"""Rank of what people say in passing, after all names of the data."""
_LONGEST_COMPONENT = 9
"""Tokens of a part of a name."""
_LONG_WORD = 7
"""Letters from which a word of a longer phrase is told from others in spite of a slip."""
_YIELDING = frozenset({
    "utilisation", "coverage", "waste", "savings_rate", "explain", "anomalies", "forecast", "gone", "quality",
    "credit_kinds",
    "unit_cost", "saving", "removal", "new", "move", "cheaper", "dearer", "running", "trend",
})  # fmt: skip
"""Operators that a column or value of the same name takes precedence of."""


class Reader:
    """Reads questions about one table. Holds the phrase index; reading changes nothing."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._index: dict[str, list[tuple[Phrase, Part]]] = {}
        self._add_vocabulary()
        self._add_model()
        for entries in self._index.values():
            entries.sort(key=lambda entry: -len(entry[0]))

    # --------------------------------------------------------------- index
    def _add(self, phrases: Iterable[Phrase], part: Part) -> None:
        for phrase in phrases:
            if phrase:
                self._index.setdefault(phrase[0], []).append((phrase, part))

    def _add_vocabulary(self) -> None:
        words = vocabulary()
        skipped = {"money"} if len(self._catalog.currencies) > 1 else set()
        for phrase, meaning in words.operators.items():
            if meaning not in skipped:
                rank = _PRIORITY["topic" if meaning in _YIELDING else "operator"]
                self._add([phrase], Part("operator", "", 0, meaning, rank=rank))
        for phrase, meaning in words.everyday.items():
            if meaning not in skipped:
                self._add([phrase], Part("operator", "", 0, meaning, rank=_EVERYDAY))
        self._add(words.asides, Part("filler", "", 0, rank=_EVERYDAY + 2))
        for phrase, topic in words.topics.items():
            self._add([phrase], Part("topic", "", 0, topic=topic, rank=_PRIORITY["topic"]))
        named = {(word,) for (word, *more) in words.hard_fillers if not more and len(word) >= _LONG_FILLER}
        named &= set(self._catalog.links)
        self._add(words.hard_fillers - named, Part("filler", "", 0, rank=_PRIORITY["filler"]))
        self._add(named, Part("filler", "", 0, rank=_SOFT_FILLER))
        self._add(words.soft_fillers, Part("filler", "", 0, rank=_SOFT_FILLER))

    def _add_model(self) -> None:
        model = self._catalog.model
        self._add(
            [word for word in model.day_words if word not in self._catalog.links],
            Part("filler", "", 0, rank=_PRIORITY["filler"]),
        )
        if AGE in model.measures:
            for meaning, aged in (("top", OLDEST), ("bottom", NEWEST)):
                self._add(map(phrase_of, aged), Part("operator", "", 0, meaning, rank=_PRIORITY["operator"]))
        self._add(model.rows_are, Part("filler", "", 0, rank=_PRIORITY["component"]))
        for measure in model.measures.values():
            self._add(measure.words, Part("measure", "", 0, measure.name, rank=_PRIORITY["measure"]))
        for words, needs in missing_dimensions(model):
            self._add(words, Part("topic", "", 0, topic=Topic((), needs, "general"), rank=_PRIORITY["topic"]))
        for words, needs in missing_measures(model):
            self._add(words, Part("topic", "", 0, topic=Topic((), needs, "general"), rank=_PRIORITY["topic"]))
        for dimension in model.dimensions.values():
            part = Part("dimension", "", 0, dimension.name, rank=_PRIORITY["dimension"])
            self._add(dimension.words, part)
            self._add(dimension.plurals, replace(part, is_plural=True))

    @cached_property
    def words(self) -> frozenset[str]:
        """Single words that the reader knows: what a slip of the pen can be read as."""
        return self.telling_words | self._singles({"filler"})

    @cached_property
    def telling_words(self) -> frozenset[str]:
        """Those of `words` that carry a meaning of their own."""
        values = {word for phrase in self._catalog.links for word in phrase if len(phrase) == 1}
        values |= set(self._catalog.components.words)
        return frozenset(
            self._singles(set(_PRIORITY) - {"filler"}) | set(MONTH_WORDS) | values | self._within_phrases()
        )

    @cached_property
    def words_of_names(self) -> frozenset[str]:
        """All words that names of a list's columns have, alone or beside others; those of a bill are its own to use."""
        if self._catalog.model.table == COSTS:
            return frozenset()
        entries = (entry for found in self._index.values() for entry in found)
        return frozenset(word for phrase, part in entries if part.kind in {"dimension", "measure"} for word in phrase)

    def _within_phrases(self) -> set[str]:
        """Words that only longer phrases have, such as the "expensive" of "most expensive" or "business unit"."""
        named = (phrase for phrase in self._catalog.links if len(phrase) > 1)
        own = (
            phrase
            for entries in self._index.values()
            for phrase, part in entries
            if part.kind in {"operator", "dimension", "measure"}
        )
        return {word for phrase in (*own, *named) for word in phrase if len(word) >= _LONG_WORD}

    def _singles(self, kinds: set[Kind]) -> set[str]:
        return {
            phrase[0]
            for entries in self._index.values()
            for phrase, part in entries
            if len(phrase) == 1 and part.kind in kinds
        }

    # -------------------------------------------------------------- reading
    def read(self, question: str, tokens: tuple[Token, ...] | None = None) -> list[Part]:
        """The parts of `question`, in order, together covering every token."""
        tokens = tokenize(question) if tokens is None else tokens
        narrowing = self._narrowing(tokens)
        parts = []
        at = 0
        for part in best_cut(len(tokens), lambda at: self._candidates(tokens, at, narrowing)):
            first, last = tokens[at], tokens[at + part.length - 1]
            words = " ".join(token.text for token in tokens[at : at + part.length])
            parts.append(replace(part, text=question[first.start : last.end], words=words))
            at += part.length
        return parts

    def _narrowing(self, tokens: tuple[Token, ...]) -> list[tuple[Phrase, Part]]:
        """Words that narrow an alias of this question, such as "hours" beside "NAT gateway"."""
        found = []
        for at, token in enumerate(tokens):
            for phrase in self._catalog.starts.get(token.text, ()):
                for link in self._catalog.links.get(phrase, ()):
                    if link.parts and matched(tokens, at, phrase):
                        found += [
                            (word, Part("narrow", "", 0, link.dimension, values=values)) for word, values in link.parts
                        ]
        return found

    def _candidates(self, tokens: tuple[Token, ...], at: int, narrowing: list[tuple[Phrase, Part]]) -> list[Part]:
        """Every reading that starts at token `at`; of equally long ones only the first in rank."""
        candidates = [*self._phrases(tokens, at), *self._values(tokens, at), *self._times(tokens, at)]
        candidates += [
            replace(part, length=length, rank=_PRIORITY["narrow"])
            for word, part in narrowing
            if (length := matched(tokens, at, word))
        ]
        candidates += self._components(tokens, at)
        candidates += self._within_names(tokens, at)
        number = number_at(tokens, at)
        if number is not None:
            length, value = number
            candidates.append(Part("number", "", length, number=value, rank=_PRIORITY["number"]))
        by_length = first_in_rank(candidates)
        if 1 not in by_length:
            by_length[1] = symbol(tokens[at].text) if not tokens[at].is_word else Part("unknown", "", 1)
        return list(by_length.values())

    def _phrases(self, tokens: tuple[Token, ...], at: int) -> list[Part]:
        return [
            replace(part, length=length)
            for phrase, part in self._index.get(tokens[at].text, ())
            if (length := matched(tokens, at, phrase, _TAG_CONNECTORS if _is_tag(part) else _WORD_CONNECTORS))
        ] + self._joined(tokens, at)

    def _joined(self, tokens: tuple[Token, ...], at: int) -> list[Part]:
        """A column whose name is one word where the question has two: "cost center" for `costcenter`."""
        after = at + (2 if at + 1 < len(tokens) and tokens[at + 1].text in _WORD_CONNECTORS else 1)
        if after >= len(tokens) or not (tokens[at].is_word and tokens[after].is_word):
            return []
        word = tokens[at].text + tokens[after].text
        return [
            replace(part, length=after - at + 1)
            for phrase, part in self._index.get(word, ())
            if len(phrase) == 1 and part.kind in {"dimension", "measure"}
        ]

    def _values(self, tokens: tuple[Token, ...], at: int) -> list[Part]:
        found = []
        for phrase in self._catalog.starts.get(tokens[at].text, ()):
            length = matched(tokens, at, phrase, CONNECTORS)
            if not length:
                continue
            links = self._catalog.links.get(phrase)
            if links:
                found.append(Part("value", "", length, links=links, rank=_PRIORITY["value"]))
            else:
                found.append(Part("absent", "", length, alias=self._catalog.absent[phrase], rank=_PRIORITY["absent"]))
        return found

    def _components(self, tokens: tuple[Token, ...], at: int) -> list[Part]:
        """Words that are part of a longer name in the data, such as the "web" of `vm-web-01`."""
        words: list[str] = []
        found: list[Part] = []
        for token in tokens[at : at + _LONGEST_COMPONENT]:
            if token.text in CONNECTORS and words:
                words.append("")
                continue
            if not token.is_word:
                break
            words.append(token.text)
            phrase = tuple(word for word in words if word)
            links = self._catalog.component_links(phrase)
            if links and self._is_kind_of(phrase):
                continue
            if links:
                found.append(Part("component", "", len(words), links=links, rank=_PRIORITY["component"]))
            elif len(phrase) > 1:
                break
        return found

    def _is_kind_of(self, phrase: Phrase) -> bool:
        """Whether the words are a name and a column: "database service" is a service of databases."""
        return len(phrase) > 1 and phrase[-1:] in self._nouns and phrase[:-1] in self._catalog.links

    @cached_property
    def _nouns(self) -> frozenset[Phrase]:
        dimensions = self._catalog.model.dimensions.values()
        return frozenset(phrase for d in dimensions for phrase in (*d.words, *d.plurals) if len(phrase) == 1)

    def _within_names(self, tokens: tuple[Token, ...], at: int) -> list[Part]:
        """A word that nothing else explains, but that stands in names of usage types or meters, such as "vCPU"."""
        links = self._catalog.components.within(tokens[at].text) if tokens[at].is_word else ()
        return [Part("component", "", 1, links=links, rank=_WITHIN_NAMES)] if links else []

    def _times(self, tokens: tuple[Token, ...], at: int) -> list[Part]:
        if self._catalog.calendar is None or self._says_making(tokens, at):
            return []
        reading = read_when(tokens, at, self._catalog.calendar)
        if reading is None:
            return []
        links = self._catalog.links.get(tuple(token.text for token in tokens[at : at + reading[0]]), ())
        links = tuple(link for link in links if not link.is_alias)
        return [Part("when", "", reading[0], when=reading[1], links=links, rank=_PRIORITY["when"])]

    def _says_making(self, tokens: tuple[Token, ...], at: int) -> bool:
        """Whether the "starting" of "starting in 2024" is said of things that have a day of starting."""
        word = tokens[at].text
        return word.startswith("start") and (word,) in self._catalog.model.day_words


def _is_tag(part: Part) -> bool:
    return part.kind == "dimension" and part.meaning.startswith(TAG_PREFIX)


def symbol(text: str) -> Part:
    """What a symbol says where no rule takes it."""
    if text in _SYMBOL_OPERATORS:
        return Part("operator", "", 1, _SYMBOL_OPERATORS[text])
    if text in _DASHES:
        return Part("symbol", "", 1, "dash")
    return Part("symbol", "", 1, "punctuation") if text in _PUNCTUATION else Part("unknown", "", 1)
