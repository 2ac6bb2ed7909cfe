"""Files that are no bill: content, the kind of refusal, and its whole sentence where the file is called `x.csv`."""

import gzip
import io
import zipfile

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
ARCHIVE = "x.csv is a damaged ZIP archive, so it cannot be unpacked. Export or download it again."
BROKEN_JSON = (
    "x.csv is a JSON document that cannot be read as a table. A list of records, or one record a line, would be; "
    "check that it is whole."
)
WORKBOOK = "x.csv is a damaged or protected workbook. Save it again without a password, or as CSV."
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
    "workbook": (in_zip("xl/workbook.xml"), "unreadable", WORKBOOK),
    "archive": (in_zip("bill.csv")[:60], "unreadable", ARCHIVE),
    "web page": (
        b"<!DOCTYPE html>\n<html><title>Sign in, please</title></html>\n",
        "not_a_table",
        WEB_PAGE,
    ),
    "JSON": (
        b'{"a": 1, "b": [1, 2]\n',
        "unreadable",
        BROKEN_JSON,
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
