"""How much is found, and how much else is hurt, on all labelled texts; the bars are those that we promise."""

import pytest

from finops_agent.privacy import find
from redaction_cases import MORE, OPTIONAL, PERSONAL, SHARED

SETS = {"shared": SHARED, **{half: [c for c in MORE if c["half"] == half] for half in "ABCDE"}}


def required(case):
    return [span for span in case["spans"] if span["type"] not in OPTIONAL]


def recall(cases, *, personal):
    found = wanted = 0
    for case in cases:
        spans = find(case["text"])
        for span in required(case):
            if (span["type"] in PERSONAL) is personal:
                covered = sum(any(s.start <= i < s.end for s in spans) for i in range(span["start"], span["end"]))
                found += covered >= 0.95 * (span["end"] - span["start"])
                wanted += 1
    return found / wanted


def false_spans(case):
    return [
        span
        for span in find(case["text"])
        if not any(span.start < right["end"] and right["start"] < span.end for right in case["spans"])
    ]


@pytest.mark.parametrize("name", SETS)
def test_credentials_are_found(name):
    assert recall(SETS[name], personal=False) >= 0.97


@pytest.mark.parametrize("name", SETS)
def test_personal_data_are_found(name):
    assert recall(SETS[name], personal=True) >= 0.95


@pytest.mark.parametrize("name", SETS)
def test_little_else_is_found(name):
    found = sum(len(find(case["text"])) for case in SETS[name])
    wrong = sum(len(false_spans(case)) for case in SETS[name])
    assert 1 - wrong / found >= 0.97


@pytest.mark.parametrize("name", SETS)
def test_clean_texts_stay_as_they_are(name):
    clean = [case for case in SETS[name] if not required(case)]
    assert len(clean) >= 30
    assert sum(bool(false_spans(case)) for case in clean) <= len(clean) / 30


def test_labels_lie_on_their_values():
    for case in MORE:
        for span in case["spans"]:
            assert case["text"][span["start"] : span["end"]].strip() != ""
