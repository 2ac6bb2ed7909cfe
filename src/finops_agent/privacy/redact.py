r"""Credentials and personal data in texts: found by anchored, validated rules, replaced by their type.

>>> redact("mail jane@example.com about i-0abc123def4567890 ($12,345.67)")
'mail [email] about i-0abc123def4567890 ($12,345.67)'

Each rule has a pattern without nested repetition (linear time) and where the type has one, a check digit. Cost
vocabulary survives: amounts, instance types, resource ids, dates, usage types. AWS account ids keep their last
four digits, or stay. Names of people and street addresses are not found: no pattern can.

A text pays only for what occurs in it: a group of rules is passed over when the text has no long word, no `@`,
no digit or no long number, a rule when none of its anchors occurs. Nothing of a text is remembered.
"""

import re
from collections.abc import Callable
from typing import Literal

from finops_agent.privacy.labels import LABEL_RULES
from finops_agent.privacy.personal import ACCOUNT_RULES, LONG_NUMBER_RULES, NUMBER_RULES, PERSON_RULES
from finops_agent.privacy.rule import Rule, Span, fold, rule
from finops_agent.privacy.tokens import BARE_RULES, MIN_WORD, TOKEN_RULES

AccountIds = Literal["mask", "keep"]

_LONG_NUMBER = re.compile(r"\d(?:[ ().\-/]{0,3}[A-Za-z]{0,6}\d){5}").search
_DIGIT = re.compile(r"\d").search
MAX_ROUNDS = 8
"""Replacing may bring a cue next to a number; so often is looked again, until nothing more is found."""


def _always(_text: str) -> bool:
    return True


def _has_long_word(text: str) -> bool:
    return len(text) >= MIN_WORD and max(map(len, text.split()), default=0) >= MIN_WORD


def _has_long_number(text: str) -> bool:
    return _LONG_NUMBER(text) is not None


def _has_digit(text: str) -> bool:
    return _DIGIT(text) is not None


BLOCK_RULES: tuple[Rule, ...] = (
    rule(
        "private_key",
        r"-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----(?:[^-]|-(?!----)){0,8000}(?:-----END [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----(?:\\n)?)?",
        "private key",
    ),
)
GROUPS: tuple[tuple[Callable[[str], bool], tuple[Rule, ...]], ...] = (
    (_always, BLOCK_RULES),
    (_has_long_word, TOKEN_RULES),
    (_always, LABEL_RULES),
    (_has_long_word, BARE_RULES),
    (_always, PERSON_RULES),
    (_has_digit, NUMBER_RULES),
    (_has_long_number, LONG_NUMBER_RULES),
    (_has_long_number, ACCOUNT_RULES),
)
"""In order of precedence: whoever comes first keeps the characters. The function tells whether a group may find."""

RULES: tuple[Rule, ...] = tuple(one for _, group in GROUPS for one in group)
TYPES: tuple[str, ...] = tuple(sorted({one.type for one in RULES}))
_PLACEHOLDER = re.compile(rf"\[(?:{'|'.join(TYPES)})(?: …\d{{4}})?\]")


def find(text: str, *, account_ids: AccountIds = "mask") -> list[Span]:
    """The spans to replace, in order, without overlaps; an earlier rule wins."""
    folded = fold(text)
    taken = _Taken(text)
    for may_find, rules in GROUPS:
        if may_find(text) and not (rules is ACCOUNT_RULES and account_ids == "keep"):
            for one in rules:
                if not one.anchors or any_in(one.anchors, folded):
                    taken.take(one, folded)
    return sorted(taken.spans)


def any_in(anchors: tuple[str, ...], folded: str) -> bool:
    """Whether one of `anchors` occurs; a loop, since a generator costs more than the search."""
    for anchor in anchors:  # noqa: SIM110 - see above
        if anchor in folded:
            return True
    return False


class _Taken:
    """The spans found so far. No two share a character, and placeholders belong to nobody."""

    def __init__(self, text: str) -> None:
        self.spans: list[Span] = []
        self._text = text
        self._mask: bytearray | None = None
        self._placeholders: bytearray | None = None
        if "[" in text:
            for match in _PLACEHOLDER.finditer(text):
                if self._placeholders is None:
                    self._placeholders = bytearray(len(text))
                self._placeholders[match.start() : match.end()] = b"\1" * (match.end() - match.start())

    def take(self, one: Rule, folded: str) -> None:
        """What `one` finds, as far as it is free."""
        text = self._text
        for match in one.pattern.finditer(folded if one.any_case else text):
            start, end = match.span(match.lastindex or 0)
            if self._placeholders is not None and self._placeholders.find(1, match.start(), match.end()) >= 0:
                continue
            if self._mask is not None and self._mask.find(1, start, end) >= 0:
                continue
            if one.check is None or one.check(text, start, end):
                if self._mask is None:
                    self._mask = bytearray(len(text))
                self._mask[start:end] = b"\1" * (end - start)
                self.spans.append(Span(start, end, one.type))


def redact(text: str, *, account_ids: AccountIds = "mask") -> str:
    """`text` with every span replaced by `[type]`; account ids keep their last four digits. Idempotent."""
    for _ in range(MAX_ROUNDS):
        spans = find(text, account_ids=account_ids)
        if not spans:
            break
        text = replace(text, spans)
    return text


def replace(text: str, spans: list[Span]) -> str:
    """`text` with the type in the place of each of `spans`, which are in order."""
    parts, done = [], 0
    for span in spans:
        parts += [text[done : span.start], _placeholder(span, text)]
        done = span.end
    return "".join([*parts, text[done:]])


def _placeholder(span: Span, text: str) -> str:
    if span.type == "account_id":
        return f"[account_id …{text[span.end - 4 : span.end]}]"
    return f"[{span.type}]"
