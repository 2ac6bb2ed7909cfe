"""Reads a question about use into parts, as questions about bills are read: every word by exactly one rule."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from finops_agent.agent.reading.cut import best_cut, first_in_rank
from finops_agent.agent.reading.numerals import number_at
from finops_agent.agent.reading.parts import Part
from finops_agent.agent.reading.reader import symbol
from finops_agent.agent.reading.times.calendar_times import MONTH_WORDS
from finops_agent.agent.reading.times.dates import read_when
from finops_agent.agent.reading.tokens import matched, tokenize
from finops_agent.costs.semantic.phrase import phrase_of
from finops_agent.usage.model import words
from finops_agent.usage.times import Clock, minutes_at

if TYPE_CHECKING:
    from collections.abc import Iterable

    from finops_agent.agent.reading.tokens import Token
    from finops_agent.costs.semantic.period import Calendar
    from finops_agent.costs.semantic.phrase import Phrase

_CONNECTORS = frozenset("-\u2011")
_LONG_WORD = 6
"""Letters from which a word of a longer phrase is told from others in spite of a slip."""
_WHEN, _METRIC, _DIMENSION, _OPERATOR, _VALUE, _TOPIC, _NUMBER, _FILLER = range(8)


class UsageReader:
    """Reads questions; `calendar` goes from the first event to today, `engines` are those that ever answered."""

    def __init__(self, calendar: Calendar, engines: Iterable[str] = ()) -> None:
        self._calendar = calendar
        self._index: dict[str, list[tuple[Phrase, Part]]] = {}
        known = words()
        for phrase, name in known.metrics.items():
            self._add(phrase, Part("measure", "", 0, name, rank=_METRIC))
        for phrase, (name, is_plural) in known.dimensions.items():
            self._add(phrase, Part("dimension", "", 0, name, is_plural=is_plural, rank=_DIMENSION))
        for phrase, (dimension, value) in known.values.items():
            self._add(phrase, Part("value", "", 0, dimension, values=(value,), rank=_VALUE))
        for engine in engines:
            self._add(phrase_of(engine), Part("value", "", 0, "engine", values=(engine,), rank=_VALUE))
        for phrase, meaning in known.operators.items():
            self._add(phrase, Part("operator", "", 0, meaning, rank=_OPERATOR))
        for phrase, topic in known.topics.items():
            self._add(phrase, Part("topic", "", 0, topic=topic, rank=_TOPIC))
        for phrase in known.fillers:
            self._add(phrase, Part("filler", "", 0, rank=_FILLER))

    @cached_property
    def words(self) -> frozenset[str]:
        """Single words that the reader knows."""
        return self._within({"measure", "dimension", "value", "operator", "topic", "filler"}) | set(MONTH_WORDS)

    @cached_property
    def telling_words(self) -> frozenset[str]:
        """Those of `words` that carry a meaning of their own."""
        return self._within({"measure", "dimension", "value", "operator", "topic"}) | set(MONTH_WORDS)

    @cached_property
    def naming_words(self) -> frozenset[str]:
        """Those that name figures, parts and values: what is offered in place of a word that is not known."""
        return self._within({"measure", "dimension", "value"})

    @property
    def words_of_names(self) -> frozenset[str]:
        """Nothing: the names here are few, and no word of theirs is said of others."""
        return frozenset()

    def read(self, question: str, tokens: tuple[Token, ...] | None = None) -> list[Part]:
        """The parts of `question`, in order, together covering every token."""
        tokens = tokenize(question) if tokens is None else tokens
        parts, at = [], 0
        for part in best_cut(len(tokens), lambda place: self._candidates(tokens, place)):
            first, last = tokens[at], tokens[at + part.length - 1]
            parts.append(replace(part, text=question[first.start : last.end]))
            at += part.length
        return parts

    def _add(self, phrase: Phrase, part: Part) -> None:
        if phrase:
            self._index.setdefault(phrase[0], []).append((phrase, part))

    def _within(self, kinds: set[str]) -> frozenset[str]:
        """Words that are phrases of these kinds by themselves, and the longer ones of longer phrases."""
        return frozenset(
            word
            for entries in self._index.values()
            for phrase, part in entries
            if part.kind in kinds
            for word in phrase
            if len(phrase) == 1 or (part.kind != "filler" and len(word) >= _LONG_WORD)
        )

    def _candidates(self, tokens: tuple[Token, ...], at: int) -> list[Part]:
        """Every reading that starts at token `at`; of equally long ones only the first in rank."""
        found = [
            replace(part, length=length)
            for phrase, part in self._index.get(tokens[at].text, ())
            if (length := matched(tokens, at, phrase, _CONNECTORS))
        ]
        when = read_when(tokens, at, self._calendar, Clock)
        if when is not None:
            found.append(Part("when", "", when[0], when=when[1], rank=_WHEN))
        minutes = minutes_at(tokens, at)
        if minutes is not None:
            found.append(Part("operator", "", minutes[0], "minutes", values=(str(minutes[1]),), rank=_WHEN))
        number = number_at(tokens, at)
        if number is not None:
            found.append(Part("number", "", number[0], number=number[1], rank=_NUMBER))
        by_length = first_in_rank(found)
        if 1 not in by_length:
            by_length[1] = Part("unknown", "", 1) if tokens[at].is_word else symbol(tokens[at].text)
        return list(by_length.values())
