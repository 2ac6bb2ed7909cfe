"""Each kind of bad input gets a sentence with what to do, and the builder goes on."""

from decimal import Decimal

import duckdb
import pytest

from bad_files import CASES, GOOD, NO_PARQUET, NO_ROWS, flipped
from finops_agent.costs import DatasetBuilder, Limits
from finops_agent.errors import CostFileError


@pytest.mark.parametrize("name", CASES)
def test_bad_input_gets_a_sentence_and_the_next_file_is_read(name, tmp_path):
    content, kind, sentence = CASES[name]
    path = tmp_path / "upload.csv"
    path.write_bytes(content)
    builder = DatasetBuilder()
    with pytest.raises(CostFileError) as caught:
        builder.add(path, "x.csv")
    assert (caught.value.kind, str(caught.value)) == (kind, sentence)
    path.write_bytes(GOOD)
    assert builder.add(path, "good.csv").total == Decimal("1.25")
    dataset = builder.build()
    assert [(table.name, table.rows) for table in dataset.tables] == [("costs", 1)]
    assert dataset.connection.execute("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall() == [
        ("costs",),
        ("file_1",),
    ]
    dataset.close()


@pytest.mark.parametrize(("start", "message"), [(b"", "holds only zero bytes"), (GOOD, "holds zero bytes, so it is")])
def test_200_mb_of_zeros_are_refused(tmp_path, start, message):
    path = tmp_path / "zeros.csv"
    with path.open("wb") as file:
        file.write(start)
        file.truncate(200_000_000)
    with pytest.raises(CostFileError, match=message):
        DatasetBuilder().add(path)


@pytest.mark.parametrize("damage", [lambda whole: whole[: len(whole) // 2], lambda whole: flipped(whole, 20)])
def test_a_damaged_parquet_file_is_refused(tmp_path, damage):
    path = tmp_path / "x.parquet"
    duckdb.sql("SELECT range * 1.5 AS cost, 'a' AS service FROM range(1000)").write_parquet(str(path))
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(CostFileError) as caught:
        DatasetBuilder().add(path, "x.csv")
    assert str(caught.value) == NO_PARQUET


def test_a_table_in_parquet_without_rows_is_empty(tmp_path):
    path = tmp_path / "x.parquet"
    duckdb.sql("SELECT 1 AS cost, 2 AS hours WHERE false").write_parquet(str(path))
    with pytest.raises(CostFileError) as caught:
        DatasetBuilder().add(path, "x.csv")
    assert (caught.value.kind, str(caught.value)) == ("empty", NO_ROWS)


def test_values_beyond_any_sum_are_refused(tmp_path):
    path = tmp_path / "x.parquet"
    huge = "CAST(repeat('9', 38) AS DECIMAL(38, 0)) AS cost"
    duckdb.sql(f"SELECT {huge}, 'a' AS service FROM range(9)").write_parquet(str(path))
    builder = DatasetBuilder()
    with pytest.raises(CostFileError) as caught:
        builder.add(path, "x.parquet")
    assert str(caught.value) == (
        "x.parquet was read, but its values cannot be added up: numbers or dates are beyond any bill, or columns hold "
        "nested values. Export it again as a flat table."
    )
    path = tmp_path / "good.csv"
    path.write_bytes(GOOD)
    assert builder.add(path).rows == 1


@pytest.mark.parametrize("cost", ["NaN", "Infinity", "9" * 26, "abc", "1.5x", ""])
def test_a_cost_that_is_no_number_is_counted_and_told(tmp_path, cost):
    path = tmp_path / "x.csv"
    path.write_bytes(GOOD + f"{cost},Compute,2026-09-01,USD\n".encode())
    file = DatasetBuilder().add(path)
    assert (file.rows, file.total) == (2, Decimal("1.25"))
    assert "1 of 2 rows have no readable cost and count as nothing in totals." in [n.message for n in file.warnings]


def test_a_file_over_the_limit_is_refused_by_its_size(tmp_path):
    path = tmp_path / "large.csv"
    path.write_bytes(GOOD * 100)
    with pytest.raises(CostFileError, match=r"files up to 0 MB are read\. Split it by month"):
        DatasetBuilder(Limits(max_bytes=1_000)).add(path)


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path):
    with pytest.raises(CostFileError, match=r"no\.csv does not exist"):
        DatasetBuilder().add(tmp_path / "no.csv")
    with pytest.raises(CostFileError, match="is a folder"):
        DatasetBuilder().add(tmp_path, "bills")


def test_without_any_file_there_is_nothing_to_build():
    with pytest.raises(CostFileError, match="There is no cost file to load"):
        DatasetBuilder().build()


def test_some_ragged_lines_are_left_out_and_counted(tmp_path):
    path = tmp_path / "x.csv"
    path.write_bytes(b"service,cost\n" + b"a,1.5\n" * 98 + b"a\nb,2,3\n")
    file = DatasetBuilder().add(path)
    assert (file.rows, file.total) == (98, pytest.approx(147))
    (notice,) = [n for n in file.warnings if n.code == "ragged_rows"]
    assert notice.message == (
        "2 of 100 lines do not have the header's 2 cells and were left out; totals lack them. Export the file again."
    )


def test_an_open_quote_in_the_last_line_costs_only_that_line(tmp_path):
    path = tmp_path / "x.csv"
    path.write_bytes(GOOD + b'2,"open,2026-09-01,USD\n')
    file = DatasetBuilder().add(path)
    assert (file.rows, next(n.code for n in file.warnings)) == (1, "ragged_rows")


def test_a_quote_within_a_cell_and_line_ends_in_quotes_lose_nothing(tmp_path):
    path = tmp_path / "x.csv"
    path.write_bytes(b'service,cost\n5" disk,1\n"two\r\nlines",2\n"a ""quoted"" word",3\n\n')
    file = DatasetBuilder().add(path)
    assert (file.rows, file.total, [n.code for n in file.warnings]) == (3, Decimal(6), ["no_dates"])


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("cost,service\n1.5,Größe\n".encode("utf-16"), "encoding"),
        ("cost,service\n1.5,Größe\n".encode("utf-16-le"), "encoding"),
        ("cost,service\n1.5,Größe\n".encode("cp1252"), "encoding"),
        ("\ufeffcost,service\r\n1.5,Größe\r\n".encode(), None),
        ("cost;service\n1,5;Größe\n".encode(), None),
        ("cost\tservice\n1.5\tGröße\n".encode(), None),
    ],
)
def test_encodings_delimiters_and_line_ends_are_understood(content, code, tmp_path):
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    builder = DatasetBuilder()
    file = builder.add(path)
    assert (file.rows, file.columns, file.total) == (1, 2, pytest.approx(1.5))
    assert [n.code for n in file.warnings if n.code == "encoding"] == ([code] if code else [])
    dataset = builder.build()
    assert dataset.connection.execute("SELECT service FROM file_1").fetchall() == [("Größe",)]
    dataset.close()


def test_duplicate_and_hostile_headers_become_unique_names(tmp_path):
    path = tmp_path / "x.csv"
    hostile = '"a""; DROP TABLE file_1; --"'
    path.write_text(f"cost,Cost,,{hostile},{'n' * 300}\n1,2,3,4,5\n")
    builder = DatasetBuilder()
    file = builder.add(path)
    (notice,) = [n for n in file.warnings if n.code == "duplicate_headers"]
    assert "Cost_2" in notice.message
    dataset = builder.build()
    names = [row[0] for row in dataset.connection.execute("DESCRIBE file_1").fetchall()]
    assert names == ["cost", "Cost_2", "column_3", 'a"; DROP TABLE file_1; --', "n" * 200]
    dataset.close()


def test_a_parquet_file_named_csv_is_read(tmp_path):
    path = tmp_path / "x.csv"
    duckdb.sql("SELECT 1.5 AS cost, 'a' AS service").write_parquet(str(path))
    assert DatasetBuilder().add(path).total == pytest.approx(1.5)
