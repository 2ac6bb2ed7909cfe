"""Words that ask for an analysis or assume something: waste, causes, forecasts, "if it were 20 % cheaper"."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from finops_agent.agent.reading.bounding import Bounding
from finops_agent.agent.reading.filters import CHARGES
from finops_agent.agent.refusal import Refusal
from finops_agent.costs.semantic import Clause, Condition
from finops_agent.costs.semantic.model import COSTS, TAG_PREFIX

if TYPE_CHECKING:
    from finops_agent.agent.reading.parts import Part


_SHORT = 3
"""Words of "did not use", which says nothing of commitments itself."""


class Asking(Bounding):
    """Handlers of words that name a tool, an assumption, or a way to add up."""

    def _op_cumulative(self, _: Part) -> None:
        self._end_mode()
        self.draft.is_cumulative = True

    def _op_aggregate(self, part: Part) -> None:
        self._end_mode()
        self.draft.aggregate = "median"
        self._take_unit_before()
        if "median" not in part.said:
            raise Refusal(part.text, f"{part.text!r} is not worked out here. Sums, averages, medians and extremes are.")

    def _op_between(self, part: Part) -> None:
        first = 2 if self._is_operator(1, "money") else 1
        joins = first + (2 if self._is_operator(first + 1, "money", "percent") else 1)
        second = joins + (2 if self._is_operator(joins + 1, "money") else 1)
        lower, upper = self._near(first), self._near(second)
        ends = self._is_kind(first, "number") and self._is_kind(second, "number") and self._is_operator(joins, "and")
        if not ends or lower is None or upper is None or lower.number is None or self.mode == "exclude":
            raise Refusal(part.text, f"{part.text!r} needs two amounts after it, such as 'between $50 and $100'.")
        self._end_mode()
        self.mode, self.bound_text = "at_least", part.text
        self.draft.tied += [part, lower, upper]
        self.at += second
        self._take_number(replace(upper, number=lower.number))
        self.draft.bounds[-1] = replace(self.draft.bounds[-1], upper=upper.number)

    def _tool(self, part: Part, tool: str) -> None:
        if tool in {"anomalies", "waste"} and self.has_excluded and self._is_left_out_with(part):
            raise Refusal(
                part.text,
                f"What of it is a {part.text} is not known, so it cannot be left out. Name the days to leave out.",
            )
        self._end_mode()
        if self.draft.tool not in {None, tool}:
            raise Refusal(part.text, "Two analyses at once. Ask one, then the other.")
        self.draft.tool = tool

    def _is_left_out_with(self, part: Part) -> bool:
        """Whether "without" stands right before the name before: "without the NAT spike" means no analysis."""
        near = [self._near(-1), self._near(-2)]
        at = next(index for index, read in enumerate(self.read) if read is part)
        is_next = at > 0 and self.read[at - 1] is near[0]
        return (
            is_next
            and near[0] is not None
            and near[0].kind in {"value", "component"}
            and self._is_operator(-2, "exclude")
        )

    def _op_utilisation(self, part: Part) -> None:
        self._tool(part, "utilisation")

    def _op_coverage(self, part: Part) -> None:
        is_tagging = any(name.startswith(TAG_PREFIX) for name in self.draft.dimensions) or "tag" in part.said
        self._tool(part, "tag_coverage" if is_tagging else "coverage")

    def _op_waste(self, part: Part) -> None:
        if self.mode == "exclude" and not self.has_excluded and "commitment_status" in self.model.dimensions:
            # "Without the unused reservation rows" leaves rows out and asks for no analysis.
            condition = Condition("commitment_status", "equals", ("Unused",))
            self.draft.clauses.append((self.at, Clause((condition,), part.text, negated=True)))
            self.draft.tied.append(part)
            self.has_excluded = True
            return
        words = part.said.split()
        if words[-1] in {"use", "used"} and len(words) <= _SHORT and not self._names_commitment():
            raise Refusal(
                part.text,
                "What was not used is told of commitments only. Ask for unused savings plans or reservations.",
            )
        self._tool(part, "waste")
        self.draft.tool_kind = part.said
        if self.draft.is_count and self.draft.counts is None:
            self.draft.is_count = False

    def _names_commitment(self) -> bool:
        links = [link for read in self.parts for link in read.links]
        return any(link.dimension.startswith("commitment") for link in links)

    def _op_savings_rate(self, part: Part) -> None:
        self._tool(part, "savings_rate")

    def _op_explain(self, part: Part) -> None:
        self._tool(part, "explain")

    def _op_anomalies(self, part: Part) -> None:
        self._tool(part, "anomalies")

    def _op_forecast(self, part: Part) -> None:
        self._tool(part, "forecast")

    def _op_gone(self, part: Part) -> None:
        self._tool(part, "gone")

    def _op_quality(self, part: Part) -> None:
        self._tool(part, "quality")

    def _op_unit_cost(self, part: Part) -> None:
        self._tool(part, "unit_cost")

    def _op_credit_kinds(self, part: Part) -> None:
        links = self.catalog.links.get(("credits",), ())
        if links and part.text.lower() in {"what credits", "which credits"} and self._joins_charges():
            # "What credits and refunds did we get" asks for charges of both kinds.
            self._take_value(replace(part, kind="value", links=links))
            self.draft.has_cost = True
            return
        self._tool(part, "credit_kinds")

    def _joins_charges(self) -> bool:
        """Whether a list goes on with another kind of charges."""
        following = self._near(2)
        kinds = {link.dimension for link in following.links[:1]} if following is not None else set()
        return self._is_operator(1, "and", "or") and bool(kinds & CHARGES)

    def _op_described(self, part: Part) -> None:
        following = self._near(1)
        if following is None or following.kind != "value":
            raise Refusal(part.text, f"Whether something is {part.text.split()[-1]} is not a column of this data.")
        word = part.text.split()[-1]
        self.draft.notes.append(f"The data does not say what is {word}: all charges of {following.text!r} are counted.")

    def _op_moment(self, part: Part) -> None:
        """In "when we leave out tax" the word joins clauses; else it asks for a day."""
        if self._is_operator(1, "exclude", "include", "with", "only"):
            return
        self._end_mode()
        self.draft.asks_when = True
        self.draft.moment_text = part.text

    def _op_first_day(self, part: Part) -> None:
        self._end_of_days(part, "first")

    def _op_last_day(self, part: Part) -> None:
        self._end_of_days(part, "last")

    def _end_of_days(self, part: Part, end: Literal["first", "last"]) -> None:
        """The first or last day with charges of what is named."""
        self._end_mode()
        draft, calendar = self.draft, self.catalog.calendar
        if self.model.table != COSTS or "day" not in self.model.dimensions or calendar is None:
            raise Refusal(part.text, "The first and the last day with charges are told of bills alone.")
        asks_more = any(read.meaning in {"which", "cost", "count", "average"} for read in self.parts[self.at + 1 :])
        if asks_more and any(read.meaning == "and" for read in self.parts[self.at + 1 :]):
            raise Refusal(part.text, "A day and a figure are two questions. Ask one, then the other.")
        if draft.end_of_days or draft.order is not None:
            raise Refusal(part.text, "Two ends at once. Ask for one, then for the other.")
        draft.end_of_days, draft.has_cost = end, True
        draft.dimensions.append("month" if calendar.is_monthly else "day")
        beyond = f"The data begins on {calendar.first}" if end == "first" else f"The data ends on {calendar.last}"
        draft.notes.append(f"{beyond}: of other days it says nothing.")

    def _op_who(self, part: Part) -> None:
        self._end_mode()
        self.draft.asks_who = part.text

    def _op_running(self, part: Part) -> None:
        self.draft.says_running = part.text

    def _op_used(self, part: Part) -> None:
        """Most used is said of a number of things: of a table what its rows are, of a bill it is not clear what."""
        entity = next((d.name for d in self.model.dimensions.values() if d.is_entity), None)
        if entity is None:
            raise Refusal(
                part.text,
                f"{part.text!r} by cost, or by number of resources? Say 'most expensive' or 'most resources'.",
            )
        self._end_mode()
        self.draft.order, self.draft.counts = "descending", entity

    def _op_new(self, _: Part) -> None:
        self._end_mode()
        self.draft.is_new = True

    def _op_move(self, _: Part) -> None:
        """Take what is moved as the subject: what it is moved to has no charges yet."""
        self._end_mode()
        self.draft.has_move = True

    def _op_saving(self, _: Part) -> None:
        self._end_mode()
        self.draft.has_saving = True
        self.draft.has_cost = True

    def _op_removal(self, _: Part) -> None:
        """Without the things their whole cost is saved; what stays charged elsewhere is not known."""
        self._end_mode()
        draft = self.draft
        if draft.percent_of_price is not None:
            raise Refusal("one assumption", "Two assumptions at once. Ask with one of them.")
        draft.percent_of_price = Decimal(100)
        draft.has_saving = draft.has_cost = True
        draft.notes.append(
            "All of their cost is counted as saved. What is charged on in other rows is not in this figure."
        )

    def _op_if(self, _: Part) -> None:
        self._end_mode()
        if self._is_operator(1, "exclude", "only", "include"):
            return
        self.draft.has_move = True

    def _op_cheaper(self, part: Part) -> None:
        if part.text.lower() == "less" and self._is_kind(-1, "measure") and self._is_kind(1, "measure"):
            # "Seats bought less seats used" is the difference of two figures.
            self._take_as("compare", part)
            self.draft.has_change = self.draft.wants_amount = True
            return
        self._compare_which("ascending")
        self._end_mode()
        self.draft.is_cheaper = True

    def _op_dearer(self, _: Part) -> None:
        self._compare_which("descending")
        self._end_mode()
        self.draft.is_cheaper = False

    def _compare_which(self, order: Literal["ascending", "descending"]) -> None:
        """In "which provider is cheaper, Oracle or AWS" the comparative picks one of the names behind it."""
        following = self._near(1)
        asked = [read for read in self.parts[max(0, self.at - 3) : self.at] if read.meaning != "verb"]
        is_asked = bool(asked) and asked[0].meaning == "which" and all(read.kind == "dimension" for read in asked[1:])
        said = self._raw(self.parts[self.at], -1)
        is_asked = is_asked or (said is not None and said.text.lower() in {"which is", "which one is", "which was"})
        joined = any(read.meaning == "or" for read in self.parts[self.at :])
        if not is_asked or not joined or (following is not None and following.meaning in {"compare", "by"}):
            return
        draft = self.draft
        draft.order, draft.has_cost, draft.is_singular, draft.limit = order, True, True, 1
        draft.is_apiece = not draft.dimensions
