"""Shares that go on: which part, of which whole, where a question leans on the one before it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from finops_agent.agent.meaning.opposing import Opposing
from finops_agent.agent.refusal import Refusal
from finops_agent.costs.semantic import Clause, Condition

if TYPE_CHECKING:
    from finops_agent.costs.semantic import SemanticQuery

Clauses = tuple[Clause, ...]
_NAMED_BY: dict[str, str] = {"day": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y"}
"""Calendar units that are a column of their own -> how their values are written."""
_KINDS = frozenset({"provider", "charge", "line_item_type", "commitment", "commitment_type"})
"""Dimensions whose names, like those of things bought, take each other's place in a question that goes on."""


class Carrying(Opposing):
    """Parts and wholes carried over from the question before."""

    def _carried(self, new: tuple[Clause, ...]) -> tuple[Clause, ...]:
        """The previous question's clauses that this one leaves standing."""
        if self.previous is None:
            return ()
        if self.draft.rest:
            return self._complement(self.previous)
        replaced = {name for clause in new if not clause.negated for name in clause.dimensions}
        is_what = {name for name, dimension in self.model.dimensions.items() if dimension.is_what}
        if replaced & is_what and not self._points_at_part():
            replaced |= is_what
        if replaced & (_KINDS | is_what) and not (self.draft.narrows or self._points_at_part()):
            replaced |= _KINDS | is_what
        if any(name.startswith("tag") for name in replaced):
            replaced |= {"tags"}
        kept = []
        if self.draft.is_grand or (self._is_bare_total() and not self.previous.dimensions):
            return ()
        against = self._against()
        for clause in self.previous.clauses:
            if clause in new or clause is against or (clause.dimensions & replaced and not clause.negated):
                self._note_left_out(clause)
                continue
            if clause.negated and (self.draft.is_everything or self._is_included(clause)):
                continue
            names_more = any(not other.negated for other in new)
            kept.append(replace(clause, scope="rows") if not self.previous.share or names_more else clause)
        return tuple(kept)

    def _complement(self, previous: SemanticQuery) -> tuple[Clause, ...]:
        """All that the question before did not list, or else did not name."""
        if len(previous.dimensions) == 1 and previous.limit is not None and self.past.labels:
            dimension = previous.dimensions[0]
            listed = Condition(dimension, "equals", self.past.labels)
            return (*previous.clauses, Clause((listed,), ", ".join(self.past.labels), negated=True))
        named = [clause for clause in previous.clauses if not clause.negated]
        if len(named) != 1 or previous.dimensions or previous.sides:
            raise Refusal("the rest", "The rest of what? Name what is left out, such as 'everything except EC2'.")
        return tuple(replace(clause, negated=not clause.negated, scope="rows") for clause in previous.clauses)

    def _is_bare_total(self) -> bool:
        """Whether "total" is all that is said: of one figure it can only mean the whole that it is a part of."""
        draft = self.draft
        others = (draft.named, draft.clauses, draft.dimensions, draft.bounds, draft.measure, draft.counts, draft.order)
        return draft.has_total and draft.share_at is None and not draft.has_average and not any(others)

    def _is_included(self, clause: Clause) -> bool:
        values = {value for condition in clause.conditions for value in condition.values}
        return bool(values) and values <= self.draft.included

    def _share_clauses(self, clauses: tuple[Clause, ...]) -> tuple[Clause, ...]:
        """A bare "as a percent?" makes the filters of the previous question the part."""
        if any(clause.scope == "share" for clause in clauses):
            return clauses
        return tuple(clause if clause.negated else replace(clause, scope="share") for clause in clauses)

    def _shared_on(self, kept: Clauses, new: Clauses) -> tuple[Clauses, Clauses]:
        """What goes on from a share: a name takes the place of the one it replaces, part or whole.

        "Of the total" makes everything that was named the part.
        """
        draft, previous = self.draft, self.previous
        times = previous is not None and all(self.model.dimensions[name].grain for name in previous.dimensions)
        if previous is None or not previous.share or not times or draft.dimensions or draft.rest:
            return kept, new
        denied = next((clause for clause in previous.clauses if clause.negated and clause.scope == "share"), None)
        if denied is not None and any(not clause.negated for clause in new):
            raise Refusal(
                denied.label, f"The question before asked for all without {denied.label}. Say the share in full again."
            )
        if not new:
            return (_as_part(kept), new) if draft.share_at is not None and draft.is_of_whole else (kept, new)
        left = {clause.conditions for clause in kept}
        gone = [clause for clause in previous.clauses if not clause.negated and clause.conditions not in left]
        if not gone or draft.share_at is not None or draft.wants_amount:
            return kept, new
        stays = tuple(clause for clause in previous.clauses if clause.conditions in left)
        is_part = any(clause.scope == "share" for clause in gone)
        return stays, _as_part(new) if is_part else new

    def _note_left_out(self, clause: Clause) -> None:
        """In "cost of EC2", "what share of that is S3" the whole cannot be EC2."""
        if self._points_at_part() and not clause.negated:
            self.draft.notes.append(f"No part of {clause.label} is that: the share is of all without that filter.")

    def _points_at_part(self) -> bool:
        """Whether "what part of it is storage" asks for a part of what was asked before, whatever that was."""
        draft, previous = self.draft, self.previous
        return draft.points_back and draft.share_at is not None and previous is not None and not previous.share

    # ------------------------------------------------------------------ periods
    def _part_of_period(self) -> Clause | None:
        """In "what share of that was September" the part is a month (or a day) of the days asked before."""
        when = self._time_of_part()
        if when is None or when.period is None:
            return None
        period = when.period
        written = _NAMED_BY.get(period.unit or "")
        if written is None or period.unit not in self.model.dimensions:
            raise Refusal(
                "one day or month",
                f"What share of that fell on {period.label}? Told of one day, one month or one year. Name one.",
            )
        condition = Condition(period.unit, "equals", (f"{period.start:{written}}",))
        return Clause((condition,), period.label, scope="share")


def _as_part(clauses: Clauses) -> Clauses:
    return tuple(clause if clause.negated else replace(clause, scope="share") for clause in clauses)
