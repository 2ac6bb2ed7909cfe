"""Numbers that are written in words: "twelve million", "ninety-five percent"."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_SMALL: Final = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS: Final = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
VALUES: Final = {
    **{word: number for number, word in enumerate(_SMALL)},
    **{word: 10 * number for number, word in enumerate(_TENS, 2)},
}
SCALES: Final = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_ONE: Final = "|".join((*VALUES, *SCALES))
_RUN: Final = re.compile(rf"\b(?:a\s+)?(?:{_ONE})(?:(?:\s+and\s+|[\s-]+)(?:{_ONE}))*\b", re.IGNORECASE)


def worded_numbers(text: str) -> Iterator[tuple[str, Decimal, int]]:
    """Each number in words: the words, its value, and where they end.

    >>> [(said, int(value)) for said, value, _ in worded_numbers("Two hundred and six of ninety-five")]
    [('Two hundred and six', 206), ('ninety-five', 95)]
    """
    for match in _RUN.finditer(text):
        if not re.search(r"\d[\d.,]*\s*$", text[: match.start()]):  # "3 million" is read with its digits
            yield match[0], _value(match[0]), match.end()


def _value(words: str) -> Decimal:
    total = group = 0
    for word in re.findall(r"[a-z]+", words.lower()):
        if word in VALUES:
            group += VALUES[word]
        elif word == "hundred":
            group = max(group, 1) * SCALES[word]
        elif word in SCALES:
            total += max(group, 1) * SCALES[word]
            group = 0
    return Decimal(total + group)
