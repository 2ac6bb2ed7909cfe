"""Random queries: the door always answers with rows or a sentence, and shows nothing of the machine."""

import re
import sys
import tempfile
import uuid
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from finops_agent.costs.sql import SqlBlocked, SqlResult
from finops_agent.costs.sql.wire import pack_rows, unpack_rows
from sql_attacks import attacks
from sql_benign import ON_COSTS

QUERIES = [attack["sql"] for attack in attacks() if len(attack["sql"]) < 500 and attack.get("gate") != "limits"]
WORDS = sorted({word for sql in (*QUERIES, *ON_COSTS) for word in re.findall(r"\w+|[^\w\s]", sql)})
pieces = st.lists(st.sampled_from(WORDS), min_size=1, max_size=25).map(" ".join)
selects = pieces.map("SELECT {} FROM costs".format)
spliced = st.tuples(
    st.sampled_from([*QUERIES, *ON_COSTS]), st.sampled_from([*QUERIES, *ON_COSTS]), st.floats(0, 1)
).map(lambda parts: parts[0][: int(len(parts[0]) * parts[2])] + " " + parts[1][int(len(parts[1]) * parts[2]) :])
PRIVATE = (tempfile.gettempdir() + "/finops", sys.prefix, str(Path.home()) + "/", "/proc/", "Traceback", "0x7f")


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sql=st.one_of(st.text(max_size=200), pieces, selects, spliced))
def test_any_text_gives_rows_or_a_sentence(door, sql):
    try:
        result = door.run(sql)
    except SqlBlocked as error:
        shown = str(error)
        assert shown[0].isupper()
        assert shown.endswith((".", "?", "…"))
        assert not any(word in shown.replace(sql, "") for word in PRIVATE if word not in sql)
    else:
        assert isinstance(result, SqlResult)
        assert not any(word in repr(result.rows) for word in PRIVATE if word not in sql)


def test_nothing_of_it_changed_the_data(door):
    assert door.run("SELECT count(*) FROM costs").rows == ((4498,),)


plain_cells = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**127), 2**127),
    st.floats(allow_nan=False),
    st.text(),
    st.binary(),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.dates(),
    st.datetimes().map(lambda moment: moment.replace(fold=0)),
    st.datetimes().map(lambda moment: moment.replace(fold=0, tzinfo=UTC)),
    st.times().map(lambda moment: moment.replace(fold=0)),
    st.timedeltas(),
    st.uuids(),
)
cells = st.recursive(
    plain_cells, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
)


@given(rows=st.lists(st.tuples(cells, cells), max_size=5))
def test_each_value_comes_back_with_its_type(rows):
    again = unpack_rows(pack_rows(rows))
    assert again == rows
    assert repr(again) == repr(rows)


def test_values_of_all_types_keep_them():
    row = (Decimal("1.50"), date(2026, 1, 1), datetime(2026, 1, 1, tzinfo=UTC), time(1), timedelta(1), uuid.UUID(int=1))
    assert [type(value) for value in unpack_rows(pack_rows([row]))[0]] == [type(value) for value in row]


@given(data=st.binary(max_size=200))
def test_bytes_that_are_no_rows_are_an_error_and_nothing_else(data):
    try:
        unpack_rows(data)
    except msgspec.DecodeError:
        return


@pytest.mark.parametrize("content", [["d", "abc"], ["x", 1], ["D", "2026-13-01"], ["v", ["a"]], ["m", [[1]]]])
def test_a_value_that_cannot_be_made_is_an_error(content):
    with pytest.raises(msgspec.DecodeError):
        unpack_rows(msgspec.msgpack.encode([[content]]))
