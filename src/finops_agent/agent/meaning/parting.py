"""What a share is of: which of the clauses are the part, and which the whole."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from finops_agent.agent.meaning.analysing import Analysing
from finops_agent.agent.reading.filters import CHARGES
from finops_agent.agent.refusal import Refusal
from finops_agent.costs.semantic.model import ANY_TAG, TAG_PREFIX

if TYPE_CHECKING:
    from finops_agent.costs.semantic import Clause


class Parting(Analysing):
    """Part and whole of one draft."""

    def _parts_of(
        self, clauses: tuple[Clause, ...], dimensions: tuple[str, ...]
    ) -> tuple[tuple[Clause, ...], tuple[str, ...]]:
        """What the shares are of: with a split names limit the rows, by month they are a part of each month."""
        parts = [clause for clause in clauses if clause.scope == "share"]
        self._check_whole(clauses, dimensions)
        if self._asks_part_of_times(parts, dimensions):
            former = self.past.parts
            return self._share_clauses(clauses) if self.draft.is_of_whole else _as_parts(clauses, former), dimensions
        if self._is_of_each() and parts:
            return clauses, dimensions
        if not dimensions and len(parts) == 1 and self._picks_all(parts[0]):
            # "AWS, Azure and Google share" where there is no fourth: the share of each is asked.
            others = tuple(clause for clause in clauses if clause is not parts[0])
            return others, tuple(parts[0].dimensions)
        if any(self._is_tag_test(clause) for clause in clauses) and any(n.startswith(TAG_PREFIX) for n in dimensions):
            # What lacks a tag has no value to be split by: its share is what is asked.
            label = ", ".join(self.model.dimensions[name].label for name in dimensions)
            self.draft.notes.append(f"The share without a tag is given; what has none is not split by {label}.")
            dimensions = ()
        elif parts and dimensions and not all(self._is_time(name) for name in dimensions):
            if not self.draft.dimensions and self.draft.named:
                dimensions = ()
            else:
                clauses = tuple(replace(clause, scope="rows") for clause in clauses)
        return (clauses, dimensions) if dimensions else (self._share_clauses(clauses), ())

    def _check_whole(self, clauses: tuple[Clause, ...], dimensions: tuple[str, ...]) -> None:
        """Raise Refusal where the whole is another one than what the groups of the question before are part of."""
        draft, kept = self.draft, [clause for clause in clauses if not clause.negated and clause.scope == "rows"]
        if self.previous is None:
            return
        groups = bool(dimensions) and not all(self._is_time(name) for name in dimensions)
        named = next((clause.label for clause in kept if clause.dimensions == {draft.whole_by}), None)
        if draft.whole_by is not None and self._is_time(draft.whole_by) and kept:
            named = f"{kept[0].label} in each {draft.whole_by}"
        is_cut = any(clause.negated and not self._is_of_charges(clause) for clause in clauses)
        if named is None and is_cut and kept and draft.is_of_bill and not (draft.named or draft.dimensions):
            named = "the bill without it"
        if named is None and groups and kept and draft.is_of_bill and not (draft.named or draft.dimensions):
            named = kept[0].label
        if named is not None:
            raise Refusal(
                "a share of what",
                f"A share of {named}, or of the whole bill? Say part and whole in full.",
            )

    def _is_of_charges(self, clause: Clause) -> bool:
        """Whether it leaves out tax and the like, which is left out of part and whole."""
        values = {value.lower() for test in clause.conditions for value in test.values}
        return clause.dimensions <= CHARGES or any("support" in value for value in values)

    def _asks_part_of_times(self, parts: list[Clause], dimensions: tuple[str, ...]) -> bool:
        """Whether "as a percentage of the total" asks what part of each month the names of the question before are."""
        previous = self.previous
        return (
            previous is not None
            and not (parts or self.draft.named or previous.share)
            and (self.draft.is_of_whole or bool(self.past.parts))
            and bool(dimensions)
            and all(self._is_time(name) for name in dimensions)
            and any(not clause.negated for clause in previous.clauses)
        )

    def _picks_all(self, clause: Clause) -> bool:
        """Whether several names of one column are all that it has."""
        if len(clause.dimensions) != 1 or clause.negated:
            return False
        columns = self.catalog.values.get(next(iter(clause.dimensions)), {})
        known = {value for values in columns.values() for value in values}
        tested = {value for condition in clause.conditions for value in condition.values}
        return len(clause.conditions) > 1 and bool(known) and tested >= known

    def _is_tag_test(self, clause: Clause) -> bool:
        return any(
            condition.match == "missing"
            and (condition.dimension == ANY_TAG or condition.dimension.startswith(TAG_PREFIX))
            for condition in clause.conditions
        )


def _as_parts(clauses: tuple[Clause, ...], parts: tuple[Clause, ...]) -> tuple[Clause, ...]:
    """`clauses`, where those of `parts` are the part and the others what it is a part of."""
    return tuple(replace(clause, scope="share") if clause in parts else clause for clause in clauses)
