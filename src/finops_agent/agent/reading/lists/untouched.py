"""What was not touched since a time: "not modified since 2024" asks for those whose last time lies before it."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from finops_agent.agent.refusal import Refusal
from finops_agent.costs.semantic.model import COSTS
from finops_agent.costs.semantic.period import days_between

if TYPE_CHECKING:
    from collections.abc import Sequence

    from finops_agent.agent.reading.parts import Part
    from finops_agent.costs.semantic import Catalog

_OFTEN = frozenset({"annual", "annually", "yearly", "monthly", "quarterly", "weekly", "daily"})
"""How often something is paid, which is a value of a list and said of a cost as well."""


def as_untouched(parts: Sequence[Part], catalog: Catalog) -> list[Part]:
    """`parts` of a question about a list, "not", a word of the day and "since" read as the days before."""
    said, calendar, kept = {" ".join(phrase) for phrase in catalog.model.day_words}, catalog.calendar, list(parts)
    if catalog.model.table == COSTS or calendar is None:
        return kept
    places = [at for at, part in enumerate(parts) if part.said != "been"]
    for at, then, end in zip(places, places[1:], places[2:], strict=False):
        denied, verb, since = parts[at], parts[then], parts[end]
        period = since.when.period if since.when is not None else None
        is_denied = denied.kind == "operator" and denied.meaning in {"exclude", "missing"} and verb.said in said
        if not is_denied or period is None or since.when is None or not since.said.startswith("since "):
            continue
        first = min(calendar.first, period.start - timedelta(days=1))
        kept[at] = replace(denied, kind="filler", meaning="")
        kept[end] = replace(since, when=replace(since.when, period=days_between(first, period.start), ends=None))
    return kept


def check_often(parts: Sequence[Part], catalog: Catalog) -> None:
    """Raise Refusal where the "annual" of "annual cost" is a value of the list and may be the length of time."""
    for part, following in itertools.pairwise(parts):
        measure = catalog.model.measures.get(following.meaning) if following.kind == "measure" else None
        is_cost = following.meaning == "cost" or (measure is not None and measure.kind == "money")
        if catalog.model.table != COSTS and part.kind == "value" and part.said in _OFTEN and is_cost:
            label = catalog.model.dimensions[part.links[0].dimension].label
            raise Refusal(
                part.text,
                f"{part.text!r} is a {label} of this data, and a length of time that a cost is told for. "
                f"Say '{label} {part.text}' for the one; the figures here are told as their columns say.",
            )
