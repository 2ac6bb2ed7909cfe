"""Two limits on one figure: "over 500 and under 2000", whose second amount is no year and whose "and" no ending."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from finops_agent.costs.semantic.words import UNIT_WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from finops_agent.agent.reading.parts import Part

_UNITS = {word for words in UNIT_WORDS.values() for word in words}
_LOWER = frozenset({"over", "at_least"})
_UPPER = frozenset({"under", "at_most", "or_less"})
_PASSED = frozenset({"money", "percent", "and", "but", "comma"})


def as_two_limits(parts: Sequence[Part]) -> list[Part]:
    """`parts`, where "and under" and an amount follow a lower limit, with a limit and a number for them."""
    kept = [_as_amount(part, parts[at + 1 :]) for at, part in enumerate(parts)]
    for at, part in enumerate(kept):
        if part.kind != "operator" or part.meaning not in {*_LOWER, *_UPPER, "between"}:
            continue
        first = _amount(parts, at)
        if part.meaning == "between" and first is not None and parts[first].kind == "number":
            kept[first:] = _range(parts[first:])
            break
        second = _next_limit(parts, first) if first is not None else None
        amount = _amount(parts, second) if second is not None else None
        if first is None or second is None or amount is None:
            continue
        if {part.meaning in _LOWER, parts[second].meaning in _LOWER} != {True, False}:
            continue
        for place, value in ((first, parts[first]), (amount, parts[amount])):
            kept[place] = replace(value, kind="number", when=None, number=value.number or Decimal(value.text))
        meaning = parts[second].meaning
        kept[second] = replace(parts[second], meaning="under" if meaning == "or_less" else meaning)
        break
    return kept


def _as_amount(part: Part, behind: Sequence[Part]) -> Part:
    """The 2048 of "2048 MB" as a number, which would be a year elsewhere."""
    is_year = part.kind == "when" and part.text.isascii() and part.text.isdigit()
    if not (is_year and behind and behind[0].kind == "measure" and behind[0].text.lower() in _UNITS):
        return part
    return replace(part, kind="number", when=None, number=Decimal(part.text))


def _range(parts: Sequence[Part]) -> list[Part]:
    """`parts` from the first amount on, where "and" and an amount that would be a year elsewhere follow it."""
    told = [at for at, part in enumerate(parts) if part.kind not in {"filler", "symbol"} and part.meaning != "money"]
    kept = list(parts)
    if len(told) > len(("amount", "and")) and parts[told[1]].meaning == "and":
        last = parts[told[2]]
        if last.kind == "when" and last.text.isascii() and last.text.isdigit():
            kept[told[2]] = replace(last, kind="number", when=None, number=Decimal(last.text))
    return kept


def _amount(parts: Sequence[Part], at: int) -> int | None:
    """Where the amount of the limit at `at` stands: the number behind it, or what would be a year elsewhere."""
    for place in range(at + 1, min(at + 4, len(parts))):
        part = parts[place]
        if part.kind == "number" or (part.kind == "when" and part.text.isascii() and part.text.isdigit()):
            return place
        if not (part.kind in {"filler", "symbol"} or part.meaning in {"money", "exactly"}):
            return None
    return None


def _next_limit(parts: Sequence[Part], amount: int) -> int | None:
    """Where another limit stands behind the amount of the first, units and "and" passed over."""
    for place in range(amount + 1, len(parts)):
        part = parts[place]
        if part.kind == "operator" and part.meaning in _LOWER | _UPPER:
            return place
        is_passed = part.kind in {"measure", "filler", "symbol"} or part.meaning in _PASSED
        if not is_passed:
            return None
    return None
