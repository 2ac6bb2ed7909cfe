"""What a rule is: a type, a pattern, what must occur for it to be worth trying, and a check."""

import re
from collections.abc import Callable
from dataclasses import dataclass

Check = Callable[[str, int, int], bool]
"""Called with the text and the value's start and end; whether it is what the rule looks for."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters `start` (inclusive) to `end` (exclusive) are of `type`."""

    start: int
    end: int
    type: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One type. The pattern's last group that took part is the value, or else the whole match.

    `anchors` are lower-case literals of which one occurs in every text that the pattern matches, and `any_case`
    says that the pattern is written for the folded text. Both only save time: `find_slowly` of the tests ignores
    anchors and finds the same.
    """

    type: str
    pattern: re.Pattern[str]
    anchors: tuple[str, ...] = ()
    check: Check | None = None
    any_case: bool = False


def rule(type_: str, pattern: str, *anchors: str, check: Check | None = None, any_case: bool = False) -> Rule:
    """A rule with its pattern compiled."""
    return Rule(type_, re.compile(pattern), anchors, check, any_case)


def fold(text: str) -> str:
    """`text` in lower case, each character in its place: where lower case takes more characters, it stays."""
    folded = text.lower()
    return folded if len(folded) == len(text) else "".join(c if len(c.lower()) > 1 else c.lower() for c in text)
