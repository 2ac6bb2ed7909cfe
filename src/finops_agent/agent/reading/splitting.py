"""Dimensions that a question mentions: split by, counted, tested, or only the noun of something else."""

from __future__ import annotations

from dataclasses import replace
from itertools import takewhile
from typing import TYPE_CHECKING

from finops_agent.agent.reading.nouns import Nouns
from finops_agent.agent.reading.slots import stands_for_people
from finops_agent.agent.refusal import Refusal
from finops_agent.costs.semantic import Condition, Link
from finops_agent.costs.semantic.model import ANY_TAG, COSTS, TAG_PREFIX
from finops_agent.costs.semantic.table_days import AGE

if TYPE_CHECKING:
    from finops_agent.agent.reading.parts import Part


MOST_OR_LEAST = frozenset({"most", "the most", "fewest", "the fewest", "least", "the least"})
"""Words that rank and do not say by what."""
_MADE = frozenset({"creation", "created", "launch", "launched", "launches", "added", "made", "started"})
"""Words that say that the month of making is meant."""


class Splitting(Nouns):
    """Handlers of dimensions."""

    def _take_dimension(self, part: Part) -> None:
        if self._names_number(part) or self._names_weekdays(part):
            return
        if self._is_all_but(part) or self._says_unit(part) or self._says_column(part) or self._says_both_months(part):
            self.draft.tied.append(part)
            if self.mode == "by":
                self.mode = ""
            return
        if self._names_next_value(part) or self._is_left_out_with(part):
            self.draft.tied.append(part)
        elif self._is_counted(part):
            self.draft.counts = part.meaning
            self._end_mode()
        elif self._is_noun(part):
            self.draft.noun = part.meaning
            self.draft.tied.append(part)
            if self.mode == "which":
                self.draft.is_singular = not part.is_plural
            self._end_mode()
        elif not (self._describes(part) or self._is_nobodys(part)):
            self._check_named_by_filler(part)
            self._place(part)
            if self.mode not in {"by", "exclude"}:
                self._end_mode()

    def _check_named_by_filler(self, part: Part) -> None:
        """In "the data team" the word before is a name, and one that this data does not have."""
        before = [read.text.lower().split() for offset in (-2, -1) if (read := self._raw(part, offset)) is not None]
        words = [word for text in before for word in text][-2:]
        is_filler = (read := self._raw(part, -1)) is not None and read.kind == "filler"
        is_name = is_filler and words[-1:] in (["data"], ["cloud"], ["report"]) and words[:1] in (["the"], ["our"])
        if is_name and not part.is_plural and self.model.dimensions[part.meaning].grain is None:
            raise Refusal(
                words[-1], f"No {part.text} in this data is called {words[-1]!r}.", self._values_of(part.meaning)
            )

    def _is_left_out_with(self, part: Part) -> bool:
        """Whether "without design tools" says with the name what the rows of it are."""
        before = self._raw(part, -1)
        is_named = before is not None and before.kind in {"value", "component"} and self.has_excluded
        return is_named and self.mode == "exclude" and self.model.dimensions[part.meaning].is_entity

    def _is_nobodys(self, part: Part) -> bool:
        """Take "assigned to nobody" as those without anyone in the column."""
        following = self._near(1)
        word = following.text.lower() if following is not None and following.kind in {"unknown", "filler"} else ""
        if word not in {"nobody", "noone"} or not stands_for_people(part.meaning) or following is None:
            return False
        self.draft.tied.append(following)
        self.at += 1
        self._test(part, present=False)
        self._end_mode()
        return True

    def _is_all_but(self, part: Part) -> bool:
        """Whether "cost of all namespaces other than batch" asks for one sum of what is left."""
        draft, name = self.draft, self._near(2)
        is_all = self._is_operator(-1, "total") and self.parts[self.at - 1].text.lower() == "all"
        is_figure = draft.has_cost or draft.measure is not None
        leaves = self.model.table != COSTS and self._is_operator(1, "exclude", "but") and name is not None
        is_of_it = leaves and name is not None and any(link.dimension == part.meaning for link in name.links)
        is_plain = draft.order is None and not draft.dimensions and not draft.is_count and not self.mode
        return part.is_plural and is_all and is_figure and is_of_it and is_plain

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
        is_of_cost = draft.has_cost or draft.has_saving or self._is_said_of_cost(part)
        tells_cost = is_of_cost and not draft.is_count and draft.counts is None
        is_plain = draft.measure in {None, self.model.default_measure} and not draft.has_trend and draft.order is None
        is_monthly = "month" in self.model.default_measure.lower()
        holds = any(dimension.is_entity for dimension in self.model.dimensions.values())
        return is_monthly and holds and says_per and tells_cost and is_plain and not draft.says_making

    def _says_making(self) -> bool:
        """Whether a word says that things were made: one of making, or one of the day column of an inventory."""
        words = {word for read in self.read for word in read.text.lower().split()}
        own = {phrase[0] for phrase in self.model.day_words} if AGE in self.model.measures else set()
        return bool(words & (_MADE | own))

    def _is_said_of_cost(self, part: Part) -> bool:
        """Whether only names stand between "monthly" and the cost, as in "monthly EC2 cost"."""
        behind = list(takewhile(lambda read: read.meaning != "cost", self.parts[self.at + 1 :]))
        names = all(read.kind in {"unknown", "value", "component", "absent"} for read in behind)
        is_cost = self._is_operator(len(behind) + 1, "cost")
        return part.text.lower() == "monthly" and is_cost and names and not self._asks_more(len(behind) + 2)

    def _asks_more(self, offset: int) -> bool:
        """Whether "trend", "by month" or the like stands from there on, so that months are asked."""
        told = self.parts[self.at + offset :]
        return any(read.meaning in {"trend", "breakdown", "change", "rise", "fall", "month"} for read in told)

    def _is_told_by_year(self, before: str) -> bool:
        """Whether a table of annual costs, all of one year, is asked for what it costs "a year"."""
        draft, calendar = self.draft, self.catalog.calendar
        is_list = any(dimension.is_entity for dimension in self.model.dimensions.values())
        is_one_year = is_list or (calendar is not None and calendar.first.year == calendar.last.year)
        is_annual = self.model.default_measure.lower().startswith(("annual", "yearly"))
        is_plain = draft.measure in {None, self.model.default_measure} and not draft.is_count and draft.counts is None
        tells_cost = draft.has_cost or draft.measure is not None or bool(draft.bounds)
        return is_one_year and is_annual and is_plain and tells_cost and before in {"a", "per", "/"}

    def _names_weekdays(self, part: Part) -> bool:
        """In "average weekday cost" the mean of Mondays to Fridays is asked."""
        days = self.catalog.links.get(("weekdays",), ())
        if part.meaning != "weekday" or part.is_plural or not days or not self._is_operator(-1, "average"):
            return False
        self._take_value(replace(part, kind="value", links=days))
        self.draft.tied.append(part)
        return True

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

    def _is_said_again(self, part: Part) -> bool:
        """Whether "account by account" says the column twice: it splits by it once."""
        joint, following = self._raw(part, 1), self._near(2)
        is_joined = joint is not None and joint.text.lower() == "by" and not self.mode
        return is_joined and following is not None and following.meaning == part.meaning

    def _place(self, part: Part) -> None:  # noqa: C901, PLR0912 - one rule after the other
        """Test it, split by it or count it, as the words before say."""
        if self._is_said_again(part):
            self.draft.tied.append(part)
        elif self._is_rate_of_limit(part):
            self._take_rate(part)
        elif self.mode in {"exclude", "missing"} and self._is_testable(part.meaning):
            self._check_other_column(part)
            self._check_left_out_whole(part)
            self._test(part, present=False)
        elif self._is_told_beside(part):
            self.draft.dimensions = [name for name in (self._thing_asked(),) if name]
            self._group_by(part)
        elif (self.mode in {"present", "with"} and self._is_tag_named(part)) or self._is_had(part):
            self._test(part, present=True)
        elif self._is_doing(part):
            self._group_by(part)
            self.draft.is_singular = True
        elif self.mode == "by":
            self._group_by(part)
        elif self._is_tag_of_coverage(part):
            self.draft.tool = "tag_coverage"
            self.draft.dimensions.append(part.meaning)
        elif self.draft.is_count and self.draft.counts is None:
            self.draft.counts = part.meaning
        elif self._is_cued(part) and not self._is_said_of_rows(part):
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
            raise self._what_about(part)

    def _what_about(self, part: Part) -> Refusal:
        said = f"What about {part.text!r}? Say 'by {part.text}' to split by it, or name one."
        return Refusal(part.text, said, self._values_of(part.meaning))

    def _is_said_of_rows(self, part: Part) -> bool:
        """Whether the "public" of "cost of public buckets" says what they are like, and not by which value."""
        is_bare = self.model.table != COSTS and self.model.dimensions[part.meaning].grain is None
        return is_bare and self._is_adjective(part) and self._is_operator(-1, "cost", "total")

    def _is_doing(self, part: Part) -> bool:
        """Whether "who requested" asks for the column of those who did, which the verb was read as."""
        asks = self._is_operator(-1, "who") and self.model.table != COSTS and not self.draft.dimensions
        return asks and not part.is_plural and stands_for_people(part.meaning)

    def _is_tag_named(self, part: Part) -> bool:
        """Whether it is a tag that rows have: after "tagged", or in "with an app tag"."""
        return part.meaning.startswith(TAG_PREFIX) and (self.mode == "present" or self._says_one(part))

    def _check_other_column(self, part: Part) -> None:
        """In "without the production account" an account is meant, which no tag of that name stands for."""
        before = self._raw(part, -1)
        is_named = before is not None and before.kind in {"value", "component"} and self.has_excluded
        if is_named and before is not None and self.mode == "exclude" and not part.is_plural:
            said = f"No {part.text} in this data is called {before.text!r}."
            raise Refusal(before.text, said, self._values_of(part.meaning))

    def _check_left_out_whole(self, part: Part) -> None:
        """In "exclude the payer account" one of the column is meant, and not the rows that have none."""
        before = self._raw(part, -1)
        says_which = before is not None and before.text.lower() in {"the", "our", "this", "that"}
        is_plain = self.model.table == COSTS and not part.meaning.startswith(TAG_PREFIX) and not part.is_plural
        if self.mode == "exclude" and says_which and is_plain:
            raise Refusal(part.text, f"Which {part.text} is left out? Name it.", self._values_of(part.meaning))

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
        following = self._near(1)
        if following is not None and following.text.lower() == "count" and not self.mode and self.draft.counts is None:
            # "SKU count per service" is the number of SKUs.
            return not self.draft.is_count and self.model.dimensions[part.meaning].grain is None
        before = self._near(-1)
        if before is not None and before.kind == "dimension" and before.is_plural and part.is_plural:
            is_entity = self.model.dimensions[before.meaning].is_entity
            if is_entity and before.meaning == self.draft.counts and self._raw(part, -1) is before:
                return True
        most = before is not None and before.text.lower() in MOST_OR_LEAST
        named = [name for name in self.draft.dimensions if name != part.meaning]
        offset = -2 if before is not None and before.kind in {"value", "component"} else -1
        cue = self._near(offset)
        most = most or (cue is not None and cue.text.lower() in MOST_OR_LEAST)
        return most and part.is_plural and bool(named) and self.draft.counts is None

    def _is_testable(self, dimension: str) -> bool:
        return self.model.dimensions[dimension].grain is None

    def _names_missing_value(self) -> bool:
        return self._is_kind(1, "unknown")

    def _values_of(self, dimension: str) -> tuple[str, ...]:
        columns = self.catalog.values.get(dimension, {})
        return tuple(value for values in columns.values() for value in values)[:3]
