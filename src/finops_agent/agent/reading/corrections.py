"""What a question takes back itself, "S3 in May, sorry, June", and words that only say that all is meant."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from finops_agent.agent.reading.parts import Part
    from finops_agent.costs.semantic.alias import Alias
    from finops_agent.costs.semantic.links import Links
    from finops_agent.costs.semantic.phrase import Phrase

_SLOT = {"component": "value", "absent": "value", "narrow": "value", "unknown": "value"}
_AUXILIARY = frozenset({"is", "was", "does", "did", "would", "be"})
_THEN = frozenset({"be", "then", "in", "a"})
_AFTER_THAT = frozenset({"by", "percent", "share", "cost", "compare", "average", "or", "total", "verb"})
"""What may follow a "that" which points back."""
_PRONOUNS = frozenset({"it", "us", "me", "my", "we", "i", "our"})
_MEANT_OR_NAMED = frozenset({"change", "rise", "fall", "new", "move", "trend", "quality", "line", "again", "cheaper"})
"""Meanings of operators whose words are names of teams and the like as well, such as "growth"."""
_ALSO_NAMES = frozenset({
    "growth", "billing", "expenses", "spending", "movement", "development", "history", "evolution", "comparison",
    "change", "quality", "charges", "spread", "label", "gain", "gains",
    "next", "rise", "jump", "surge", "line", "drive",
})  # fmt: skip
"""Other words of operators that are."""
_BEFORE_NAMES = frozenset(
    {"for", "in", "on", "of", "from", "within", "for the", "in the", "spent on", "only", "without", "is", "does", "was"}
)
_BEFORE_PLACE = frozenset({"in", "the", "outside", "within", "inside", "non", "-", "region", "location"})
_TYING = frozenset({"of", "and", "or", "vs", "versus", "without", "excluding", "except", "only", "just"})
_PLACES = frozenset({"region", "regions", "based", "side", "only", "located", "hosted", "datacenters", "locations"})
"""Words behind a name that make a place of it."""
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


def as_named(parts: Sequence[Part], links: Links, absent: Mapping[Phrase, Alias]) -> list[Part]:
    """`parts` where a pronoun is a name: "IT" and "US" in capitals, or the "it" of "it and pilot" beside such names."""
    parts = _without_us(parts)
    kept = list(parts)
    for index, part in enumerate(parts):
        told = [other for other in parts if other.kind not in {"filler", "symbol"} or other is part]
        is_word = part.meaning in _MEANT_OR_NAMED or part.text.lower() in _ALSO_NAMES
        if part.kind == "operator" and is_word and _is_name(parts, index, told, links):
            kept[index] = replace(part, kind="value", meaning="", links=links[(part.text.lower(),)])
            continue
        said = part.text.removeprefix("of ")
        word = said.lower()
        if word not in _PRONOUNS or part.kind not in {"filler", "operator"}:
            continue
        named = links.get((word,))
        at = next((place for place, other in enumerate(told) if other is part), None)
        joined = at is not None and any(_is_listed(told, at, step) for step in (-1, 1))
        is_land = word == "us" and _stands_as_place(parts, index)
        if named and (said.isupper() or joined or is_land):
            kept[index] = replace(part, kind="value", meaning="", links=named)
        elif is_land and (word,) in absent:
            kept[index] = replace(part, kind="absent", meaning="", alias=absent[word,])
        elif is_land:
            kept[index] = replace(part, kind="unknown", meaning="")
    return kept


def _goes_on(parts: Sequence[Part], index: int) -> bool:
    """Whether it is told of what: "of growth in cost", not "cost of development in May"."""
    after = parts[index + 1] if index + 1 < len(parts) else None
    return after is not None and after.text.lower() in {"of", "in", "of the", "in the"}


def _is_name(parts: Sequence[Part], index: int, told: Sequence[Part], links: Links) -> bool:
    """Whether a word that can be an operator is a name here: behind "for", in a list, beside its noun, in capitals."""
    part = parts[index]
    named = links.get((part.text.lower(),))
    at = next((place for place, other in enumerate(told) if other is part), None)
    if not named or at is None:
        return False
    beside = [told[near] for near in (at - 1, at + 1) if 0 <= near < len(told)]
    columns = {link.dimension for link in named}
    nouns = any(other.kind == "dimension" and not other.is_plural and other.meaning in columns for other in beside)
    is_behind = index > 0 and parts[index - 1].text.lower() in _BEFORE_NAMES and not _goes_on(parts, index)
    is_capital = index > 0 and part.text[0].isupper()
    return nouns or is_behind or is_capital or any(_is_listed(told, at, step) for step in (-1, 1))


def _without_us(parts: Sequence[Part]) -> list[Part]:
    """`parts` where the "US" of "for US" and "for us regions" stands for itself."""
    kept: list[Part] = []
    for index, part in enumerate(parts):
        first, _, last = part.text.rpartition(" ")
        after = parts[index + 1].text.lower() if index + 1 < len(parts) else ""
        is_land = part.kind in {"filler", "operator"} and (last == "US" or (last == "us" and after in _PLACES))
        kept += [replace(part, text=first), replace(part, kind="filler", text=last)] if first and is_land else [part]
    return kept


def _is_listed(told: Sequence[Part], at: int, step: int) -> bool:
    """Whether the part at `at` stands in a list beside a name."""
    near, next_one = at + step, at + 2 * step
    inside = 0 <= near < len(told) and 0 <= next_one < len(told)
    joins = inside and told[near].kind == "operator" and told[near].meaning in {"and", "or", "comma", "compare"}
    return bool(joins and told[next_one].kind in {"value", "component"})


def _stands_as_place(parts: Sequence[Part], index: int) -> bool:
    """Whether "us" is the country: "in us", "the us", "outside us", "us regions", "us spend"; nobody says "the us"."""
    if parts[index].text.isupper():
        return True
    before = " ".join(part.text.lower() for part in parts[max(0, index - 2) : index]).split()
    after = " ".join(part.text.lower() for part in parts[index + 1 : index + 3]).split()
    is_first = not before and bool(after) and parts[index + 1].kind in {"operator", "measure", "dimension", "when"}
    is_last = not after or parts[index + 1].kind == "symbol"
    return (
        bool(_BEFORE_PLACE.intersection(before[-1:]))
        or bool(_PLACES.intersection(after[:1]) or (after[:1] == ["-"] and _PLACES.intersection(after[1:2])))
        or is_first
        or (is_last and bool(_TYING.intersection(before[-1:])))
    )


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
