"""Words that deny, and what was done with a value: "never accessed since May", "encrypted with SSE-KMS"."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from finops_agent.agent.reading.flags import NONE
from finops_agent.agent.reading.parts import Part
from finops_agent.agent.refusal import Refusal
from finops_agent.costs.semantic.model import COSTS
from finops_agent.costs.semantic.phrase import folded
from finops_agent.costs.semantic.words import column_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from finops_agent.costs.semantic import Catalog

_STEM = 5
"""Letters that a verb and the noun of its column begin with."""
_SPAN = re.compile(r"^(\d+)d(?:ays?)?$")
_LAST_DAYS = re.compile(r"^(?:(?:in|within|over|during) )?(?:the )?(?:last|past|previous) (\d+) days$")


def as_denied(parts: Sequence[Part], catalog: Catalog) -> list[Part]:
    """`parts` of a question about a list, "never" read as "not" and a verb of the next value's column as said of it.

    Raises:
        Refusal: a figure that is told for a number of days is asked for other ones.
    """
    if catalog.model.table == COSTS:
        return list(parts)
    return _of_their_days(
        _of_things(_without_verbs(_without_un(_without_never(parts, catalog), catalog)), catalog), catalog
    )


def _without_never(parts: Sequence[Part], catalog: Catalog) -> list[Part]:
    """`parts` with a "not" for "never" before a figure, a value, or what a day is told of."""
    kept, said = list(parts), {" ".join(phrase) for phrase in catalog.model.day_words}
    for at, part in enumerate(parts[:-1]):
        following = parts[at + 1]
        is_denied = following.kind in {"measure", "value"} or following.said in said
        if part.kind == "unknown" and part.said == "never" and is_denied:
            kept[at] = replace(part, kind="operator", meaning="exclude")
    if parts and parts[-1].kind == "unknown" and parts[-1].said == "left" and parts[-2:-1] and _says_there(parts[-2]):
        # "How many do we have left" asks how many there are.
        kept[-1] = replace(parts[-1], kind="filler")
    return kept


def _without_un(parts: Sequence[Part], catalog: Catalog) -> list[Part]:
    """`parts` with the value "Not encrypted", or with "without encryption", for an "unencrypted" that is neither."""
    kept = list(parts)
    for at, part in enumerate(parts):
        stem = part.said.removeprefix("un")
        if part.kind != "unknown" or stem == part.said or len(stem) <= _STEM:
            continue
        links = tuple(link for link in catalog.links.get(("not", stem), ()) if not link.is_alias)
        if links:
            kept[at] = replace(part, kind="value", links=links)
            continue
        named = [d for d in catalog.model.dimensions if column_words(d)[-1].startswith(stem[:_STEM])]
        told = [value for name in named for known in catalog.values.get(name, {}).values() for value in known]
        if len(named) == 1 and any(folded(value) in NONE for value in told):
            without = Part("operator", "without", 1, "exclude", words="without")
            noun = replace(part, kind="dimension", meaning=named[0])
            rest = [read for place, read in enumerate(parts) if place != at]
            return [*rest, without, noun]
    return kept


def _says_there(part: Part) -> bool:
    return part.kind in {"filler", "operator"} and part.said.split()[-1] in {"have", "are", "is"}


def _of_things(parts: Sequence[Part], catalog: Catalog) -> list[Part]:
    """`parts` where "which databases have no errors" asks for rows of a list, each of which is one of them."""
    kept = list(parts)
    for at in range(len(parts) - 3):
        which, thing, none, figure = parts[at : at + 4]
        column = catalog.model.dimensions.get(thing.meaning) if thing.kind == "dimension" else None
        is_of_rows = column is not None and column.is_entity and column.is_unique
        if which.meaning == "which" and is_of_rows and none.meaning == "missing" and figure.kind == "measure":
            kept[at] = replace(which, kind="filler", meaning="")
    return _of_any(kept, catalog)


def _of_any(parts: list[Part], catalog: Catalog) -> list[Part]:
    """`parts` where "how many functions have errors" asks for those with more than none."""
    if len(parts) < len(("how many", "functions", "have", "errors")):
        return parts
    count, thing, verb, figure = parts[-4:]
    column = catalog.model.dimensions.get(thing.meaning) if thing.kind == "dimension" else None
    is_of_rows = column is not None and column.is_entity and column.is_unique and thing.is_plural
    is_quantity = figure.kind == "measure" and catalog.model.measures[figure.meaning].kind == "quantity"
    if count.meaning != "count" or not is_of_rows or verb.said not in {"have", "had"} or not is_quantity:
        return parts
    over, zero = Part("operator", "over", 1, "over", words="over"), Part("number", "0", 1, number=Decimal(0), words="0")
    return [*parts[:-2], replace(verb, text="with", words="with", meaning="with"), figure, over, zero]


def _without_verbs(parts: Sequence[Part]) -> list[Part]:
    """`parts` without the "encrypted" of "encrypted with SSE-KMS", where that is a value of a column `Encryption`."""
    kept = list(parts)
    for at, part in enumerate(parts):
        if part.kind != "unknown" or not part.said.endswith("ed") or len(part.said) <= _STEM:
            continue
        following = next((read for read in parts[at + 1 :] if read.kind != "filler" and read.meaning != "with"), None)
        beside = [read for read in (following, *parts[max(at - 1, 0) : at]) if read is not None]
        links = [link for read in beside if read.kind in {"value", "component"} for link in read.links]
        if any(word.startswith(part.said[:_STEM]) for link in links for word in column_words(link.dimension)):
            kept[at] = replace(part, kind="filler")
    return kept


def _of_their_days(parts: Sequence[Part], catalog: Catalog) -> list[Part]:
    """`parts` where "in the last 30 days" says of a figure what its name says: `Invocations (30d)`."""
    figures = [part for part in parts if part.kind == "measure"]
    spans = {found[1] for part in figures for word in column_words(part.meaning) if (found := _SPAN.match(word))}
    said = {" ".join(phrase) for phrase in catalog.model.day_words}
    if not spans or any(part.kind == "filler" and part.said in said for part in parts):
        return list(parts)
    kept = list(parts)
    for at, part in enumerate(parts):
        if part.kind != "when":
            continue
        found = _LAST_DAYS.match(part.said)
        if found is None or spans != {found[1]}:
            raise Refusal(
                part.text,
                f"{figures[0].text!r} is told here for {' and '.join(sorted(spans))} days and for no other time. "
                "Ask for it without one.",
            )
        kept[at] = replace(part, kind="filler", when=None)
    return kept
