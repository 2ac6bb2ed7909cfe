"""What a question takes back itself, "S3 in May, sorry, June", and words that only say that all is meant."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from finops_agent.agent.parts import Part
    from finops_agent.costs.semantic.links import Links

_SLOT = {"component": "value", "absent": "value", "narrow": "value", "unknown": "value"}
_AUXILIARY = frozenset({"is", "was", "does", "did", "would", "be"})
_THEN = frozenset({"be", "then", "in", "a"})
_AFTER_THAT = frozenset({"by", "percent", "share", "cost", "compare", "average", "or", "total", "verb"})
"""What may follow a "that" which points back."""
_PRONOUNS = frozenset({"it", "us", "me", "my", "we", "i", "our"})
_ALSO_NAMES = frozenset({"change", "rise", "fall", "new", "move", "trend", "quality", "line", "again", "cheaper"})
"""Meanings of words that are names of teams and the like as well, such as "growth"."""
_TIMES = frozenset({"day", "week", "month", "quarter", "year", "daily", "weekly", "monthly"})


def as_corrected(parts: Sequence[Part]) -> list[Part]:
    """`parts` without what a word such as "sorry" takes back: the last part before it of the kind that follows it."""
    kept = list(parts)
    at = next((index for index, part in enumerate(kept) if _takes_back(part)), None)
    if at is None:
        return kept
    said = next((_slot(part) for part in kept[at + 1 :] if _slot(part)), "")
    before, after = kept[:at], kept[at + 1 :]
    if not said or not any(_slot(part) for part in before):
        # Politeness, as in "sorry, what about June".
        return [*before, *after]
    for index in range(len(before) - 1, -1, -1):
        if _slot(before[index]) == said:
            return as_corrected([*before[:index], *before[index + 1 :], *after])
    return as_corrected([*before, *after])


def as_included(parts: Sequence[Part]) -> list[Part]:
    """`parts` where "(tax and credits too)" says what is in the whole, as "(tax and credits included)" does."""
    kept = list(parts)
    for index, (part, following) in enumerate(itertools.pairwise(parts)):
        if _is("again", part) and part.text.lower() in {"too", "also", "as well"} and following.text == ")":
            kept[index] = replace(part, meaning="include")
    return kept


def as_tested(parts: Sequence[Part]) -> list[Part]:
    """`parts` without the "=" of "lifecycle=trial" and "team: web", where the name is a value of the column before."""
    kept: list[Part] = []
    for index, part in enumerate(parts):
        before = kept[-1] if kept else None
        after = next((other for other in parts[index + 1 :] if other.text != "="), None)
        is_column = part.text == "=" and before is not None and before.kind == "dimension"
        if is_column and before and after and any(link.dimension == before.meaning for link in after.links):
            continue
        kept.append(part)
    return kept


def as_pointing(parts: Sequence[Part]) -> list[Part]:
    """`parts` where the "that" of "how much is that per day", or "it" in "what was it", points to what was asked."""
    kept = list(parts)
    for index, part in enumerate(parts):
        if part.kind != "filler":
            continue
        words = part.text.lower().split()
        before = next((other for other in reversed(parts[:index]) if other.text.lower() not in _THEN), None)
        after = next((other for other in parts[index + 1 :] if other.text.lower() not in _THEN), None)
        says_it = (
            words in (["is", "it"], ["was", "it"]) and before is not None and before.kind in {"operator", "dimension"}
        )
        says_that = words == ["that"] and before is not None and before.text.lower() in _AUXILIARY and _is_free(after)
        if says_it or says_that:
            kept[index] = replace(part, kind="operator", meaning="same")
    return kept


def as_named(parts: Sequence[Part], links: Links) -> list[Part]:
    """`parts` where a pronoun is a name: "IT" and "US" in capitals, or the "it" of "it and pilot" beside such names."""
    kept = list(parts)
    told = [part for part in parts if part.kind not in {"filler", "symbol"}]
    for index, part in enumerate(parts):
        if part.kind == "operator" and part.meaning in _ALSO_NAMES and _is_name(told, part, links):
            kept[index] = replace(part, kind="value", meaning="", links=links[(part.text.lower(),)])
            continue
        said = part.text.removeprefix("of ")
        word = said.lower()
        if word not in _PRONOUNS or part.kind not in {"filler", "operator"}:
            continue
        named = links.get((word,))
        at = next((place for place, other in enumerate(told) if other is part), None)
        joined = at is not None and any(_is_listed(told, at, step) for step in (-1, 1))
        if named and (said.isupper() or joined):
            kept[index] = replace(part, kind="value", meaning="", links=named)
        elif word == "us" and (said.isupper() or _stands_in(parts, index)):
            kept[index] = replace(part, kind="unknown", meaning="")
    return kept


def _is_name(told: Sequence[Part], part: Part, links: Links) -> bool:
    """Whether a word that can be an operator is a name here: in a list of names, or beside the noun of its column."""
    named = links.get((part.text.lower(),))
    at = next((place for place, other in enumerate(told) if other is part), None)
    if not named or at is None:
        return False
    beside = [told[near] for near in (at - 1, at + 1) if 0 <= near < len(told)]
    columns = {link.dimension for link in named}
    nouns = any(other.kind == "dimension" and not other.is_plural and other.meaning in columns for other in beside)
    return nouns or any(_is_listed(told, at, step) for step in (-1, 1))


def _is_listed(told: Sequence[Part], at: int, step: int) -> bool:
    """Whether the part at `at` stands in a list beside a name."""
    near, next_one = at + step, at + 2 * step
    inside = 0 <= near < len(told) and 0 <= next_one < len(told)
    joins = inside and told[near].kind == "operator" and told[near].meaning in {"and", "or", "comma", "compare"}
    return bool(joins and told[next_one].kind in {"value", "component"})


def _stands_in(parts: Sequence[Part], index: int) -> bool:
    """Whether "in" or "in the" stands before, which makes a place of what follows."""
    before = " ".join(part.text.lower() for part in parts[max(0, index - 2) : index]).split()
    return before[-1:] == ["in"] or before[-2:] == ["in", "the"]


def _is_free(after: Part | None) -> bool:
    """Whether nothing that a "that" could belong to follows: no name, no column, no time."""
    return after is None or after.kind == "symbol" or (after.kind == "operator" and after.meaning in _AFTER_THAT)


def without_spans(parts: Sequence[Part]) -> list[Part]:
    """`parts` without what goes on with "across all teams": "across all teams and months" splits nothing by month."""
    kept: list[Part] = []
    for part in parts:
        if kept and part.kind == "dimension" and part.is_plural and kept[-1].text.lower() in {"across all", "over all"}:
            continue
        spans = len(kept) > 1 and _is("and", kept[-1]) and kept[-2].kind == "filler" and _spans(kept[-2])
        if spans and part.kind == "dimension" and part.is_plural:
            kept.pop()
            continue
        kept.append(part)
    return kept


def _spans(part: Part) -> bool:
    return part.text.lower().startswith(("across all ", "over all ", "for all "))


def _is(meaning: str, part: Part) -> bool:
    return part.kind == "operator" and part.meaning == meaning


def _takes_back(part: Part) -> bool:
    return part.kind == "operator" and part.meaning == "correction"


def _slot(part: Part) -> str:
    if part.kind == "dimension" and part.text.lower() in _TIMES:
        return "when"
    if part.kind in {"value", "when", "number", "dimension", "measure", "component", "absent", "narrow", "unknown"}:
        return _SLOT.get(part.kind, part.kind)
    return ""
