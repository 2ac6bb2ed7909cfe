"""Each page of the dashboard over real events: it draws, and says what the analytics core says."""

import io
import json
import re
from datetime import date
from pathlib import Path

import msgspec
import openpyxl
import pyarrow.parquet as pq
import pytest

from finops_agent.analytics import by_day, measure, preset
from finops_agent.analytics.similar import LEAST_SESSIONS
from finops_agent.analytics.window import local
from finops_agent.config import load_config
from finops_agent.dashboard import process
from finops_agent.dashboard.filters import link
from finops_agent.dashboard.process import current_analytics
from finops_agent.dashboard.sheet import Sheet, csv_of, jsonl_of, parquet_of, xlsx_of
from finops_agent.events import AgentResponse, CustomEvent, UserQuery, timestamp
from finops_agent.events.synthetic import generate
from finops_agent.runtime import open_store
from made import spread

SCREENS = sorted(
    path.name for path in (Path(__file__).parents[2] / "src" / "finops_agent" / "dashboard" / "screens").glob("*.py")
)


def opened(page, screen):
    page.run()
    page.switch_page(f"screens/{screen}").run()
    assert not page.exception, screen
    return page


def captions(page):
    return " ".join(caption.value for caption in page.caption)


def html(page):
    return " ".join(element.proto.body for element in page.get("html"))


@pytest.mark.parametrize("screen", SCREENS)
def test_every_page_is_drawn_over_events(page, filled, screen):
    opened(page, screen)
    assert page.title


@pytest.mark.parametrize("screen", SCREENS)
def test_every_page_says_what_to_do_where_there_is_no_event(page, home, screen):
    opened(page, screen)
    assert [header.value for header in page.header] == ["No events yet"]


@pytest.mark.parametrize("screen", SCREENS)
def test_every_page_is_a_sentence_where_the_store_cannot_be_read(page, home, screen):
    (home / "events.db").write_bytes(b"no database, just some bytes " * 40)
    opened(page, screen)
    assert page.error[0].value == "The events cannot be read now."


@pytest.mark.parametrize("screen", ["usage.py", "quality.py", "files.py", "cost.py"])
def test_cards_tell_formula_denominator_and_what_is_left_out(page, filled, screen):
    opened(page, screen)
    measured = {m.metric.title: m for m in measure(current_analytics(), preset("Last 30 days")).values()}
    for card in page.metric:
        metric = measured[card.label].metric
        told = card.help.replace("\\", "")
        assert metric.formula[1:30] in told
        assert f"Rests on {measured[card.label].n:,} {metric.of}" in told
        assert not metric.leaves_out or f"Leaves out {metric.leaves_out}" in told


def test_the_first_reading_of_a_large_store_shows_how_far_it_is(page, filled, monkeypatch):
    shared = process._opened()
    monkeypatch.setattr("finops_agent.dashboard.frame._PATIENCE_S", 0.01)
    with shared.analytics.lock:  # whoever folds holds it
        page.run()
        assert not page.exception
        assert page.get("progress")
        assert f"of about {len(filled):,}" in page.get("progress")[0].proto.text.replace("\\", "")
    while not shared.analytics.catch_up(wait_s=5).is_whole:
        pass
    assert shared.analytics.folded == len(filled)


def test_the_engine_filters_answers(page, filled):
    opened(page, "quality.py")
    page.selectbox(key="engine").select("llm").run()
    cards = {card.label: card.value for card in page.metric}
    asked = sum(isinstance(event, AgentResponse) and event.engine == "llm" for event in filled)
    measured = measure(current_analytics(), preset("Last 30 days"), engine="llm")
    assert measured["completion_rate"].n == asked
    assert cards["Completion rate"] == f"{measured['completion_rate'].value:.1f} %"


@pytest.fixture
def several(home):
    """Events of two apps in two environments."""
    store = open_store(load_config())
    events = spread(list(generate(1_500, 25, 11)), 11)
    store.put_many(events)
    store.close()
    return events


def test_app_and_environment_can_be_chosen_only_where_there_are_several(page, filled):
    opened(page, "usage.py")
    assert not {"app", "environment"} & {box.key for box in page.selectbox}


def test_an_environment_in_the_address_filters_every_figure_sessions_among_them(page, several):
    page.query_params["environment"] = "prod"
    opened(page, "usage.py")
    page.selectbox(key="app").select("notes").run()
    assert not page.exception
    cards = {card.label: card.value for card in page.metric}
    measured = measure(current_analytics(), preset("Last 30 days"), app="notes", environment="prod")
    every = measure(current_analytics(), preset("Last 30 days"))
    assert 0 < measured["total_sessions"].value < every["total_sessions"].value
    assert cards["Active sessions"] == f"{measured['active_sessions'].value:,}"
    assert cards["Feature uses"] == f"{measured['feature_uses'].value:,}"
    assert "not filtered" not in captions(page)


def test_a_bar_leads_to_the_events_of_the_same_view(page, several):
    opened(page, "overview.py")
    page.selectbox(key="environment").select("prod").run()
    page.selectbox(key="analysis_type").select("Tagging Analysis").run()
    assert "&amp;analysis_type=Tagging+Analysis&amp;environment=prod&amp;kind=" in html(page)


@pytest.mark.parametrize("screen", ["sessions.py", "recent.py", "questions.py", "files.py", "quality.py", "ask.py"])
def test_every_page_is_drawn_for_one_environment(page, several, screen):
    page.query_params["environment"] = "test"
    opened(page, screen)
    assert page.selectbox(key="environment").value == "test"


def test_similar_questions_are_shown_only_when_enough_sessions_ask_them(page, filled, home):
    opened(page, "questions.py")
    before = not_shown(captions(page))
    table = page.dataframe[0].value
    assert (table["Sessions"] >= LEAST_SESSIONS).all()
    rare = next(event for event in filled if isinstance(event, AgentResponse))
    store = open_store(load_config())
    store.put_many(
        [
            msgspec.structs.replace(
                rare, interaction_id=f"response_{n}", session_id=str(n), user_query="ask about Zanzibar invoices"
            )
            for n in range(LEAST_SESSIONS - 1)
        ]
    )
    store.close()
    page.button(key="refresh").click().run()
    shown = " ".join(page.dataframe[0].value["Question"])
    assert "Zanzibar" not in shown
    assert not_shown(captions(page)) == {"questions": before["questions"] + 4, "groups": before["groups"] + 1}


def not_shown(told):
    """How many questions and groups a page says it keeps to itself; by day, few sessions ask the rarest of the made."""
    found = re.search(r"Not shown: (?P<questions>\d+) questions in (?P<groups>\d+) groups", told)
    return {name: int(number) for name, number in found.groupdict().items()} if found else {"questions": 0, "groups": 0}


def test_what_refusals_miss_is_named(page, filled, home):
    like = next(event for event in filled if isinstance(event, AgentResponse))
    store = open_store(load_config())
    store.put_many(
        [
            msgspec.structs.replace(
                like,
                interaction_id=f"response_{n}",
                session_id=str(n),
                status="refused",
                agent_response="I do not know the word 'carbon'.",
            )
            for n in range(LEAST_SESSIONS)
        ]
    )
    store.close()
    opened(page, "questions.py")
    (missing,) = (f.value for f in page.dataframe if "Missing word or data" in f.value)
    assert dict(zip(missing["Missing word or data"], missing["Refused questions"], strict=True))["carbon"] == 5


def test_without_recorded_texts_the_questions_page_says_so(page, filled, home, monkeypatch):
    monkeypatch.setenv("FINOPS_AGENT_RECORD_TEXT", "off")
    opened(page, "questions.py")
    assert "FINOPS_AGENT_RECORD_TEXT=off" in page.info[0].value


def test_a_session_is_found_shown_exported_and_erased(page, filled):
    session = next(event.session_id for event in reversed(filled) if isinstance(event, UserQuery))
    theirs = [event for event in filled if event.session_id == session]
    opened(page, "sessions.py")
    page.text_input(key="id").set_value(session[:13]).run()
    assert session in " ".join(text.value for text in page.text)
    assert html(page).count("<li style") == html(page).count("<summary>As stored") == len(theirs)
    assert "Suggested: " in html(page)
    assert "is_suggested_prompt" not in re.sub("<pre>.*?</pre>", "", html(page), flags=re.DOTALL)
    page.button(key="erase").click().run()
    assert "cannot be undone" in " ".join(markdown.value for markdown in page.markdown)
    page.button(key="keep").click().run()
    assert not any(button.key == "erase_now" for button in page.button)
    page.button(key="erase").click().run()
    page.button(key="erase_now").click().run()
    assert not page.exception
    assert f"Store: {len(theirs)} events" in page.code[0].value
    assert current_analytics().store.session(session) == []


def test_from_one_session_a_button_leads_back_to_all(page, filled):
    page.query_params["id"] = filled[-1].session_id
    opened(page, "sessions.py")
    assert "One session" in [header.value for header in page.header]
    page.button(key="all_sessions").click().run()
    assert not page.exception
    assert page.text_input(key="id").value == ""
    assert filled[-1].session_id in set(page.dataframe[0].value["Session"])


def test_an_unknown_session_is_a_sentence(page, filled):
    opened(page, "sessions.py")
    page.text_input(key="id").set_value("nobody").run()
    assert "No session «nobody»" in page.text[0].value


def test_recent_activity_is_filtered_by_event_type(page, filled):
    opened(page, "recent.py")
    page.selectbox(key="kind").select("user_query").run()
    assert set(page.dataframe[0].value["Event"]) == {"Query"}


def test_deployments_are_marked_on_their_day(page, filled, home):
    like = next(event for event in filled if isinstance(event, CustomEvent))
    store = open_store(load_config())
    store.put_many([msgspec.structs.replace(like, interaction_id="custom_deploy", event_name="deploy")])
    store.close()
    opened(page, "usage.py")
    assert "1 deployment" in html(page)


def test_the_weekly_summary_is_of_a_whole_week_against_the_one_before(page, filled):
    opened(page, "week.py")
    assert any(card.delta for card in page.metric)
    week = page.selectbox(key="week").value
    asked = sum(isinstance(e, UserQuery) and 0 <= _days(e.timestamp[:10], week) < 7 for e in filled)
    assert f"asked {asked:,} questions" in page.markdown[0].value.replace("\\", "")


def test_the_weekly_summary_follows_the_filter_and_tells_it(page, several):
    opened(page, "week.py")
    page.selectbox(key="environment").select("prod").run()
    assert not page.exception
    week = page.selectbox(key="week").value
    asked = sum(
        isinstance(e, UserQuery) and e.environment == "prod" and 0 <= _days(e.timestamp[:10], week) < 7 for e in several
    )
    told = page.markdown[0].value.replace("\\", "")
    assert "in «prod»: " in told
    assert f"asked {asked:,} questions" in told


def test_a_week_without_events_of_the_filter_says_so(page, several):
    store = open_store(load_config())
    now = timestamp.to_text(timestamp.now_us())
    store.put_many([msgspec.structs.replace(several[-1], interaction_id="new", timestamp=now, environment="lab")])
    store.close()
    opened(page, "week.py")
    page.selectbox(key="environment").select("lab").run()
    assert not page.exception
    assert page.text[0].value.startswith("No events in «lab» from ")
    assert not page.metric


def test_a_choice_holds_over_a_page_that_does_not_ask_for_it(page, several):
    opened(page, "usage.py")
    page.selectbox(key="environment").select("prod").run()
    page.segmented_control(key="window").set_value("Last 7 days").run()
    opened(page, "health.py")
    opened(page, "week.py")
    assert page.selectbox(key="environment").value == "prod"
    opened(page, "alerts.py")
    opened(page, "usage.py")
    assert page.selectbox(key="environment").value == "prod"
    assert page.segmented_control(key="window").value == "Last 7 days"


def test_the_filter_can_be_taken_away(page, several):
    page.query_params["environment"] = "prod"
    opened(page, "usage.py")
    page.button(key="show_all").click().run()
    assert page.selectbox(key="environment").value == "All environments"
    assert not [button for button in page.button if button.key == "show_all"]


def test_events_that_do_not_tell_where_they_come_from_are_counted_where_that_is_asked(page, several):
    opened(page, "usage.py")
    assert "Left out" not in captions(page)
    page.selectbox(key="environment").select("prod").run()
    mute = sum(event.environment is None for event in several)
    assert f"Left out: {mute} events of this window that tell no environment" in captions(page)


def _days(day, since):
    from datetime import date  # noqa: PLC0415 - of this helper alone

    return (date.fromisoformat(day) - date.fromisoformat(since)).days


def test_health_counts_what_is_stored(page, filled):
    opened(page, "health.py")
    cards = {card.label: card.value for card in page.metric}
    assert cards["Events counted"] == f"{len(filled):,}"
    assert cards["Waiting for the store"] == "0"
    assert page.success[0].value == "No event was lost."


def test_outcomes_by_day_add_up_to_the_questions(filled, home):
    analytics = current_analytics()
    window = preset("Last 30 days")
    days = by_day.outcomes(analytics, window, "Europe/Berlin")
    asked = sum(isinstance(event, UserQuery) for event in filled)
    assert sum(sum(kinds.values()) for kinds in days.values()) == asked


def test_a_link_names_its_days_in_the_viewers_zone():
    assert link("recent", "Europe/Berlin", date(2026, 11, 30), kind="user_query") == (
        "recent?window=Custom&from=2026-11-30T00%3A00&to=2026-12-01T00%3A00&tz=Europe%2FBerlin&kind=user_query"
    )


def test_the_zone_is_the_viewers_and_stands_in_the_address_so_that_others_see_the_same_days(page, filled):
    opened(page, "usage.py")
    assert page.selectbox(key="tz").value == "UTC"  # a browser that tells none
    page.segmented_control(key="window").set_value("Last 7 days").run()
    assert page.query_params["tz"] == "UTC"
    page.selectbox(key="tz").select("My time zone").run()
    assert "(UTC)" in html(page)


@pytest.mark.parametrize(
    ("screen", "tables"),
    [("alerts.py", ["Rules", "Windows"]), ("health.py", ["Data", "Recorders", "Retention", "Audit log"])],
)
def test_a_page_without_a_window_exports_what_it_shows(page, filled, screen, tables):
    opened(page, "recent.py")
    assert opened(page, screen).selectbox(key="export_table").options == tables


SHEET = Sheet("a/b: [c]", ("name", "=head"), [("=1+1", 5), ("+x", -2.5), ("@SUM(A1)", True), ("plain", None)])


def test_a_workbook_has_no_formula_and_numbers_are_numbers():
    book = openpyxl.load_workbook(io.BytesIO(xlsx_of([SHEET, SHEET])))
    assert len(book.sheetnames) == 2
    rows = list(book.worksheets[0].iter_rows(min_row=2))
    assert [cell.data_type for row in rows for cell in row] == ["s", "n", "s", "n", "s", "b", "s", "n"]
    assert [row[1].value for row in rows] == [5, -2.5, True, None]
    assert rows[0][0].value == "=1+1"
    assert rows[0][0].quotePrefix


def test_csv_and_json_lines_hold_the_same_rows():
    assert csv_of(SHEET).decode("utf-8-sig").splitlines()[:3] == ["name,'=head", "'=1+1,5", "'+x,-2.5"]
    assert [json.loads(line) for line in jsonl_of(SHEET).splitlines()][1] == {"name": "+x", "=head": -2.5}


def test_parquet_keeps_numbers_days_and_truths_as_what_they_are():
    columns = ("text", "whole", "real", "day", "truth", "mixed", "nothing")
    rows = [("=1+1", 5, 2, date(2026, 11, 3), True, 1, None), ("b", -1, 2.5, None, None, "x", None)]
    table = pq.read_table(io.BytesIO(parquet_of(Sheet("kinds", columns, rows))))
    kinds = ["string", "int64", "double", "date32[day]", "bool", "string", "string"]
    assert [str(column.type) for column in table.schema] == kinds
    assert [tuple(row.values()) for row in table.to_pylist()] == [
        ("=1+1", 5, 2.0, date(2026, 11, 3), True, "1", None),
        ("b", -1, 2.5, None, None, "x", None),
    ]


def test_a_custom_window_is_one_to_the_minute(page, filled):
    asked = sorted(timestamp.parse(event.timestamp)[0] for event in filled if isinstance(event, UserQuery))
    minute = 60 * timestamp.US_PER_S
    start, end = asked[40] // minute * minute, asked[90] // minute * minute
    page.query_params["window"], page.query_params["tz"] = "Custom", "UTC"
    page.query_params["from"], page.query_params["to"] = (f"{local(us, 'UTC'):%Y-%m-%dT%H:%M}" for us in (start, end))
    page.run()
    assert not page.exception
    cards = {card.label: card.value for card in page.metric}
    assert cards["Queries"] == f"{sum(start <= moment < end for moment in asked):,}"
