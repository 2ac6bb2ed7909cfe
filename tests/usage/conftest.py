"""An engine over made-up events, at a moment that does not move."""

from datetime import date

import pytest

from finops_agent.analytics import Analytics, of_days
from finops_agent.analytics.window import SLOT_US
from finops_agent.stores import MemoryStore
from finops_agent.usage import Scope, Span, UsageEngine
from made import lasting

NOW_US = 1_795_000_000_000_000 // SLOT_US * SLOT_US


@pytest.fixture(scope="session")
def now_us():
    return NOW_US


@pytest.fixture(scope="session")
def analytics():
    store = MemoryStore()
    store.put_many(lasting(2_500, 80, 3, NOW_US))
    analytics = Analytics(store)
    analytics.refresh(NOW_US)
    return analytics


@pytest.fixture
def engine(analytics):
    return UsageEngine(analytics)


@pytest.fixture(scope="session")
def scope():
    return Scope(Span(of_days(date(2026, 10, 20), date(2026, 11, 18)), "the window of the page"))


@pytest.fixture
def understand(engine, scope, now_us):
    return lambda question: engine.understand(question, scope, now_us)
