"""Two sides of a question: names set against each other, and a part that is none of its whole."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from finops_agent.agent.meaning.spans import Spans
from finops_agent.agent.reading.filters import clauses_of, matched_values
from finops_agent.agent.refusal import Refusal
from finops_agent.costs.semantic import Clause, Link

if TYPE_CHECKING:
    from finops_agent.agent.reading.draft import Named
    from finops_agent.costs.semantic import Period, SemanticQuery


_JOINED = 2
"""Places between two names with a word such as "and" between them."""


class Opposing(Spans):
    """The sides of one draft."""

    def _against(self) -> Clause | None:
        """What "vs S3?" sets S3 against: the one thing of its kind that the question before named."""
        draft, previous = self.draft, self.previous
        if previous is None or not draft.is_against or draft.whens or previous.sides or previous.baseline is not None:
            return None
        kinds = {_family(item) for item in draft.named}
        bought = all(self.model.dimensions[item.link.dimension].is_what for item in draft.named)
        likely = [
            clause
            for clause in previous.clauses
            if not clause.negated
            and (clause.dimensions == kinds or (bought and all(self._is_bought(name) for name in clause.dimensions)))
        ]
        if len(likely) != 1 or len(kinds) != 1:
            raise Refusal(
                "the other side",
                f"{draft.named[0].text!r} against what? The question before named nothing of that kind. Name both.",
            )
        if likely[0].conditions in {clause.conditions for clause in self._side(draft.named)}:
            raise Refusal("the other side", f"{likely[0].label} against itself? Name both sides, or part and whole.")
        return likely[0]

    def _is_bought(self, dimension: str) -> bool:
        return dimension in self.model.dimensions and self.model.dimensions[dimension].is_what

    def _sides(self) -> tuple[tuple[Clause, ...], ...]:
        """Two sides set against each other, or those of the question before."""
        against = self._against()
        if against is not None:
            return (replace(against, scope="rows"),), self._side(self.draft.named)
        sides = self._two_sides()
        if all(sides):
            if sum(item.connector == "versus" for item in self.draft.named) > 1:
                if self._split_instead():
                    return ()
                raise Refusal(
                    "two sides", "More than two names are set against each other. Ask for two, or split by it."
                )
            return tuple(self._side(side) for side in sides)
        if self.previous is not None and self.previous.sides:
            return self.previous.sides if not self._names_a_side(self.previous) else ()
        return ()

    def _names_a_side(self, previous: SemanticQuery) -> bool:
        """Whether something is named that takes the place of both sides, and does not only narrow them."""
        sides = {name for side in previous.sides for clause in side for name in clause.dimensions}
        return any(
            item.link.dimension in sides
            or (self._is_bought(item.link.dimension) and any(self._is_bought(name) for name in sides))
            for item in self.draft.named
        )

    def _split_instead(self) -> bool:
        """Three and more names of one dimension side by side are a split by it."""
        draft = self.draft
        against = [at for at, item in enumerate(draft.named) if item.connector == "versus"]
        listed = [item for at, item in enumerate(draft.named) if at in against or at + 1 in against]
        dimensions = {item.link.dimension for item in listed}
        is_plain = all(condition.match == "equals" for item in listed for condition in item.link.conditions)
        # A part of the world is several regions, so a split by region would not tell its figure.
        is_plain = is_plain and not any(item.link.area for item in listed)
        if len(dimensions) > 1 or not is_plain or draft.has_change:
            return False
        first = draft.named.index(listed[0])
        draft.named = [
            replace(item, connector="none" if at == first else "and") if item in listed else item
            for at, item in enumerate(draft.named)
        ]
        draft.dimensions.extend(dimensions - set(draft.dimensions))
        return True

    def _side(self, side: list[Named]) -> tuple[Clause, ...]:
        alone = [replace(item, connector="none" if not index else item.connector) for index, item in enumerate(side)]
        return tuple(clause for _, _, clause in clauses_of(alone, self.catalog))

    def _opposed(self) -> list[Named]:
        """The names of both sides of "A vs B"; empty where names are not set against each other."""
        return [item for side in self._two_sides() for item in side]

    def _two_sides(self) -> tuple[list[Named], list[Named]]:
        """What each side names: what differs; a name that only one side has is meant for both."""
        named = self.draft.named
        at = next((index for index, item in enumerate(named) if item.connector == "versus"), 0)
        if not at and self.draft.has_change:
            joined = [i for i, item in enumerate(named) if item.connector == "and"]
            at = joined[0] if len(joined) == 1 else 0
        if not at or len(self._named_whens()) > 1 or self._changes_between():
            return [], []
        first, second = self._run(at - 1, -1), self._run(at, 1)
        one, two = ({_family(item) for item in side} for side in (first, second))
        if "charge" in one & two:
            return first, second
        common = one & two
        if not common and self._are_bought(first[-1], second[0]):
            return [first[-1]], [second[0]]
        if {i.link.dimension for i in (first[-1], second[0])} == {"service"}:
            # A service has one provider: "Azure Cosmos vs BigQuery" says it of Cosmos alone.
            common |= {"provider"}
        return [i for i in first if _family(i) in common], [i for i in second if _family(i) in common]

    def _run(self, start: int, step: int) -> list[Named]:
        """The names in a row from `start` on, with no word of meaning between them."""
        named = self.draft.named
        found = [named[start]]
        at = start + step
        while 0 <= at < len(named):
            joins = named[at if step > 0 else at + 1].connector
            apart = abs(named[at].at - found[-1].at)
            if joins not in {"none", "and", "comma"} or apart > (1 if joins == "none" else _JOINED):
                break
            found.append(named[at])
            at += step
        return found if step > 0 else found[::-1]

    def _named_whens(self) -> list[Period]:
        return list(dict.fromkeys(when.period for when in self.draft.whens if when.period is not None))

    def _apart(
        self, clauses: tuple[Clause, ...]
    ) -> tuple[tuple[Clause, ...], tuple[Clause, ...], tuple[Clause, ...]] | None:
        """A part that is none of its whole, as "test in percent of prod": both sides, and the clauses of both."""
        wholes = {clause.conditions for clause in clauses if clause.scope == "rows" and not clause.negated}
        both = [clause for clause in clauses if clause.scope == "share" and clause.conditions in wholes]
        clauses = tuple(clause for clause in clauses if clause not in both)
        parts = [clause for clause in clauses if clause.scope == "share" and not clause.negated]
        if len(parts) != 1 or len(parts[0].dimensions) != 1:
            return None
        for clause in clauses:
            if clause.scope == "share" or not self._speak_alike(parts[0], clause):
                continue
            part, whole = (self._values_meant(one) for one in (parts[0], clause))
            if part and (part <= whole if clause.negated else not part & whole):
                if not (clause.negated or self.draft.is_part_first):
                    raise Refusal(
                        "part and whole",
                        f"{parts[0].label!r} is no part of {clause.label!r}. "
                        f"Ask for one in percent of the other: '{parts[0].label} as a percentage of {clause.label}'.",
                    )
                others = tuple(other for other in clauses if other not in {parts[0], clause})
                return (replace(parts[0], scope="rows"),), (clause,), others
        return None

    def _speak_alike(self, one: Clause, other: Clause) -> bool:
        """Whether two clauses test the same: one column, or the two that hold kinds of charges where both know them."""
        if one.dimensions == other.dimensions:
            return True
        kinds = {"charge", "line_item_type"}
        if not (one.dimensions <= kinds and other.dimensions <= kinds):
            return False
        known = {
            name: {value for values in self.catalog.values.get(name, {}).values() for value in values} for name in kinds
        }
        return all(self._values_meant(one) <= values for values in known.values())

    def _values_meant(self, clause: Clause) -> frozenset[str]:
        """The values that the tests of a clause pick."""
        dimension = next(iter(clause.dimensions))
        return matched_values(Link(dimension, clause.conditions, ""), self.catalog)


def _family(item: Named) -> str:
    """Dimensions that say the same sort of thing of a charge."""
    return "charge" if item.link.dimension in {"charge", "line_item_type", "charge_class"} else item.link.dimension
