"""Words that a list makes clear by what its rows and columns are: "a month" behind an amount, "these volumes"."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from finops_agent.costs.semantic import Condition, Link
from finops_agent.costs.semantic.budgets import LEFT
from finops_agent.costs.semantic.model import COSTS
from finops_agent.costs.semantic.pairs import LEFT_COST
from finops_agent.costs.semantic.phrase import phrase_of
from finops_agent.costs.semantic.words import column_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from finops_agent.agent.reading.parts import Part
    from finops_agent.costs.semantic import Catalog

_LIMITS = frozenset({"over", "under", "at_least", "at_most"})
_OFTEN = {"month": {"month", "monthly"}, "year": {"year", "yearly", "annual"}}
"""How often an amount is paid -> what a column that tells such amounts has in its name."""
_SOLD = frozenset({"license", "licenses"})
_ARE = frozenset({"seat", "seats", *_SOLD})
"""What tables of licences have columns of."""
_GENERIC = frozenset({"tool", "tools", "software", "apps", "products"})
_IDLE = frozenset({"unattached", "detached", "not attached", "orphaned", "stopped", "unused"})
_STATES = _IDLE | frozenset({"attached", "running", "in use"})
"""What is said of the state of things."""
_FAMILY = re.compile(r"[a-z]+\d[a-z0-9]*")
"""The beginning of an instance type: the r6g of `db.r6g.xlarge`."""


def as_said_of_lists(parts: Sequence[Part], catalog: Catalog, *, goes_on: bool) -> list[Part]:
    """`parts` of a question about a list; `goes_on` where "these" can point to a question before."""
    kept = list(parts)
    if catalog.model.table == COSTS:
        return kept
    if not goes_on:
        kept = [_as_all(kept, at, catalog) for at in range(len(kept))]
    kept = [_as_family(part, catalog) for part in kept]
    kept = [_as_noun(kept, at, catalog) for at in range(len(kept))]
    kept = [_as_state(kept, at, catalog) for at in range(len(kept))]
    kept = _as_cost_of_left(_as_left(_as_priced(_as_paid(kept, catalog), catalog), catalog), catalog)
    return _as_sold(kept, catalog)


def _silent(part: Part) -> Part:
    return replace(part, kind="filler", meaning="", links=(), topic=None)


def _is(part: Part, *meanings: str) -> bool:
    return part.kind == "operator" and part.meaning in meanings


def _as_all(parts: Sequence[Part], at: int, catalog: Catalog) -> Part:
    """The "these" of "all these databases" where nothing was asked before: the rows are meant."""
    part, behind = parts[at], parts[at + 1] if at + 1 < len(parts) else None
    points = _is(part, "same") and part.text.lower() in {"these", "those"}
    column = catalog.model.dimensions.get(behind.meaning) if behind is not None and behind.is_plural else None
    return _silent(part) if points and column is not None and column.is_entity else part


def _as_family(part: Part, catalog: Catalog) -> Part:
    """The "r6g" of "r6g instances", where the types of one column begin with it."""
    word = part.text.lower()
    if part.kind != "unknown" or not _FAMILY.fullmatch(word):
        return part
    found = []
    for name in catalog.model.dimensions:
        for column, known in catalog.values.get(name, {}).items():
            values = tuple(value for value in known if value.lower().split(".")[-2:-1] == [word])
            if values:
                condition = Condition(name, "equals", values, column or None)
                found.append(Link(name, (condition,), " / ".join(values), is_alias=True))
    return replace(part, kind="value", links=(found[0],)) if len(found) == 1 else part


def _as_noun(parts: Sequence[Part], at: int, catalog: Catalog) -> Part:
    """The "tools" of "design tools", where "design" is a value by itself and other ones have tools in their names."""
    part, before = parts[at], parts[at - 1] if at else None
    is_noun = part.kind == "component" and part.text.lower() in _GENERIC and before is not None
    if not is_noun or before is None or before.kind != "value" or not _is_of_licences(catalog):
        return part
    return (
        _silent(part) if {link.dimension for link in before.links} & {link.dimension for link in part.links} else part
    )


def _as_state(parts: Sequence[Part], at: int, catalog: Catalog) -> Part:
    """What is said of the state of things: "nobody uses", the "wasting on" before those that are unattached."""
    part, behind = parts[at], [other for other in parts[at + 1 :] if other.kind != "filler"]
    if part.kind == "unknown" and part.text.lower() == "nobody":
        uses = at + 1 < len(parts) and parts[at + 1].text.lower() in {"uses", "is using"}
        links = [link for link in catalog.links.get(("unused",), ()) if link.is_alias] if uses else []
        return replace(part, kind="value", links=(links[0],)) if links else part
    is_idle = bool(behind) and behind[0].kind == "value" and behind[0].said in _IDLE
    if _is(part, "waste") and part.said in {"wasting", "waste", "wasted"} and is_idle:
        return _silent(part)
    if _is(part, "and") and len(behind) == 1 and behind[0].kind == "value" and behind[0].said in _STATES:
        is_limit = at > 2 and parts[at - 1].kind == "measure" and parts[at - 2].kind == "number"  # noqa: PLR2004
        return _silent(part) if is_limit and _is(parts[at - 3], *_LIMITS) else part
    return part


def _as_paid(parts: list[Part], catalog: Catalog) -> list[Part]:
    """The "a month" behind the amount of a limit: it says of which cost, where one is told by the month."""
    model = catalog.model
    money = model.measures[model.default_measure]
    if any((part.kind == "measure" and part.meaning != money.name) or part.said.startswith("sav") for part in parts):
        # In "savings over 100 a month" another figure is meant.
        return parts
    for at in range(1, len(parts) - 2):
        behind = [index for index in range(at + 1, min(at + 4, len(parts))) if not _is(parts[index], "money")][:2]
        if not (_is(parts[at - 1], *_LIMITS) and parts[at].kind == "number" and len(behind) > 1):
            continue
        often, unit = parts[behind[0]], parts[behind[1]]
        says = often.text.lower() in {"a", "per", "each", "every"} and unit.text.lower() in _OFTEN
        is_told = money.kind == "money" and says and _OFTEN[unit.text.lower()] & {*column_words(money.name)}
        if not is_told or money.aggregate != "sum":
            continue
        has_money = behind[0] > at + 1
        parts[behind[1]] = _silent(unit)
        parts[behind[0]] = _silent(often) if has_money else replace(often, kind="operator", meaning="money", text="$")
    return parts


def _is_of_licences(catalog: Catalog) -> bool:
    return bool(_ARE & {word for name in catalog.model.measures for word in column_words(name)})


def _as_priced(parts: list[Part], catalog: Catalog) -> list[Part]:
    """The "price" of "price of a figma seat", where one column is the price per seat."""
    at = next((at for at, part in enumerate(parts) if part.kind == "topic" and part.said in {"price", "prices"}), None)
    if at is None:
        return parts
    prices = [m for m in catalog.model.measures.values() if m.column and {"price", "per"} <= {*column_words(m.name)}]
    told = [itertools.pairwise(column_words(measure.name)) for measure in prices]
    units = {word for pairs in told for before, word in pairs if before == "per"} - {"month", "year"}
    seat = next((i for i, part in enumerate(parts) if part.kind == "unknown" and part.text.lower() in units), None)
    if len(prices) != 1 or seat is None or seat < at:
        return parts
    parts[at] = replace(parts[at], kind="measure", meaning=prices[0].name, topic=None)
    parts[seat] = _silent(parts[seat])
    return parts


def _as_left(parts: list[Part], catalog: Catalog) -> list[Part]:
    """The "seats" of "how many seats are not assigned", where the list has the figure of those."""
    left = catalog.model.measures.get(LEFT)
    if left is None or not left.label.startswith("unassigned"):
        return parts
    noun = left.label.split()[-1]
    seat = next((at for at, part in enumerate(parts) if part.kind == "unknown" and part.text.lower() == noun), None)
    if seat is None:
        return parts
    for at in range(seat + 1, len(parts) - 1):
        if _is(parts[at], "exclude") and parts[at + 1].text.lower() == "assigned" and parts[at + 1].kind == "filler":
            parts[seat] = replace(parts[seat], kind="measure", meaning=LEFT)
            parts[at] = _silent(parts[at])
            break
    return parts


def _as_cost_of_left(parts: list[Part], catalog: Catalog) -> list[Part]:
    """The "cost" of "what do the unassigned seats cost", where the list has their price."""
    for at, (part, behind) in enumerate(itertools.pairwise(parts)):
        if LEFT_COST in catalog.model.measures and part.meaning == LEFT and _is(behind, "cost"):
            parts[at], parts[at + 1] = replace(part, meaning=LEFT_COST), _silent(behind)
    return parts


def _as_sold(parts: list[Part], catalog: Catalog) -> list[Part]:
    """The "licence" of "annual licence spend" in a list of licences: all that it costs is for those."""
    if not _is_of_licences(catalog):
        return parts
    spoken = {phrase: m.name for m in catalog.model.measures.values() for phrase in m.words}
    for at, part in enumerate(parts[:-1]):
        behind = parts[at + 1]
        if part.kind != "unknown" or phrase_of(part.text)[:1] not in {(word,) for word in _SOLD}:
            continue
        way = parts[at - 1] if at else None
        if not _is(behind, "cost") or (way is not None and way.kind == "dimension"):
            # "Monthly licence spend" would need another column than the one by the year.
            continue
        parts[at] = _silent(part)
        if way is not None and way.kind == "component" and way.text.lower() in _GENERIC:
            # The "software" of "software licences" is no "Jira Software".
            parts[at - 1] = way = _silent(way)
        name = spoken.get((*phrase_of(way.text), *phrase_of(behind.text))) if way is not None else None
        if way is not None and name is not None:
            parts[at - 1] = _silent(way)
            parts[at + 1] = replace(behind, kind="measure", meaning=name)
    return parts
