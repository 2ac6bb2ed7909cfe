"""Pictures of tables: what is drawn is as long, high or wide as the figures say."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from finops_agent.report.pen import SCALE, WIDTH
from finops_agent.report.picture import picture
from finops_agent.web.chart import ACCENT, PALETTE
from finops_agent.web.sheet import Sheet

KINDS = ("table", "bars", "stacks", "levels", "ring", "heat")


def opened(sheet, told=""):
    return Image.open(io.BytesIO(picture(sheet, told))).convert("RGB")


def pixels(image, color):
    wanted = tuple(int(color[place : place + 2], 16) for place in (1, 3, 5))
    return sum(count for count, found in image.getcolors(1 << 24) if found == wanted)


def test_bars_are_as_long_as_their_amounts():
    both = pixels(opened(Sheet("t", ("name", "amount"), [("a", 90), ("b", 30)], drawn="bars")), ACCENT)
    longest = pixels(opened(Sheet("t", ("name", "amount"), [("a", 90)], drawn="bars")), ACCENT)
    assert both / longest == pytest.approx(4 / 3, rel=0.01)


def test_columns_are_stacked_in_the_colours_of_the_page():
    sheet = Sheet("t", ("day", "answered", "failed"), [("d", 30, 10)], drawn="stacks", colors={"failed": PALETTE[4]})
    image = opened(sheet)
    swatch = 12 * 12 * SCALE * SCALE
    assert pixels(image, PALETTE[0]) / pixels(image, PALETTE[4]) == pytest.approx(3, abs=0.1)
    assert pixels(image, PALETTE[1]) == 0
    assert pixels(image, PALETTE[4]) > swatch


def test_a_ring_is_parted_as_the_counts_are():
    image = opened(Sheet("t", ("name", "count"), [("a", 3), ("b", 1)], drawn="ring"))
    assert pixels(image, PALETTE[0]) / pixels(image, PALETTE[1]) == pytest.approx(3, rel=0.03)


def test_the_highest_count_of_a_grid_has_the_full_colour_and_none_has_none():
    image = opened(Sheet("t", ("day", "00", "01", "02"), [("Mon", 0, 5, 10)], drawn="heat"))
    assert pixels(image, ACCENT) == pytest.approx(pixels(image, "#eef1f3"), rel=0.02)
    assert pixels(image, ACCENT) > 0


@pytest.mark.parametrize("drawn", KINDS)
def test_a_picture_of_nothing_says_so(drawn):
    image = opened(Sheet("Empty", ("name", "amount"), [], drawn=drawn), "from a to b")
    assert image.width == WIDTH * SCALE
    assert pixels(image, "#ffffff") < image.width * image.height


def test_rows_beyond_the_most_are_counted_below():
    few = opened(Sheet("t", ("name", "amount"), [(str(n), n) for n in range(60)], drawn="bars"))
    many = opened(Sheet("t", ("name", "amount"), [(str(n), n) for n in range(6_000)], drawn="bars"))
    assert many.height - few.height == 24 * SCALE


texts = st.text(max_size=60)
amounts = st.none() | st.integers(0, 10**12) | st.floats(0, 1e9, allow_nan=False)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(KINDS), texts, st.lists(st.tuples(texts, amounts, amounts), max_size=5))
def test_any_text_and_any_amount_is_drawn(drawn, name, rows):
    assert opened(Sheet(name, ("a", name or "b", "c"), rows, drawn=drawn), name).width == WIDTH * SCALE
