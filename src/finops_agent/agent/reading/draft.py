"""A question as it was read, before the previous question is taken into account: which slots it fills itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from decimal import Decimal

    from finops_agent.agent.reading.parts import Part
    from finops_agent.agent.reading.times.leaning import When
    from finops_agent.agent.reading.times.stepping import Stepped
    from finops_agent.costs.semantic import Clause, Factor, Link
    from finops_agent.costs.semantic.model import Aggregate
    from finops_agent.costs.semantic.query import Operator

Connector = Literal["none", "comma", "and", "or", "versus"]


@dataclass(frozen=True, slots=True)
class Named:
    """A value that the question names: its reading, how it is tied to the value before, and where it stands.

    `names_whole` is set where a word for cost follows, as in "% of EC2 spend": it can be the whole of a share.
    """

    link: Link
    connector: Connector
    at: int
    text: str
    names_whole: bool
    behind: str = ""
    """The word right before it."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A figure set against an amount: "more than $100", "cpu below 5 %"; `measure` is None where none is named.

    `kind` is set where the words say what sort of figure is meant: "larger than" is a size, "cheaper than" a cost.
    """

    at: int
    operator: Operator
    amount: Decimal
    text: str
    measure: str | None = None
    kind: Literal["", "size", "money"] = ""
    is_percent: bool = False
    """It is set against a share, or against a change in per cent."""
    upper: Decimal | None = None
    """The other end of "between 100 and 500"."""
    upper_operator: Operator = "<="


@dataclass(slots=True)
class Draft:
    """Slots filled by one question; None and empty mean: not mentioned."""

    measure: str | None = None
    has_cost: bool = False
    names_cost: bool = False
    """A word that can only mean money, unlike "how much"."""
    is_yes_or_no: bool = False
    has_total: bool = False
    lists_totals: bool = False
    """It says "totals": each of several times has its own."""
    adds_up: bool = False
    """Several things are wanted as one sum: "together"."""
    asks_sum: bool = False
    """It asks "how much", and says of nothing that each shall be told."""
    says_overall: bool = False
    """Its word for the total is one for everything: "overall"."""
    is_one_time: bool = False
    """Two months are meant as one time: "Nov + Dec", "both months"."""
    limited_to: list[str] = field(default_factory=list)
    """Dimensions that it only says what is left of: "for real regions only, so not global"."""
    dimensions: list[str] = field(default_factory=list)
    named: list[Named] = field(default_factory=list)
    clauses: list[tuple[int, Clause]] = field(default_factory=list)
    """Exclusions and tests for missing or present values, with their place."""
    included: set[str] = field(default_factory=set)
    """Labels of charges that the question includes on purpose."""
    is_everything: bool = False
    is_grand: bool = False
    """It asks for the whole bill, so that nothing before it counts."""
    narrows: bool = False
    """It says "only": what it names narrows what was asked before."""
    whens: list[When] = field(default_factory=list)
    has_compare: bool = False
    is_against: bool = False
    """A name is set against what was asked before: "vs S3?"."""
    has_versus: bool = False
    is_relative: bool = False
    """It says "A relative to B", which in percent is what A is of B."""
    has_change: bool = False
    is_gap: bool = False
    """It asks for a difference or a ratio, which can be one of two things as well as of two times."""
    is_stepwise: bool = False
    """It says itself how far apart the two periods are, as "month over month"."""
    wants_amount: bool = False
    movement: Literal["rise", "fall", "move"] | None = None
    order: Literal["descending", "ascending"] | None = None
    is_sorted: bool = False
    """The order is only that of a list: "by service, biggest first"."""
    is_singular: bool = False
    """The ranking asks for one group: "which region costs the most"."""
    limit: int | None = None
    offset: int = 0
    """Groups before the one that "second most expensive" asks for."""
    has_percent: bool = False
    share_at: int | None = None
    asks_part: bool = False
    """It says "share" or "percent of", and not only "in percent"."""
    is_in_percent: bool = False
    """It says "in percent", and not of what."""
    wholes: set[int] = field(default_factory=set)
    """Places of names that a share is of, where what stands around them says so."""
    is_part_first: bool = False
    """As in "S3 as % of AWS": what stands before is the part, what stands behind the whole."""
    verb_at: list[int] = field(default_factory=list)
    is_count: bool = False
    counts: str | None = None
    counts_rows: bool = False
    """It asks for the number of the things that the question before was about."""
    has_rows: bool = False
    has_average: bool = False
    average_per: Literal["day", "week", "month", "quarter"] | None = None
    aggregate: Aggregate | None = None
    per: str | None = None
    """A measure to divide by."""
    beside: str | None = None
    """A second measure, to stand beside the first."""
    is_cumulative: bool = False
    stepped: Stepped | None = None
    """What it asks of days or months one by one."""
    is_lead: bool = False
    """How far the first of a ranking is ahead of the next is asked."""
    noun: str | None = None
    """The dimension whose noun stands for the rows themselves, as "volumes" in "size of gp2 volumes"."""
    adjective: Literal["", "size", "money", "age"] = ""
    """The sort of figure that a superlative ranks by: "largest" by size, "most expensive" by cost, "oldest" by age."""
    by: list[str] = field(default_factory=list)
    """Dimensions that a word such as "per" or "in each" introduced."""
    per_time: str | None = None
    """The calendar unit of "per month": a split by it, or a mean where one figure is asked."""
    is_rate: bool = False
    """It is said as a rate, "per day", in a question that does not ask to see the days."""
    rest: Literal["", "sum", "groups"] = ""
    """It asks for what the question before did not name: as one figure, or group by group."""
    sets_apart: bool = False
    """The difference between two names is asked: "difference between EC2 and S3"."""
    is_of_each: bool = False
    """A share is said to be of each group: "the dev share of each product"."""
    is_of_whole: bool = False
    """A share is said to be of the total: "as a percentage of the bill"."""
    is_of_bill: bool = False
    """A share is said to be of the bill, whatever the question before narrowed it to."""
    whole_by: str | None = None
    """The column of the "share of the region", where the region before can be meant."""
    asks_amount: bool = False
    """A part of the whole is asked as an amount: "how much of the bill is EC2"."""
    denied_at: int | None = None
    """Place of the "not" behind the verb of a share: "what share of it is not EC2"."""
    denied_until: int | None = None
    """Place behind it from which something is left out of the whole, too."""
    is_apiece: bool = False
    """Several names shall have a figure each."""
    shows_untagged: bool = False
    """Groups without a value belong to the ranking."""
    is_new: bool = False
    """Only what was first charged in the period."""
    percent_of_price: Decimal | None = None
    unit_factor: Factor | None = None
    """What turns the column's unit into the one that is asked for."""
    is_cheaper: bool = True
    has_saving: bool = False
    has_move: bool = False
    bounds: list[Bound] = field(default_factory=list)
    tool: str | None = None
    """The analysis that is asked for, such as `utilisation`."""
    tool_goes_on: bool = False
    """The analysis is that of the question before."""
    tool_kind: str = ""
    """Its words, which may say what sort of commitment is meant."""
    asks_when: bool = False
    """It asks for a moment: "when was it highest"."""
    moment_text: str = ""
    end_of_days: Literal["", "first", "last"] = ""
    """It asks for the first or the last day with charges."""
    asks_stuff: str = ""
    """What "how much" stands before, where it can be an amount of it or its cost."""
    says_unblended: str = ""
    """Its word for a cost that only AWS has."""
    asks_who: str = ""
    """Its word for a person: an account or a tag has to stand for it."""
    says_running: str = ""
    """Its word for what runs at a moment."""
    from_first: bool = False
    """It says "since it is running": its time begins with the first day with charges."""
    has_trend: bool = False
    says_making: bool = False
    """A word says that the days are those on which things were made: "created", "launched"."""
    has_breakdown: bool = False
    leans: bool = False
    """It points back: "it", "the same", "and ...?"."""
    ranks_bare: bool = False
    """Only "most" or "least" ranks, with a word behind it that is no figure: "the most unencrypted"."""
    says_both: bool = False
    """Two or more things are pointed at: "both", "these"."""
    points_back: bool = False
    """It cannot be understood without a question before."""
    starts_with_group: bool = False
    """Its first words name what to list, as in "untagged resources in July"."""
    tied: list[Part] = field(default_factory=list)
    """Words that only say what a word beside them is, as "team" in "the checkout team"."""
    notes: list[str] = field(default_factory=list)
    alternatives: list[str] = field(default_factory=list)

    @property
    def has_subject(self) -> bool:
        """Whether it says itself what is measured, so that it can stand alone."""
        return bool(
            self.has_cost or self.measure or self.counts or self.is_count or (self.order and self.dimensions)
            or self.has_trend or self.movement or self.tool or self.noun or self.bounds
            or (self.aggregate and self.average_per is None)
            or self.is_new or self.stepped
        )  # fmt: skip

    @property
    def only_ranks(self) -> bool:
        """Whether it asks for the first of a split and no more, as "which month was highest" does."""
        others = (
            self.has_cost, self.has_total, self.measure, self.named, self.clauses, self.whens, self.counts, self.bounds,
            self.tool, self.noun, self.beside, self.has_average, self.has_change, self.per, self.share_at is not None,
        )  # fmt: skip
        return self.order is not None and bool(self.dimensions) and not any(others)

    @property
    def is_about_currency(self) -> bool:
        """Whether it asks which currency the amounts are in, and for no amount."""
        return self.dimensions == ["currency"] and not (self.measure or self.order or self.has_total or self.counts)

    @property
    def stands_alone(self) -> bool:
        """Whether it is a question of its own even without a word for cost."""
        return (self.has_subject and not self._is_only_measure) or self.starts_with_group or self.is_complete

    @property
    def _is_only_measure(self) -> bool:
        """A figure's name alone, such as "amortized please", is said of what was asked before."""
        others = (
            self.has_cost, self.has_total, self.named, self.clauses, self.dimensions, self.whens, self.order,
            self.counts,
            self.bounds, self.tool, self.noun, self.beside, self.has_average, self.has_change, self.aggregate, self.per,
        )  # fmt: skip
        return self.measure not in {None, "rows"} and not any(others)

    @property
    def is_complete(self) -> bool:
        """Whether it says which charges, how split and when, or the total of one of these: nothing is left to carry."""
        slots = [bool(self.named or self.clauses), bool(self.dimensions), bool(self.whens)]
        compares = self.has_change and bool(self.named) and bool(self.whens)
        shares = self.share_at is not None and bool(self.dimensions) and bool(self.whens)
        return (
            self.is_grand
            or (slots[0] and slots[2] and not self.narrows)
            or all(slots)
            or (self.has_total and any(slots))
            or compares
            or shares
        )

    @property
    def is_empty(self) -> bool:
        """Whether nothing in it asks for anything."""
        return not (
            self.has_subject or self.dimensions or self.named or self.clauses or self.included or self.is_everything
            or self.whens or self.has_compare or self.has_change or self.order or self.limit or self.has_percent
            or self.share_at is not None or self.has_average or self.bounds or self.has_total or self.wants_amount
            or self.noun or self.has_breakdown or self.rest or self.aggregate
        )  # fmt: skip
