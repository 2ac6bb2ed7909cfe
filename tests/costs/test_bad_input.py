"""Each kind of bad input gets a sentence with what to do, and the builder goes on."""

import gzip
import io
import zipfile
from decimal import Decimal

import duckdb
import pytest

from finops_agent.costs import DatasetBuilder, Limits
from finops_agent.errors import CostFileError

GOOD = b"BilledCost,ServiceName,ChargePeriodStart,BillingCurrency\n1.25,Compute,2026-09-01 00:00:00,USD\n"


def many_columns(count):
    return b",".join(b"c%d" % i for i in range(count)) + b"\n" + b",".join([b"1"] * count) + b"\n"


def in_zip(name):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(name, "<a/>")
    return packed.getvalue()


def flipped(content, at):
    return content[:at] + bytes(byte ^ 255 for byte in content[at : at + 40]) + content[at + 40 :]


GZIPPED = gzip.compress(b"".join(b"%d,%d\n" % (i, i * 7919 % 1000) for i in range(20_000)))
EMPTY = "x.csv is empty, so there is nothing to ask. Export it again and check its size."
NO_ROWS = "x.csv has a header but no rows, so there is nothing to ask. Export it for a period with charges."
ZEROS = "x.csv holds zero bytes, so it is no text table. Export it as CSV or Parquet and upload that."
ZERO = "x.csv has a zero byte among its text, so some cells may be cut off. Export it again."
ARCHIVE = (
    "x.csv is a ZIP archive or an Excel workbook, whatever its name says, and no table. "
    "Export it as CSV or Parquet and upload that."
)
WEB_PAGE = (
    "x.csv is a web page, whatever its name says, and no table. "
    "It may be a sign-in page that was saved; download the file again."
)
ONE_COLUMN = (
    "x.csv has a single column, so there is nothing to compare. "
    "Columns must be separated by commas, semicolons, tabs or |, with a header line first."
)
LONG_LINE = (
    "x.csv has a line of more than 1 MB, as no billing file does: a quote may be open, or a cell holds a document. "
    "Check the line and export it again."
)
TOO_WIDE = (
    "x.csv has more than 2,000 columns; a billing file has a few hundred at most. "
    "Check that rows and columns are not swapped, and export only the columns that you need."
)
RAGGED = (
    "x.csv: {} lines have another number of cells than the header's 3. "
    "Check that the first line is the header and that cells with a ',' in them are quoted."
)
OPEN_QUOTE = (
    "x.csv opens a quote in line {} that is never closed, so the lines after it cannot be told apart. "
    'Close the quote, or write it twice ("") where it belongs to a cell.'
)
DAMAGED = "x.csv ends too early or is damaged: it does not unpack. Export or download it again."
BOMB = (
    "x.csv unpacks to more than 200 times its size, as no billing file does. It was not read further. "
    "Unpack it yourself and upload the part that you need."
)
NO_PARQUET = "x.csv is damaged or no Parquet file, so it cannot be read. Export or download it again."
HEADER = "x.csv has a header line that cannot be cut into column names. Check its quotes, or export it again."

CASES = {
    "empty": (b"", "empty", EMPTY),
    "blank": (b" \r\n\n \t", "empty", EMPTY),
    "only a byte order mark": (b"\xef\xbb\xbf", "empty", EMPTY),
    "header only": (b"cost,service\n", "empty", NO_ROWS),
    "header without its line end": (b"cost,service", "empty", NO_ROWS),
    "PDF": (
        b"%PDF-1.7\n\xe2\xe3\xcf\xd3\n1 0 obj",
        "binary",
        "x.csv is a PDF document, whatever its name says, and no table. Export it as CSV or Parquet and upload that.",
    ),
    "picture": (
        b"\x89PNG\r\n\x1a\n" + b"\0" * 50,
        "binary",
        "x.csv is a PNG picture, whatever its name says, and no table. Export it as CSV or Parquet and upload that.",
    ),
    "workbook": (in_zip("xl/workbook.xml"), "binary", ARCHIVE),
    "archive": (in_zip("bill.csv"), "binary", ARCHIVE),
    "web page": (
        b"<!DOCTYPE html>\n<html><title>Sign in, please</title></html>\n",
        "not_a_table",
        WEB_PAGE,
    ),
    "JSON": (
        b'{"a": 1, "b": [1, 2]}\n{"a": 2, "b": [1, 2]}\n',
        "not_a_table",
        "x.csv is a JSON document, whatever its name says, and no table. Export it as CSV or Parquet and upload that.",
    ),
    "zero byte": (b"a,b\n1,x\0y\n", "binary", ZEROS),
    "late zero byte": (b"a,b\n" + b"1,2\n" * 600_000 + b"1,\0\n" + b"1,2\n" * 9, "binary", ZERO),
    "one column": (
        b"cost\n1\n2\n",
        "one_column",
        ONE_COLUMN,
    ),
    "million columns": (many_columns(1_000_000), "too_wide", TOO_WIDE),
    "million cells in a row": (b"a,b\n" + b"1," * 1_000_000 + b"\n", "line_too_long", LONG_LINE),
    "huge cell": (b"a,b\n1," + b"x" * 40_000_000 + b"\n", "line_too_long", LONG_LINE),
    "huge first cell": (b'"' + b"x" * 40_000_000 + b'",b\n1,2\n', "line_too_long", LONG_LINE),
    "huge cell of many lines": (
        b"a,b\n" + b"1,2\n" * 9 + b'1,"' + b"line\n" * 8_000_000 + b'"\n',
        "unreadable",
        OPEN_QUOTE.format(11),
    ),
    "huge column name": (b"c" * 300_000 + b",b\n1,2\n", "unreadable", HEADER),
    "mostly ragged": (b"a,b,c\n" + b"1,2\n" * 30, "ragged", RAGGED.format("30 of 30")),
    "mostly too long": (
        b"a,b,c\n1,2,3\n" + b"1,2,3,4\n" * 200_000,
        "ragged",
        RAGGED.format("200,000 of 200,001"),
    ),
    "prose": (b"Dear, dear, team\nhere is the bill\nBest\n", "ragged", RAGGED.format("2 of 2")),
    "open quote": (b'a,b\n1,"open\n2,3\n4,5\n', "unreadable", OPEN_QUOTE.format(2)),
    "open quote far down": (
        b"a,b\n" + b"1,2\n" * 1_000 + b'1,"open\n' + b"2,3\n" * 300_000,
        "unreadable",
        OPEN_QUOTE.format("1,002"),
    ),
    "cut gzip": (GZIPPED[: len(GZIPPED) // 2], "unreadable", DAMAGED),
    "flipped gzip": (flipped(GZIPPED, 5_000), "unreadable", DAMAGED),
    "gzip with another checksum": (GZIPPED[:-8] + b"\1\2\3\4" + GZIPPED[-4:], "unreadable", DAMAGED),
    "no gzip": (b"\x1f\x8bnothing of the kind", "unreadable", DAMAGED),
    "gzip bomb": (gzip.compress(b"a,b\n" + b"0,0\n" * 52_500_000, 6), "too_large", BOMB),
    "broken Parquet": (b"PAR1" + b"\0" * 100, "unreadable", NO_PARQUET),
}


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


@pytest.mark.parametrize(
    "damage", [lambda whole: whole[: len(whole) // 2], lambda whole: flipped(whole, 20), lambda _: b""]
)
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


@pytest.mark.parametrize("cost", ["NaN", "Infinity", "9" * 26, "abc", "$1.5", ""])
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
