"""Words of the grammar that are names or figures where they stand: the "development" of "production vs development"."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from finops_agent.agent.reading.figuring import BOUNDS
from finops_agent.agent.reading.vocabulary import vocabulary
from finops_agent.costs.semantic.phrase import phrase_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from finops_agent.agent.reading.parts import Part
    from finops_agent.costs.semantic import Calendar, Catalog
    from finops_agent.costs.semantic.links import Link, Links

_JOINED_BY = frozenset({"and", "or", "comma", "compare"})
_SET_AGAINST = frozenset({"and", "compare", "exclude"})
_BORROWED = frozenset({"operator", "filler", "topic", "measure"})
_LIST = frozenset({"list", "the list", "list price", "list prices"})
_LEAVE = frozenset({"leave", "take", "filter", "keep", "leaving", "taking", "filtering"})
_PART_OF_WEEK = "part_of_week"
_SKIPPED = frozenset({"=", ":", "'", '"'})


def as_borrowed(parts: Sequence[Part], catalog: Catalog) -> list[Part]:
    """`parts` where a word of the grammar stands for a value of the data, or "list" for the cost at list price."""
    parts = _as_said(parts, catalog)
    kept = list(parts)
    for at, part in enumerate(parts):
        if part.text.lower() in _LEAVE and _ends_with_out(parts, at):
            kept[at] = replace(part, kind="operator", meaning="exclude")
        if _is_account(parts, at) and "account" in catalog.model.dimensions:
            kept[at] = replace(part, kind="dimension", meaning="account")
        elif _is_opposed_weekday(parts, at):
            links = tuple(link for link in catalog.links.get(("weekday",), ()) if link.dimension == _PART_OF_WEEK)
            kept[at] = replace(part, kind="value", meaning="", links=links) if links else part
        if _is_amount(parts, at, catalog.calendar):
            kept[at] = replace(part, kind="number", when=None, number=Decimal(part.text))
        if part.kind not in _BORROWED or part.meaning in _JOINED_BY:
            continue
        link = _value_meant(parts, at, catalog.links)
        if link is not None:
            kept[at] = replace(part, kind="value", meaning="", links=(link,))
        elif part.kind == "filler" and _is_set_against(parts, at):
            kept[at] = _as_detail(part, catalog)
        elif part.kind == "filler" and part.text.lower() in _LIST and "list" in catalog.model.measures:
            kept[at] = replace(part, kind="measure", meaning="list") if _is_list_price(parts, at) else part
    return kept


def _as_said(parts: Sequence[Part], catalog: Catalog) -> Sequence[Part]:
    """`parts` without a "(not billed)" behind another figure, and with the forecast that a time to come asks for."""
    kept = list(parts)
    for at, part in enumerate(parts):
        if _is_turned_down(parts, at):
            kept[at] = replace(part, kind="filler", meaning="")
        elif _is_forecast(parts, at) and _asks_ahead(parts, catalog.calendar):
            kept[at] = replace(part, kind="operator", meaning="forecast", links=())
    return kept


def _is_set_against(parts: Sequence[Part], at: int) -> bool:
    """Whether a part of a name stands on the other side of an "and" or a "vs", as in "hot vs cool storage"."""
    sides = (_told(parts, at, step) for step in (-1, 1))
    return any(
        len(beside) > 1 and beside[0].meaning in _JOINED_BY and beside[1].kind == "component" for beside in sides
    )


def _as_detail(part: Part, catalog: Catalog) -> Part:
    """The word as a part of names of usage types or meters, where it is one."""
    links = catalog.components.within(part.text.lower())
    return replace(part, kind="component", links=links) if links else part


def _value_meant(parts: Sequence[Part], at: int, links: Links) -> Link | None:
    """The value that the part at `at` names for the column before it, or beside a value of the same column."""
    known = links.get(phrase_of(parts[at].text), ())
    if not known:
        return None
    before = _told(parts, at, -1)
    if before and before[0].kind == "dimension" and not before[0].is_plural and not _is_split(_told(parts, at, -1)):
        return next((link for link in known if link.dimension == before[0].meaning), None)
    for step in (-1, 1):
        beside = _told(parts, at, step)
        if len(beside) > 1 and beside[0].meaning in _JOINED_BY and beside[1].kind == "value":
            columns = {link.dimension for link in beside[1].links}
            return next((link for link in known if link.dimension in columns), None)
    return None


def _ends_with_out(parts: Sequence[Part], at: int) -> bool:
    """Whether "out" follows a name: "leave tax out"."""
    behind = parts[at + 1 : at + 4]
    names = [part for part in behind if part.kind in {"value", "component"}]
    return bool(names) and any(part.text.lower() == "out" for part in behind[behind.index(names[0]) :])


def _is_account(parts: Sequence[Part], at: int) -> bool:
    """Whether "account for" is a column and a preposition: "the total per account for May"."""
    before = _told(parts, at, -1)
    return parts[at].text.lower() == "account for" and bool(before) and before[0].meaning == "by"


def _is_opposed_weekday(parts: Sequence[Part], at: int) -> bool:
    """Whether "weekday" is set against the weekend, and no split by the days of the week."""
    is_weekday = parts[at].kind == "dimension" and parts[at].text.lower() == "weekday"
    others = [link.dimension for part in parts for link in part.links]
    return is_weekday and _PART_OF_WEEK in others and any(part.meaning == "compare" for part in parts)


def _is_amount(parts: Sequence[Part], at: int, calendar: Calendar | None) -> bool:
    """Whether the 2000 of "more than 2000" is an amount: a year that the data lacks, or one with a currency behind."""
    part, before, behind = parts[at], _told(parts, at, -1), _told(parts, at, 1)
    if part.kind != "when" or not part.text.isdigit() or not before or before[0].meaning not in BOUNDS:
        return False
    is_money = bool(behind) and (
        behind[0].meaning == "money" or any(link.dimension == "currency" for link in behind[0].links)
    )
    is_known = calendar is not None and calendar.first.year <= int(part.text) <= calendar.last.year
    return is_money or not is_known


def _is_turned_down(parts: Sequence[Part], at: int) -> bool:
    """Whether it is of the "(not billed)" behind another figure, which says once more that this one is not meant."""
    start = next((place for place in (at, at - 1) if place > 0 and parts[place].text.lower() == "not"), None)
    around = parts[start - 1 : start + 3] if start is not None else ()
    if start is None or [part.text for part in (*around[:1], *around[3:])] != ["(", ")"]:
        return False
    named = [part.meaning for part in parts[: start - 1] if part.kind == "measure"]
    return around[2].kind == "measure" and bool(named) and around[2].meaning not in named


def _is_forecast(parts: Sequence[Part], at: int) -> bool:
    """Whether the part of a name is also a word for a forecast, and no thing, as in "cost of forecast"."""
    is_word = parts[at].kind == "component" and vocabulary().operators.get(phrase_of(parts[at].text)) == "forecast"
    return is_word and not (at and parts[at - 1].text.lower().split()[0] in {"of", "for", "in", "on"})


def _asks_ahead(parts: Sequence[Part], calendar: Calendar | None) -> bool:
    """Whether a time is asked that lies behind the data, of which there are no charges and only a forecast can tell."""
    times = [part.when.period for part in parts if part.when is not None and part.when.period is not None]
    return calendar is not None and any(period.start > calendar.last for period in times)


def _told(parts: Sequence[Part], at: int, step: int) -> list[Part]:
    """The parts before (or behind) the one at `at` that say something, the nearest first."""
    side = parts[:at][::-1] if step < 0 else parts[at + 1 :]
    return [part for part in side if part.kind != "filler" and part.text not in _SKIPPED]


def _is_split(before: list[Part]) -> bool:
    """Whether the column asks for groups: "by service support" names two of them at most."""
    return len(before) > 1 and before[1].meaning in {"by", "which", "top", "bottom", "breakdown"}


def _is_list_price(parts: Sequence[Part], at: int) -> bool:
    """Whether "list" is set against another cost: "between list and billed", "effective vs list", "below list"."""
    before, behind = _told(parts, at, -1), _told(parts, at, 1)
    if len(behind) > 1 and behind[0].meaning in _SET_AGAINST and behind[1].kind == "measure":
        return True
    if not before or before[0].meaning not in {*_SET_AGAINST, "percent"}:
        return False
    says_of = before[0].meaning != "percent" or parts[at - 1].text.lower() in {"of", "of the"}
    return says_of and any(part.kind == "measure" for part in before[1:])
