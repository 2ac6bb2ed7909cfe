"""Figures that a table has as the difference of two columns: seats bought and not used, and what they cost."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

from finops_agent.costs.semantic.budgets import LEFT
from finops_agent.costs.semantic.model import Measure, phrases
from finops_agent.costs.semantic.sql import name as quoted
from finops_agent.costs.semantic.words import column_words, named

if TYPE_CHECKING:
    from collections.abc import Iterable

    from finops_agent.costs.semantic.phrase import Phrase

LEFT_COST = "x_LeftCost"
"""The measure of the cost of what is left."""
_HAD = frozenset({
    "purchased", "bought", "licensed", "licenced", "total", "owned", "paid", "contracted", "subscribed", "provisioned",
    "allocated", "requested", "request", "requests", "committed", "commitment", "reserved", "entitled",
})  # fmt: skip
"""Words of columns of what there is."""
_TAKEN = {
    "used": "unused", "usage": "unused", "active": "inactive", "assigned": "unassigned", "consumed": "unused",
    "allocated": "unallocated", "activated": "inactive", "utilized": "unused",
}  # fmt: skip
"""Words of columns of what is taken of it -> what the rest is called."""
_SPENT = (
    "cost of",
    "money in",
    "money on",
    "cost of the",
    "spend on",
    "waste on",
    "wasted on",
    "pay for",
    "paying for",
)
_IDLE = ("unused", "idle", "spare")
_COUNTED = frozenset({"seat", "seats", "license", "licenses", "licence", "licences", "user", "users"})
"""Things that are bought one by one, at a price each."""


def pair_measures(measures: dict[str, Measure]) -> dict[str, Measure]:
    """The figures of what is left, where exactly one pair of columns tells of the same thing."""
    quantities = [measure for measure in measures.values() if measure.column and measure.aggregate == "sum"]
    found = [
        (whole, part, noun) for whole, part in permutations(quantities, 2) if (noun := _noun(whole, part)) is not None
    ]
    left: dict[str, Measure] = {}
    if len(found) == 1:
        left |= _unused(*found[0], measures)
    taken = {phrase for measure in measures.values() for phrase in measure.words}
    return {name: measure for name, measure in left.items() if not taken.intersection(measure.words)}


def _noun(whole: Measure, part: Measure) -> Phrase | None:
    """What two columns count, where the one says what there is and the other what is taken: seats."""
    ours, theirs = (tuple(w for w in named(m.name).core if not w[0].isdigit()) for m in (whole, part))
    had, taken = set(ours) & _HAD, set(theirs) & set(_TAKEN)
    noun = tuple(word for word in theirs if word not in taken)
    bare = tuple(word for word in ours if word not in had)
    is_pair = bool(taken) and not set(ours) & (set(_TAKEN) - had) and (had or bare[0] in _COUNTED if bare else False)
    return noun if is_pair and noun and bare == noun and whole.unit == part.unit else None


def _less(whole: Measure, part: Measure) -> str:
    return f"({quoted(whole.column or '')} - coalesce({quoted(part.column or '')}, 0))"


def _unused(whole: Measure, part: Measure, noun: Phrase, measures: dict[str, Measure]) -> dict[str, Measure]:
    rest = next(_TAKEN[word] for word in named(part.name).core if word in _TAKEN)
    called = [f"{idle} {way}" for way in _ways(" ".join(noun)) for idle in dict.fromkeys((rest, *_IDLE))]
    words = [*called, *(f"{way} not used" for way in _ways(" ".join(noun)))]
    words += [
        f"{way}{verb} {idle}" for way in _ways(" ".join(noun)) for verb in ("", " are") for idle in (rest, *_IDLE)
    ]
    less = _less(whole, part)
    found = {
        LEFT: Measure(LEFT, f"{rest} {' '.join(noun)}", "quantity", None, phrases(words), unit=whole.unit, formula=less)
    }
    price = [m for m in measures.values() if m.column and _is_price(m, noun)]
    if len(price) == 1:
        costs = [f"{cost} {way}" for way in called for cost in _SPENT]
        formula = f"({less} * {quoted(price[0].column or '')})"
        found[LEFT_COST] = Measure(
            LEFT_COST, f"cost of {rest} {' '.join(noun)}", "money", None, phrases(costs), formula=formula
        )
    return found


def _is_price(measure: Measure, noun: Phrase) -> bool:
    """Whether it is the price of one: `Price per Seat`."""
    words = column_words(measure.name)
    last = noun[-1].removesuffix("s")
    return "per" in words and last in words and bool(set(words) & {"price", "cost", "rate"})


def _ways(noun: str) -> Iterable[str]:
    """The noun, and its singular."""
    return (noun, noun.removesuffix("s")) if noun.endswith("s") else (noun,)
