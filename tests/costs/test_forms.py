"""The same bill however it is written: dates, numbers, tags, line ends, names of columns."""

import json
import os
import subprocess
import sys
from decimal import Decimal

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from finops_agent.costs import DatasetBuilder

HEADER = "BilledCost,ServiceName,ChargePeriodStart,BillingCurrency,Tags"
FOCUS = "'S' AS ServiceName, 1.5 AS BilledCost, TIMESTAMP '2026-09-01' AS ChargePeriodStart"


@pytest.fixture
def added(tmp_path):
    """Write a text file, load it, and give its description and a function for queries."""
    datasets = []

    def add(text, encoding="utf-8", name="x.csv"):
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        builder = DatasetBuilder()
        file = builder.add(path)
        datasets.append(builder.build())
        return file, lambda query: datasets[-1].connection.execute(query).fetchall()

    yield add
    for dataset in datasets:
        dataset.close()


@pytest.fixture
def from_parquet(tmp_path):
    def tags(select):
        path = tmp_path / "x.parquet"
        duckdb.sql(f"SELECT {select}").write_parquet(str(path))
        builder = DatasetBuilder()
        builder.add(path)
        dataset = builder.build()
        (row,) = dataset.connection.execute("SELECT Tags, ChargePeriodStart FROM costs").fetchall()
        dataset.close()
        return row

    return tags


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2025-05-01", "2025-05-01 00:00:00"),
        ("2025-05-01T00:00:00Z", "2025-05-01 00:00:00"),
        ("2025-05-01T02:00:00+02:00", "2025-05-01 00:00:00"),
        ("2025-05-01 13:00:00", "2025-05-01 13:00:00"),
        ("5/1/25", "2025-05-01 00:00:00"),
        ("12/31/2025", "2025-12-31 00:00:00"),
        ("5/1/2025 13:00", "2025-05-01 13:00:00"),
        ("5/1/2025 1:00:00 PM", "2025-05-01 13:00:00"),
        ("30.09.2026", "2026-09-30 00:00:00"),
    ],
)
def test_a_bills_dates_are_understood(added, written, meant):
    file, ask = added(f"{HEADER}\n1,a,{written},USD,\n")
    assert str(ask("SELECT ChargePeriodStart FROM costs")[0][0]) == meant
    assert "no_date" not in [n.code for n in file.warnings]


@pytest.mark.parametrize(
    "written", ["2026-09-01", "2026-09-01T00:00:00", "2026-09-01T02:00:00+02:00", "2026-09-01T00:00:00Z"]
)
def test_dates_in_json_are_those_that_were_written(added, written):
    row = {"BilledCost": 1.25, "ServiceName": "a", "ChargePeriodStart": written, "BillingCurrency": "USD", "Tags": {}}
    file, ask = added(json.dumps([row, row]), name="x.json")
    assert [n.code for n in file.warnings if n.code == "no_date"] == []
    query = "SELECT DISTINCT ChargePeriodStart::VARCHAR, x_Month FROM costs"
    assert ask(query) == [("2026-09-01 00:00:00", "2026-09")]


def test_a_field_in_json_may_be_called_as_a_type(added):
    row = {"ChargePeriodStart": "2026-09-01", "BilledCost": 1, "ServiceName": "a", "more": {"DATE": "x", "TIME": 1.50}}
    _, ask = added(json.dumps([row, row]), name="x.json")
    assert ask('SELECT DISTINCT "more.DATE", "more.TIME" FROM file_1') == [("x", "1.5")]


def test_a_months_edge_does_not_move_with_the_machines_time_zone(tmp_path):
    path = tmp_path / "x.parquet"
    moment = "TIMESTAMPTZ '2026-09-01 00:00:00+00' AS ChargePeriodStart"
    duckdb.sql(f"SELECT 'S' AS ServiceName, 1.5 AS BilledCost, {moment}").write_parquet(str(path))
    code = (
        "import sys; from finops_agent.costs import load_files; "
        "print(load_files([sys.argv[1]]).connection.execute('SELECT x_Month FROM costs').fetchone())"
    )
    environment = {**os.environ, "TZ": "America/New_York"}
    command = [sys.executable, "-c", code, str(path)]
    assert (
        subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout == "('2026-09',)\n"
    )


def test_a_date_that_is_none_is_counted_and_told(added):
    file, _ = added(f"{HEADER}\n1,a,13/45/2026,USD,\n1,a,2026-09-01,USD,\n")
    assert "1 of 2 rows have no readable date; questions by time lack them." in [n.message for n in file.warnings]


def test_a_bill_cut_by_semicolons_may_have_decimal_commas(added):
    rows = "1.234,50;a;30.09.2026;EUR;{}\n-0,5;b;30.09.2026;EUR;\n7;b;01.10.2026;EUR;\n"
    file, ask = added(HEADER.replace(",", ";") + "\n" + rows)
    assert (file.total, file.currency) == (Decimal("1241.00"), "EUR")
    assert [str(day) for day in file.period] == ["2026-09-30", "2026-10-01"]
    assert ask("SELECT BilledCost FROM costs ORDER BY 1") == [(Decimal("-0.5"),), (Decimal(7),), (Decimal("1234.5"),)]


def test_decimal_points_in_a_bill_cut_by_semicolons_stay_points(added):
    file, _ = added(HEADER.replace(",", ";") + "\n1.234;a;2026-09-01;USD;\n2.5;a;2026-09-01;USD;\n")
    assert file.total == Decimal("3.734")


def test_a_comma_in_a_bill_cut_by_commas_is_not_taken_for_a_decimal_one(added):
    file, _ = added(f'{HEADER}\n"1,234",a,2026-09-01,USD,\n')
    assert file.total is None
    assert "no_cost" in [n.code for n in file.warnings]


def test_tiny_costs_in_scientific_notation_count(added):
    file, _ = added(f"{HEADER}\n1.5E-7,a,2026-09-01,USD,\n-1e3,a,2026-09-01,USD,\n")
    assert file.total == Decimal("-999.99999985")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_and_blank_lines_do_not_matter(added, end):
    lines = ["", "", HEADER, "", "1,a,2026-09-01,USD,", "", "2,b,2026-09-02,USD,", ""]
    file, _ = added(end.join(lines))
    assert (file.rows, file.total, file.currency) == (2, Decimal(3), "USD")
    assert "ragged_rows" not in [n.code for n in file.warnings]


def test_a_name_that_promises_gzip_or_tabs_does_not_matter(added):
    assert added(f"{HEADER}\n1,a,2026-09-01,USD,\n", name="x.csv.gz")[0].rows == 1
    assert added(f"{HEADER}\n1,a,2026-09-01,USD,\n", name="x.tsv")[0].rows == 1


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ('{""team"": ""a"", ""env"": """"}', {"team": "a"}),
        ('{""user_team"": ""a"", ""user:team"": ""b""}', {"team": "a"}),
        ('{""nested"": {""b"": 1}, ""n"": 5}', {"nested": '{"b":1}', "n": "5"}),
        ("{no json", None),
        ("[]", None),
        ("", None),
    ],
)
def test_tags_in_json_become_a_map(added, written, meant):
    _, ask = added(f'{HEADER}\n1,a,2026-09-01,USD,"{written}"\n')
    assert ask("SELECT Tags FROM costs") == [(meant,)]


def test_aws_tags_that_differ_only_in_their_prefix_do_not_collide(added):
    columns = "line_item_unblended_cost,line_item_line_item_type,line_item_usage_start_date,resource_tags"
    _, ask = added(f'{columns}\n1,Usage,2026-09-01,"{{""user_team"": ""a"", ""aws_team"": ""b""}}"\n')
    assert ask("SELECT Tags FROM costs") == [({"team": "a"},)]
    columns = (
        "lineItem/UnblendedCost,lineItem/LineItemType,lineItem/UsageStartDate,resourceTags/user:team,resourceTags/team"
    )
    _, ask = added(f"{columns}\n1,Usage,2026-09-01,a,b\n2,Usage,2026-09-01,,b\n")
    assert ask("SELECT Tags['team'] FROM costs ORDER BY BilledCost") == [("a",), ("b",)]


@pytest.mark.parametrize(
    "tags",
    [
        "map(['team'], ['a'])",
        "{'team': 'a', 'env': NULL}",
        "[{'key': 'team', 'value': 'a'}, {'key': 'env', 'value': NULL}]",
        """'{"team": "a"}'""",
        """'{"team": "a"}'::JSON""",
    ],
)
def test_tags_in_parquet_become_a_map_whatever_their_type(from_parquet, tags):
    found, _ = from_parquet(f"{FOCUS}, {tags} AS Tags")
    assert found == {"team": "a"}


@pytest.mark.parametrize("when", ["DATE '2026-09-01'", "TIMESTAMPTZ '2026-09-01 00:00:00+00'", "'2026-09-01'"])
def test_dates_in_parquet_are_understood_whatever_their_type(from_parquet, when):
    _, found = from_parquet(f"'S' AS ServiceName, 1.5::DOUBLE AS BilledCost, {when} AS ChargePeriodStart, '' AS Tags")
    assert str(found) == "2026-09-01 00:00:00"


@pytest.mark.parametrize(
    ("columns", "version"),
    [
        ("ProviderName", "1.0"),
        ("ProviderName,SkuMeter", "1.1"),
        ("ProviderName,InvoiceId", "1.2"),
        ("ProviderName,ServiceProviderName", "1.3"),
        ("ServiceProviderName,HostProviderName", "1.4"),
    ],
)
def test_the_version_of_focus_is_told_by_its_columns(added, columns, version):
    cells = ",".join(["Acme"] * len(columns.split(",")))
    file, _ = added(f"BilledCost,ServiceName,ChargePeriodStart,{columns}\n1,a,2026-09-01,{cells}\n")
    assert (file.format, file.format_version, file.provider) == ("focus", version, "Acme")


def test_a_header_name_over_two_lines_is_one_name(added):
    _, ask = added('"monthly\ncost",service\n1,a\n')
    assert ask('SELECT "monthly cost" FROM file_1') == [(Decimal(1),)]


def test_a_wide_table_is_typed_column_by_column(added):
    names = ",".join(f"n{i}" for i in range(120))
    file, ask = added(f"{names},cost\n{','.join(['x', '1'] * 60)},2.5\n")
    assert (file.columns, file.total) == (121, Decimal("2.5"))
    assert ask("SELECT n0, n1, n118, n119 FROM file_1") == [("x", 1, "x", 1)]


names = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"], exclude_characters='"'), min_size=1)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(names, min_size=2, max_size=6))
def test_no_column_name_breaks_the_table_or_is_lost(tmp_path, cells):
    path = tmp_path / "x.csv"
    path.write_text(
        ",".join(f'"{cell}"' for cell in cells) + "\n" + ",".join("1" * len(cells)) + "\n", encoding="utf-8"
    )
    builder = DatasetBuilder()
    file = builder.add(path)
    dataset = builder.build()
    assert (file.rows, file.columns) == (1, len(cells))
    assert len(dataset.connection.execute("SELECT * FROM file_1").fetchone()) == len(cells)
    dataset.close()
