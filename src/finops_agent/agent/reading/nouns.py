"""Nouns that ask for nothing: they say what the rows are, or what a name beside them is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finops_agent.agent.reading.flags import Flags
from finops_agent.costs.semantic.model import COSTS
from finops_agent.costs.semantic.words import names_same

if TYPE_CHECKING:
    from finops_agent.agent.reading.parts import Part

_WITHIN = frozenset({"in", "for", "of", "within", "inside", "under", "at"})
"""Words that make the plural before them a list of parts of the name after them."""


class Nouns(Flags):
    """What a noun of a dimension stands for, where it is no split."""

    def _is_noun(self, part: Part) -> bool:
        """Whether the noun only says what the rows are, as in "total size of gp2 volumes"."""
        dimension, draft = self.model.dimensions[part.meaning], self.draft
        if dimension.is_unique and self._is_averaged_over(part):
            return True
        if dimension.grain is not None or self.mode in {"by", "exclude", "missing", "present"}:
            return False
        if draft.is_count and draft.counts is None:
            return False
        ranks = self._is_kind(-1, "number") or self._is_operator(-1, "by", "top", "bottom", "per")
        if part.meaning == "commitment" and self._is_kind(-1, "value", "absent"):
            return True
        if dimension.is_entity or self._is_tested_behind(part):
            return not ranks and not (draft.order is not None and not draft.dimensions)
        follows = self._is_operator(1, "present", "untagged", "with", "missing", "exclude") or self._is_kind(1, "value")
        described = bool(draft.named or draft.clauses) or (self._is_operator(-1, "cost") and follows)
        return (
            part.meaning == "resource" and draft.has_cost and described
            and draft.order is None and not ranks and self.mode != "which" and not self._is_operator(-1, "which")
        )  # fmt: skip

    def _is_tested_behind(self, part: Part) -> bool:
        """Whether "cost of namespaces without a team" asks one sum of the rows of a table that lack something."""
        draft, before = self.draft, self._raw(part, -1)
        is_of = before is not None and before.text.lower() in {"of", "of the", "for", "for the"}
        is_figure = (draft.has_cost or draft.measure is not None) and draft.order is None and not draft.dimensions
        tests = self._is_operator(1, "missing", "exclude") and self._is_kind(2, "dimension")
        return self.model.table != COSTS and part.is_plural and is_of and is_figure and tests

    def _is_averaged_over(self, part: Part) -> bool:
        """Whether a figure is averaged over the rows that the noun stands for: "average bucket size"."""
        measured = self.model.measures.get(self.draft.measure or "")
        says_mean = self.draft.aggregate == "median" or any(read.meaning == "average" for read in self.parts)
        is_level = says_mean or (measured is not None and measured.aggregate != "sum")
        over_rows = not part.is_plural or self.by_text == "across"
        if self.mode == "by":
            return is_level and over_rows
        return self.draft.has_average and not part.is_plural and self._is_kind(1, "measure")

    def _names_next_value(self, part: Part) -> bool:
        """In "team checkout" the noun only says what the name is."""
        following = self._near(self._behind_verb(part))
        if part.is_plural and (self._is_operator(-1, "top", "bottom") or self._is_kind(-1, "number")):
            return False
        return (
            following is not None
            and following.kind in {"value", "component"}
            and not (part.is_plural and self._is_apart(part, following))
            and self.mode not in {"by", "which"}
            and not (part.is_plural and self.draft.is_count and self.draft.counts is None)
            and any(names_same(link.dimension, part.meaning) for link in following.links)
        )

    def _behind_verb(self, part: Part) -> int:
        """Where a name stands that is told of a table's column: in "root cause is not Deploy" three places on."""
        offset = 1
        if self.model.table == COSTS or part.is_plural:
            return offset
        offset += self._is_operator(offset, "verb")
        return offset + (self._is_operator(offset, "exclude") and offset > 1)

    def _is_apart(self, part: Part, following: Part) -> bool:
        """Whether a word such as "in" stands between: "usage types for NAT gateway" asks to list them."""
        at = self._place_of(part)
        between = self.read[at + 1]
        return between is not following and between.kind == "filler" and between.text.lower() in _WITHIN

    def _is_told_beside(self, part: Part) -> bool:
        """Whether "top 5 instances, with their type" wants the type told of each thing that is asked for."""
        draft, is_own = self.draft, self._is_operator(-1, "same") and self._is_operator(-2, "with")
        is_name = self.model.dimensions[part.meaning].label == "name"
        is_narrowed = bool(draft.bounds or draft.named or draft.clauses) and not draft.is_count
        is_listed = draft.order is not None or (is_name and (is_narrowed or is_own))
        is_behind = is_listed and (is_own or self._is_operator(-1, "with")) and not self._says_one(part)
        return is_behind and not part.is_plural and self._thing_asked() not in {None, part.meaning}

    def _says_one(self, part: Part) -> bool:
        """Whether "with a name" asks for those that have one."""
        before = self._raw(part, -1)
        return before is not None and before.text.lower() in {"a", "an", "any"}

    def _thing_asked(self) -> str | None:
        """The dimension whose every value is one row, where that is what is asked for."""
        asked = self.draft.dimensions or [self.draft.noun or ""]
        column = self.model.dimensions.get(asked[0]) if len(asked) == 1 else None
        return asked[0] if column is not None and column.is_entity else None
