"""Questions worth asking, made from the data itself: to start with, and to go on with."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import duckdb

    from finops_agent.costs.semantic import Calendar, Catalog, Dimension, SemanticModel, SemanticQuery

from finops_agent.costs.semantic.model import COSTS
from finops_agent.costs.semantic.phrase import phrase_of
from finops_agent.costs.semantic.sql import name as quoted

_FAMILIAR_KEYS = ("team", "owner", "project", "application", "cost center", "environment", "env")


def starters(catalog: Catalog, connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """First questions for this data, the most useful first; the caller checks that each is answered."""
    model, calendar = catalog.model, _running(catalog)
    month = calendar.latest_month if calendar is not None else None
    when = f" in {month.label}" if month is not None else ""
    subject = "cost" if model.table == COSTS else _subject(model)
    currency = f" in {catalog.currencies[0]}" if len(catalog.currencies) > 1 else ""
    split = sorted((dimension for dimension in model.dimensions.values() if dimension.grain is None), key=_dullness)
    first = model.dimensions.get("service") or (split[0] if split else None)
    if first is not None:
        yield f"What are the top 5 {first.plural} by {subject}{when}{currency}?"
    if month is not None and calendar is not None and month.before().within(calendar.whole):
        yield f"How did {subject}{currency} change from {month.before().label} to {month.label}?"
    if model.table == COSTS and (top := _top_service(catalog, connection)):
        yield (
            f"{subject.capitalize()} of {top} by month{currency}"
            if month
            else f"{subject.capitalize()} of {top}{currency}"
        )
    if month is not None:
        yield f"{subject.capitalize()} by day{when}{currency}"
    for key in sorted(model.tag_keys, key=_familiarity)[:1]:
        yield f"{subject.capitalize()} by {' '.join(phrase_of(key.rpartition(':')[2]))}{when}{currency}"
    for dimension in [model.dimensions[name] for name in ("account", "region") if name in model.dimensions] or split[
        1:3
    ]:
        yield f"Which {dimension.label} has the highest {subject}{when}{currency}?"
    yield f"Total {subject}{when}{currency}"
    yield "How many rows are there?"


def _running(catalog: Catalog) -> Calendar | None:
    """The calendar of data that goes on over time: not of things made at some time, nor of one moment."""
    calendar = catalog.calendar
    is_moment = calendar is None or calendar.is_of_making or calendar.first == calendar.last
    return None if is_moment else calendar


def _subject(model: SemanticModel) -> str:
    """What is asked of a list: savings where it has some, else its usual amount or the first."""
    amounts = [measure for measure in model.measures.values() if measure.kind == "money"]
    if any("savings" in phrase for measure in amounts for phrase in measure.words):
        return "savings"
    usual = model.measures.get(model.default_measure)
    chosen = usual if usual in amounts else next(iter(amounts), None)
    return chosen.label if chosen is not None else "cost"


def _dullness(dimension: Dimension) -> int:
    """How late something is offered to split by: things first, their numbers last."""
    return 0 if dimension.is_entity else 2 if dimension.label.split()[-1] in {"id", "arn", "name"} else 1


def in_turns(found: Sequence[Iterator[str]]) -> Iterator[str]:
    """Two questions of the first table, one of each other, and so on; each once, none before it is wanted."""
    told: set[str] = set()
    rest = dict(enumerate(found))
    while rest:
        for at in tuple(rest):
            turn = list(islice(rest[at], 1 if at else 2))
            yield from (question for question in turn if question not in told)
            told.update(turn)
            if not turn:
                del rest[at]


def _familiarity(key: str) -> int:
    """How early a tag key is offered: the ones most bills are split by come first."""
    word = " ".join(phrase_of(key.rpartition(":")[2]))
    return _FAMILIAR_KEYS.index(word) if word in _FAMILIAR_KEYS else len(_FAMILIAR_KEYS)


def _top_service(catalog: Catalog, connection: duckdb.DuckDBPyConnection) -> str | None:
    if "service" not in catalog.model.dimensions:
        return None
    query = (
        f'SELECT "ServiceName" FROM {quoted(catalog.model.table)} WHERE "ServiceName" IS NOT NULL '  # noqa: S608 - quoted names and constants
        'GROUP BY 1 ORDER BY sum("BilledCost") DESC, 1 LIMIT 1'
    )
    row = connection.execute(query).fetchone()
    return str(row[0]) if row else None


def follow_ups(query: SemanticQuery, catalog: Catalog) -> Iterator[str]:
    """Questions that go on from `query`; each only where the data can answer it."""
    model, calendar = catalog.model, catalog.calendar
    has_money = model.measures.get(query.measure) is not None and model.measures[query.measure].kind == "money"
    if query.baseline is not None and query.change != "percent":
        yield "As a percent?"
    if (
        (
            query.baseline is None
            and query.period is not None
            and calendar is not None
            and not query.share
            and not query.average_per
        )
        and query.period.before().within(calendar.whole) is not None
        and not set(query.dimensions)
        & {
            "day",
            "week",
            "month",
            "quarter",
        }
    ):
        yield "How does that compare to the month before?" if query.period.unit == "month" else "By day"
    for name in ("service", "region", "account"):
        filtered = {key for clause in query.clauses for key in clause.dimensions}
        if name in model.dimensions and name not in query.dimensions and name not in filtered and not query.share:
            yield f"By {model.dimensions[name].label}"
            break
    charges = catalog.values.get("charge", {}).get("ChargeCategory", ())
    if has_money and "Tax" in charges and not any("charge" in clause.dimensions for clause in query.clauses):
        yield "Without tax"
