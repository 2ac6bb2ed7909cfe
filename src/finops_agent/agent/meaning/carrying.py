"""Shares that go on: which part, of which whole, where a question leans on the one before it."""

from __future__ import annotations

from dataclasses import replace

from finops_agent.agent.meaning.opposing import Opposing
from finops_agent.agent.refusal import Refusal
from finops_agent.costs.semantic import Clause, Condition

Clauses = tuple[Clause, ...]
_NAMED_BY: dict[str, str] = {"day": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y"}
"""Calendar units that are a column of their own -> how their values are written."""


class Carrying(Opposing):
    """Parts and wholes carried over from the question before."""

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
