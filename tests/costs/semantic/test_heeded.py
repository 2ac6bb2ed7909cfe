"""Each field of a query changes its SQL, or is told to be left out."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finops_agent.costs import load_files
from finops_agent.costs.semantic import (
    Clause,
    Condition,
    Factor,
    SemanticQuery,
    Threshold,
    compile_query,
    read_catalog,
    unheeded,
)
from finops_agent.costs.semantic.period import month_of

NORTHWIND = Path(__file__).parents[2] / "data" / "aws-cur2-northwind-2026q3.csv"
AUGUST, SEPTEMBER = month_of(date(2026, 8, 1)), month_of(date(2026, 9, 1))


def named(value):
    return Clause((Condition("service", "equals", (value,)),), value)


SIDES = ((named("AmazonEC2"),), (named("AmazonS3"),))
PART = replace(named("AmazonEC2"), scope="share")
SHAPES = [
    SemanticQuery("billed", period=SEPTEMBER),
    SemanticQuery("billed", ("region",), period=SEPTEMBER),
    SemanticQuery("billed", ("day",), period=SEPTEMBER, order="label"),
    SemanticQuery("billed", period=SEPTEMBER, baseline=AUGUST),
    SemanticQuery("billed", ("region",), period=SEPTEMBER, baseline=AUGUST),
    SemanticQuery("billed", period=SEPTEMBER, clauses=(PART,), share=True),
    SemanticQuery("billed", ("region",), period=SEPTEMBER, share=True),
    SemanticQuery("billed", period=SEPTEMBER, sides=SIDES),
    SemanticQuery("billed", ("region",), period=SEPTEMBER, beside="effective"),
    SemanticQuery("distinct:service", period=SEPTEMBER, threshold=Threshold(">", Decimal(100))),
]
FIELDS = {
    "average_per": "day", "per": "distinct:resource", "aggregate": "median", "cumulative": True,
    "factor": Factor(Decimal("0.8"), "at 20 % less"), "order": "ascending", "limit": 2, "offset": 1,
    "threshold": Threshold(">", Decimal(7)), "within": "region", "share": True,
}  # fmt: skip
_CALLED = {
    "average_per": "an average over time", "per": "a figure per something", "aggregate": "an average or an extreme",
    "cumulative": "a running total", "factor": "an assumption", "order": "the lowest first",
    "limit": "a number of groups", "offset": "a place in a ranking", "threshold": "a limit on the figures",
    "within": "a ranking within each group", "share": "a share",
}  # fmt: skip


@pytest.fixture(scope="module")
def model():
    dataset = load_files([NORTHWIND])
    yield read_catalog(dataset.connection, dataset.tables[0]).model
    dataset.close()


@given(shape=st.sampled_from(SHAPES), field=st.sampled_from(sorted(FIELDS)))
def test_a_field_that_is_set_changes_the_sql_or_is_told(model, shape, field):
    query = replace(shape, **{field: FIELDS[field]})
    ranks = field in {"order", "limit", "offset", "within"} and not shape.dimensions
    if query == shape or ranks or (field == "offset" and query.limit is None):
        # A single figure has no ranking, and a place is one of a limited number.
        return
    if field == "within" and not query.limit:
        query = replace(query, limit=1)
        shape = replace(shape, limit=1)
    changed = compile_query(query, model).sql != compile_query(shape, model).sql
    assert changed or _CALLED[field] in unheeded(query, model)


@given(shape=st.sampled_from(SHAPES))
def test_a_shape_by_itself_is_heeded_whole(model, shape):
    assert unheeded(shape, model) == ()
