"""Times in questions, against a calendar that ends on 2026-09-30."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finops_agent.agent.reading.times.dates import read_when
from finops_agent.agent.reading.tokens import tokenize
from finops_agent.costs.semantic import Calendar

CALENDAR = Calendar(date(2026, 7, 1), date(2026, 9, 30))


@pytest.mark.parametrize(
    ("text", "start", "last"),
    [
        ("sept", "2026-09-01", "2026-09-30"),
        ("November", "2026-11-01", "2026-11-30"),
        ("September, 2025", "2025-09-01", "2025-09-30"),
        ("2026-09", "2026-09-01", "2026-09-30"),
        ("2026-09-05", "2026-09-05", "2026-09-05"),
        ("15th of September", "2026-09-15", "2026-09-15"),
        ("Sep 1 - 15", "2026-09-01", "2026-09-15"),
        ("between 10 and 20 September", "2026-09-10", "2026-09-20"),
        ("from July to August", "2026-07-01", "2026-08-31"),
        ("last month", "2026-09-01", "2026-09-30"),
        ("the latest month", "2026-09-01", "2026-09-30"),
        ("last 7 days", "2026-09-24", "2026-09-30"),
        ("past two months", "2026-08-01", "2026-09-30"),
        ("Q3", "2026-07-01", "2026-09-30"),
        ("the whole quarter", "2026-07-01", "2026-09-30"),
        ("second half of August", "2026-08-16", "2026-08-31"),
        ("first week of September", "2026-09-01", "2026-09-07"),
        ("since August", "2026-08-01", "2026-09-30"),
        ("until 2026-07-15", "2026-07-01", "2026-07-15"),
        ("month to date", "2026-09-01", "2026-09-30"),
        ("ytd", "2026-01-01", "2026-09-30"),
    ],
)
def test_a_time_is_read_whole_and_resolved_against_the_data(text, start, last):
    tokens = tokenize(text)
    length, when = read_when(tokens, 0, CALENDAR)
    assert length == len(tokens)
    assert (when.period.start.isoformat(), when.period.last_day.isoformat()) == (start, last)


@pytest.mark.parametrize("text", ["31 February", "monthly", "12 services", "the 99th of May", "2026-13"])
def test_what_is_no_time_is_not_read_as_one(text):
    reading = read_when(tokenize(text), 0, CALENDAR)
    assert reading is None or reading[0] < len(tokenize(text))


@given(text=st.text(max_size=30))
def test_any_text_is_read_without_an_error(text):
    tokens = tokenize(text)
    for at in range(len(tokens)):
        read_when(tokens, at, CALENDAR)


@given(first=st.dates(date(2000, 1, 1), date(2090, 1, 1)))
def test_a_period_and_the_one_before_touch_and_do_not_overlap(first):
    for period in (Calendar(first, first).latest_month, Calendar(first, first).latest("quarter")):
        assert period.before().end == period.start
