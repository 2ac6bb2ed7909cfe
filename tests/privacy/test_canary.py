"""Canaries: a secret of every type goes through a session into a real home, and no byte of it is found there."""

import pytest

from finops_agent.config import load_config
from finops_agent.runtime import open_recorder
from redaction_cases import MORE, OPTIONAL, SHARED


def _without(case):
    """The text of `case` with its spans blanked."""
    text = case["text"]
    for span in case["spans"]:
        text = text[: span["start"]] + " " * (span["end"] - span["start"]) + text[span["end"] :]
    return text


CANARIES = [
    (
        case["text"],
        [case["text"][span["start"] : span["end"]] for span in case["spans"] if span["type"] not in OPTIONAL],
    )
    for case in (*SHARED, *MORE)
]
ELSEWHERE = "\n".join(_without(case) for case in (*SHARED, *MORE))
SECRETS = [
    (text, secret) for text, secrets in CANARIES for secret in secrets if len(secret) >= 8 and secret not in ELSEWHERE
]
"""Short ones, and digits that some clean text has too, could be found by accident."""


def bytes_below(home):
    """Everything in every file below `home`, and every name."""
    files = [path for path in home.rglob("*") if path.is_file()]
    assert files
    return b"\n".join(path.name.encode() + b"\n" + path.read_bytes() for path in files)


def record(session, text):
    session.query(text)
    session.response(text, processing_time=1.0, query=text, data_summary={"note": text, "deep": [{"note": text}]})
    session.upload(text, file_size=1, error_type=text)
    session.custom("feedback", {"comment": text, "list": [text]})
    session.feedback(5, comment=text)
    session.error_occurred("ValueError", text)


@pytest.mark.parametrize("delivered", [False, True], ids=["in the journal", "in the store"])
def test_no_planted_byte_is_anywhere_below_home(tmp_path, delivered):
    config = load_config({}, home=tmp_path, store=f"sqlite:///{tmp_path / 'events.db'}", debug=True)
    with open_recorder(config) as recorder:
        session = recorder.session()
        for text, _ in SECRETS:
            record(session, text[:900])
        session.custom("by jane@example.com", {"a": 1})
        if delivered:
            assert recorder.flush(60)
        found = bytes_below(tmp_path)
    found += bytes_below(tmp_path)
    left = [secret for text, secret in SECRETS if secret in text[:900] and secret.encode() in found]
    assert left == []
    assert b"jane@example.com" not in found


def test_the_content_of_a_mapping_counts_as_labelled(tmp_path):
    config = load_config({}, home=tmp_path, store=f"sqlite:///{tmp_path / 'events.db'}", debug=True)
    with open_recorder(config) as recorder:
        recorder.session().custom("login", {"password": "correct horse battery", "nested": {"token": "ab12cd34ef"}})
        assert recorder.flush(60)
    found = bytes_below(tmp_path)
    assert b"correct horse" not in found
    assert b"ab12cd34ef" not in found


@pytest.mark.parametrize("delivered", [False, True], ids=["in the journal", "in the store"])
def test_without_text_no_word_of_any_text_is_anywhere_below_home(tmp_path, delivered):
    store = f"sqlite:///{tmp_path / 'events.db'}"
    config = load_config({"FINOPS_AGENT_RECORD_TEXT": "off"}, home=tmp_path, store=store, debug=True)
    word = "quokkasandwich"
    with open_recorder(config) as recorder:
        session = recorder.session()
        session.query(word)
        session.response(word, processing_time=1.0, query=word, data_summary={"note": word, word: [word]})
        session.upload(f"{word}.csv", file_size=1)
        session.custom("comment", {word: word})
        session.feedback(5, comment=word)
        session.feature_used("search", term=word)
        session.error_occurred("ValueError", word)
        with pytest.raises(ValueError, match=word), session.turn(word):
            raise ValueError(word)
        if delivered:
            assert recorder.flush(60)
        assert word.encode() not in bytes_below(tmp_path)
    assert word.encode() not in bytes_below(tmp_path)
