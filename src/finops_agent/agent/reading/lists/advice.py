"""Questions about tables of recommendations and the like: what could be saved, by what, a month or a year."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from finops_agent.agent.reading.figuring import BOUNDS
from finops_agent.agent.reading.lists.over_budget import as_those_over
from finops_agent.agent.refusal import Refusal
from finops_agent.costs.semantic.advising import BY_MONTH, BY_YEAR, ROWS, gives_advice, saved_columns
from finops_agent.costs.semantic.budgets import LEFT, OVER
from finops_agent.costs.semantic.model import COSTS
from finops_agent.costs.semantic.phrase import phrase_of
from finops_agent.costs.semantic.words import column_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from finops_agent.agent.reading.parts import Part
    from finops_agent.costs.semantic import Catalog

_MONTH = frozenset({"month", "monthly", "months"})
_YEAR = frozenset({"year", "yearly", "annual", "annually", "annum"})
_EACH = frozenset({"per", "each", "every", "a", "in a", "over a", "an", "in"})
"""Words before "month" that make a rate of it, and no split."""
_REQUIRES = frozenset({"require", "requires", "need", "needs"})
_COSTS = frozenset({"cost", "costs", "spend", "efficiency", "utilization", "usage"})
_ADVISED = frozenset({"recommended", "recommendation", "recommendations", "target", "new"})
"""Words of columns of what something should become."""


def as_advised(parts: Sequence[Part], catalog: Catalog) -> list[Part]:
    """`parts` of a question about a list, where its words for savings, and for figures in pairs, are settled."""
    model = catalog.model
    if model.table == COSTS:
        return list(parts)
    parts = _of_budgets(_with_tags(_counted(as_those_over(parts, catalog), catalog)))
    kept = _said_of_all(_with_same_end(_without_kind(parts, catalog), catalog), catalog)
    if saved_columns(model.measures.values()):
        kept = _as_actions(_without_should(kept), catalog)
    return _by_time(kept, catalog)


def _filler(part: Part) -> Part:
    return replace(part, kind="filler", meaning="", links=(), topic=None, when=None)


def _of_budgets(parts: Sequence[Part]) -> list[Part]:
    """`parts` where "by how much" asks for what was spent over a budget, and for no change.

    Raises:
        Refusal: it asks for that in percent, of which the budget is the hundred.
    """
    over = next((part for part in parts if part.meaning in {OVER, LEFT} and part.kind == "measure"), None)
    if over is None:
        return list(parts)
    if any(part.meaning in {"percent", "share", "percent_change"} for part in parts):
        raise Refusal(
            over.text, "What part of a budget that is, is not worked out here. Ask for the amount, or for both figures."
        )
    return [_filler(part) if part.meaning == "change" and "how much" in part.said else part for part in parts]


def _with_tags(parts: Sequence[Part]) -> list[Part]:
    """`parts` without the "tag" of "by team tag", where the column before is one that says so itself."""
    kept = list(parts)
    for at, part in enumerate(parts[1:], start=1):
        before = parts[at - 1]
        is_of_column = before.kind == "dimension" and column_words(before.meaning)[0] in {"tag", "label", "tags"}
        kept[at] = _filler(part) if part.meaning == "tag" and is_of_column else part
    return kept


def _counted(parts: Sequence[Part], catalog: Catalog) -> list[Part]:
    """`parts` where "recommendations" are the rows, though a column of that name tells which of a few each is."""
    kept = list(parts)
    if not gives_advice(catalog.model):
        return kept
    for at, part in enumerate(parts):
        is_noun = part.kind == "dimension" and part.is_plural and phrase_of(part.text) in ROWS
        before = next((read for read in reversed(parts[:at]) if read.kind not in {"filler", "value", "number"}), None)
        asks = before is not None and before.meaning in {"by", "which", "top", "bottom"}
        if is_noun and not asks and not catalog.model.dimensions[part.meaning].is_unique:
            kept[at] = replace(part, kind="measure", meaning="rows", is_plural=False)
    return kept


def _without_kind(parts: Sequence[Part], catalog: Catalog) -> list[Part]:
    """`parts` without the "performance risk" of "medium performance risk", which is the column of the value before."""
    kept = list(parts)
    for at, part in enumerate(parts[1:], start=1):
        before, said = parts[at - 1], phrase_of(part.text)
        if part.kind != "measure" or before.kind != "value":
            continue
        own = [link for link in before.links if said in catalog.model.dimensions[link.dimension].words]
        if own:
            kept[at - 1], kept[at] = replace(before, links=tuple(own)), _filler(part)
    return kept


def _with_same_end(parts: Sequence[Part], catalog: Catalog) -> list[Part]:
    """`parts` where the "cpu" of "cpu and memory cost" is a cost as well, if a column says so."""
    kept = list(parts)
    for at in range(len(parts) - 2):
        first, joint, second = parts[at : at + 3]
        end = phrase_of(second.text)[-1:]
        if joint.meaning not in {"and", "comma", "compare", "or"} or second.kind != "measure" or not _COSTS & {*end}:
            continue
        whole = (*phrase_of(first.text), *end)
        meant = [m.name for m in catalog.model.measures.values() if whole in m.words]
        if len(meant) == 1 and first.kind in {"measure", "component", "value", "unknown", "topic"}:
            kept[at] = replace(first, kind="measure", meaning=meant[0], links=(), topic=None)
    return kept


def _said_of_all(parts: Sequence[Part], catalog: Catalog) -> list[Part]:
    """`parts` where "recommendations" beside a figure, or "waste" where all rows are, say what each row is anyway."""
    kept = list(parts)
    figures = [part for part in parts if part.kind == "measure" and part.meaning != "rows"]
    is_bound = any(part.meaning in BOUNDS for part in parts)
    asks = bool(figures) or any(part.meaning in {"saving", "cost"} for part in parts)
    for at, part in enumerate(parts):
        after = next((read for read in parts[at + 1 :] if read.kind != "filler" and read.said != "be"), None)
        if part.meaning == "which" and at + 1 < len(parts) and parts[at + 1].said in _REQUIRES:
            # In "recommendations which require a restart" the word asks for no split.
            is_flag = (
                after is not None and after.kind == "dimension" and catalog.model.dimensions[after.meaning].is_flag
            )
            kept[at] = _filler(part) if is_flag else part
        elif part.meaning == "rows" and phrase_of(part.text) in ROWS and asks and not is_bound:
            kept[at] = _filler(part)
        elif part.meaning == "waste" and catalog.model.rows_are:
            kept[at] = replace(part, meaning="cost")
        elif part.said == "cannot" and after is not None and after.kind == "dimension":
            is_flag = catalog.model.dimensions[after.meaning].is_flag
            kept[at] = replace(part, kind="operator", meaning="exclude") if is_flag else part
    return kept


def _without_should(parts: Sequence[Part]) -> list[Part]:
    """`parts` where "should move to gp3" asks for those whose recommendation is gp3."""
    at = next((place for place, part in enumerate(parts) if part.said.split()[:1] == ["should"]), None)
    if at is None:
        return list(parts)
    kept = [*parts[:at], _filler(parts[at]), *parts[at + 1 :]]
    becomes = any(part.meaning == "move" or part.said in {"become", "be", "to"} for part in parts[at + 1 :])
    for place in range(at + 1, len(kept)):
        part = kept[place]
        if part.meaning == "move" or (part.said == "become" and part.kind == "unknown"):
            kept[place] = _filler(part)
        elif part.kind == "value" and becomes:
            own = tuple(link for link in part.links if _ADVISED & {*column_words(link.dimension)})
            own += tuple(link for link in part.links if link.dimension.startswith("recommendation") and link not in own)
            kept[place] = replace(part, links=own or part.links)
    return kept


def _as_actions(parts: Sequence[Part], catalog: Catalog) -> list[Part]:
    """`parts` where "by deleting" names the action that is recommended: nothing is assumed of what it would save."""
    kept = list(parts)
    for at, part in enumerate(parts):
        after = next((read for read in parts[at + 1 :] if read.kind != "filler"), None)
        if part.meaning == "saving" and after is not None and after.meaning in BOUNDS:
            # "Recommendations that save over 100" sets the savings against an amount.
            saved = [m.name for m in saved_columns(catalog.model.measures.values()) if ("savings",) in m.words]
            kept[at] = replace(part, kind="measure", meaning=saved[0]) if len(saved) == 1 else part
        if part.meaning != "removal":
            continue
        if catalog.model.rows_are:
            kept[at] = _filler(part)
            continue
        word = phrase_of(part.text)[-1:]
        links = catalog.links.get(word, ())
        if not links:
            raise Refusal(
                part.text,
                f"What {part.text!r} would save is not assumed here: this table says itself what could be saved. "
                "Ask for the savings of what it has columns of.",
            )
        kept[at] = replace(part, kind="value", meaning="", links=links)
    return kept


def _by_time(parts: Sequence[Part], catalog: Catalog) -> list[Part]:
    """`parts` where "a month" and "per year" say for how long, and split nothing by the days of the rows."""
    model, kept = catalog.model, list(parts)
    saved = {m.name for m in saved_columns(model.measures.values())}
    asks_saved = bool(saved) and any(part.meaning == "saving" or part.meaning in saved for part in parts)
    column = set(column_words(next(iter(saved)) if asks_saved else model.default_measure))
    own = _MONTH if "monthly" in column else _YEAR if column & _YEAR else frozenset[str]()
    other = BY_YEAR if own is _MONTH else BY_MONTH
    for at, part in enumerate(parts):
        if part.said not in _MONTH | _YEAR or part.kind not in {"dimension", "unknown"} or not own:
            continue
        before = parts[at - 1] if at else None
        is_rate = part.said.endswith("ly") or part.said == "annual" or (before is not None and before.said in _EACH)
        if not is_rate or not (asks_saved or part.kind == "unknown"):
            continue
        if part.said in own:
            kept[at] = _filler(part)
        elif asks_saved and other in model.measures:
            kept[at] = replace(part, kind="measure", meaning=other)
            kept = [_filler(read) if read.kind == "measure" and read.meaning in saved else read for read in kept]
        else:
            continue
        if before is not None and before.kind == "operator":
            kept[at - 1] = _filler(before)
    return kept
