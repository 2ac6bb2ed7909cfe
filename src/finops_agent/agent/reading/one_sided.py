"""Comparisons whose two sides say different things: what is said of one is never taken to be said of both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finops_agent.agent.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from finops_agent.agent.reading.parts import Part


def check_pairs(told: Sequence[Part]) -> None:
    """In "A in May vs B in June" each name has a month of its own."""
    at = next((at for at in range(len(told)) if _is(told[at], "compare")), None)
    if at is None:
        return
    sides = told[:at], told[at + 1 :]
    names = [{part.text.lower() for part in side if _names_thing(part)} for side in sides]
    times = [{part.text.lower() for part in side if part.kind == "when"} for side in sides]
    columns = [{link.dimension for p in side if _names_thing(p) for link in p.links} for side in sides]
    narrows = not columns[0] & columns[1] and any(p.meaning == "only" for p in sides[1])
    if all(names) and all(times) and names[0] != names[1] and times[0] != times[1] and not narrows:
        name = next(part.text for part in sides[1] if _names_thing(part))
        raise Refusal(name, "Both the names and the times differ on the two sides. Ask for one, then for the other.")


def check_one_sided(told: Sequence[Part]) -> None:
    """In "savings plan cost vs on-demand EC2 cost" each side has a cost of its own, and EC2 is said of one."""
    at = next((at for at in range(1, len(told)) if _is(told[at], "compare", "with")), None)
    if at is None or not _is(told[at - 1], "cost"):
        return
    behind = next((place for place in range(at + 1, len(told)) if _is(told[place], "cost")), None)
    if behind is None:
        return
    runs = [_names_before(told, place) for place in (at - 1, behind)]
    trailing = told[behind + 1] if behind + 1 < len(told) else None
    if trailing is not None and _names_thing(trailing) and min(map(len, runs)) > 0:
        raise Refusal(
            trailing.text,
            f"{trailing.text!r} stands behind the second side and could be meant of both. "
            "Say it on both sides, or ask for one after the other.",
        )
    if min(map(len, runs)) > 0 and len(runs[0]) != len(runs[1]):
        said = " ".join(part.text for part in max(runs, key=len))
        raise Refusal(
            said,
            f"{said!r} names more than the other side does, and could be meant of both. "
            "Say it on both sides, or ask for one after the other.",
        )


def _names_before(told: Sequence[Part], at: int) -> Sequence[Part]:
    """The names that stand right before a word, with nothing between them."""
    start = at
    while start > 0 and _names_thing(told[start - 1]):
        start -= 1
    return told[start:at]


def _is(part: Part, *meanings: str) -> bool:
    return part.kind == "operator" and part.meaning in meanings


def _names_thing(part: Part) -> bool:
    """Whether it names what is charged, and not the currency."""
    return part.kind == "value" and not any(link.dimension == "currency" for link in part.links)
