"""The chips of an answer: how each part of the question was read, and what else it could have meant."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from finops_agent.agent.answer import Alternative, Chip

if TYPE_CHECKING:
    from collections.abc import Iterator

    from finops_agent.agent.telling.narrate import Result
    from finops_agent.costs.semantic import Catalog, SemanticQuery

_MOST = 4
_CHARGES = ("Tax", "Credit")


def chips_of(interpretation: tuple[tuple[str, str], ...], result: Result, catalog: Catalog) -> tuple[Chip, ...]:
    """One chip for each line of the interpretation, with the other readings that this data allows."""
    query = result.query
    offers = {
        "Measure": _measures(query, catalog),
        "Split by": _splits(query, catalog),
        "Period": _periods(query, catalog),
        "Charges": _charges(query, catalog),
    }
    chips = []
    for label, value in interpretation:
        found = list(offers.get(label, ()))
        if label in {"Only", "Without", "Part"}:
            found = list(_without_clause(query, catalog, value))
        chips.append(Chip(label, value, tuple(found[:_MOST])))
    return tuple(chips)


def _offer(label: str, query: SemanticQuery, catalog: Catalog) -> Alternative:
    return Alternative(label, query, catalog.model.table)


def _measures(query: SemanticQuery, catalog: Catalog) -> Iterator[Alternative]:
    for measure in catalog.model.measures.values():
        if measure.name not in {query.measure, query.beside} and not (query.share and measure.aggregate != "sum"):
            yield _offer(measure.label, replace(query, measure=measure.name, beside=None, aggregate=None), catalog)


def _splits(query: SemanticQuery, catalog: Catalog) -> Iterator[Alternative]:
    if len(query.dimensions) == 1:
        for dimension in catalog.model.dimensions.values():
            if dimension.name not in query.dimensions and dimension.grain is None and dimension.is_linked:
                other = replace(query, dimensions=(dimension.name,), order="descending", cumulative=False)
                yield _offer(f"by {dimension.label}", other, catalog)


def _periods(query: SemanticQuery, catalog: Catalog) -> Iterator[Alternative]:
    calendar = catalog.calendar
    if calendar is None or query.baseline is not None or query.average_per is not None:
        return
    before = query.period.before() if query.period is not None else None
    for period in (before, calendar.latest_month):
        if period is not None and period != query.period and period.within(calendar.whole) is not None:
            yield _offer(period.label, replace(query, period=period), catalog)
    if query.period is not None:
        yield _offer("all days in the data", replace(query, period=None), catalog)


def _charges(query: SemanticQuery, catalog: Catalog) -> Iterator[Alternative]:
    from finops_agent.costs.semantic import Clause, Condition  # noqa: PLC0415 - only where charges can be left out

    present = catalog.values.get("charge", {}).get("ChargeCategory", ())
    for name in _CHARGES:
        if name in present:
            clause = Clause((Condition("charge", "equals", (name,), "ChargeCategory"),), name, negated=True)
            yield _offer(f"without {name.lower()}", replace(query, clauses=(*query.clauses, clause)), catalog)


def _without_clause(query: SemanticQuery, catalog: Catalog, value: str) -> Iterator[Alternative]:
    for clause in query.clauses:
        if value in {clause.label, clause.detail} and clause.scope == "rows":
            rest = tuple(other for other in query.clauses if other is not clause)
            yield _offer("all", replace(query, clauses=rest), catalog)
            if not query.share:
                turned = tuple(replace(c, negated=not c.negated) if c is clause else c for c in query.clauses)
                yield _offer("only this" if clause.negated else "all but this", replace(query, clauses=turned), catalog)
