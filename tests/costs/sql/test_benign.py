"""What people ask passes, and comes back exactly as the engine gave it."""

import pytest

from finops_agent.costs import load_files
from finops_agent.costs.sql import SqlDoor, example_queries
from sql_benign import ON_COSTS, ON_TABLE, TABLE


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    path = tmp_path_factory.mktemp("table") / "changes.csv"
    path.write_text(TABLE)
    dataset = load_files([path])
    with SqlDoor(dataset) as door:
        yield door, dataset
    dataset.close()


def test_there_are_more_than_forty():
    assert len(ON_COSTS) + len(ON_TABLE) >= 55


def kinds(rows):
    return [[type(cell) for cell in row] for row in rows]


@pytest.mark.parametrize("sql", ON_COSTS)
def test_a_question_to_the_costs_is_answered_as_the_engine_does(sql, door, bill):
    result = door.run(sql)
    expected = bill.connection.execute(sql)
    assert result.columns == tuple(column[0] for column in expected.description)
    if not sql.startswith("SUMMARIZE"):  # its quantiles are approximate, and differ from run to run
        rows = tuple(expected.fetchall())
        assert result.rows == rows
        assert kinds(result.rows) == kinds(rows)
    assert not result.truncated


@pytest.mark.parametrize("sql", ON_TABLE)
def test_words_of_sql_in_names_and_texts_are_no_reason_to_refuse(sql, table):
    door, dataset = table
    assert door.run(sql).rows == tuple(dataset.connection.execute(sql).fetchall())


def test_the_example_queries_run(door, bill, table):
    for opened, dataset in ((door, bill), table):
        examples = example_queries(dataset)
        assert len(examples) >= 2
        for sql in examples.values():
            assert opened.run(sql).rows
