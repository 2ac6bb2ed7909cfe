"""What the dashboard shows: seven sections, filters that filter, words where there is nothing."""

import csv
import io
import json

import msgspec

from finops_agent.analytics import METRICS, Measured, measure, preset
from finops_agent.dashboard.figures import change, explained, seconds, shown, size
from finops_agent.dashboard.process import current_analytics
from finops_agent.events import RECORDER_SESSION, CustomEvent, UserQuery
from finops_agent.stores import SqliteStore

SECTIONS = [
    "Key Metrics",
    "Activity Over Time",
    "Analysis Type Distribution",
    "Query Patterns",
    "File Upload Statistics",
    "Recent Activity",
    "Data Export",
]


def cards(page):
    return {metric.label: metric.value for metric in page.metric}


def test_the_seven_documented_sections_are_there(page, filled):
    page.run()
    assert not page.exception
    assert [header.value for header in page.header] == SECTIONS


def test_the_cards_show_what_the_metric_table_measures(page, filled):
    page.run()
    measured = measure(current_analytics(), preset("Last 30 days"))
    assert cards(page)["Queries"] == f"{measured['total_queries'].value:,}"
    assert cards(page)["Queries"] == f"{sum(isinstance(event, UserQuery) for event in filled):,}"
    assert cards(page)["Completion rate"] == f"{measured['completion_rate'].value:.1f} %"


def test_growth_is_shown_only_where_the_window_before_is_complete(page, filled):
    page.run()
    assert all(not metric.delta for metric in page.metric)
    assert any("Not compared" in caption.value for caption in page.caption)
    page.segmented_control(key="window").set_value("Last 7 days").run()
    assert any(metric.delta for metric in page.metric)
    assert any("Compared with the window before" in caption.value for caption in page.caption)


def test_what_recorders_lost_is_told_with_its_reasons(page, home, filled):
    data = {"reasons": {"journal_full": 1_040, "damaged": 1}, "count": 1_041}
    told = [
        msgspec.structs.replace(
            next(event for event in filled if isinstance(event, CustomEvent)),
            interaction_id=f"custom_events_dropped_{number}",
            session_id=RECORDER_SESSION,
            event_name="events_dropped",
            event_data=text,
        )
        for number, text in enumerate((json.dumps(data), json.dumps({"reasons": {"damaged": 2}}), "{}"))
    ]
    store = SqliteStore(home / "events.db")
    store.put_many(told)
    store.close()
    page.run()
    assert not page.exception
    sentence = "Lost before they were stored: 1,043 events (1,040 journal full, 3 damaged)."
    assert sentence in [caption.value for caption in page.caption]


def test_an_empty_store_says_what_to_do_next(page, home):
    page.run()
    assert not page.exception
    assert [header.value for header in page.header] == ["No events yet"]
    assert [code.value for code in page.code] == [
        "finops-agent run",
        "finops-agent events generate --count 5000 --days 30",
    ]
    assert not page.metric


def test_a_window_without_events_offers_one_that_has_some(page, filled, monkeypatch):
    page.run()
    page.selectbox(key="analysis_type").select("Forecast").run()
    first = cards(page)
    page.segmented_control(key="window").set_value("Today").run()
    assert not page.exception
    if not page.metric:
        assert "No events of type «Forecast»" in page.text[0].value
        page.button(key="widen").click().run()
    assert page.metric
    assert first


def test_the_analysis_type_filters_questions(page, filled):
    page.run()
    whole = int(cards(page)["Queries"].replace(",", ""))
    page.selectbox(key="analysis_type").select("Tagging Analysis").run()
    assert not page.exception
    part = int(cards(page)["Queries"].replace(",", ""))
    expected = sum(isinstance(e, UserQuery) and e.analysis_type == "Tagging Analysis" for e in filled)
    assert part == expected < whole


def test_each_preset_and_a_custom_range_are_drawn(page, filled):
    page.run()
    for name in ("Last 7 days", "Last 90 days", "All", "Custom"):
        page.segmented_control(key="window").set_value(name).run()
        assert not page.exception, name
    start, end = (page.datetime_input(key=key).value for key in ("from", "to"))
    assert start < end


def test_the_recent_table_has_twenty_rows_newest_first(page, filled):
    page.run()
    table = page.dataframe[0].value
    assert len(table) == 20
    assert list(table["Time"]) == sorted(table["Time"], reverse=True)


def test_new_events_appear_at_the_next_run(page, filled, home):
    page.run()
    before = current_analytics().folded
    from finops_agent.config import load_config  # noqa: PLC0415 - after the environment is set
    from finops_agent.runtime import open_recorder  # noqa: PLC0415 - same

    with open_recorder(load_config()) as recorder:
        recorder.session().query("anything new?")
        assert recorder.flush()
    page.button(key="refresh").click().run()
    assert current_analytics().folded == before + 2
    assert "anything new?" in " ".join(page.dataframe[0].value["Details"])


def test_a_store_that_cannot_be_read_is_a_sentence(page, home):
    (home / "events.db").write_bytes(b"no database, just some bytes " * 40)
    page.run()
    assert not page.exception
    assert page.error[0].value == "The events cannot be read now."
    assert "is not a database" in page.text[0].value


def test_the_export_holds_the_events(filled, home):
    from finops_agent.analytics import Window, export_csv  # noqa: PLC0415 - needs the home

    analytics = current_analytics()
    rows = list(csv.DictReader(io.StringIO(export_csv(analytics.store, Window()).decode("utf-8-sig"))))
    assert len(rows) == len(filled)


def test_the_export_says_which_events_it_holds(page, filled):
    page.run()
    page.selectbox(key="analysis_type").select("Forecast").run()
    page.segmented_control(key="window").set_value("Today").run()
    page.segmented_control(key="window").set_value("Last 7 days").run()
    assert not page.exception
    told = page.date_input[0].value
    assert (told[-1] - told[0]).days == 6
    caption = next(c.value for c in page.caption if "one row an event" in c.value).replace("\\", "")
    assert caption.startswith("Events of type «Forecast» from ")


def test_figures_read_well():
    assert [seconds(v) for v in (0.004, 1.5, 75, 3_700)] == ["4 ms", "1.50 s", "1 min 15 s", "1 h 1 min"]
    assert [size(v) for v in (0, 999, 1_500, 2_500_000)] == ["0 B", "999 B", "1.5 kB", "2.5 MB"]
    by_name = {metric.name: metric for metric in METRICS}
    rate, count = by_name["completion_rate"], by_name["total_queries"]
    assert shown(Measured(rate, None, 0)) == "-"
    assert change(Measured(rate, 90.0, 10), Measured(rate, 88.5, 10)) == "+1.5 points"
    assert change(Measured(rate, 90.0, 10), Measured(rate, 90.01, 10)) == "unchanged"
    assert change(Measured(count, 50, 50), Measured(count, 40, 40)) == "+25.0 %"
    assert change(Measured(count, 50, 50), Measured(count, 0, 0)) is None
    assert explained(Measured(rate, 90.0, 1_200)).endswith(
        "Rests on 1,200 settled questions. Leaves out questions still waiting."
    )
