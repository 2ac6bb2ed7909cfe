"""Rings show shares that add up, and no name breaks out of them."""

import re

from hypothesis import given
from hypothesis import strategies as st

from finops_agent.web.ring import ring

COLORS = {"a": "#111111", "b": "#222222"}


@given(st.dictionaries(st.text(max_size=20), st.integers(1, 10**6), min_size=1, max_size=7))
def test_shares_add_up_and_names_are_inert(counts):
    html = ring(counts, title="t")
    shares = [float(share) for share in re.findall(r"<b>([\d.]+) %</b>", html)]
    assert len(shares) == len(counts)
    assert abs(sum(shares) - 100) <= 0.05 * len(counts) + 1e-9
    assert f">{sum(counts.values()):,}</span>" in html
    tags = set(re.findall(r"<(\w+)", html))
    assert tags <= {"div", "ul", "li", "i", "span", "b"}


def test_what_stands_for_something_has_its_colour_wherever_it_is():
    first, second = ring({"a": 2, "b": 1}, title="t", colors=COLORS), ring({"b": 2, "a": 1}, title="t", colors=COLORS)
    for name, color in COLORS.items():
        legend = f'<li><i style="background:{color}"></i><span>{name} '
        assert legend in first
        assert legend in second
