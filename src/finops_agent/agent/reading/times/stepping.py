"""Questions of days or months one by one: their mean growth, "without its dearest day", the last day with charges."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from finops_agent.agent.reading.parts import Part
    from finops_agent.costs.semantic.query import Over

Unit = Literal["day", "month"]
_GROWTH = frozenset({"growth", "growth rate", "percentage growth", "percent growth"})
_EITHER_WAY = _GROWTH | frozenset({
    "change", "increase", "rise", "percentage change", "percent change", "percent increase", "percentage increase",
    "mom", "month over month",
})  # fmt: skip
"""Words for a change that name no fall."""
_STEPWISE = frozenset({"mom", "month over month"})
_FIRST = frozenset({"first", "earliest"})
_RELATIVE = frozenset({"which", "that", "when", "we", "where", "with", "on"})
_OF = frozenset({"of", "for", "in", "of the", "for the"})


@dataclass(frozen=True, slots=True)
class Stepped:
    """What of the units of time is asked, and the words that said so."""

    said: tuple[Part, ...]
    unit: Unit
    over: Over | None = None
    edge: Literal["", "label", "latest"] = ""
    """The first or the last day on which something was charged, as the order of days that begins with it."""


def stepped(parts: Sequence[Part]) -> Stepped | None:
    """The reading of `parts` as such a question, or None."""
    told = [part for part in parts if part.kind not in {"filler", "symbol"} and part.meaning != "same"]
    return _less_extreme(parts, told) or _mean_of_steps(told) or _edge(parts, told)


def _unit(part: Part | None) -> Unit | None:
    if part is None or part.kind != "dimension" or part.is_plural:
        return None
    return "day" if part.meaning == "day" else "month" if part.meaning == "month" else None


def _is(part: Part | None, *meanings: str) -> bool:
    return part is not None and part.kind == "operator" and part.meaning in meanings


def _less_extreme(parts: Sequence[Part], told: list[Part]) -> Stepped | None:
    """In "May without its dearest day" the day is left out that turns out to be it."""
    for at, part in enumerate(told):
        near = [*told[at + 1 :], *[None] * 4]
        if not _is(part, "exclude") or part.text.lower() == "before":
            continue
        extreme, unit, last = near[0], _unit(near[1]), 2
        if unit is None and _unit(near[0]) is not None and _is(near[1], "with"):
            # "Without the day with the highest cost" says it the other way round.
            unit, extreme, last = _unit(near[0]), near[2], 4 if _is(near[3], "cost") else 3
        if (
            unit is None
            or extreme is None
            or not _is(extreme, "top", "bottom")
            or _says_of_what(parts, told, at + last)
        ):
            continue
        first, end = (next(i for i, read in enumerate(parts) if read is told[place]) for place in (at, at + last))
        said = tuple(read for read in parts[first : end + 1] if read.kind != "filler")
        return Stepped(said, unit, "less_top" if extreme.meaning == "top" else "less_bottom")
    return None


def _says_of_what(parts: Sequence[Part], told: list[Part], last: int) -> bool:
    """Whether "of EC2" follows: then the day may be the one that is dearest for that alone."""
    if last + 1 >= len(told) or told[last + 1].kind in {"when", "symbol"}:
        return False
    at = next(index for index, part in enumerate(parts) if part is told[last])
    return parts[at + 1].text.lower() in _OF or told[last + 1].kind in {"number", "dimension"}


def _mean_of_steps(told: list[Part]) -> Stepped | None:
    """The mean of the growth from one month to the next, in per cent or in money."""
    mean = next((part for part in told if _is(part, "average")), None)
    moves = [part for part in told if _is(part, "change", "rise", "percent_change")]
    if mean is None or not moves or any(part.text.lower() not in _EITHER_WAY for part in moves):
        return None
    units = [part for part in told if _unit(part) is not None]
    steps = {_unit(part) for part in units} | {"month" for part in moves if part.text.lower() in _STEPWISE}
    said = [part for part in told if _is(part, "percent")]
    said += [part for before, part in pairwise(told) if before in moves and _is(part, "share")]
    money = [part for part in told if _is(part, "money")]
    in_money = bool(money) or any(link.dimension == "currency" for part in told for link in part.links)
    is_growth = any(part.text.lower() in _GROWTH or _is(part, "percent_change", "percent") for part in (*moves, *said))
    if len(steps) != 1 or in_money == is_growth:
        return None
    splits = [part for at, part in enumerate(told[:-1]) if _is(part, "by") and told[at + 1] in units]
    step: Unit = "month" if "month" in steps else "day"
    return Stepped((mean, *moves, *units, *splits, *said, *money), step, "growth" if is_growth else "step")


def _edge(parts: Sequence[Part], told: list[Part]) -> Stepped | None:
    """The first or the last day on which something was charged."""
    for at, part in enumerate(told):
        words = part.text.lower().removeprefix("the ").split()
        following = told[at + 1] if at + 1 < len(told) else None
        said: tuple[Part, ...] = (part,)
        unit: Unit | None = None
        if part.kind == "unknown" and words[0] in _FIRST and following is not None:
            said, unit = (part, following), _unit(following)
        elif part.kind == "when" and words in (["last", "day"], ["last", "month"]):
            unit = "day" if words[1] == "day" else "month"
        if unit is None:
            continue
        place = next(index for index, read in enumerate(parts) if read is said[-1]) + 1
        behind = [word for read in parts[place : place + 2] for word in read.text.lower().split()]
        if not behind or behind[0] not in _RELATIVE or behind[:2] == ["on", "the"]:
            continue
        if behind[0] == "on" and behind[1:2] not in (["which"], ["that"]):
            continue
        joins = tuple(
            read
            for read in parts[place : place + 2]
            if read.kind == "operator" and read.meaning in {"which", "with", "moment"}
        )
        return Stepped((*said, *joins), unit, None, "label" if words[0] in _FIRST else "latest")
    return None
