"""The cube over DynamoDB, which gives no pages of numbers, says what the definitions say."""

import pytest
from msgspec.structs import replace

from brute_force import brute_force
from finops_agent.analytics import Analytics, Window, measure
from finops_agent.analytics.window import SLOT_US
from finops_agent.events import timestamp
from finops_agent.events.synthetic import generate
from made import APPS, ENVIRONMENTS, spread


def test_metrics_over_dynamodb_are_right_bit_by_bit_and_after_an_erasure(store):
    now_us = timestamp.now_us() // SLOT_US * SLOT_US
    events = spread([replace(e, ttl=4_000_000_000) for e in generate(240, 4, 9, now_us=now_us)], 9)
    analytics = Analytics(store)
    for part in (events[:100], events[100:]):
        store.put_many(part)
        analytics.refresh(now_us)
    assert_right(analytics, events, now_us)
    gone = events[7].session_id
    store.erase_session(gone)
    analytics.refresh(now_us)
    assert_right(analytics, [event for event in events if event.session_id != gone], now_us)


def assert_right(analytics, events, now_us):
    for view in ({}, {"app": APPS[0], "environment": ENVIRONMENTS[1]}):
        measured = measure(analytics, Window(), **view, now_us=now_us)
        for name, value in brute_force(events, Window(), now_us, **view).items():
            error = 0.005 if "_p" in name else None
            assert measured[name].value == (None if value is None else pytest.approx(value, rel=error)), name
