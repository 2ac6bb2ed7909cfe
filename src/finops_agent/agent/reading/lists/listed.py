"""Words of questions about lists that name a column in more words than it has.

"Volume type" is the type of a table of volumes, "60 dollars a month" is an amount of its monthly cost, "low effort" a
value of its column of efforts.
"""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

from finops_agent.agent.reading.figuring import BOUNDS
from finops_agent.agent.reading.parts import Part
from finops_agent.costs.semantic.advising import ROWS, gives_advice
from finops_agent.costs.semantic.model import COSTS
from finops_agent.costs.semantic.phrase import phrase_of
from finops_agent.costs.semantic.words import column_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from finops_agent.costs.semantic import Catalog
    from finops_agent.costs.semantic.model import Dimension, Measure, SemanticModel

LARGER_UNITS = {
    "tb": ("GB", 1000), "terabyte": ("GB", 1000), "terabytes": ("GB", 1000), "tib": ("GiB", 1024),
    "tebibyte": ("GiB", 1024), "tebibytes": ("GiB", 1024),
}  # fmt: skip
"""Unit -> the next smaller one, and how many of that it is."""
_EITHER = {"GB": "GiB", "GiB": "GB"}
"""Gigabytes of one kind -> of the other, which many say without a difference."""
_RATES = frozenset({"a", "per", "each", "every", "/", "in a"})
_MOST = frozenset({"most", "fewest", "least"})
_OWNING = frozenset({"owns", "own"})
_STORING = frozenset({"store", "stored", "stores"})


def as_listed(parts: Sequence[Part], catalog: Catalog) -> list[Part]:
    """`parts` of a question about a list, where its columns, units and values are named as they are meant."""
    model = catalog.model
    if model.table == COSTS:
        return list(parts)
    kept = _by_end_of_name(_within_kinds(_without_storing(parts, model), model), model)
    kept = _by_column(kept, model)
    return _owned(_a_month(kept, model), model)


def _filler(part: Part) -> Part:
    return replace(part, kind="filler", meaning="", links=(), topic=None, when=None)


def _by_column(parts: Sequence[Part], model: SemanticModel) -> list[Part]:
    """`parts` without the "volume" of "volume type", which is the type of what the rows are."""
    kept = list(parts)
    for at, (part, after) in enumerate(itertools.pairwise(parts)):
        if part.kind != "dimension" or part.is_plural or not _is_row(part, model):
            continue
        if _is_column(after, model) or (_is_figure(after) and _ranks_others(parts[:at], model)):
            kept[at] = _filler(part)
    return kept


def _is_row(part: Part, model: SemanticModel) -> bool:
    column = model.dimensions[part.meaning]
    return column.is_entity or column.is_unique or (gives_advice(model) and phrase_of(part.text) in ROWS)


def _is_column(part: Part, model: SemanticModel) -> bool:
    """Whether it says what the rows are like, and neither which they are nor what was done to them."""
    if part.kind != "dimension" or _is_row(part, model):
        return False
    column = model.dimensions[part.meaning]
    return column.grain is None and not column.is_flag and not part.said.endswith("ed")


def _is_figure(part: Part) -> bool:
    return part.kind == "measure" or part.meaning == "cost"


def _ranks_others(before: Sequence[Part], model: SemanticModel) -> bool:
    """Whether "by" stands there and something else before it, as in "top 3 owners by volume cost"."""
    is_by = bool(before) and before[-1].meaning == "by" and before[-1].said == "by"
    return is_by and any(_is_column(part, model) for part in before)


def _by_end_of_name(parts: Sequence[Part], model: SemanticModel) -> list[Part]:
    """`parts` where "by migration effort" names the one column whose longer name ends so."""
    kept = list(parts)
    columns: list[Dimension | Measure] = [*model.dimensions.values(), *model.measures.values()]
    for at, part in enumerate(parts[1:], start=1):
        if part.kind != "unknown" or parts[at - 1].meaning not in {"by", "which"}:
            continue
        run = list(itertools.takewhile(lambda read: read.kind == "unknown", parts[at:]))
        said = [word for read in run for word in phrase_of(read.said)]
        named = [column.name for column in columns if list(column_words(column.label))[-len(said) :] == said]
        if len(named) == 1 and named[0] in model.dimensions:
            kept[at] = replace(part, kind="dimension", meaning=named[0])
            kept[at + 1 : at + len(run)] = map(_filler, run[1:])
    return kept


def _within_kinds(parts: Sequence[Part], model: SemanticModel) -> list[Part]:
    """`parts` where the "migration effort" of "low migration effort" says of which column the value before is one."""
    kept = list(parts)
    for at, part in enumerate(parts):
        said: list[str] = []
        while part.kind == "value" and (after := _at(parts, at + len(said) + 1)) is not None:
            if after.kind != "unknown":
                break
            said.append(after.said)
        meant = tuple(link for link in part.links if said and _is_called(link.dimension, said, model))
        named = {name for name in model.dimensions if said and _is_called(name, said, model)}
        if said == ["team"] and _names_owner(part):
            kept[at + 1] = _filler(parts[at + 1])
        if len(named) == 1 and meant:
            kept[at] = replace(part, links=meant)
            kept[at + 1 : at + 1 + len(said)] = map(_filler, parts[at + 1 : at + 1 + len(said)])
    return kept


def _is_called(name: str, said: list[str], model: SemanticModel) -> bool:
    """Whether a column's name ends in the words, as `Implementation effort` does in "effort"."""
    column = model.dimensions.get(name)
    words = list(column_words(column.label)) if column is not None else []
    return words[-len(said) :] == said


def _at(parts: Sequence[Part], at: int) -> Part | None:
    return parts[at] if 0 <= at < len(parts) else None


# -------------------------------------------------------------------- units
def _without_storing(parts: Sequence[Part], model: SemanticModel) -> list[Part]:
    """`parts` without the "store" of "how many TB do we store"."""
    kept = list(parts)
    for at, part in enumerate(parts):
        is_said = part.kind == "unknown" and part.said in _STORING and bool(at)
        if is_said and _says_size(parts[:at], model):
            kept[at] = _filler(part)
    return kept


def _says_size(parts: Sequence[Part], model: SemanticModel) -> bool:
    """Whether a size has been asked for, which "do we store" only says again."""
    sizes = {measure.name for measure in model.measures.values() if measure.unit in _EITHER}
    return any(part.meaning in sizes if part.kind == "measure" else part.said in LARGER_UNITS for part in parts)


def _a_month(parts: Sequence[Part], model: SemanticModel) -> list[Part]:
    """`parts` without the "a month" of "over 60 dollars a month", where the amounts of the list are of a month."""
    kept, own = list(parts), model.measures.get(model.default_measure)
    if own is None or own.kind != "money" or "monthly" not in column_words(own.name):
        return kept
    for at, part in enumerate(parts):
        if part.kind not in {"dimension", "unknown"} or part.said not in {"month", "monthly"}:
            continue
        rate = _at(parts, at - 1)
        start = at if part.said == "monthly" else at - 1
        is_rate = start == at or (rate is not None and rate.said in _RATES)
        if is_rate and _ends_in_money(parts[:start]):
            kept[start : at + 1] = map(_filler, parts[start : at + 1])
    return kept


def _ends_in_money(parts: Sequence[Part]) -> bool:
    """Whether a limit in money is the last that was said: "over $60", "more than 60 dollars"."""
    told = [part for part in parts if part.kind not in {"filler", "symbol"}]
    tail: list[Part] = []
    while told and (told[-1].kind == "number" or told[-1].meaning == "money" or _is_currency(told[-1])):
        tail.append(told.pop())
        if len(told) > 1 and told[-1].meaning == "and" and told[-2].kind in {"number", "operator"} and tail:
            # "Between 50 and 100 dollars".
            told.pop()
    is_money = any(part.kind != "number" for part in tail) and any(part.kind == "number" for part in tail)
    return is_money and bool(told) and told[-1].meaning in {*BOUNDS, "between"}


def _is_currency(part: Part) -> bool:
    return any(link.dimension == "currency" for link in part.links)


# ------------------------------------------------------------------- owners
def _names_owner(part: Part) -> bool:
    """Whether it is a name of the column of owners alone."""
    return bool(part.links) and all("owner" in column_words(link.dimension) for link in part.links)


def _owned(parts: Sequence[Part], model: SemanticModel) -> list[Part]:
    """`parts` of "who owns the largest volume", which asks for the owner of it, or for the owner with the most."""
    at = next((place for place, part in enumerate(parts) if part.said in _OWNING), 0)
    if at and any(_names_owner(part) for part in parts):
        # "What does Ines own" asks for what is hers.
        return [_filler(part) if part.said in _OWNING else part for part in parts]
    owners = [name for name, column in model.dimensions.items() if "owner" in column_words(column.label)]
    rank, thing = _at(parts, at + 1), _at(parts, at + 2)
    if not at or parts[at - 1].meaning != "who" or len(owners) != 1 or rank is None or thing is None:
        return list(parts)
    owner = Part("dimension", parts[at].text, 1, owners[0], words="owner")
    is_of_several = thing.kind == "dimension" and thing.is_plural and rank.said.split()[-1] not in _MOST
    if rank.meaning not in {"top", "bottom"} or is_of_several:
        return list(parts)
    is_one = thing.kind == "dimension" and not thing.is_plural and model.dimensions[thing.meaning].is_entity
    if is_one:
        return [*parts[: at - 1], owner, Part("filler", "of the", 1, words="of the"), *parts[at + 1 :]]
    which = replace(parts[at - 1], meaning="which", words="which")
    return [*parts[: at - 1], which, owner, *parts[at + 1 :]]
