"""What goes out: complete, in order, and harmless in a spreadsheet."""

import csv
import io
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from finops_agent.analytics import Window, export_csv, export_events, neutral, write_rows
from finops_agent.analytics.cube import Filter
from finops_agent.analytics.export import COLUMNS
from finops_agent.errors import ExportError
from finops_agent.events import to_item
from finops_agent.stores import MemoryStore
from made import lasting, spread, views
from strategies import events

batches = st.lists(events(), max_size=8).map(lambda batch: list({e.interaction_id: e for e in batch}.values()))


def store_of(batch):
    store = MemoryStore()
    store.put_many(batch)
    return store


@given(batches)
def test_csv_holds_every_event_with_its_attributes(batch):
    text = export_csv(store_of(batch), Window()).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [row["timestamp"] for row in rows] == sorted(e.timestamp for e in batch)
    by_id = {row["interaction_id"]: row for row in rows}
    for event in batch:
        item = to_item(event)
        row = by_id[item["interaction_id"]]
        for name, value in item.items():
            assert row[name] == str(neutral(value)).replace("\r\n", "\n") or "\r" in str(value)


@given(st.sampled_from("=+-@\t\r"), st.text(max_size=20))
def test_no_cell_starts_like_a_formula(first, rest):
    assert str(neutral(first + rest)).startswith("'")


def cells_elsewhere(cells):
    """What a spreadsheet that separates columns by semicolons makes of a line of ours, with and without quotes."""
    out = io.BytesIO()
    write_rows(["a"], [cells], out)
    text = out.getvalue().decode("utf-8-sig").partition("\r\n")[2]
    yield from re.split(r"[;\t\r\n]", text)
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=";"):
        yield from row


@given(st.lists(st.text("=+-@;\t\r\n\"' ax1,", max_size=12), min_size=1, max_size=3))
def test_no_cell_becomes_a_formula_where_semicolons_separate(cells):
    for cell in cells_elsewhere(["id", *cells]):
        assert not cell.strip(' "').startswith(tuple("=+-@"))


@pytest.mark.parametrize("text", ["a\u202eb", "\u2066x\u2069"])
def test_what_turns_the_direction_of_writing_is_neutral_everywhere(text):
    from finops_agent.analytics.export import to_json  # noqa: PLC0415 - of this test alone

    controls = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    assert not controls & set(str(neutral(text)))
    assert not controls & set(to_json({"user_query": text}))
    assert json.loads(to_json({"user_query": text})) == {"user_query": text}
    assert neutral("\u05d0\u200f marks of languages stay") == "\u05d0\u200f marks of languages stay"


@given(st.integers() | st.floats(allow_nan=False))
def test_numbers_stay_numbers(value):
    assert neutral(value) is value


@given(batches)
def test_json_lines_are_the_items(batch):
    out = io.BytesIO()
    assert export_events(store_of(batch), Window(), "jsonl", out) == len(batch)
    found = [json.loads(line) for line in out.getvalue().splitlines()]
    expected = [to_item(event) for event in batch]
    assert sorted(found, key=str) == sorted(json.loads(json.dumps(expected)), key=str)


def test_parquet_has_typed_columns(tmp_path, made_events):
    path = tmp_path / "e.parquet"
    assert export_events(store_of(made_events), Window(), "parquet", path) == len(made_events)
    table = parquet.read_table(path)
    assert table.column_names == list(COLUMNS)
    types = {name: str(table.schema.field(name).type) for name in ("file_size", "processing_time", "has_data")}
    assert types == {"file_size": "int64", "processing_time": "double", "has_data": "bool"}


@pytest.fixture
def made_events():
    return lasting(100, 5)


def test_a_file_that_cannot_be_written_is_a_sentence(tmp_path, made_events):
    with pytest.raises(ExportError, match="Check that the folder exists and can be written"):
        export_events(store_of(made_events), Window(), "csv", tmp_path / "nowhere" / "e.csv")


def test_a_failed_export_leaves_no_half_file(tmp_path, made_events):
    class Broken(MemoryStore):
        def scan(self, *args, **kwargs):
            yield from list(super().scan(*args, **kwargs))[:10]
            raise OSError(5, "Input/output error")

    store = Broken()
    store.put_many(made_events)
    with pytest.raises(ExportError, match="Input/output error"):
        export_events(store, Window(), "csv", tmp_path / "e.csv")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20"])
def test_no_cell_of_csv_begins_as_a_formula(begin):
    assert neutral(f"{begin}1+1") == f"'{begin}1+1"


@given(views(), st.integers(0, 9))
def test_an_export_of_a_view_holds_the_events_that_have_what_was_chosen(view, seed):
    events = spread(lasting(120, 2, seed), seed)
    out = io.BytesIO()
    export_events(store_of(events), Window(), "jsonl", out, Filter(**view))
    expected = [
        to_item(event)["interaction_id"]
        for event in events
        if all(value is None or to_item(event).get(part) == value for part, value in view.items())
    ]
    assert [json.loads(line)["interaction_id"] for line in out.getvalue().splitlines()] == expected
