"""What one thing of a list is like: "storage class of old-site", "who owns jenkins", "when was bastion launched".

The column is told for the thing that is named, which is the split by that column of this one thing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from finops_agent.agent.reading.parts import Part
from finops_agent.costs.semantic.model import COSTS
from finops_agent.costs.semantic.words import column_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from finops_agent.costs.semantic import Catalog
    from finops_agent.costs.semantic.model import SemanticModel

_ASKING = frozenset({"again", "which", "verb", "who", "moment", "same", "running", "used"})
"""Operators that only ask: what they ask for is another word."""
_OWNING = frozenset({"owns", "owned", "owned by", "own", "owning"})
_DAY = "day"


def as_attribute(parts: Sequence[Part], catalog: Catalog) -> list[Part]:
    """`parts`, where one column of one named thing is all that is asked, as the split of it by that column."""
    model = catalog.model
    parts = _of_first(_with_column(parts, model), model)
    told = [part for part in parts if not _is_quiet(part)]
    named = [part for part in told if part.kind == "value" and _names_thing(part, model)]
    if model.table == COSTS or len(named) != 1 or any(part.kind in {"when", "number"} for part in told):
        return list(parts)
    others = [part for part in told if part is not named[0] and not _says_thing(part, model)]
    column = _column(others, parts, model)
    if column is None:
        return list(parts)
    thing = replace(named[0], links=tuple(link for link in named[0].links if _is_thing(link.dimension, model)))
    said = [replace(part, kind="filler", meaning="") for part in parts if part is not named[0] and part not in others]
    by = Part("operator", "by", 1, "by", words="by")
    return [*said, thing, by, Part("dimension", others[0].text if others else _DAY, 1, column)]


def _of_first(parts: Sequence[Part], model: SemanticModel) -> list[Part]:
    """`parts`, where a column of the first of a ranking is asked: "owner of the largest volume" tells it beside it."""
    told = [at for at, part in enumerate(parts) if not _is_quiet(part)]
    first = parts[told[0]] if len(told) > len(("column", "rank")) else None
    if model.table == COSTS or first is None or first.kind != "dimension" or first.is_plural:
        return list(parts)
    column, rank, thing = model.dimensions[first.meaning], parts[told[1]], parts[told[2]]
    is_ranked = rank.kind == "operator" and rank.meaning in {"top", "bottom"}
    is_thing = thing.kind == "dimension" and not thing.is_plural and model.dimensions[thing.meaning].is_entity
    is_of = any(part.kind == "filler" and "of" in part.text.lower().split() for part in parts[told[0] : told[1]])
    if column.is_entity or column.grain is not None or not (is_ranked and is_thing and is_of):
        return list(parts)
    asked = [Part("operator", "with", 1, "with", words="with"), Part("operator", "its", 1, "same", words="its"), first]
    return [*(part for at, part in enumerate(parts) if at > told[0]), *asked]


def _with_column(parts: Sequence[Part], model: SemanticModel) -> list[Part]:
    """`parts`, where the "type of" of "type of the largest volume" is the column and no grammar word."""
    kept = list(parts)
    for at, part in enumerate(parts[:-1]):
        words = part.said.split()
        is_of = part.kind == "filler" and len(words) > 1 and words[-1] == "of"
        following = next((read for read in parts[at + 1 :] if read.kind != "filler"), None)
        ranks = following is not None and following.kind == "operator" and following.meaning in {"top", "bottom"}
        named = [d.name for d in model.dimensions.values() if tuple(words[:-1]) in d.words] if is_of and ranks else []
        if len(named) == 1 and model.table != COSTS:
            column = replace(
                part, kind="dimension", text=" ".join(words[:-1]), words=" ".join(words[:-1]), meaning=named[0]
            )
            return [*kept[:at], column, replace(part, text="of", words="of"), *kept[at + 1 :]]
    return kept


def _is_quiet(part: Part) -> bool:
    return part.kind in {"filler", "symbol"} or (part.kind == "operator" and part.meaning in _ASKING)


def _is_thing(dimension: str, model: SemanticModel) -> bool:
    column = model.dimensions.get(dimension)
    return column is not None and (column.is_entity or column.label == "name")


def _names_thing(part: Part, model: SemanticModel) -> bool:
    return any(_is_thing(link.dimension, model) for link in part.links)


def _says_thing(part: Part, model: SemanticModel) -> bool:
    """Whether it is the "instance" of "the type of instance web-01"."""
    return part.kind == "dimension" and not part.is_plural and _is_thing(part.meaning, model)


def _column(others: Sequence[Part], parts: Sequence[Part], model: SemanticModel) -> str | None:
    """The column that is asked for: the one that is named, that of owners, or the day that a word of days asks for."""
    only = others[0] if len(others) == 1 else None
    if only is not None and only.kind == "dimension" and not only.is_plural:
        grain = model.dimensions[only.meaning].grain
        says_day = grain == _DAY and _says_day(parts, model)
        return only.meaning if grain is None or says_day else None
    owners = [name for name, column in model.dimensions.items() if "owner" in column_words(column.label)]
    if len(owners) == 1 and (only.text.lower() if only is not None else "") in _OWNING:
        return owners[0]
    if not others and (named := _before_of(parts, model)) is not None:
        return named
    if others or _DAY not in model.dimensions or not _says_day(parts, model):
        return None
    return _DAY


def _before_of(parts: Sequence[Part], model: SemanticModel) -> str | None:
    """The column in "account of", which is a grammar word elsewhere."""
    said = {part.said.removesuffix(" of") for part in parts if part.kind == "filler" and part.said.endswith(" of")}
    found = [d.name for d in model.dimensions.values() if any(len(w) == 1 and w[0] in said for w in d.words)]
    return found[0] if len(found) == 1 else None


def _says_day(parts: Sequence[Part], model: SemanticModel) -> bool:
    """Whether a word stands there that says which day is meant, such as "launch time" or "created"."""
    said = {" ".join(phrase) for phrase in model.day_words}
    return any(part.kind == "filler" and part.said in said for part in parts)
