"""The shape of a question in names of our own: what kind of figure, split how, in which form; no word of a person."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

from finops_agent.costs.semantic.model import GRAINS, TAG_PREFIX, definitions

if TYPE_CHECKING:
    from finops_agent.costs.semantic.query import SemanticQuery

Form = Literal["total", "split", "trend", "change", "share", "side by side"]
FORMS: tuple[Form, ...] = ("total", "split", "trend", "change", "share", "side by side")
OTHER = "other"
"""Stands for whatever is named by the data: a tag key, a column of a table."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Measure, dimension and form of a question, each out of a closed list."""

    measure: str
    split: str | None
    form: Form

    def to_json(self) -> dict[str, str | None]:
        """For the metadata of an event."""
        return asdict(self)


def shape_of(query: SemanticQuery) -> Shape:
    """The shape of `query`."""
    split = query.dimensions[0] if query.dimensions else None
    return Shape(_known("measure", query.measure), None if split is None else _known("dimension", split), _form(query))


def shape_from(told: Any) -> Shape | None:  # noqa: ANN401 - read back from an event
    """The shape that an event holds; None for anything else."""
    if not isinstance(told, dict) or told.get("form") not in FORMS:
        return None
    measure, split = str(told.get("measure")), told.get("split")
    if _known("measure", measure) != measure or (split is not None and _known("dimension", str(split)) != split):
        return None
    return Shape(measure, split, told["form"])


def _form(query: SemanticQuery) -> Form:
    if query.sides or query.beside is not None:
        return "side by side"
    if query.baseline is not None:
        return "change"
    if query.share:
        return "share"
    if not query.dimensions:
        return "total"
    return "trend" if query.dimensions[0] in GRAINS else "split"


def _known(kind: Literal["measure", "dimension"], name: str) -> str:
    """The name, where it is one of our definitions."""
    if name.startswith(TAG_PREFIX):
        return OTHER
    return name if name == OTHER or any(item["name"] == name for item in definitions()[kind]) else OTHER
