"""Questions for a person of a list: "who owns the most volumes", "who is over budget" ask for the column of owners."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from finops_agent.agent.reading.parts import Part
from finops_agent.agent.reading.splitting import MOST_OR_LEAST
from finops_agent.costs.semantic.budgets import LEFT, OVER
from finops_agent.costs.semantic.model import COSTS
from finops_agent.costs.semantic.words import column_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from finops_agent.costs.semantic import Catalog

_OWNS = frozenset({"owns", "own", "owned", "has", "have", "holds"})


def as_owner(parts: Sequence[Part], catalog: Catalog) -> list[Part]:
    """`parts`, where "who" ranks or tests the owners of a list that has one column of them."""
    model = catalog.model
    owners = [name for name, column in model.dimensions.items() if "owner" in column_words(column.label)]
    at = next((at for at, part in enumerate(parts) if part.kind == "operator" and part.meaning == "who"), None)
    if model.table == COSTS or at is None or len(owners) != 1:
        return list(parts)
    owns = next(
        (part for part in parts[at + 1 :] if part.kind in {"unknown", "filler", "topic"} and part.said in _OWNS), None
    )
    ranks = [part for part in parts if part.kind == "operator" and part.meaning in {"top", "bottom"}]
    says_what = any(part.meaning in {"by", "cost"} or part.kind == "measure" for part in parts)
    things = [part for part in parts if part.kind == "dimension" and part.is_plural]
    counts = (
        bool(ranks)
        and ranks[0].said in MOST_OR_LEAST
        and not says_what
        and any(model.dimensions[part.meaning].is_entity for part in things)
    )
    tests = any(part.kind == "measure" and part.meaning in {LEFT, OVER} for part in parts)
    column = model.dimensions[owners[0]]
    named = [part for part in parts if part.kind == "value"]
    if owns is not None and len(named) == 1 and not ranks and not _is_of(named[0], owners[0]) and _says_no_more(parts):
        # "Who owns the slack contract": the owners of the rows that are named.
        by, owner = Part("operator", "by", 1, "by", words="by"), Part("dimension", column.label, 1, owners[0])
        return [named[0], by, owner]
    if not counts and not (tests and not ranks):
        return list(parts)
    noun = column.plurals[0] if tests else column.words[0]
    asked = Part("dimension", " ".join(noun), 1, owners[0], is_plural=tests)
    which = replace(parts[at], meaning="which", text="which", words="which")
    verb = Part("operator", "has", 1, "verb", words="has")
    behind = [verb if part is owns else part for part in parts[at + 1 :]]
    return [*parts[:at], which, asked, *behind]


def _is_of(part: Part, dimension: str) -> bool:
    return any(link.dimension == dimension for link in part.links)


def _says_no_more(parts: Sequence[Part]) -> bool:
    """Whether nothing but the name and its noun is said beside "who owns"."""
    kinds = {"value", "filler", "symbol", "topic", "unknown"}
    others = [part for part in parts if part.kind not in kinds and part.meaning not in {"who", "verb"}]
    return all(part.kind == "measure" and part.said in {"budget", "contract"} for part in others)
