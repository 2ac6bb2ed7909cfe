"""Columns that say what the rows are like, as adjectives do: "encrypted", "those which auto-renew", "attached"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finops_agent.agent.reading.grouping import Grouping
from finops_agent.agent.refusal import Refusal
from finops_agent.costs.semantic import Clause, Condition
from finops_agent.costs.semantic.links import NO_VALUES
from finops_agent.costs.semantic.model import COSTS
from finops_agent.costs.semantic.phrase import folded

if TYPE_CHECKING:
    from finops_agent.agent.reading.parts import Part

NONE = frozenset({"none", "no", "n/a", "na", "null", "nil", "disabled", "off", "false", "-"})
"""Cells that say that there is none."""
_FEW = 5
"""So many values a column of states has at most."""
_SAID_OF_FLAGS = frozenset({"enabled", "disabled", "off", "true", "false"})
"""Words of a flag that stand behind its name."""


class Flags(Grouping):
    """Handlers of columns of yes and no, and of what was done to things."""

    def _describes(self, part: Part) -> bool:
        """Take a column that says what the rows are like, as an adjective does."""
        if self.model.dimensions[part.meaning].is_flag and not self._wants_split(part):
            self._flag(part)
            return True
        if self._is_participle(part):
            self._test(part, present=self.mode not in {"exclude", "missing"})
            self._end_mode()
            return True
        return False

    def _is_participle(self, part: Part) -> bool:
        """Whether the column says what was done to the things: "attached volumes" have a value there."""
        if not part.text.lower().endswith("ed") or self.mode == "by":
            return False
        offset = 2 if self.model.table != COSTS and self._is_kind(1, "value") else 1
        following = self._near(offset)
        is_entity = following is not None and following.kind == "dimension"
        is_entity = is_entity and following is not None and self.model.dimensions[following.meaning].is_entity
        return is_entity or self._is_predicate()

    def _is_predicate(self) -> bool:
        """Whether "volumes are attached" and "over 500 GB and attached" say it of the rows of a list."""
        is_said = self._is_operator(-1, "verb", "and") and bool(self.draft.noun or self.draft.counts)
        is_end = self._near(1) is None or self._is_kind(1, "symbol") or self._is_operator(1, "and", "but", "comma")
        return self.model.table != COSTS and is_said and is_end

    def _wants_split(self, part: Part) -> bool:
        if self._relates(part) or self._is_adjective(part):
            return False
        return (
            self.mode == "by"
            or self._is_operator(-1, "by", "which")
            or (self.draft.is_count and part.is_plural and self.draft.counts is None)
        )

    def _is_adjective(self, part: Part) -> bool:
        """Whether the noun of the rows stands behind, as in "what do multi-az databases cost"."""
        following = self._near(1)
        is_noun = following is not None and following.kind == "dimension" and following.is_plural
        is_rows = is_noun and following is not None and self.model.dimensions[following.meaning].is_entity
        return is_rows and self.mode != "by" and not part.is_plural and self._raw(part, 1) is following

    def _relates(self, part: Part) -> bool:
        """Whether "those which auto-renew" and "apps that auto-renew" say what the things are like."""
        before = self._raw(part, -1)
        if before is None or before.text.lower() not in {"which", "that", "who"}:
            return False
        pointed = self._raw(before, -1)
        words = pointed.text.lower().split()[-1:] if pointed is not None else []
        return words in (["those"], ["these"], ["ones"], ["all"]) or (
            pointed is not None and pointed.kind == "dimension" and pointed.is_plural
        )

    def _said_of_flag(self) -> str:
        """The "disabled" of "SSO is disabled", said of a column of yes and no; it is taken with it."""
        offset = 2 if self._is_operator(1, "verb", "exactly") else 1
        following = self._near(offset)
        word = following.text.lower() if following is not None else ""
        if word not in _SAID_OF_FLAGS or (following is not None and following.kind not in {"unknown", "filler"}):
            return ""
        self.draft.tied += [near for near in (self._near(at) for at in range(1, offset + 1)) if near is not None]
        self.at += offset
        return word

    def _flag(self, part: Part) -> None:
        """A column of yes and no as an adjective: "encrypted", "not encrypted", "without versioning"."""
        negated = (self.mode in {"exclude", "missing"}) != (self._said_of_flag() in NONE)
        wanted = tuple(
            value
            for values in self.catalog.values.get(part.meaning, {}).values()
            for value in values
            if (folded(value) in NO_VALUES) == negated
        )
        condition = Condition(part.meaning, "equals", wanted or (("false",) if negated else ("true",)))
        label = f"{'not ' if negated else ''}{part.text}"
        self.draft.clauses.append((self.at, Clause((condition,), label)))
        self.has_excluded = True
        self._end_mode()

    def _test(self, part: Part, *, present: bool) -> None:
        dimension = self.model.dimensions[part.meaning]
        if dimension.is_entity and not present:
            raise Refusal(part.text, f"Each row is one of the {part.text}, so none is without. Name what is left out.")
        condition = Condition(part.meaning, "present" if present else "missing")
        label = f"{'with' if present else 'without'} {dimension.label}"
        none = self._says_none(part.meaning)
        others = self._values_but(part.meaning, none)
        if present and none and 0 < len(others) <= _FEW:
            self._keep_clause(Clause((Condition(part.meaning, "equals", others),), label))
        elif none:
            tests = (Condition(part.meaning, "missing"), Condition(part.meaning, "equals", none))
            self._keep_clause(Clause(tests, dimension.label if present else label, negated=present))
        else:
            self._keep_clause(Clause((condition,), label))
        self.has_excluded = True

    def _says_none(self, dimension: str) -> tuple[str, ...]:
        """The values of a column of a table that say that there is none."""
        if self.model.table == COSTS:
            return ()
        values = self._values_but(dimension, ())
        none = NONE | {"suspended"} if "enabled" in map(folded, values) else NONE
        return tuple(value for value in values if folded(value) in none)

    def _values_but(self, dimension: str, none: tuple[str, ...]) -> tuple[str, ...]:
        columns = self.catalog.values.get(dimension, {})
        return tuple(value for known in columns.values() for value in known if value not in none)
