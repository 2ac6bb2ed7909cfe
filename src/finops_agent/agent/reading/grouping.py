"""Words around a dimension that ask for a split by it, and what the split is: groups, a divisor, a mean over time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finops_agent.agent.reading.naming import Naming
from finops_agent.agent.reading.times.leaning import When
from finops_agent.agent.refusal import Refusal
from finops_agent.costs.semantic import Clause, Condition
from finops_agent.costs.semantic.figure import DISTINCT_PREFIX
from finops_agent.costs.semantic.model import COSTS, TAG_PREFIX
from finops_agent.costs.semantic.period import month_of
from finops_agent.costs.semantic.phrase import phrase_of

if TYPE_CHECKING:
    from finops_agent.agent.reading.parts import Part

_APART = (["each"], ["separately"], ["apart"])
"""Words behind two times that want a figure for each."""
_OF_ONE = (["of", "the"], ["of", "its"], ["of", "that"], ["of", "their"])
"""Words before a column whose value was named before."""
GROUP_CUES = frozenset({"by", "which", "top", "bottom", "breakdown", "trend", "movers"})


_SEEING = frozenset({"show", "list", "display", "see", "plot", "chart", "graph", "table", "draw", "line", "lines"})
"""Words that ask for more than one figure."""


class Grouping(Naming):
    """What splits the figure."""

    def _is_cued(self, part: Part) -> bool:
        """Whether the words around ask for a split by this dimension."""
        before = self._near(-1)
        if (
            part.is_plural
            or " by " in part.text
            or part.text.lower().startswith(("which ", "what ", "per ", "each ", "by "))
            or self._is_wise(part)
            or part.text.lower() in {"daily", "monthly", "weekly", "quarterly", "yearly"}
        ):
            return True
        if before is not None and before.kind == "number":
            return True
        if self._cue_before() or (before is not None and self.mode == "which"):
            return True
        if self._is_superlative_next():
            return True
        return self._is_operator(
            -1, "cost", "total", "average", "aggregate", "percent", "share", "cumulative"
        ) or self._is_operator(1, "cost", "breakdown", "trend", "movers", "share")

    def _is_wise(self, part: Part) -> bool:
        """In "team wise" and "at account level" the word behind makes a split of the column."""
        following = self._raw(part, 1)
        if following is not None and following.text == "-":
            following = self._raw(part, 2)
        return following is not None and following.text.lower() in {"wise", "level"}

    def _is_superlative_next(self) -> bool:
        """In "resource group with the lowest cost" the ranking stands behind."""
        is_with = self._is_operator(1, "with", "verb")
        last = self.parts[-1]
        if self.at == 0 and len(self.parts) > 1 and last.kind == "operator" and last.meaning in {"top", "bottom"}:
            # "Resource with no team tag that costs the most" says how it ranks at its end.
            return True
        return is_with and (
            self._is_operator(2, "top", "bottom")
            or (self._is_operator(2, "ordinal") and self._is_operator(3, "top", "bottom"))
        )

    def _cue_before(self) -> bool:
        """Whether a word such as "top" stands before, with only what describes the noun between."""
        offset = -1
        while (
            self._is_kind(offset, "value", "narrow", "measure")
            or self._is_operator(offset, "new", "only", "cost", "rise", "fall")
            or self._is_done(offset)
        ):
            offset -= 1
        return self._is_operator(offset, *GROUP_CUES)

    def _is_done(self, offset: int) -> bool:
        """Whether it is the "attached" of "the smallest attached volume"."""
        part = self._near(offset)
        is_column = part is not None and part.kind == "dimension" and self.model.table != COSTS
        return is_column and part is not None and part.said.endswith("ed")

    def _says_column(self, part: Part) -> bool:
        """Whether a column in brackets says of which one a name before is: "database spend (service category)"."""
        before, after = (self._raw(part, offset) for offset in (-1, 1))
        is_bracketed = before is not None and after is not None and (before.text, after.text) == ("(", ")")
        return is_bracketed and any(item.link.dimension == part.meaning for item in self.draft.named)

    def _says_both_months(self, part: Part) -> bool:
        """Take "for both months" as one time: the two months that are named, or that the data has."""
        draft, calendar = self.draft, self.catalog.calendar
        is_both = part.meaning == "month" and part.is_plural and self._text(part, -1)[-1:] == ["both"]
        is_set_apart = draft.has_compare or draft.has_change or draft.order is not None or self.mode == "by"
        if not is_both or is_set_apart or calendar is None or self._text(part, 1)[:1] in _APART:
            return False
        if not draft.whens:
            first, last = month_of(calendar.first), calendar.latest_month
            if first.end != last.start:
                raise Refusal(part.text, f"Both {part.text}: which two? Name them.")
            draft.whens.append(When(calendar.whole))
        draft.is_one_time = True
        return True

    def _is_working_day(self, part: Part) -> bool:
        """Take the "weekday" of "average per weekday" as a day from Monday to Friday, not as one of five groups."""
        draft = self.draft
        is_one = part.meaning == "weekday" and part.text.lower() in {"weekday", "week day", "working day", "workday"}
        if not is_one or not draft.has_average or not (self.mode == "by" or self._raw_says(part, {"a", "of a", "per"})):
            return False
        draft.average_per = "day"
        test = Condition("part_of_week", "equals", ("weekday",))
        draft.clauses.append((self.at, Clause((test,), "weekday")))
        draft.tied.append(part)
        self.mode = ""
        return True

    def _raw_says(self, part: Part, words: set[str]) -> bool:
        before = self._raw(part, -1)
        return before is not None and before.text.lower() in words

    def _is_divisor(self, part: Part) -> bool:
        """Whether "average ... per X" divides by the number of X: one X, and no split named before it."""
        if self.model.table != COSTS:
            return False
        if self.draft.average_per is not None:
            return False
        return not part.is_plural and self.draft.per is None and self.by_text in {"per", "for each", "each", "every"}

    def _is_timed_behind(self) -> bool:
        """Whether a "per month" behind says what the mean is of, as in "average per account per month"."""
        return any(
            other.kind == "dimension" and not other.is_plural and self.model.dimensions[other.meaning].grain is not None
            for other in self.parts[self.at + 1 :]
        )

    def _is_whole_of_share(self, part: Part) -> bool:
        """Whether the group is the whole: "EC2 as share of the account bill for each account"."""
        draft = self.draft
        if draft.share_at is None or not draft.named or part.is_plural or self.model.dimensions[part.meaning].grain:
            return False
        told = self.parts[draft.share_at : self.at]
        says_of = any(self._raw(part, offset) is not None and "of" in self._text(part, offset) for offset in (-1, -2))
        return len(told) == 1 and says_of and self._is_operator(1, "cost", "total", "by", "grand")

    def _note_whole(self, part: Part) -> None:
        """Note that the share is of each of the groups, or of the one that the question before named."""
        draft = self.draft
        draft.is_of_each = draft.is_of_each or self._is_whole_of_share(part)
        words = [word for offset in (-2, -1) for word in self._text(part, offset)]
        if draft.share_at is not None and not part.is_plural and words[-2:] in _OF_ONE:
            draft.whole_by = part.meaning

    def _text(self, part: Part, offset: int) -> list[str]:
        other = self._raw(part, offset)
        return other.text.lower().split() if other is not None else []

    def _note_tag_alike(self, part: Part) -> None:
        """Say so where a column and a tag key have the same name."""
        words = phrase_of(part.text)
        for name, tag in self.model.dimensions.items():
            is_alike = name.startswith(TAG_PREFIX) and words in (*tag.words, *tag.plurals)
            if is_alike and not part.meaning.startswith(TAG_PREFIX):
                self.draft.notes.append(f"{part.text!r} is both a column and a tag here; read as the column.")
                self.draft.alternatives.append(f"cost by {tag.label} tag")

    def _check_mean_of_rows(self, part: Part) -> None:
        """In "average amount per contractor" of a table the mean may be of their rows, or of their sums."""
        draft, dimension = self.draft, self.model.dimensions[part.meaning]
        measured = self.model.measures.get(draft.measure or self.model.default_measure)
        is_per = self.mode == "by" and self.by_text == "per" and not part.is_plural and dimension.grain is None
        is_open = not (draft.noun or draft.dimensions or draft.counts or draft.is_count or dimension.is_unique)
        is_sum = measured is not None and measured.aggregate == "sum" and measured.kind == "money"
        says_mean = any(read.meaning == "average" for read in self.parts)
        is_list = any(other.is_unique for other in self.model.dimensions.values())
        if (
            self.model.table != COSTS
            and not is_list
            and is_per
            and is_open
            and is_sum
            and says_mean
            and draft.average_per is None
        ):
            label = dimension.label
            raise Refusal(
                part.text,
                f"The average of the rows of each {label}, or the total divided by the number of {dimension.plural}? "
                f"Ask for the average 'by {label}', or for the total and the number of {dimension.plural}.",
            )

    def _asks_to_see(self) -> bool:
        """Whether a list or a chart is asked for, so that the days are wanted one by one."""
        return any(word in _SEEING for read in self.read for word in read.text.lower().split())

    def _note_rate(self, part: Part, grain: str | None) -> None:
        """Note how the split is said: "per day" and "a day" may be a rate."""
        draft = self.draft
        says_a = grain is not None and not self.mode and self._raw_says(part, {"a"})
        if self.mode == "by":
            draft.by.append(part.meaning)
        if says_a or (self.mode == "by" and grain is not None and self.by_text in {"per", "each", "every"}):
            draft.per_time = grain
            draft.is_rate = (says_a or self.by_text == "per") and not self._asks_to_see()

    def _is_rate_of_limit(self, part: Part) -> bool:
        """Whether "a month" stands behind an amount that groups are tested by: "services over $100 a month"."""
        before, bounds = self._raw(part, -1), self.draft.bounds
        word = before.text.lower() if before is not None else ""
        is_next = bool(bounds) and self._near(-1) is not None and word in {"a", "per", "each", "every", "/"}
        last = self._near(-2 if word in {"per", "each", "every"} else -1)
        follows = last is not None and (last.kind == "number" or last.meaning == "money" or last.kind == "value")
        grain = self.model.dimensions[part.meaning].grain
        is_plain = is_next and bounds[-1].measure is None and not bounds[-1].is_percent
        return self.model.table == COSTS and is_plain and follows and grain in {"day", "week", "month"}

    def _take_rate(self, part: Part) -> None:
        """Such a limit is on the mean of the days or months."""
        grain = self.model.dimensions[part.meaning].grain
        self._end_mode()
        self.draft.has_average = True
        self.draft.average_per = "day" if grain == "day" else "week" if grain == "week" else "month"
        self.draft.tied.append(part)
        self.draft.notes.append(f"Read the limit per {grain} as one on the average per {grain}.")

    def _group_by(self, part: Part) -> None:
        draft = self.draft
        self._note_tag_alike(part)
        dimension = self.model.dimensions[part.meaning]
        grain = dimension.grain
        is_of_sums = draft.aggregate == "median" and not (self.mode == "by" and self.by_text == "by")
        if (draft.has_average or is_of_sums) and self.mode != "which" and grain in {"day", "week", "month", "quarter"}:
            draft.average_per = grain
            return
        if self._is_working_day(part):
            return
        if draft.has_average and self.mode == "by" and self._is_divisor(part) and not self._is_timed_behind():
            draft.per = DISTINCT_PREFIX + part.meaning
            return
        self._note_rate(part, grain)
        self._check_mean_of_rows(part)
        self._note_whole(part)
        ranks = draft.order is not None or draft.limit is not None or self._is_kind(-1, "number") or self._cue_before()
        if part.is_plural and not (self.mode or ranks) and self._is_operator(1, "only"):
            draft.limited_to.append(part.meaning)
        if part.meaning not in draft.dimensions:
            draft.dimensions.append(part.meaning)
        asks_one = (
            draft.order is not None
            or self._is_superlative_next()
            or self.mode == "which"
            or self._is_operator(-1, "which")
            or part.text.lower().startswith(("which ", "what "))
        )
        if not part.is_plural and self.mode != "by" and asks_one:
            draft.is_singular = True
