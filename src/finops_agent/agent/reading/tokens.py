"""Tokens: a question cut into words and symbols, each with its place in the text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from finops_agent.costs.semantic.phrase import Phrase, folded

_TOKEN = re.compile(
    r"(?P<word>[wW]/[oO]\b|(?:[tT][oO][pP])(?=\d{1,3}\b)|[^\W_]+(?:['\u2019][^\W_]+)?)|(?P<symbol>->|=>|→|<=|>=|[^\s\w]|_)"
)
_SHORT = {"w/o": "without", "gigs": "gb"}
_ABBREVIATED = frozenset({
    "incl", "excl", "inc", "approx", "avg", "no", "nos", "max", "min", "vs", "dept", "acct", "nr", "tot",
})  # fmt: skip
"""Words whose full stop ends no sentence."""
_POSSESSIVE = re.compile(r"['\u2019](?:s|re|ve|ll|d|m)$")
CONNECTORS = frozenset("-.:/_()&'+@#\u2019\u2011")
"""Symbols that may stand inside a name, such as the dot of `m5.xlarge`."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word (folded, so that it compares) or a symbol; `start` and `end` are offsets in the question."""

    text: str
    start: int
    end: int
    is_word: bool


def tokenize(text: str) -> tuple[Token, ...]:
    """Cut `text` into tokens. A possessive `'s` is dropped; `don't` becomes `dont`: a negation stays.

    The sign of "# of" is the word "number".
    """
    tokens: list[Token] = []
    for match in _TOKEN.finditer(text):
        is_word = match.lastgroup == "word"
        word = match.group()
        numbers = not tokens or tokens[-1].text not in {"no", "nos"} or text[match.end() :].lstrip().startswith("of ")
        if word == "." and numbers and tokens and tokens[-1].text in _ABBREVIATED and tokens[-1].end == match.start():
            continue
        if word == "#" and text[match.end() :].lstrip().startswith("of "):
            is_word, word = True, "number"
        if is_word:
            word = _SHORT.get(word.lower(), word)
            word = folded(_POSSESSIVE.sub("", word)).replace("'", "").replace("\u2019", "")
        tokens.append(Token(word, match.start(), match.end(), is_word))
    return tuple(tokens)


def matched(tokens: tuple[Token, ...], at: int, phrase: Phrase, connectors: frozenset[str] = CONNECTORS) -> int:
    """How many tokens from `at` on spell `phrase` (name-internal symbols skipped), or 0 where they do not."""
    position = at
    for index, word in enumerate(phrase):
        if index:
            while position < len(tokens) and tokens[position].text in connectors:
                position += 1
        if position >= len(tokens) or tokens[position].text != word:
            return 0
        position += 1
    return position - at
