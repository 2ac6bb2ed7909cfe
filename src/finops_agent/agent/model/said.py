"""The numbers that a text says, each as it is shown there: value, decimals, sign, and whether money or a percentage."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from finops_agent.agent.model.number_words import SCALES, worded_numbers

_CURRENCY: Final = r"(?:US\$|[$€£¥]|(?:USD|EUR|GBP|JPY|CHF|INR|CAD|AUD)\b)"
_NUMBER: Final = re.compile(
    rf"(?P<before>[-−+]?)(?P<currency>{_CURRENCY})?\s?(?P<after>[-−]?)"
    r"(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
    r"(?:\s?(?P<scale>thousand|million|billion|bn|[kKmMB])(?![A-Za-z]))?"
    r"(?P<percent>\s?(?:%|percent\b|per\s?cent\b|pct\b))?"
)
_SHORT_SCALES: Final = {"k": 1_000, "m": 1_000_000, "b": 1_000_000_000, "bn": 1_000_000_000}
_NAME: Final = re.compile(r"(?<![\w$€£¥])(?=[\w.\-]*\d)[A-Za-z][\w.\-]*\w|(?<![\w.\-$€£¥])\d+(?:st|nd|rd|th)\b")
_CODED: Final = re.compile(r"^(?:USD|EUR|GBP|JPY|CHF|INR|CAD|AUD|US)(?=[-.]?\d)", re.IGNORECASE)
_RANGE: Final = re.compile(r"(?<=[\d%])\s?[-–—−]\s?(?=[$€£¥]?\d)")
_ITEM: Final = re.compile(r"^\s*\d{1,2}[.)]\s+", re.MULTILINE)
_SHORT: Final = 2
"""Digits in a row that a name such as `gp3`, `m7g.24xlarge` or `us-east-1` has at most."""
_LARGEST_WORD: Final = 12
"""Small counts in words ("one of the two") are language, not figures."""


@dataclass(frozen=True, slots=True)
class Said:
    """A number as a text shows it. `value` is its size; `sign` is "-" only where the text has one."""

    text: str
    value: Decimal
    places: int
    sign: str = ""
    scale: int = 1
    is_percent: bool = False
    is_money: bool = False
    before: str = ""
    """The word before it, in lower case."""

    @property
    def is_count(self) -> bool:
        """Whether it is a bare whole number."""
        return not (self.is_percent or self.is_money or self.places or self.sign or self.scale > 1)


def numbers_in(text: str) -> tuple[Said, ...]:
    """All numbers in `text` that could be figures; names such as `gp3` and the numbers of list items are none.

    >>> [(n.text, n.value, n.places, n.is_percent) for n in numbers_in("EC2 cost $1,801.50, up 12 %")]
    [('$1,801.50', Decimal('1801.50'), 2, False), ('12 %', Decimal('12'), 0, True)]
    """
    text = unicodedata.normalize("NFKC", text)
    text = _ITEM.sub("", text)
    text = _NAME.sub(_without_names, text)
    text = _RANGE.sub(" to ", text)
    found = [_said(match, text) for match in _NUMBER.finditer(text)]
    for words, value, end in worded_numbers(text):
        is_percent = re.match(r"\s?(?:%|percent|per\s?cent)", text[end:]) is not None
        if value > _LARGEST_WORD or is_percent:
            found.append(Said(words, value, 0, is_percent=is_percent))
    return tuple(found)


def is_figure_like(label: str) -> bool:
    """Whether a name holds what reads as an amount, so that quoting it would state a figure.

    >>> is_figure_like("First 10 TB / month"), is_figure_like("total is $999,999")
    (False, True)
    """
    return any(not said.is_count for said in numbers_in(label))


def _without_names(match: re.Match[str]) -> str:
    """Names disappear, unless they are a currency and an amount or hold long runs of digits."""
    word = match[0]
    if _CODED.match(word):
        return _CODED.sub(lambda code: f"{code[0].upper()} ", word).replace(" -", " ").replace(" .", " ")
    runs = re.findall(r"\d+", word)
    return "" if all(len(run) <= _SHORT for run in runs) else word


def _said(match: re.Match[str], text: str) -> Said:
    digits = match["digits"].replace(",", "")
    scale = (match["scale"] or "").lower()
    before = re.findall(r"[A-Za-z]+", text[max(0, match.start() - 24) : match.start()])
    has_sign = match["after"] in {"-", "−"} or (match["before"] in {"-", "−"} and not _ends_word(text, match.start()))
    return Said(
        text=match[0].strip(),
        value=Decimal(digits),
        places=len(digits.partition(".")[2]),
        sign="-" if has_sign and match["after"] + match["before"] else "",
        scale=SCALES.get(scale) or _SHORT_SCALES.get(scale, 1),
        is_percent=match["percent"] is not None,
        is_money=match["currency"] is not None,
        before=before[-1].lower() if before else "",
    )


def _ends_word(text: str, at: int) -> bool:
    return at > 0 and text[at - 1].isalnum()
