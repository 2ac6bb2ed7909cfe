"""Says an answer in one or two plain sentences. Every figure in them comes from the rows of the query."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from finops_agent.agent import figures
from finops_agent.agent.telling.moves import told_move
from finops_agent.agent.telling.one_thing import is_of_one_thing, told_of_thing
from finops_agent.agent.telling.ties import told_as_equal
from finops_agent.costs.semantic import is_additive
from finops_agent.costs.semantic.table_days import AGE

if TYPE_CHECKING:
    from finops_agent.costs.semantic import Clause, Measure, SemanticModel, SemanticQuery


AGGREGATES = {"avg": "average", "max": "maximum", "min": "minimum", "median": "median", "sum": "total"}
OVER = {
    "growth": "mean growth from one to the next", "step": "mean change from one to the next",
    "less_top": "without the highest", "less_bottom": "without the lowest",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Result:
    """What the queries of one question returned. `whole` is the figure over all rows that the question is about."""

    query: SemanticQuery
    model: SemanticModel
    measure: Measure
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    whole: Any
    row_count: int
    currency: str | None
    unit: str | None
    unranked: tuple[Any, int] = (None, 0)
    """Figure and rows that a ranking leaves out for lack of a value."""
    tied: tuple[tuple[Any, ...], ...] = ()
    """Groups that are not shown though they have the figure of the last one that is."""
    period: str | None = None
    """The days asked for, in words, where the table has days."""

    def figure(self, value: figures.Figure | None) -> str:
        """`value` in the measure's unit, for people."""
        if value is None:
            return "nothing"
        if self.measure.kind == "money":
            return figures.money(value, self.currency or self.measure.unit)
        text = figures.count(value)
        return f"{text} {self.unit}" if self.unit and self.measure.kind == "quantity" and not self.query.per else text

    @property
    def subject(self) -> str:
        """What is measured, such as "Billed (unblended) cost of AmazonRDS"."""
        label = self.measure.label
        aggregate = self.query.aggregate or (self.measure.aggregate if self.measure.aggregate != "sum" else None)
        if (
            aggregate
            and self.measure.kind in {"money", "quantity"}
            and not label.startswith(("average", "avg", aggregate))
            and not self._is_of_each_thing
        ):
            label = f"{AGGREGATES[aggregate]} {label}"
        if self.query.average_per and self.query.aggregate:
            label = f"{label} per {self.query.average_per}"
        elif self.query.average_per:
            label = f"average {label} per {self.query.average_per}"
        if self.measure.kind == "distinct":
            label = f"number of different {self.measure.label}"
        elif self.measure.kind == "rows":
            label = "number of rows"
        if self.query.per is not None:
            label = f"{label} per {self.per_label}"
        if self.query.factor is not None:
            label = f"{label}, {self.query.factor.label}"
        named = [clause.label for clause in self.query.clauses if not clause.negated and clause.scope == "rows"]
        text = label[0].upper() + label[1:]
        tests = [label for label in named if label.startswith(("without ", "with "))]
        names = [f"{label} charges" if label in {"untagged", "tagged"} else label for label in named]
        names = [label for label in names if label not in tests]
        text += f" for {', '.join(names)}" if names else ""
        return " ".join([text, " and ".join(tests)]) if tests else text

    @property
    def _is_of_each_thing(self) -> bool:
        """Whether each row is one thing with its age, which is no average."""
        return self.measure.name == AGE and any(self.model.dimensions[name].is_entity for name in self.query.dimensions)

    @property
    def per_label(self) -> str:
        """What the figure is divided by."""
        per = self.query.per or ""
        if per.startswith("distinct:"):
            return self.model.dimensions[per.removeprefix("distinct:")].label
        measure = self.model.measures[per]
        return self.unit or measure.unit or measure.label

    @property
    def left_out(self) -> str:
        """What is excluded, as the end of a sentence."""
        names = [clause.label for clause in self.query.clauses if clause.negated and clause.scope == "rows"]
        return f", without {' and '.join(names)}" if names else ""

    @property
    def within(self) -> str:
        """When, as the middle of a sentence."""
        if not self.period:
            return ""
        if self.query.period is not None and self.query.period.unit == "day":
            return f" on {self.period}"
        return f" from {self.period}" if " to " in self.period else f" in {self.period}"


def narrate(result: Result) -> str:
    """The sentence for `result`."""
    query = result.query
    forms = (
        (query.over is not None, _over_units),
        (bool(query.sides) or query.beside is not None, _sides),
        (query.baseline is not None, told_move),
        (query.share and not query.dimensions, _share),
        (is_of_one_thing(query, result.model), told_of_thing),
        (bool(query.dimensions), _groups),
        (True, _figure),
    )
    return next(tell for is_it, tell in forms if is_it)(result)


def _figure(result: Result) -> str:
    query = result.query
    value = result.rows[0][0] if result.rows else None
    if query.threshold is not None and result.measure.kind == "distinct":
        limit = f"{query.threshold.operator} {figures.count(query.threshold.amount)}"
        if query.threshold.upper is not None:
            limit = f"{limit} and {query.threshold.upper_operator} {figures.count(query.threshold.upper)}"
        scope = f"{result.subject}{result.within}{result.left_out}"
        return f"{scope} with a figure {limit}: {value}."
    rows = (
        ""
        if result.measure.kind == "rows"
        else f" ({figures.count(result.row_count)} row{'' if result.row_count == 1 else 's'})"
    )
    return f"{result.subject}{result.within}{result.left_out}: {result.figure(value)}{rows}."


def _over_units(result: Result) -> str:
    query = result.query
    value = result.rows[0][0] if result.rows else None
    figure = figures.percent(value) if query.over == "growth" and value is not None else result.figure(value)
    return (
        f"{result.subject}{result.within}{result.left_out}, {query.over_unit} by {query.over_unit}, "
        f"{OVER[query.over or 'step']}: {figure}."
    )


def _groups(result: Result) -> str:
    query = result.query
    if not result.rows:
        return f"No group meets that{result.within}{result.left_out}."
    first = result.rows[0]
    split = len(query.dimensions)
    label = " / ".join(str(part) for part in first[:split])
    value = result.figure(first[split])
    share = f", {figures.percent(first[split + 1])} of it" if query.share and first[split + 1] is not None else ""
    plural = " and ".join(result.model.dimensions[name].plural for name in query.dimensions)
    singular = " and ".join(result.model.dimensions[name].label for name in query.dimensions)
    shown = f"{len(result.rows)} {plural if len(result.rows) > 1 else singular}"
    scope = f"{result.subject}{result.within}{result.left_out}"
    picked = [called(clause) for clause in query.clauses if clause.scope == "share"] if query.share else []
    is_first = query.lead or (query.order in {"label", "latest"} and query.limit == 1)
    if picked or is_first:
        return f"{scope}: {_first_told(result)}." if is_first else _share_of_each(result, " and ".join(picked), shown)
    if query.order == "label":
        last = result.rows[-1]
        ending = " / ".join(str(part) for part in last[:split])
        total = f" All together: {result.figure(result.whole)}." if query.named_months else ""
        at, added = (-1, ", added up") if query.cumulative else (split, "")
        return f"{scope}{added}: {shown}, from {label} ({value}) to {ending} ({result.figure(last[at])}).{total}"
    lead = "lowest" if query.order == "ascending" else "highest"
    if query.measure == AGE:
        lead = "newest" if query.order == "ascending" else "oldest"
    if query.measure.startswith("credit"):
        # The largest credit is the furthest below zero.
        lead = "largest" if query.order == "ascending" else "smallest"
    if is_additive(query, result.model) and not query.average_per and query.factor is None:
        # Where an amount limits the list, the others are no part of what was asked.
        told = result.whole if query.threshold is None else sum(row[split] or 0 for row in result.rows)
        total = f" All together: {result.figure(told)}."
    else:
        total = ""
    if query.offset:
        end = query.offset + len(result.rows)
        places = f"number {query.offset + 1}"
        places = places if len(result.rows) == 1 else f"first of {places} to {end}"
        return f"{scope}: {label} with {value}{share} is {places} from the {lead}.{total}"
    if len(result.rows) == 1:
        return (
            f"{scope}: {label} with {value}{share} is the "
            f"{lead if query.ranked or query.limit else 'only one'}{told_as_equal(result)}.{total}"
        )
    return f"{scope}: {label} is {lead} with {value}{share}; {shown} shown.{total}"


def _first_told(result: Result) -> str:
    """The first day with charges or the last, or how far the first group is ahead of the next."""
    query, split, first = result.query, len(result.query.dimensions), result.rows[0]
    label, value = " / ".join(str(part) for part in first[:split]), result.figure(first[split])
    if not query.lead:
        unit = result.model.dimensions[query.dimensions[0]].label
        return f"{label} is the {'first' if query.order == 'label' else 'last'} {unit} ({value})"
    if len(result.rows) == 1:
        return f"{label} with {value} is the only one"
    ahead, behind = result.rows[0][split], result.rows[1][split]
    other = " / ".join(str(part) for part in result.rows[1][:split])
    apart = result.figure(abs(ahead - behind))
    return f"{label} with {value} is {apart} apart from {other}, the next, with {result.figure(behind)}"


def _share_of_each(result: Result, part: str, shown: str) -> str:
    """What part of each group is the named one, from the first to the last."""
    split = len(result.query.dimensions)
    ends = [result.rows[0], result.rows[-1]]
    told = [
        f"{' / '.join(str(cell) for cell in row[:split])} "
        f"({figures.percent(row[split + 1]) if row[split + 1] is not None else 'no cost'}, {result.figure(row[split])})"
        for row in ends
    ]
    label = f"{result.subject[0].lower()}{result.subject[1:]}{result.within}{result.left_out}"
    return f"{part} as a share of {label}: {shown}, from {told[0]} to {told[1]}."


def _share(result: Result) -> str:
    part, whole, share = result.rows[0]
    picked = [clause for clause in result.query.clauses if clause.scope == "share"]
    without = " and ".join(clause.label for clause in picked if clause.negated)
    names = [clause.label for clause in picked if not clause.negated]
    named = ", ".join([*names, *([f"all without {without}"] if without else [])])
    if share is None:
        return f"{result.subject}{result.within}{result.left_out} is zero, so there is no share of it."
    label = f"{result.subject[0].lower()}{result.subject[1:]}{result.within}{result.left_out}"
    amounts, share = f"{result.figure(part)} of {result.figure(whole)}", figures.percent(share)
    if result.query.change == "amount":
        return f"{named}: {amounts} {label} ({share})."
    return f"{named}: {share} of {label} ({amounts})."


def _sides(result: Result) -> str:
    split = len(result.query.dimensions)
    one, two = _names(result)
    scope = f"{result.subject}{result.within}{result.left_out}"
    if split:
        return f"{scope}: {one} beside {two}, {len(result.rows)} row{'' if len(result.rows) == 1 else 's'} shown."
    first, second, difference, percent, ratio = result.rows[0]
    if first is None or second is None:
        return f"{scope}: {one} {result.figure(first)}, {two} {result.figure(second)}."
    if result.query.change == "ratio":
        part = f"{figures.percent(ratio)} of" if ratio is not None else "no part of"
        return f"{scope}: {one} is {part} {two} ({result.figure(first)} of {result.figure(second)})."
    word = "more" if difference > 0 else "less"
    share = f" ({figures.percent(abs(percent))})" if percent is not None else ""
    move = f"{result.figure(abs(difference))}{share} {word}" if difference else "the same"
    return f"{scope}: {one} {result.figure(first)}, {two} {result.figure(second)}; {one} is {move}."


def _names(result: Result) -> tuple[str, str]:
    """The two sides, in words."""
    if result.query.beside is not None:
        return result.measure.label, result.model.measures[result.query.beside].label
    one, two = (", ".join(called(clause) for clause in side) for side in result.query.sides)
    return one, two


def called(clause: Clause) -> str:
    """A clause of a side by its name."""
    return f"all without {clause.label}" if clause.negated else clause.label
