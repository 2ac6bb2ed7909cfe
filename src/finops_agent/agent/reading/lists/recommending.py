"""How people speak of recommendations: "savings opportunities", "what type is recommended", "if we only resized X"."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from finops_agent.agent.reading.parts import Part
from finops_agent.costs.semantic.advising import BY_YEAR, ROWS, gives_advice, saved_columns
from finops_agent.costs.semantic.model import COSTS
from finops_agent.costs.semantic.phrase import phrase_of
from finops_agent.costs.semantic.words import column_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from finops_agent.costs.semantic import Catalog
    from finops_agent.costs.semantic.model import SemanticModel

_ADVISED = frozenset({"recommended", "suggested", "advised", "proposed"})
_ADVISES = frozenset({"recommended", "recommendation", "recommendations", "target", "suggested"})
"""Words of columns of what something should become."""
_NOW = frozenset({"current", "existing", "present"})
_ACTED = frozenset({
    "touch", "touched", "touching", "change", "changed", "resize", "resized", "resizing", "rightsize", "rightsized",
    "act on", "acted on", "did", "do", "take", "took",
})  # fmt: skip
"""What is done to those whose recommendations alone are to be counted."""
_SIZES = frozenset({"top", "biggest", "largest", "greatest", "best", "most", "smallest", "least", "highest", "lowest"})
"""Words for the first of recommendations, which are those that save the most."""
_SOME = frozenset({"a", "one", "per", "over a", "in a", "whole", "a whole", "full", "a full", "for a", "the"})


def as_recommended(parts: Sequence[Part], catalog: Catalog, *, goes_on: bool) -> list[Part]:
    """`parts` of a question about recommendations, in the words that the columns of such a table have."""
    model = catalog.model
    if model.table == COSTS or not gives_advice(model):
        return list(parts)
    kept = _by_savings(_advised(_opportunities(_acted_on(parts), model), model), model)
    return _for_a_year(kept, model) if goes_on else kept


def _filler(part: Part) -> Part:
    return replace(part, kind="filler", meaning="", links=(), topic=None, when=None)


def _told(parts: Sequence[Part]) -> list[int]:
    return [at for at, part in enumerate(parts) if part.kind not in {"filler", "symbol"}]


def _acted_on(parts: Sequence[Part]) -> list[Part]:
    """`parts` where the "touched" of "if we only touched web-01" says of which ones the savings are asked."""
    kept, told = list(parts), _told(parts)
    for first, second, verb in zip(told, told[1:], told[2:], strict=False):
        is_if = parts[first].meaning == "if" and parts[second].meaning == "only"
        if is_if and parts[verb].said in _ACTED:
            kept[verb] = _filler(parts[verb])
    return kept


def _opportunities(parts: Sequence[Part], model: SemanticModel) -> list[Part]:
    """`parts` where the "opportunities" of "top 5 savings opportunities" are the rows with the most to save."""
    columns = list(model.dimensions.values())
    advised = next((column for column in columns if set(ROWS).intersection(column.words)), None)
    entity = next((column for column in columns if column.is_entity), advised)
    kept, saved = list(parts), {measure.name for measure in saved_columns(model.measures.values())}
    ranks = any(part.meaning in {"top", "bottom"} for part in parts)
    if entity is None or not ranks or any(part.meaning == "count" for part in parts):
        return kept
    for at, part in enumerate(parts[1:], start=1):
        is_of_saving = parts[at - 1].meaning == "saving" or parts[at - 1].meaning in saved
        if part.kind in {"topic", "unknown"} and phrase_of(part.text) in ROWS and is_of_saving:
            is_plural = part.said.endswith("ies")
            called = entity.plural if is_plural else entity.label
            kept[at] = Part("dimension", called, 1, entity.name, is_plural)
    return kept


def _by_savings(parts: Sequence[Part], model: SemanticModel) -> list[Part]:
    """`parts` where the "biggest recommendations" are those that save the most, if no other figure is named."""
    saved = [m.name for m in saved_columns(model.measures.values()) if ("savings",) in m.words]
    told = [parts[at] for at in _told(parts)]
    is_named = any(part.kind == "measure" or part.meaning in {"cost", "saving", "count", "by"} for part in told)
    ranked = [part.said.split()[-1] for part in told if part.meaning in {"top", "bottom"}]
    rows = [part for part in told if part.kind == "dimension" and phrase_of(part.text) in ROWS]
    if len(saved) != 1 or is_named or not rows or not ranked or not _SIZES.issuperset(ranked):
        return list(parts)
    by = Part("operator", "by", 1, "by", words="by")
    return [*parts, by, Part("measure", "savings", 1, saved[0], words="savings")]


def _advised(parts: Sequence[Part], model: SemanticModel) -> list[Part]:
    """`parts` where a column that the table has twice, as it is and as advised, is the one that is advised."""
    kept, told = list(parts), _told(parts)
    for place, at in enumerate(told):
        if parts[at].text.lower() not in _ADVISED or parts[at].kind not in {"topic", "unknown"}:
            continue
        before = [parts[other] for other in told[max(place - 2, 0) : place]]
        after = parts[told[place + 1]] if place + 1 < len(told) else None
        behind_verb = len(before) > 1 and before[1].meaning == "verb" and before[0].kind == "dimension"
        if after is not None and after.kind == "dimension":
            column = told[place + 1]
        elif behind_verb:
            column = told[place - 2]
        else:
            continue
        twins = _twins(parts[column].meaning, model)
        if len(twins) == 1:
            kept[column], kept[at] = replace(parts[column], meaning=twins[0]), _filler(parts[at])
    return kept


def _twins(name: str, model: SemanticModel) -> list[str]:
    """The columns of what the one of that name should become."""
    end = [word for word in column_words(model.dimensions[name].label) if word not in _NOW]
    words = {other: list(column_words(column.label)) for other, column in model.dimensions.items()}
    return [other for other, said in words.items() if said[-len(end) :] == end and _ADVISES.intersection(said)]


def _for_a_year(parts: Sequence[Part], model: SemanticModel) -> list[Part]:
    """`parts` of "and over a year?" after savings of a month, where the table has no other amounts that add up."""
    sums = {m.name for m in model.measures.values() if m.kind == "money" and m.column and m.aggregate == "sum"}
    saved = {measure.name for measure in saved_columns(model.measures.values())}
    told = [parts[at] for at in _told(parts) if parts[at].meaning not in {"and", "again", "same", "verb"}]
    if BY_YEAR not in model.measures or sums != saved or len(sums) != 1 or not told:
        return list(parts)
    *before, year = told
    rate = next((part.said for part in reversed(parts[: _place(parts, year)]) if part.kind != "symbol"), "")
    is_rate = year.said in {"yearly", "annually"} or (year.said == "year" and rate in _SOME)
    is_quiet = all(part.meaning == "over" or part.said in {"per", "by the"} for part in before)
    if not is_rate or not is_quiet or len(before) > 1:
        return list(parts)
    leaning = Part("operator", "and", 1, "and", words="and")
    return [leaning, replace(year, kind="measure", meaning=BY_YEAR)]


def _place(parts: Sequence[Part], wanted: Part) -> int:
    return next(at for at, part in enumerate(parts) if part is wanted)
