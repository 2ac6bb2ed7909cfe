"""What the title of a table says: a file of "idle load balancers" lists load balancers, each of them idle."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from finops_agent.costs.semantic.phrase import phrase_of
from finops_agent.costs.semantic.words import column_words, plural_of

if TYPE_CHECKING:
    from finops_agent.costs.dataset import Table
    from finops_agent.costs.semantic.model import SemanticModel
    from finops_agent.costs.semantic.phrase import Phrase

_STATES: tuple[Phrase, ...] = (
    ("low", "utilization"), ("low", "utilisation"), ("over", "provisioned"), ("overprovisioned",), ("underutilized",),
    ("underutilised",), ("unassociated",), ("unattached",), ("unused",), ("inactive",), ("orphaned",), ("idle",),
    ("stopped",), ("untagged",), ("expired",),
)  # fmt: skip
"""What a title can say of all that it lists."""
_SAME: dict[Phrase, tuple[str, ...]] = {
    ("low", "utilization"): ("low utilization", "low utilisation", "underutilized", "underutilised", "underused"),
    ("underutilized",): ("underutilized", "underutilised", "underused", "low utilization", "low utilisation"),
    ("unassociated",): ("unassociated", "unattached", "unused", "not associated", "idle"),
    ("unattached",): ("unattached", "not attached", "orphaned"),
    ("idle",): ("idle", "unused"),
    ("orphaned",): ("orphaned", "orphan"),
}
"""A state -> how else people say it."""
_SHORTEST = 3
"""Letters of the last word of what a title lists."""


def with_title(model: SemanticModel, table: Table) -> SemanticModel:
    """The model that knows what the title says of the rows, and what it calls them."""
    words = column_words(table.title.rpartition("/")[2].removesuffix(".csv"))
    state, at = next(
        ((state, at) for at in range(len(words)) for state in _STATES if words[at : at + len(state)] == state),
        ((), 0),
    )
    if not state:
        return model
    known = {phrase for dimension in model.dimensions.values() for phrase in dimension.words}
    known |= {phrase for measure in model.measures.values() for phrase in measure.words}
    said = tuple(phrase for way in _SAME.get(state, (" ".join(state),)) if (phrase := phrase_of(way)) not in known)
    thing = words[at + len(state) :]
    entity = next((d for d in model.dimensions.values() if d.is_unique), None)
    model = replace(model, rows_are=said)
    if entity is None or not thing or len(thing[-1]) < _SHORTEST or not thing[-1].endswith("s"):
        return model
    plurals = {thing, *(thing[at:] for at in range(1, len(thing)))}
    taken = known | {phrase for d in model.dimensions.values() for phrase in d.plurals}
    new = tuple(sorted(phrase for phrase in plurals if phrase not in taken))
    singular = tuple(phrase for phrase in ((*p[:-1], p[-1][:-1]) for p in new) if phrase not in known)
    singular = tuple(phrase for phrase in singular if plural_of(phrase) in new)
    called = replace(entity, words=(*entity.words, *singular), plurals=(*entity.plurals, *new))
    return replace(model, dimensions={**model.dimensions, entity.name: called})
