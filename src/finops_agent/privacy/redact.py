r"""Credentials and personal data in texts: found by anchored, validated rules, replaced by their type.

>>> redact("mail jane@example.com about i-0abc123def4567890 ($12,345.67)")
'mail [email] about i-0abc123def4567890 ($12,345.67)'

Each rule has a pattern without nested repetition (linear time) and where the type has one, a check digit. Cost
vocabulary survives: amounts, instance types, resource ids, dates, usage types. AWS account ids keep their last
four digits, or stay. Names of people and street addresses are not found: no pattern can.

A text pays only for what occurs in it: a rule is tried when what every match of it needs is there, and where a match
can begin. Nothing of a text is remembered.
"""

import re
from collections.abc import Iterable
from functools import partial
from typing import Literal

from finops_agent.privacy.rule import Rule, Span, Traits, matches
from finops_agent.privacy.table import RULES, Due

AccountIds = Literal["mask", "keep"]
"""Whether AWS account ids are masked to their last four digits."""

MAX_ROUNDS = 8
"""Replacing may bring a cue next to a number; so often is looked again, until nothing more is found."""

_ALIKE = (
    dict.fromkeys((0xA0, 0x2007, 0x2009, 0x202F), " ")
    | dict.fromkeys((*range(0x2010, 0x2016), 0x2212), "-")
    | {0xFF20: "@"}
)
_BEFORE, _AFTER = frozenset(' \t\n("'), frozenset(' \t\n)",;?')
"""No match ends with one of the first, none begins with one of the second, nor with a full stop and white space unless
it began before what stands there."""
_TYPES = sorted({one.type for one in RULES})
_PLACEHOLDER = re.compile(rf"\[(?:{'|'.join(_TYPES)})(?: …\d{{4}})?\]")
_DUE: dict[str, Due] = {
    "mask": Due(RULES),
    "keep": Due([one for one in RULES if one.type != "account_id"]),
}


def find(text: str, *, account_ids: AccountIds = "mask") -> list[Span]:
    """The spans to replace, in order, without overlaps; an earlier rule wins."""
    traits = Traits(plain(text))
    due = _DUE[account_ids]
    bits = due.bits(traits)
    return collect(due.rules(bits), traits)[0] if bits else []


def collect(rules: Iterable[Rule], traits: Traits) -> tuple[list[Span], list[Rule]]:
    """What `rules` find in a text, in its order, and the rules of which a match was turned down.

    No two spans share a character, and none touches a placeholder.
    """
    spans: list[Span] = []
    doubtful: list[Rule] = []
    text = traits.text
    taken: bytearray | None = None
    placeholders = _placeholders(text) if "[" in text else None
    for one in rules:
        for match in matches(one, traits):
            start, end = match.span(match.lastindex or 0)
            if (placeholders is not None and placeholders.find(1, match.start(), match.end()) >= 0) or (
                taken is not None and taken.find(1, start, end) >= 0
            ):
                doubtful.append(one)
                continue
            if one.check is not None and not (verdict := one.check(text, start, end)):
                if verdict is not None:
                    doubtful.append(one)
                continue
            taken = bytearray(len(text)) if taken is None else taken
            taken[start:end] = b"\1" * (end - start)
            spans.append(Span(start, end, one.type))
    return sorted(spans), list(dict.fromkeys(doubtful)) if doubtful else doubtful


def _placeholders(text: str) -> bytearray | None:
    """Ones where an earlier redaction stands, or None."""
    mask = None
    for match in _PLACEHOLDER.finditer(text):
        mask = bytearray(len(text)) if mask is None else mask
        mask[match.start() : match.end()] = b"\1" * (match.end() - match.start())
    return mask


def redact(text: str, *, account_ids: AccountIds = "mask") -> str:
    """`text` with every span replaced by `[type]`; account ids keep their last four digits. Idempotent."""
    due = _DUE[account_ids]
    plain_text = plain(text)
    traits = Traits(plain_text)
    bits = due.bits(traits)
    rules = due.rules(bits)
    for _ in range(MAX_ROUNDS):
        spans, doubtful = collect(rules, traits) if rules else ([], [])
        if not spans:
            break
        alone = all(map(partial(_stands_alone, traits.text), spans))
        replaced = replace(traits.text, spans)
        if alone and not doubtful:
            return replaced
        traits = Traits(replaced)
        if alone:  # nothing new can match: only what was turned down may be judged otherwise beside a placeholder
            rules = doubtful
        else:  # what is left has no new part or shape, but where a word was cut, a new word
            bits |= due.by_words(traits)
            rules = due.rules(bits)
    return text if traits.text is plain_text else traits.text


def plain(text: str) -> str:
    """The text with the blanks, dashes and signs that word processors and PDF files put in, as a keyboard has them.

    Character by character, so that places stay what they are.
    """
    return text if text.isascii() else text.translate(_ALIKE)


def _stands_alone(text: str, span: Span) -> bool:
    """Whether white space or punctuation is around `span`, so that no pattern sees a difference to a placeholder."""
    before, after = text[span.start - 1 : span.start], text[span.end : span.end + 2]
    ends_well = not after or after[0] in _AFTER or (after[0] == "." and (len(after) == 1 or after[1].isspace()))
    return (span.start == 0 or before in _BEFORE) and ends_well


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
