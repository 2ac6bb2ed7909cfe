"""Rings show shares that add up, stacks reach the height of their counts, and no name breaks out of either."""

import re

from hypothesis import given
from hypothesis import strategies as st

from finops_agent.web.ring import ring
from finops_agent.web.stacks import nice, stacks


@given(st.dictionaries(st.text(max_size=20), st.integers(1, 10**6), min_size=1, max_size=7))
def test_shares_add_up_and_names_are_inert(counts):
    html = ring(counts, title="t")
    shares = [float(share) for share in re.findall(r"<b>([\d.]+) %</b>", html)]
    assert len(shares) == len(counts)
    assert abs(sum(shares) - 100) <= 0.05 * len(counts) + 1e-9
    assert f">{sum(counts.values()):,}</span>" in html
    tags = set(re.findall(r"<(\w+)", html))
    assert tags <= {"div", "ul", "li", "i", "span", "b"}


@given(st.dictionaries(st.text(max_size=12), st.integers(0, 10**6), min_size=1, max_size=40))
def test_columns_are_as_high_as_their_counts_and_inert(counts):
    html = stacks({name: {"events": count} for name, count in counts.items()}, title="t", unit="events")
    top = nice(max(counts.values()))
    heights = [float(height) for height in re.findall(r"height:([\d.]+)%", html)]
    assert heights == [round(100 * count / top, 3) for count in counts.values() if count]
    assert all(height <= 100 for height in heights)
    assert set(re.findall(r"<(\w+)", html)) <= {"div", "span", "i", "b"}


@given(st.integers(0, 10**9))
def test_an_axis_ends_soon_above_the_most_and_divides_by_four(most):
    top = nice(most)
    assert most <= top
    assert top % 4 == 0
    assert top <= max(4, 2 * most)
