"""Numbers in a question: 1,000, 2.50, 10k, "three"."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from finops_agent.agent.reading.vocabulary import NUMBER_WORDS

if TYPE_CHECKING:
    from finops_agent.agent.reading.tokens import Token

_SCALES = {"k": 1_000, "thousand": 1_000, "m": 1_000_000, "million": 1_000_000}


def number_at(tokens: tuple[Token, ...], at: int) -> tuple[int, Decimal] | None:
    """The number that starts at token `at`: how many tokens it takes, and its value."""
    word = tokens[at].text
    if word == "zero":
        return 1, Decimal(0)
    if word in NUMBER_WORDS:
        return 1, Decimal(NUMBER_WORDS[word])
    scale = 1
    if word[:-1].isdigit() and word[-1:] in {"k", "m"}:
        word, scale = word[:-1], _SCALES[word[-1]]
    if not (word.isascii() and word.isdigit()):
        return None
    text, length = word, 1
    while _is_glued(tokens, at + length, ",") and len(tokens[at + length + 1].text) == len("000"):
        text += tokens[at + length + 1].text
        length += 2
    if _is_glued(tokens, at + length, "."):
        decimals = tokens[at + length + 1].text
        if not decimals.isdigit():
            decimals, scale = decimals[:-1], _SCALES[decimals[-1]]
        text += "." + decimals
        length += 2
    if at + length < len(tokens) and tokens[at + length].text in {"thousand", "million", "k"}:
        scale = _SCALES[tokens[at + length].text]
        length += 1
    return length, Decimal(text) * scale


def _is_glued(tokens: tuple[Token, ...], at: int, symbol: str) -> bool:
    """Whether `symbol` stands at `at` with digits right after it, without a space."""
    if at + 1 >= len(tokens) or tokens[at].text != symbol:
        return False
    before, mark, after = tokens[at - 1], tokens[at], tokens[at + 1]
    number = after.text[:-1] if symbol == "." and after.text[-1:] in {"k", "m"} else after.text
    digits = number.isascii() and number.isdigit()
    return digits and before.end == mark.start and mark.end == after.start
