"""Charts of HTML and CSS alone: what they say, and what hostile names cannot do to them."""

import re

from hypothesis import given
from hypothesis import strategies as st

from finops_agent.web.columns import columns
from finops_agent.web.heat import heat
from finops_agent.web.rows import rows
from finops_agent.web.timeline import Moment, timeline

HOSTILE = "<img src=x onerror=alert(1)>\"'&"


def test_a_column_says_its_figures_and_leads_somewhere():
    chart = columns(
        {"2026-11-01": {"answered": 3, "failed": 1}, "2026-11-02": {"answered": 0, "failed": 0}},
        title="Outcomes",
        unit="questions",
        links={"2026-11-01": "recent?from=1"},
        marks={"2026-11-02": "1 deployment"},
    )
    assert 'href="recent?from=1" target="_self" aria-label="2026-11-01: 4 questions\nanswered 3\nfailed 1"' in chart
    assert 'aria-label="2026-11-02: 0 questions\n1 deployment"' in chart


def test_levels_are_not_added_up():
    chart = columns({"a": {"p50": 1.0, "p95": 4.0}}, title="t", unit="s", show="{:.1f}".format, as_levels=True)
    assert 'aria-label="a\np50 1.0\np95 4.0"' in chart
    assert "bottom:100.000%" in chart


def test_a_level_of_nothing_is_drawn_and_a_missing_one_is_not():
    chart = columns({"a": {"rate": 0.0}, "b": {}, "c": {"rate": 2.0}}, title="t", unit="", as_levels=True)
    assert chart.count("<s ") == 2
    assert 'aria-label="a\nrate 0"' in chart
    assert 'aria-label="b"' in chart


@given(st.dictionaries(st.text(), st.floats(0, 1e12), max_size=5))
def test_no_column_is_higher_than_the_plot(amounts):
    chart = columns({"day": amounts}, title="t", unit="u")
    assert sum(float(height) for height in re.findall(r"<b style=\"height:([\d.]+)%", chart)) <= 100.01


@given(st.integers(0, 10**9))
def test_an_axis_ends_soon_above_the_most_and_its_quarters_are_whole(most):
    chart = columns({"day": {"n": most}}, title="t", unit="u")
    ticks = [int(tick.replace(",", "")) for tick in re.findall(r"<span>([\d,]+)</span>", chart)]
    assert most <= ticks[0] <= max(4, 2.5 * most)
    assert [tick * 4 for tick in ticks] == [ticks[0] * part for part in (4, 3, 2, 1, 0)]


def test_rows_tell_amount_and_share():
    assert '<td class="amount">3</td><td class="amount">75.0 %</td>' in rows({"a": 3, "b": 1}, title="t")
    assert '<td class="amount">1</td><td class="amount">10.0 %</td>' in rows({"a": 1}, title="t", of=10)


def test_a_cell_of_a_heat_map_names_where_it_stands():
    assert 'title="Mon 01: 7 questions"' in heat(
        [[0, 7]], title="t", unit="questions", rows=["Mon"], columns=["00", "01"]
    )


def test_names_are_shown_character_by_character():
    drawn = (
        columns(
            {HOSTILE: {HOSTILE: 1}}, title=HOSTILE, unit=HOSTILE, links={HOSTILE: HOSTILE}, marks={HOSTILE: HOSTILE}
        ),
        rows({HOSTILE: 1}, title=HOSTILE),
        heat([[1]], title=HOSTILE, unit=HOSTILE, rows=[HOSTILE], columns=[HOSTILE]),
        timeline([Moment(*[HOSTILE] * 7)], title=HOSTILE),
    )
    for chart in drawn:
        assert "<img" not in chart
        assert 'onerror=alert(1)>"' not in chart
