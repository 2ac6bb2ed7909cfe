"""Slips of the pen: reads an unknown word as a known one only where hardly anything else can be meant."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from finops_agent.agent.reading.times.moments import TIME_WORDS
from finops_agent.agent.reading.tokens import tokenize

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from finops_agent.agent.reading.parts import Part
    from finops_agent.agent.reading.tokens import Token

LIKENESS = 85
"""Similarity (0-100) from which an unknown word is read as a known one."""
NEARNESS = 65
"""Similarity from which a known word is offered as "did you mean"."""
SHORTEST = 4
"""Letters: shorter words have too many neighbours."""
LONGEST = 40
"""Letters: a longer run is no word with a slip in it."""
_DENIAL = "non"
DOUBT = 4
"""A second candidate this close to the best makes the reading a guess, so none is made."""


class Reads(Protocol):
    """Reads questions into parts, and knows which words it knows."""

    @property
    def words(self) -> frozenset[str]:
        """Single words that it knows."""

    @property
    def telling_words(self) -> frozenset[str]:
        """Those of `words` that carry a meaning of their own."""

    @property
    def words_of_names(self) -> frozenset[str]:
        """All words of names of columns, which are no slips even where they say too little by themselves."""

    def read(self, question: str, tokens: tuple[Token, ...] | None = None) -> list[Part]:
        """The parts of a question, in order, together covering every token."""


def mended(reader: Reads, question: str) -> tuple[list[Part], tuple[str, ...]]:
    """The parts of the question, clear slips of the pen corrected and noted."""
    tokens = tokenize(question)
    parts = reader.read(question, tokens)
    unknown = {part.text for part in parts if part.kind == "unknown"}
    if not unknown:
        return parts, ()
    tokens, notes = _denied_apart(tokens, question, unknown, reader)
    better = list(tokens)
    for at, token in enumerate(tokens):
        typed = question[token.start : token.end]
        is_unknown = token.is_word and typed in unknown and token.text not in reader.words_of_names
        word = (corrected(token.text, reader.telling_words) or _filler(token.text, reader)) if is_unknown else None
        if word is not None:
            better[at] = replace(token, text=word)
            notes.append(f"Read {typed!r} as {word!r}.")
    return (reader.read(question, tuple(better)), tuple(notes)) if notes else (parts, ())


def _denied_apart(
    tokens: tuple[Token, ...], question: str, unknown: set[str], reader: Reads
) -> tuple[tuple[Token, ...], list[str]]:
    """Tokens with "nonprod" as "non" and "prod", where that is no name of its own and the rest of it is one."""
    apart: list[Token] = []
    notes: list[str] = []
    for token in tokens:
        name = token.text.removeprefix(_DENIAL)
        is_new = token.is_word and question[token.start : token.end] in unknown
        if is_new and len(name) < len(token.text) and name in reader.telling_words:
            middle = token.start + len(_DENIAL)
            apart += [replace(token, text=_DENIAL, end=middle), replace(token, text=name, start=middle)]
            notes.append(f"Read {token.text!r} as 'not {name}'.")
        else:
            apart.append(token)
    return tuple(apart), notes


def corrected(word: str, known: Collection[str]) -> str | None:
    """The one known word that `word` clearly is, or None. Words with digits are names and are never corrected."""
    if len(word) < SHORTEST or not word.isalpha() or word in TIME_WORDS:
        return None
    turned = {other for other in _turned(word) if other in known}
    if turned:
        return turned.pop() if len(turned) == 1 else None
    cut = [other for other in known if _is_cut(word, other)]
    if len(cut) == 1:
        return cut[0]
    found = [match for match in _near(word, known, LIKENESS) if match[0][0] == word[0]]
    if not found or (len(found) > 1 and found[0][1] - found[1][1] < DOUBT):
        return None
    return found[0][0]


def _is_cut(word: str, other: str) -> bool:
    """Whether `word` is `other` with letters left out in the middle, as people shorten: "dbricks", "mgmt"."""
    if (
        not len(word) < len(other) <= 2 * len(word)
        or len(word) <= SHORTEST
        or word[0] != other[0]
        or word[-2:] != other[-2:]
    ):
        return False
    letters = iter(other)
    return all(letter in letters for letter in word)


def _turned(word: str) -> Iterator[str]:
    """The word with two neighbouring letters changed places, the most usual slip; the first letter may move too."""
    for at in range(len(word) - 1):
        yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _filler(word: str, reader: Reads) -> str | None:
    """A grammar word with one letter wrong; as such words carry no meaning, nothing less will do."""
    better = corrected(word, reader.words)
    is_slip = better is not None and better not in reader.telling_words and abs(len(better) - len(word)) <= 1
    return better if is_slip else None


def nearest(word: str, known: Collection[str], count: int = 3) -> tuple[str, ...]:
    """Known words that look like `word`, the nearest first."""
    return tuple(match for match, _ in _near(word, known, NEARNESS) if match != word)[:count]


@lru_cache(maxsize=64)
def _candidates(known: frozenset[str]) -> tuple[str, ...]:
    """Words that a slip can be read as, in a fixed order; a data set's words are sorted once."""
    return tuple(sorted(other for other in known if len(other) >= SHORTEST and other.isalpha()))


def _near(word: str, known: Collection[str], cutoff: int) -> list[tuple[str, float]]:
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - only unknown words need it

    if len(word) > LONGEST:
        return []
    shortest, longest = len(word) * cutoff // 200, len(word) * 200 // cutoff + 1
    candidates = [other for other in _candidates(frozenset(known)) if shortest <= len(other) <= longest]
    found = process.extract(word, candidates, scorer=fuzz.ratio, score_cutoff=cutoff, limit=5)
    return [(match, score) for match, score, _ in found]
