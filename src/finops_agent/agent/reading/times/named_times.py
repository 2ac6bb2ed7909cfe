"""Names that are also times: a team called Q3, an instance called march. What stands beside one says which it is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from finops_agent.agent.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from finops_agent.agent.reading.parts import Part
    from finops_agent.costs.semantic import Catalog

_OF_TIMES = frozenset({"in", "during", "since", "until", "till", "through", "throughout", "within", "from", "to", "as"})
"""Words before a time, and seldom before a name."""
_TIES = frozenset({"and", "or", "comma", "compare"})
_NAMING = frozenset({"called", "named", "the", "by", "owned by", "owned", "is", "of", "for"})
"""Words that may stand between a noun and its name."""


def as_named_times(parts: Sequence[Part], catalog: Catalog) -> list[Part]:
    """`parts` with the names that were read as times turned into names.

    Raises:
        Refusal: nothing says whether a name or the time of the same word is meant.
    """
    kept = list(parts)
    for at, part in enumerate(parts):
        if part.kind != "when" or not part.links:
            continue
        columns = {link.dimension for link in part.links}
        if any(catalog.model.dimensions[name].label == "name" for name in columns):
            columns |= {column.name for column in catalog.model.dimensions.values() if column.is_entity}
        if any(near.kind == "dimension" and near.meaning in columns for near in _beside(parts, at)):
            kept[at] = replace(part, kind="value", when=None)
        elif not _is_time(parts, at):
            label = catalog.model.dimensions[part.links[0].dimension].label
            period = part.when.period if part.when is not None else None
            known = f"in {period.label}" if period is not None else f"in {part.text}"
            raise Refusal(
                part.text,
                f"{part.text!r} is a {label} of this data and a time as well. "
                f"Say '{label} {part.text}' for the one, or '{known}' for the other.",
            )
    return kept


def _beside(parts: Sequence[Part], at: int) -> Iterator[Part]:
    """The parts next to the one at `at`, in both directions, words that only join a noun and its name passed over."""
    for step in (-1, 1):
        here = at + step
        while 0 <= here < len(parts) and step < 0 and parts[here].text.lower() in _NAMING:
            here += step
        if 0 <= here < len(parts):
            yield parts[here]


def _is_time(parts: Sequence[Part], at: int) -> bool:
    """Whether a word of times stands before, or it is tied to another time."""
    before = parts[at - 1].text.lower().split() if at else []
    if before and before[-1] in _OF_TIMES:
        return True
    return any(
        0 <= at + 2 * step < len(parts)
        and parts[at + step].meaning in _TIES
        and parts[at + 2 * step].kind == "when"
        and not parts[at + 2 * step].links
        for step in (-1, 1)
    )
