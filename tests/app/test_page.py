"""The chat page, run without a browser."""

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from finops_agent.app.process import PAGE
from finops_agent.events import AnalysisType

BILL = Path(__file__).parents[1] / "data" / "aws-cur2-northwind-2026q3.csv"
TOTAL = "what did we spend in total in September 2026, everything included (tax + credits)?"


def upload(at, *files):
    at.file_uploader(key="files").set_value([(name, content, "text/csv") for name, content in files]).run()
    assert not at.exception
    return at


def ask(at, question):
    at.chat_input(key="question").set_value(question).run()
    assert not at.exception
    return at


def words(at):
    """All the text that the page shows."""
    kinds = ("title", "header", "text", "markdown", "caption", "error")
    return "\n".join(str(element.value) for kind in kinds for element in at.get(kind)).replace("\\", "")


@pytest.fixture
def loaded(page):
    return upload(page, (BILL.name, BILL.read_bytes()))


def test_the_first_look_says_what_it_takes_and_what_it_keeps(page):
    shown = words(page)
    for word in ("AWS CUR", "FOCUS", "Parquet", "90 days", "this machine"):
        assert word in shown
    assert page.button(key="sample").label == "Use the sample bill"
    assert page.chat_input(key="question").disabled


def test_a_loaded_file_is_described_with_its_total_and_basis(loaded):
    shown = words(loaded)
    for word in ("AWS CUR 2.0", "4,498 rows", "2026-07-01 to 2026-09-30", "17,997.62 USD", "line_item_unblended_cost"):
        assert word in shown
    assert "Credits of -450.00" in shown


def test_an_answer_shows_its_figure_its_query_and_its_basis(loaded):
    shown = words(ask(loaded, TOTAL))
    assert "$6,706.96" in shown
    assert "2026-09-01 to 2026-09-30" in shown
    assert any("BilledCost" in code.value for code in loaded.code)


def test_suggested_questions_are_made_from_the_data_and_answered(loaded, items):
    loaded.button(key="suggestion_0").click().run()
    assert not loaded.exception
    assert items("user_query")[0]["is_suggested_prompt"] is True
    assert items("agent_response")[0]["status"] == "ok"


def test_thumbs_are_recorded_for_their_answer(loaded, items):
    ask(ask(loaded, TOTAL), "top 3 services in September 2026")
    loaded.feedback(key="feedback_1").set_value(0).run()
    loaded.feedback(key="feedback_2").set_value(1).run()
    said = [json.loads(item["event_data"]) for item in items("custom_event")]
    assert said == [{"rating": "down", "query_number": 1}, {"rating": "up", "query_number": 2}]


def test_a_refusal_says_what_it_does_not_know_and_can_be_rated(loaded, items):
    shown = words(ask(loaded, "how many penguins do we feed?"))
    assert "penguins" in shown
    assert items("agent_response")[0]["status"] == "refused"
    assert loaded.feedback(key="feedback_1")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.csv", b""),
        ("report.csv", b"%PDF-1.7\n"),
        ("one.csv", b"just\none\ncolumn\n"),
        ("nul.csv", b"a,b\n1,\0\n"),
    ],
)
def test_a_bad_file_gets_a_sentence_is_recorded_and_the_next_one_works(page, items, name, content):
    shown = words(upload(page, (name, content)))
    assert "Not used" in shown
    assert "Traceback" not in shown
    (refused,) = items("file_upload")
    assert (refused["file_name"], refused["status"]) == (name, "error")
    assert refused["error_type"]
    upload(page, (BILL.name, BILL.read_bytes()))
    assert "$6,706.96" in words(ask(page, TOTAL))


def test_a_bad_file_does_not_take_a_good_one_with_it(page, items):
    shown = words(upload(page, ("empty.csv", b""), (BILL.name, BILL.read_bytes())))
    assert "Not used" in shown
    assert "4,498 rows" in shown
    assert [item["status"] for item in items("file_upload")] == ["error", "ok"]


def test_a_name_with_markup_is_shown_letter_by_letter(page):
    upload(page, ("![x](http://h/i.png)<img src=x>$1.csv", BILL.read_bytes()))
    name = next(element.value for element in page.markdown if "img" in element.value)
    assert "\\!\\[x\\]\\(http" in name
    assert "\\<img" in name


def test_no_upload_stays_on_disk(page, tmp_path, monkeypatch):
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    upload(page, (BILL.name, BILL.read_bytes()))
    assert list(scratch.rglob("*.csv")) == []


def test_the_end_button_ends_the_visit_and_a_new_one_can_begin(loaded, items):
    ask(loaded, TOTAL)
    loaded.button(key="end_session").click().run()
    (ended,) = items("session_end")
    assert (ended["end_reason"], ended["total_queries"], ended["total_uploads"]) == ("user", 1, 1)
    assert not loaded.chat_input
    loaded.button(key="begin_again").click().run()
    assert not loaded.exception
    assert loaded.chat_input(key="question").disabled
    assert len({item["session_id"] for item in items("session_start")}) == 2


def test_a_setting_that_cannot_be_used_is_told_in_a_sentence(home, monkeypatch):
    monkeypatch.setenv("FINOPS_AGENT_RETENTION_DAYS", "soon")
    at = AppTest.from_file(PAGE).run()
    assert not at.exception
    assert at.error[0].value == "The app cannot start."
    assert "FINOPS_AGENT_RETENTION_DAYS='soon'" in at.text[0].value
    assert not home.exists()


def test_the_interpretation_can_be_changed_and_the_same_answer_is_computed_anew(loaded, items):
    ask(loaded, "top 3 services in September 2026")
    assert "$4,076.25" in words(loaded)
    choice = next(button for button in loaded.button if button.label == "by account")
    choice.click().run()
    assert not loaded.exception
    shown = words(loaded)
    assert "northwind-prod is highest" in shown
    assert "AmazonEC2 is highest" not in shown
    (changed,) = items("custom_event")
    assert changed["event_name"] == "feature_used"
    said = json.loads(changed["event_data"])
    assert (said["feature"], said["chip"], said["query_number"], said["status"]) == (
        "interpretation",
        "Split by",
        1,
        "ok",
    )
    assert "northwind" not in changed["event_data"]
    next(button for button in loaded.button if "as first read" in button.label).click().run()
    assert "AmazonEC2 is highest" in words(loaded)
    assert not [button for button in loaded.button if "as first read" in button.label]


def test_a_follow_up_goes_on_from_the_reading_that_was_chosen(loaded):
    ask(loaded, "total cost in September 2026")
    next(button for button in loaded.button if button.label == "August 2026").click().run()
    assert "in August 2026" in words(ask(loaded, "by service"))


def test_the_account_of_an_answer_reconciles_with_the_file(loaded):
    ask(loaded, "cost of S3 in September 2026 without tax")
    frame = next(frame.value for frame in loaded.dataframe if "USD" in frame.value)
    assert next(iter(frame[""])) == "All charges in the data"
    amounts = list(frame["USD"])
    assert round(sum(amounts[:-1]) - amounts[-1], 6) == 0
    assert "agrees with them to the cent" in words(loaded)


def test_the_account_of_an_analysis_says_what_it_used_and_how_its_figure_follows(loaded):
    ask(loaded, "why did cost go up in September 2026?")
    frame = next(frame.value for frame in loaded.dataframe if "USD" in frame.value and "rows" in frame.value)
    assert list(frame[""]) == ["All charges in the data", "Other days", "What this answer rests on"]
    amounts = list(frame["USD"])
    assert round(sum(amounts[:-1]) - amounts[-1], 6) == 0
    shown = words(loaded)
    assert "in September 2026 less" in shown
    assert "agrees with them to the cent" in shown


def test_the_question_stands_as_athena_sql_for_the_table_that_is_chosen(loaded):
    ask(loaded, "cost by team in September 2026")
    assert any("element_at(resource_tags" in code.value for code in loaded.code)
    loaded.segmented_control(key="layout_1").set_value("CUR (legacy)").run()
    assert any("resource_tags_user_team" in code.value for code in loaded.code)


def test_the_chart_that_fits_is_drawn_and_another_can_be_taken(loaded):
    ask(loaded, "How did cost change from August 2026 to September 2026 by service?")
    kinds = loaded.segmented_control(key="kind_1")
    assert kinds.value == "waterfall"
    kinds.set_value("side by side").run()
    assert not loaded.exception


def test_a_kind_of_analysis_offers_its_own_questions_and_shows_its_own_answers(loaded):
    ask(loaded, TOTAL)
    loaded.pills(key="analysis").set_value(AnalysisType.COMMITMENT).run()
    assert not loaded.exception
    assert "$6,706.96" not in words(loaded)
    assert "1 of other kinds not shown" in words(loaded)
    offered = loaded.button(key="suggestion_0")
    assert "Savings Plan utilisation" in offered.label
    offered.click().run()
    assert not loaded.exception
    shown = words(loaded)
    assert "$6,706.96" in shown
    assert "utilisation" in shown


@pytest.mark.parametrize("kind", [kind for kind in AnalysisType if kind is not AnalysisType.OTHER])
def test_every_kind_of_analysis_has_questions_that_this_bill_answers(loaded, kind):
    loaded.pills(key="analysis").set_value(kind).run()
    assert not loaded.exception
    loaded.button(key="suggestion_0").click().run()
    assert not loaded.exception
    assert len(loaded.chat_message) == 2
    assert loaded.expander


@pytest.mark.parametrize(
    "question",
    [
        "why did EC2 go up last month?",
        "why did costs go up in October?",
        "any anomalies?",
        "forecast next month",
        "commitment coverage",
        "tag coverage",
        "how did cost by service change from September to October?",
        "EC2 vs S3 in October",
        "cost by service and month",
        "share of each service",
    ],
)
def test_every_kind_of_answer_is_drawn_without_a_failure(loaded, question):
    ask(loaded, question)
    assert not loaded.exception
