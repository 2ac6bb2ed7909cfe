"""Tables for notebooks say what the metrics say."""

import sys
from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from finops_agent.analytics import METRICS, Analytics, Window, measure, of_days, tables
from finops_agent.analytics.metrics import DOCUMENTED
from finops_agent.analytics.window import SLOT_US
from finops_agent.errors import MissingExtra
from finops_agent.events import TEXT_ATTRIBUTES, AnalysisType
from finops_agent.events.synthetic import generate
from finops_agent.stores import MemoryStore

NOW_US = 1_795_000_000_000_000 // SLOT_US * SLOT_US


@pytest.fixture(scope="module")
def analytics():
    store = MemoryStore()
    store.put_many([replace(e, ttl=4_000_000_000) for e in generate(400, 9, 3, now_us=NOW_US)])
    made = Analytics(store)
    made.refresh(NOW_US)
    return made


def test_all_metrics_are_rows_of_a_frame(analytics):
    frame = tables.metrics(analytics, Window(), now_us=NOW_US).to_pandas()
    assert list(frame["metric"]) == [metric.name for metric in METRICS]
    values = measure(analytics, Window(), now_us=NOW_US)
    by_name = frame.set_index("metric")["value"]
    assert by_name["total_queries"] == values["total_queries"].value
    assert frame["value"].dtype == float


def test_days_are_those_of_the_zone_and_add_up(analytics):
    table = tables.metrics_by_day(analytics, Window(), "Asia/Kathmandu", now_us=NOW_US)
    days = table.columns["day"]
    assert list(table.columns) == ["day", *DOCUMENTED]
    assert days == [days[0] + timedelta(days=number) for number in range(len(days))]
    assert sum(table.columns["total_queries"]) == measure(analytics, Window(), now_us=NOW_US)["total_queries"].value
    one = measure(analytics, of_days(days[3], days[3], "Asia/Kathmandu"), now_us=NOW_US)
    assert table.columns["total_sessions"][3] == one["total_sessions"].value
    part = tables.metrics_by_day(analytics, of_days(days[2], days[4]), names=["total_events"], now_us=NOW_US)
    assert part.columns["day"] == days[2:5]


def test_without_events_there_are_no_days():
    empty = Analytics(MemoryStore())
    assert len(tables.metrics_by_day(empty, of_days(date(2026, 1, 1), date(2026, 1, 9)))) == 0


def test_analysis_types_add_up(analytics):
    table = tables.metrics_by_analysis_type(analytics, Window(), names=["total_queries"], now_us=NOW_US).to_arrow()
    assert table["analysis_type"].to_pylist() == [str(kind) for kind in AnalysisType]
    assert sum(table["total_queries"].to_pylist()) == measure(analytics, Window())["total_queries"].value


def test_events_have_the_columns_of_the_archive_and_texts_only_when_asked_for(analytics):
    plain = tables.events(analytics.store, Window())
    assert len(plain) == 400
    assert plain.columns["timestamp_us"] == sorted(plain.columns["timestamp_us"])
    assert not TEXT_ATTRIBUTES & plain.columns.keys()
    assert tables.events(analytics.store, Window(), with_texts=True).columns.keys() >= TEXT_ATTRIBUTES


@pytest.mark.parametrize(("package", "method"), [("pandas", "to_pandas"), ("pyarrow", "to_arrow")])
def test_a_missing_package_is_named_with_the_command(monkeypatch, package, method):
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(
        MissingExtra, match=rf"needs {package}. Install it with: pip install 'finops-genai-agent\[app\]'"
    ):
        getattr(tables.Table({"a": [1]}), method)()
