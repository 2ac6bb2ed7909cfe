"""Untrusted text stays text."""

import re

from hypothesis import example, given
from hypothesis import strategies as st

from finops_agent.web.plain import plain

JOINER = "\u2060"


def shown(markdown):
    """What a reader of the markdown sees: escapes resolved, the joiner invisible."""
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", markdown).replace("  \n", "\n").replace(JOINER, "")


@given(st.text(st.characters(min_codepoint=32, max_codepoint=0x1FF)))
@example("![x](http://h/?q=1)")
@example("<img src=x> **bold** $5 and $6 :material/home: :red[x]")
def test_the_reader_sees_the_characters_of_the_text(text):
    assert shown(plain(text)) == re.sub("[\x7f]", "", text)


@given(st.text(st.sampled_from("![]()<>*_`$:#|~^&\\-+.=x1\n ")))
def test_no_sign_with_a_meaning_stays_without_its_escape(text):
    assert not re.search(r"(?<!\\)(?:\\\\)*[!\[\]()<>*_`$:#|~^&]", re.sub(r"\\.", "", plain(text)))


@given(st.text(st.sampled_from("htps:/w.@aB ")))
@example("https://h www.h.example a@h.example HTTP://h")
def test_nothing_that_markdown_would_link_by_itself_stays_whole(text):
    unescaped = plain(text).replace("\\", "")
    assert not re.search(r"https?://|\bwww\.|\w@\w", unescaped, re.IGNORECASE)


def test_zero_width_and_direction_changing_characters_are_gone():
    assert plain("pay\u202epal\u200b.csv") == "paypal\\.csv"
