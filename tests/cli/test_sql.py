"""`finops-agent sql`: rows or a reason, as documented."""

from pathlib import Path

import pytest

NORTHWIND = Path(__file__).parents[1] / "data" / "aws-cur2-northwind-2026q3.csv"


def test_rows_come_as_columns_and_rows(cli):
    done = cli("sql", NORTHWIND, "-q", "SELECT x_Month, sum(BilledCost) FROM costs GROUP BY 1 ORDER BY 1", "--json")
    assert (done.code, done.err) == (0, "")
    (answer,) = done.json
    assert set(answer) == {"columns", "rows"}
    assert answer["columns"] == ["x_Month", "sum(BilledCost)"]
    assert answer["rows"][2] == ["2026-09", pytest.approx(6706.961039, abs=0.001)]


def test_what_is_stopped_is_a_reason_and_exit_1(cli):
    done = cli("sql", NORTHWIND, "-q", "COPY costs TO 'x.csv'", "--json")
    assert (done.code, done.err) == (1, "")
    assert done.json == [
        {
            "blocked": "This is COPY, no SELECT. Only one SELECT can be run here. "
            "Data can be read, not changed; settings and files are out of reach."
        }
    ]


def test_people_get_a_table_or_a_sentence(cli):
    done = cli("sql", NORTHWIND, "-q", "SELECT ServiceName FROM costs GROUP BY 1 ORDER BY 1")
    assert (done.code, done.out.splitlines()[0]) == (0, "ServiceName")
    done = cli("sql", NORTHWIND, "-q", "SELECT ServiceNam FROM costs")
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("Error: There is no column 'ServiceNam'")


def test_every_type_has_a_form_in_json(cli):
    query = (
        "SELECT 'nan'::DOUBLE, INTERVAL 1 DAY, TIME '10:00', DATE '2026-01-01', map {1: 'a'}, {'b': [1.5]}, "
        "'\\x01'::BLOB, NULL"
    )
    (answer,) = cli("sql", NORTHWIND, "-q", query, "--json").json
    assert answer["rows"] == [["nan", "1 day, 0:00:00", "10:00:00", "2026-01-01", {"1": "a"}, {"b": [1.5]}, "01", None]]


def test_more_rows_than_allowed_are_announced(cli):
    query = "SELECT unnest([1, 2, 3]) FROM costs"
    done = cli("sql", NORTHWIND, "-q", query, "--json")
    assert len(done.json[0]["rows"]) == 10_000
    assert done.json[0]["truncated"] is True
    assert "there are more rows" in cli("sql", NORTHWIND, "-q", query).err
