"""Shares that go on: which part, of which whole, where a question leans on the one before it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from finops_agent.agent.meaning.going_on import sums_up
from finops_agent.agent.meaning.opposing import Opposing
from finops_agent.agent.refusal import Refusal
from finops_agent.costs.semantic import Clause, Condition, is_additive

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
        whole = self._carried_as_one(self.previous)
        return self._kept(self.previous, new) if whole is None else whole

    def _carried_as_one(self, previous: SemanticQuery) -> Clauses | None:
        """What is carried on where the question says it of all that was asked before: the rest, the sum, overall."""
        if self.draft.rest:
            return self._complement(previous)
        if sums_up(self.draft):
            return self._listed(previous)
        if self._widens_whole() or self._names_other_whole(previous):
            return tuple(clause for clause in previous.clauses if clause.scope == "share" or clause.negated)
        if self._is_bare_total() and previous.limit is not None and not self.draft.names_cost:
            raise Refusal("the total", "The total of those that were listed, or of all? Say 'together', or 'of all'.")
        if self.draft.is_grand or (self._is_bare_total() and not previous.dimensions):
            return ()
        return None

    def _kept(self, previous: SemanticQuery, new: Clauses) -> Clauses:
        """The clauses of the question before that nothing named anew takes the place of."""
        replaced = {name for clause in new if not clause.negated for name in clause.dimensions}
        self._check_joined_to_left_out(previous, replaced)
        named = frozenset(replaced)
        is_what = {name for name, dimension in self.model.dimensions.items() if dimension.is_what}
        if replaced & is_what and not self._points_at_part():
            replaced |= is_what
        swaps = previous.share and any(clause.dimensions & named for clause in previous.clauses)
        if replaced & (_KINDS | is_what) and not (self.draft.narrows or self._points_at_part() or swaps):
            replaced |= _KINDS | is_what
        if self.draft.share_at is not None and not (previous.share or self.draft.is_of_whole):
            self._check_lost_whole(previous, named, replaced - is_what if named & is_what else replaced)
        if any(name.startswith("tag") for name in replaced):
            replaced |= {"tags"}
        kept = []
        against = self._against()
        for clause in previous.clauses:
            if clause in new or clause is against or (clause.dimensions & replaced and not clause.negated):
                self._note_left_out(clause)
                continue
            if clause.negated and (self.draft.is_everything or self._is_included(clause)):
                continue
            names_more = any(not other.negated for other in new)
            kept.append(replace(clause, scope="rows") if not previous.share or names_more else clause)
        return tuple(kept)

    def _check_joined_to_left_out(self, previous: SemanticQuery, named: set[str]) -> None:
        """After "the cost without A", "and B" may leave B out as well or ask for it alone."""
        items = self.draft.named
        is_bare = len(items) == 1 and items[0].connector == "and" and not (self.draft.has_cost or self.draft.clauses)
        kept = [clause for clause in previous.clauses if clause.dimensions & named]
        if is_bare and kept and all(clause.negated for clause in kept):
            raise Refusal(
                items[0].text,
                f"Without {kept[0].label} and {items[0].text}, or the cost of {items[0].text}? Say it in full.",
            )

    def _check_lost_whole(self, previous: SemanticQuery, named: frozenset[str], replaced: set[str]) -> None:
        """In "compute cost", "AWS share" the share may be of compute, or of all."""
        lost = [c for c in previous.clauses if not c.negated and c.dimensions & replaced and not c.dimensions & named]
        if lost and named:
            raise Refusal(
                "a share of what",
                f"A share of {lost[0].label}, or of all? Say it in full, as 'share of X in {lost[0].label}'.",
            )

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

    def _listed(self, previous: SemanticQuery) -> Clauses:
        """All that the question before listed, to be added up."""
        is_plain = not (previous.share or previous.sides or previous.baseline or previous.beside or previous.over)
        if not (is_plain and previous.dimensions):
            what = "both" if self.draft.says_both else "the sum"
            raise Refusal(what, "The sum of which ones? Name them, such as 'EC2 and S3 together'.")
        if previous.limit is None and previous.threshold is None:
            return previous.clauses
        first = self.model.dimensions[previous.dimensions[0]]
        is_told = len(previous.dimensions) == 1 and self.past.labels and first.none_label not in self.past.labels
        if not is_told or not is_additive(previous, self.model):
            raise Refusal("the sum", "The sum of what was listed is not worked out here. Name what shall be added up.")
        listed = Condition(first.name, "equals", self.past.labels)
        return (*previous.clauses, Clause((listed,), " and ".join(self.past.labels)))

    def _is_bare_total(self) -> bool:
        """Whether "total" is all that is said: of one figure it can only mean the whole that it is a part of."""
        draft = self.draft
        others = (draft.named, draft.clauses, draft.dimensions, draft.bounds, draft.measure, draft.counts, draft.order)
        return draft.has_total and draft.share_at is None and not draft.has_average and not any(others)

    def _widens_whole(self) -> bool:
        """Whether "and overall?" asks for the same part of all, where the share before was of something smaller."""
        previous = self.previous
        if previous is None or not previous.share or not self._is_bare_total():
            return False
        wholes = [clause for clause in previous.clauses if clause.scope == "rows" and not clause.negated]
        has_part = any(clause.scope == "share" for clause in previous.clauses)
        if not wholes:
            return False
        if self.draft.says_overall and has_part and not previous.dimensions:
            return True
        raise Refusal(
            "the total",
            f"The total of what: of {wholes[0].label}, or of everything? Say the share, or the cost, in full.",
        )

    def _names_other_whole(self, previous: SemanticQuery) -> bool:
        """Whether "and of chatops?" after "cache as share of mint" names what else the part is a share of."""
        draft = self.draft
        parts = {name for clause in previous.clauses if clause.scope == "share" for name in clause.dimensions}
        is_other = previous.share and draft.share_at is None and bool(draft.named) and draft.named[0].behind == "of"
        return is_other and bool(parts) and not any(item.link.dimension in parts for item in draft.named)

    def _is_included(self, clause: Clause) -> bool:
        values = {value for condition in clause.conditions for value in condition.values}
        counts_credits = values == {"Credit"} and self.draft.measure == "net"
        return bool(values) and (counts_credits or values <= self.draft.included)

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
        times = times or self._goes_on_of_each()
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

    def _goes_on_of_each(self) -> bool:
        """Whether it goes on from "test share of each unit" with a split that it does not change."""
        previous, draft = self.previous, self.draft
        if previous is None or not previous.share or not previous.dimensions or draft.dimensions or draft.rest:
            return False
        is_time = all(self.model.dimensions[name].grain for name in previous.dimensions)
        return not is_time and draft.share_at is None and any(clause.scope == "share" for clause in previous.clauses)

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
