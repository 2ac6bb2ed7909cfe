"""The fast way finds exactly what every rule, run everywhere, finds."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from finops_agent.privacy import find, redact
from finops_agent.privacy.redact import collect, plain
from finops_agent.privacy.rule import Traits, fold
from finops_agent.privacy.table import RULES
from redaction_cases import MORE, SHARED, texts

EVERYWHERE = [replace(rule, starts=(), shape_starts=(), in_run=False) for rule in RULES]


def find_slowly(text):
    """The specification: all rules in order, each over the whole text."""
    return collect(EVERYWHERE, Traits(plain(text)))[0]


@settings(max_examples=400)
@given(texts())
@example("º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")
def test_the_fast_way_finds_what_the_slow_way_finds(text):
    assert find(text) == find_slowly(text)


@given(st.text(max_size=200))
def test_the_fast_way_finds_what_the_slow_way_finds_in_any_text(text):
    assert find(text) == find_slowly(text)


@pytest.mark.parametrize("case", [*SHARED, *MORE], ids=lambda case: case["id"])
def test_the_fast_way_finds_what_the_slow_way_finds_in_the_labelled_texts(case):
    assert find(case["text"]) == find_slowly(case["text"])


@settings(max_examples=400)
@given(texts())
@example("(0)20 7946 0018::123412341234")
@example("000000000012,2001:0DB8:85A3:0000:0000:8A2E:0370:7334")
@example("JÖRG.MÜLLER@KÖLNER-WERKE.DE'JÖRG.MÜLLER@KÖLNER-WERKE.DE")
def test_redacting_twice_changes_nothing(text):
    once = redact(text)
    assert redact(once) == once


@given(st.text())
@example("İstanbul Straße ǅ")
def test_folding_keeps_every_character_in_its_place(text):
    folded = fold(text)
    assert len(folded) == len(text)
    assert all(a == b or a.lower() == b or b in text.lower() for a, b in zip(text, folded, strict=True))


@given(texts())
def test_spans_are_in_order_and_share_nothing(text):
    spans = find(text)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
