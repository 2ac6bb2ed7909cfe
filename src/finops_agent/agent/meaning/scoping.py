"""Which rows a question is about: clauses of its own, of the question before, bounds, and the part of a share."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from finops_agent.agent import figures
from finops_agent.agent.meaning.carrying import Carrying
from finops_agent.agent.reading.filters import clauses_of
from finops_agent.agent.refusal import Refusal
from finops_agent.costs.semantic import Clause, Condition, Threshold
from finops_agent.costs.semantic.budgets import LEFT, OVER
from finops_agent.costs.semantic.model import COSTS
from finops_agent.costs.semantic.query import MEASURE_PREFIX

if TYPE_CHECKING:
    from decimal import Decimal

    from finops_agent.agent.reading.draft import Bound, Named
    from finops_agent.costs.semantic import Period
    from finops_agent.costs.semantic.query import Operator

_SIDES = 2


class Scoping(Carrying):
    """Clauses and sides of one draft."""

    def _clauses(self, period: Period | None, rows: list[tuple[int, Clause]]) -> tuple[tuple[Clause, ...], bool]:
        """All clauses, those of `rows` among them, and whether the question itself picks a part for a share."""
        draft = self.draft
        opposed = draft.named if self._against() is not None else self._opposed()
        named = [item for item in draft.named if item not in opposed]
        placed = [clause for group in self._around_share(named) for clause in clauses_of(group, self.catalog)]
        if (
            len(draft.whens) > 1
            and any(item.connector in {"and", "comma"} for item in draft.named)
            and len(draft.named) > 1
        ):
            self._refuse_pairs()
        own = [(at, whole, clause) for at, whole, clause in placed]
        own += [(at, False, clause) for at, clause in (*draft.clauses, *rows)]
        if draft.is_new:
            own.append((0, True, self._new(period)))
        if draft.share_at is not None and not draft.has_change and draft.beside is None:
            own = self._scoped(own)
        timed = self._part_of_period()
        new = (*(clause for _, _, clause in own), *([timed] if timed is not None else []))
        kept, new = self._shared_on(self._carried(new), new)
        return (*kept, *new), any(clause.scope == "share" for clause in new)

    def _check_unblended(self, clauses: tuple[Clause, ...]) -> None:
        """Unblended cost is a figure of AWS; what other providers bill is called so by nobody."""
        word, providers = self.draft.says_unblended, self._providers(clauses)
        if not word or not providers or all(_is_aws(name) for name in providers):
            return
        others = ", ".join(name for name in providers if not _is_aws(name))
        aws = next((name for name in providers if _is_aws(name)), None)
        hint = f"Ask for the {word} of {aws}, or for the billed cost of all." if aws else "Ask for the billed cost."
        raise Refusal(
            word,
            f"Only AWS has an {word!r}; this is asked of {others} as well. {hint}"
            if aws
            else f"Only AWS has an {word!r}; this data is of {others}. {hint}",
        )

    def _providers(self, clauses: tuple[Clause, ...]) -> tuple[str, ...]:
        """The providers that a question is about: those it names, else all."""
        named = [c for clause in clauses if not clause.negated for c in clause.conditions if c.dimension == "provider"]
        if named:
            return tuple(value for condition in named for value in condition.values)
        known = self.catalog.values.get("provider", {}).values()
        return tuple(value for values in known for value in values)

    def _around_share(self, named: list[Named]) -> list[list[Named]]:
        """Names apart by where a share's part and whole can stand: before it, up to the verb, after the verb."""
        at_share = self.draft.share_at
        if at_share is None or self.draft.dimensions:
            return [named]
        verb = next((at for at in self.draft.verb_at if at > at_share), None)
        groups: list[list[Named]] = [[], [], []]
        for item in named:
            place = 0 if item.at < at_share else 1 if verb is None or item.at < verb else 2
            groups[place].append(item)
        # A list goes on over the verb or the share word: its names stay together.
        broken = any(group and group[0].connector in {"and", "or"} for group in groups[1:] if groups[0] or groups[1])
        return [named] if broken else [group for group in groups if group]

    def _refuse_pairs(self) -> None:
        if len({when.period for when in self.draft.whens}) > 1 and not (
            self.draft.has_compare or self.draft.has_change
        ):
            raise Refusal(
                "one question at a time",
                "Several names with several periods can be paired in many ways. Ask one by one.",
            )

    def _scoped(self, own: list[tuple[int, bool, Clause]]) -> list[tuple[int, bool, Clause]]:
        """Tell the part from the whole in "what % of EC2 spend is in Ireland"."""
        if self._is_of_each():
            return [
                (at, whole, clause if clause.negated else replace(clause, scope="share")) for at, whole, clause in own
            ]
        if self.draft.dimensions and not all(self._is_time(name) for name in self.draft.dimensions):
            if self.draft.denied_at is not None:
                raise Refusal(
                    "a share", "The share of what is not something is told of the whole. Ask without the split."
                )
            return [(at, whole, clause) for at, whole, clause in own]
        at_share = self.draft.share_at or 0
        if self.draft.is_part_first and any(at < at_share for at, _, clause in own if not clause.negated):
            return [
                (at, whole, clause if clause.negated or at > at_share else replace(clause, scope="share"))
                for at, whole, clause in own
            ]
        verbs = [at for at in self.draft.verb_at if at > at_share]
        verb = verbs[0] if verbs and any(at > verbs[0] for at, _, clause in own if not clause.negated) else None
        verb = self.draft.denied_at if verb is None else verb
        # "Of the RDS spend, what share is prod" says the whole first.
        is_whole_first = verb is not None and not self.draft.is_of_whole
        scoped = []
        for at, names_whole, clause in own:
            if self._is_denied_part(at, clause):
                scoped.append((at, names_whole, replace(clause, scope="share")))
                continue
            is_whole = clause.negated or (at > at_share and (at < verb if verb is not None else names_whole))
            is_whole = is_whole or (is_whole_first and at < at_share) or at in self.draft.wholes
            scoped.append((at, names_whole, clause if is_whole else replace(clause, scope="share")))
        parts = [clause for _, _, clause in scoped if clause.scope == "share"]
        if not parts and not self.draft.dimensions:
            scoped = [
                (at, whole, clause if clause.negated else replace(clause, scope="share"))
                for at, whole, clause in scoped
            ]
            parts = [clause for _, _, clause in scoped if clause.scope == "share"]
        places = {at for at, _, clause in scoped if clause.scope == "share"}
        if len(places) > 1 and verb is None and not self.draft.dimensions:
            names = " and ".join(clause.label for clause in parts)
            raise Refusal("part and whole", f"A share of what? Say 'what percent of … cost is …'. I see {names}.")
        return scoped

    def _is_denied_part(self, at: int, clause: Clause) -> bool:
        """Whether it is the "not EC2" of "what share of the bill is not EC2": a part, and nothing left out of both."""
        denied, until = self.draft.denied_at, self.draft.denied_until
        is_plain = all(self._is_time(name) for name in self.draft.dimensions)
        is_behind = denied is not None and at >= denied and (until is None or at < until)
        return is_behind and clause.negated and is_plain

    def _is_of_each(self) -> bool:
        return (self.draft.is_of_each and bool(self.draft.dimensions)) or self._goes_on_of_each()

    # ---------------------------------------------------------------- bounds
    def _bounds(self) -> tuple[list[tuple[int, Clause]], Threshold | None]:
        """Amounts that figures are set against: tests of rows, or a limit on the figures of groups."""
        rows: list[tuple[int, Clause]] = []
        threshold = None
        for bound in self.draft.bounds:
            measure = self._bounded(bound)
            if bound.is_percent and threshold is None:
                threshold = Threshold(bound.operator, bound.amount, is_percent=True)
            elif self._tests_rows(bound):
                ends: list[tuple[Operator, Decimal]] = [(bound.operator, bound.amount)]
                ends += [(bound.upper_operator, bound.upper)] if bound.upper is not None else []
                for operator, amount in ends:
                    condition = Condition(MEASURE_PREFIX + measure, operator, amount=amount)
                    label = f"{self.model.measures[measure].label} {operator} {figures.count(amount)}"
                    rows.append((bound.at, Clause((condition,), label)))
            elif threshold is not None and (both := _as_range(threshold, self._limit(bound, measure))) is not None:
                threshold = both
            elif threshold is not None:
                raise Refusal(bound.text, "Two limits on the figures of groups at once. Ask with one.")
            else:
                threshold = self._limit(bound, measure)
        return rows, threshold

    def _limit(self, bound: Bound, measure: str) -> Threshold:
        """A bound on the figures of groups."""
        draft = self.draft
        asked = draft.measure or self.model.default_measure
        other = None if measure == asked and draft.counts is None else measure
        return Threshold(bound.operator, bound.amount, other, bound.upper)

    def _bounded(self, bound: Bound) -> str:
        """The measure that an amount belongs to: the one named with it, else the one asked."""
        if bound.measure is not None:
            return bound.measure
        if bound.kind == "size" and self.model.table != COSTS:
            sizes = [m for m in self.model.measures.values() if any("size" in phrase for phrase in m.words)]
            if sizes:
                return sizes[0].name
        measure = self.draft.measure or self.model.default_measure
        if (
            self.model.table != COSTS
            and self.draft.measure is None
            and not (self.draft.has_cost or bound.kind == "money")
        ):
            figures = [m.name for m in self.model.measures.values() if m.kind != "rows"]
            if len(figures) == 1:
                return figures[0]
            names = ", ".join(m.label for m in self.model.measures.values() if m.kind != "rows")
            raise Refusal("a figure", f"{bound.text!r} of what? Name the figure: {names}.")
        return measure

    def _tests_rows(self, bound: Bound) -> bool:
        draft = self.draft
        told = (*draft.dimensions, *([draft.counts] if draft.counts in self.model.dimensions else []))
        split = [name for name in told if not self.model.dimensions[name].is_entity]
        of_groups = bound.measure in {LEFT, OVER} or (bound.measure is not None and any(map(self._is_time, split)))
        if of_groups and not any(dimension.is_unique for dimension in self.model.dimensions.values()):
            # A team with a row for each month is over its budget by all of them; a month has many rows, too.
            return False
        if self._is_inventory():
            return not split or bound.measure is not None
        return (draft.has_rows or draft.measure == "rows") and draft.counts is None and not draft.dimensions

    def _is_inventory(self) -> bool:
        return any(dimension.is_entity for dimension in self.model.dimensions.values())

    def _new(self, period: Period | None) -> Clause:
        """Only what was first charged in the period."""
        split = [name for name in (*self.draft.dimensions, self.draft.counts) if name and not self._is_time(name)]
        dimension = split[0] if split else "resource"
        if dimension not in self.model.dimensions or self.catalog.calendar is None:
            raise Refusal("first days", "What is new can be told by resources and their days; this data lacks them.")
        if period is None or period.start <= self.catalog.calendar.first:
            raise Refusal("a period", "New since when? Name a month after the first of the data.")
        label = f"new {self.model.dimensions[dimension].plural} (first charged in {period.label})"
        return Clause((Condition(dimension, "new", since=period.start),), label)

    def _is_time(self, dimension: str) -> bool:
        return self.model.dimensions[dimension].grain is not None


def _as_range(one: Threshold, two: Threshold) -> Threshold | None:
    """Two limits on the same figure as the two ends of a range; None where they are none."""
    ends = {end.operator[:1]: end for end in (one, two)}
    is_range = set(ends) == {"<", ">"} and one.measure == two.measure and one.upper is None is two.upper
    if not is_range or one.is_percent or two.is_percent:
        return None
    return replace(ends[">"], upper=ends["<"].amount, upper_operator=ends["<"].operator)


def _is_aws(provider: str) -> bool:
    return "aws" in provider.lower() or "amazon" in provider.lower()
