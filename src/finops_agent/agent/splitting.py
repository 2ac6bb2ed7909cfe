"""Dimensions that a question mentions: split by, counted, tested, or only the noun of something else."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from finops_agent.agent.grouping import Grouping
from finops_agent.agent.refusal import Refusal
from finops_agent.costs.semantic import Clause, Condition, Link
from finops_agent.costs.semantic.links import NO_VALUES
from finops_agent.costs.semantic.model import ANY_TAG, COSTS, TAG_PREFIX
from finops_agent.costs.semantic.phrase import folded

if TYPE_CHECKING:
    from finops_agent.agent.parts import Part

_WITHIN = frozenset({"in", "for", "of", "within", "inside", "under", "at"})
"""Words that make the plural before them a list of parts of the name after them."""


_NONE = frozenset({"none", "no", "n/a", "na", "null", "nil", "disabled", "off", "false", "-"})
_MADE = frozenset({"creation", "created", "launch", "launched", "launches", "added", "made", "started"})
"""Words that say that the month of making is meant."""


class Splitting(Grouping):
    """Handlers of dimensions."""

    def _take_dimension(self, part: Part) -> None:
        if self._names_number(part):
            return
        if self._says_unit(part) or self._says_column(part) or self._says_both_months(part):
            self.draft.tied.append(part)
            if self.mode == "by":
                self.mode = ""
            return
        if self._names_next_value(part):
            self.draft.tied.append(part)
            return
        if self._is_counted(part):
            self.draft.counts = part.meaning
            self._end_mode()
            return
        if self._is_noun(part):
            self.draft.noun = part.meaning
            self.draft.tied.append(part)
            if self.mode == "which":
                self.draft.is_singular = not part.is_plural
            self._end_mode()
            return
        if self._describes(part):
            return
        self._place(part)
        if self.mode not in {"by", "exclude"}:
            self._end_mode()

    def _says_unit(self, part: Part) -> bool:
        """Whether a time only says what is told already: a cost "a month" of a monthly cost, "the month" of June."""
        grain = self.model.dimensions[part.meaning].grain
        if grain is None or part.is_plural:
            return False
        before, draft = self._raw(part, -1), self.draft
        word = before.text.lower() if before is not None else ""
        periods = [when.period for when in draft.whens if when.period is not None]
        return (
            (part.text.lower() == "daily" and any(read.meaning == "anomalies" for read in self.parts))
            or (word == "the" and self.mode != "by" and len(periods) == 1 and periods[0].unit == grain)
            or (word == "that" and part.meaning in draft.dimensions)
            or (grain == "month" and self._is_told_by_month(part, word))
            or (grain == "year" and self._is_told_by_year(word))
        )

    def _is_told_by_month(self, part: Part, before: str) -> bool:
        """Whether an inventory tells a cost for a month, which "a month" then says again."""
        draft = self.draft
        says_per = before in {"a", "per", "each", "every", "/"} or part.text.lower() in {"monthly", "per month"}
        tells_cost = (draft.has_cost or draft.has_saving) and not draft.is_count and draft.counts is None
        is_plain = draft.measure in {None, self.model.default_measure} and not draft.has_trend and draft.order is None
        is_of_making = any(text in _MADE for read in self.read for text in read.text.lower().split())
        is_monthly = "month" in self.model.default_measure.lower()
        holds = any(dimension.is_entity for dimension in self.model.dimensions.values())
        return is_monthly and holds and says_per and tells_cost and is_plain and not is_of_making

    def _is_told_by_year(self, before: str) -> bool:
        """Whether a table of annual costs, all of one year, is asked for what it costs "a year"."""
        draft, calendar = self.draft, self.catalog.calendar
        is_one_year = calendar is not None and calendar.first.year == calendar.last.year
        is_annual = self.model.default_measure.lower().startswith(("annual", "yearly"))
        is_plain = draft.measure in {None, self.model.default_measure} and not draft.is_count and draft.counts is None
        tells_cost = draft.has_cost or draft.measure is not None
        return is_one_year and is_annual and is_plain and tells_cost and before in {"a", "per", "/"}

    def _names_number(self, part: Part) -> bool:
        """In "cost center 5100" the number is a value of the column."""
        following = self._near(1)
        if following is None or following.kind != "number" or part.is_plural or self.mode in {"by", "which"}:
            return False
        for column, known in self.catalog.values.get(part.meaning, {}).items():
            if following.text in known:
                condition = Condition(part.meaning, "equals", (following.text,), column or None)
                link = Link(part.meaning, (condition,), following.text)
                self.draft.tied += [part, following]
                self.at += 1
                self._take_value(replace(following, kind="value", links=(link,)))
                return True
        return False

    def _place(self, part: Part) -> None:
        """Test it, split by it or count it, as the words before say."""
        if self.mode in {"exclude", "missing"} and self._is_testable(part.meaning):
            self._test(part, present=False)
        elif (self.mode == "present" and part.meaning.startswith(TAG_PREFIX)) or self._is_had(part):
            self._test(part, present=True)
        elif self.mode == "by":
            self._group_by(part)
        elif self._is_tag_of_coverage(part):
            self.draft.tool = "tag_coverage"
            self.draft.dimensions.append(part.meaning)
        elif self.draft.is_count and self.draft.counts is None:
            self.draft.counts = part.meaning
        elif self._is_cued(part):
            self._group_by(part)
        elif part.meaning.startswith(TAG_PREFIX) and self._is_untagged():
            self._test(part, present=False)
        elif self._names_missing_value():
            following = self.parts[self.at + 1]
            raise Refusal(
                following.text,
                f"No {part.text} in this data is called {following.text!r}.",
                self._values_of(part.meaning),
            )
        else:
            raise Refusal(
                part.text,
                f"What about {part.text!r}? Say 'by {part.text}' to split by it, or name one.",
                self._values_of(part.meaning),
            )

    def _is_had(self, part: Part) -> bool:
        """Whether "have a public IP" asks for the rows of a table that have one."""
        if self.model.table == COSTS or part.is_plural or not (self.draft.counts or self.draft.noun):
            return False
        before = self._near(-1)
        return before is not None and before.text.lower() in {"have", "has", "had", "having", "with"}

    def _is_tag_of_coverage(self, part: Part) -> bool:
        """Whether it is the tag of "team tag coverage" or "coverage of the team tag"."""
        asks = self._is_operator(1, "coverage") or self.draft.tool in {"coverage", "tag_coverage"}
        return asks and part.meaning.startswith(TAG_PREFIX) and not part.is_plural

    def _is_untagged(self) -> bool:
        """Whether "untagged" stands before, so that a bare key says which tag is meant."""
        return any(
            condition.dimension == ANY_TAG and condition.match == "missing"
            for _, clause in self.draft.clauses
            for condition in clause.conditions
        )

    def _is_counted(self, part: Part) -> bool:
        """Whether "which region has the most volumes" asks for a number of them, "how many volumes types" for types."""
        before = self._near(-1)
        if before is not None and before.kind == "dimension" and before.is_plural and part.is_plural:
            is_entity = self.model.dimensions[before.meaning].is_entity
            if is_entity and before.meaning == self.draft.counts and self._raw(part, -1) is before:
                return True
        most = before is not None and before.text.lower() in {"most", "the most", "fewest", "least", "the least"}
        named = [name for name in self.draft.dimensions if name != part.meaning]
        offset = -2 if before is not None and before.kind in {"value", "component"} else -1
        cue = self._near(offset)
        most = most or (cue is not None and cue.text.lower() in {"most", "the most", "fewest", "least", "the least"})
        return most and part.is_plural and bool(named) and self.draft.counts is None

    def _is_noun(self, part: Part) -> bool:
        """Whether the noun only says what the rows are, as in "total size of gp2 volumes"."""
        dimension, draft = self.model.dimensions[part.meaning], self.draft
        if dimension.is_entity and self._is_averaged_over(part):
            return True
        if dimension.grain is not None or self.mode in {"by", "exclude", "missing", "present"}:
            return False
        if draft.is_count and draft.counts is None:
            return False
        ranks = self._is_kind(-1, "number") or self._is_operator(-1, "by", "top", "bottom", "per")
        if part.meaning == "commitment" and self._is_kind(-1, "value", "absent"):
            return True
        if dimension.is_entity:
            return not ranks and not (draft.order is not None and not draft.dimensions)
        follows = self._is_operator(1, "present", "untagged", "with", "missing", "exclude") or self._is_kind(1, "value")
        described = bool(draft.named or draft.clauses) or (self._is_operator(-1, "cost") and follows)
        return (
            part.meaning == "resource" and draft.has_cost and described
            and draft.order is None and not ranks and self.mode != "which" and not self._is_operator(-1, "which")
        )  # fmt: skip

    def _is_averaged_over(self, part: Part) -> bool:
        """Whether a figure is averaged over the rows that the noun stands for: "average bucket size"."""
        measured = self.model.measures.get(self.draft.measure or "")
        is_level = self.draft.has_average or (measured is not None and measured.aggregate != "sum")
        over_rows = not part.is_plural or self.by_text == "across"
        if self.mode == "by":
            return is_level and over_rows
        return self.draft.has_average and not part.is_plural and self._is_kind(1, "measure")

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
        """Whether the column says what was done to the thing behind it: "attached volumes" have a value there."""
        following = self._near(1)
        is_entity = following is not None and following.kind == "dimension"
        is_entity = is_entity and following is not None and self.model.dimensions[following.meaning].is_entity
        return is_entity and part.text.lower().endswith("ed") and self.mode != "by"

    def _wants_split(self, part: Part) -> bool:
        return (
            self.mode == "by"
            or self._is_operator(-1, "by", "which")
            or (self.draft.is_count and part.is_plural and self.draft.counts is None)
        )

    def _flag(self, part: Part) -> None:
        """A column of yes and no as an adjective: "encrypted", "not encrypted", "without versioning"."""
        negated = self.mode in {"exclude", "missing"}
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

    def _names_next_value(self, part: Part) -> bool:
        """In "team checkout" the noun only says what the name is."""
        following = self._near(1)
        if part.is_plural and (self._is_operator(-1, "top", "bottom") or self._is_kind(-1, "number")):
            return False
        return (
            following is not None
            and following.kind in {"value", "component"}
            and not (part.is_plural and self._is_apart(part, following))
            and self.mode not in {"by", "which"}
            and any(link.dimension == part.meaning for link in following.links)
        )

    def _is_apart(self, part: Part, following: Part) -> bool:
        """Whether a word such as "in" stands between: "usage types for NAT gateway" asks to list them."""
        at = next(index for index, read in enumerate(self.read) if read is part)
        between = self.read[at + 1]
        return between is not following and between.kind == "filler" and between.text.lower() in _WITHIN

    def _is_testable(self, dimension: str) -> bool:
        return self.model.dimensions[dimension].grain is None

    def _names_missing_value(self) -> bool:
        return self._is_kind(1, "unknown")

    def _values_of(self, dimension: str) -> tuple[str, ...]:
        columns = self.catalog.values.get(dimension, {})
        return tuple(value for values in columns.values() for value in values)[:3]

    def _test(self, part: Part, *, present: bool) -> None:
        dimension = self.model.dimensions[part.meaning]
        condition = Condition(part.meaning, "present" if present else "missing")
        label = f"{'with' if present else 'without'} {dimension.label}"
        none = self._says_none(part.meaning)
        if none:
            tests = (Condition(part.meaning, "missing"), Condition(part.meaning, "equals", none))
            self._keep_clause(Clause(tests, dimension.label if present else label, negated=present))
        else:
            self._keep_clause(Clause((condition,), label))
        self.has_excluded = True

    def _says_none(self, dimension: str) -> tuple[str, ...]:
        """The values of a column of a table that say that there is none."""
        if self.model.table == COSTS:
            return ()
        columns = self.catalog.values.get(dimension, {})
        return tuple(value for known in columns.values() for value in known if folded(value) in _NONE)
