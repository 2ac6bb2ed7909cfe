"""Words on their way to the model and back: cleaned, cut, hidden, without links."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finops_agent.agent.model.cleaning import plain_words
from finops_agent.agent.model.labels import LONGEST_CELL, Labels, clean
from finops_agent.agent.model.number_words import worded_numbers
from finops_agent.costs.semantic import read_catalog


@pytest.fixture(scope="module")
def catalogs(datasets):
    data = datasets("aws-cur2-northwind-2026q3.csv")
    return [read_catalog(data.connection, table) for table in data.tables]


@given(st.lists(st.text(max_size=200), unique=True, max_size=20))
def test_each_name_is_shown_short_and_visible_and_is_found_again(values):
    labels = Labels([])
    for value in values:
        shown = labels.show(value)
        assert len(shown) <= LONGEST_CELL
        assert not any(unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Co", "Cn"} for letter in shown)
        assert labels.reveal(shown) == value
        assert labels.show(value) == shown


def test_direction_and_zero_width_characters_and_line_breaks_are_gone():
    assert clean("EC2\u202e\u200b\u0007\n now\u2066\ufeff\U000e0041") == "EC2 now"


def test_a_question_is_sent_with_pseudonyms_and_the_answer_gets_its_names_back(catalogs):
    labels = Labels(catalogs, pseudonyms=True)
    question = "Cost of amazonrds (in northwind-prod), and AmazonEC2?"
    hidden = labels.hide(question)
    assert hidden == "Cost of service_01 (in account_01), and service_02?"
    assert labels.put_back("service_01 and service_02, not service_99") == "AmazonRDS and AmazonEC2, not service_99"
    assert labels.put_back_sql("x = 'service_01'") == "x = 'AmazonRDS'"


def test_a_name_with_a_quote_stays_inside_its_literal():
    labels = Labels([], pseudonyms=True)
    shown = labels.show("x' OR 'a'='a", "team")
    assert labels.put_back_sql(f"team = '{shown}'") == "team = 'x'' OR ''a''=''a'"


def test_a_name_of_many_words_is_hidden_too_once_it_was_shown():
    labels = Labels([], pseudonyms=True)
    name = "a resource that someone gave far too many words"
    labels.show(name, "resource")
    assert labels.hide(f"Cost of {name}: $1.") == "Cost of resource_01: $1."
    assert (labels.seen(name), labels.seen("other\u200b")) == ("resource_01", "other")


def test_words_of_a_standard_keep_their_names(catalogs):
    labels = Labels(catalogs, pseudonyms=True)
    assert (labels.show("Usage", "charge"), labels.show("USD", "currency")) == ("Usage", "USD")
    assert labels.show("checkout", "tag:team") == "team_01"


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("See [the page](https://evil.example/?d=1).", "See the page."),
        ("![chart](https://evil.example/p.png)", "chart"),
        ("![chart][ref]\n\n[ref]: https://evil.example/p.png", "chart"),
        ("Go to https://evil.example/x or www.evil.example", "Go to (link removed) or (link removed)"),
        ("javascript:alert(1)", "(link removed)"),
        ("<a href='x'>here</a> <script>alert(1)</script>", "here alert(1)"),
        ("**Bold** and `code` and __more__", "Bold and code and more"),
        ("# Title\n* one\n* two", "Title\n- one\n- two"),
        ("```sql\nSELECT 1\n```", "SELECT 1"),
        ("a\u202eb", "ab"),
    ],
)
def test_links_images_and_markup_are_taken_out(said, left):
    assert plain_words(said) == left


@given(st.text(alphabet="![]()<>htp:/. ewx\n*`$", max_size=80))
def test_nothing_that_could_be_fetched_is_ever_left(text):
    left = plain_words(text)
    assert not re.search(r"\[[^\]]*\]\([^)]*\)", left)
    assert not re.search(r"[a-z]://", left, re.IGNORECASE)


def test_numbers_in_words_have_their_value():
    found = [
        (words, int(value)) for words, value, _ in worded_numbers("a hundred; three thousand two hundred and five")
    ]
    assert found == [("a hundred", 100), ("three thousand two hundred and five", 3205)]
