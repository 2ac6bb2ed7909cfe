"""Numbers that are versions: the 13 of "postgres 13" beside a column of versions such as 13.14."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from finops_agent.costs.semantic import Condition, Link
from finops_agent.costs.semantic.model import COSTS
from finops_agent.costs.semantic.words import column_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from finops_agent.agent.reading.parts import Part
    from finops_agent.costs.semantic import Catalog

_RANKS = frozenset({"top", "bottom", "ordinal", "over", "under", "at_least", "at_most", "exactly"})
"""Operators whose number is a count or an amount."""


def as_versioned(parts: Sequence[Part], catalog: Catalog) -> list[Part]:
    """`parts` of a question about a list, where a number right behind a name is the version of it."""
    kept = list(parts)
    if catalog.model.table == COSTS or any(part.meaning in _RANKS for part in parts):
        return kept
    for at, part in enumerate(parts[1:], start=1):
        says_so = parts[at - 1].kind == "dimension" and "version" in column_words(parts[at - 1].meaning)
        is_behind = part.kind == "number" and part.number is not None and (parts[at - 1].kind == "value" or says_so)
        link = _version(part.text, catalog) if is_behind else None
        if link is not None:
            kept[at] = replace(part, kind="value", meaning="", number=None, links=(link,))
            kept[at - 1] = replace(parts[at - 1], kind="filler", meaning="") if says_so else kept[at - 1]
    return kept


def _version(text: str, catalog: Catalog) -> Link | None:
    """The versions that begin with the number, where one column has such."""
    found = []
    for name in catalog.model.dimensions:
        if "version" not in column_words(name):
            continue
        for column, known in catalog.values.get(name, {}).items():
            values = tuple(value for value in known if value == text or value.startswith(f"{text}."))
            found += [Link(name, (Condition(name, "equals", values, column or None),), " / ".join(values))] * bool(
                values
            )
    return found[0] if len(found) == 1 else None
