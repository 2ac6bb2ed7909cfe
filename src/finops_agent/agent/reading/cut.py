"""The cut of a question into parts: every word is explained by exactly one rule, or named as unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from finops_agent.agent.reading.parts import Part


def best_cut(length: int, candidates: Callable[[int], Iterable[Part]]) -> list[Part]:
    """The cut with the fewest unknown words, then the fewest parts, then the longest part first.

    Args:
        length: how many tokens the question has.
        candidates: every reading that starts at a token; at least one, and none reaches past the end.
    """
    best: list[tuple[tuple[int, int, int, int], list[Part]]] = [((0, 0, 0, 0), [])]
    for at in reversed(range(length)):
        choices = []
        for part in candidates(at):
            (unknown, count, _, ranks), rest = best[length - at - part.length]
            cost = (unknown + (part.kind == "unknown"), count + 1, -part.length, ranks + part.rank)
            choices.append((cost, part, rest))
        cost, part, rest = min(choices, key=lambda choice: choice[0])
        best.append((cost, [part, *rest]))
    return best[-1][1]


def first_in_rank(found: Iterable[Part]) -> dict[int, Part]:
    """Of equally long readings the one that comes first in rank, by length."""
    by_length: dict[int, Part] = {}
    for part in sorted(found, key=lambda part: part.rank):
        by_length.setdefault(part.length, part)
    return by_length
