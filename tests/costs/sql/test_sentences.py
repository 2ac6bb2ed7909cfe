"""What a person reads when a query is not answered."""

import re
from pathlib import Path

import pytest

from finops_agent.costs.sql import SqlBlocked
from finops_agent.costs.sql.allowed import FUNCTIONS, WINDOWS

SENTENCES = [
    ("", "text", "There is no query. Write one, for instance: SELECT count(*) FROM costs."),
    ("-- nothing", "text", "only comments"),
    ("SELECT 1; SELECT 2", "statement", "These are 2 statements. Only one SELECT can be run here."),
    ("DROP TABLE costs", "statement", "This is DROP, no SELECT."),
    ("PIVOT costs ON x_Month USING sum(BilledCost)", "statement", "List them: PIVOT costs ON"),
    ("SELECT * FROM cost", "tree", "There is no table 'cost' in this data, so the query was not run."),
    ("SELECT * FROM cost", "tree", "Did you mean 'costs'?"),
    ("SELECT * FROM penguins", "tree", "There are: costs."),
    ("SELECT summ(BilledCost) FROM costs", "tree", "Did you mean 'sum'?"),
    ("SELECT repeat('a', 2)", "tree", "The function 'repeat' is not open to free SQL"),
    ("SELECT ServiceNam FROM costs", "engine", "There is no column 'ServiceNam' in the tables of this query."),
    ("SELECT ServiceNam FROM costs", "engine", "Did you mean 'ServiceName'?"),
    ("SELECT c.service_name FROM costs c", "engine", "Did you mean 'ServiceName'?"),
    ("SELECT zzzz FROM costs", "engine", "DESCRIBE and the table's name lists those there are."),
    ("SELECT ServiceName, sum(BilledCost) FROM costs", "engine", "GROUP BY"),
    ("SELEC 1", "engine", 'The query cannot be read: syntax error at or near "SELEC". Check the words around it.'),
    ("SELECT 'jane@example.com'::INTEGER", "engine", "A value cannot be converted to INT32"),
    ("SELECT ChargeDescription::DATE FROM costs", "engine", "Use TRY_CAST"),
    ("FROM costs TABLESAMPLE 10%", "tree", "Take rows by ORDER BY hash(ResourceId) LIMIT 100"),
    ("SELECT $1", "tree", "a parameter (? or $1)"),
    ("SELECT list_filter([1], lambda x: x > 0)", "tree", "'list_filter'"),
    ("SELECT * FROM main.costs", "tree", "Write the table's or function's name alone."),
    ("SELECT count(*) FROM costs a, costs b, costs c", "estimate", "tables are probably joined without a condition"),
    ("SELECT 1 \0", "text", "characters that are no text"),
    ("SELECT '\ud800'", "text", "characters that are no text"),
]  # fmt: skip


@pytest.mark.parametrize(("sql", "gate", "sentence"), SENTENCES, ids=range(len(SENTENCES)))
def test_the_sentence_says_what_why_and_what_to_do(sql, gate, sentence, door):
    with pytest.raises(SqlBlocked) as caught:
        door.run(sql)
    assert caught.value.gate == gate
    assert sentence in str(caught.value)


def test_no_cell_of_the_data_is_quoted(door):
    with pytest.raises(SqlBlocked) as caught:
        door.run("SELECT CAST(ResourceId AS INTEGER) FROM costs WHERE ResourceId LIKE 'nat%'")
    assert "nat-" not in str(caught.value)


def test_the_docs_list_each_function_that_is_open_and_no_other():
    text = (Path(__file__).parents[3] / "docs" / "sql.md").read_text(encoding="utf-8")
    listed = text.partition("## Functions")[2].partition("Left out on purpose")[0]
    named = {name for name in re.findall(r"`(\w+)`", listed) if name.islower()}
    assert named == {name for name in FUNCTIONS | WINDOWS if name[0].isalpha()}
