"""The Athena text of a question: Trino can read it, and it counts what our own query counts."""

from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
import sqlglot

from finops_agent.agent import OfflineEngine
from finops_agent.costs import load_files
from finops_agent.costs.semantic import Clause, Condition, SemanticQuery, compile_query
from finops_agent.costs.semantic.athena import LAYOUTS, athena_sql, usual_layout
from finops_agent.costs.semantic.reconcile import model_for

BILL = Path(__file__).parents[2] / "data" / "aws-cur2-northwind-2026q3.csv"
QUESTIONS = (
    "what did we spend in total in September 2026?",
    "top 3 services in September 2026",
    "cost by service by month",
    "cost per day in September 2026",
    "cost by week",
    "how did cost change from August 2026 to September 2026 by service?",
    "July vs September 2026",
    "share of EC2 in total cost",
    "share of each service in September 2026",
    "cost by team in August 2026",
    "S3 versus EC2 by month",
    "top 2 services of each account",
    "cumulative cost by day in September 2026",
    "which accounts cost more than 1000 without tax?",
    "effective cost by quarter",
    "cost by weekday",
    "how many resources are there by service",
    "list cost vs effective cost by service",
    "cost of untagged resources by service",
    "new resources in September 2026",
    "cost of S3 standard storage in ireland",
    "cost by commitment type",
)
TRINO_IN_DUCKDB = (
    "CREATE MACRO date_format(day, form) AS strftime(day, replace(form, '%W', '%A'))",
    "CREATE MACRO day_of_week(day) AS isodow(day)",
    "CREATE MACRO element_at(entries, key) AS map_extract_value(entries, key)",
)


@pytest.fixture(scope="module")
def dataset():
    loaded = load_files([BILL])
    yield loaded
    loaded.close()


@pytest.fixture(scope="module")
def athena():
    """The export's table as Athena has it: numbers as doubles, tags as a map."""
    connection = duckdb.connect()
    connection.execute(
        "CREATE TABLE cur2 AS SELECT * REPLACE "
        "(CAST(CAST(resource_tags AS JSON) AS MAP(VARCHAR, VARCHAR)) AS resource_tags) "
        f"FROM read_csv('{BILL}', types = {{'resource_tags': 'VARCHAR', 'line_item_usage_account_id': 'VARCHAR'}})"
    )
    # The sample has fewer columns than an export that has reservations with an upfront fee.
    connection.execute("ALTER TABLE cur2 ADD COLUMN reservation_unused_amortized_upfront_fee_for_billing_period DOUBLE")
    for macro in TRINO_IN_DUCKDB:
        connection.execute(macro)
    yield connection
    connection.close()


def query_of(dataset, question):
    answer = OfflineEngine(dataset).ask(question)
    assert not answer.refused, answer.text
    return answer.query


def plain(rows):
    return [tuple(round(float(c), 4) if isinstance(c, Decimal | float) else c for c in row) for row in rows]


@pytest.mark.parametrize("question", QUESTIONS)
def test_athena_counts_what_the_page_counts(dataset, athena, question):
    query = query_of(dataset, question)
    own = compile_query(query, model_for(dataset, query)).sql
    expected = dataset.connection.execute(own.text, own.values).fetchall()
    assert plain(athena.execute(athena_sql(dataset, query, "CUR 2.0").sql).fetchall()) == plain(expected)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("question", QUESTIONS)
def test_trino_can_read_every_text(dataset, question, layout):
    made = athena_sql(dataset, query_of(dataset, question), layout)
    if made.sql is None:
        assert layout in made.reason
        return
    assert isinstance(sqlglot.parse_one(made.sql, read="athena"), sqlglot.exp.Select)


@pytest.mark.parametrize(
    ("match", "value"),
    [("contains", "DataTransfer"), ("starts", "EU"), ("ends", "Bytes"), ("equals", "contains("), ("contains", "it's")],
)
def test_a_test_of_texts_means_the_same_in_trino(dataset, athena, match, value):
    clause = Clause((Condition("usage_type", match, (value,)),), value)
    query = SemanticQuery("billed", ("usage_type",), (clause,))
    made = athena_sql(dataset, query, "CUR 2.0").sql
    assert not {"contains", "ends_with"} & {
        function.name.lower() for function in sqlglot.parse_one(made, read="athena").find_all(sqlglot.exp.Anonymous)
    }
    own = compile_query(query, model_for(dataset, query)).sql
    expected = dataset.connection.execute(own.text, own.values).fetchall()
    assert plain(athena.execute(made).fetchall()) == plain(expected)


def test_a_legacy_table_has_a_column_for_each_tag(dataset):
    made = athena_sql(dataset, query_of(dataset, "cost by team"), "CUR (legacy)").sql
    assert "resource_tags_user_team" in made


def test_the_tables_own_name_can_be_given_and_is_quoted(dataset):
    made = athena_sql(dataset, SemanticQuery("billed"), "CUR 2.0", 'my"table').sql
    assert 'FROM "my""table"' in made


def test_a_question_about_days_says_which_partition_holds_them(dataset):
    made = athena_sql(dataset, query_of(dataset, "July vs September 2026"), "CUR 2.0").sql
    assert made.startswith("-- ")
    assert "'2026-07' AND '2026-09'" in made.splitlines()[0]


def test_the_usual_layout_is_that_of_the_file(dataset):
    assert usual_layout(dataset) == "CUR 2.0"
