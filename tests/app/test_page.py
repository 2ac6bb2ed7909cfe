"""The chat page, run without a browser."""

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from finops_agent.app.process import PAGE

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
    assert "BilledCost" in loaded.code[0].value


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
