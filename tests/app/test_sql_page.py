"""The SQL page, run without a browser."""

import json
from decimal import Decimal

import pytest

from finops_agent.app.sql import _csv
from finops_agent.costs.sql import SqlResult


@pytest.fixture
def sql_page(page):
    page.button(key="sample").click().run()
    page.switch_page("screens/sql.py").run()
    assert not page.exception
    return page


def run(at, query):
    at.text_area(key="sql_text").set_value(query).run()
    at.button(key="sql_run").click().run()
    assert not at.exception
    return at


def rows(at):
    return at.dataframe[0].value  # the outcome stands before the tables


def test_without_data_it_says_where_to_add_some(page):
    page.switch_page("screens/sql.py").run()
    assert not page.exception
    assert any("no data to query yet. Add your files on the page «Ask»" in text.value for text in page.text)
    assert not page.text_area
    page.button(key="sample").click().run()
    assert page.text_area


def test_tables_and_columns_stand_beside_an_example_that_runs(sql_page):
    assert "costs" in sql_page.expander[0].label
    assert {"BilledCost", "ServiceName"} <= set(sql_page.dataframe[0].value["column"])
    sql_page.button(key="sql_run").click().run()
    assert not sql_page.exception
    assert len(rows(sql_page)) > 3


def test_an_example_that_is_chosen_stands_in_the_editor(sql_page):
    box = sql_page.selectbox(key="sql_example")
    box.select("Cost by month and change").run()
    assert "lag(billed)" in sql_page.text_area(key="sql_text").value
    assert not sql_page.warning


def test_a_query_gives_its_rows_and_two_columns_may_share_a_name(sql_page):
    run(sql_page, "SELECT 1.5 AS a, {'b': 2} AS a, interval 1 day AS c")
    assert list(rows(sql_page).columns) == ["a", "a (2)", "c"]


def test_what_is_stopped_gets_its_sentence_and_is_recorded_without_its_text(sql_page, items):
    run(sql_page, "SELECT * FROM read_text('/etc/passwd') -- sesame")
    assert "'read_text' as a table" in sql_page.text[-1].value
    run(sql_page, "SELECT count(*) FROM costs")
    used = [json.loads(item["event_data"]) for item in items("custom_event")]
    assert [event["status"] for event in used] == ["tree", "ok"]
    assert "sesame" not in json.dumps(items())


def test_the_worker_ends_with_the_visit(sql_page, monkeypatch):
    run(sql_page, "SELECT 1")
    (conversation,) = sql_page.session_state.conversation
    door = conversation._bench.door
    sql_page.button(key="end_session").click().run()
    assert conversation._bench.door is None
    assert door.pid is None


def test_a_download_is_exact_and_no_cell_is_a_formula():
    class Nobody:
        def feature_used(self, *_, **__):
            return

    result = SqlResult(("=x", "n"), ("VARCHAR", "DECIMAL"), (("=1+1", Decimal("-1.50")), ("@a", None), ("ok", 2)))
    lines = _csv(Nobody(), result).decode("utf-8-sig").splitlines()
    assert lines == ["'=x,n", "'=1+1,-1.50", "'@a,", "ok,2"]
