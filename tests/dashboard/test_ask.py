"""The page «Ask»: what it shows is what the metric table says, for those who may see it."""

import pytest

from finops_agent.analytics import measure, preset
from finops_agent.dashboard.process import current_analytics
from finops_agent.usage import STARTERS
from finops_agent.web.access import Viewer


@pytest.fixture
def ask(page, filled):
    page.run()
    page.switch_page("screens/ask.py").run()
    assert not page.exception

    def asked(question):
        page.text_input(key="question").set_value(question).run()
        assert not page.exception, question
        return page

    return asked


def told(page):
    return " ".join(element.value.replace("\\", "") for element in (*page.markdown, *page.caption, *page.info))


def test_a_figure_is_that_of_the_other_pages(ask):
    page = ask("error rate")
    expected = measure(current_analytics(), preset("Last 30 days"))["error_rate"]
    assert [card.value for card in page.metric] == [f"{expected.value:.1f} %"]
    assert f"Rests on {expected.n:,} settled questions" in told(page)
    assert "in the last 30 days" in told(page)


def test_a_split_is_drawn_and_stands_in_a_table(ask):
    page = ask("questions by analysis type")
    assert page.get("html")
    table = page.dataframe[0].value
    whole = measure(current_analytics(), preset("Last 30 days"))["total_queries"].value
    assert table["Queries"].sum() == whole
    assert table["share (%)"].sum() == pytest.approx(100)


@pytest.mark.parametrize("question", STARTERS)
def test_every_suggestion_is_answered(ask, question):
    page = ask(question)
    assert not page.info
    assert "Read as Figure:" in told(page)


def test_a_picked_suggestion_is_asked(page, filled):
    page.run()
    page.switch_page("screens/ask.py").run()
    page.button(key="starter_0").click().run()
    assert page.text_input(key="question").value == STARTERS[0]
    assert "Queries:" in told(page)


def test_a_follow_up_leans_on_the_same_question_when_the_page_is_drawn_again(ask):
    month = told(ask("error rate this month"))
    before = told(ask("and the month before"))
    assert before != month
    assert told(ask("and the month before").run()) == before


def test_an_unknown_word_is_named_and_other_questions_offered(ask):
    page = ask("how many gadgets")
    assert "I do not know the word 'gadgets'." in told(page)
    assert page.button(key="starter_0")


def test_a_question_is_shown_as_text_whatever_is_in_it(ask):
    page = ask("![x](http://canary/?q) <img src=x>")
    assert page.info[0].value.replace("\\", "").startswith("I do not know the word 'x'.")
    assert not [element for element in (*page.markdown, *page.caption, *page.info) if "canary" in element.value]


def test_viewers_get_counts_and_no_texts(page, filled, monkeypatch):
    monkeypatch.setattr("finops_agent.dashboard.access.viewer_of", lambda *_: Viewer("jane@example.com", "viewer"))
    page.run()
    page.switch_page("screens/ask.py").run()
    page.text_input(key="question").set_value("what was asked most").run()
    assert "It is for operators." in told(page)
    page.text_input(key="question").set_value("how many questions were refused").run()
    assert len(page.metric) == 1
    assert not page.get("download_button")
