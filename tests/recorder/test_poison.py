"""Values that no event should hold: the call returns, the receipt tells, and every other event arrives."""

import decimal
import json
import math
import time

import pytest
from msgspec.structs import replace

from finops_agent.config import load_config
from finops_agent.recorder import Recorder, Session, dead_letters
from finops_agent.stores import SqliteStore
from made import keep_in


class Unspeakable:
    def __repr__(self):
        raise RuntimeError("no")

    __str__ = __repr__

    def __format__(self, spec):
        raise RuntimeError("no")


class Unreadable:
    def __getattribute__(self, name):
        raise RuntimeError("no")


def deep(depth):
    value = {}
    for _ in range(depth):
        value = {"a": value}
    return value


def circular():
    value = {}
    value["own"] = value
    return value


TEXTS = {
    "long": "x" * 10_000_000,
    "lone surrogate": "\ud800",
    "NUL": "a\x00b",
    "bytes": b"bytes",
    "none": None,
    "an object": Unspeakable(),
    "a number": 5,
    "emoji": "\U0001f600" * 5_000,
    "controls": "".join(map(chr, range(32))),
}
DATA = {
    "NaN": {"n": math.nan},
    "infinity": {"n": math.inf},
    "decimal": {"n": decimal.Decimal("1.10")},
    "huge integer": {"n": 10**5_000},
    "bytes": {"n": b"\xff"},
    "a set": {"n": {1, 2}},
    "deep": deep(1_000),
    "deeper": deep(100_000),
    "circular": circular(),
    "keys that are no texts": {1: 1, None: 2, (1, 2): 3, 1.5: 4, b"b": 5},
    "NaN beside a complex key": {1j: 1, "n": math.nan},
    "an unspeakable object": {"n": Unspeakable()},
    "an unreadable object": {"n": Unreadable()},
    "an unspeakable key": {Unspeakable(): 1},
    "a lone surrogate": {"n": "\ud800"},
    "a lone surrogate as a key": {"\ud800": 1},
    "no mapping": 5,
    "an object": Unspeakable(),
}
NUMBERS = [math.nan, math.inf, -1.0, decimal.Decimal("0.25"), 10**400, "0.5", None, Unspeakable(), b"1", []]


@pytest.fixture
def quiet(tmp_path):
    config = load_config({}, home=tmp_path)
    with Recorder(config.journal_dir, lambda: SqliteStore(tmp_path / "events.db"), config) as recorder:
        yield recorder


def check(recorder, receipts, good):
    """What is safe is stored or a dead letter; everything else is counted; the good ones are stored."""
    assert recorder.flush(30)
    store = SqliteStore(recorder.config.sqlite_path)
    found = {stored.event.interaction_id: stored.event for stored in store.scan()}
    store.close()
    dead = [json.loads(letter["event"])["interaction_id"] for letter in dead_letters.read(recorder.config.journal_dir)]
    safe = {receipt.interaction_id for receipt in receipts if receipt.is_safe}
    assert {receipt.interaction_id for receipt in good} <= set(found)
    assert safe <= set(found) | set(dead)
    stats = settled(recorder)
    assert stats.dead == len(dead) == len(set(dead))
    assert sum(stats.dropped.values()) == sum(not receipt.is_safe for receipt in receipts)
    assert all(receipt.drop_reason in {None, "invalid", "too_large"} for receipt in receipts)
    for event in found.values():
        if hasattr(event, "event_data"):
            json.loads(event.event_data, parse_constant=pytest.fail)


def settled(recorder):
    """The figures once all is accounted for; what tells of drops comes a little later than they."""
    deadline = time.monotonic() + 20
    while (stats := recorder.stats()).recorded != stats.stored + stats.dead:
        assert time.monotonic() < deadline, stats
        assert recorder.flush(20)
    return stats


def test_any_text_comes_back_with_a_receipt(quiet):
    session = quiet.session()
    receipts = []
    for text in TEXTS.values():
        receipts += [
            session.query(text),
            session.response(text, processing_time=1.0, query=text),
            session.upload(text, file_size=1),
            session.custom(text),
            session.feedback(5, comment=text),
            session.error_occurred(text, text),
            session.feature_used(text, detail=text),
        ]
    check(quiet, receipts, [session.query("good")])


def test_any_data_comes_back_with_a_receipt(quiet):
    session = quiet.session()
    receipts = []
    for data in DATA.values():
        receipts += [
            session.custom("event", data),
            session.response("text", processing_time=1.0, data_summary=data),
        ]
    check(quiet, receipts, [session.query("good")])


def test_any_number_comes_back_with_a_receipt(quiet):
    session = quiet.session()
    receipts = []
    for number in NUMBERS:
        receipts += [
            session.response("text", processing_time=number),
            session.response("text", processing_time=1.0, cost_usd=number, input_tokens=number),
            session.response("text", processing_time=1.0, number=number),
            session.query("text", number=number),
            session.upload("file", file_size=number, row_count=number, load_time=number),
            session.feedback(number, query_number=number),
        ]
        session.end(at_us=number)
        session.resume()
    session.response("text", processing_time=1.0, response_length=2**70)
    good = session.query("good")
    assert quiet.flush(30)
    assert good.is_safe
    settled(quiet)
    assert {receipt.drop_reason for receipt in receipts} == {None, "invalid"}


def test_anything_handed_to_record_comes_back_with_a_receipt(quiet):
    for thing in (None, 5, b"", {}, [], object(), Unspeakable(), Unreadable(), circular(), deep(100_000)):
        assert quiet.record(thing).drop_reason == "internal_error"
    assert quiet.stats().dropped == {"internal_error": 10}


POISONS = {
    "huge number": {"query_length": 2**70},
    "no time": {"timestamp": "2026-02-31T99:00:00.000Z"},
    "unknown type": {"analysis_type": "unknown"},
    "null number": {"query_length": math.nan},
}


@pytest.fixture
def made(quiet):
    """An event of a session, made but not recorded."""
    kept = []
    Session(keep_in(kept), quiet.config).query("bad")
    return kept[1]


@pytest.mark.parametrize("poison", POISONS)
def test_one_poisoned_event_among_a_thousand_stops_none_of_the_others(quiet, made, poison):
    session = quiet.session()
    good = [session.query("good") for _ in range(499)]
    bad = quiet.record(replace(made, **POISONS[poison]))
    good += [session.query("good") for _ in range(499)]
    assert bad.is_safe
    check(quiet, [bad, *good], good)
    (letter,) = dead_letters.read(quiet.config.journal_dir)
    assert letter["reason"]


def test_an_event_too_large_is_dropped_and_counted(tmp_path, made):
    """With privacy steps of one's own; ours bound every string."""
    config = load_config({}, home=tmp_path)
    with Recorder(config.journal_dir, lambda: SqliteStore(tmp_path / "events.db"), config, steps=()) as recorder:
        assert recorder.record(replace(made, session_id="s" * 100_000)).drop_reason == "too_large"
        assert recorder.stats().dropped == {"too_large": 1}
